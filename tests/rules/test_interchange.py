"""Our frames as the integrated budget system's tables and back, exact and checked (L01, L02; domain §8)."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pandas.testing import assert_frame_equal

from config.interchange import Element, Interchange, interchange
from config.strict import CONFIG, ConfigError, read_yaml, validated
from tasks.rules.interchange import differences, export, take_in
from tasks.rules.interchange_values import inward, outward

STAMP = "20230610093000000"
TABLES = list(interchange().tables)
# What §8 names, table by table.
NAMED = {
    "PM_PERF_GOAL_INFO": "kpi_per_id mof_div_code fiscal_year pro_code kpi_target busi_type version",
    "PM_PERF_INDICATOR": "kpi_id pro_code lv1_perf_ind_code lv1_perf_ind_name lv2_perf_ind_name lv3_perf_ind_name"
                         " kpi_content kpi_evalstd kpi_val kpi_remark computesign meterunit weight",
    "BGT_PERF_GOAL_INFO": "kpi_dep_id dept_code",
    "BGT_PERF_INDICATOR": "kpi_id kpi_content kpi_evalstd kpi_val kpi_remark computesign meterunit weight",
    "PAY_PERF_MONITOR_TASK": "perf_task_id perf_task_no perf_type_code perf_task_title task_end_date",
    "PAY_PERF_MONITOR_INFO": "perf_mon_id agency_code dept_code pro_code kpi_target pro_bgt_comp est_pro_bgt_annual"
                             " kpi_val perf_comp est_perf_annual ana_dev_reasons complete_rate perf_send_date"
                             " is_perf_rectify rectify_advise rectify_epilog",
    "PAY_PERF_MONITOR_ATTACH": "file_name full_path report_type_code",
    "PERF_PUBLIC_FILE": "file_name full_path report_type_code",
    "PM_PERF_SELF_EVAL": "eval_id total_eval_value dept_score dept_suggest dep_aud_opinion mof_aud_opinion devi_analy"
                         " application_advise",
    "PM_SELF_EVAL_GOAL": "kpi_target goal_comp",
    "PM_SELF_EVAL_INDICATOR": "kpi_val ind_comp ind_weight eval_score devi_analy",
    "PM_PERF_SELF_BGT": "found_type_code reply_amt year_adj_amt cur_amt year_exe_amt exe_amt_rate exe_score",
}
COMMON = {"is_last_inst", "is_deleted", "create_time", "update_time", "mof_div_name", "agency_name", "mof_div_code"}


@pytest.mark.parametrize("name", NAMED)
def test_every_table_and_element_of_the_specification_is_mapped(name):
    """By the very names, with the columns that all tables have."""
    assert set(NAMED[name].split()) | COMMON <= set(interchange().table(name).elements)


def test_the_rural_platform_keeps_its_own_headings():
    """J03: another platform's file, in the words it prints, without elements of the budget system."""
    elements = interchange().table("RURAL_FUNDS_PLATFORM").elements
    assert "项目编码" in elements and not COMMON & set(elements)


SIGNS = some.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp"), exclude_characters="\xa0")
REGIONS = ["653000-0", "653001", "653022", "653023", "653024"]


def values(element):
    """What a column of ours may hold for an element, missing included."""
    words = some.text(SIGNS, max_size=min(element.size, 12))
    if element.codes:
        codes = set(element.codes.values())
        words = some.sampled_from(sorted(element.codes)) | words.filter(lambda word: word.strip() not in codes)
    most = 10 ** min(element.digits[0] - element.digits[1] + 2, 18) - 1
    kinds = {
        "money": some.integers(-most, most), "points": some.integers(0, min(most, 10**9)),
        "percent": some.integers(0, 10**12), "integer": some.integers(0, 10**15), "year": some.integers(2015, 2050),
        "flag": some.booleans(), "yesno": some.booleans(), "day": some.dates(date(2000, 1, 1), date(2099, 12, 31)),
        "region": some.sampled_from(REGIONS), "code": some.from_regex(r"[A-Za-z0-9-]{0,20}", fullmatch=True),
        "project": some.from_regex(r"[0-9]{8}T[0-9]{12}", fullmatch=True),
        "agency": some.from_regex(r"[0-9]{3,9}", fullmatch=True), "text": words,
    }
    found = kinds[element.read_as]
    return found if element.filled else found | some.none()


@some.composite
def frames(draw, name):
    """A frame of ours for one table: up to five rows, each with its own key."""
    table = interchange().table(name)
    rows = draw(some.lists(some.fixed_dictionaries({c: values(e) for c, e in table.columns.items()}), max_size=5))
    for number, row in enumerate(rows):
        for key in table.key:
            column, kind = table.elements[key].column, table.elements[key].read_as
            if kind in ("text", "code"):
                row[column] = f"键{number}"
            elif kind in ("project", "agency"):
                row[column] = f"65300123T{number:012d}" if kind == "project" else f"65300{number}"
    for row in rows:  # a blank filled element is a fault, and not what is tried here
        for column, element in table.columns.items():
            if element.filled and element.read_as in ("text", "code", "agency") and not str(row[column]).strip():
                row[column] = "甲"
    kinds = {c: e.dtype for c, e in table.columns.items()}
    return pd.DataFrame({c: typed([row[c] for row in rows], kind) for c, kind in kinds.items()})


