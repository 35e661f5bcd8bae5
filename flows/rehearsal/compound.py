"""Old Microsoft files made by hand: the compound container, and the smallest .xls that counts as a workbook."""

import struct
from collections.abc import Mapping, Sequence

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SMALL = 4096  # shorter streams would go into the mini stream; ours are padded instead


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE2) with these streams in its root; at most some 60 KB of content."""
    padded = {name: content + bytes(-len(content) % _SECTOR or 0) for name, content in streams.items()}
    padded = {name: content + bytes(max(0, _SMALL - len(content))) for name, content in padded.items()}
    directory_sectors = -(-(len(streams) + 1) * 128 // _SECTOR)
    fat = [_FAT, *_chain(1, directory_sectors)]
    entries = [_entry("Root Entry", 5, 1 if streams else _FREE, _END, 0)]
    body = b""
    for number, (name, content) in enumerate(padded.items(), 1):
        start = len(fat)
        following = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, _FREE, start, len(content), following))
        fat += _chain(start, len(content) // _SECTOR)
        body += content
    directory = b"".join(entries).ljust(directory_sectors * _SECTOR, b"\0")
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    return _header() + table + directory + body


def old_workbook(name: str, rows: Sequence[Sequence[str | float]]) -> bytes:
    """A BIFF8 workbook with one sheet of texts and numbers."""
    heading = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    at = len(heading) + 4 + 6 + len(title) + 4
    globals_ = heading + _record(0x0085, struct.pack("<IBB", at, 0, 0) + title) + _record(0x000A, b"")
    width = max(map(len, rows))
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for row, cells in enumerate(rows):
        for col, cell in enumerate(cells):
            sheet += _cell(row, col, cell) if cell != "" else b""
    return compound({"Workbook": globals_ + sheet + _record(0x000A, b"")})


def _cell(row: int, col: int, cell: str | float) -> bytes:
    place = struct.pack("<HHH", row, col, 0)
    if isinstance(cell, str):
        return _record(0x0204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    return _record(0x0203, place + struct.pack("<d", cell))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), _END]


def _entry(name: str, kind: int, child: int, start: int, size: int, following: int = _FREE) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    tree = struct.pack("<HBBIII", len(words), kind, 1, _FREE, following, child)
    return words.ljust(64, b"\0") + tree + bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)


def _header() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _SMALL, _END, 0, _END, 0)
    return head + struct.pack("<109I", 0, *[_FREE] * 108)
