"""What stands before the gate: requests for project money, and lines that should have asked (A01, A04, B01, B03)."""

from typing import Any

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.given import ARRIVAL, Mask, given, newest, yes
from tasks.rules.own_level import with_region
from tasks.rules.verdicts import Facts

MILESTONE = "budget_gate"
YEAR_START, MID_YEAR = "年初预算", "年中追加"
KEY = ["fiscal_year", "stage", "project_code"]
KIND = {YEAR_START: "", MID_YEAR: "addition"}
REQUEST = {
    "project_code": "str", "project_name": "str", "unit_code": "str", "fiscal_year": "Int64", "stage": "str",
    "novelty": "str", "emergency": "bool", "specialised": "bool", "requested_fen": "Int64", "goal": "str",
    "received_on": "day", "submission_id": "Int64",
}
LIBRARY = {
    "project_id": "Int64", "project_code": "str", "project_name": "str", "unit_code": "str", "fiscal_year": "Int64",
    "initial_fen": "Int64", "budget_fen": "Int64", "is_new": "bool",
}
LINE = {
    "project_code": "str", "project_name": "str", "fiscal_year": "Int64", "stage": "str", "line_fen": "Int64",
    "received_on": "day", "submission_id": "Int64",
}


def asked(facts: Facts, book: Rulebook) -> pd.DataFrame:
    """One row per project and occasion: money for fiscal year W+1 at the start, and for W added in mid-year.

    Requests, newest of each, and lines of budget or library that nobody requested: `requested` tells them apart. In
    order of KEY, with project_id, unit_code, region_code, level, requested_fen, `budgeted_fen` (what stands in the
    budget all the same, 0 = nothing), `is_new`, emergency, specialised, goal, received_on, submission_id, and `what`:
    "" at the start of the year, "addition" in mid-year. A request for any other year is none of this gate's.
    """
    library, years = _library(facts), {YEAR_START: book.work_year + 1, MID_YEAR: book.work_year}
    rows = newest(given(facts, "requests", REQUEST), KEY).assign(requested=True)
    rows = rows[(rows["fiscal_year"] == rows["stage"].map(years)).to_numpy(dtype=bool, na_value=False)]
    lines = _lines(facts, library, years)
    both = rows.merge(lines, on=KEY, how="outer", suffixes=("", "_line"))
    both = both.sort_values(KEY, ignore_index=True)
    known = _known(both, library)
    flags = {name: both[name].astype("boolean").fillna(False) for name in ("requested", "emergency", "specialised")}
    words = {name: both[name].fillna("") for name in ("goal", "novelty")}
    both = both.assign(
        **flags, **words, project_id=known["project_id"],
        budgeted_fen=both["budgeted_fen"].fillna(0),
        unit_code=both["unit_code"].fillna(known["unit_code"]).fillna(""),
        project_name=both["project_name"].fillna(known["project_name"]).fillna(""),
        requested_fen=both["requested_fen"].fillna(both["budgeted_fen"]).fillna(0),
        what=both["stage"].map(KIND).astype("str"),
    )
    return with_region(both.assign(is_new=_new(both, library, book)), facts)


def _library(facts: Facts) -> pd.DataFrame:
    """The projects of all years that were handed over, each once."""
    parts = [given(facts, name, LIBRARY) for name in ("projects", "projects@before", "projects@after")]
    every = pd.concat(parts, ignore_index=True).drop_duplicates(["fiscal_year", "project_code"])
    return every.reset_index(drop=True)


def _lines(facts: Facts, library: pd.DataFrame, years: dict[str, int]) -> pd.DataFrame:
    """KEY and budgeted_fen: what budget lines say, and the library; the larger of both.

    In mid-year the library tells only of projects that had nothing at the start of the year.
    """
    told = newest(given(facts, "budget_lines", LINE), KEY, ARRIVAL).rename(columns={"line_fen": "budgeted_fen"})
    start = library[yes(library["fiscal_year"] == years[YEAR_START])].assign(stage=YEAR_START)
    added = library[yes((library["fiscal_year"] == years[MID_YEAR]) & (library["initial_fen"] == 0))]
    listed = pd.concat([start, added.assign(stage=MID_YEAR)], ignore_index=True)
    listed = listed.rename(columns={"budget_fen": "budgeted_fen"})
    every = pd.concat([told[[*KEY, "budgeted_fen"]], listed[[*KEY, "budgeted_fen"]]], ignore_index=True)
    ours = (every["fiscal_year"] == every["stage"].map(years)).to_numpy(dtype=bool, na_value=False)
    every = every[ours & yes(every["budgeted_fen"] > 0)]
    return every.groupby(KEY, as_index=False)[["budgeted_fen"]].max()


def _known(rows: pd.DataFrame, library: pd.DataFrame) -> pd.DataFrame:
    """What the library knows of each row's project in the row's own year, on a RangeIndex."""
    keyed = library.set_index(["fiscal_year", "project_code"])
    return keyed.reindex(pd.MultiIndex.from_frame(rows[["fiscal_year", "project_code"]])).reset_index(drop=True)


def _new(rows: pd.DataFrame, library: pd.DataFrame, book: Rulebook) -> Mask:
    """新增项目 (A01): said so, marked so in the library, or without an approved budget before.

    Before means the fiscal year before, for money added in mid-year the start of the same year. A library that has
    nothing at all of that year proves nothing.
    """
    known = _known(rows, library)
    said = rows["novelty"].fillna("").str.startswith("新增") | known["is_new"].astype("boolean").fillna(False)
    if book.parameters.word("budget_gate.new_rule") == "declared":
        return yes(said)
    added = (rows["stage"] == MID_YEAR).to_numpy(dtype=bool)
    year = np.where(added, rows["fiscal_year"], rows["fiscal_year"] - 1).astype(np.int64)
    had = _had(library, "budget_fen", rows["project_code"], year)
    started = _had(library, "initial_fen", rows["project_code"], year)
    told = np.isin(year, library["fiscal_year"].dropna().to_numpy(dtype=np.int64))
    return yes(said) | (told & ~np.where(added, started, had))


def _had(library: pd.DataFrame, money: str, codes: "pd.Series[Any]", year: Any) -> Mask:
    """Whether each project had money of a kind in a year."""
    paid = library[yes(library[money] > 0)]
    wanted = pd.MultiIndex.from_arrays([pd.array(year, dtype="Int64"), codes])
    return np.asarray(wanted.isin(pd.MultiIndex.from_frame(paid[["fiscal_year", "project_code"]])))
