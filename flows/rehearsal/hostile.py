"""Files that should never have been handed in: one for each way that notes/forms.md B6 knows, made by hand.

Each is a good official form with exactly one thing wrong, so that nothing else can be the reason for its answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from flows.rehearsal.compound import compound, old_workbook
from flows.rehearsal.package import (
    PLAIN_ROWS,
    added,
    csv_text,
    doubled,
    encrypted_flag,
    lying,
    packed,
    plain_form,
    replaced,
    sheet_of,
)

_SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
)
_HTML = '<html><meta charset="gbk"><table><tr><td>项目名称</td></tr></table></html>'.encode("gbk")
_XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file: its name, the rule that must answer it, its number in the catalogue, and how its bytes are made."""

    name: str
    rule: str
    case: int
    build: Callable[[], bytes]

    @property
    def data(self) -> bytes:
        """The bytes, the same every time."""
        return self.build()


def _photographs() -> bytes:
    return added(plain_form(), {"xl/media/image1.png": _PNG + bytes(12 * _MEGABYTE)}, store=True)


def _far(at: str) -> bytes:
    cell = f'<row r="{at.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{at}"><v>1</v></c></row></sheetData>'
    return replaced(plain_form(), _SHEET, lambda xml: xml.replace(b"</sheetData>", cell.encode()))


def _bomb() -> bytes:
    return replaced(plain_form(), _STRINGS, lambda _: b"<sst><si><t>" + b"A" * (65 * _MEGABYTE) + b"</t></si></sst>")


def _many_cells() -> bytes:
    cells = b'<row r="1">' + b'<c r="A1"><v>1</v></c>' * 500_001 + b"</row></sheetData>"
    return replaced(plain_form(), _SHEET, lambda xml: xml.replace(b"</sheetData>", cells))


def _many_sheets() -> bytes:
    return added(plain_form(), {f"xl/worksheets/sheet{n}.xml": sheet_of("") for n in range(2, 203)})


HOSTILE = (
    Hostile("空文件.xlsx", "F-EMPTY", 1, bytes),
    Hostile("带照片.xlsx", "F-SIZE", 2, _photographs),
    Hostile("没传完.xlsx", "F-CORRUPT", 3, lambda: plain_form()[:-900]),
    Hostile("传坏了.xlsx", "F-CORRUPT", 3, lambda: replaced(plain_form(), _SHEET, lambda xml: xml[: len(xml) // 2])),
    Hostile("网页.xls", "F-HTML", 4, lambda: _HTML),
    Hostile("二〇〇三.xls", "F-HTML", 4, lambda: _XML_2003),
    Hostile("扫描件.pdf", "F-PDF", 5, lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    Hostile("截图.xlsx", "F-TYPE", 5, lambda: _PNG),
    Hostile("自评报告.docx", "F-TYPE", 5, lambda: packed({"word/document.xml": b"<w:document/>"})),
    Hostile("自评报告.doc", "F-TYPE", 5, lambda: compound({"WordDocument": b"\xec\xa5", "1Table": b""})),
    Hostile("自评表.ofd", "F-TYPE", 5, lambda: packed({"OFD.xml": b"<ofd/>", "Doc_0/Document.xml": b"<d/>"})),
    Hostile("各科室自评表.zip", "F-ARCHIVE", 6, lambda: packed({"一科.xlsx": plain_form(), "二科.xlsx": plain_form()})),
    Hostile("各科室自评表.rar", "F-ARCHIVE", 6, lambda: b"Rar!\x1a\x07\x01\x00" + bytes(64)),
    Hostile("有密码.xlsx", "F-ENC", 7, lambda: compound({"EncryptionInfo": b"\4\0", "EncryptedPackage": b"?" * 64})),
    Hostile("压缩加密.xlsx", "F-ENC", 7, lambda: encrypted_flag(plain_form())),
    Hostile("宏.xlsm", "F-MACRO", 8, lambda: added(plain_form(), {"xl/vbaProject.bin": b"\xd0\xcf"})),
    Hostile("宏.xls", "F-MACRO", 8, lambda: compound({"Workbook": b"", "_VBA_PROJECT_CUR": b""})),
    Hostile("嵌入对象.xlsx", "F-OLEOBJ", 9, lambda: added(plain_form(), {"xl/embeddings/oleObject1.bin": b"\xd0\xcf"})),
    Hostile("控件.xlsx", "F-OLEOBJ", 9, lambda: added(plain_form(), {"xl/activeX/activeX1.xml": b"<ax/>"})),
    Hostile("数据连接.xlsx", "F-CONN", 10, lambda: added(plain_form(), {"xl/connections.xml": b"<connections/>"})),
    Hostile("外部链接.xlsx", "W-EXTLINK", 11, lambda: added(plain_form(), {"xl/externalLinks/link1.xml": b"<e/>"})),
    Hostile("解压炸弹.xlsx", "F-BOMB", 12, _bomb),
    Hostile("谎报大小的炸弹.xlsx", "F-BOMB", 12, lambda: lying(_bomb(), _STRINGS, 1000)),
    Hostile("实体炸弹.xlsx", "F-DTD", 13, lambda: replaced(plain_form(), _STRINGS, lambda _: _LAUGHS)),
    Hostile("远处一格.xlsx", "F-DIM", 14, lambda: _far("XFD1048576")),
    Hostile("三万行外.xlsx", "F-DIM", 14, lambda: _far("B30000")),
    Hostile("五十万格.xlsx", "F-CELLS", 15, _many_cells),
    Hostile("二百张表.xlsx", "F-SHEETS", 15, _many_sheets),
    Hostile("路径穿越.xlsx", "F-ZIP", 16, lambda: added(plain_form(), {"../../etc/cron.d/x": b"x"})),
    Hostile("绝对路径.xlsx", "F-ZIP", 16, lambda: added(plain_form(), {"/xl/worksheets/sheet9.xml": b"x"})),
    Hostile("同名两份.xlsx", "F-ZIP", 16, lambda: doubled(plain_form(), _SHEET)),
    Hostile("旧格式.xls", "N-XLS", 17, lambda: old_workbook("自评表", PLAIN_ROWS)),
    Hostile("金山.et", "N-XLS", 17, lambda: old_workbook("自评表", PLAIN_ROWS)),
    Hostile("扩展名不符.xls", "N-EXT", 18, plain_form),
    Hostile("国标码.csv", "N-ENCODING", 19, lambda: csv_text().encode("gb18030")),
    Hostile("宽字符.csv", "N-ENCODING", 19, lambda: csv_text().encode("utf-16")),
    Hostile("通讯录.xlsx", "F-NOFORM", 28, lambda: plain_form([["姓名", "电话"], ["张三", "0908-4220000"]])),
)


@cache
def hostile_files() -> dict[str, bytes]:
    """File name → bytes of every hostile file: some 25 MB, made once."""
    return {hostile.name: hostile.data for hostile in HOSTILE}
