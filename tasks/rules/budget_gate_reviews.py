"""The finance side's own debts at the gate: every report and request that came in, reviewed by when (A02, B02)."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.budget_gate_asked import KEY, KIND, MILESTONE, REQUEST
from tasks.rules.budget_gate_goals import REVIEW as OF_GOALS
from tasks.rules.budget_gate_said import rows_of
from tasks.rules.budget_gate_support import REPORT, REVIEWED
from tasks.rules.budget_gate_support import REVIEW as OF_REPORTS
from tasks.rules.given import given, plain_days, shifted, stamp
from tasks.rules.own_level import by_own_finance
from tasks.rules.verdicts import Facts
from tasks.rules.worded import joined, said_day, texts

MATTERS = {  # what → rule, what comes in, on which form it is reviewed, the term
    "ex_ante_review": ("A02", "ex_ante_reports", "ex_ante_reviews", "budget_gate.ex_ante_review_workdays"),
    "goal_review": ("B02", "requests", "goal_reviews", "budget_gate.goal_review_workdays"),
}
REVIEWS = {f"{before and before + '_'}{what}": form for before in KIND.values()
           for what, (_, _, form, _) in MATTERS.items()}  # kind → the form it comes on
EVER = ("requests", "ex_ante_reports", "ex_ante_reviews", "goal_reviews")
COLUMNS = {"requests": REQUEST, "ex_ante_reports": REPORT, "ex_ante_reviews": OF_REPORTS, "goal_reviews": OF_GOALS}
EXTENSION = "extension"  # where a day comes from that finance granted (X07)
OWED = {"milestone": "str", "region_code": "str", "form": "str", "occasion": "day", "effective_due": "day",
        "due_source": "str", "due_reason": "str"}


def turns(came: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Whose turn it was, arrival by arrival: KEY, received_on, `done` — when the first review after it came in.

    What was replaced before anybody reviewed it is left out: it is owed with the newer one. The last row of a KEY is
    the newest arrival, with NaT while it waits. A review that is corrected later was there all the same.
    """
    heard = said.assign(received_on=said["received_on"].fillna(said["reviewed_on"]))
    names, when = [*KEY, "received_on", "submission_id"], ["received_on", "submission_id"]
    both = pd.concat([came[names].assign(word=False), heard[names].assign(word=True)], ignore_index=True)
    both = both.sort_values([*KEY, *when], kind="stable", ignore_index=True)
    after = both.groupby(KEY)[["word", "received_on"]].shift(-1)
    answered = after["word"].astype("boolean")
    mine = both[~both["word"] & answered.fillna(True)]
    return mine[[*KEY, "received_on"]].assign(done=after["received_on"].where(answered.fillna(False)))


def review_rows(rows: pd.DataFrame, facts: Facts, book: Rulebook, as_of: date) -> pd.DataFrame:
    """What finance owes for the rows of `budget_gate_asked.asked`: a verdict on the newest arrival of each.

    A debt is met on the day the review came in, whatever day it is signed with. `detail` is what `reviews.on_arrival`
    makes the office's obligations of: whose, since when, by when, done when; `earlier`: the same of the arrivals that
    were reviewed before the unit handed in again.
    """
    return pd.concat([_debts(rows, facts, book, as_of, what) for what in MATTERS], ignore_index=True)


def _debts(rows: pd.DataFrame, facts: Facts, book: Rulebook, as_of: date, what: str) -> pd.DataFrame:
    rule, asked, form, term = MATTERS[what]
    said = given(facts, form, COLUMNS[form])
    said = said[(said["manner"] == REVIEWED).to_numpy(dtype=bool)] if "manner" in said else said
    found = turns(given(facts, asked, COLUMNS[asked]), by_own_finance(said, rows, facts, KEY))
    about = rows[[*KEY, "project_id", "project_name", "unit_code", "region_code", "what"]]
    found = _due(found.merge(about, on=KEY), facts, form, book.parameters.number(term), book)
    is_newest = ~found.duplicated(KEY, keep="last")
    newest, earlier = found[is_newest].reset_index(drop=True), dict[tuple[Any, ...], list[dict[str, str]]]()
    for one in _days(found[~is_newest]):
        earlier.setdefault(one.pop("key"), []).append(one)
    due, done = newest["due"], newest["done"]
    late = (done.fillna(stamp(as_of)) > due).to_numpy(dtype=bool)
    there = done.notna().to_numpy(dtype=bool)
    word = np.where(there, np.where(late, "逾期审核", "已审核"), np.where(late, "审核逾期", "待审核"))
    granted = newest["due_reason"].fillna("").to_numpy(dtype=object)
    why = joined("应于" + said_day(due) + "前审核", granted, texts(there, said_day(done) + "已审核"))
    known = newest[["region_code", "project_name", "fiscal_year", "stage"]].rename(columns={"project_name": "name"})
    detail = [
        {**of, "fiscal_year": int(of["fiscal_year"]), **days, **({"earlier": before} if before else {})}
        for of, days in zip(known.to_dict("records"), _days(newest), strict=True)
        for before in [earlier.get(days.pop("key"))]
    ]
    return rows_of(newest, what, verdict=word, rules=rule, why=why, detail=detail)


def _due(found: pd.DataFrame, facts: Facts, form: str, term: int, book: Rulebook) -> pd.DataFrame:
    """With `due`: so many working days after the arrival, or the later day that was granted, with its `due_reason`."""
    owed = given(facts, "reviews_owed", OWED)
    later = owed[((owed["milestone"] == MILESTONE) & (owed["form"] == form) & (owed["due_source"] == EXTENSION)
                  ).to_numpy(dtype=bool)].rename(columns={"occasion": "received_on", "effective_due": "granted"})
    of = ["region_code", "received_on"]
    both = found.merge(later[[*of, "granted", "due_reason"]].drop_duplicates(of, keep="last"), on=of, how="left")
    return both.assign(due=both["granted"].fillna(shifted(both["received_on"], term, book)))


def _days(found: pd.DataFrame) -> list[dict[str, Any]]:
    """Each turn as a verdict's detail holds it, in ISO days ("" for none), and the `key` of what it is about."""
    days = {name: [str(day or "") for day in plain_days(found[column])]
            for name, column in (("received", "received_on"), ("due", "due"), ("done", "done"))}
    keys = zip(*(found[name] for name in KEY), strict=True)
    return [{"key": key, **dict(zip(days, of, strict=True))} for key, *of in zip(keys, *days.values(), strict=True)]
