"""Any milestone through the six verbs: the form goes out, comes back, is judged, and a rerun changes nothing."""

from datetime import date, datetime
from importlib import import_module
from io import BytesIO

import pytest
import yaml
from openpyxl import load_workbook

from config.calendar import on, the_calendar
from config.rulebook import rulebook
from config.strict import CONFIG
from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
MAY, JUNE = date(2023, 5, 31), date(2023, 6, 1)


def monitoring(year, unit, executed=42_000_000):
    """The monitoring table of a unit with one project of 100 万元 and its four indicators."""
    code = f"{unit[:6]}23T{int(unit):012d}"
    rows = [{"project_code": code, "project_name": year.title(unit), "initial_fen": 100_000_000,
             "budget_fen": 100_000_000, "executed_fen": executed, "forecast_fen": 100_000_000}]
    indicators = [
        {"project_code": code, "level1": level1, "level2": level2, "level3": level3, "target": target,
         "actual": "正常", "forecast": target, "likelihood": "确定能"}
        for code_, level1, level2, level3, target in year.ask(
            "SELECT p.code, i.level1, i.level2, i.level3, i.target FROM project_indicator i JOIN project p"
            " ON p.id = i.project_id WHERE p.fiscal_year = 2023 ORDER BY i.seq") if code_ == code
    ]
    blank = {"planned_bp": None, "approved_on": None, "goal": "", "reason_kind": "", "reason": "", "note": "",
             "rate_bp": None, "relation": "", "project_name": year.title(unit)}
    return plain_book("monitoring", {"monitoring": [blank | row for row in rows],
                                     "monitoring_indicators": [blank | row for row in indicators]})


def test_a_table_goes_out_and_comes_back(year):
    """Issued with its projects filled in; a good one is accepted and settles the debt; every project gets a light."""
    year.run(MAY, milestone="monitoring")
    assert year.ask("SELECT unit_code, node, state FROM obligation WHERE milestone = 'monitoring'") == [
        (unit, "may", "owed") for unit in UNITS]
    issued = load_workbook(BytesIO(year.issued(A)))
    assert {"项目监控", "指标监控"} <= set(issued.sheetnames)
    assert year.title(A) in [cell.value for row in issued["项目监控"] for cell in row]

    year.hand_in(A, monitoring(year, A), datetime(2023, 6, 1, 9), "监控表.xlsx")
    year.run(JUNE, milestone="monitoring")
    assert year.ask("SELECT unit_code, form, node, state FROM submission") == [(A, "monitoring", "may", "accepted")], (
        year.ask("SELECT rule, cell, value, expected, message FROM finding"))
    debts = dict(year.ask("SELECT unit_code, state FROM obligation WHERE form = 'monitoring'"))
    assert debts == {A: "met", B: "owed", C: "owed"}
    rows = "SELECT count(*) FROM fact WHERE register = 'monitoring_indicators' AND project_id IS NOT NULL"
    assert year.ask(rows) == [(4,)]
    lights = dict(year.ask("SELECT v.unit_code, v.verdict FROM verdict v JOIN verdict_now s ON s.verdict_id = v.id"
                           " WHERE v.kind = 'project'"))
    assert set(lights) == set(UNITS), lights
    page = (year.workspace / "reports/2023/monitoring/may/index.html").read_text()
    assert "2023年度绩效监控（5月监控）情况" in page and year.title(A) in page
    assert "06-01 回执" in year.mails(A)


@pytest.mark.parametrize("name", the_calendar().milestones)
def test_every_milestone_has_its_flow_and_its_deployment(name):
    """One word for file, function, deployment and calendar entry; the title is the calendar's."""
    flow = getattr(import_module(f"flows.{name}"), name)
    assert flow.name == the_calendar().milestone(name).title
    deployed = yaml.safe_load((CONFIG.parent / "prefect.yaml").read_text("utf-8"))["deployments"]
    [own] = [one for one in deployed if one["name"] == name]
    assert own["entrypoint"] == f"flows/{name}.py:{name}" and own["schedules"]


def test_the_crons_of_a_day_follow_the_calendar():
    """What a milestone needs of another has run before it; the rehearsal plays its days in this order."""
    deployed = yaml.safe_load((CONFIG.parent / "prefect.yaml").read_text("utf-8"))["deployments"]
    crons = {one["name"]: [cron["cron"].split() for cron in one["schedules"]] for one in deployed if "schedules" in one}
    times = [(int(hour), int(minute)) for name in the_calendar().milestones for minute, hour, *_ in (
        crons[name] if name != "daily" else crons[name][:1])]
    assert times == sorted(times) and len(times) > len(the_calendar().milestones)


@pytest.mark.parametrize("name", [name for name in the_calendar().milestones if name != "self_evaluation"])
def test_every_milestone_runs_on_what_there_is(year, name):
    """On the last day of its last window, with next to no facts: it runs through, and again, and makes nothing new."""
    nodes = the_calendar().milestone(name).nodes
    day = next_workday(on(nodes[-1].due, 2023)) if nodes else date(2023, 11, 20)
    year.run(day, milestone=name)
    made = "SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice), (SELECT count(*) FROM obligation)"
    before = year.ask(made)
    year.run(day, "publish", milestone=name)
    assert year.ask(made) == before


def next_workday(day):
    """The day itself, or the first working day after it."""
    return rulebook(2023).workdays.next_workday(day)
