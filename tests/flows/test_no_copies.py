"""No six lines of logic stand in two flows (issue 3): what several milestones do stands once, below them."""

import ast
from collections import defaultdict
from pathlib import Path

FLOWS = Path(__file__).parents[2] / "flows"
LINES = 6


def logic(text):
    """The lines of logic of a flow: its statements as Python writes them, without docstrings and imports."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    tree.body = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    return ast.unparse(tree).splitlines()


def twins(flows):
    """Six lines of logic, one after the other, that stand in more than one flow, and in which."""
    where = defaultdict(set)
    for name, text in flows.items():
        lines = [line.strip() for line in logic(text) if line.strip()]
        for first in range(len(lines) - LINES + 1):
            where["\n".join(lines[first:first + LINES])].add(name)
    return {passage: sorted(names) for passage, names in where.items() if len(names) > 1}


def test_no_six_lines_of_logic_stand_in_two_flows():
    """Every file directly under flows, and those of the commands, the service and the rehearsal."""
    found = {path.relative_to(FLOWS).as_posix(): path.read_text(encoding="utf-8") for path in FLOWS.rglob("*.py")}
    assert len(found) > 30
    assert twins(found) == {}


def test_a_copied_paragraph_is_found():
    """Six lines in two flows are, whatever their docstrings; five are not."""
    paragraph = "def {}():\n    '''{}'''\n" + "".join(f"    step({number})\n" for number in range(LINES))
    same = {"one.py": paragraph.format("one", "One."), "two.py": "import os\n" + paragraph.format("two", "Two.")}
    [names] = twins(same).values()
    assert names == ["one.py", "two.py"]
    assert twins({name: text.replace("    step(5)\n", "") for name, text in same.items()}) == {}
