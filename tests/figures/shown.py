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


class Paper:
    """One Word paper of a work year: its words, its tables, and what its place says of it."""

    def __init__(self, papers: Path, path: Path) -> None:
        document, inside = Document(str(path)), path.relative_to(papers)
        self.place = f"papers/{inside}"
        self.milestone, self.node = (*inside.parts[:-1], "")[:2]
        self.kind, _, whose = path.stem.partition("（")[0].partition("-")
        self.whose, self.state = whose, None if "待批准" in path.stem else "approved"
        self.words = "\n".join(one.text for one in document.paragraphs)
        self.tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]

    def rows(self, *heads: str) -> list[tuple[str, ...]]:
        """The body of the first table with these headings, only these columns; a sum is left out."""
        return [tuple(row[at] for at in places) for row, places in self._below(heads) if "合计" not in row[:2]]

    def total(self, head: str) -> str:
        """What the sum of the first table with this heading says."""
        [found] = [row[at] for row, (at,) in self._below((head,)) if "合计" in row[:2]]
        return found

    def _below(self, heads: tuple[str, ...]) -> list[tuple[list[str], list[int]]]:
        table = next((one for one in self.tables if set(heads) <= set(one[0])), [[]])
        return [(row, [table[0].index(head) for head in heads]) for row in table[1:]]


def _is_row(row: dict) -> bool:
    """Neither a sum nor a note below the table: of these the first column is empty, or says so, or is all there is."""
    first, *others = row.values()
    return first not in (None, "合计") and any(value is not None for value in others)


def _text(one) -> str:
    return re.sub(r"\s+", " ", one.text_content()).strip() if one is not None else ""
