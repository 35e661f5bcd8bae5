"""How far the content of a worksheet reaches, found in its XML before anything allocates the rectangle.

One cell at XFD1048576 in a 10 KB file makes the reader abort (notes/forms.md B3). Cells that hold only a format may
reach as far as they like: formatting whole rows is a habit, and the reader skips such cells.
"""

import re

from tasks.forms.grid import address
from tasks.forms.limits import Limits, Refused

_CELL = rb"<(?:\w+:)?c(?=[\s>/])"
_CELLS = re.compile(_CELL)
_HEAD = b'<c r="'  # as Excel, WPS and LibreOffice write it
_USUAL = re.compile(rb"<c r=\"([A-Z]{1,3})([0-9]{1,7})\"")
_STRANGE = re.compile(rb"<c(?! r=\"A?[A-Z][0-9]{1,4}\")")  # another spelling, or beyond the corner below
_PREFIXED = re.compile(rb":c")
_NEAR = 9_999, 52  # rows and columns
_PLACE = re.compile(_CELL + rb"[^>]*?\sr=[\"']([A-Za-z]{1,9})([0-9]{1,9})[\"']")
_FILLED = re.compile(_CELL + rb"([^>]*)(?<!/)>(?!</)")
_REF = re.compile(rb"\sr=[\"']([A-Za-z]{1,9})([0-9]{1,9})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])([^>]*)")
_NUMBER = re.compile(rb"\sr=[\"']([0-9]{1,9})[\"']")


def measure(xml: bytes, limits: Limits, sheet: str) -> int:
    """The number of cells a sheet has (when it stays near A1, cells with only a format count too).

    Raises Refused F-DIM when filled cells reach too far, F-CELLS when areas are merged beyond counting.
    """
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    merged = xml.count(b"mergeCell ", max(end, 0))
    if merged > limits.rows:
        raise Refused("F-CELLS", str(merged), str(limits.rows), sheet)
    count = xml.count(_HEAD, start, end)
    if 0 <= start < end and count <= limits.cells and _plain_and_near(xml, start, end, limits):
        return count
    placed = _USUAL.findall(xml)
    count = len(placed)
    if start < 0 or xml.count(b"<c", start, end) != count or xml.find(b":c", start, end) >= 0:
        placed = _PLACE.findall(xml)
        count = len(_CELLS.findall(xml))
    if len(placed) < count:
        refuse_far(*_by_order(xml), limits, sheet)
    rows, columns = _corner(placed)
    if count > limits.cells or _outside(rows, columns, limits) or rows * columns > limits.area:
        filled = _FILLED.findall(xml)
        count = len(filled)
        placed = [found.groups() for found in map(_REF.search, filled) if found]
        rows, columns = _corner(placed)
        if _outside(rows, columns, limits):  # name the cell itself, not the corner of the rectangle
            rows, columns = max(_corner([place]) for place in placed if _outside(*_corner([place]), limits))
        refuse_far(rows, columns, limits, sheet)
    return count


def _plain_and_near(xml: bytes, start: int, end: int, limits: Limits) -> bool:
    """True when no cell can be out of bounds: seen at a glance, and true of all but a few honest sheets."""
    rows, columns = _NEAR
    if _outside(rows, columns, limits) or rows * columns > limits.area:
        return False
    if xml.find(_HEAD, 0, start) >= 0 or xml.find(_HEAD, end) >= 0:
        return False
    return not (_PREFIXED.search(xml, start, end) or _STRANGE.search(xml, start, end))


def _corner(places: list[tuple[bytes, ...]]) -> tuple[int, int]:
    """Last row and last column, counted from 1; (0, 0) when no cell is addressed."""
    if not places:
        return 0, 0
    return max(map(int, {row for _, row in places})), max(map(column_number, {name for name, _ in places}))


def _by_order(xml: bytes) -> tuple[int, int]:
    """Last row and column of cells without an address: they stand where their row and their order put them."""
    lines = _ROW.split(xml)
    numbers = [int(found[1]) for found in map(_NUMBER.search, lines[1::2]) if found]
    return max(len(lines) // 2, *numbers, 0), max(len(_CELLS.findall(line)) for line in lines[::2])


def _outside(rows: int, columns: int, limits: Limits) -> bool:
    return rows > limits.rows or columns > limits.columns


def refuse_far(rows: int, columns: int, limits: Limits, sheet: str) -> None:
    """Raises Refused F-DIM when the last row and column, counted from 1, are out of bounds."""
    if _outside(rows, columns, limits) or rows * columns > limits.area:
        most = f"{limits.rows} 行、{limits.columns} 列，合计 {limits.area} 格"
        at = address(rows - 1, columns - 1)
        raise Refused("F-DIM", at, most, sheet, at)


def column_number(name: bytes) -> int:
    """b"A" → 1, b"XFD" → 16384."""
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number
