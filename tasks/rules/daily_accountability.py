"""追责建议 (O09, O10; 通知四（四）): what heads would have to answer for. Proposals: a named person decides (X11)."""

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.finance_of import by_region, by_unit, centre
from tasks.rules.node_titles import node_title
from tasks.rules.opinions import Fired, Opinion, Row, rows, said
from tasks.rules.reviews import matter_of, with_reviews
from tasks.rules.scoring import WHOLE_BP
from tasks.rules.verdicts import Facts

PROPOSED, PROPOSAL, CLAUSE = "建议追责", "追责", "通知四（四）"
Reason = tuple[str, str, str]  # who answers, on which ground, for what, in Chinese
GAP, LATE, POOR, OPEN = "重大缺项漏项", "逾期未报", "评价结果差", "整改不到位"


def of_finance(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """O09: the head of a county's finance department or of a division answers for major gaps and for incidents.

    Major gap: of one node, none or too few obligations were met by so many working days after their deadline
    (`daily.major_gap_bp`, `daily.major_gap_workdays`); what came later does not undo it. The reviews that finance owes
    its units are a node of their own in this: what it left undone itself is not made up for by what its units did.
    """
    found = [*_gaps(facts, book, as_of), *_incidents(facts, book, as_of)]
    return _proposals("O09", facts, found, "科室、县（市）财政部门")


def answering(facts: Facts, book: Rulebook) -> dict[str, str]:
    """Unit → who answers for it: in a county its finance department; else its division, or the centre."""
    finance, middle = by_unit(facts), centre(facts)
    levels = {code: region.level for code, region in book.routing.regions.items()}
    return {
        str(row["code"]): finance[str(row["code"])] or str(row["code"])
        if levels.get(row["region_code"]) == "county" else _of_prefecture(row, middle)
        for row in rows(facts, "units")
    }


def _of_prefecture(row: Row, middle: str) -> str:
    if row["kind"] in ("division", "centre"):
        return str(row["code"])
    return str(row["division_code"] or "") or middle if row["kind"] == "unit" else middle


def limits(owed: pd.DataFrame, knob: str, book: Rulebook) -> list[date]:
    """Per obligation the working day so many working days after its effective deadline."""
    steps = book.parameters.number(knob)
    day = {due: book.workdays.shift(due, steps) for due in set(owed["effective_due"])}
    return [day[due] for due in owed["effective_due"]]


def _met_by(owed: pd.DataFrame, limit: Iterable[date]) -> list[bool]:
    pairs = zip(owed["met_on"], limit, strict=True)
    return [met is not None and not pd.isna(met) and met <= day for met, day in pairs]


def _gaps(facts: Facts, book: Rulebook, as_of: date) -> list[Reason]:
    owed = with_reviews(facts)
    owed = owed[owed["state"] != "waived"]
    limit = limits(owed, "daily.major_gap_workdays", book)
    owed = owed.assign(done=_met_by(owed, limit), who=owed["unit_code"].map(answering(facts, book)))
    owed = owed[np.array([day <= as_of for day in limit], dtype=bool)].dropna(subset=["who"])
    keys = ["who", "milestone", "node", "review", "form"]
    counts = owed.groupby(keys).agg(done=("done", "sum"), size=("done", "size"), by=("occasion", "max"))
    least, steps = (book.parameters.number(f"daily.{knob}") for knob in ("major_gap_bp", "major_gap_workdays"))
    found = []
    for (who, milestone, node, review, form), done, size, by in counts.itertuples():
        if done * WHOLE_BP < least * size:
            matter = matter_of(node_title(book, milestone, node), form, by, review)
            title = matter.rpartition("（")[0] if by else matter  # of several days: without the day
            does, unit = ("审", "批" if by else "项") if review else ("报", "项")
            told = f"应{does}{size}{unit}，期满{steps}个工作日内{does}{done}{unit}"
            found.append((str(who), GAP, f"{title}{told}，属重大缺项漏项"))
    return found


def _incidents(facts: Facts, book: Rulebook, as_of: date) -> list[Reason]:
    """Incidents that somebody has recorded with a basis and not withdrawn."""
    kinds, found = book.parameters.words("daily.accountable_incidents"), []
    finance, middle = by_region(facts), centre(facts)
    levels = {code: region.level for code, region in book.routing.regions.items()}
    for row in rows(facts, "incidents"):
        if row["kind"] in kinds and _stands(row, as_of):
            county = levels.get(row["region_code"]) == "county"
            who = finance.get(row["region_code"], "") if county else str(row["division_code"] or "") or middle
            found.append((who, str(row["kind"]), f"{said(row['occurred_on'])}{row['kind']}（{row['basis']}）"))
    return found


def _stands(row: Row, as_of: date) -> bool:
    when = row["occurred_on"]
    recorded = bool(row["recorded_by"] and row["basis"]) and row["withdrawn"] is not True
    return recorded and (when is None or when <= as_of)


def of_units(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """O10: the head of a unit answers for milestones long overdue, a 较差 or a veto, a rectification left open,
    and for 推诿扯皮 or 工作开展不力 that somebody has put on record."""
    found = [
        *_overdue(facts, book, as_of), *_failed(facts, book), *_unrectified(facts, book, as_of),
        *((str(row["about_unit"]), str(row["kind"]), f"{said(row['occurred_on'])}{row['kind']}（{row['basis']}）")
          for row in rows(facts, "duty_incidents") if _stands(row, as_of)),
    ]
    return _proposals("O10", facts, found, "部门单位")


def _overdue(facts: Facts, book: Rulebook, as_of: date) -> list[Reason]:
    """Units with too many milestones that came, or still are, later than so many working days."""
    units = {str(row["code"]) for row in rows(facts, "units") if row["kind"] == "unit"}
    owed = facts["obligations"]
    owed = owed[(owed["state"] != "waived") & owed["unit_code"].isin(list(units))]
    limit = limits(owed, "daily.overdue_workdays", book)
    met = _met_by(owed, limit)
    late = owed[np.array([day < as_of and not done for day, done in zip(limit, met, strict=True)], dtype=bool)]
    least, steps = (book.parameters.number(f"daily.{knob}") for knob in ("overdue_milestones", "overdue_workdays"))
    titles = book.calendar.milestones
    found = []
    for unit, part in late.groupby("unit_code", sort=True):
        names = sorted(titles[name].title for name in set(part["milestone"]))
        if len(names) >= least:
            found.append((str(unit), LATE, f"{'、'.join(names)}逾期超过{steps}个工作日"))
    return found


def _failed(facts: Facts, book: Rulebook) -> list[Reason]:
    worst = book.parameters.words("grading.labels")[-1]
    return [
        (str(row["unit_code"]), POOR,
         f"项目{row['subject']}" + ("被一票否决" if vetoed else f"评价结果{worst}"))
        for row in rows(facts, "results")
        if (vetoed := "E06" in str(row["rules"]).split()) or row["verdict"] == worst
    ]


def _unrectified(facts: Facts, book: Rulebook, as_of: date) -> list[Reason]:
    """Failed monitorings whose notice is older than so many days and that nobody has struck off the list."""
    titles = {node.node: node.title for node in book.calendar.milestone("monitoring").nodes}
    closed = {
        (str(row["project_code"]), row["for_node"]) for row in rows(facts, "rectification_reviews")
        if row["outcome"] == "销号" and row["reviewed_by"] and row["about_year"] in (None, book.work_year)
    }
    projects = facts["projects"]
    unit_of = dict(zip(projects["project_code"], projects["unit_code"].astype("str"), strict=True))
    days, found = book.parameters.number("daily.rectification_days"), []
    for row in rows(facts, "monitoring_reviews"):
        code, title = str(row["project_code"]), titles.get(str(row["node"]), "")
        told = row["notified_on"] or row["reviewed_on"]
        wrong = row["verdict"] == "不合格" or bool(row["problems"])
        old = told is not None and as_of > told + timedelta(days=days)
        if wrong and old and code in unit_of and (code, title) not in closed:
            found.append((unit_of[code], OPEN, f"项目{code}，{title}的整改通知后超过{days}天没有销号"))
    return found


def _proposals(rule: str, facts: Facts, found: Iterable[Reason], whom: str) -> list[Opinion]:
    """One proposal per person and ground: what is decided on one ground decides nothing on another (X11)."""
    names = _names(facts)
    grounds: dict[tuple[str, str], set[str]] = {}
    for who, ground, words in found:
        grounds.setdefault((who, ground), set()).add(words)
    return [_proposal(rule, who, ground, names.get(who, who), sorted(why), whom)
            for (who, ground), why in grounds.items()]


def _names(facts: Facts) -> dict[str, str]:
    """What everybody who may answer is called: divisions are known by the units that they look after."""
    units = rows(facts, "units")
    divisions = {str(row["division_code"]): str(row["division_name"]) for row in units if row["division_name"]}
    return divisions | {str(row["code"]): str(row["name"]) for row in units}


def _proposal(rule: str, who: str, ground: str, name: str, why: list[str], whom: str) -> Opinion:
    fact = f"{name}：" + "；".join(why)
    return Opinion(
        "accountability", f"{who}|{ground}", PROPOSED, f"{fact}。建议追究{whom}主要负责人责任，由署名的人决定。",
        tuple(Fired(rule, CLAUSE, words) for words in why), unit_code=who, proposal=PROPOSAL, detail={"reasons": why},
    )
