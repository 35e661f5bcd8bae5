"""Rows of tables as handed in: written with their submission, read back as the typed frames that rules work on."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, bindparam, select

from config.forms_table import FormTable, TableForm, table_forms
from tasks.store import bulk, submissions
from tasks.store.frames import frame
from tasks.store.models import Fact, Submission
from tasks.store.values import one

HEAD = {"unit_code": "str", "node": "str", "project_id": "Int64", "submission_id": "int64", "received_on": "object"}


def insert(conn: Connection, tables: Mapping[str, pd.DataFrame], owners: Mapping[int, int]) -> None:
    """Write the rows of new submissions. `tables`: table → columns as described, `reading`, and `project_id`.

    `owners`: reading → submission id; rows of other readings are left out.
    """
    for name, rows in tables.items():
        described = form_of(name).tables[name].columns
        kept = rows[rows["reading"].isin(list(owners))]
        payloads = _payloads(kept, [column for column in described if column in kept])
        bulk.insert(conn, Fact, {
            "submission_id": kept["reading"].map(owners), "register": [name] * len(kept),
            "seq": kept.groupby("reading").cumcount(), "project_id": kept["project_id"], "payload": payloads,
        })


def in_force(conn: Connection, table: str, work_year: int, as_of: date) -> pd.DataFrame:
    """The rows of a table in force on a day: of files that count, the newest for the same values of `replaces`.

    Columns: those described, with HEAD before them. Nodes stand side by side: a file of August replaces none of May.
    """
    found, order = _that_counts(conn, table, work_year, as_of)
    return found[_newest(found, order, form_of(table).tables[table])].reset_index(drop=True) if len(found) else found


def ever(conn: Connection, table: str, work_year: int, as_of: date) -> pd.DataFrame:
    """As `in_force`, with what a newer file has replaced since."""
    return _that_counts(conn, table, work_year, as_of)[0]


def _that_counts(
    conn: Connection, table: str, work_year: int, as_of: date,
) -> tuple[pd.DataFrame, "pd.Series[int]"]:
    """Every row of the files that count, and which file it is of: the newest has the highest number."""
    form = form_of(table)
    described, milestone = form.tables[table], form.milestone
    if conn.execute(select(Fact.id).where(Fact.register == table).limit(1)).first() is None:
        # Most tables of most days: their types alone cost a hundred frames.
        return _nothing(table).copy(), pd.Series(range(0))
    files = submissions.on_day(conn, milestone, work_year, as_of)
    files = files.loc[files["counts"], ["id", "unit_code", "node", "received_at"]].reset_index(names="order")
    rows = frame(conn, _handed_in(), register=table, milestone=milestone, work_year=work_year).merge(
        files.rename(columns={"id": "submission_id"}), on="submission_id")
    rows["received_on"] = pd.Series([at.date() for at in rows["received_at"]], dtype=object)
    return pd.concat([_typed(rows, HEAD), _columns(rows["payload"], described)], axis=1), rows["order"]


@cache
def _handed_in() -> "Select[Any]":
    return select(Fact.submission_id, Fact.seq, Fact.project_id, Fact.payload).join(
        Submission, Submission.id == Fact.submission_id,
    ).where(Fact.register == bindparam("register"), Submission.milestone == bindparam("milestone"),
            Submission.work_year == bindparam("work_year")).order_by(Fact.id)


@cache
def _nothing(table: str) -> pd.DataFrame:
    """No row of a table, in its columns."""
    nobody, no_rows = pd.DataFrame({name: [] for name in HEAD}), pd.Series([], dtype=object)
    return pd.concat([_typed(nobody, HEAD), _columns(no_rows, form_of(table).tables[table])], axis=1)


def held(conn: Connection, milestone: str, work_year: int) -> pd.DataFrame:
    """submission_id and project_id of every project of the library in every file, whatever became of it."""
    query = select(Fact.submission_id, Fact.project_id).distinct().join(Submission, Submission.id == Fact.submission_id)
    return frame(conn, query.where(
        Submission.milestone == milestone, Submission.work_year == work_year, Fact.project_id.is_not(None),
    ))


def tables_of(milestone: str) -> dict[str, FormTable]:
    """All tables that belong to a milestone."""
    return {name: table for form in table_forms().values() if form.milestone == milestone
            for name, table in form.tables.items()}


def form_of(table: str) -> TableForm:
    """The form that has a table. Raises KeyError for a table that no form has."""
    for form in table_forms().values():
        if table in form.tables:
            return form
    raise KeyError(f"config/forms/tables 里没有表“{table}”")


def _payloads(rows: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    columns = [[one(value) for value in rows[name]] for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)] if names else []


def _columns(payloads: "pd.Series[Any]", described: FormTable) -> pd.DataFrame:
    columns = {}
    for name, column in described.columns.items():
        values = [payload.get(name) for payload in payloads]
        if column.read_as == "day":
            values = [date.fromisoformat(value) if value else None for value in values]
        columns[name] = _array(values, column.dtype)
    return pd.DataFrame(columns)


def _array(values: list[Any], kind: Any) -> Any:
    if kind == "str":
        return pd.array(["" if value is None else str(value) for value in values], dtype="str")
    if kind == "bool":
        return pd.array([bool(value) for value in values], dtype=bool)
    if kind == "object":
        return pd.Series(values, dtype=object)
    return pd.array(values, dtype=kind)


def _typed(rows: pd.DataFrame, types: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame({name: _array(list(rows[name]), kind) for name, kind in types.items()})


def _newest(found: pd.DataFrame, order: "pd.Series[int]", described: FormTable) -> "pd.Series[bool]":
    names = (*described.replaces, *["unit_code"] * (described.by_sender or not described.replaces))
    keys = [found["node"], *(found[name] for name in names)]
    return order == order.groupby(keys, dropna=False).transform("max")
