"""What must hold for every form: gaps change nothing, garbage harms nothing."""

import copy
import time
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.forms.grid import Book, Sheet, address, position
from tasks.forms.official import read_official
from tasks.forms.wire import pack, unpack
from tasks.rules.columns import INDICATOR_COLUMNS, PROJECT_COLUMNS

ANYWHERE = {"row", "at", "sheet"}
quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def insert_row(sheet, at):
    """A blank row before row `at`; merged ranges grow or move."""
    sheet.rows.insert(at, [""] * max(map(len, sheet.rows), default=0))
    sheet.merged = [(a + (a >= at), b, c + (c >= at), d) for a, b, c, d in sheet.merged]
    sheet.percent = frozenset(address(r + (r >= at), c) for r, c in map(position, sheet.percent))


def insert_column(sheet, at):
    """A blank column before column `at`."""
    for row in sheet.rows:
        row.insert(at, "")
    sheet.merged = [(a, b + (b >= at), c, d + (d >= at)) for a, b, c, d in sheet.merged]
    sheet.percent = frozenset(address(r, c + (c >= at)) for r, c in map(position, sheet.percent))


def contents(reading):
    """All that was read, without where it stood."""
    rows = [*reading.projects, *reading.indicators]
    return [{k: v for k, v in row.items() if k not in ANYWHERE} for row in rows], [f.rule for f in reading.findings]


def check(reading):
    """A reading fits the frames, and the pipe it has to pass."""
    assert all(set(row) == set(PROJECT_COLUMNS) - {"reading"} for row in reading.projects)
    assert all(set(row) == set(INDICATOR_COLUMNS) - {"reading"} for row in reading.indicators)
    assert unpack(pack(reading), reading.file, "") == reading


@pytest.fixture(scope="module")
def book(forms):
    """A correct form with a reason missing, so that there is much to read."""
    return forms.open({"自评": forms.standard()})


@quick
@given(gaps=st.lists(st.tuples(st.booleans(), st.integers(0, 25)), max_size=8))
def test_blank_rows_and_columns_anywhere_change_nothing(book, gaps):
    """Before, between and inside the blocks, through merged cells as well."""
    changed = copy.deepcopy(book)
    sheet = changed.sheets[0]
    for is_row, at in gaps:
        if is_row:
            insert_row(sheet, min(at, len(sheet.rows)))
        else:
            insert_column(sheet, min(at, len(sheet.rows[0])))
    assert contents(read_official(changed)) == contents(read_official(book))


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(),
    st.text(max_size=30),
    st.just(date(2022, 12, 31)),
    st.just(datetime(2022, 12, 31, 8, 30)),
    st.sampled_from(
        [
            "项目名称", "一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "总分", "合计",
            "年度资金总额", "全年预算数", "全年执行数", "执行率", "预期目标", "实际完成情况", "项目支出绩效自评表",
            "（2022年度）", "≥50个", "98%以上", "1e999", "９９９９９９９９９９９９９９９９９９", "#REF!",
            "年初预算数：" + "9" * 40 + "万元", "总分：" + "9" * 20, "-", "/", "指标1", "9月前", "100%", "：", "(",
            "注：", "优", "密级",
        ]
    ),
)
ranges = st.lists(
    st.tuples(*[st.integers(0, 1_100_000)] * 4).map(
        lambda r: (min(r[0], r[2]), min(r[1], r[3]), max(r[0], r[2]), max(r[1], r[3]))
    ),
    max_size=5,
)


@quick
@given(cells=st.lists(st.tuples(st.integers(0, 22), st.integers(0, 9), junk), max_size=25), merged=ranges)
def test_a_form_full_of_junk_is_still_read_or_left(book, cells, merged):
    """Whatever stands in any cell: no exception, and rows that the rest of the house can take."""
    changed = copy.deepcopy(book)
    for row, col, cell in cells:
        sheet = changed.sheets[0]
        if row < len(sheet.rows) and col < len(sheet.rows[row]):
            sheet.rows[row][col] = cell
    changed.sheets[0].merged += merged
    if (reading := read_official(changed)) is not None:
        check(reading)


@quick
@given(rows=st.lists(st.lists(junk, max_size=10), max_size=25), merged=ranges)
def test_random_sheets_never_raise(rows, merged):
    """Rows of every length, headings in every order."""
    if (reading := read_official(Book("x.xlsx", "xlsx", [Sheet("S", rows, merged)]))) is not None:
        check(reading)


@pytest.mark.parametrize(
    "key",
    [
        "(" * 60, "已" * 60, "指标" * 20, "1" * 39, "已全部按期" * 8, "年度" * 13, "实际完成" * 9 + "值", "原因" * 12,
        "财政预算" * 6,
    ],
)
def test_hostile_texts_cost_no_time(forms, key):
    """No pattern takes long over a text made for it."""
    lines = [("产出指标", key, key + str(n), key, key, "1", "1", key) for n in range(40)]
    sheet = forms.open({"S": forms.standard(table=forms.table(lines))})
    began = time.perf_counter()
    read_official(sheet)
    assert time.perf_counter() - began < 1.0


def test_a_form_costs_a_few_milliseconds(book):
    """12,000 forms must not take minutes; the bound is ten times what is measured."""
    read_official(book)
    began = time.perf_counter()
    for _ in range(20):
        read_official(book)
    assert (time.perf_counter() - began) / 20 < 0.03
