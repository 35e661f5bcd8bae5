"""Which function stands for which rule: the ids it names, else those its module names at the top."""

import ast
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

from flows.commands.clause_evidence import lives, named

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A function of the source, the living one, and the rules it stands for."""

    module: str  # path from the root
    name: str  # as in co_qualname
    node: ast.FunctionDef
    alive: FunctionType
    rules: frozenset[str]


def suspects(wanted: Collection[str]) -> Iterator[Suspect]:
    """Every function that stands for one of the rules. Where a rule has modules in tasks/rules, only those count."""
    homes: dict[str, set[str]] = {}
    for rule in wanted:
        paths = [path for path in lives().get(rule, []) if path.startswith("tasks/")]
        for path in [path for path in paths if path.startswith("tasks/rules/")] or paths:
            homes.setdefault(path, set()).add(rule)
    for path, rules in sorted(homes.items()):
        text = (ROOT / path).read_text(encoding="utf-8")
        tree = ast.parse(text)
        at_top = named(ast.get_docstring(tree) or "")
        for name, node in _functions(tree):
            meant = named(ast.get_source_segment(text, node) or "") or at_top or rules
            alive = _alive(path, name)
            if meant & rules and alive is not None:
                yield Suspect(path, name, node, alive, frozenset(meant & rules))


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef))


def _alive(path: str, name: str) -> FunctionType | None:
    """The function itself, below caches, properties and the like; None for what is not a plain function."""
    found: Any = import_module(path.removesuffix(".py").replace("/", "."))
    for part in name.split("."):
        found = vars(found).get(part)
    for wrapped in ("fget", "__func__", "fn", "__wrapped__"):
        found = getattr(found, wrapped, found)
    return found if isinstance(found, FunctionType) and not found.__closure__ else None


def _caches() -> list[Any]:
    ours = [vars(module) for name, module in sys.modules.items()
            if name.startswith(("tasks.", "tests.")) and not name.startswith("tests.proofs")]
    return [one for names in ours for one in names.values() if hasattr(one, "cache_clear")]


def forget() -> None:
    """Empty every cache of the house and of its tests, so that nothing answers in place of what is broken."""
    for one in _caches():
        one.cache_clear()
