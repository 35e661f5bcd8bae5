"""What a file is by its first bytes, whatever its name says (catalogue 3-7, 17, 18)."""

import re
from typing import Literal

from tasks.forms.limits import Refused

_MARKS = (  # first bytes, rule, what it is called
    (b"%PDF", "F-PDF", ""),
    (b"\x89PNG", "F-TYPE", "图片"), (b"\xff\xd8\xff", "F-TYPE", "图片"), (b"GIF8", "F-TYPE", "图片"),
    (b"II*\0", "F-TYPE", "图片"), (b"MM\0*", "F-TYPE", "图片"), (b"BM", "F-TYPE", "图片"),
    (b"{\\rtf", "F-TYPE", "Word 文档（RTF）"),
    (b"Rar!", "F-ARCHIVE", ""), (b"7z\xbc\xaf", "F-ARCHIVE", ""), (b"\x1f\x8b", "F-ARCHIVE", ""),
    (b"BZh", "F-ARCHIVE", ""), (b"\xfd7zXZ", "F-ARCHIVE", ""),
    (b"MZ", "F-TYPE", "程序文件"), (b"\x7fELF", "F-TYPE", "程序文件"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (  # names of streams in an OLE file, in this order
    ("EncryptedPackage", "F-ENC", ""), ("EncryptionInfo", "F-ENC", ""),
    ("WordDocument", "F-TYPE", "Word 文档"), ("PowerPoint Document", "F-TYPE", "PowerPoint 演示文稿"),
    ("_VBA_PROJECT_CUR", "F-MACRO", ""), ("_VBA_PROJECT", "F-MACRO", ""), ("\x01Ole10Native", "F-OLEOBJ", "OLE 对象"),
)
_MARKUP = re.compile(rb"\s*<(?:!|\?|/?[A-Za-z])|\s*MIME-Version:", re.IGNORECASE)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind(data: bytes) -> Literal["xlsx", "xls", "csv"]:
    """The kind of a file that may be a table. Raises Refused, naming what it is instead."""
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return "xlsx"
    if data.startswith(_OLE):
        return _ole(data)
    for mark, rule, what in _MARKS:
        if data.startswith(mark) and not (len(mark) == 2 and _is_text(data)):
            raise Refused(rule, what)
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:12] in (b"ftypheic", b"ftypmif1"):
        raise Refused("F-TYPE", "图片")
    if not _is_text(data):
        raise Refused("F-TYPE", "不认识的文件")
    plain = data.replace(b"\0", b"")[:200] if data[:2] in _BOMS else data[:200]
    if _MARKUP.match(plain.removeprefix(_BOMS[0]).removeprefix(_BOMS[1]).removeprefix(_BOMS[2])):
        raise Refused("F-HTML")
    return "csv"


def _ole(data: bytes) -> Literal["xls"]:
    """An .xls or .et, unless its streams say that it is encrypted, another document, or carries macros."""
    for name, rule, what in _STREAMS:
        if _has_stream(data, name):
            raise Refused(rule, what)
    return "xls"


def _has_stream(data: bytes, name: str) -> bool:
    """Directory entries are 128 bytes: the name in UTF-16, padded to 64, and its length with the closing zero."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at >= 0:
        if at % 128 == 0 and int.from_bytes(data[at + 64 : at + 66], "little") == len(wanted):
            return True
        at = data.find(wanted, at + 1)
    return False


def _is_text(data: bytes) -> bool:
    """Text in any encoding we decode: UTF-16 says so by its BOM, the others hold no zero byte and few controls."""
    if data[:2] in _BOMS:
        return True
    head = data[:4096]
    controls = len(head) - len(head.translate(None, bytes(set(range(32)) - {9, 10, 12, 13, 27})))
    return b"\0" not in data and controls <= len(head) // 100