def typed(values, kind):
    """A column as the store gives it."""
    if kind == "str":
        return pd.array(["" if value is None else value for value in values], dtype="str")
    return pd.Series(values, dtype=object) if kind == "object" else pd.array(values, dtype=kind)


@pytest.mark.parametrize("name", TABLES)
@given(data=some.data())
def test_what_goes_out_comes_back(name, data):
    """For every table and any rows: the same columns, exact to the fen, and nothing to complain of."""
    table = interchange().table(name)
    frame = data.draw(frames(name))
    out = export(frame, table, STAMP)
    back = take_in(out, table)
    assert list(out.columns) == list(table.elements)
    assert [fault for fault in back.faults if fault.rule not in ("G-PCODE", "G-USCC")] == [] and back.deleted == 0
    assert_frame_equal(back.rows[list(frame.columns)], frame, check_index_type=False)
    assert export(back.rows, table, STAMP).equals(out)
    assert differences(out, export(back.rows, table, "20240101000000000"), table.key).empty


MONEY, POINTS = Element(title="金额", **{"as": "money"}), Element(title="得分", **{"as": "points"}, digits=(16, 6))


@pytest.mark.parametrize(("value", "element", "text"), [
    (123456789, MONEY, "1234567.89"), (5, MONEY, "0.05"), (-5, MONEY, "-0.05"), (0, MONEY, "0.00"),
    (10**18 - 1, MONEY, "9999999999999999.99"), (877, POINTS, "8.770000"), (None, MONEY, ""),
    (True, Element(title="甲", **{"as": "flag"}), "1"), (False, Element(title="甲", **{"as": "flag"}), "2"),
    (date(2023, 6, 10), Element(title="甲", **{"as": "day"}), "20230610"),
    ("653001", Element(title="甲", **{"as": "region"}), "653001000"),
    ("653000-0", Element(title="甲", **{"as": "region"}), "653000000"),
])
def test_how_a_value_is_written(value, element, text):
    """元 with two decimals, NUMBER(16,6) for points, 1 for yes, nine signs for a region."""
    assert outward(value, element) == text and inward(text, element).value == value


@pytest.mark.parametrize(("kind", "text", "value", "rule"), [
    ("money", "1,234.50", 123450, ""), ("money", "1234.567", 123457, "N-ROUND"), ("money", "0.005", 1, "N-ROUND"),
    ("money", "12万", None, "R-NUM"), ("money", "1e5", None, "R-NUM"), ("money", "9" * 17, None, "R-RANGE"),
    ("day", "2023-06-10", date(2023, 6, 10), ""), ("day", "20230610093000000", date(2023, 6, 10), ""),
    ("day", "20230230", None, "R-DATE"), ("day", "六月", None, "R-DATE"), ("flag", "0", None, "R-TYPE"),
    ("flag", "是", None, "R-TYPE"), ("yesno", "1", None, "R-TYPE"), ("region", "653001", "653001", ""),
    ("region", "653001103", None, "R-RANGE"), ("year", "2023.0", 2023, ""), ("year", "23", None, "R-RANGE"),
    ("integer", "1.5", None, "R-NUM"), ("agency", "116530000100000000", "116530000100000000", ""),
    ("agency", "116530000100000001", "116530000100000001", "G-USCC"), ("agency", "91350211M0000XUF46",
     "91350211M0000XUF46", "G-USCC"), ("agency", "653001001", "653001001", ""),
    ("project", "51000021R000000019951", "51000021R000000019951", ""), ("project", "XM-1", "XM-1", "G-PCODE"),
    ("text", "字" * 2001, None, "R-LEN"), ("text", "", None, ""),
])
def test_what_a_value_of_theirs_means(kind, text, value, rule):
    """Doubts are asked about, what cannot be is refused, nothing is guessed."""
    found = inward(text, Element(title="甲", **{"as": kind}))
    assert (found.value, found.rule) == (value, rule)


def test_what_has_no_room_is_not_cut_off():
    """A text longer than the element, an amount beyond NUMBER(18,2)."""
    with pytest.raises(ValueError, match="最多 3 个"):
        outward("四个字的", Element(title="甲", size=3))
    with pytest.raises(ValueError, match=r"NUMBER\(18,2\)"):
        outward(10**18, MONEY)


def rows(**columns):
    """Cells as read from a file."""
    return pd.DataFrame(columns, dtype="str")


BUDGET = interchange().table("PM_PERF_SELF_BGT")
GOOD = {"pro_code": ["65300122T000000000001"], "agency_code": ["653001001"], "fiscal_year": ["2022"]}


