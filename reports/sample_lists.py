"""真实性核查 on paper: sample and risk list with the draw behind them, and a worksheet for each project (E05)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from config.routing import routing
from reports.formats import wan
from reports.milestone_view import MilestoneView, plain
from reports.sheets import SIGNED, Column, Summary

LIST = "真实性核查抽查名单.xlsx"
SHEETS = "真实性核查底稿"
WHOSE = (
    Column("序号", 6, "count"), Column("区划", 10, "word"), Column("单位", 22), Column("项目编码", 13),
    Column("项目名称", 28),
)
DRAWN = (
    *WHOSE, Column("抽取方式", 12, "word"), Column("签号\n（SHA-256前16位）", 20, "word"),
    Column("核查情况", 12, "word"),
)
RISKS = (
    *WHOSE, Column("级别", 8, "word", frozenset({"必查"})), Column("列入原因", 34), Column("核查情况", 12, "word"),
)
RECORDS = (
    Column("区划", 10, "word"), Column("总体\n（个）", 8, "count"), Column("总体哈希（SHA-256）", 34),
    Column("公开号码", 16),
    Column("号码来源", 22), Column("公布日期", 11.5, "day"), Column("登记人", 9, "word"), Column("见证人", 9, "word"),
    Column("抽中\n（个）", 7, "count"), Column("应查\n（个）", 7, "count"), Column("核查情况", 12, "word"),
)
WORKSHEET = (
    Column("序号", 6, "count"), Column("核心指标（三级）", 22), Column("年度指标值", 14), Column("自评完成值", 14),
    Column("核实完成值", 14), Column("核查结论", 12, "word", frozenset({"不属实"})),
    Column("核查依据", 26), Column("核查人", 9, "word"), Column("核查日期", 11.5, "day"),
)
OF_DRAW = (
    "依据：通知三（五），6月底前按一定比例随机抽取项目，实地核查自评核心指标完成情况的真实性。"
    "抽取可用 verify_draw.py 重做。"
)
OF_RISKS = "风险名单在随机抽取之外，不增减抽取的数量；“必查”的也要核查。"
MONEY = (("未使用资金（万元）", "unspent_fen"), ("无依据支出（万元）", "unsupported_fen"))
PEOPLE = (
    ("项目负责人", "project_leader"), ("实施单位负责人", "unit_leader"), ("核查组成员", "team"),
    ("核查意见", "opinion"),
)
ROOM = "＿" * 8
CHOICES = "核查结论填：属实、有误差、不属实；核实完成值与自评完成值用同一单位。"
SIGN = "核查组成员（签字）：　　　　　　　　　　被核查单位负责人（签字）：　　　　　　　　"


def sample_list(view: MilestoneView) -> dict[str, bytes]:
    """The projects drawn, the risk list, and the record of every level's draw."""
    names = {code: region.name for code, region in routing().regions.items()}
    state = {row["subject"]: row["verdict"] for row in view.of("project")}
    book = Summary("真实性核查抽查名单", view.as_of)
    drawn = [
        [*_whose(number, row, names), row["detail"]["round"], row["detail"]["ticket"][:16],
         state.get(row["subject"], "")] for number, row in enumerate(view.of("draw"), 1)
    ]
    title = f"{view.fiscal_year}年度项目支出绩效自评真实性核查"
    note = f"随机抽取{len(drawn)}个项目"
    book.sheet("随机抽取", f"{title}抽查名单", note, DRAWN, drawn, notes=(OF_DRAW,), signed=SIGNED)
    risks = [
        [*_whose(number, row, names), row["verdict"], "；".join(row["detail"]["reasons"]),
         state.get(row["subject"], "")] for number, row in enumerate(view.of("risk"), 1)
    ]
    must = sum(row[5] == "必查" for row in risks)
    note = f"共{len(risks)}个项目，其中必查{must}个"
    book.sheet("风险名单", f"{title}风险名单", note, RISKS, risks, notes=(OF_RISKS,))
    levels = [_record(row, names) for row in view.of("level")]
    book.sheet("抽样记录", f"{title}抽样记录", f"{len(levels)}个财政部门", RECORDS, levels, notes=(OF_DRAW,))
    return {LIST: book.finish()}


def worksheets(view: MilestoneView) -> dict[str, bytes]:
    """One workbook per level that has something to check, one sheet per project, filled in as far as it is known."""
    levels = {row["subject"]: row["detail"]["level"] for row in view.of("risk", "draw")}
    books: dict[str, Summary] = {}
    indicators = _indicators(view)
    lines = {(row["project_code"], row["level3"]): row for row in view.table("worksheets")}
    covers = {row["project_code"]: row for row in view.table("worksheet_covers")}
    for row in view.of("project"):
        code = row["subject"]
        level = routing().regions.get(levels.get(code, row["region_code"]))
        if level is None:  # of a region that this run is not about
            continue
        name = level.name
        book = books.setdefault(name, Summary(f"{SHEETS}-{name}", view.as_of))
        rows = [
            _line(number, core, indicators.get((row["project_id"], core), {}), lines.get((code, core), {}))
            for number, core in enumerate(row["detail"]["core"], 1)
        ]
        note = f"单位：{row['unit_name']}；项目：{row['name']}（{code}）；核查情况：{row['verdict']}"
        book.sheet(code, f"{view.fiscal_year}年度项目支出绩效自评真实性核查底稿", note, WORKSHEET, rows,
                   notes=(CHOICES, _cover(covers.get(code, {}))), signed=SIGN, room=30)
    return {f"{SHEETS}-{name}.xlsx": book.finish() for name, book in books.items()}


def _whose(number: int, row: Mapping[str, Any], names: Mapping[str, str]) -> list[Any]:
    return [number, names.get(row["detail"]["level"], ""), row["unit_name"], row["subject"], row["name"]]


def _record(row: Mapping[str, Any], names: Mapping[str, str]) -> list[Any]:
    told = row["detail"]["record"]
    published = told.get("source_on")
    return [
        names.get(row["subject"], row["subject"]), told.get("frame_count"), told.get("frame_sha256", ""),
        told.get("number", ""), told.get("source", ""), date.fromisoformat(published) if published else None,
        told.get("recorded_by", ""), told.get("witness", ""), len(told.get("drawn", [])), row["detail"]["checks"],
        row["verdict"],
    ]


def _indicators(view: MilestoneView) -> dict[tuple[int, str], Mapping[str, Any]]:
    """(project, level3) → its row of the self-evaluation; only those of projects that are checked."""
    rows = view.facts["self_indicators"]
    checked = {row["project_id"] for row in view.of("project")}
    return {(row["project_id"], row["level3"]): row for row in plain(rows[rows["project_id"].isin(checked)])}


def _line(number: int, core: str, reported: Mapping[str, Any], checked: Mapping[str, Any]) -> list[Any]:
    said = [reported.get(name, "") for name in ("target", "actual")]
    found = [checked.get(name, "") for name in ("checked", "conclusion", "evidence", "checked_by")]
    return [number, core, *said, *found, checked.get("checked_on")]


def _cover(row: Mapping[str, Any]) -> str:
    """What the cover sheet asks for, with room to write while nobody has filled it in."""
    said = [(word, "" if row.get(name) is None else wan(row[name])) for word, name in MONEY]
    said += [(word, row.get(name) or "") for word, name in PEOPLE]
    return "　".join(f"{word}：{value or ROOM}" for word, value in said)
