"""Which files of the inbox a run takes in: of whom, until when, and none that it knows already."""

from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import insert, update

from config.clock import BEIJING
from config.forms_register import register_files
from tasks.store import obligations
from tasks.store.models import Unit
from tests.flows.conftest import UNITS, as_read

A, B, C = UNITS
D = "653022001"
DAY = date(2023, 3, 7)
NEXT = DAY + timedelta(days=1)


def test_a_run_over_some_regions_takes_what_lies_in_their_folders(office):
    """Not the file of another county's unit, nor one in nobody's folder: the next full run has those."""
    with office.engine.begin() as conn:
        conn.execute(insert(Unit).values(code=D, name="阿克陶县水利站", region_code="653022"))
    for unit in (A, D, ""):
        office.lay(unit, office.form(A, executed=float(90 + len(unit))), f"{unit}.xlsx", DAY)
    assert office.files(DAY, regions=["阿图什市"]) == [(A, f"{A}.xlsx")]
    assert office.files(DAY, regions=["阿克陶县"]) == [(D, f"{D}.xlsx")]


def test_a_past_day_has_what_had_come_by_its_end_and_today_what_is_there_by_now(office):
    """At 11:00 the file of this evening is not there yet; of a day gone by the last second counts."""
    for name, day, time in (("当晚.xlsx", DAY, (23, 59, 59)), ("次日.xlsx", NEXT, (0, 0, 1))):
        office.lay(A, office.form(A, executed=80.0 + time[-1] / 2), name, day, *time)
    assert office.files(DAY) == []
    assert office.files(NEXT, as_of=DAY) == [(A, "当晚.xlsx")]
    assert office.files(NEXT) == [(A, "当晚.xlsx"), (A, "次日.xlsx")]


def test_what_a_unit_has_handed_in_is_not_read_again(office):
    """26: neither from its own folder nor astray; the same bytes from somebody else are somebody else's."""
    office.lay(A, office.form(A), "自评表.xlsx", DAY)
    office.run(DAY, "publish", "notify")
    office.lay(A, office.form(A), "又一份.xlsx", NEXT)
    office.lay("散件", office.form(A), "散落.xlsx", NEXT)
    assert office.files(NEXT) == []
    office.lay(B, office.form(A), "别家的.xlsx", NEXT)
    assert office.files(NEXT) == [(B, "别家的.xlsx")]


def test_what_a_merged_unit_has_handed_in_is_not_read_again_from_its_heirs_folder(office):
    """X09: they are one house; somebody else's folder is another."""
    with office.engine.begin() as conn:
        conn.execute(update(Unit).where(Unit.code == A).values(valid_to=date(2023, 2, 1), successor_code=B))
    office.lay(A, office.form(A), "自评表.xlsx", DAY)
    office.run(DAY, "publish", "notify")
    for unit in (B, C):
        office.lay(unit, office.form(A), "抄送.xlsx", NEXT)
    assert office.files(NEXT) == [(C, "抄送.xlsx")]


def test_what_is_no_form_goes_to_what_its_sender_still_owes(office):
    """Not to what it has done with, though that was due later."""
    owed = pd.DataFrame([{
        "work_year": 2023, "milestone": milestone, "node": "", "unit_code": A, "region_code": "653001", "form": "",
        "occasion": "", "fiscal_year": 2022, "written_due": due, "effective_due": due, "remind_from": due,
        "due_reason": ""} for milestone, due in (("self_evaluation", DAY), ("overall_targets", NEXT))])
    office.collected(DAY)  # a run to write under
    with office.engine.begin() as conn:
        by = (conn, 1, datetime(2023, 3, 7, 8, tzinfo=BEIJING))
        obligations.ensure(*by, owed)
        done = conn.exec_driver_sql("SELECT id FROM obligation WHERE milestone = 'overall_targets'").scalar_one()
        obligations.meet(*by, [(done, DAY)])
    office.lay(A, b"%PDF-1.7\n", "扫描件.pdf", DAY)
    assert office.files(DAY) == [(A, "扫描件.pdf")]
    assert office.files(DAY, milestone="overall_targets") == []


def test_every_word_for_open_is_open_even_all_in_one_file(office, monkeypatch):
    """X08: a file whose projects bear one each is no secret; one other word among them makes it one."""
    words = [*sorted(register_files().open), "内部"]

    def marked(files, progress):
        found = [as_read(name, path) for name, path in files]
        for reading in found:
            own = words if reading.file == "内部.xlsx" else words[:-1]
            reading.projects = [reading.projects[0] | {"secrecy": word} for word in own]
        return found

    monkeypatch.setattr("tasks.collect.read_files", marked)
    for unit, name in ((A, "公开.xlsx"), (B, "内部.xlsx")):
        office.lay(unit, office.form(unit), name, DAY)
    filed = office.collected(DAY)
    assert [reading.withheld for reading in filed.readings] == [False, True]
    assert len(filed.projects) == len(words) - 1
