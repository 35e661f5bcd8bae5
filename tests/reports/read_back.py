"""Reading papers back: what stands in a docx, and whether its figures agree with each other."""

import re
from io import BytesIO

from docx import Document

NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")
SUM, RATE = "合计", re.compile(r"率|占比|得分|比例")


class Read:
    """One paper as it was read: `paragraphs` are (style, text) that say something, `tables` rows of cells."""

    def __init__(self, content: bytes):
        self.document = Document(BytesIO(content))
        self.paragraphs = [(one.style.name, one.text) for one in self.document.paragraphs if one.text.strip()]
        self.tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in self.document.tables]
        self.text = "\n".join(text for _, text in self.paragraphs)
        self.everything = "\n".join([self.text, *(cell for table in self.tables for row in table for cell in row)])

    def of(self, style: str) -> list[str]:
        """The texts of one style."""
        return [text for name, text in self.paragraphs if name == style]

    def headings(self) -> list[tuple[int, str]]:
        """(level from 1, text) of every heading in order."""
        levels = {"一级标题": 1, "二级标题": 2, "三级标题": 3}
        return [(levels[name], text) for name, text in self.paragraphs if name in levels]


def disorder(read: Read) -> list[str]:
    """Headings whose number is not the one that comes next."""
    at, wrong = [0, 0, 0], []
    digits = ["", *"一二三四五六七八九"]
    for level, text in read.headings():
        at[level - 1] += 1
        at[level:] = [0] * (3 - level)
        tens, ones = divmod(at[level - 1], 10)
        said = ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + digits[ones]
        wanted = (f"{said}、", f"（{said}）", f"{at[level - 1]}. ")[level - 1]
        if not text.startswith(wanted):
            wrong.append(text)
    return wrong


def wrong_sums(read: Read) -> list[str]:
    """Columns of numbers whose 合计 is not the sum of the rows above it; rates and points are no sums."""
    found = []
    for table in read.tables:
        last = table[-1]
        if SUM not in last[:2]:
            continue
        for column, heading in enumerate(table[0]):
            numbers = [_number(row[column]) for row in table[1:-1]]
            total = _number(last[column])
            known = total is not None and None not in numbers and not RATE.search(heading)
            if known and abs(sum(numbers) - total) > 0.005 * len(numbers):
                found.append(f"{heading}：{sum(numbers)}≠{total}")
    return found


def charted(read: Read) -> dict[str, list[float]]:
    """Title of each native chart → the values it shows, from the chart itself; they must be those of its workbook."""
    from openpyxl import load_workbook

    found = {}
    for part in read.document.part.package.iter_parts():
        if not str(part.partname).startswith("/word/charts/"):
            continue
        xml = part.blob.decode()
        title = re.search(r"<a:t>(.*?)</a:t>", xml)[1]
        values = [
            float(value)
            for block in re.findall(r"<c:val>.*?</c:val>", xml, re.DOTALL)
            for value in re.findall(r"<c:v>(.*?)</c:v>", block)
        ]
        [book] = [one.target_part for one in part.rels.values()]
        sheet = load_workbook(BytesIO(book.blob)).active
        rows = list(sheet.iter_rows(min_row=2, min_col=2, values_only=True))
        assert values == [value for column in zip(*rows, strict=True) for value in column], title
        found[title] = values
    return found


def _number(text: str) -> float | None:
    return float(text.replace(",", "")) if NUMBER.fullmatch(text) else None
