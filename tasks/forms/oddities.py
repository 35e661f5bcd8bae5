"""What the reader does not tell of a worksheet: error cells, formulas never calculated, percent formats.

It shows the first two as blank and knows nothing of the third (notes/forms.md B2), so they are read from the XML.
"""

import re
from functools import lru_cache

_CELL = rb"<(?:\w+:)?c(?=[\s>/])"
_CELLS = re.compile(_CELL)
_REF = re.compile(rb"\sr=[\"']([A-Za-z]{1,3}[0-9]{1,7})[\"']")
_TYPE = re.compile(rb"\st=[\"'](\w+)[\"']")
_SIGNS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/", b'"e"', b"'e'")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CACHED = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<")
_END = re.compile(rb"</(?:\w+:)?sheetData>")
_FORMATS = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_FORMAT_ID = re.compile(rb"numFmtId=[\"']([0-9]+)[\"']")
_FORMAT_CODE = re.compile(rb"formatCode=(?:\"([^\"]*)\"|'([^']*)')")
_QUOTED = re.compile(rb"&quot;.*?&quot;|\"[^\"]*\"|\\.|\[[^\]]*\]")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\s([^>]*)>")


def odd_cells(xml: bytes) -> dict[str, str]:
    """Cells that are not what they seem: "B2" → "nocalc", "formula", or the error itself, as "#REF!" (catalogue 38-40).

    A formula whose result is the empty text counts as calculated.
    """
    if not any(sign in xml for sign in _SIGNS):
        return {}
    odd: dict[str, str] = {}
    for cell in _CELLS.split(_END.split(xml, maxsplit=1)[0])[1:]:
        head = cell.partition(b">")[0]
        kind = found[1] if (found := _TYPE.search(head)) else b""
        if (place := _REF.search(head)) is None or not (kind == b"e" or _FORMULA.search(cell)):
            continue
        cached = found[1].strip() if (found := _CACHED.search(cell)) else b""
        at = place[1].decode().upper()
        if kind == b"e":
            odd[at] = cached.decode("utf-8", "replace") or "#VALUE!"
        else:
            odd[at] = "formula" if cached or kind == b"str" else "nocalc"
    return odd


def percent_cells(xml: bytes, styles: frozenset[str]) -> frozenset[str]:
    """Addresses of the filled cells whose style is one of `styles` (see `percent_styles`)."""
    if not styles:
        return frozenset()
    heads = _styled(styles).findall(xml)
    return frozenset(found[1].decode().upper() for found in map(_REF.search, heads) if found)


@lru_cache(maxsize=32)
def percent_styles(styles_xml: bytes) -> frozenset[str]:
    """Numbers of the cell styles that show a percentage: built-in formats 9 and 10, or an unquoted % in the code."""
    percent = {b"9", b"10"}
    for head in _FORMATS.findall(styles_xml):
        number, code = _FORMAT_ID.search(head), _FORMAT_CODE.search(head)
        if number and code and b"%" in _QUOTED.sub(b"", code[1] or code[2] or b""):
            percent.add(number[1])
    block = _STYLES.search(styles_xml)
    formats = [_FORMAT_ID.search(head) for head in _STYLE.findall(block[0])] if block else []
    return frozenset(str(i) for i, found in enumerate(formats) if found and found[1] in percent)


@lru_cache(maxsize=32)
def _styled(styles: frozenset[str]) -> re.Pattern[bytes]:
    numbers = "|".join(sorted(styles)).encode()
    return re.compile(_CELL + rb"([^>]*?\ss=[\"'](?:" + numbers + rb")[\"'][^>]*)(?<!/)>(?!</)")
