"""信息公开: every clock with its state, and what may not leave the house (M01–M05, D08; 通知三（四）、三（十三）)."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.disclosure_allowed import HELD, OPEN, SECRET, allow_list, allowed, signed, speaks_for
from tasks.rules.disclosure_clocks import BY_FINANCE, GOALS, SELF, Item, items
from tasks.rules.finance_of import by_unit, of_own_level
from tasks.rules.opinions import Fired, Opinion, Row, gather, rows, said
from tasks.rules.verdicts import Facts, Verdicts

NEEDS = (
    "approvals", "goal_adjustments", "publications", "finance_publications", "disclosure_reviews", "projects",
    "projects@before", "grades", "submissions", "units", "key_reports",
)
EARLY, SOON, DONE, LATE, OVERDUE, BREACH = "未到期", "待公开", "已公开", "逾期公开", "逾期未公开", "违规公开"
CLAUSE = {"D08": "通知三（四）"}  # all others stand in 三（十三）
BY_PROJECT = (GOALS, SELF)  # one document of the unit, of which single projects may have to stay out


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """One verdict per item and publisher: 未到期 待公开 已公开 逾期公开 逾期未公开 不予公开 待定 违规公开.

    Kind `document`, subject `what|unit|project|publisher公开`; what is classified or sensitive also gives one of kind
    `withheld` per project (M05). An item nobody has reviewed is 待定 up to its deadline and then 逾期未公开: not
    reviewing is no way out. Published without a sign-off, or against it, is 违规公开.
    """
    reviews, shares = signed(facts, as_of), allow_list(facts, as_of)
    told, finance = _published(facts, as_of), by_unit(facts)
    known = shares[shares["what"].isin(BY_PROJECT)].groupby(["unit_code", "what"])
    content = {(str(unit), str(what)): list(part["word"]) for (unit, what), part in known}
    documents = []
    for item in items(facts, book, as_of):
        key = (item.unit_code, item.what, item.project_code)
        words = content.get(key[:2], [HELD]) if item.what in BY_PROJECT else allowed([key], reviews)
        published = told.get((*key, item.publisher), [])
        documents.append(_document(item, words, published, finance.get(item.unit_code, ""), as_of, book))
    return gather([*documents, *_withheld(shares)])


def _withheld(shares: pd.DataFrame) -> list[Opinion]:
    """M05: one verdict for each project or document that somebody has marked as classified or sensitive."""
    fact = "保密审查为涉密或敏感"
    return [
        Opinion(
            "withheld", f"{row.what}|{row.unit_code}|{row.project_code}", SECRET, f"{fact}，不进入任何公开材料。",
            (Fired("M05", "通知三（十三）", fact),), unit_code=str(row.unit_code),
        )
        for row in shares[shares["word"] == SECRET].itertuples()
    ]


def _published(facts: Facts, as_of: date) -> dict[tuple[str, str, str, str], list[date]]:
    """(unit, what, project, publisher) → days on which it went public: with an address, by who may say so."""
    pairs, own = speaks_for(facts), of_own_level(facts)
    projects = facts["projects@before"]
    home = dict(zip(projects["project_code"], projects["unit_code"].astype("str"), strict=True))
    told = [
        ((str(row["about_unit"]), str(row["what"]), str(row["project_code"] or ""), "单位"), row)
        for row in rows(facts, "publications") if (str(row["unit_code"]), str(row["about_unit"])) in pairs
    ] + [
        ((home.get(row["project_code"], ""), "重点评价报告", str(row["project_code"]), BY_FINANCE), row)
        for row in rows(facts, "finance_publications")
        if (row["unit_code"], home.get(row["project_code"], "")) in own
    ]
    found: dict[tuple[str, str, str, str], list[date]] = {}
    for key, row in told:
        if _counts(row, as_of):
            found.setdefault(key, []).append(row["published_on"])
    return found


def _counts(row: Row, as_of: date) -> bool:
    return bool(row["url"]) and row["published_on"] is not None and row["published_on"] <= as_of


def state(
    word: str, published: Sequence[date], started: date, due: date, as_of: date, book: Rulebook,
) -> str:
    """The state of one clock. What was published before the approval is not what was approved, and does not count."""
    if published and word != OPEN:
        return BREACH
    after = [day for day in published if day >= started]
    if after:
        return DONE if min(after) <= due else LATE
    if word == SECRET:
        return SECRET
    if as_of > due:
        return OVERDUE
    soon = as_of >= book.workdays.shift(due, -book.parameters.number("disclosure.remind_workdays"))
    return HELD if word == HELD else SOON if soon else EARLY


def _whole(words: Sequence[str]) -> str:
    """A document is public as far as one of its projects is, withheld when all are, else nobody knows yet."""
    return OPEN if OPEN in words else HELD if HELD in words else SECRET


def _document(
    item: Item, words: Sequence[str], published: Sequence[date], finance: str, as_of: date, book: Rulebook,
) -> Opinion:
    verdict = state(_whole(words), published, item.started, item.due, as_of, book)
    held, secret = words.count(HELD), words.count(SECRET)
    fact = f"{said(item.started)}{item.event}，应于{said(item.due)}前由{item.publisher}公开{item.what}"
    notes = [f"其中{held}项没有保密审查结论，先不公开"] * bool(held) + [f"{secret}项涉密或敏感，不公开"] * bool(secret)
    notes += [f"{said(min(published))}公开"] if published else []
    fired = [Fired(item.rule, CLAUSE.get(item.rule, "通知三（十三）"), fact)]
    fired += [Fired("M05", "通知三（十三）", "；".join(notes[: (held > 0) + (secret > 0)]))] * bool(held or secret)
    return Opinion(
        "document", f"{item.what}|{item.unit_code}|{item.project_code}|{item.publisher}公开", verdict,
        "；".join([fact, *notes]) + f"：{verdict}。", tuple(fired),
        unit_code=finance if item.publisher == BY_FINANCE else item.unit_code,
        detail={"due": str(item.due), "started": str(item.started), "held": held, "withheld": secret},
    )
