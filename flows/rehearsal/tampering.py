"""What clerks do to an issued workbook itself: rows and sheets that vanish, cells that merge, locks that are broken.

Each works on a filled-in paper and one of its projects, and says what must be found.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from flows.rehearsal.issued import LINE_COLUMNS, PROJECT_COLUMNS, PROJECTS, TARGETS, IssuedPaper
from flows.rehearsal.paper import Planted
from flows.rehearsal.workbook import Typed, Workbook

Tampering = Callable[[IssuedPaper, int], None]
TAMPERING: dict[str, Tampering] = {}


def _tampering(name: str) -> Callable[[Tampering], Tampering]:
    def kept(tampering: Tampering) -> Tampering:
        TAMPERING[name] = tampering
        return tampering
    return kept


def _below(paper: IssuedPaper, cells: dict[str, Typed]) -> int:
    """Write a row two rows under the total row; its number."""
    row = max(paper.rows) + 3
    paper.after.append(lambda book: book.add_row(PROJECTS, {f"{at}{row}": value for at, value in cells.items()}))
    return row


def _empty(book: Workbook, sheet: str, rows: list[int]) -> None:
    """Clear whole rows."""
    for row in rows:
        pattern = re.compile(f'<row r="{row}"[^>]*>.*?</row>', re.DOTALL)
        book.change(book.sheets[sheet], lambda xml, pattern=pattern: pattern.sub("", xml))  # type: ignore[misc]


@_tampering("解锁后改了预算数")
def _budget(paper: IssuedPaper, p: int) -> None:
    paper.type(paper.answers[p].budget + 20, "budget", p)
    paper.plant("F-SIG", "budget", p)


@_tampering("复制到新工作簿")
def _copied(paper: IssuedPaper, _: int) -> None:
    paper.after.append(lambda book: book.change(book.sheets["_meta"], _without_rows))
    paper.planted.append(Planted("F-NOMETA"))


@_tampering("用了停用的版本")
def _version(paper: IssuedPaper, _: int) -> None:
    def older(book: Workbook) -> None:
        cell = next(at for at, words in book.cells("_meta").items() if words == "version")
        book.type("_meta", {f"B{cell[1:]}": "0"}, {})
    paper.after.append(older)
    paper.planted.append(Planted("F-VERSION"))


@_tampering("删了一行项目")
def _deleted(paper: IssuedPaper, p: int) -> None:
    rows, lines = [paper.rows[p]], paper.lines[paper.answers[p].project.code]
    paper.after += [lambda book: _empty(book, PROJECTS, rows), lambda book: _empty(book, TARGETS, lines)]
    paper.planted.append(Planted("R-ROWMISS", PROJECTS))


@_tampering("一个项目填两行")
def _twice(paper: IssuedPaper, p: int) -> None:
    answer = paper.answers[p]
    row = _below(paper, {"B": answer.project.code, "C": answer.project.name, "F": answer.executed})
    paper.planted.append(Planted("R-DUP", PROJECTS, f"B{row}"))


@_tampering("添了库外项目")
def _added(paper: IssuedPaper, p: int) -> None:
    code = paper.answers[p].project.code[:-6] + "990001"
    row = _below(paper, {"B": code, "C": "零星维修项目", "F": Decimal("3.2")})
    paper.planted.append(Planted("R-ROWEXTRA", PROJECTS, f"B{row}"))


@_tampering("合并单元格")
def _merged(paper: IssuedPaper, p: int) -> None:
    """Two lines of one project share one score cell; the second has none of its own."""
    (_, first), (_, second) = (paper.at("reason", p, line) for line in (0, 1))
    span = f"{first}:{second}"
    paper.after.append(lambda book: book.change(book.sheets[TARGETS], lambda xml: _merging(xml, span)))
    for line in (0, 1):
        one = paper.answers[p].lines[line]
        one.actual, one.reason = one.asked.target, ""
        one.score = one.weight
    paper.planted.append(Planted("R-MERGE", TARGETS, first))


@_tampering("改了表头")
def _head(paper: IssuedPaper, _: int) -> None:
    cell = f"{LINE_COLUMNS['level2']}3"
    paper.after.append(lambda book: book.type(TARGETS, {cell: "二级"}, {}))
    paper.planted.append(Planted("R-HEAD", TARGETS, cell))


@_tampering("清空了指标表")
def _sheet(paper: IssuedPaper, _: int) -> None:
    paper.after.append(lambda book: book.change(book.sheets[TARGETS], _without_rows))
    paper.planted.append(Planted("R-SHEET", TARGETS))
    for number, answer in enumerate(paper.answers):
        answer.lines.clear()
        paper.plant("S-NOIND", "name", number)


@_tampering("没填一个项目的指标")
def _no_lines(paper: IssuedPaper, p: int) -> None:
    lines = paper.lines[paper.answers[p].project.code]
    paper.after.append(lambda book: _empty(book, TARGETS, lines))
    paper.answers[p].lines.clear()
    paper.plant("S-NOIND", "name", p)


@_tampering("整个项目没填")
def _untouched(paper: IssuedPaper, p: int) -> None:
    for field in ("executed", "goal", "achieved", "reason"):
        paper.type(None, field, p)
    for line in range(len(paper.answers[p].lines)):
        for field in ("actual", "score", "reason", "tier"):
            paper.type(None, field, p, line)
    paper.plant("R-REQ", "executed", p)


@_tampering("改了工作表名")
def _renamed(paper: IssuedPaper, _: int) -> None:
    paper.renamed[TARGETS] = now = "绩效指标"
    tab = f'name="{TARGETS}"', f'name="{now}"'
    paper.after.append(lambda book: book.change("xl/workbook.xml", lambda xml: xml.replace(*tab)))
    paper.planted.append(Planted("N-SHEET", TARGETS))


@_tampering("表旁边打了草稿")
def _draft(paper: IssuedPaper, p: int) -> None:
    row = _below(paper, {"Q": "待与财务核对"})
    paper.planted.append(Planted("W-EXTRADATA", PROJECTS, f"Q{row}"))


@_tampering("引用了别的文件")
def _linked(paper: IssuedPaper, _: int) -> None:
    def link(book: Workbook) -> None:
        book.parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    paper.after.append(link)
    paper.planted.append(Planted("W-EXTLINK"))


def _without_rows(xml: str) -> str:
    return re.sub("<sheetData>.*</sheetData>", "<sheetData/>", xml, flags=re.DOTALL)


def _merging(xml: str, span: str) -> str:
    """One more merged range."""
    return xml.replace("</mergeCells>", f'<mergeCell ref="{span}"/></mergeCells>')


assert PROJECT_COLUMNS["code"] == "B"  # noqa: S101  (the rows written below the table rely on it)
