"""真实性核查 end to end: frozen in May, drawn by a public number, checked on the spot, vetoed by a named person."""

import json
import subprocess
import sys
from datetime import date, datetime

from sqlalchemy import text

from config.forms_table import table_forms
from tasks.store import verdicts as store
from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
FINANCE, LEVEL = "653001-CZ", "653001"
FOLDER = "reports/2023/verification"


def standing(year, kind):
    """subject → verdict and proposal of the verdicts in force."""
    return {subject: (verdict, proposal) for subject, verdict, proposal in year.ask(
        "SELECT v.subject, v.verdict, v.proposal FROM verdict v JOIN verdict_now s ON s.verdict_id = v.id"
        f" WHERE v.milestone = 'verification' AND v.kind = '{kind}'")}


def debts(year):
    """The finance departments' debts: unit → state."""
    return dict(year.ask("SELECT unit_code, state FROM obligation WHERE milestone = 'verification'"))


def counts(year):
    """How many verdicts, standings and notices there are."""
    return year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM verdict_standing),"
                    " (SELECT count(*) FROM notice)")


def self_evaluated(year, units, day=date(2023, 3, 10)):
    """These units hand in their self-evaluations, and they are taken."""
    year.run(date(2023, 3, 1), "publish", send=False)
    for unit in units:
        year.hand_in(unit, year.form(unit), datetime(day.year, day.month, day.day, 9), f"自评表{unit}.xlsx")
    year.run(day, "publish", send=False)
    assert year.ask("SELECT count(*) FROM submission WHERE state = 'accepted'") == [(len(units),)]


def papers(year, *, seed=None, lines=(), cover=None):
    """The finance department's workbook; tables without rows stay empty."""
    tables = {"draw_seeds": [seed] if seed else [], "core_indicators": [], "worksheets": list(lines),
              "worksheet_covers": [cover] if cover else []}
    return plain_book("verification", {name: rows or [blank(name)] for name, rows in tables.items()})


def blank(table):
    """A row in which nobody has written anything."""
    return dict.fromkeys(table_forms()["verification"].tables[table].columns)


def the_seed(record):
    """A seed for what was published: a number drawn in public after the freeze."""
    return {"region_code": LEVEL, "frame_hash": record["frame_sha256"], "number": "03 11 19 22 27 30 05",
            "source": "福利彩票双色球第2023057期", "source_on": date(2023, 5, 21), "recorded_by": "古丽",
            "witness": "王芳"}


def worksheet(year, unit, reported, checked, conclusion):
    """The three lines of one project's worksheet; the first indicator is the one in question."""
    names = year.ask("SELECT i.level3 FROM indicator i JOIN entry e ON e.id = i.entry_id JOIN project p"
                     f" ON p.id = e.project_id WHERE p.code = '{year.project(unit)}' AND i.level1 LIKE '%产出%'"
                     " OR p.code = '{0}' AND i.level1 LIKE '%效益%'".format(year.project(unit)))
    found = [{"project_code": year.project(unit), "level3": name, "reported": "100%", "checked": "100%",
              "conclusion": "属实", "corrected": False, "evidence": "现场照片", "checked_by": "买买提",
              "checked_on": date(2023, 6, 5)} for (name,) in names]
    found[0] |= {"reported": reported, "checked": checked, "conclusion": conclusion}
    return found


def test_from_the_freeze_to_the_veto(year):
    """The frame is frozen once; the draw can be repeated from the published files; a veto waits for a named person."""
    self_evaluated(year, [A, B])
    year.run(date(2023, 5, 15), milestone="verification")
    assert standing(year, "level")[LEVEL] == ("待登记种子", "")
    assert set(standing(year, "frame")) == {year.project(A), year.project(B)}
    record = json.loads((year.workspace / FOLDER / f"抽样记录-{LEVEL}.json").read_text("utf-8"))

    year.hand_in(C, year.form(C), datetime(2023, 5, 17, 9), "迟到的自评表.xlsx")
    year.run(date(2023, 5, 17), "publish", send=False)
    year.hand_in(FINANCE, papers(year, seed=the_seed(record)), datetime(2023, 5, 23, 9), "种子.xlsx")
    year.run(date(2023, 5, 23), milestone="verification")
    taken = year.ask("SELECT state FROM submission WHERE form = 'verification'")
    assert taken == [("accepted",)], year.ask("SELECT rule, cell, value, message FROM finding")
    assert set(standing(year, "frame")) == set(standing(year, "draw")) == {year.project(A), year.project(B)}
    assert standing(year, "risk") == {year.project(C): ("必查", "")}
    assert standing(year, "level")[LEVEL] == ("核查未完", "")
    assert debts(year) == {FINANCE: "owed", "653000-CZ": "waived"}  # a seed is no verification

    folder = year.workspace / FOLDER
    again = subprocess.run(
        [sys.executable, "-I", "verify_draw.py", f"抽查总体-{LEVEL}.csv", f"抽样记录-{LEVEL}.json"],
        cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert (again.returncode, again.stdout.splitlines()[:-1]) == (0, sorted(map(year.project, (A, B)))), again.stderr

    lines = [*worksheet(year, A, "150公里", "100公里", "不属实"), *worksheet(year, B, "98%", "98%", "属实"),
             *worksheet(year, C, "96%", "96%", "属实")]
    cover = {"project_code": year.project(A), "project_leader": "阿依夏", "unit_leader": "买买提",
             "unspent_fen": 10_000_000, "unsupported_fen": 5_000_000, "team": "第一组", "opinion": ""}
    year.hand_in(FINANCE, papers(year, lines=lines, cover=cover), datetime(2023, 6, 6, 9), "底稿.xlsx")
    year.run(date(2023, 6, 6), milestone="verification")
    assert standing(year, "project") == {
        year.project(A): ("自评不实", "一票否决"), year.project(B): ("自评属实", ""), year.project(C): ("自评属实", "")}
    assert standing(year, "level")[LEVEL] == ("核查完成", "")
    assert debts(year)[FINANCE] == "met"
    assert year.ask("SELECT amount_fen FROM verdict WHERE kind = 'recovery'") == [(15_000_000,)]
    page = (folder / "index.html").read_text()
    assert "自评150公里，核实100公里" in page and "阿依夏" in page

    before = counts(year)
    [(veto,)] = year.ask("SELECT id FROM verdict WHERE proposal = '一票否决'")
    with year.engine.begin() as conn:
        store.decide(conn, None, datetime(2023, 6, 7, 9), veto, "approved", "局长", "证据确凿")
    for day in (7, 8):
        year.run(date(2023, 6, day), "publish", milestone="verification")
    assert counts(year)[0][:2] == before[0][:2]  # no decision changes what was decided about
    told = year.ask(f"SELECT kind, state FROM notice ORDER BY id LIMIT -1 OFFSET {before[0][2]}")
    assert told == [("verdict", "sent"), ("copy", "sent")], "the unit hears of it once, and its division with it"
    year.run(date(2023, 6, 30), "publish", milestone="score_table", node="v2")
    with year.engine.begin() as conn:
        row = conn.execute(text(
            "SELECT v.score_cp, v.verdict FROM verdict v JOIN verdict_now s ON s.verdict_id = v.id"
            f" WHERE v.milestone = 'score_table' AND v.node = 'v2' AND v.subject = '{year.project(A)}'")).one()
    assert tuple(row) == (0, "较差")
