"""Where each rule lives and which tests prove it: read off the source and the tests, never typed anywhere.

A rule lives in every module whose source names its id (`C05`, or within a range `C01–C05`). A test proves a rule when
its docstring, or its module's, names the id; a case of a scenario file when its `规则` does.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.strict import CONFIG, read_yaml

ROOT = CONFIG.parent
ROOMS = ("tasks/rules", "tasks", "flows", "expectations", "reports")
APART = (
    "flows/rehearsal", "flows/commands/demo", "flows/commands/clause_evidence.py", "flows/commands/clauses.py",
    "tasks/store/migrations", "tasks/rules/verdicts.py",
)
_ID = r"(?<![A-Za-z0-9])([A-PX])(0[1-9]|1[0-2])(?![A-Za-z0-9])"
_RANGE = re.compile(rf"{_ID}(?:\s*[-–—~至]\s*\1(0[1-9]|1[0-2])(?![A-Za-z0-9]))?")


def named(text: str) -> set[str]:
    """The rule ids in a text, ranges such as O02–O06 spelt out."""
    found: set[str] = set()
    for letter, first, last in _RANGE.findall(text):
        found |= {f"{letter}{number:02d}" for number in range(int(first), int(last or first) + 1)}
    return found


def lives(root: Path = ROOT) -> dict[str, list[str]]:
    """Rule id → the modules that name it, as paths from the root."""
    paths = {path for room in ROOMS for path in (root / room).rglob("*.py")}
    shown = {path.relative_to(root).as_posix(): path for path in paths}
    found: dict[str, list[str]] = {}
    for name in sorted(shown):
        if not name.startswith(APART):
            for rule in named(shown[name].read_text(encoding="utf-8")):
                found.setdefault(rule, []).append(name)
    return found


def proofs(root: Path = ROOT) -> dict[str, list[str]]:
    """Rule id → the tests and cases that prove it: tests/file.py::test, tests/scenarios/file.yaml::名称."""
    found: dict[str, list[str]] = {}
    for rule, where in sorted({*_cases(root), *_tests(root)}):
        found.setdefault(rule, []).append(where)
    return found


def _tests(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "tests").rglob("test_*.py")):
        name, tree = path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
        yield from ((rule, name) for rule in named(ast.get_docstring(tree) or ""))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield from ((rule, f"{name}::{node.name}") for rule in named(ast.get_docstring(node) or ""))


def _cases(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "tests" / "scenarios").glob("*.yaml")):
        name = path.relative_to(root).as_posix()
        for case in _within(read_yaml(path)):
            rules = [case["规则"]] if isinstance(case["规则"], str) else case["规则"]
            yield from ((str(rule), f"{name}::{case.get('名称', '')}") for rule in rules)


def _within(content: Any) -> Iterator[dict[str, Any]]:
    """Every case that names its rules, on whatever level of the file it stands."""
    if isinstance(content, dict) and "规则" in content and "名称" in content:
        yield content
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _within(part)
