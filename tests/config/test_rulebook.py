"""The rulebook of a work year and its fingerprint."""

import pytest

from config.fingerprint import fingerprint, what_matters
from config.rulebook import rulebook
from config.workdays import Overlay, Workdays


def test_the_fingerprint_is_the_same_twice(law):
    """Same law, same fingerprint; another work year, another one."""
    once = rulebook(2023).fingerprint
    rulebook.cache_clear()
    assert rulebook(2023).fingerprint == once != rulebook(2025).fingerprint


def test_the_copy_has_the_fingerprint_of_the_original(request):
    """It depends on what the files say and what they are called, not on where they lie."""
    original = rulebook(2023).fingerprint
    request.getfixturevalue("law")
    assert rulebook(2023).fingerprint == original


WORDS = [  # file, what it says, what it is made to say: read by people only
    ("parameters/score_table.yaml", "source: ", "source: 另见通知，"),
    ("parameters/score_table.yaml", "title: ", "title: 所谓"),
    ("parameters/score_table.yaml", "confirmed: false", "confirmed: true"),
    ("rules.yaml", "A01: {clause: 三（一）, strength: M", "A01: {clause: 三（二）, strength: S"),
    ("rules.yaml", "title: 申请新增", "title: 凡申请新增"),
    ("calendar.yaml", "title: 年度开账", "title: 开账"),
    ("calendar.yaml", "written: ", "written: 即"),
    ("forms/tables/monitoring.yaml", "title: ", "title: 新的"),
    ("forms/tables/audit_findings.yaml", "headings: [问题来源, 来源", "headings: [问题的来源, 来源"),
    ("findings.yaml", "文件是空的", "这个文件是空的"),
    ("ladder.yaml", "days: -7", "days: -8"),
    ("routing.yaml", "bureau: 克州财政局", "bureau: 自治州财政局"),
    ("tellings.yaml", "headline: ", "headline: 请注意："),
    ("forms/targets.yaml", "\n", "\n# 一句话\n"),
]
LAW = [  # what changes a judgement, or what comes in as a fact
    ("parameters/score_table.yaml", "value: 7999", "value: 7000"),
    ("rules.yaml", "C02: {clause: 三（三）, strength: M, status: automated",
     "C02: {clause: 三（三）, strength: M, reason: 无, help: 无, status: manual"),
    ("calendar.yaml", 'due: "03-31"', 'due: "03-30"'),
    ("calendar.yaml", "holiday_policy: next_workday", "holiday_policy: as_written"),
    ("calendar.yaml", "concerns: -1, form: self_evaluation", "concerns: 0, form: self_evaluation"),
    ("holidays/2023.yaml", "2023-06-29", "2023-06-19"),
    ("forms/tables/audit_findings.yaml", "choices: [一般, 重大]", "choices: [一般, 重大, 特大]"),
    ("forms/tables/audit_findings.yaml", "by_sender: true", "by_sender: false"),
    ("findings.yaml", "F-EMPTY:   {tier: 拒收", "F-EMPTY:   {tier: 错误"),
    ("routing.yaml", "finance: 乌恰县财政局, level: county", "finance: 乌恰县财政局, level: prefecture"),
]


def test_a_changed_wording_leaves_the_fingerprint(amend):
    """Titles, sources, guides and the ladder of mails: what was decided goes on being decided."""
    before = what_matters(2023, Workdays())
    for file, says, instead in WORDS:
        amend(file, says, instead)
    assert what_matters(2023, Workdays()) == before


@pytest.mark.parametrize(("file", "says", "instead"), LAW, ids=[f"{file} {says}" for file, says, _ in LAW])
def test_a_changed_law_changes_the_fingerprint(amend, file, says, instead):
    """Values, rules in force, dates, days off, levels, and what a form lets pass: what was decided is asked anew."""
    before = rulebook(2023).fingerprint
    amend(file, says, instead)
    assert rulebook(2023).fingerprint != before


def test_a_value_of_other_years_leaves_the_fingerprint(amend):
    """Only what is in force in the work year counts."""
    before = rulebook(2023).fingerprint
    value = "value: 7999, source: 由良好的最低分 80 分推出，通知未写, confirmed: false}"
    later = "\n    - {from: 2024, value: 7000, source: 试, confirmed: false}"
    amend("parameters/score_table.yaml", value, value + later)
    assert rulebook(2023).fingerprint == before
    assert rulebook(2024).parameters.number("score_table.cap_cp") == 7000


def test_another_national_calendar_changes_the_fingerprint():
    """A release of the calendar library that moves one day moves the fingerprint of that year."""
    moved = Workdays({2023: Overlay(region="新疆", source="试", confirmed=True, days_off={"2023-06-01": "节"})})
    assert fingerprint(2023, moved) != fingerprint(2023, Workdays())
    assert fingerprint(2025, moved) == fingerprint(2025, Workdays())


def test_a_rulebook_holds_the_whole_law():
    """Calendar, working days, parameters, routing and ladder of one year."""
    book = rulebook(2026)
    assert book.work_year == book.parameters.work_year == 2026
    assert set(book.routing.regions) == {"653000-0", "653001", "653022", "653023", "653024"}
    assert book.calendar.milestone("self_evaluation").concerns == -1


def test_a_year_without_holidays_still_has_a_rulebook():
    """Provisional, never a crash (DESIGN §6)."""
    assert rulebook(2035).workdays.provisional(2035)
