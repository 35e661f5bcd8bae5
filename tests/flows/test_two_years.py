"""Two years beside each other: each file is answered in one of them, and January brings the old one to its end."""

from datetime import date, datetime

import pytest

from config.clock import rehearse
from tasks.last_year import left_open
from tasks.request import Request
from tasks.rules.taking import other_years
from tests.flows.conftest import UNITS, plainly
from tests.table_samples import plain_book

FINANCE = "653001-CZ"


def test_a_file_is_answered_in_one_work_year_only(year):
    """Finance's reviews of 2022 lie there still when 2023 begins: no second submission, no second letter (C03)."""
    empty = dict.fromkeys(("problems", "advice", "notified_on", "rectify_due", "note"))
    rows = [empty | {"project_code": year.project(unit), "project_name": year.title(unit), "verdict": "合格",
                     "reviewed_by": "阿依古丽", "reviewed_on": date(2022, 6, 20)} for unit in UNITS]
    book = plain_book("monitoring_reviews", {"monitoring_reviews": rows})
    year.hand_in(FINANCE, book, datetime(2022, 6, 21, 9), "监控审核表.xlsx")
    year.run(date(2022, 6, 21), "publish", milestone="monitoring", work_year=2022)
    taken = year.ask("SELECT work_year, form FROM submission")
    assert taken == [(2022, "monitoring_reviews")]
    answered = year.mails(FINANCE)
    year.run(date(2023, 6, 21), milestone="monitoring")
    assert year.ask("SELECT work_year, form FROM submission") == taken
    assert year.mails(FINANCE) == answered


def summary():
    """A county's summary of 2023, on paper of its own: it does not say which work year it is for."""
    return plain_book("county_summaries", {"county_summaries": [
        {"region_code": "653001", "title": "2023年度总结", "number": "阿党发〔2023〕9号", "sent_on": date(2023, 12, 29),
         "copied_finance": True, "to_committee": True, "to_government": True}]})


def left(day):
    """What the daily run of a day would bring to an end first: milestone and node."""
    with rehearse(day):
        return [(name, again.node) for name, again in left_open(Request())]


def morning(year, day):
    """The daily run of a day, with what it brings to an end before."""
    with rehearse(day):
        asked = left_open(Request())
    for name, again in asked:
        plainly(again, day, "publish", milestone=name)
    year.run(day, "publish", milestone="daily", work_year=2024)


def test_what_comes_in_january_for_last_year_is_received_answered_and_settled_by_itself(year):
    """A county's summary due on 30 November comes on 9 January; the funds' never comes; in February nobody waits."""
    assert left(date(2024, 1, 10)) == []
    for node in ("counties", "funds"):
        year.run(date(2023, 11, 1), "publish", milestone="yearly_summary", node=node)
    assert left(date(2024, 1, 10)) == [("daily", ""), ("yearly_summary", "funds"), ("yearly_summary", "counties")]
    year.hand_in(FINANCE, summary(), datetime(2024, 1, 9, 16), "总结.xlsx")
    morning(year, date(2024, 1, 10))
    assert year.ask("SELECT work_year, node, form, state FROM submission") == [
        (2023, "counties", "county_summaries", "accepted")]
    owed = "SELECT state, met_on FROM obligation WHERE milestone = 'yearly_summary' AND node = '{}'"
    assert year.ask(owed.format("counties")) == [("met", "2024-01-09")]
    assert year.ask(owed.format("funds")) == [("owed", None)]
    assert year.mails(FINANCE)[0] == "01-10 回执" and len(year.mails(FINANCE)) == 2  # and the form of November
    assert year.ask("SELECT count(*) FROM obligation WHERE work_year = 2024") == [(0,)]
    assert left(date(2024, 1, 31)) == [("daily", ""), ("yearly_summary", "funds")] and left(date(2024, 2, 1)) == []


JANUARY = date(2024, 1, 10)
SUMMARY, OTHER = ("f1", "county_summaries"), ("f1", "monitoring")


@pytest.mark.parametrize(("issued_for", "before", "now", "whose"), [
    (None, {SUMMARY}, set(), 2023), (None, set(), {SUMMARY}, 2024), (None, {SUMMARY}, {SUMMARY}, 2024),
    (2023, {SUMMARY}, {SUMMARY}, 2023), (2024, {SUMMARY}, {SUMMARY}, 2024), (None, {OTHER}, {SUMMARY}, 2024),
])
def test_in_january_a_form_is_for_one_of_both_years(issued_for, before, now, whose):
    """It is what it says it is; where it does not say, this year's when it is owed this year, else last year's."""
    taken = [work_year for work_year in (2023, 2024)
             if not other_years("county_summaries", issued_for, "f1", work_year, JANUARY, {2023: before, 2024: now})]
    assert taken == [whose]
