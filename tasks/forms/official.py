"""项目支出绩效自评表 as the regulation prints it and all provinces publish it, recognised by its labels alone."""

from typing import Any

from tasks.forms.blocks import Block, blocks
from tasks.forms.cells import Cells
from tasks.forms.funds import counted_among, read_funds
from tasks.forms.goals import read_goals
from tasks.forms.grid import Book, Sheet, address
from tasks.forms.head import fiscal_year, grade, names
from tasks.forms.indicators import read_indicators
from tasks.forms.page import Page
from tasks.forms.reading import Reading
from tasks.forms.table_rows import Walk
from tasks.forms.totals import read_total
from tasks.rules.columns import PROJECT_NUMBERS, PROJECT_TEXT
from tasks.rules.finding import finding

FORM, LAYOUT = "self_evaluation", "official"
_FUNDS = {  # field of the funds block → column
    "initial": "initial_fen", "budget": "budget_fen", "executed": "executed_fen", "rate": "rate_bp",
    "weight": "execution_weight_cp", "score": "execution_score_cp",
}

_NEEDED = {"target": "年度指标值", "actual": "实际完成值"}


def read_official(book: Book) -> Reading | None:
    """Every printed self-evaluation form of a book, or None when no sheet holds one.

    Sheets that are something else are passed over in silence, and so are empty templates. A filled form on a hidden
    sheet is W-EXTRADATA and not read. Reading never fails for what a cell holds.
    """
    reading = Reading(book.name, form=FORM, layout=LAYOUT)
    known, years = False, list[int]()
    for sheet in book.sheets:
        if not _may_be(sheet):
            continue
        page = Page(sheet)
        for block in blocks(page):
            known = True
            cells = Cells(page, book.name)
            project, indicators = _read(block, cells)
            if _untouched(project, indicators):
                continue
            if sheet.hidden:
                reading.findings.append(finding("W-EXTRADATA", file=book.name, sheet=sheet.name, value=sheet.name))
                break
            _add(reading, project, indicators, cells)
            years += [year] if (year := fiscal_year(block)) else []
    reading.fiscal_year = min(years, default=None)  # one old form in a book is enough to ask
    return reading if known else None


def _may_be(sheet: Sheet) -> bool:
    """A glance that spares ledgers the search for headings: no form does without a 名称 and a 指标 or 目标."""
    words = [cell for cells in sheet.rows for cell in cells if isinstance(cell, str)]
    return any("标" in word for word in words) and any("名" in word for word in words)


def _read(block: Block, cells: Cells) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """One project and its indicators."""
    project: dict[str, Any] = dict.fromkeys(PROJECT_TEXT, "") | dict.fromkeys(PROJECT_NUMBERS)
    texts, at = names(block, cells)
    cells.project_code = texts["project_code"]
    funds = read_funds(block, cells)
    goals, goals_at = read_goals(block, cells)
    walk = Walk(block)
    indicators = read_indicators(block, cells, walk)
    if counted_among(funds, indicators):
        funds.values["weight"] = None
    total, total_at = read_total(block, cells, walk)
    mark, mark_at = grade(block, cells, walk.total[0] if walk.total else walk.end)
    reason, reason_at = _reason(block, cells, walk)
    project |= texts | goals | {"reason": funds.reason or reason, "grade": mark, "total_cp": total}
    project |= {_FUNDS[name]: value for name, value in funds.values.items() if name in _FUNDS}
    at |= goals_at | {_FUNDS.get(name, name): place for name, place in funds.at.items()}
    at |= {"total_cp": total_at} if total_at else {}
    at |= {"grade": address(*mark_at)} if mark_at else {}
    if reason and "reason" not in at:
        at["reason"] = reason_at
    project |= {"sheet": block.page.sheet.name, "at": ",".join(f"{name}={place}" for name, place in at.items())}
    if reason and "reason" not in block.table:  # one reason for the whole form
        for indicator in indicators:
            indicator["reason"] = indicator["reason"] or reason
    _missing_columns(block, cells)
    return project, indicators


def _reason(block: Block, cells: Cells, walk: Walk) -> tuple[str, str]:
    """A reason given once for the project, behind a label of its own."""
    page = block.page
    places = [p for p, m in page.marks.get("reasons", {}).items() if block.top <= p[0] < block.bottom and not m.inline]
    for row, col in places:
        if block.table.first <= row < walk.end:
            continue
        place = page.right_of(row, col)
        words = cells.answer(place)
        if place and words:
            return words, address(*place)
    return "", ""


def _add(reading: Reading, project: dict[str, Any], indicators: list[dict[str, Any]], cells: Cells) -> None:
    """Number the project within its file. The first unit named is the file's."""
    ordinal = len(reading.projects)
    reading.projects.append({"project": ordinal} | project)
    reading.indicators += [{"project": ordinal} | indicator for indicator in indicators]
    reading.findings += cells.findings
    reading.unit_name = reading.unit_name or project["unit_name"]


def _untouched(project: dict[str, Any], indicators: list[dict[str, Any]]) -> bool:
    """True for a template nobody has filled in."""
    amounts = (project["initial_fen"], project["budget_fen"], project["executed_fen"])
    return not (project["project_name"] or project["secrecy"] or any(amounts) or indicators)


def _missing_columns(block: Block, cells: Cells) -> None:
    """R-HEAD for a table without a column that nobody can do without (catalogue 29)."""
    first = min(columns[0].col for columns in block.table.columns.values())
    for field, title in _NEEDED.items():
        if field not in block.table:
            cells.note("R-HEAD", (block.table.first, first), value="（缺）", expected=title)
