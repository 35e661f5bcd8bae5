"""An innocent official form, and what can be done to the package it travels in."""

import csv
import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import xlsxwriter

PLAIN_ROWS: tuple[tuple[str | float, ...], ...] = (
    ("项目支出绩效自评表",),
    ("（2022年度）",),
    ("项目名称", "农村道路养护", "", "", "", "", "", "", ""),
    ("主管部门", "交通运输局", "", "", "实施单位", "公路养护站", "", "", ""),
    ("项目资金（万元）", "", "年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分", ""),
    ("", "年度资金总额", 100.0, 100.0, 90.0, 10.0, "90%", 9.0, ""),
    ("", "其中：当年财政拨款", 100.0, 100.0, 90.0, "", "90%", "", ""),
    ("", "其他资金", 0.0, 0.0, 0.0, "", "", "", ""),
    ("年度总体目标", "预期目标", "", "", "", "实际完成情况", "", "", ""),
    ("", "养护农村道路50公里", "", "", "", "养护农村道路50公里", "", "", ""),
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施", ""),
    ("产出指标", "数量指标", "养护里程", "≥50公里", "50公里", 30.0, 30.0, "", ""),
    ("产出指标", "质量指标", "验收合格率", "≥95%", "96%", 20.0, 20.0, "", ""),
    ("效益指标", "社会效益指标", "惠及群众人数", "≥1000人", "1100人", 30.0, 30.0, "", ""),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "92%", 10.0, 10.0, "", ""),
    ("总分", "", "", "", "", 100.0, 99.0, "", ""),
)


def plain_form(rows: Sequence[Sequence[str | float]] = PLAIN_ROWS) -> bytes:
    """A good form as an .xlsx."""
    return _plain_form(tuple(map(tuple, rows)))


@cache
def _plain_form(rows: tuple[tuple[str | float, ...], ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("自评表")
    for row, cells in enumerate(rows):
        for col, cell in enumerate(cells):
            if cell != "":
                sheet.write(row, col, cell)
    book.close()
    return out.getvalue()


def csv_text(rows: Sequence[Sequence[str | float]] = PLAIN_ROWS) -> str:
    """The same form as comma-separated text."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def sheet_of(content: str) -> bytes:
    """The XML of a worksheet with this in its `sheetData`."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{content}</sheetData></worksheet>'.encode()


def packed(members: Mapping[str, bytes], *, store: bool = False) -> bytes:
    """A zip archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if store else zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, archive.compression)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The members of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def added(data: bytes, members: Mapping[str, bytes], *, store: bool = False) -> bytes:
    """The archive with more members."""
    return packed({**unpacked(data), **members}, store=store)


def replaced(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one member changed."""
    members = unpacked(data)
    return packed(members | {name: change(members[name])})


def doubled(data: bytes, name: str) -> bytes:
    """The archive with one member twice: which one counts depends on who reads it."""
    members = unpacked(data)
    out = io.BytesIO(packed(members))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that the name is there already is the point
        archive.writestr(zipfile.ZipInfo(name), members[name])
    return out.getvalue()


def encrypted_flag(data: bytes) -> bytes:
    """The archive with its members marked as encrypted."""
    return _in_directory(data, 8, lambda _, flags: flags | 1, "<H")


def lying(data: bytes, name: str, size: int) -> bytes:
    """The archive whose directory claims that one member inflates to `size` bytes."""
    return _in_directory(data, 24, lambda entry, true: size if entry == name else true, "<I")


def _in_directory(data: bytes, offset: int, change: Callable[[str, int], int], layout: str) -> bytes:
    """Change one number in every entry of the central directory."""
    out = bytearray(data)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", out, at + 28)[0]
        name = out[at + 46 : at + 46 + length].decode()
        struct.pack_into(layout, out, at + offset, change(name, struct.unpack_from(layout, out, at + offset)[0]))
        at = out.find(b"PK\x01\x02", at + 46)
    return bytes(out)
