"""四本预算 (H01–H03): whether the loop is closed for social insurance funds and state capital, and both summed up."""

from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.daily_owners import owners_by_nature
from tasks.rules.deadlines import deadline
from tasks.rules.loops import evaluated, has_nature, lacking, planned
from tasks.rules.opinions import Fired, Opinion, Row, rows, said
from tasks.rules.verdicts import Facts

CLOSED, BROKEN, NONE = "闭环", "未闭环", "无项目"
IN, LATE, MISSING, AWAITED = "已报送", "逾期报送", "逾期未报", "待报送"
RULES = {"社会保险基金": "H01", "国有资本经营预算": "H02"}
CLAUSE = "通知三（八）"
SHOWN = 20


def loops(facts: Facts, book: Rulebook) -> list[Opinion]:
    """闭环, 未闭环 or 无项目 per fund and region (H01, H02).

    Projects of the work year must have goals and both monitorings, those of the year before an evaluation and, under
    80 points, an application. `amount_fen` is the budget of the projects with a gap.
    """
    now, before = planned(facts), evaluated(facts, book)
    now = now.assign(gap=lacking(now, ("goal", "may", "august")))
    before = before.assign(gap=lacking(before, ("evaluated", "applied")))
    found = []
    for fund in book.parameters.words("yearly_summary.funds"):
        both = pd.concat([part[has_nature(part, (fund,))] for part in (now, before)], ignore_index=True)
        found += [_loop(fund, str(region), part) for region, part in both.groupby("region_code", sort=True)]
        found += [_none(fund)] * both.empty
    return found


def _loop(fund: str, region: str, projects: pd.DataFrame) -> Opinion:
    open_ones = projects[projects["gap"] != ""].sort_values(["project_code", "fiscal_year"])
    listed = [f"{row.project_code}（{row.fiscal_year}年度）缺{row.gap}" for row in open_ones.head(SHOWN).itertuples()]
    more = f"等{len(open_ones)}个" if len(open_ones) > SHOWN else ""
    fact = f"{fund}项目{len(projects)}个，" + ("；".join(listed) + more if listed else "目标、监控、评价、应用齐全")
    return Opinion(
        "fund", f"{fund}|{region}", BROKEN if listed else CLOSED, fact + "。", (Fired(RULES[fund], CLAUSE, fact),),
        amount_fen=int(open_ones["budget_fen"].fillna(0).sum()),
        detail={"projects": len(projects), "gaps": len(open_ones), "region": region},
    )


def _none(fund: str) -> Opinion:
    fact = f"项目库中没有{fund}项目"
    return Opinion("fund", fund, NONE, fact + "。", (Fired(RULES[fund], CLAUSE, fact),))


def summaries(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """H03: the summary of each fund, by the end of November, by 社保科 and 企业科."""
    due = deadline(book.calendar.milestone("yearly_summary").node("funds"), book).effective
    sent = {str(row["fund"]): row for row in _by_owners(facts, book)}
    return [_summary(fund, sent.get(fund), due, as_of) for fund in book.parameters.words("yearly_summary.funds")]


def _by_owners(facts: Facts, book: Rulebook) -> list[Row]:
    """Summaries by the division that leads the fund; by whoever sends one where the directory has no such division."""
    names = {str(row["code"]): str(row["name"]) for row in rows(facts, "units") if row["kind"] == "division"}
    owners = owners_by_nature(book)
    known = {fund for fund, owner in owners.items() if owner in names.values()}
    return [
        row for row in rows(facts, "fund_summaries")
        if row["fund"] not in known or names.get(str(row["unit_code"])) == owners[str(row["fund"])]
    ]


def _summary(fund: str, row: Row | None, due: date, as_of: date) -> Opinion:
    word = arrival(row["received_on"] if row else None, due, as_of)
    links = ("goal_count", "monitored_count", "evaluated_count", "applied_count")
    beyond = [name for name in links if row and (row[name] or 0) > (row["project_count"] or 0)]
    fact = f"{fund}绩效管理总结应于{said(due)}前报送，{word}" + "，有环节的个数多于项目个数" * bool(beyond)
    return Opinion(
        "summary", fund, word, fact + "。", (Fired("H03", CLAUSE, fact),),
        unit_code=str(row["unit_code"]) if row else "", amount_fen=row["budget_fen"] if row else None,
        detail={"beyond": beyond},
    )


def arrival(sent: date | None, due: date, as_of: date) -> str:
    """已报送, 逾期报送, 逾期未报 or 待报送. What is dated later than `as_of` has not been sent yet."""
    if sent is None or sent > as_of:
        return MISSING if as_of > due else AWAITED
    return LATE if sent > due else IN
