"""The sums that page and workbook share."""

from datetime import date

from reports.tallies import average_cp, by_day, by_region, by_rule, whole
from reports.today import todays_work
from tasks.rules.finding import finding

OWED = {"state": "owed", "covered": 0, "met_on": None, "first_complete_on": None}


def test_every_unit_stands_in_one_of_four_places(small):
    """Filed in time, filed late, owing, owing and late."""
    view = small(units=[{}, {"late": True, "overdue_days": 2}, OWED, OWED | {"late": True, "overdue_days": 4}])
    assert list(whole(view).standings.values()) == [1, 1, 1, 1] and whole(view).filed == 2


def test_coverage_is_whole_only_when_nothing_is_missing(small):
    """11,999 of 12,000 are not 100 %."""
    assert whole(small(units=[{"projects": 12_000, "covered": 11_999}])).coverage_bp == 9_999
    assert whole(small(units=[{"projects": 0, "covered": 0}])).coverage_bp is None


def test_the_regions_add_up_to_the_whole(prefecture):
    """Every count of the total is the sum of the regions'."""
    view = prefecture(40, 5)
    total, regions = whole(view), by_region(view)
    for count in ("units", "projects", "covered", "returned", "refused", "errors", "explains", "scored", "filed"):
        assert getattr(total, count) == sum(getattr(region, count) for region in regions)
    assert total.grades == {word: sum(region.grades[word] for region in regions) for word in total.grades}
    assert regions[0].name == "州本级" and sum(total.grades.values()) == len(view.projects)


def test_an_average_rounds_halves_up(small):
    """89.995 is 90.00; nothing scored has no average."""
    projects = [{"score_cp": 8_999}, {"score_cp": 9_000}, {"score_cp": None, "grade": ""}]
    scores = small(projects=projects).projects["score_cp"]
    assert average_cp(scores) == 9_000 and average_cp(scores[:0]) is None


def test_findings_are_counted_by_rule_with_their_meaning(small):
    """Gravest tier first; the wording without its facts, one example with them."""
    rows = [
        {"rule": said.rule, "tier": said.tier, "unit_name": unit, "message": said.message}
        for unit, said in (
            ("甲", finding("S-SLOW", file="f", value="65%", expected="90%")),
            ("乙", finding("S-TOTAL", file="f", value="95", expected="94")),
            ("乙", finding("S-TOTAL", file="f", value="96", expected="90")),
        )
    ]
    first, second = by_rule(small(findings=rows).findings)
    assert (first.rule, first.count, first.units, second.rule) == ("S-TOTAL", 2, 1, "S-SLOW")
    assert first.says == "总分填 …，各项得分合计为 …" and "总分填 95" in first.example


def test_filing_is_counted_by_day(small):
    """New and cumulative; who still owes is not in it."""
    units = [{"met_on": date(2023, 3, 20)}, {"met_on": date(2023, 3, 20)}, {"met_on": date(2023, 3, 9)}, OWED]
    assert by_day(small(units=units).units) == [(date(2023, 3, 9), 1, 1), (date(2023, 3, 20), 2, 3)]


def test_todays_work_begins_with_what_nobody_was_told(small):
    """Undelivered mail, then the longest overdue, then what went back; each unit once."""
    view = small(
        units=[
            OWED | {"late": True, "overdue_days": 1, "returned": 1}, OWED | {"late": True, "overdue_days": 5},
            OWED | {"returned": 2}, OWED,
        ],
        notices=[{"kind": "issue", "state": "failed", "unit_name": "单位3"}, {"kind": "issue", "state": "sent"}],
        as_of=date(2023, 3, 29),
    )
    work = todays_work(view)
    matters = [piece.matter for piece in work]
    assert matters == ["通知没有送到", "逾期未报齐", "退回或拒收后还没有重报", "2天后到期、还没有报齐"]
    assert [piece.count for piece in work] == [1, 2, 1, 1] and work[1].first[0][0] == "单位1"


def test_a_day_without_work_has_none(small):
    """Everybody has filed, everything agrees."""
    assert todays_work(small(units=[{}], projects=[{}])) == []
    assert todays_work(small()) == []
