"""Exchange with the integrated budget system by file: out, compared, and in by the ordinary ways (L01, L02, J03)."""

import csv
import io
import json
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest

from config.clock import BEIJING
from config.interchange import interchange
from tasks import exchange
from tasks.forms.book import open_book
from tasks.forms.exchange_file import write_table
from tasks.forms.table_form import read_table_form
from tasks.store import exchange as sources
from tasks.store import intake, runs
from tasks.store.engine import reading
from tests.flows.conftest import REGION, UNITS

A, B, C = UNITS
DAY, AT = date(2023, 6, 10), datetime(2023, 6, 10, 9, 30, 0, 123000, BEIJING)
FILLED = {
    "requests": ("budget_gate", {"project_code": "P1", "fiscal_year": 2022, "stage": "年初预算", "goal": "修好公路"}),
    "overall_plan": ("overall_targets", {"goal": "畅通安全"}),
    "overall_indicators": ("overall_targets", {
        "level1": "产出指标", "level2": "数量指标", "level3": "养护里程", "relation": "≥", "target": "300",
        "measure": "公里", "weight_cp": 2050}),
    "monitoring": ("monitoring", {"project_code": "P1", "executed_fen": 1234567890123, "forecast_fen": 10,
                                  "goal": "好"}),
    "monitoring_indicators": ("monitoring", {
        "project_code": "P1", "level1": "产出指标", "level2": "数量指标", "level3": "里程", "target": "≥300公里",
        "actual": "120公里", "forecast": "300公里", "reason": "开工晚", "likelihood": "有可能"}),
    "monitoring_reviews": ("monitoring", {"project_code": "P1", "verdict": "不合格", "problems": "执行慢",
                                          "advice": "加快支付"}),
    "rectification_reviews": ("monitoring", {"project_code": "P1", "for_node": "5月监控", "outcome": "销号"}),
    "publications": ("disclosure", {"about_unit": A, "what": "整体支出绩效目标", "url": "https://a.example/1",
                                    "published_on": date(2023, 3, 1)}),
    "rural_platform": ("direct_funds_review", {"project_code": "P1", "goal_set": True, "monitored": False,
                                               "self_evaluated": False, "exported_on": date(2023, 6, 1)}),
}


def hand_in(office, table, work_year, unit=A, node=""):
    """Put one row of a table into the store as an accepted file."""
    milestone, row = FILLED[table]
    submission = {
        "reading": 0, "sha256": f"{table}{work_year}{unit}{node}", "file": f"{table}.xlsx", "unit_code": unit,
        "work_year": work_year, "milestone": milestone, "received_at": AT, "form": milestone, "layout": "table",
        "rev": 0, "state": "accepted", "is_late": False, "size": 1, "node": node}
    rows = pd.DataFrame([row | {"reading": 0}]).assign(project_id=pd.array([pd.NA], dtype="Int64"))
    nothing = pd.DataFrame(columns=["reading", "project", "project_id", *intake.ENTRY_COLUMNS])
    none = pd.DataFrame(columns=["reading", "project", *intake.INDICATOR_COLUMNS])
    with office.engine.begin() as conn:
        run = runs.begin(conn, runs.Start(milestone, work_year, DAY), AT)
        intake.record(conn, run, AT, intake.Batch(pd.DataFrame([submission]), nothing, none, [], {table: rows}))


@pytest.fixture
def whole(office):
    """The office with a row in every table that people hand in."""
    hand_in(office, "requests", 2021)
    hand_in(office, "requests", 2022)
    for table in ("overall_plan", "overall_indicators", "publications", "rural_platform"):
        hand_in(office, table, 2022)
    for table in ("monitoring", "monitoring_indicators", "monitoring_reviews", "rectification_reviews"):
        hand_in(office, table, 2022, node="may" if table != "rectification_reviews" else "")
    return office


