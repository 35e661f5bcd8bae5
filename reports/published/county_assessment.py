"""县市考核计分表: the counties' points item by item, their rank, and behind every point what was counted (K03, K04)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from config.parameters import parameters
from config.routing import routing
from reports.milestone_view import MilestoneView
from reports.sheets import SIGNED, Column, Sum, Summary

NEEDS = ("projects", "projects@before")
CODE = re.compile(r"[0-9][0-9A-Z-]{5,20}")
MOST = 8  # named of what is lacking; the pages have them all
NAME = "县市考核计分表（代拟稿）.xlsx"
SCORES = (
    Column("县（市）", 14, "word"), Column("应得\n（分）", 10, "points"), Column("实得\n（分）", 10, "points"),
    Column("加分\n（分）", 9, "points"), Column("扣分\n（分）", 9, "points"), Column("本次得分\n（分）", 11, "points"),
    Column("情况", 50),
)
YEAR = (
    Column("名次", 8, "count"), Column("县（市）", 16, "word"), Column("7月考核\n（分）", 12, "points"),
    Column("12月考核\n（分）", 12, "points"), Column("全年得分\n（分）", 12, "points"), Column("说明", 36),
)
ITEMS = (
    Column("序号", 6, "count"), Column("考核内容", 18), Column("满分\n（分）", 8, "points"),
    Column("得分\n（分）", 8, "points"), Column("考核指标", 24), Column("应有\n（项）", 8, "count"),
    Column("已有\n（项）", 8, "count"), Column("完成率", 9, "percent"), Column("缺少的", 44), Column("来源", 18),
)
NOTES = (
    "依据：通知三（十一），财政绩效评价中心7月、12月对各县（市）全面实施预算绩效管理情况进行考核。分值表是参数，未经确认的见情况页。",
    "本表由台账计算，是代拟稿；没有到期事项的考核内容不计入，按应得分折算为百分制。",
)

UNRANKED = 99  # after every county that has a rank


def files(view: MilestoneView) -> dict[str, bytes]:
    """Scores, in December ranks, and one sheet per county; nothing before the first assessment."""
    regions = view.of("region")
    if not regions:
        return {}
    names = {code: region.name for code, region in routing().regions.items()}
    book = Summary("县市考核计分表", view.as_of)
    years = sorted(view.of("year"), key=lambda row: (row["detail"].get("rank") or UNRANKED, row["subject"]))
    if years:
        said = ("rank", "july_cp", "december_cp")  # of a county without one of the two scores there is less
        placed = [(row, *(row["detail"].get(name) for name in said)) for row in years]
        rows = [(rank, names[row["subject"]], july, december, row["score_cp"], row["why"])
                for row, rank, july, december in placed]
        title = f"{view.work_year}年度县（市）考核排名（代拟稿）"
        book.sheet("全年排名", title, view.title, YEAR, rows, notes=NOTES, signed=SIGNED)
    scores = [(names[row["subject"]], *(row["detail"][f"{word}_cp"] for word in (
        "possible", "earned", "bonus", "penalty")), row["score_cp"], row["why"]) for row in regions]
    title = f"县（市）考核得分（代拟稿）：{view.title}"
    book.sheet("本次得分", title, f"{len(scores)}个县（市）", SCORES, scores, notes=NOTES, signed=SIGNED)
    known = _names(view)
    for region, own in _items(view, [row["subject"] for row in regions]).items():
        title = f"{names[region]}考核计分表（代拟稿）"
        book.sheet(names[region], title, view.title, ITEMS, _rows(own, known), notes=NOTES)
    return {NAME: book.finish()}


def _items(view: MilestoneView, regions: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    """Region → its items in the order of the parameter."""
    law = parameters(view.work_year)
    order = [law.known[f"county_assessment.{name}_cp"][1].title for name in law.words("county_assessment.items")]
    place = {title: number for number, title in enumerate(order)}
    found: dict[str, list[Mapping[str, Any]]] = {region: [] for region in regions}
    for row in sorted(view.of("item"), key=lambda row: place.get(row["subject"].partition("|")[2], len(place))):
        found[row["subject"].partition("|")[0]].append(row)
    return found


def _names(view: MilestoneView) -> dict[str, str]:
    """Code → name of units and projects, for what is lacking."""
    rows = [view.facts[name] for name in NEEDS]
    projects = {code: name for one in rows for code, name in zip(one["project_code"], one["project_name"], strict=True)}
    return projects | dict(zip(view.units["code"], view.units["name"], strict=True))


def _rows(items: list[Mapping[str, Any]], names: Mapping[str, str]) -> list[Any]:
    """One row per measure under its item; an item that does not count says so."""
    found: list[Any] = []
    for number, item in enumerate(items, 1):
        told = item["detail"]
        head = (number, item["subject"].partition("|")[2], told["points_cp"], item["score_cp"])
        if not told["measures"]:
            found.append((*head, "没有到期事项，不计入", *[None] * 5))
        for place, one in enumerate(told["measures"]):
            rate = one["done"] * 10_000 // one["due"] if one["due"] else None
            found.append((*(head if place == 0 else [None] * 4), one["title"], one["due"], one["done"], rate,
                          _lacking(one["lacking"], names), one["source"]))
    total = sum(item["score_cp"] or 0 for item in items)
    possible = sum(item["detail"]["points_cp"] for item in items if item["score_cp"] is not None)
    return [*found, Sum((None, "合计（计入的）", possible, total, *[None] * 6))]


def _lacking(labels: Sequence[str], names: Mapping[str, str]) -> str:
    """The first of them, with the names of the units and projects whose codes they hold."""
    shown = "、".join(CODE.sub(lambda code: names.get(code[0], code[0]), label) for label in labels[:MOST])
    shown = shown.replace("|", "·")
    return f"{shown}等{len(labels)}项" if len(labels) > MOST else shown
