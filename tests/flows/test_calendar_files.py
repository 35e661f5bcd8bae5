"""`jixiao calendar --ics` and `jixiao export 总台账`: files that are there, and refusals that say what would do."""

from datetime import date, datetime

import openpyxl
from icalendar import Calendar

from tests.flows.conftest import UNITS

A, B, C = UNITS


def test_the_year_becomes_calendar_files(tmp_path, jixiao):
    """One for each role and one of all, or the one asked for; a rerun leaves it alone; an unknown role is refused."""
    code, out, _ = jixiao("calendar", "--work-year", 2023, "--ics", "--role", "部门单位", "--out", tmp_path / "日历")
    [file] = (tmp_path / "日历").iterdir()
    assert code == 0 and str(file) in out and Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    written = file.stat().st_mtime_ns
    assert jixiao("calendar", "--work-year", 2023, "--ics", "--out", tmp_path / "日历")[0] == 0
    assert len(list((tmp_path / "日历").iterdir())) == 7 and file.stat().st_mtime_ns == written
    code, out, _ = jixiao("calendar", "--work-year", 2023, "--ics", "--role", "张三", "--out", tmp_path)
    assert code == 2 and "有：全部、部门单位" in out


def test_the_ledger_is_exported_as_of_any_day(office, tmp_path, jixiao):
    """What came later is not in it; another kind of file is refused."""
    office.hand_in(A, office.form(A), datetime(2023, 3, 7, 9))
    office.run(date(2023, 3, 7), "publish")
    to, words = tmp_path / "台账.xlsx", ("export", "总台账", "--work-year", 2023)
    for day, files in (("2023-03-06", 0), ("2023-03-07", 1)):
        code, out, _ = jixiao(*words, "--to", to, "--as-of", day, on=date(2023, 3, 8))
        rows = openpyxl.load_workbook(to)["报送件"].iter_rows(min_row=4, max_col=1, values_only=True)
        assert code == 0 and "总台账" in out and sum(value is not None for (value,) in rows) == files
    assert jixiao(*words, "--to", tmp_path / "台账.csv", on=date(2023, 3, 8))[0] == 3
