"""Which projects failed monitoring twice running and did not put it right: the question of C05."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.monitoring_light import lights
from tasks.rules.monitoring_rectify import rectifications
from tasks.rules.monitoring_review import BAD, reviewed
from tasks.rules.monitoring_round import Round, rounds, year_before
from tasks.rules.monitoring_watch import watched
from tasks.rules.verdicts import Facts

# What `failed_twice` reads, for the NEEDS of the score table; `projects` are those of the year evaluated.
HISTORY_NEEDS = (
    "projects", "units", "indicators", "monitoring@before", "monitoring_indicators@before", "monitoring_reviews@before",
    "rectifications@before", "rectification_reviews@before", "rectifications", "rectification_reviews",
    "obligations@before", "decisions@before",
)


def failed_twice(facts: Facts, book: Rulebook, as_of: date) -> pd.DataFrame:
    """Projects of fiscal year W-1 that were 不合格 at both nodes of W-1 with a rectification still open on a day (C05).

    `book` is that of work year W, in which the evaluation takes place. One row per project, by project_code:
    project_id, project_code, unit_code, `fact` (Chinese, with the nodes and what is open). Their result may not be
    优秀 or 良好. Failed is what a named person of the own finance department said or decided, or what was never filed
    in time (C03); what was filed and never reviewed has not failed, nor has a project that only one node concerned.
    """
    last = year_before(book)
    judged = {of: judged_round(facts, last, of, as_of, "@before") for of in rounds(last)}
    owed = [rectifications(rows, facts, last, of, as_of, "@before") for of, rows in judged.items()]
    return twice(owed, last)


def judged_round(facts: Facts, book: Rulebook, of: Round, as_of: date, suffix: str = "") -> pd.DataFrame:
    """The watched projects of one round with their lights and verdicts; `suffix` says which year's forms to read."""
    seen = watched(facts, book.parameters, of.node, of.cut_off, suffix)
    return reviewed(seen.join(lights(seen, book.parameters, of.month)), facts, book, of, as_of, suffix)


def twice(owed: Sequence[pd.DataFrame], book: Rulebook) -> pd.DataFrame:
    """Who failed in every one of these rounds with a rectification open: `owed` are the `rectifications` of each."""
    parts = [_failed(rows, of, book) for rows, of in zip(owed, rounds(book), strict=True)]
    every = pd.concat(parts, ignore_index=True)
    by_code = every.groupby("project_code", sort=True)
    both = by_code["project_id"].transform("size") == len(parts)
    found = every[(both & by_code["open"].transform("any")).to_numpy(dtype=bool)]
    facts_said = found.groupby("project_code", sort=True)["said"].agg("，".join)
    first = found.drop_duplicates("project_code").sort_values("project_code", ignore_index=True)
    said = first["project_code"].map(facts_said).astype("str")
    return first[["project_id", "project_code", "unit_code"]].assign(fact=said)


def _failed(owed: pd.DataFrame, of: Round, book: Rulebook) -> pd.DataFrame:
    failed = owed[(owed["verdict"] == BAD).to_numpy(dtype=bool)]
    why = np.where(failed["basis"] == "missing", "未报送视同不合格", "审核不合格")
    said = [f"{book.work_year}年{of.title}{one}、{state}" for one, state in zip(why, failed["state"], strict=True)]
    return failed[["project_id", "project_code", "unit_code", "open"]].assign(said=said)