@pytest.fixture
def evaluated(whole):
    """And one self-evaluation that went its usual way."""
    whole.run(date(2023, 3, 1), "publish", "notify")
    whole.hand_in(A, whole.form(A), datetime(2023, 3, 20, 10))
    whole.run(date(2023, 3, 21), "publish", "notify")
    return whole


def exported(office, name, work_year, tmp_path, suffix=".csv"):
    """The rows of an exported table."""
    path = tmp_path / f"{name}{suffix}"
    exchange.export_table(office.engine, name, work_year, DAY, AT, path)
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")))), path


def test_every_source_of_the_mapping_is_there():
    """No table shows what nobody collects."""
    assert {table.source for table in interchange().tables.values()} == sources.SOURCES


def test_every_mapped_column_comes_out_of_the_store(whole):
    """Each source has the columns that its table shows; a year in which nothing was done gives the same columns."""
    with reading(whole.engine) as conn:
        for name in interchange().tables:
            table = interchange().table(name)
            for year in (2022, 2030):
                found = sources.rows(conn, table.source, year, DAY)
                assert set(table.columns) <= set(found.columns), name


def test_a_project_by_its_elements(evaluated, tmp_path):
    """Self-evaluation: 元 with two decimals, points with six, the fiscal year that it is about (X02)."""
    [funds], _ = exported(evaluated, "PM_PERF_SELF_BGT", 2023, tmp_path)
    assert {key: funds[key] for key in (
        "pro_code", "agency_code", "agency_name", "mof_div_code", "fiscal_year", "reply_amt", "year_adj_amt", "cur_amt",
        "year_exe_amt", "exe_amt_rate", "exe_score", "is_deleted", "create_time")} == {
            "pro_code": evaluated.project(A), "agency_code": A, "agency_name": "公路养护站",
            "mof_div_code": "653001000",
            "fiscal_year": "2022", "reply_amt": "1000000.00", "year_adj_amt": "0.00", "cur_amt": "1000000.00",
            "year_exe_amt": "900000.00", "exe_amt_rate": "90.00", "exe_score": "9.000000", "is_deleted": "2",
            "create_time": "20230610093000123"}
    [head], _ = exported(evaluated, "PM_PERF_SELF_EVAL", 2023, tmp_path)
    [goal], _ = exported(evaluated, "PM_SELF_EVAL_GOAL", 2023, tmp_path)
    assert head["total_eval_value"] == "99.000000" and goal["eval_id"] == head["eval_id"] and goal["kpi_target"]
    rows, _ = exported(evaluated, "PM_SELF_EVAL_INDICATOR", 2023, tmp_path)
    assert len(rows) == 4 and rows[0]["ind_weight"] == "30.0000" and {row["eval_id"] for row in rows} == {
        head["eval_id"]}
    assert [row["ind_comp"] for row in rows if row["computesign"] == "定性"] in ([], ["1"], ["1", "1"])


def test_monitoring_by_its_elements(whole, tmp_path):
    """One row per indicator, with the project's money and what finance said of it."""
    [row], _ = exported(whole, "PAY_PERF_MONITOR_INFO", 2022, tmp_path)
    assert {key: row[key] for key in (
        "perf_mon_id", "pro_bgt_comp", "est_pro_bgt_annual", "perf_comp", "complete_rate", "is_perf_rectify",
        "rectify_advise", "rectify_epilog", "perf_send_date", "perf_type_code")} == {
            "perf_mon_id": "P1-may-1", "pro_bgt_comp": "12345678901.23", "est_pro_bgt_annual": "0.10",
            "perf_comp": "120公里", "complete_rate": "有可能", "is_perf_rectify": "1", "rectify_advise": "加快支付",
            "rectify_epilog": "销号", "perf_send_date": "20230610", "perf_type_code": "may"}
    [goal], _ = exported(whole, "PM_PERF_GOAL_INFO", 2022, tmp_path)
    assert (goal["kpi_target"], goal["busi_type"], goal["version"]) == ("修好公路", "年初预算", "1")
    [file], _ = exported(whole, "PERF_PUBLIC_FILE", 2022, tmp_path)
    assert (file["agency_code"], file["full_path"], file["public_date"]) == (A, "https://a.example/1", "20230301")


