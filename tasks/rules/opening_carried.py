"""年度开账: what the last work year left to be known — failed monitorings, results under 80, terms that run on."""

from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.figures import points
from tasks.rules.given import given, stamp
from tasks.rules.verdicts import Facts

TIMES = {1: "一次不合格", 2: "两次不合格"}
VERDICTS = {
    "milestone": "str", "node": "str", "kind": "str", "subject": "str", "unit_code": "str", "project_id": "Int64",
    "verdict": "str",
}
RESULTS = {"subject": "str", "unit_code": "str", "project_id": "Int64", "score_cp": "Int64", "verdict": "str"}
DEBTS = {"milestone": "str", "node": "str", "unit_code": "str", "effective_due": "day", "state": "str"}


def failures(facts: Facts) -> pd.DataFrame:
    """Projects whose monitoring failed last year, and how often (C05 asks for twice running)."""
    found = given(facts, "verdicts@before", VERDICTS)
    failed = (found["milestone"] == "monitoring") & (found["kind"] == "project") & (found["verdict"] == "不合格")
    rows = found[failed.to_numpy(dtype=bool)].drop_duplicates(["subject", "node"])
    times = rows.groupby("subject")["node"].transform("size")
    first = rows.assign(times=times).drop_duplicates("subject")
    said = [TIMES.get(count, f"{count}次不合格") for count in first["times"]]
    why = [f"上年绩效监控{one}。" for one in said]
    return first[["subject", "unit_code", "project_id"]].assign(
        kind="inherited_failure", verdict=said, rules="C05", why=why, proposal="")


def low_results(facts: Facts, book: Rulebook) -> pd.DataFrame:
    """Projects whose result of last year stays under the threshold (F02): 80.00 is exempt, 79.99 is not."""
    found = given(facts, "results@before", RESULTS)
    least = book.parameters.number("results_application.threshold_cp")
    rows = found[(found["score_cp"] < least).to_numpy(dtype=bool, na_value=False)].drop_duplicates("subject")
    word = f"不到{points(least).replace('.00', '')}"
    why = [f"上年评价结果{points(score)}（{grade}），{word}。"
           for score, grade in zip(rows["score_cp"], rows["verdict"], strict=True)]
    return rows[["subject", "unit_code", "project_id", "score_cp"]].assign(
        kind="inherited_result", verdict=word, rules="F02", why=why, proposal="")


def debts(facts: Facts, book: Rulebook) -> pd.DataFrame:
    """What units still owe of last year: with a term that runs into this one (X07), or simply overdue."""
    found = given(facts, "obligations@before", DEBTS)
    owed = found[(found["state"] == "owed").to_numpy(dtype=bool)].drop_duplicates(["milestone", "node", "unit_code"])
    runs_on = (owed["effective_due"] >= stamp(date(book.work_year, 1, 1))).to_numpy(dtype=bool)
    words = ["延期未到期" if on else "上年未报" for on in runs_on]
    known = book.calendar.milestones
    titles = [known[name].title if name in known else name for name in owed["milestone"]]
    why = [f"上年“{title}”应于{day:%Y-%m-%d}前报送，{word}。"
           for title, day, word in zip(titles, owed["effective_due"], words, strict=True)]
    parts = zip(owed["milestone"], owed["node"], owed["unit_code"], strict=True)
    return owed[["unit_code"]].assign(
        kind="inherited_debt", subject=["/".join(filter(None, part)) for part in parts], verdict=words, rules="X07",
        why=why, proposal="")
