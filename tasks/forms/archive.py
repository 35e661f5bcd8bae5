"""The package of an .xlsx file: its members named, counted and inflated under a budget before anything parses them."""

import io
import re
import struct
import zipfile
import zlib

from tasks.forms.limits import Limits, Refused, megabytes

_LOCAL = struct.Struct("<26xHH")  # length of name and of extra field, in the local header of a member
_TEXT = (".xml", ".rels", ".vml")
_KEPT = re.compile(r"xl/(workbook\.xml|styles\.xml|_rels/workbook\.xml\.rels|worksheets/[^/]+\.xml)", re.IGNORECASE)
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_KINDS = (  # member, rule, what it is; only the spreadsheet goes on
    (re.compile(r"xl/workbook\.bin$", re.I), "F-TYPE", "二进制工作簿（.xlsb）"),
    (re.compile(r"xl/", re.I), "", ""),
    (re.compile(r"word/", re.I), "F-TYPE", "Word 文档"),
    (re.compile(r"ppt/", re.I), "F-TYPE", "PowerPoint 演示文稿"),
    (re.compile(r"OFD\.xml$"), "F-TYPE", "OFD 版式文件"),
    (re.compile(r"META-INF/manifest\.xml$|content\.xml$"), "F-TYPE", "OpenDocument 文件（.ods、.odt 等）"),
)
_BANNED = (  # checked in this order; catalogue 8, 9, 10
    (re.compile(r"vbaProject|xl/macrosheets/", re.I), "F-MACRO"),
    (re.compile(r"xl/(?:embeddings|activeX)/", re.I), "F-OLEOBJ"),
    (re.compile(r"xl/(?:connections\.xml$|queryTables/|model/)", re.I), "F-CONN"),
)
_LINKS = re.compile(r"xl/externalLinks/[^/]+\.xml$", re.I)


def unpack(data: bytes, limits: Limits) -> tuple[dict[str, bytes], bool]:
    """The members that describe sheets, name → bytes, and whether other files are linked. Raises Refused."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, OverflowError, UnicodeDecodeError, NotImplementedError):
        raise Refused("F-CORRUPT") from None
    names = [member.orig_filename for member in members]
    _names(members, names, limits)
    _kind(names)
    parts = _inflate(data, members, limits)
    for banned, rule in _BANNED:
        if found := next(filter(banned.search, names), None):
            raise Refused(rule, found.rpartition("/")[2])
    return parts, any(map(_LINKS.match, names))


def _names(members: list[zipfile.ZipInfo], names: list[str], limits: Limits) -> None:
    """Flags, number, tricks with paths and doubled names (catalogue 7, 16)."""
    if any(member.flag_bits & 0x1 for member in members):
        raise Refused("F-ENC")
    if len(names) > limits.members:
        raise Refused("F-ZIP", f"内部文件 {len(names)} 个")
    for name in names:
        if name.startswith("/") or "\\" in name or "\0" in name or ":" in name or ".." in name.split("/"):
            raise Refused("F-ZIP", f"内部路径 {name}")
    if len({name.casefold() for name in names}) < len(names):
        raise Refused("F-ZIP", "内部文件重名")


def _kind(names: list[str]) -> None:
    """Only a spreadsheet goes on; a package of forms, a document or a presentation is called by its name."""
    for wanted, rule, what in _KINDS:
        if any(map(wanted.match, names)):
            if rule:
                raise Refused(rule, what)
            return
    raise Refused("F-ARCHIVE" if names else "F-CORRUPT")


def _inflate(data: bytes, members: list[zipfile.ZipInfo], limits: Limits) -> dict[str, bytes]:
    """Inflate every member within one budget, whatever sizes it declares; look for DTDs; keep what describes sheets."""
    left = limits.inflated
    parts: dict[str, bytes] = {}
    for member in members:
        content = _content(data, member, left + 1)
        left -= len(content)
        if left < 0:
            raise Refused("F-BOMB", expected=megabytes(limits.inflated))
        if zlib.crc32(content) != member.CRC:
            raise Refused("F-CORRUPT")
        name = member.filename
        if name.lower().endswith(_TEXT):
            if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:64]:
                raise Refused("F-CORRUPT")  # UTF-16: legal, never seen, and read as an empty sheet by the reader
            if _DTD.search(content):
                raise Refused("F-DTD")
        if _KEPT.fullmatch(name):
            parts[name.lower()] = content
    return parts


def _content(data: bytes, member: zipfile.ZipInfo, most: int) -> bytes:
    """At most `most` inflated bytes of one member; its local header must repeat the name in the directory."""
    at = member.header_offset
    if not 0 <= at <= len(data) - 30 or data[at : at + 4] != b"PK\x03\x04":
        raise Refused("F-CORRUPT")
    name, extra = _LOCAL.unpack_from(data, at)
    start = at + 30 + name + extra
    if data[at + 30 : at + 30 + name] not in (member.orig_filename.encode("utf-8"), _legacy(member.orig_filename)):
        raise Refused("F-ZIP", "内部目录前后不一")
    packed = memoryview(data)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        return bytes(packed[:most])
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise Refused("F-ZIP", "压缩方式异常")
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
    except zlib.error:
        raise Refused("F-CORRUPT") from None


def _legacy(name: str) -> bytes:
    return name.encode("cp437", "replace")
