"""总台账: the whole work year as one workbook — owed, received, found wrong, graded, concluded, decided, told."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from config.forms_table import table_forms
from reports.formats import day
from reports.sheets import Column, Summary
from reports.site.owing import STANDINGS, standing
from reports.site.records import Debt, Verdict
from reports.site.shelf import Shelf
from reports.site.words import DECISIONS, FILES, NOTICES, REVIEWS
from reports.wording import KINDS, NOTICE_KINDS

NAME = "总台账.xlsx"
PAPERS = {"self_evaluation": "项目支出绩效自评表"}
MATTER, NUMBER = Column("事项", 16), Column("序号", 7, "count")
UNIT = (Column("单位编码", 12), Column("单位名称", 20), Column("区划", 9, "word"))
LATE, LOST = frozenset({"逾期未报齐"}), frozenset({"被退信", "发送失败", "待核实"})
DEBTS = (
    NUMBER, MATTER, *UNIT, Column("主管部门", 16), Column("对口科室", 14), Column("书面期限", 11.5, "day"),
    Column("实际期限", 11.5, "day"), Column("现状", 11, "word", LATE), Column("报齐日期", 11.5, "day"),
    Column("逾期\n（工作日）", 9, "count"), Column("最近一份表", 10, "word"),
)
SUBMISSIONS = (
    Column("报送件\n编号", 9, "count"), MATTER, *UNIT, Column("文件", 28), Column("表", 18, "word"),
    Column("收到时间", 16.5, "moment"), Column("核对", 10, "word"), Column("采用", 7, "word"),
    Column("逾期", 7, "word", frozenset({"是"})),
)
REVIEWED = (
    Column("报送件\n编号", 9, "count"), MATTER, *UNIT, Column("审核人", 12, "word"), Column("意见", 8, "word"),
    Column("理由", 40), Column("日期", 11.5, "day"),
)
FOUND = (
    Column("报送件\n编号", 9, "count"), MATTER, Column("单位名称", 18), Column("文件", 18), Column("规则", 11, "word"),
    Column("级别", 7, "word", frozenset({"错误", "拒收"})), Column("工作表", 10), Column("单元格", 8, "word"),
    Column("填报值", 14), Column("应为", 14), Column("问题和办法", 44), Column("项目编码", 13),
)
GRADED = (
    NUMBER, Column("项目编码", 13), Column("项目名称", 26), *UNIT, Column("自评得分\n（分）", 9, "points"),
    Column("重算得分\n（分）", 9, "points"), Column("等次", 8, "word", frozenset({"较差"})), Column("触发规则", 14),
)
CONCLUDED = (
    NUMBER, MATTER, Column("对象", 9, "word"), Column("编码", 13), Column("名称", 20), Column("单位名称", 16),
    Column("区划", 9, "word"), Column("结论", 10, "word"), Column("得分\n（分）", 8, "points"),
    Column("金额\n（万元）", 12, "wan"), Column("触发规则", 9, "word"), Column("依据", 44),
)
DECIDED = (
    NUMBER, Column("编号", 13), MATTER, Column("建议", 12, "word"), Column("对象", 22), Column("单位名称", 16),
    Column("区划", 9, "word"), Column("金额\n（万元）", 12, "wan"), Column("决定", 8, "word", frozenset({"待决定"})),
    Column("决定人", 9, "word"), Column("决定日期", 11.5, "day"), Column("理由", 20), Column("依据", 30),
)
TOLD = (
    NUMBER, MATTER, Column("种类", 9, "word"), Column("单位名称", 20), Column("收件人", 10), Column("邮箱", 22),
    Column("状态", 11, "word", LOST), Column("提出时间", 16.5, "moment"), Column("发送时间", 16.5, "moment"),
    Column("缘由", 30),
)


def ledger_workbook(shelf: Shelf) -> bytes:
    """The workbook; the same facts give the same bytes, whichever run wrote it."""
    book = Summary(f"{shelf.work_year}年度预算绩效管理总台账", shelf.as_of)
    note = f"截至{day(shelf.as_of)}；规则册 {shelf.book.fingerprint[:16]}"
    verdicts = [v for v in shelf.verdicts if v.work_year == shelf.work_year]
    for name, title, columns, rows in (
        ("应报事项", "应报事项", DEBTS, _debts(shelf)), ("报送件", "报送件", SUBMISSIONS, _files(shelf)),
        ("审核意见", "审核意见", REVIEWED, _reviews(shelf)), ("问题", "核对发现的问题", FOUND, _findings(shelf)),
        ("自评等次", "单位自评重算得分和等次", GRADED, _grades(shelf)),
        ("结论", "各项结论和依据", CONCLUDED, (_concluded(shelf, v) for v in verdicts)),
        ("建议和决定", "建议和决定", DECIDED, (_decided(shelf, v) for v in verdicts if v.proposal)),
        ("通知", "通知和催报", TOLD, _notices(shelf)),
    ):
        listed = [[number, *row] if columns[0] is NUMBER else row for number, row in enumerate(rows, 1)]
        book.sheet(name, f"{shelf.work_year}年度总台账：{title}", f"{note}；{len(listed)}行", columns, listed)
    return book.finish()


def _unit(shelf: Shelf, code: str) -> list[str]:
    unit = shelf.units.get(code)
    if unit is None:
        return [code, shelf.called(code) if code else "（未知单位）", ""]
    return [code, unit.name, unit.region_name]


def _debts(shelf: Shelf) -> Iterator[list[Any]]:
    for debt in shelf.debts:
        unit, last = shelf.units.get(debt.unit_code), shelf.newest.get((debt.unit_code, debt.milestone, debt.node))
        offices = [unit.department_name, unit.division_name] if unit else ["", ""]
        yield [
            shelf.matter(*debt.key), *_unit(shelf, debt.unit_code), *offices, debt.written,
            debt.effective, _standing(debt), debt.met_on, debt.late, FILES[last.state][0] if last else "未收到",
        ]


def _standing(debt: Debt) -> str:
    return "不需报" if debt.state == "waived" else STANDINGS[standing(debt)][0]


def _files(shelf: Shelf) -> Iterator[list[Any]]:
    for file in shelf.files.values():
        described = table_forms().get(file.form)
        form = described.title if described else PAPERS.get(file.form, file.form)
        yield [file.id, shelf.matter(file.milestone, file.node), *_unit(shelf, file.unit_code), file.file, form,
               _moment(file.received_at), FILES[file.state][0], _yes(file.counts), _yes(file.is_late)]


def _reviews(shelf: Shelf) -> Iterator[list[Any]]:
    for key, said in sorted(shelf.reviews.items()):
        file = shelf.files[key]
        for one in said:
            yield [key, shelf.matter(file.milestone, file.node), *_unit(shelf, file.unit_code), one.reviewer,
                   REVIEWS[one.verdict], one.reason, one.decided_on]


def _findings(shelf: Shelf) -> Iterator[list[Any]]:
    for key, found in sorted(shelf.findings.items()):
        file = shelf.files.get(key)
        if file:  # later than the day otherwise
            for one in found:
                yield [key, shelf.matter(file.milestone, file.node), _unit(shelf, file.unit_code)[1], file.file,
                       one.rule, one.tier, one.sheet, one.cell, one.value, one.expected, one.message, one.project_code]


def _grades(shelf: Shelf) -> Iterator[list[Any]]:
    for number, one in sorted(shelf.judgements.items()):
        project = shelf.project(number)
        if project:
            yield [project.code, project.name, *_unit(shelf, project.unit_code), one.self_score_cp, one.final_cp,
                   one.final_grade or "未评", one.rules]


def _concluded(shelf: Shelf, one: Verdict) -> list[Any]:
    project = shelf.project(one.project_id)
    _, unit, region = _unit(shelf, one.unit_code) if one.unit_code else ("", "", "")
    return [shelf.matter(one.milestone, one.node), KINDS.get(one.kind, one.kind), one.subject,
            project.name if project else shelf.called(one.subject), unit, region, one.verdict, one.score_cp,
            one.amount_fen, one.rules, one.why]


def _decided(shelf: Shelf, one: Verdict) -> list[Any]:
    project, made = shelf.project(one.project_id), shelf.decision(one)
    _, unit, region = _unit(shelf, one.unit_code) if one.unit_code else ("", "", "")
    said = [made.decided_by, made.decided_on, made.reason] if made else ["", None, ""]
    return [one.basis[:16], shelf.matter(one.milestone, one.node), one.proposal,
            project.name if project else shelf.called(one.subject), unit, region, one.amount_fen,
            DECISIONS[made.decision if made else ""][0], *said, one.why]


def _notices(shelf: Shelf) -> Iterator[list[Any]]:
    for one in shelf.notices:
        yield [shelf.matter(one.milestone, ""), NOTICE_KINDS.get(one.kind, one.kind),
               _unit(shelf, one.unit_code)[1] if one.unit_code else "", one.to_name, one.to_email,
               NOTICES[one.state][0], _moment(one.created_at), _moment(one.sent_at), one.reason or one.last_error]


def _moment(at: datetime | None) -> datetime | None:
    """As the clock on the wall showed it: a workbook knows no zones."""
    return None if at is None else at.replace(tzinfo=None)


def _yes(it: bool) -> str:
    return "是" if it else "否"
