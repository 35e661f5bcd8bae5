"""A funds block as a table: heads in one or two lines, the total and its sources row by row."""

from tasks.forms.amounts import Unit
from tasks.forms.blocks import Block
from tasks.forms.cells import Cells
from tasks.forms.funds_block import MONEY, Funds, unit_of
from tasks.forms.grid import address
from tasks.forms.headings import Headings, headings
from tasks.forms.normalise import is_blank, number
from tasks.forms.page import Page


def funds_head(block: Block) -> Headings | None:
    """The head of the funds table: an executed amount beside a budget, and numbers below, not beside, them."""
    page = block.page
    rows = sorted({r for r, _, m in page.found("funds", block.top, block.table.first) if not m.inline})
    best: Headings | None = None
    for row in rows:
        head = headings(page, row, "funds")
        if head.last >= block.table.first or not _is_funds_table(page, head):
            continue
        if best is None or (head.first > best.last and len(head.columns) > len(best.columns)):
            best = head
    return best


def _is_funds_table(page: Page, head: Headings) -> bool:
    if "executed" not in head:
        return False
    if not ("budget" in head or "initial" in head or _total_column(page, head) is not None):
        return False
    cols = [head.columns[name][0].col for name in MONEY if name in head]
    beside = sum(_number_beside(page, head.last, col) for col in cols)
    return beside * 2 < len(cols) or beside == 0


def _number_beside(page: Page, row: int, col: int) -> bool:
    place = page.right_of(row, col)
    return place is not None and number(page.cell(*place)).value is not None


def read_table(block: Block, head: Headings, cells: Cells, funds: Funds) -> None:
    page = block.page
    rows = _rows(block, head)
    kinds = {row: _kind(page, row, head) for row in rows}
    total = next((r for r in rows if kinds[r] == "total"), None)
    if total is None:
        total = next((r for r in rows if kinds[r] == "" and _has_amount(page, r, head)), None)
    budget = _total_column(page, head)
    labels = {col for row in rows for col, _ in page.in_row(row) if page.mark("rows", row, col)}
    for name in MONEY:  # 年度预算数 may head the labels of the rows
        head.columns[name] = [column for column in head.columns.get(name, []) if column.col not in labels]
        if not head.columns[name]:
            del head.columns[name]
    columns = {name: col for name in MONEY if (col := head.col(name)) is not None}
    if "budget" not in columns and "initial" not in columns and budget is not None:
        columns["budget"] = budget
    for name, col in columns.items():
        _amount(block, head, cells, funds, name, col, total, kinds)
    ordered = ([total] if total is not None else []) + [r for r in rows if r != total]
    _points_and_rate(page, head, cells, funds, ordered)


def _rows(block: Block, head: Headings) -> list[int]:
    """The rows of figures below the head, up to the goals or the indicators."""
    page, rows = block.page, []
    stops = {r for r, _, m in page.found("goals", head.last + 1, block.table.first) if not _in_funds_row(page, r, head)}
    for row in page.rows(head.last + 1, block.table.first):
        if row in stops or any((row, c) in page.marks.get("head", {}) for c, _ in page.in_row(row)):
            break
        rows.append(row)
    return rows


def _in_funds_row(page: Page, row: int, head: Headings) -> bool:
    """True when a row holds an amount in the funds' own columns, whatever its label says."""
    return _has_amount(page, row, head) and any((row, c) in page.marks.get("rows", {}) for c, _ in page.in_row(row))


def _has_amount(page: Page, row: int, head: Headings) -> bool:
    cols = [c for name in MONEY if (c := head.col(name)) is not None]
    return any(page.cell(row, c) not in (None, "") and number(page.cell(row, c)).value is not None for c in cols)


def _kind(page: Page, row: int, head: Headings) -> str:
    """total, part or level by the row's label; "" for a row without one."""
    found = [m for col, _ in page.in_row(row) if (m := page.mark("rows", row, col)) and not m.inline]
    return found[-1].field if found else ""


def _total_column(page: Page, head: Headings) -> int | None:
    """The column 合计 of a block that lists its sources side by side."""
    taken = {column.col for columns in head.columns.values() for column in columns}
    found = [
        c for r, c, m in page.found("rows", head.first, head.last + 1)
        if m.field == "total" and not m.inline and c not in taken and c > 0
    ]
    return min(found, default=None)


def _amount(
    block: Block, head: Headings, cells: Cells, funds: Funds, name: str, col: int, total: int | None,
    kinds: dict[int, str],
) -> None:
    """One amount: of the total row, or the sum of its parts where that row is empty or 0."""
    unit = unit_of(block, head.first, head.last, col)
    row = total if total is not None else next(iter(kinds), None)
    if row is None:
        return
    value = cells.money((total, col), unit) if total is not None else None
    if value or (total is not None and value is None and not is_blank(block.page.cell(row, col))):
        funds.put(name, value, (row, col))
        return
    parts = _sum(cells, [r for r in kinds if r != total], col, unit, kinds)
    if parts and total is not None and not funds.summed:
        funds.summed = True  # said once for the row
        rule = "R-FUNDSUM" if value == 0 else "N-FUNDSUM"
        cells.note(rule, (row, col), expected=f"{parts / (1_000_000 if unit == '万元' else 100):.10g}{unit}")
    funds.put(name, parts if parts else value, (row, col))


def _sum(cells: Cells, rows: list[int], col: int, unit: Unit, kinds: dict[int, str]) -> int | None:
    """The sum of the sources. Levels of government count only where no source is filled: they would count twice."""
    for kind in ("part", "level"):
        amounts = [cells.money((row, col), unit) for row in rows if kinds[row] == kind]
        if any(amounts):
            return sum(amount or 0 for amount in amounts)
    return None


def _points_and_rate(page: Page, head: Headings, cells: Cells, funds: Funds, rows: list[int]) -> None:
    for name in ("weight", "score"):
        if (col := head.col(name)) is not None:
            places = [page.origin(row, col) for row in rows]
            filled = next((p for p in places if p[0] > head.last and page.key(*p)), None)
            place = filled or (places[0] if places else (head.last, col))
            funds.put(name, cells.points(place) if filled else None, place)
    if (col := head.col("rate")) is not None and rows:
        funds.put("rate", cells.rate((rows[0], col), funds.ratio_bp()), (rows[0], col))
    if (col := head.col("reason")) is not None:
        texts = [cells.answer((row, col)) for row in rows]
        funds.reason = "\n".join(dict.fromkeys(filter(None, texts)))
        told = [row for row, words in zip(rows, texts, strict=True) if words]
        if told:
            funds.at["reason"] = address(told[0], col)
