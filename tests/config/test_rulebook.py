"""The rulebook of a work year and its fingerprint."""

import pytest

from config.rulebook import _fingerprint, rulebook
from config.strict import CONFIG
from config.workdays import Overlay, Workdays

FILES = sorted(path.relative_to(CONFIG).as_posix() for path in CONFIG.rglob("*.yaml"))


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


@pytest.mark.parametrize("file", FILES)
def test_any_change_of_any_file_changes_the_fingerprint(law, file):
    """Even a comment: whoever asks what a judgement was made under must get exactly that."""
    before = _fingerprint(2023, Workdays())
    with (law / file).open("a", encoding="utf-8") as text:
        text.write("# changed\n")
    assert _fingerprint(2023, Workdays()) != before


def test_a_new_or_a_renamed_file_changes_the_fingerprint(law):
    """Names count, not only contents."""
    before = _fingerprint(2023, Workdays())
    (law / "parameters" / "scoring.yaml").rename(law / "parameters" / "points.yaml")
    renamed = _fingerprint(2023, Workdays())
    (law / "holidays" / "2030.yaml").write_text("region: 新疆\nsource: 无\nconfirmed: false\n", encoding="utf-8")
    assert len({before, renamed, _fingerprint(2023, Workdays())}) == 3


def test_another_national_calendar_changes_the_fingerprint():
    """A release of the calendar library that moves one day moves the fingerprint of that year."""
    moved = Workdays({2023: Overlay(region="新疆", source="试", confirmed=True, days_off={"2023-06-01": "节"})})
    assert _fingerprint(2023, moved) != _fingerprint(2023, Workdays())
    assert _fingerprint(2025, moved) == _fingerprint(2025, Workdays())


def test_a_rulebook_holds_the_whole_law():
    """Calendar, working days, parameters, routing and ladder of one year."""
    book = rulebook(2026)
    assert book.work_year == book.parameters.work_year == 2026
    assert set(book.routing.regions) == {"653000-0", "653001", "653022", "653023", "653024"}
    assert book.calendar.milestone("self_evaluation").concerns == -1


def test_a_year_without_holidays_still_has_a_rulebook():
    """Provisional, never a crash (DESIGN §6)."""
    assert rulebook(2035).workdays.provisional(2035)
