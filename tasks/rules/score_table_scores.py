"""打分表: each project's scores — self-evaluation, finance's audit of it, department and key evaluation (X03, D04)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tasks.rules.own_level import regions_of
from tasks.rules.score_table_effects import NO_SCORE, SOURCES, plain
from tasks.rules.score_table_hits import Hits, Places, hits
from tasks.rules.scoring import Ints, Mask
from tasks.rules.verdicts import Facts
from tasks.rules.whole import int64

SCORES = ("self_cp", *SOURCES)  # self_cp: as the unit filled it in; the others by rising precedence
EVALUATIONS = {"department_cp": "department_evaluation", "key_cp": "key_evaluation"}  # their verdicts: a score counts
LARGEST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """`given` has the columns of SCORES (Int64), one row per project; executed_fen is Int64 too. `astray`: reviews by
    another level's finance."""

    given: pd.DataFrame
    executed_fen: "pd.Series[Any]"
    astray: Hits


def scores(facts: Facts, projects: pd.DataFrame, places: Places) -> Scores:
    """Every project's scores. A review counts when the using unit's own finance handed it in, signed (X11, X12)."""
    grades, verdicts = _frame(facts, "grades"), _frame(facts, "verdicts")
    found = {"self_cp": _spread(grades, "self_score_cp", places), "recomputed_cp": _spread(grades, "final_cp", places)}
    reviews = _signed(_frame(facts, "score_reviews"), places)
    own = _own_level(reviews, facts, projects)
    found["audited_cp"] = _spread(_newest(reviews[own]), "audited_cp", places)
    for column, milestone in EVALUATIONS.items():
        found[column] = _spread(_of_projects(verdicts, milestone), "score_cp", places)
    strange = reviews[~own]
    said = [f"审核得分由{code}登记，不是使用单位的同级财政，未采用" for code in strange["unit_code"]]
    given = pd.DataFrame({name: int64(found[name], found[name] >= 0) for name in SCORES})
    executed = _spread(grades, "executed_fen", places)
    return Scores(given, int64(executed, executed >= 0), hits(strange["at"].to_numpy(dtype=np.intp), said))


def _frame(facts: Facts, name: str) -> pd.DataFrame:
    return facts.get(name, pd.DataFrame())


def _of_projects(verdicts: pd.DataFrame, milestone: str) -> pd.DataFrame:
    if verdicts.empty:
        return verdicts
    final = (verdicts["kind"] == "project") & (verdicts["proposal"] == "")  # a proposal is nothing yet (X11)
    return verdicts[(final & (verdicts["milestone"] == milestone)).to_numpy(dtype=bool)]


def _signed(reviews: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Reviews with a score and a name under them, and `at`, the position of their project."""
    if reviews.empty:
        return pd.DataFrame({"at": [], "unit_code": [], "audited_cp": []}, dtype="object")
    named = (reviews["reviewed_by"].astype("object").fillna("") != "").to_numpy(dtype=bool)
    rows = reviews[named & reviews["audited_cp"].notna().to_numpy(dtype=bool)]
    at = places.of_ids(rows)
    return rows.assign(at=at)[at >= 0]


def _own_level(reviews: pd.DataFrame, facts: Facts, projects: pd.DataFrame) -> Mask:
    """Which reviews come from the finance department of the unit that uses the money (X12, O07)."""
    home = projects["region_code"].to_numpy(dtype=object)[reviews["at"].to_numpy(dtype=np.intp)]
    office = reviews["unit_code"].map(regions_of(facts)["region_code"]).to_numpy(dtype=object)
    return np.asarray((home == office) & (home != ""), dtype=bool)


def _newest(reviews: pd.DataFrame) -> pd.DataFrame:
    """The last review of each project; of two at once the lower."""
    if not reviews["at"].duplicated().any():
        return reviews
    order = [name for name in ("received_on", "submission_id") if name in reviews]
    lower_last = reviews.sort_values("audited_cp", ascending=False)
    return lower_last.sort_values(order, kind="stable").drop_duplicates("at", keep="last")


def _spread(rows: pd.DataFrame, column: str, places: Places) -> Ints:
    """The column by project, -1 where there is none; of several the lowest, so that their order never matters."""
    found = np.full(len(places.ids), LARGEST, dtype=np.int64)
    if column in rows and len(rows):
        at = rows["at"].to_numpy(dtype=np.intp) if "at" in rows else places.of_ids(rows)
        cp = plain(rows[column].astype("Int64"))
        known = (at >= 0) & (cp >= 0)
        np.minimum.at(found, at[known], cp[known])
    return np.where(found == LARGEST, NO_SCORE, found)
