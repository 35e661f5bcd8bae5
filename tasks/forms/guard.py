"""The door: what a file is, and whether it may be opened at all (notes/forms.md B3, catalogue 1-18).

The order is from cheap to dear: size, magic, names in the package, bytes counted while inflating, DTDs, macros and
objects, and last how far the sheets reach. Only then does a reader see the bytes, and still in a limited process.
"""

import html
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from tasks.forms import magic
from tasks.forms.archive import unpack
from tasks.forms.extent import measure
from tasks.forms.limits import Limits, Refused, megabytes
from tasks.rules.finding import Finding, finding

Kind = Literal["", "xlsx", "xls", "csv"]

_EXTENSIONS = {"xlsx": (".xlsx", ".xltx"), "xls": (".xls", ".et", ".xlt", ".ett"), "csv": (".csv", ".txt", ".tsv")}
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_TARGET = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(slots=True)
class Opened:
    """A file that may be read: its kind, the XML of its sheets by sheet name, and the hints noted on the way."""

    kind: Kind = ""
    findings: list[Finding] = field(default_factory=list)
    sheets: dict[str, bytes] = field(default_factory=dict)
    styles: bytes = b""


def guard(name: str, data: bytes, limits: Limits | None = None) -> tuple[Kind, list[Finding]]:
    """What kind of file this is ("" when it is refused), with the findings that say why or what was noted."""
    opened = inspect(name, data, limits or Limits())
    return opened.kind, opened.findings


def inspect(name: str, data: bytes, limits: Limits) -> Opened:
    """As `guard`, and hands on the parts it has inflated. Never raises on any bytes."""
    opened = Opened()
    try:
        kind = _kind(data, limits)
        if kind == "xlsx":
            _sheets(opened, name, data, limits)
    except Refused as refused:
        return Opened(findings=[refusal(name, refused)])
    opened.kind = kind
    opened.findings += _extension(name, kind)
    return opened


def refusal(name: str, refused: Refused) -> Finding:
    """The finding for a check that said no."""
    return finding(
        refused.rule, file=name, sheet=refused.sheet, cell=refused.cell, value=refused.value, expected=refused.expected,
    )


def oversize(name: str, size: int, limits: Limits) -> list[Finding]:
    """F-SIZE for a file of `size` bytes above the limit, so that it need not be read at all; otherwise nothing."""
    if size <= limits.size:
        return []
    return [finding("F-SIZE", file=name, value=megabytes(size), expected=megabytes(limits.size))]


def _kind(data: bytes, limits: Limits) -> Kind:
    if not data:
        raise Refused("F-EMPTY")
    if len(data) > limits.size:
        raise Refused("F-SIZE", megabytes(len(data)), megabytes(limits.size))
    kind = magic.kind(data)
    if kind == "xls" and not limits.old:
        raise Refused("F-OLDXLS")
    if kind == "csv" and not limits.csv:
        raise Refused("F-TYPE", "文本文件")
    return kind


def _sheets(opened: Opened, name: str, data: bytes, limits: Limits) -> None:
    """Unpack the workbook and measure each sheet."""
    parts, linked = unpack(data, limits)
    sheets = {path: xml for path, xml in parts.items() if path.startswith("xl/worksheets/")}
    if len(sheets) > limits.sheets:
        raise Refused("F-SHEETS", str(len(sheets)), str(limits.sheets))
    names = _sheet_names(parts)
    cells = sum(measure(xml, limits, names.get(path, "")) for path, xml in sheets.items())
    if cells > limits.cells:
        raise Refused("F-CELLS", str(cells), str(limits.cells))
    opened.sheets = {names[path]: xml for path, xml in sheets.items() if path in names}
    opened.styles = parts.get("xl/styles.xml", b"")
    if linked:
        opened.findings.append(finding("W-EXTLINK", file=name))


def _sheet_names(parts: dict[str, bytes]) -> dict[str, str]:
    """Member path, in lower case → name of the sheet on its tab."""
    relations = map(_attributes, _TARGET.findall(parts.get("xl/_rels/workbook.xml.rels", b"")))
    paths = {relation.get("Id", ""): relation.get("Target", "").lower() for relation in relations}
    names = {}
    for sheet in map(_attributes, _SHEET.findall(parts.get("xl/workbook.xml", b""))):
        identity = next((value for key, value in sheet.items() if key.endswith(":id")), "")
        path = paths.get(identity, "")
        names[path.removeprefix("/") if path.startswith("/") else f"xl/{path}"] = sheet.get("name", "")
    return names


def _attributes(head: bytes) -> dict[str, str]:
    return {
        key.decode("utf-8", "replace"): html.unescape((double or single).decode("utf-8", "replace"))
        for key, double, single in _ATTRIBUTE.findall(head)
    }


def _extension(name: str, kind: Kind) -> list[Finding]:
    """N-XLS for an old format, N-EXT when the name says something else than the content (catalogue 17, 18)."""
    extension = PurePath(name).suffix.lower()
    fits = extension in _EXTENSIONS[kind]
    notes = [finding("N-XLS", file=name, value=extension if fits else ".xls")] if kind == "xls" else []
    return notes if fits else [*notes, finding("N-EXT", file=name, value=f".{kind}")]
