"""The public package (公开): a folder with an index, and per unit one workbook for each document that may be published.

Everything in it has been asked for: rows of the allow-list, columns named here, texts that give nothing away. It is
made anew from figures, never from files that were handed in; no person, telephone or e-mail is in any column.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from reports.environment import html
from reports.sealed import seal
from reports.sheets import Column, Summary
from reports.wording import EMPTY

INDEX = "index.html"
_PROJECT = (Column("项目名称", 30, "long"), Column("预算数\n（万元）", 12, "wan"))
_TARGET = (Column("一级指标", 12, "word"), Column("二级指标", 16, "word"), Column("三级指标", 30, "long"),
           Column("指标值", 18, "long"))
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "项目支出绩效目标": (*_PROJECT, *_TARGET, Column("分值", 8, "points")),
    "调整后绩效目标": (Column("项目名称", 30, "long"), Column("审核日期", 12, "day"), Column("调整内容", 60, "long")),
    "整体支出绩效目标": (Column("内容", 12, "word"), Column("名称", 34, "long"), Column("说明或指标值", 50, "long"),
                 Column("金额\n（万元）", 14, "wan"), Column("分值", 8, "points")),
    "项目支出绩效自评表": (
        *_PROJECT, Column("执行数\n（万元）", 12, "wan"), Column("自评得分", 9, "points"), *_TARGET,
        Column("实际完成值", 18, "long"), Column("分值", 8, "points"), Column("得分", 8, "points")),
    "部门评价报告": (*_PROJECT, Column("评价得分", 10, "points")),
    "重点评价报告": (*_PROJECT, Column("第三方机构", 30, "long"), Column("评价得分", 10, "points")),
}
NOTE = "依据：预算法第十四条、自治州预算绩效信息公开要求；涉密及敏感信息不公开。"


@frozen
class Document:
    """One document of one unit: `rows` in the order of COLUMNS[what], in stored units."""

    what: str
    unit_code: str
    unit_name: str
    region: str
    rows: Sequence[Sequence[Any]]


def package(work_year: int, prefecture: str, documents: Sequence[Document]) -> dict[str, bytes]:
    """Path within the package → content, the index among them; the same documents give the same bytes."""
    files: dict[str, bytes] = {}
    shown: dict[tuple[str, str, str], list[tuple[str, str, int]]] = {}
    for document in sorted(documents, key=lambda one: (one.region, one.unit_code, list(COLUMNS).index(one.what))):
        path = f"{_plain(document.unit_code)}/{document.what}.xlsx"
        files[path] = _workbook(work_year, document)
        unit = (document.region, document.unit_name, document.unit_code)
        shown.setdefault(unit, []).append((document.what, path, len(document.rows)))
    page = html().get_template("public_package.html").render(
        work_year=work_year, prefecture=prefecture, units=[(*unit, found) for unit, found in shown.items()],
        documents=len(files), empty=EMPTY,
    )
    return {INDEX: page.encode(), **files}


def _workbook(work_year: int, document: Document) -> bytes:
    title = f"{document.unit_name}{document.what}"
    book = Summary(title, date(work_year, 1, 1))
    book.sheet(document.what[:28], title, NOTE, COLUMNS[document.what], document.rows)
    return seal(book.finish())


def _plain(code: str) -> str:
    """A folder's name from a code: only ASCII letters, digits and hyphens of it."""
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in code)[:40] or "-"
