"""What the reader does not tell of a worksheet: error cells, formulas never calculated, percent formats.

It shows the first two as blank and knows nothing of the third (notes/forms.md B2), so they are read from the XML.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_CELL = rb"<(?:\w+:)?c(?=[\s>/])"
_CELLS = re.compile(_CELL)
_REF = re.compile(rb"\sr=[\"']([A-Za-z]{1,3}[0-9]{1,7})[\"']")
_TYPE = re.compile(rb"\st=[\"'](\w+)[\"']")
_USUAL = (re.compile(rb"<f[\s>/]"), re.compile(rb" t=\"e\""))  # as everybody writes it: found by their first letters
_PREFIXED = re.compile(rb":[cf]")
_PLAIN = re.compile(  # a formula and what it came to, as everybody writes it, from behind <c
    rb" r=\"([A-Z]{1,3}[0-9]{1,7})\"(?: s=\"[0-9]+\")?( t=\"str\")?><f(?: [^<>]*)?>[^<]*</f>(?:<v>([^<]*)</v>|<v/>)?"
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CACHED = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<")
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
    odd: dict[str, str] = {}
    for cell in _suspects(xml):
        if plain := _PLAIN.fullmatch(cell):
            place, text, result = plain.groups(b"")
            odd[place.decode()] = "formula" if text or result.strip() else "nocalc"
        elif strange := _strange(cell):
            odd[strange[0]] = strange[1]
    return odd


def _strange(cell: bytes) -> tuple[str, str] | None:
    """Address and oddity of one cell however it is written, from behind its <c; None when it is not odd."""
    head = cell.partition(b">")[0]
    kind = found[1] if (found := _TYPE.search(head)) else b""
    if (place := _REF.search(head)) is None or not (kind == b"e" or _FORMULA.search(cell)):
        return None
    cached = found[1].strip() if (found := _CACHED.search(cell)) else b""
    at = place[1].decode().upper()
    if kind == b"e":
        return at, cached.decode("utf-8", "replace") or "#VALUE!"
    return at, "formula" if cached or kind == b"str" else "nocalc"


def _suspects(xml: bytes) -> Iterator[bytes]:
    """The cells that may be odd, from behind their <c; all of them where the XML is written with prefixes."""
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if start < 0 or _PREFIXED.search(xml, start, max(end, 0)):
        yield from _CELLS.split(xml)[1:]
        return
    for sign in _USUAL:
        for found in sign.finditer(xml, start, end):
            yield xml[xml.rfind(b"<c ", start, found.start()) + 2 : xml.find(b"</c>", found.end(), end)]


def percent_cells(xml: bytes, styles: frozenset[str]) -> frozenset[str]:
    """Addresses of the filled cells whose style is one of `styles` (see `percent_styles`)."""
    if not styles:
        return frozenset()
    quote = b"'" if b" s='" in xml else b'"'
    marks = _styled(styles, quote).finditer(xml)
    heads = (xml[xml.rfind(b"<", 0, found.start()) : found.end()] for found in marks)
    places = (_REF.search(head) for head in heads if _CELLS.match(head))
    return frozenset(place[1].decode().upper() for place in places if place)


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
def _styled(styles: frozenset[str], quote: bytes) -> re.Pattern[bytes]:
    numbers = "|".join(sorted(styles)).encode()
    return re.compile(b" s=" + quote + b"(?:" + numbers + b")" + quote + rb"[^>]*(?<!/)>(?!</)")