def test_targets_go_out_are_changed_and_come_back(office, tmp_path, jixiao):
    """Export, change one value over there: a difference; taken in: the register has it; again: nothing (L01, L02)."""
    before, path = exported(office, "PM_PERF_INDICATOR", 2022, tmp_path)
    assert len(before) == 12 and exchange.compare(office.engine, path, 2022, DAY, AT).tables[0].differences.empty
    text = path.read_bytes().decode("utf-8-sig").replace(before[0]["kpi_val"] + ",", "350公里,", 1)
    path.write_bytes(text.encode("utf-8-sig"))
    code, out, _ = jixiao("exchange", path, "--work-year", 2022)
    assert code == 0 and "只作核对" in out and "kpi_val：本系统" in out and "350公里" in out
    assert exported(office, "PM_PERF_INDICATOR", 2022, tmp_path / "..")[0] == before
    code, out, _ = jixiao("exchange", path, "--take", "--work-year", 2022, "--json")
    [told] = json.loads(out)
    assert code == 0 and told["written"] == 1 and told["tables"][0]["rows"] == 12
    assert [row["kpi_val"] for row in exported(office, "PM_PERF_INDICATOR", 2022, tmp_path / "..")[0]] == [
        "350公里", *(row["kpi_val"] for row in before[1:])]
    assert json.loads(jixiao("exchange", path, "--take", "--work-year", 2022, "--json")[1])[0]["written"] == 0


def test_a_file_with_one_wrong_row_changes_nothing(office, tmp_path, jixiao):
    """A project that nobody knows, at its cell; the other rows wait with it. Exit 1."""
    rows, path = exported(office, "PM_PERF_INDICATOR", 2022, tmp_path)
    changed = pd.DataFrame(rows, dtype="str")
    changed.loc[0, "kpi_val"], changed.loc[5, "pro_code"] = "999", "65300122T999999999999"
    write_table(path, "PM_PERF_INDICATOR", changed)
    code, out, _ = jixiao("exchange", path, "--take", "--work-year", 2022)
    assert code == 1 and "有错误，没有导入" in out and "错误 G-PROJECT PM_PERF_INDICATOR B7" in out
    assert exported(office, "PM_PERF_INDICATOR", 2022, tmp_path)[0] == rows


def test_monitoring_from_over_there_comes_in_by_the_inbox(whole, tmp_path, jixiao):
    """One workbook per unit and node, which the ordinary reader takes for the form it is; amounts to the fen."""
    [row], path = exported(whole, "PAY_PERF_MONITOR_INFO", 2022, tmp_path)
    cells = pd.DataFrame([row | {"pro_code": whole.project(A), "pro_bgt_comp": "600000.05"}], dtype="str")
    write_table(path, "PAY_PERF_MONITOR_INFO", cells)
    code, out, _ = jixiao("exchange", path, "--take", "--work-year", 2022)
    assert code == 0 and "报送件 1 份进收件箱" in out
    [form] = (whole.workspace / "inbox" / A).glob("PAY_PERF_MONITOR_INFO-may-2022.xlsx")
    book, _ = open_book(form.name, form.read_bytes())
    read = read_table_form(book)
    assert (read.form, read.unit_name, read.fiscal_year) == ("monitoring", "公路养护站", 2022)
    [money], [indicator] = read.tables["monitoring"], read.tables["monitoring_indicators"]
    assert (money["project_code"], money["executed_fen"], money["forecast_fen"]) == (whole.project(A), 60_000_005, 10)
    assert (indicator["level3"], indicator["likelihood"], indicator["reason"]) == ("里程", "有可能", "开工晚")


SELF = ("PM_PERF_SELF_EVAL", "PM_SELF_EVAL_GOAL", "PM_SELF_EVAL_INDICATOR", "PM_PERF_SELF_BGT")


