"""What a good form of config/forms/tables looks like: checks from its description, and those that every form needs."""

from collections.abc import Iterator, Mapping, Sequence, Set
from importlib import import_module
from importlib.util import find_spec

import pandas as pd

from config.calendar import the_calendar
from config.forms_register import Column
from config.forms_table import FormTable, TableForm, table_forms
from config.parameters import Parameters
from expectations.declare import WORDS, Check
from expectations.gate import examine_once
from expectations.word import findings, unsaid
from tasks.rules.finding import Finding
from tasks.rules.register import FOREIGN, LISTED, PLAUSIBLE, TOO_LARGE, TOO_SMALL, UNCHECKED, UNLISTED
from tasks.rules.tables import BEGUN, assess_tables, children, compared_amounts, project_column

NUMBERS = frozenset({"money", "points", "percent", "integer", "year"})
SLIPS = ("R-UNIT-01", "R-UNIT-02")


def examine_tables(
    form: str, tables: Mapping[str, pd.DataFrame], files: Sequence[str],
    already: Mapping[int, Sequence[Finding]] | None = None, *, law: Parameters,
    senders: Mapping[int, str] | None = None, register: pd.DataFrame | None = None,
    elsewhere: Set[str] = frozenset(),
) -> dict[int, list[Finding]]:
    """Findings of every file by ordinal, by sheet and row. `tables` are those of the form as `table_frames` gives them.

    `senders`: reading → code of the unit that sent it; `register`: the projects of the form's fiscal year, None when
    there is none to ask; `elsewhere`: project codes of other years. `already` are the findings of the readings: nothing
    is said twice, nor of a cell that could not be read. One `validate()` per call, none when there is no row.
    Raises SuiteFault when the checks themselves fail.
    """
    described = table_forms()[form]
    own = {name: tables[name] for name in described.tables}
    frames = assess_tables(described, own, law, senders or {}, register, elsewhere)
    checks = (*checks_of(described), *special_checks(form))
    found = findings(examine_once(checks, frames), frames, checks, files)
    return {number: unsaid(new, (already or {}).get(number, ())) for number, new in found.items()}


def special_checks(form: str) -> tuple[Check, ...]:
    """The checks that only this form needs: `CHECKS` of expectations/<form>.py, where there is such a module. They may
    look at every column that `assess_tables` gives."""
    name = f"expectations.{form}"
    return tuple(import_module(name).CHECKS) if find_spec(name) else ()


def checks_of(described: TableForm) -> tuple[Check, ...]:
    """All checks that follow from a description."""
    brings_new = the_calendar().milestone(described.milestone).concerns > 0  # its projects are yet to be registered
    return tuple(check for name, table in described.tables.items() for check in (
        *_filled(name, table),
        *(one for field, column in table.columns.items() for one in _cell(name, field, column)),
        *_compared(name, table),
        *_limited(name, table),
        *_in_register(name, table, described.sender == "unit", brings_new),
        *_under_projects(name, table, children(described).get(name, "")),
    ))


def _filled(name: str, table: FormTable) -> Iterator[Check]:
    """R-REQ: once for a row that nobody has begun, else cell by cell."""
    asked = [(field, column) for field, column in table.columns.items() if column.filled and column.read_as != "flag"]
    open_ = [field for field, column in asked if not column.locked]
    if open_:
        yield Check("R-REQ", name, BEGUN, "between", open_[0], low=1, label="全部填报内容", when=(f"has_{open_[0]}",))
    owed = [(field, column, "is_begun") for field, column in asked]
    owed += [(field, column, f"{field}_owed") for field, column in table.columns.items() if column.filled_when]
    for field, column, because in owed:
        when, label = (because, f"has_{field}"), column.headings[0]
        if column.read_as in NUMBERS:
            yield Check("R-REQ", name, field, "not_null", field, when=when, label=label)
        elif column.read_as != "day":
            yield Check("R-REQ", name, field, "matches", field, pattern=WORDS, when=when, label=label)
        else:
            yield Check("R-REQ", name, f"{field}_given", "between", field, low=1, when=when, label=label)


def _cell(name: str, field: str, column: Column) -> Iterator[Check]:
    """What one cell may hold."""
    if column.choices:
        limit = "、".join(column.choices)
        yield Check("R-RANGE", name, field, "in_set", field, words=("", *column.choices), value=field, limit=limit)
    least, most = column.bounds
    if column.read_as not in NUMBERS - {"year"}:
        return
    if least == 0:
        yield Check("R-NEG", name, field, "between", field, low=0, value=field)
    if least or most is not None:
        yield Check("R-RANGE", name, field, "between", field, low=least or None, high=most, value=field,
                    limit=column.span, unless=("R-NEG",))


def _compared(name: str, table: FormTable) -> Iterator[Check]:
    """Amounts against the registered budget and against each other."""
    for field in compared_amounts(table):
        for rule, bad in (("R-UNIT-01", TOO_SMALL), ("R-UNIT-02", TOO_LARGE)):
            fine = tuple(word for word in (PLAUSIBLE, TOO_SMALL, TOO_LARGE) if word != bad)
            yield Check(rule, name, f"{field}_slip", "in_set", field, words=fine, value=field,
                        expected=("register_fen",))
    if {"budget_fen", "executed_fen"} <= table.columns.keys():
        yield Check("W-OVERSPENT", name, "overspent_fen", "between", "executed_fen", low=0, high=0,
                    value="executed_fen", expected=("budget_fen",), unless=SLIPS)


def _limited(name: str, table: FormTable) -> Iterator[Check]:
    """A number or a day beyond another one of its row."""
    for field, other in table.not_above.items():
        later = "不应晚于" if table.columns[field].read_as == "day" else "不应大于"
        label = f"“{table.columns[field].headings[0]}”{later}“{table.columns[other].headings[0]}”"
        yield Check("R-ABOVE", name, f"{field}_excess", "between", field, low=0, high=0, label=label, value=field,
                    expected=(other,))


def _in_register(name: str, table: FormTable, of_unit: bool, brings_new: bool) -> Iterator[Check]:
    """A project that nobody registered, and one of another unit on a unit's own form."""
    code = project_column(table)
    if not code or brings_new:
        return
    kinds = [("R-ROWEXTRA", UNLISTED), *([("R-NOTOURS", FOREIGN)] if of_unit else [])]
    for rule, bad in kinds:
        fine = tuple(word for word in (LISTED, UNLISTED, FOREIGN, UNCHECKED) if word != bad)
        yield Check(rule, name, "standing", "in_set", code, words=fine, value=code)


def _under_projects(name: str, table: FormTable, parent: str) -> Iterator[Check]:
    if parent:
        code = project_column(table)
        yield Check("R-ORPHAN", name, "orphan", "between", code, low=0, high=0, value=code, unless=("R-ROWEXTRA",))
