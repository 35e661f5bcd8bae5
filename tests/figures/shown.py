"""What the files show, read as anybody's program would: tables of pages and workbooks, the words of papers."""

import re
from collections import Counter
from io import BytesIO
from pathlib import Path

from docx import Document
from lxml import html
from openpyxl import load_workbook

NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")
UNIT = re.compile(r"\n（[^）]*）$")
DAY = re.compile(r"截至(\d{4})年(\d{1,2})月(\d{1,2})日")


def number(words: str) -> float:
    """The first number in some words: “1,234.50 万元” → 1234.5."""
    return float(NUMBER.search(words)[0].replace(",", ""))


def day_in(words: str) -> str:
    """The day of “截至2023年6月30日”, in ISO."""
    year, month, day = DAY.search(words.replace(" ", "")).groups()
    return f"{year}-{int(month):02d}-{int(day):02d}"


class Page:
    """One HTML page."""

    def __init__(self, content: bytes) -> None:
        self.tree = html.fromstring(content.decode())
        self.words = re.sub(r"\s+", " ", self.tree.text_content())

    @property
    def day(self) -> str:
        """The day the page stands at, in ISO."""
        return day_in(self.words)

    def figures(self) -> dict[str, str]:
        """The figures at the head: title → its words."""
        return {_text(dt): _text(dt.getnext()) for dt in self.tree.xpath("//dl[@class='figures']//dt")}

    def table(self, first: str, second: str) -> list[list[str]]:
        """The body and foot of the table whose first two headings are these."""
        for table in self.tree.xpath("//table"):
            heads = [_text(one) for one in table.xpath(".//thead//th")]
            if heads[:2] == [first, second]:
                return [[_text(cell) for cell in row.xpath("./th|./td")]
                        for row in table.xpath(".//tbody/tr|.//tfoot/tr")]
        return []

    def verdicts(self) -> Counter:
        """Verdict → how many, from the line that counts them: “项目：合格 58；单位：按时报送 29。”"""
        found = Counter()
        for line in self.tree.xpath("//section[h2[@id='verdicts']]/p[b]"):
            for piece in _text(line).rstrip("。").split("；"):
                word, _, many = piece.partition("：")[2].rpartition(" ")
                found[word.strip()] += int(many.replace(",", ""))
        return found


class Book:
    """One workbook: sheet → its rows as heading (without its unit) → value; the sums at the end are kept apart."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(BytesIO(content), data_only=True)

    def _read(self, sheet: str) -> list[dict]:
        heads, *below = self.book[sheet].iter_rows(min_row=3, values_only=True)
        names = [UNIT.sub("", str(head)).replace("\n", "") for head in heads]
        return [dict(zip(names, row, strict=True)) for row in below]

    def rows(self, sheet: str, key: str = "") -> list[dict]:
        """The rows below the header; with `key`, those that have something in that column."""
        return [row for row in self._read(sheet) if _is_row(row) and (not key or row[key] is not None)]

    def total(self, sheet: str) -> dict:
        """The row that begins with 合计."""
        [found] = [row for row in self._read(sheet) if "合计" in list(row.values())[:2]]
        return found


def paper(path: Path) -> str:
    """All words of a Word paper, tables included."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def _is_row(row: dict) -> bool:
    """Neither a sum nor a note below the table: of these the first column is empty, or says so, or is all there is."""
    first, *others = row.values()
    return first not in (None, "合计") and any(value is not None for value in others)


def _text(one) -> str:
    return re.sub(r"\s+", " ", one.text_content()).strip() if one is not None else ""
