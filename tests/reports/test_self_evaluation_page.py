"""The page: the view's own numbers, nothing from outside, and no name can break it."""

import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from reports.environment import TEMPLATES
from reports.self_evaluation_page import self_evaluation_page
from reports.tallies import by_region, whole

VOID = {"meta", "br", "img", "hr", "link", "input"}
HOSTILE = ("补助$100_{x$", "<农业>局 & =cmd|", "超长" * 150, "</style><script>alert(1)</script>", "{{ 7*7 }}\n甲\u202e")


class Outline(HTMLParser):
    """Tags in balance, ids, headings, and the cells of every table row."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.headings, self.rows, self.cell, self.links = [], [], [], [], None, []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if tag == "a" else []
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.cell = ""
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):
        self.ids += [dict(attrs)["id"]] if "id" in dict(attrs) else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag in ("td", "th"):
            self.rows[-1].append(" ".join(self.cell.split()))

    def handle_data(self, data):
        self.cell = (self.cell or "") + data


def outline(page):
    """The page, parsed; fails when a tag is not closed."""
    read = Outline()
    read.feed(page)
    assert read.open == []
    return read


def test_the_page_shows_the_numbers_of_the_view(prefecture):
    """Every region's row and the total, digit by digit."""
    view = prefecture()
    rows, total = outline(self_evaluation_page(view)).rows, whole(view)
    for tally in (*by_region(view), total):
        name = tally.name
        filing = next(row for row in rows if row[0] == name and len(row) == 12)
        assert filing[1:6] == [str(n) for n in (tally.units, *tally.standings.values())]
        assert filing[7] == f"{tally.covered}/{tally.projects}"
        assert filing[9:11] == [str(tally.returned), str(tally.refused)]
        grades = next(row for row in rows if row[0] == name and len(row) == 7)
        assert grades[1:6] == [str(n) for n in tally.grades.values()]


def test_every_unit_has_its_row_and_nobody_another(prefecture):
    """60 units, 60 rows, in the region they belong to."""
    view = prefecture(60, 3)
    rows = [row for row in outline(self_evaluation_page(view)).rows if len(row) == 10 and row[0] != "单位"]
    named = [row[0].split(" ")[0] for row in rows]
    assert sorted(named) == sorted(view.units["unit_name"])
    unit = view.units.iloc[5]
    row = rows[named.index(unit["unit_name"])]
    assert row[2] == f"{unit['covered']}/{unit['projects']}"
    assert row[7:9] == [str(unit["errors"]), str(unit["explains"])]


def test_the_page_names_its_law_and_its_run(small):
    """Fingerprint, run, unconfirmed parameters with value and source, provisional calendar, both dates."""
    page = self_evaluation_page(small(
        units=[{}], provisional="2027年的节假日安排尚未公布", due_reason="3月31日为肉孜节，顺延至4月1日",
        deadline_effective=date(2023, 4, 3),
    ))
    for said in (
        "ab" * 32, "第7次运行", "自评得分与重算得分允许的差：0.1分", "2027年的节假日安排尚未公布", "暂定",
        "3月31日为肉孜节", "2023年4月3日（星期一）", "2023年3月31日（星期五）", "已过3天",
    ):
        assert said in page, said


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_names(small, name):
    """Mathematics, markup, formulas, 300 characters, templates: text everywhere, also in the charts."""
    finding = {"unit_name": name, "rule": "X-NEW", "tier": "错误", "message": name, "sheet": name, "cell": name}
    unit = {"unit_name": name, "region_name": name, "division_name": name, "missing": [name], "errors": 1}
    page = self_evaluation_page(small(
        units=[unit | {"late": True, "state": "owed", "overdue_days": 3, "covered": 0}],
        projects=[{"project_name": name, "unit_name": name, "region_name": name, "self_score_cp": 9_900}],
        findings=[finding], notices=[{"kind": name, "title": name, "state": "failed", "unit_name": name}], title=name,
    ))
    read = outline(page)
    assert "<script" not in page and "</style><" not in page
    assert any(row[0].startswith(" ".join(name.replace("\u202e", " ").split())[:100]) for row in read.rows)


def test_the_page_needs_nothing_from_outside(prefecture):
    """A strict policy, no script, no address but those of its own headings."""
    page = self_evaluation_page(prefecture(10, 3))
    assert "default-src 'none'" in page and "<script" not in page and "@import" not in page
    assert set(re.findall(r"https?://[^\s\"']+", page)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert all(link.startswith("#") and link[1:] in outline(page).ids for link in outline(page).links)


def test_the_page_can_be_read_aloud(prefecture):
    """Language, no id twice, headings without a gap, header cells with a scope, charts with a name."""
    page = self_evaluation_page(prefecture(10, 3))
    read = outline(page)
    assert 'lang="zh-CN"' in page and len(read.ids) == len(set(read.ids))
    assert read.headings[0] == 1 and all(below - above <= 1 for above, below in pairwise(read.headings))
    assert not re.search(r"<th(?![^>]*scope=)[ >]", page)
    assert page.count('<svg class="chart" role="img" aria-labelledby') == 2


def test_a_page_of_nothing_is_a_page(small):
    """Before the first form is issued there is a page, too, and it says so."""
    page = self_evaluation_page(small())
    assert "今天没有要办的事" in page and "还没有单位报齐" in page and "没有发现问题" in page


def test_the_same_view_gives_the_same_bytes(prefecture):
    """So that a rerun changes nothing."""
    assert self_evaluation_page(prefecture(10, 3)) == self_evaluation_page(prefecture(10, 3))


def test_the_page_of_the_whole_prefecture_stays_small(prefecture):
    """1,000 units and 12,000 projects: under a megabyte, because the projects are in the workbook."""
    assert len(self_evaluation_page(prefecture(1_000, 12)).encode()) < 1_000_000


def test_the_colours_of_the_text_can_be_read():
    """Every colour used for text has a contrast of at least 4.5 on white."""
    css = (TEMPLATES / "pages" / "page.css").read_text(encoding="utf-8")
    names = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css))
    used = set(re.findall(r"(?<![-\w])color: (?:var\(--([\w-]+)\)|(#[0-9a-f]{6}))", css))
    for name, code in used:
        assert contrast(code or names[name]) >= 4.5, name or code


def contrast(code):
    """WCAG contrast of a colour on white."""
    parts = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
