"""Hits become findings: the cell, what stands in it as the unit typed it, and what should."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.findings import Tier
from expectations.declare import Check
from tasks.rules.columns import cell_of
from tasks.rules.finding import Finding, finding

UNIT = "万元"
OF_ONE_CELL = frozenset({"R-REQ", "R-NEG", "R-RANGE"})
Frames = Mapping[str, pd.DataFrame]
Rows = npt.NDArray[np.intp]


def findings(
    hits: pd.DataFrame, frames: Frames, checks: Sequence[Check], files: Sequence[str],
) -> dict[int, list[Finding]]:
    """Findings of every file by its ordinal (`files[ordinal]` is its name), by sheet and row; [] for a good file.

    A hit that a more precise one of the same row replaces (`Check.unless`) is left out.
    """
    order = _sheet_order(frames)
    found: list[list[tuple[tuple[Any, ...], Finding]]] = [[] for _ in files]
    for number, rows in _precise(hits, checks):
        for row in _records(checks[number], frames, rows):
            one = _worded(checks[number], row, frames, files[row["reading"]])
            found[row["reading"]].append(((order[one.sheet], *_place(one.cell), number), one))
    return {n: [one for _, one in sorted(each, key=lambda pair: pair[0])] for n, each in enumerate(found)}


def unsaid(found: Sequence[Finding], already: Sequence[Finding]) -> list[Finding]:
    """Those of `found` that the reader of the file has not said already, or made pointless.

    A cell that it could not read is neither blank nor out of range; a merged cell (R-MERGE) speaks for all it covers.
    """
    said = {(one.rule, one.sheet, one.cell) for one in already}
    blank = {(one.sheet, one.cell) for one in found if one.rule == "R-REQ"}
    taken = {place for one in already if one.tier is not Tier.HINT for place in _covered(one, blank)}
    return [
        one for one in found
        if (one.rule, one.sheet, one.cell) not in said
        and (one.rule not in OF_ONE_CELL or (one.sheet, one.cell) not in taken)
    ]


def _covered(one: Finding, blank: Set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The cell a finding is about; for a merged one also the blanks right below it and in the range it names."""
    yield one.sheet, one.cell
    if one.rule != "R-MERGE":
        return
    column, row = one.cell.rstrip("0123456789"), _place(one.cell)[0]
    while (one.sheet, f"{column}{row + 1}") in blank:
        row += 1
        yield one.sheet, f"{column}{row}"
    first, _, last = one.value.partition(":")
    yield from ((sheet, cell) for sheet, cell in blank if last and sheet == one.sheet and _inside(cell, first, last))


def _inside(cell: str, first: str, last: str) -> bool:
    (row, *column), (top, *left), (bottom, *right) = _place(cell), _place(first), _place(last)
    return top <= row <= bottom and left <= column <= right


def shown(column: str, value: Any) -> str:
    """A value as it stands on the form: 万元 with two decimals or more, points and percentages without idle zeros."""
    if value is None or value is pd.NA:
        return ""
    if column.endswith("_fen"):
        whole, rest = _decimal(int(value), 6)
        return f"{whole}.{rest.rstrip('0').ljust(2, '0')}"
    if column.endswith(("_cp", "_bp")):
        whole, rest = _decimal(int(value), 2)
        plain = f"{whole}.{rest}".rstrip("0").rstrip(".")
        return plain if column.endswith("_cp") else f"{plain}%"
    return str(value)


def _decimal(value: int, places: int) -> tuple[str, str]:
    whole, rest = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}", f"{rest:0{places}d}"


def _precise(hits: pd.DataFrame, checks: Sequence[Check]) -> Iterator[tuple[int, Rows]]:
    """Each check that has hits, with the rows in which no more precise one speaks."""
    rows = {int(str(number)): group.to_numpy() for number, group in hits.groupby("check")["row"]}
    for number, own in rows.items():
        check = checks[number]
        better = [
            other for n, other in rows.items()
            if checks[n].frame == check.frame and {checks[n].rule, checks[n].name} & set(check.unless)
        ]
        yield number, np.setdiff1d(own, np.concatenate(better)) if better else own


def _records(check: Check, frames: Frames, rows: Rows) -> Iterator[dict[str, Any]]:
    """The few columns of these rows that wording needs; `sheet`, `at` and `row` are those of the cell to point at."""
    names = ["reading", "register_code", *(name for name in (check.value, *check.expected) if name)]
    there, at = frames[check.frame], rows
    part = there[list(dict.fromkeys(names))].iloc[rows]
    if check.beside:
        there, at = frames["indicator"], there[check.beside].iloc[rows].to_numpy(dtype=np.intp)
    part = part.assign(**{name: there[name].iloc[at].to_numpy() for name in ("sheet", "at", "row") if name in there})
    values = [part[name].astype(object).tolist() for name in part.columns]
    return (dict(zip(part.columns, row, strict=True)) for row in zip(*values, strict=True))


def _worded(check: Check, row: dict[str, Any], frames: Frames, file: str) -> Finding:
    expected = check.limit or "—".join(_expected(name, row, frames) for name in check.expected)
    return finding(
        check.rule, file=file, sheet=row["sheet"], cell=cell_of(row["at"], check.field, row.get("row")),
        value=shown(check.value, row.get(check.value, "")), expected=expected, project_code=row["register_code"],
        field=check.label, unit=UNIT,
    )


def _expected(name: str, row: dict[str, Any], frames: Frames) -> str:
    """What should stand there; for a twin, where the other one is."""
    if name != "twin":
        return shown(name, row[name])
    other = frames["project"].iloc[int(row[name])]
    cell = cell_of(other["at"], "project_code") or cell_of(other["at"], "project_name")
    return cell if other["sheet"] == row["sheet"] else f"{other['sheet']}!{cell}"


def _sheet_order(frames: Frames) -> dict[str, int]:
    """Sheets as they first appear, frame by frame: those of the projects in front."""
    names = [name for frame in frames.values() for name in frame["sheet"].unique()]
    return {name: place for place, name in enumerate(dict.fromkeys(names))}


def _place(cell: str) -> tuple[int, int, str]:
    """Row and column of an address, in the order of reading; no address comes first."""
    column = cell.rstrip("0123456789")
    return int(cell[len(column):] or 0), len(column), column
