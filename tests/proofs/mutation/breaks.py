"""Ways to break a function once: each takes its syntax tree and leaves it wrong in one place."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType

Change = Callable[[ast.AST], None]  # done in place, to the same node of a copy
FLIPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.FloorDiv: ast.Mult, ast.Mult: ast.FloorDiv, ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
SWAPPED = {
    "min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum", "le": "lt",
    "lt": "le", "ge": "gt", "gt": "ge", "eq": "ne", "ne": "eq", "isna": "notna", "notna": "isna", "head": "tail",
    "idxmin": "idxmax", "idxmax": "idxmin", "cummin": "cummax", "cummax": "cummin",
}
READS = ("number", "numbers")  # of a parameter of the law
KEEPS = {"first": "last", "last": "first"}


@dataclass(frozen=True, slots=True)
class Break:
    """One function broken once: what was done to it, where, and its code as broken."""

    line: int
    what: str
    code: CodeType


def breaks(function: ast.FunctionDef, file: str, limit: int) -> Iterator[Break]:
    """Up to `limit` ways to break a function, spread evenly over it; that it does nothing is the first."""
    spoken = {id(one) for annotation in _annotations(function) for one in ast.walk(annotation)}
    found = [(place, node, what, change) for place, node in enumerate(ast.walk(function)) if id(node) not in spoken
             for what, change in ways(node, function)]
    found.sort(key=lambda one: one[2] != UNTOUCHED)
    step = max(1, -(-(len(found) - 1) // max(1, limit - 1)))
    for place, node, what, change in [*found[:1], *found[1::step]]:
        twin = copy.deepcopy(function)  # which is walked in the same order
        change(list(ast.walk(twin))[place])
        twin.decorator_list = []
        module = ast.fix_missing_locations(ast.Module([twin], []))
        code = next(one for one in compile(module, file, "exec").co_consts
                    if isinstance(one, CodeType) and one.co_name == function.name)
        yield Break(getattr(node, "lineno", function.lineno), what, code)


def _annotations(function: ast.FunctionDef) -> list[ast.AST]:
    """What is said of types anywhere in a function: nothing runs there."""
    found = [getattr(node, name, None) for node in ast.walk(function) for name in ("annotation", "returns")]
    return [one for one in found if one is not None]


UNTOUCHED = "returns its first argument as it came, or nothing"


def ways(node: ast.AST, function: ast.FunctionDef) -> Iterator[tuple[str, Change]]:
    """What can be done wrong at one node, in words, and the doing."""
    match node:
        case ast.FunctionDef() if node is function:
            yield UNTOUCHED, _untouched
        case ast.Compare(ops=[operator]) if type(operator) in FLIPPED:
            other = FLIPPED[type(operator)]
            yield f"{ast.unparse(node)}: {type(operator).__name__} → {other.__name__}", lambda n: setattr(
                n, "ops", [other()])
        case ast.BinOp(op=operator) if type(operator) in FLIPPED and not _of_text(node):
            other = FLIPPED[type(operator)]
            yield f"{ast.unparse(node)}: {type(operator).__name__} → {other.__name__}", lambda n: setattr(
                n, "op", other())
            if isinstance(operator, ast.BitAnd):
                yield f"{ast.unparse(node)}: without its last condition", lambda n: _become(n, n.left)  # type: ignore
        case ast.BoolOp(op=operator):
            yield f"{ast.unparse(node)}: without its last condition", lambda n: _become(n, n.values[0])  # type: ignore
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield f"{ast.unparse(node)}: without the not", lambda n: _become(n, n.operand)  # type: ignore
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in READS and node.args:
            if attr == "number":
                yield f"{ast.unparse(node)}: one too many", lambda n: _become(
                    n, ast.BinOp(copy.copy(n), ast.Add(), ast.Constant(1)))
        case ast.Call(func=ast.Attribute(attr=attr) | ast.Name(id=attr)) if attr in SWAPPED:
            yield f"{ast.unparse(node)}: {attr} → {SWAPPED[attr]}", lambda n: _renamed(n, SWAPPED[attr])
        case ast.keyword(arg="keep", value=ast.Constant(value=str(kept))) if kept in KEEPS:
            yield f"keep={kept} → {KEEPS[kept]}", lambda n: setattr(n, "value", ast.Constant(KEEPS[kept]))
        case ast.keyword(arg="ascending", value=ast.Constant(value=bool(up))):
            yield f"ascending={up} → {not up}", lambda n: setattr(n, "value", ast.Constant(not up))
        case ast.IfExp():
            yield f"{ast.unparse(node)}: the other way round", _other_way
        case ast.If() if node.orelse or not _only_raises(node):
            yield f"if {ast.unparse(node.test)}: negated", lambda n: setattr(
                n, "test", ast.UnaryOp(ast.Not(), n.test))  # type: ignore[attr-defined]
        case ast.comprehension(ifs=[_, *_]):
            yield f"for {ast.unparse(node.target)}: without “if {ast.unparse(node.ifs[-1])}”", lambda n: setattr(
                n, "ifs", n.ifs[:-1])  # type: ignore[attr-defined]


def _untouched(node: ast.AST) -> None:
    assert isinstance(node, ast.FunctionDef)
    given = [*node.args.posonlyargs, *node.args.args]
    value: ast.expr = ast.Name(given[0].arg, ast.Load()) if given else ast.Constant(None)
    yields = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in ast.walk(node))
    back = ast.Return(None if yields else value)
    node.body = [back, ast.Expr(ast.Yield(None))] if yields else [back]


def _become(node: ast.AST, other: ast.AST) -> None:
    """Make a node another one, wherever it hangs."""
    node.__class__ = other.__class__  # type: ignore[assignment]
    node.__dict__ = {**other.__dict__}


def _renamed(node: ast.AST, name: str) -> None:
    function = node.func  # type: ignore[attr-defined]
    setattr(function, "attr" if isinstance(function, ast.Attribute) else "id", name)


def _other_way(node: ast.AST) -> None:
    node.body, node.orelse = node.orelse, node.body  # type: ignore[attr-defined]


def _of_text(node: ast.BinOp) -> bool:
    """Whether texts are put together or formatted: taking them from each other is no mistake anybody makes."""
    return any(isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and isinstance(one.value, str))
               for one in ast.walk(node)) and isinstance(node.op, ast.Add | ast.Mod)


def _only_raises(node: ast.If) -> bool:
    return all(isinstance(one, ast.Raise) for one in node.body)
