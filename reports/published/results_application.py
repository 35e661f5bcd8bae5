"""预算科建议清单: what follows from the results for the next budget, one workbook for each level's budget division."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from config.routing import Region, routing
from reports.milestone_view import MilestoneView, plain
from reports.sheets import SIGNED, Column, Kind, Sum, Summary
from reports.site.words import DECISIONS

NEEDS = ("verdicts", "decisions", "projects")
STEM = "预算科建议清单（代拟稿）"
NUMBER = Column("序号", 6, "count")
WHO = (NUMBER, Column("主管部门", 16), Column("单位", 16), Column("项目代码", 13), Column("项目名称", 22))
DECIDED = (Column("决定", 8, "word", frozenset({"待决定"})), Column("决定人", 8, "word"))
DEDUCTIONS = (
    *WHO, Column("评价得分\n（分）", 9, "points"), Column("扣减基数\n（万元）", 12, "wan"),
    Column("扣减比例", 9, "percent"),
    Column("建议扣减\n（万元）", 12, "wan"), Column("从何处扣减", 12, "word"), *DECIDED, Column("依据", 36),
)
RECOVERIES = (
    *WHO, Column("未使用资金\n（万元）", 12, "wan"), Column("无依据支出\n（万元）", 12, "wan"),
    Column("建议收回\n（万元）", 12, "wan"), *DECIDED, Column("依据", 40),
)
PRIORITIES = (*WHO, Column("预算数\n（万元）", 13, "wan"), Column("评价得分\n（分）", 10, "points"), Column("依据", 44))
ADVICE = (*WHO, Column("评价得分\n（分）", 10, "points"), Column("建议", 20, "word"), Column("依据", 40))
ACTIONS = (
    NUMBER, Column("对象", 26), Column("单位", 20), Column("方式", 10, "word"), *DECIDED, Column("依据", 50),
)
FILINGS = (
    NUMBER, Column("县（市）", 14, "word"), Column("状态", 12, "word", frozenset({"逾期未备案"})), Column("情况", 60),
)
TAKEN = {"project": "本项目", "department": "主管部门控制数"}
OF_DEDUCTIONS = "依据：通知三（六），上一年度评价结果不到80分的项目，按比例扣减部门单位项目支出预算安排。"
OF_RECOVERIES = "依据：通知三（五），自评结果真实性存在问题的项目，一票否决，收回资金。金额由决定人核定。"
OF_PRIORITIES = "依据：通知一（二）权责对等、激励约束。名单供安排预算时参考。"
OF_ADVICE = "依据：通知一（一），将绩效评价结果与预算安排和政策调整挂钩。"
OF_ACTIONS = "依据：通知三（六），采取通报批评、约谈等多种方式，督促部门单位推动整改。"
OF_FILINGS = "依据：通知三（六），各县（市）绩效评价结果应用情况报自治州财政局备案。"
DRAFT = "本清单是代拟稿：凡不利于单位的，经署名的人同意后才生效；“待决定”的不得据以调整预算。"
Rows = Sequence[Mapping[str, Any]]


def files(view: MilestoneView) -> dict[str, bytes]:
    """One workbook per finance department, also where there is nothing to propose; each has its own level only."""
    if view.verdicts.empty:
        return {}
    recoveries = _recoveries(view)
    return {
        f"{STEM}-{region.name}.xlsx": _workbook(view, code, region, recoveries)
        for code, region in routing().regions.items()
    }


def _workbook(view: MilestoneView, code: str, region: Region, recoveries: Rows) -> bytes:
    def own(rows: Rows) -> list[Mapping[str, Any]]:
        mine = [row for row in rows if row["region_code"] == code]
        return sorted(mine, key=lambda row: (row["department_name"], row["unit_code"], row["subject"]))

    book, note = Summary(f"{STEM}-{region.name}", view.as_of), _note(view, region)
    _money(book, region, note, own(view.of("deduction")), own(recoveries))
    _lists(book, view, region, note, own)
    if region.level == "prefecture":
        filed = [[number, row["name"], row["verdict"], row["why"]] for number, row in enumerate(view.of("filing"), 1)]
        said = f"{len(filed)}个县（市）"
        book.sheet("县（市）备案", "县（市）绩效评价结果应用备案情况", said, FILINGS, filed, notes=(OF_FILINGS,))
    return book.finish()


def _money(book: Summary, region: Region, note: str, cuts: Rows, back: Rows) -> None:
    """What is to be taken: less for the next budget, and what was paid without ground."""
    rows = [
        [*_who(row), row["score_cp"], row["detail"]["base_fen"], row["detail"]["ratio_bp"], row["amount_fen"],
         TAKEN[row["detail"]["taken_from"]], *_decided(row), row["why"]] for row in cuts
    ]
    title = f"项目支出预算扣减建议清单（{region.name}）"
    book.sheet("扣减建议", title, f"{note}；{_tally(cuts)}", DEDUCTIONS, _with_sums(rows, DEDUCTIONS, (8,)),
               notes=(OF_DEDUCTIONS, DRAFT), signed=SIGNED)
    rows = [
        [*_who(row), row["detail"]["unspent_fen"], row["detail"]["unsupported_fen"], row["amount_fen"], *_decided(row),
         row["why"]] for row in back
    ]
    title = f"自评不实项目收回资金建议清单（{region.name}）"
    book.sheet("收回资金建议", title, f"{note}；{_tally(back)}", RECOVERIES, _with_sums(rows, RECOVERIES, (5, 6, 7)),
               notes=(OF_RECOVERIES, DRAFT), signed=SIGNED)


def _lists(book: Summary, view: MilestoneView, region: Region, note: str, own: Callable[[Rows], Rows]) -> None:
    """What is no money: whom to favour, which policy to change, whom to urge."""
    projects, best = view.facts["projects"], own(view.of("priority"))
    budgets = dict(zip(projects["project_code"], projects["budget_fen"], strict=True))
    rows = [[*_who(row), int(budgets.get(row["subject"], 0)), row["score_cp"], row["why"]] for row in best]
    book.sheet("优先保障名单", f"优先保障项目名单（{region.name}）", f"{note}；{len(best)}个项目", PRIORITIES,
               _with_sums(rows, PRIORITIES, (5,)), notes=(OF_PRIORITIES,))
    good = {row["subject"] for row in best}
    rows = [[*_who(row), row["score_cp"], row["verdict"], row["why"]] for row in own(view.of("policy_advice"))
            if row["subject"] not in good]
    book.sheet("政策调整建议", f"政策调整建议清单（{region.name}）", f"{note}；{len(rows)}个项目", ADVICE,
               _numbered(rows), notes=(OF_ADVICE,))
    rows = [
        [None, row["name"] or row["subject"], row["unit_name"], row["proposal"], *_decided(row), row["why"]]
        for row in own(view.of("remedy", "talk", "circular"))
    ]
    book.sheet("督促整改", f"督促整改建议清单（{region.name}）", f"{note}；{len(rows)}项", ACTIONS, _numbered(rows),
               notes=(OF_ACTIONS, DRAFT))


def _recoveries(view: MilestoneView) -> list[dict[str, Any]]:
    """The proposals of the verification to take money back, named as this milestone's own verdicts are."""
    found = view.facts["verdicts"]
    found = found[(found["milestone"] == "verification") & (found["kind"] == "recovery")]
    key = ["milestone", "node", "kind", "subject", "proposal"]
    found = found.merge(view.facts["decisions"][[*key, "decision", "decided_by"]], on=key, how="left")
    known = view.facts["projects"][["project_id", "project_name"]].rename(columns={"project_name": "name"})
    about = view.units[["code", "name", "region_code", "department_name"]].rename(
        columns={"code": "unit_code", "name": "unit_name"})
    rows = found.merge(known, on="project_id", how="left").merge(about, on="unit_code", how="left")
    texts = ("name", "unit_name", "region_code", "department_name", "decision", "decided_by")
    return plain(rows.assign(**{name: rows[name].fillna("") for name in texts}))


