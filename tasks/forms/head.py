"""The head and the foot of a printed form: whose project it is, of which year, what it aimed at and what it scored."""

import re

from config.forms_official import official_form
from tasks.forms.blocks import Block
from tasks.forms.cells import Cells
from tasks.forms.grid import address
from tasks.forms.labels import any_of, bare
from tasks.forms.normalise import label
from tasks.forms.page import Page, Place

_YEARS = (re.compile(r"(20[0-9]{2})年?度"), re.compile(r"(20[0-9]{2})年(?![0-9]{1,2}月)"), re.compile(r"(20[0-9]{2})"))
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile("二[〇○零O0][〇○零一二三四五六七八九O0]{2}(?=年)")
_CODED = re.compile(
    r"(?:[\[(（【]?(?=[0-9A-Za-z]*[0-9])[0-9A-Za-z]{3,}(?:[\])）】]\s*[-—–_－]?|\s*[-—–_－])|[0-9]{6,})\s*(?=[^\s0-9])"
)
_PROJECT_CODED = re.compile(r"((?=[0-9A-Z]*[0-9])[0-9A-Z]{12,30})\s*[-—–_－:：]?\s*(\S.*)", re.DOTALL)
_SEAL = re.compile(r"\s*[(（](?:盖章|公章|签章|盖公章|章)[)）]\s*$")
_GRADE = "优秀|良好|一般|较差|优|良|中|差"
_TICKED = re.compile(rf"[☑☒√✓✔■]\s*({_GRADE})|({_GRADE})\s*[(]?\s*[☑☒√✓✔■]")
_ABOVE = 3  # rows above a title in which a stamp may stand
_NAMES = ("project_name", "project_code", "department", "unit_name", "secrecy")


def fiscal_year(block: Block) -> int | None:
    """The year of the form: in its title, or behind the label 年度. A date of filling in is none."""
    page = block.page
    for _, place in _labelled(block, "year", block.table.first):
        if found := _YEARS[2].match(page.key(*place)):
            return int(found[1])
    rows = page.rows(block.top, block.anchor[0])
    keys = [_arabic(label(cell)) for row in rows for _, cell in page.in_row(row) if isinstance(cell, str)]
    for pattern in _YEARS[:2]:
        for key in keys:
            if found := pattern.search(key):
                return int(found[1])
    return None


def names(block: Block, cells: Cells) -> tuple[dict[str, str], dict[str, str]]:
    """Name, code, department, unit and secrecy as printed, and the address of each, codes before names taken off."""
    values = dict.fromkeys(_NAMES, "")
    at: dict[str, str] = {}
    for field in _NAMES:
        for heading, place in _labelled(block, field, block.table.first):
            words = cells.inline(heading) if place == heading else _read(field, place, cells)
            if words and not values[field]:
                values[field], at[field] = _one_line(words), address(*place)
    _split_code(values, at)
    for field in ("unit_name", "department"):
        if coded := _CODED.match(values[field]):
            values[field] = values[field][coded.end() :]
    if not values["secrecy"]:
        values["secrecy"] = _stamp(block)
    return values, at


def grade(block: Block, cells: Cells, after: int) -> tuple[str, Place | None]:
    """The printed grade, or the ticked one of several; "" when none is. From row `after` on it needs no label."""
    known, page = official_form().grades, block.page
    for heading, place in _labelled(block, "grade", block.bottom):
        words = cells.inline(heading) if place == heading else cells.text(place)
        ticked = _TICKED.search(words)
        word = (ticked[1] or ticked[2]) if ticked else bare(label(words))
        if word in known and (ticked or len(_grades(page, place[0])) < 2):
            return word, place
    for row in page.rows(after, block.bottom):  # 总分 | 100 | 98.5 | 优
        if len(found := _grades(page, row)) == 1:
            return page.key(row, found[0]), (row, found[0])
    return "", None


def _grades(page: Page, row: int) -> list[int]:
    """The columns of a row that hold nothing but a grade: several are a choice nobody has made."""
    known = official_form().grades
    return [col for col, cell in page.in_row(row) if isinstance(cell, str) and label(cell) in known]


def _labelled(block: Block, field: str, bottom: int) -> list[tuple[Place, Place]]:
    """Every label of a field and where its value stands, the best wording first. Outside the table of indicators."""
    page, found = block.page, []
    for row, col, meaning in page.found("head", block.top, bottom):
        if meaning.field == field and not block.table.first <= row <= block.table.last:
            place = (row, col) if meaning.inline else page.right_of(row, col) or _below(page, row, col)
            if place:
                found.append((meaning.rank, row, col, place))
    return [((row, col), place) for _, row, col, place in sorted(found)]


def _below(page: Page, row: int, col: int) -> Place | None:
    """The value under a label in a row that holds labels only, as in a list of one line."""
    labels = [page.mark("head", row, c) for c, _ in page.in_row(row)]
    if len(labels) < 2 or not all(mark and not mark.inline for mark in labels):
        return None
    place = (next(iter(page.rows(row + 1, row + 3)), row), col)
    return place if place[0] > row and page.key(*place) and not page.mark("head", *place) else None


def _read(field: str, place: Place, cells: Cells) -> str:
    return cells.code(place) if field == "project_code" else cells.text(place)


def _one_line(words: str) -> str:
    return _SEAL.sub("", re.sub(r"\s*\n\s*", "", words))


def _split_code(values: dict[str, str], at: dict[str, str]) -> None:
    """51000021R000000019951-工资性支出: the code stands before the name."""
    found = _PROJECT_CODED.fullmatch(values["project_name"])
    if found and (not values["project_code"] or values["project_code"] == found[1]):
        values["project_code"], values["project_name"] = found[1], found[2]
        at.setdefault("project_code", at["project_name"])


def _stamp(block: Block) -> str:
    """A secrecy mark printed above the form, such as 秘密★10年."""
    secret = any_of(*official_form().secrets)
    page: Page = block.page
    rows = page.rows(0, block.top)[-_ABOVE:] + page.rows(block.top, block.anchor[0] + 1)
    keys = [label(cell) for row in rows for _, cell in page.in_row(row) if isinstance(cell, str)]
    return next((key for key in keys if secret.fullmatch(key)), "")


def _arabic(key: str) -> str:
    """二〇二二年 as 2022年."""
    return _CHINESE_YEAR.sub(lambda found: found[0].replace("O", "0").translate(_CHINESE_DIGITS), key)
