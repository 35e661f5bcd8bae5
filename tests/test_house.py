"""The house of DESIGN §5, as far as a graph of imports cannot see it (the rest is `lint-imports`)."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("flows", "tasks", "config", "expectations", "reports")
MODULES = sorted(
    path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py")
    if "__pycache__" not in path.parts
)
HISTORY = Path("tasks/store/migrations/versions")  # migrations are generated once and never touched again


@cache
def trees():
    """Module → its syntax tree."""
    return {path: ast.parse((ROOT / path).read_text(encoding="utf-8")) for path in MODULES}


@cache
def lengths():
    """Module → its number of lines."""
    return {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in MODULES}


def nodes(*kinds):
    """Every node of some kinds in every module, with where it stands."""
    return [(path, node) for path, tree in trees().items() for node in ast.walk(tree) if isinstance(node, kinds)]


def test_no_module_is_longer_than_250_lines():
    """A module that needs more is two modules."""
    assert {path.as_posix(): lines for path, lines in lengths().items() if lines > 250} == {}


def test_most_modules_are_short():
    """The median says whether the house is kept; 80 is the aim, 120 the limit."""
    assert median(lines for path, lines in lengths().items() if path.name != "__init__.py") <= 120


def test_no_function_is_longer_than_40_lines():
    """From `def` to its last line, docstring included."""
    long = {
        f"{path.as_posix()}:{node.name}": node.end_lineno - node.lineno + 1
        for path, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if node.end_lineno - node.lineno + 1 > 40 and HISTORY not in path.parents
    }
    assert long == {}


def test_every_module_says_what_it_is():
    """The first thing in every module is its docstring, and its first line is a whole sentence."""
    said = {path.as_posix(): (ast.get_docstring(tree) or "").split("\n")[0] for path, tree in trees().items()}
    assert [path for path, first in said.items() if not first or first[-1] not in ".:"] == []


def test_no_name_says_nothing():
    """A module is named for what it is, never for being of use."""
    empty = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
    assert [path.as_posix() for path in MODULES if empty & {*path.with_suffix("").parts}] == []


def test_only_the_clock_asks_the_time():
    """Everybody else is told; so a rerun as of a past day is that day."""
    asking = []
    for path, node in nodes(ast.Attribute, ast.ImportFrom):
        if isinstance(node, ast.ImportFrom):
            words = [f"{node.module}.{one.name}" for one in node.names] if node.module == "time" else []
        else:
            words = [ast.unparse(node)]
        asking += [f"{path.as_posix()}:{node.lineno} {word}" for word in words if re.search(ASKS, word)]
    assert [one for one in asking if not one.startswith("config/clock.py:")] == []


# clock.now() and clock.today() are the way; monotonic clocks measure, they do not tell the time.
ASKS = r"(?<!\bclock)\.(now|today|utcnow|current_timestamp)$|\btime\.(time|time_ns|localtime|gmtime|ctime)$"


@pytest.mark.parametrize("word", [
    "datetime.now", "datetime.datetime.utcnow", "date.today", "pd.Timestamp.now", "func.now", "time.time",
    "time.localtime",
])
def test_the_clock_rule_sees(word):
    """The ways of asking the time that the rule above must not miss, and those it must let pass."""
    assert re.search(ASKS, word)
    assert not any(re.search(ASKS, fine) for fine in ("clock.now", "clock.today", "time.monotonic", "time.sleep"))


def imported():
    """Every module named in an import, with where."""
    for path, node in nodes(ast.Import, ast.ImportFrom):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        yield from ((path, name) for name in names)


def test_nobody_speaks_smtp_by_hand():
    """yagmail does, in tasks/mail."""
    assert [path.as_posix() for path, name in imported() if name.split(".")[0] == "smtplib"] == []


def test_every_part_of_tasks_has_its_place_in_the_layers():
    """A verb that is not in the contract of pyproject.toml would be checked by nobody."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    [layers] = [one["layers"] for one in linter["contracts"] if one["type"] == "layers"]
    placed = {name.strip("() ") for layer in layers for name in layer.split("|")}
    parts = {path.parts[1].removesuffix(".py") for path in MODULES if path.parts[0] == "tasks"} - {"__init__"}
    assert {f"tasks.{part}" for part in parts} <= placed
    assert set(PACKAGES) - {"tasks"} <= placed and set(PACKAGES) == set(linter["root_packages"])


def test_every_test_tells_its_story():
    """Each test has a docstring whose first line is a whole sentence."""
    silent = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                first = (ast.get_docstring(node) or "").split("\n")[0]
                silent += [] if first[-1:] == "." else [f"{path.relative_to(ROOT).as_posix()}:{node.name}"]
    assert silent == []


def flow_files():
    """The files directly in flows/, as Prefect loads them."""
    return [path for path in MODULES if path.parts[0] == "flows" and len(path.parts) == 2 and path.stem != "__init__"]


def test_nothing_in_flows_hides_another_module():
    """Prefect puts flows/ first on sys.path: a name there must not shadow a root package or a standard module."""
    names = {path.parts[1].removesuffix(".py") for path in MODULES if path.parts[0] == "flows"}
    assert (names - {"__init__", "__main__"}) & {*PACKAGES, "tests", *sys.stdlib_module_names} == set()


def test_no_class_lives_in_a_flow_file():
    """Prefect loads a flow file under another name: its classes would exist twice."""
    found = [
        f"{path.as_posix()}:{node.name}" for path in flow_files() if path.stem != "__main__"
        for node in ast.walk(trees()[path]) if isinstance(node, ast.ClassDef)
    ]
    assert found == []


def test_a_flow_file_holds_the_flow_of_its_name():
    """One word for file, function and deployment; beside them only the round they go and the command line."""
    for path in flow_files():
        if path.stem in ("__main__", "round"):
            continue
        functions = {node.name for node in trees()[path].body if isinstance(node, ast.FunctionDef)}
        assert path.stem in functions, path.as_posix()


# Written in pieces, so that this file does not find itself.
FOREIGN = {
    "a registry": re.compile("pypi" + r"\.org|python" + r"hosted\.org|npm" + r"js\.|[ =]--(extra-)?index" + "-url"),
    "a path of some machine": re.compile(r"(?<![\w.])/" + r"(?:work|root|home/\w+|Users/\w+|tmp/env)/"),
}


def tracked():
    """Every text file that git knows; skips where there is no git."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("不是 git 检出，没有受控文件清单")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in content:
            yield name, content.decode("utf-8", errors="replace")


@pytest.mark.parametrize("what", FOREIGN)
def test_no_tracked_file_names_a_place_elsewhere(what):
    """The repository works on any machine: no host of a registry, no absolute path of one computer."""
    found = [
        f"{name}:{number}" for name, text in tracked()
        for number, line in enumerate(text.splitlines(), 1) if FOREIGN[what].search(line)
    ]
    assert found == []


def test_a_place_elsewhere_would_be_seen():
    """The two patterns find what they are for and leave web paths alone."""
    assert FOREIGN["a registry"].search("https://" + "pypi" + ".org/simple")
    assert FOREIGN["a path of some machine"].search('open("' + "/root" + '/x")')
    assert not FOREIGN["a path of some machine"].search("https://example.org/work" + "/x and ./work" + "/y")