def _note(view: MilestoneView, region: Region) -> str:
    return f"{region.finance}；依据{view.fiscal_year}年度评价结果"


def _who(row: Mapping[str, Any]) -> list[Any]:
    return [None, row["department_name"], row["unit_name"], row["subject"], row["name"]]


def _decided(row: Mapping[str, Any]) -> list[str]:
    if not row["proposal"]:
        return ["不需决定", ""]
    return [DECISIONS[row["decision"]][0], row["decided_by"]]


def _numbered(rows: list[list[Any]]) -> list[Any]:
    return [[number, *row[1:]] for number, row in enumerate(rows, 1)]


def _with_sums(rows: list[list[Any]], columns: Sequence[Column], places: Sequence[int]) -> list[Any]:
    """The rows numbered, a subtotal after each department where there are several, and the total."""
    numbered, found = _numbered(rows), []
    departments = list(dict.fromkeys(row[1] for row in numbered))
    for department in departments:
        mine = [row for row in numbered if row[1] == department]
        found += mine
        if len(mine) > 1 and len(departments) > 1:
            found.append(_sum(f"{department or '（无主管部门）'}小计", mine, columns, places))
    return [*found, _sum("合计", numbered, columns, places)] if rows else []


def _sum(title: str, rows: Sequence[Sequence[Any]], columns: Sequence[Column], places: Sequence[int]) -> Sum:
    kinds: list[Kind] = [column.kind for column in columns]
    cells: list[Any] = [sum(row[at] or 0 for row in rows) if at in places else None for at in range(len(kinds))]
    cells[1], cells[4] = title, f"{len(rows)}个项目"
    return Sum(cells)


def _tally(rows: Rows) -> str:
    words = Counter(_decided(row)[0] for row in rows)
    return "：".join(filter(None, (f"{len(rows)}个项目", "、".join(f"{word}{n}个" for word, n in words.items()))))
