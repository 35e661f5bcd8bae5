"""县（市）工作汇总表 (F8): the counties beside each other, each county's own table, and both held against the store."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from config.forms_table import table_forms
from config.routing import routing
from reports.milestone_view import MilestoneView
from reports.sheets import SIGNED, Column, Kind, Summary

NEEDS = ("projects", "projects@before", "grades", "monitoring")
NAME = "县（市）预算绩效管理工作汇总表.xlsx"
TITLE = "预算绩效管理工作汇总表"
FORM = "county_submission"
COUNTS, MONEY = ("due_count", "done_count"), ("due_fen", "done_fen")
OWN = (
    Column("序号", 6, "count"), Column("工作内容", 20), Column("应开展\n（个）", 9, "count"),
    Column("已开展\n（个）", 9, "count"), Column("完成率", 10, "percent"), Column("涉及金额\n（万元）", 14, "wan"),
    Column("已开展金额\n（万元）", 14, "wan"),
    Column("金额\n完成率", 10, "percent"), Column("备注", 34),
)
DIFFERENCES = (
    Column("县（市）", 12, "word"), Column("工作内容", 16), Column("内容", 12, "word"),
    Column("县（市）报送数\n（个）", 14, "count"),
    Column("本系统数\n（个）", 12, "count"), Column("相差\n（个）", 10, "count"),
)
WIDTHS: dict[Kind, float] = {"count": 8, "wan": 12, "percent": 9}
CLAUSE = "依据：通知三（十一），各县（市）按工作节点将工作报告、汇总表及佐证材料报自治州财政局。"
SAID = (CLAUSE, "数字是县（市）财政局填报的；完成率＝已开展÷应开展，只舍不入。")
Row = Mapping[str, Any]


def files(view: MilestoneView) -> dict[str, bytes]:
    """The workbook; counties that have handed in nothing are there with empty cells."""
    bureaus = _bureaus(view)
    told: dict[str, dict[str, Row]] = {region: {} for region in bureaus.values()}
    for row in view.table("county_summary"):
        if row["unit_code"] in bureaus:
            told[bureaus[row["unit_code"]]][row["work"]] = row
    works = _works(told)
    names = {code: region.name for code, region in routing().regions.items()}
    book = Summary(f"县（市）{TITLE}", view.as_of)
    note = f"{view.title}；已报{sum(map(bool, told.values()))}个县（市）、未报{sum(not one for one in told.values())}个"
    _beside(book, "个数汇总", f"{note}；单位：个", works, told, COUNTS)
    _beside(book, "金额汇总", f"{note}；单位：万元", works, told, MONEY)
    for region, own in told.items():
        rows = [_own(number, work, own.get(work)) for number, work in enumerate(works, 1)]
        said = view.title if own else f"{view.title}；截至{view.as_of}没有报送"
        book.sheet(names[region], f"{names[region]}{TITLE}", said, OWN, rows, notes=SAID, signed=SIGNED)
    found = list(_differences(view, told, names))
    book.sheet("与本系统核对", "县（市）报送数与本系统不一致的", f"{len(found)}处", DIFFERENCES, found, notes=(
        "本系统数：单位自评按上年度纳入评价的项目和已采用的自评表，绩效监控按本年度项目和已采用的监控表；其余工作本系统不逐项登记，不核对。",
    ))
    return {NAME: book.finish()}


def _bureaus(view: MilestoneView) -> dict[str, str]:
    """Unit → region of whoever owes this node; a county's bureau stands for its county."""
    counties = {code for code, region in routing().regions.items() if region.level == "county"}
    units = dict(zip(view.units["code"], view.units["region_code"], strict=True))
    senders = {*view.debtors["unit_code"], *(row["unit_code"] for row in view.table("county_summary"))}
    return {code: units[code] for code in sorted(senders) if units.get(code) in counties}


def _works(told: Mapping[str, Mapping[str, Row]]) -> list[str]:
    """The works in the order of the form, those that any county reports."""
    choices = table_forms()[FORM].tables["county_summary"].columns["work"].choices
    reported = {work for own in told.values() for work in own}
    return [work for work in choices if work in reported] or list(choices)


def _beside(
    book: Summary, name: str, note: str, works: Sequence[str], told: Mapping[str, Mapping[str, Row]],
    pair: tuple[str, str],
) -> None:
    """Work by work, due and done of every county and of all of them."""
    kind: Kind = "wan" if pair == MONEY else "count"
    shown: tuple[tuple[str, Kind], ...] = (("应开展", kind), ("已开展", kind), ("完成率", "percent"))
    heads = [routing().regions[region].name for region in told] + ["合计"]
    columns = [Column("工作内容", 20), *(
        Column(f"{head}\n{word}", WIDTHS[kind], kind) for head in heads for word, kind in shown
    )]
    rows = []
    for work in works:
        pairs = [[own[work][one] if work in own else None for one in pair] for own in told.values()]
        sums = [sum(one[place] or 0 for one in pairs) for place in (0, 1)]
        rows.append([work, *(cell for due, done in [*pairs, sums] for cell in (due, done, _rate(done, due)))])
    book.sheet(name, f"各县（市）{TITLE}", note, columns, rows, notes=SAID)


def _own(number: int, work: str, row: Row | None) -> list[Any]:
    if row is None:
        return [number, work, *[None] * 7]
    return [number, work, row["due_count"], row["done_count"], _rate(row["done_count"], row["due_count"]),
            row["due_fen"], row["done_fen"], _rate(row["done_fen"], row["due_fen"]), row["remark"]]


def _rate(done: int | None, due: int | None) -> int | None:
    """Done in due in hundredths of a percent, rounded down: 100 % only when nothing is missing."""
    return int(done) * 10_000 // int(due) if due and done is not None else None


def _differences(
    view: MilestoneView, told: Mapping[str, Mapping[str, Row]], names: Mapping[str, str],
) -> Iterator[list[Any]]:
    known = _known(view)
    for region, own in told.items():
        for work, (due, done) in known.items():
            if work in own:
                ours = (int((due["region_code"] == region).sum()), int((done["region_code"] == region).sum()))
                said = (own[work][one] for one in COUNTS)
                for word, theirs, mine in zip(("应开展", "已开展"), said, ours, strict=True):
                    if theirs != mine:
                        yield [names[region], work, word, theirs, mine, (theirs or 0) - mine]


def _known(view: MilestoneView) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Work → the projects due and those done, where the store has them one by one."""
    before, now = (view.facts[name] for name in ("projects@before", "projects"))
    before, now = before[before["evaluated"]], now[now["evaluated"]]
    filed, watched = view.facts["grades"]["project_id"], view.facts["monitoring"]
    found = {"单位自评": (before, before[before["project_id"].isin(filed)])}
    for work, node in (("5月绩效监控", "may"), ("8月绩效监控", "august")):
        seen = watched.loc[watched["node"] == node, "project_id"]
        found[work] = (now, now[now["project_id"].isin(seen)])
    return found