def test_a_self_evaluation_from_over_there_is_read_checked_and_answered(evaluated, tmp_path, jixiao):
    """Four tables in one workbook become the printed form of each project; the next run takes it as it takes any (L02).

    Spent is 80 万元 over there: that is what counts then, and the unit gets its receipt. Money alone is no form.
    """
    changes = {"year_exe_amt": "800000.00", "exe_amt_rate": "80.00", "exe_score": "8.000000",
               "total_eval_value": "98.000000"}
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in SELF:
        rows, path = exported(evaluated, name, 2023, tmp_path)
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([changes.get(element, value) if value else value for element, value in row.items()])
    book.save(tmp_path / "自评.xlsx")
    code, out, _ = jixiao("exchange", path, "--take", "--work-year", 2023)
    assert code == 0 and "报送件 0 份" in out
    code, out, _ = jixiao("exchange", tmp_path / "自评.xlsx", "--take", "--work-year", 2023)
    assert code == 0 and "报送件 1 份进收件箱" in out
    form = evaluated.workspace / "inbox" / A / "单位自评-2022.xlsx"
    evaluated.hand_in(A, form.read_bytes(), datetime(2023, 3, 22, 9), form.name)
    evaluated.run(date(2023, 3, 22), "publish")
    assert evaluated.ask("SELECT state, file FROM submission ORDER BY id DESC LIMIT 1") == [("accepted", form.name)], (
        evaluated.ask("SELECT rule, cell, message FROM finding"))
    assert evaluated.ask("SELECT executed_fen, total_cp FROM entry ORDER BY id DESC LIMIT 1") == [(80_000_000, 9800)]


def test_the_rural_platform_comes_in_by_the_finance_department(whole, tmp_path, jixiao):
    """J03: its export in its own headings, into the folder of the region's finance department; refused without one."""
    path = tmp_path / "平台导出.csv"
    heads = "财政区划,项目编码,是否设定绩效目标,是否开展绩效监控,是否开展绩效自评,数据日期"
    path.write_text(f"{heads}\n653001000,{whole.project(A)},是,否,否,2023-06-01\n", encoding="utf-8-sig")
    code, out, _ = jixiao("exchange", path, "--take", "--work-year", 2023)
    assert code == 1 and "G-UNIT 平台导出 A2" in out
    with whole.engine.begin() as conn:
        conn.exec_driver_sql(
            "INSERT INTO unit (code, name, region_code, department_code, department_name, uscc, kind) "
            f"VALUES ('653001-CZ', '阿图什市财政局', '{REGION}', '', '', '', 'finance')")
    assert jixiao("exchange", path, "--take", "--work-year", 2023)[0] == 0
    [form] = (whole.workspace / "inbox" / "653001-CZ").iterdir()
    book, _ = open_book(form.name, form.read_bytes())
    [row] = read_table_form(book).tables["rural_platform"]
    assert (row["goal_set"], row["monitored"], row["exported_on"]) == (True, False, date(2023, 6, 1))


def test_what_the_command_cannot_do_it_says(office, tmp_path, jixiao):
    """A table unheard of, a kind of file unheard of, a file that is no table."""
    code, _, err = jixiao("export", "PM_NOTHING", "--to", tmp_path / "a.csv", "--work-year", 2022)
    assert code == 3 and "没有表“PM_NOTHING”，有：PM_PERF_GOAL_INFO" in err
    code, _, err = jixiao("export", "PM_PERF_INDICATOR", "--to", tmp_path / "a.doc", "--work-year", 2022)
    assert code == 3 and "应以 .csv 或 .xlsx 结尾" in err
    path = tmp_path / "b.csv"
    path.write_text("甲,乙\n1,2\n")
    code, out, _ = jixiao("exchange", path)
    assert code == 1 and "I-TABLE" in out
    code, out, _ = jixiao("export", "pm_perf_indicator", "--to", tmp_path / "a.xlsx", "--work-year", 2022)
    assert code == 0 and "项目绩效指标（PM_PERF_INDICATOR）2022 年，12 行" in out
