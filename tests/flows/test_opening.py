"""Opening a work year from end to end: what was left is carried over, asked, decided, and then grades are given."""

import json
from datetime import date, datetime

import pandas as pd
import pytest

from config.clock import BEIJING
from config.rulebook import rulebook
from flows.commands import open_year
from tasks.request import Request
from tasks.rules.verdicts import verdicts as shaped
from tasks.store import runs, verdicts
from tasks.store.engine import reading
from tests.flows.conftest import UNITS, plainly

A, B, C = UNITS
DAY, LATER = date(2023, 1, 4), date(2023, 1, 9)


def standing(office, milestone="opening", columns=("kind", "subject", "verdict")):
    """What stands now, in order."""
    with reading(office.engine) as conn:
        found = verdicts.in_force(conn, 2023)
    rows = found[found["milestone"] == milestone]
    return sorted(rows[list(columns)].itertuples(index=False, name=None))


@pytest.fixture
def left(year):
    """The end of 2022: one project failed in May and was not put right, one proposal to talk to a unit is undecided."""
    then, code = datetime(2022, 10, 31, 12, tzinfo=BEIJING), year.project(A)
    [(key,)] = year.ask(f"SELECT id FROM project WHERE code = '{code}'")
    about = {"subject": code, "unit_code": A, "project_id": key}
    with year.engine.begin() as conn:
        for milestone, node, rows in (
            ("monitoring", "may", [about | {"kind": "project", "verdict": "不合格", "rules": "C03"},
                                   about | {"kind": "rectification", "verdict": "逾期未改", "rules": "C04"}]),
            ("results_application", "", [{"kind": "talk", "subject": B, "unit_code": B, "verdict": "建议约谈",
                                          "rules": "F01", "proposal": "约谈"}]),
        ):
            run = runs.begin(conn, runs.Start(milestone, 2022, then.date(), node), then)
            judging = verdicts.Judging(2022, milestone, node, then.date(), rulebook(2022).fingerprint)
            verdicts.record(conn, run, then, judging, shaped(pd.DataFrame(rows)))
    return year


@pytest.fixture
def opens(left, jixiao, monkeypatch):
    """`jixiao open-year 2023` on a day, its flow run as plain functions."""
    def plain(milestone, request, workspace):
        plainly(Request(**request), None, milestone=milestone)
        return 0
    monkeypatch.setattr(open_year, "run_milestone", plain)
    return lambda day: jixiao("open-year", 2023, on=day)


def graded(office):
    """Unit and grade of each project in the score table."""
    rows = standing(office, "score_table", ("kind", "unit_code", "verdict"))
    return [row[1:] for row in rows if row[0] == "project"]


def test_what_was_left_is_carried_over_and_asked(left, opens):
    """Each item once, with its question and how to answer it; exit 1; a rerun writes nothing."""
    code = left.project(A)
    ended, out, _ = opens(DAY)
    assert ended == 1 and "2023 年开账：结转 3 项，其中 2 项尚未决定" in out
    asked = "2022年5月监控发现问题，年末逾期未改。请决定：“上年监控问题仍未整改”"
    assert f"上年未了结的整改 {code}/5月监控：{asked}" in out
    assert standing(left) == [
        ("inherited_failure", code, "一次不合格"),
        ("inherited_proposal", f"结果应用/{B}/约谈", "待决定"),
        ("inherited_rectification", f"{code}/5月监控", "待决定")]
    before = left.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    opens(DAY)
    opens(LATER)
    assert left.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before
    page = (left.workspace / "reports/2023/opening/index.html").read_text()
    assert "2022年度遗留事项结转" in page and "上年未了结的整改" in page


def test_a_verdict_keeps_what_it_rests_on(left, opens):
    """Rules in order with fact and clause, the rulebook, the run and the hash of its content: open to anybody (P05)."""
    opens(DAY)
    rows = left.ask("SELECT v.rules, v.rulebook_hash, v.content_hash, r.operator, s.seq, s.rule, s.fact, s.clause"
                    " FROM verdict v JOIN verdict_step s ON s.verdict_id = v.id JOIN run r ON r.id = v.run_id"
                    " WHERE v.kind = 'inherited_rectification' ORDER BY s.seq")
    assert [row[4:6] for row in rows] == [(1, "C04"), (2, "C05")] and {row[0] for row in rows} == {"C04 C05"}
    assert {row[1] for row in rows} == {rulebook(2023).fingerprint} and {row[3] for row in rows} == {"命令行"}
    assert all(len(row[2]) == 64 and "2022年5月监控" in row[6] and row[7] == "三（三）" for row in rows)
    assert left.broken() is None


def test_an_answer_settles_it_and_outlives_the_next_run(left, opens, jixiao):
    """Decided on the command line by a named person: not asked again, also after the verdict says so."""
    opens(DAY)
    _, told, _ = jixiao("approve", "--work-year", 2023, "--json", on=DAY)
    word = ("--decision", "同意", "--by", "马局长", "--reason", "已现场核实", "--work-year", 2023)
    for row in json.loads(told):
        assert jixiao("approve", row["basis"], *word, on=DAY)[0] == 0
    ended, out, _ = opens(LATER)
    assert ended == 0 and "没有尚未决定的" in out
    assert [row[2] for row in standing(left)] == ["一次不合格", "继续办理", "认定未整改"]
    assert opens(LATER)[0] == 0


def test_a_grade_waits_for_the_answer(left, opens, jixiao):
    """The project with the open question is 待定 in the score table; decided, it is not; the others never waited."""
    opens(DAY)
    left.run(date(2023, 3, 1), "publish", "notify")
    for unit in (A, B):
        left.hand_in(unit, left.form(unit), datetime(2023, 3, 20, 10), f"{unit}.xlsx")
    left.run(date(2023, 3, 21), "publish", "notify")
    left.run(date(2023, 5, 30), "publish", "notify", milestone="score_table")
    assert graded(left)[:2] == [(A, "待定"), (B, "优秀")]
    [(basis,)] = left.ask("SELECT basis_hash FROM verdict WHERE kind = 'inherited_rectification'")
    jixiao("approve", basis[:16], "--decision", "不同意", "--by", "马局长", "--reason", "早已整改", "--work-year", 2023,
           on=date(2023, 5, 30))
    opens(date(2023, 5, 31))
    left.run(date(2023, 5, 31), "publish", "notify", milestone="score_table")
    assert graded(left)[:2] == [(A, "优秀"), (B, "优秀")]


def test_a_first_year_has_nothing_to_carry_over(year, jixiao, monkeypatch):
    """No year before it: exit 0, and nobody is withheld."""
    monkeypatch.setattr(open_year, "run_milestone", lambda milestone, request, workspace: plainly(
        Request(**request), None, milestone=milestone) or 0)
    ended, out, _ = jixiao("open-year", 2023, on=DAY)
    assert ended == 0 and "结转 0 项，没有尚未决定的" in out and standing(year) == []
