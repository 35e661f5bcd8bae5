"""The inbox keeps what came last year: the new work year answers none of it again."""

from datetime import date, datetime

from tests.flows.conftest import UNITS
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
