"""Rows for every form of config/forms/tables, as they are stored and as a clerk types them."""

from datetime import date
from io import BytesIO

import openpyxl

from config.forms_table import table_forms
from config.routing import routing

REGIONS = tuple(routing().regions)


def value(name, column, number, shift=0):
    """A lawful value of a column in its `number`-th row, as stored."""
    least, most = column.bounds
    if column.choices:
        return column.choices[(number + shift) % len(column.choices)]
    if column.read_as in ("money", "points", "percent", "integer"):
        step = {"money": 1_000_000, "points": 100, "percent": 100}.get(column.read_as, 1)
        low = least or 0
        found = low + (number + 1 + shift) * step
        return found if most is None or found <= most else most
    return {
        "project": f"653000220R{number:011d}", "code": f"10500{number}", "name": f"名称{name}{number + shift}",
        "text": f"文字{name}\n第 {number + shift} 行", "region": REGIONS[number % len(REGIONS)],
        "email": f"a{number}@example.org",
        "uscc": "91650000MA775P5L7L", "year": 2020 + number % 5, "flag": (number + shift) % 2 == 0,
        "day": date(2023, 3, 1 + number),
    }[column.read_as]


def rows_of(table, count=3):
    """Rows of a table, as stored, without two of one key."""
    own = {n: c for n, c in table.columns.items() if n != "secrecy"}
    words = [len(own[name].choices) for name in table.key if own[name].choices]
    count = count if len(words) < len(table.key) else min([count, *words])
    return [{name: value(name, column, number) for name, column in own.items()} for number in range(count)]


def typed_in(stored, column):
    """What a clerk types for a stored value."""
    if stored is None:
        return None
    if isinstance(stored, bool):
        return "是" if stored else "否"
    if column.read_as in ("money", "points", "percent"):
        return stored / {"money": 1_000_000, "points": 100, "percent": 10_000}[column.read_as]
    return routing().regions[stored].name if column.read_as == "region" else stored


def plain_book(form, rows=None, unit="（万元）"):
    """A workbook that somebody made of a form's headings, as bytes."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in table_forms()[form].tables.items():
        sheet = book.create_sheet(table.title[:31])
        sheet.append(["填报单位：克州交通运输局（105001）", *([None] * 3), "2023年度"])
        own = {n: c for n, c in table.columns.items() if n != "secrecy"}
        sheet.append([c.headings[0] + unit * (c.read_as == "money") for c in own.values()])
        for row in (rows or {}).get(name) or rows_of(table):
            sheet.append([typed_in(row[n], c) for n, c in own.items()])
            for cell, column in zip(sheet[sheet.max_row], own.values(), strict=False):
                if column.read_as == "percent":
                    cell.number_format = "0.00%"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
