"""整改通知清单: who is to put what right by when, for finance to notify (C04)."""

from io import BytesIO

from openpyxl import load_workbook

from reports.published import published
from tests.reports.milestone_views import view_of

DETAIL = {"notify_by": "2023-06-23", "rectify_due": "2023-07-12", "reported_on": "", "closed_on": "", "open": True}


def row(subject, verdict, **changes):
    """One verdict about a rectification."""
    return {"kind": "rectification", "subject": subject, "name": f"项目{subject}", "unit_name": "水利站",
            "verdict": verdict, "why": "招标流标；应于7月12日前整改，整改中。", "detail": DETAIL} | changes


def listed(*rows):
    """The rows of the list under its header."""
    [(name, content)] = published(view_of("monitoring", rows)).items()
    assert name.endswith("（代拟稿）.xlsx")
    sheet = load_workbook(BytesIO(content)).active
    return [[cell.value for cell in one] for one in sheet.iter_rows(min_row=4) if one[2].value]


def test_what_is_open_is_listed_by_its_term():
    """The earliest term first, both rounds, with days as days; what is closed is not there."""
    soon = DETAIL | {"rectify_due": "2023-06-30"}
    earlier = row("P2", "逾期未改", kind="earlier_rectification", detail=soon)
    found = listed(row("P1", "整改中"), earlier, row("P3", "已销号"))
    assert [one[2] for one in found] == ["P2", "P1"]
    assert found[0][3] == "上次监控" and f"{found[0][6]:%Y-%m-%d}" == "2023-06-30"


def test_nothing_open_no_list():
    """A round without problems publishes no list; the same facts give the same bytes."""
    assert published(view_of("monitoring", [row("P3", "已销号")])) == {}
    once, again = (published(view_of("monitoring", [row("P1", "整改中")])) for _ in range(2))
    assert once == again and len(once) == 1