def test_the_code_of_a_tier_is_a_word_only_where_the_indicator_is_qualitative():
    """1, 2 and 3 are tiers of 定性 indicators, and plain results of all others."""
    table = interchange().table("PM_SELF_EVAL_INDICATOR")
    frame = pd.DataFrame({"relation": ["定性", "≥"], "actual": ["达成年度指标", "1"]})
    out = export(frame, table, STAMP)
    assert out["ind_comp"].tolist() == ["1", "1"]
    same = {name: [value[0]] * 2 for name, value in GOOD.items()}
    back = take_in(rows(**same, kpi_id=["1", "2"], computesign=["定性", "≥"], ind_comp=["1", "1"]), table)
    assert back.rows["actual"].tolist() == ["达成年度指标", "1"]


def test_every_row_bears_the_moment_of_the_export():
    """L01: create_time and update_time are the stamp, and is_deleted the fixed word."""
    out = export(pd.DataFrame({"project_code": ["甲", "乙"]}), BUDGET, STAMP)
    assert out[["create_time", "update_time", "is_deleted"]].to_numpy().tolist() == [[STAMP, STAMP, "2"]] * 2


def test_a_code_without_a_condition_is_a_code_in_every_row():
    """L01: `when` narrows it down; with two conditions both must hold."""
    frame = pd.DataFrame({"project_code": ["甲", "乙"], "fiscal_year": [2022, 2023], "fund": ["总额"] * 2})

    def written(**when):
        element = BUDGET.elements["found_type_code"].model_copy(update={"codes": {"总额": "1"}, "when": when})
        table = BUDGET.model_copy(update={"elements": BUDGET.elements | {"found_type_code": element}})
        out = export(frame, table, STAMP)
        assert take_in(out, table).rows["fund"].tolist() == ["总额"] * 2
        return out["found_type_code"].tolist()

    assert written() == ["1", "1"]
    assert written(pro_code="甲", fiscal_year="2023") == ["总额", "总额"]


def test_what_must_be_filled_is_asked_for():
    """A blank element, an element that the file has not, a row that stands there twice."""
    [fault] = take_in(rows(**GOOD | {"agency_code": [""]}), BUDGET).faults
    assert (fault.row, fault.element, fault.rule) == (0, "agency_code", "R-REQ")
    assert [fault.element for fault in take_in(rows(pro_code=["65300122T000000000001"]), BUDGET).faults] == [
        "agency_code", "fiscal_year"]
    twice = take_in(rows(**{name: value * 2 for name, value in GOOD.items()}), BUDGET).faults
    assert [(fault.row, fault.rule, fault.expected) for fault in twice] == [(1, "G-DUP", "第 2 行")]


def test_rows_deleted_over_there_are_not_taken_in():
    """is_deleted is 1 for yes; they are only counted, and nothing in them is complained of."""
    twice = {name: value * 2 for name, value in GOOD.items()} | {"agency_code": ["", "653001001"]}
    back = take_in(rows(**twice, is_deleted=["1", "2"], reply_amt=["乱", "1.00"]), BUDGET)
    assert back.deleted == 1 and back.faults == [] and back.rows["row"].tolist() == [1]
    assert back.rows["initial_fen"].tolist() == [100]


def test_differences_name_the_row_and_the_element():
    """One amount, one row that only we have, one that only they have; the stamps are never compared."""
    frame = pd.DataFrame({"project_code": ["甲", "乙"], "fiscal_year": [2022, 2022], "fund": ["", ""],
                          "initial_fen": [100, 200]})
    ours = export(frame, BUDGET, STAMP)
    theirs = export(frame.assign(project_code=["甲", "丙"], initial_fen=[101, 200]), BUDGET, "2")
    found = differences(ours, theirs, BUDGET.key)
    assert found[["pro_code", "element", "ours", "theirs"]].to_numpy().tolist() == [
        ["乙", "", "有", "无"], ["丙", "", "无", "有"], ["甲", "reply_amt", "1.00", "1.01"]]


@pytest.mark.parametrize(("path", "value", "says"), [
    (("key",), ["pro_cod"], "key：“pro_cod”不是本表的要素"),
    (("elements", "reply_amt", "column"), "budget_fen", "两个要素用了同一列：budget_fen"),
    (("elements", "reply_amt", "value"), "1", "column 与 value 只能写一个"),
    (("elements", "reply_amt", "digits"), [18, 1], "小数至少两位"),
    (("elements", "fiscal_yea r"), {"title": "年度"}, "写法不对"),
    (("elements", "reply_amt", "codes"), {"甲": "1", "乙": "1"}, "同一个代码"),
    (("elements", "reply_amt", "when"), {"nothing": "1"}, "when 里的“nothing”不是本表的要素"),
])
def test_a_mistake_in_the_mapping_is_named(path, value, says):
    """File, table and element."""
    content = read_yaml(CONFIG / "interchange.yaml")
    place = content["tables"]["PM_PERF_SELF_BGT"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ConfigError, match=says) as told:
        validated(Interchange, content, "config/interchange.yaml")
    assert "config/interchange.yaml" in str(told.value)
