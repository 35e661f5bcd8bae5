"""信息公开, scenario by scenario: clocks, publishers, and what may not leave the house (M01–M05, D08)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules.disclosure import DONE, EARLY, LATE, NEEDS, OVERDUE, SOON, judge, state
from tasks.rules.disclosure_allowed import allow_list
from tasks.rules.disclosure_clocks import ADJUSTED, DEPARTMENT, GOALS, KEY, OVERALL, SELF

SCENARIOS = "disclosure.yaml"
WHAT = (GOALS, ADJUSTED, SELF, DEPARTMENT, OVERALL, KEY)
PROJECT = {ADJUSTED: "P1", KEY: "Q1"}
UNITS = [
    {"code": "u1", "department_code": "d1", "region_code": "653001", "kind": "unit"},
    {"code": "u2", "department_code": "d2", "region_code": "653001", "kind": "unit"},
    {"code": "d1", "region_code": "653001", "kind": "unit"},
    {"code": "f1", "region_code": "653001", "kind": "finance"},
    {"code": "s1", "region_code": "653001", "kind": "division"},
    {"code": "f2", "region_code": "653022", "kind": "finance"},
]


def approval(known, kind, day, fiscal_year, project=""):
    """One event as finance records it."""
    return {"unit_code": known.get("批复单位", "f1"), "about_unit": "u1", "kind": kind, "approved_on": day,
            "fiscal_year": known.get("批复年度", fiscal_year), "project_code": project}


def approvals(known):
    """The events that started clocks."""
    days = [
        ("部门预算批复", known.get("批复", date(2023, 3, 1)), 2023, ""), ("部门决算批复", known.get("决算"), 2022, ""),
        ("整体绩效目标审核", known.get("整体审核"), 2023, ""), ("重点评价报告验收", known.get("验收"), 2022, "Q1"),
    ]
    return [approval(known, kind, day, of, project) for kind, day, of, project in days if day not in (None, "无")]


def review(known, what, project, word):
    """One sign-off."""
    return {"unit_code": known.get("审查填报", "u1"), "about_unit": "u1", "what": what, "project_code": project,
            "classification": word, "reviewer": known.get("审查人", "阿依古丽"),
            "reviewed_on": known.get("审查日", date(2023, 1, 5))}


def story(known):
    """The rows of one unit, by frame."""
    word = known.get("审查", "公开")
    reviews = [review(known, what, PROJECT.get(what, ""), word) for what in WHAT if word != "无"]
    reviews += [review(known, what, "P1", known["项目审查"]) for what in (GOALS, ADJUSTED) if "项目审查" in known]
    published = [
        {"unit_code": known.get("填报", "u1"), "about_unit": "u1", "what": what, "project_code": PROJECT.get(what, ""),
         "url": known.get("网址", "https://example.org/1"), "published_on": known["公开"]}
        for what in WHAT if "公开" in known
    ]
    rated = known.get("自评") != "无"
    return {
        "units": UNITS, "approvals": approvals(known), "disclosure_reviews": reviews, "publications": published,
        "projects": [
            {"project_id": 1, "project_code": "P1", "unit_code": "u1", "cancelled_reason": known.get("取消", "")},
        ],
        "projects@before": [{"project_id": 2, "project_code": "Q1", "unit_code": "u1"}],
        "grades": [{"project_id": 2, "project_code": "Q1", "unit_code": "u1"}] * rated,
        "submissions": [{"milestone": "department_evaluation", "unit_code": "u1", "counts": "部门评价" in known}],
        "goal_adjustments": [
            {"unit_code": known.get("调整登记", "f1"), "project_code": "P1", "reviewed_on": known["调整"]},
        ] if "调整" in known else [],
        "key_reports": [{"unit_code": "f1", "project_code": "Q1",
                         "accepted_on": None if known["报告验收"] == "无" else known["报告验收"]}]
        if "报告验收" in known else [],
        "finance_publications": [
            {"unit_code": known.get("财政", "f1"), "project_code": "Q1", "url": "https://example.org/2",
             "published_on": known["财政公开"]},
        ] if "财政公开" in known else [],
    }


def test_an_item(scenario, book, handed, told):
    """One thing to be published by one publisher: its state, who owes it, and whether a package may hold it."""
    known, asked, expected = scenario["已知"], scenario["问"], scenario["结果"]
    day = known.get("日期", date(2023, 3, 31))
    facts = handed(NEEDS, **story(known))
    found = told(judge(facts, book, day, ""))
    subject = f"{asked['内容']}|u1|{asked.get('项目', '')}|{asked.get('主体', '单位')}公开"
    row = found.get(("document", subject), {"verdict": "没有", "why": "", "unit_code": ""})
    assert row["verdict"] == expected["状态"], row["why"]
    assert row["unit_code"] == expected.get("谁", row["unit_code"])
    if "清单" in expected:
        listed = allow_list(facts, day).set_index(["what", "project_code"])["word"]
        assert listed[asked["内容"], "P1"] == expected["清单"]
        assert (("withheld", f"{asked['内容']}|u1|P1") in found) == (expected["清单"] == "不予公开")


def test_two_publishers_owe_the_same_report(book, handed):
    """D08: one accepted report, two clocks with one deadline."""
    known = {"验收": date(2023, 8, 1), "批复": "无"}
    found = judge(handed(NEEDS, **story(known)), book, date(2023, 8, 2), "").rows
    assert sorted(found["subject"].str.rsplit("|").str[-1]) == ["单位公开", "财政公开"]
    assert {one["due"] for one in found["detail"]} == {"2023-08-21"}


def test_a_second_approval_does_not_buy_time(book, handed, told):
    """The earliest event starts the clock, in whatever order they were recorded."""
    rows = story({})
    later = approval({}, "部门预算批复", date(2023, 3, 15), 2023)
    for order in ([later, *rows["approvals"]], [*rows["approvals"], later]):
        found = told(judge(handed(NEEDS, **{**rows, "approvals": order}), book, date(2023, 3, 22), ""))
        assert found["document", "项目支出绩效目标|u1||单位公开"]["verdict"] == OVERDUE


@pytest.mark.parametrize("flagged", ["P1", "P2"])
def test_one_classified_project_does_not_hide_the_others(book, handed, told, flagged):
    """The document is still owed; the package holds the other project only."""
    rows = story({})
    rows["projects"] = [{"project_id": n, "project_code": f"P{n}", "unit_code": "u1"} for n in (1, 2)]
    rows["disclosure_reviews"] = [*rows["disclosure_reviews"], review({}, GOALS, flagged, "涉密")]
    facts = handed(NEEDS, **rows)
    listed = allow_list(facts, date(2023, 3, 20)).query("what == @GOALS").set_index("project_code")["word"]
    assert listed.to_dict() == {"P1": "公开", "P2": "公开"} | {flagged: "不予公开"}
    found = told(judge(facts, book, date(2023, 3, 20), ""))
    assert found["document", "项目支出绩效目标|u1||单位公开"]["verdict"] == SOON


def test_what_nobody_reviewed_stays_out_of_a_document_that_may_leave(book, handed, told):
    """One project signed as public, one not reviewed: published is published, and the other one is counted as held."""
    rows = story({"审查": "无", "公开": date(2023, 3, 20)})
    rows["projects"] = [{"project_id": n, "project_code": f"P{n}", "unit_code": "u1"} for n in (1, 2)]
    rows["disclosure_reviews"] = [review({}, GOALS, "P1", "公开")]
    found = told(judge(handed(NEEDS, **rows), book, date(2023, 3, 31), ""))
    one = found["document", "项目支出绩效目标|u1||单位公开"]
    assert one["verdict"] == DONE and one["detail"]["held"] == 1 and one["rules"] == "M01 M05"


def test_nothing_held_back_is_no_matter_of_the_allow_list(book, handed, told):
    """M05: it is named only where a project is held or withheld; an acceptance of no project starts no clock (D08)."""
    found = told(judge(handed(NEEDS, **story({})), book, date(2023, 3, 20), ""))
    one = found["document", "项目支出绩效目标|u1||单位公开"]
    assert one["rules"] == "M01" and "先不公开" not in one["why"]
    rows = story({})
    rows["approvals"] = [*rows["approvals"], approval({}, "重点评价报告验收", date(2023, 3, 10), 2022, "")]
    assert told(judge(handed(NEEDS, **rows), book, date(2023, 3, 20), "")).keys() == found.keys()


def test_what_was_withheld_is_the_only_matter_of_its_step(book, handed):
    """M05: its step says how many are withheld, and not when the others were published."""
    rows = story({"公开": date(2023, 3, 20)})
    rows["projects"] = [{"project_id": n, "project_code": f"P{n}", "unit_code": "u1"} for n in (1, 2)]
    rows["disclosure_reviews"] = [*rows["disclosure_reviews"], review({}, GOALS, "P2", "涉密")]
    steps = judge(handed(NEEDS, **rows), book, date(2023, 3, 31), "").steps
    mine = steps[(steps["kind"] == "document") & (steps["rule"] == "M05") & steps["subject"].str.startswith(GOALS)]
    assert mine["fact"].tolist() == ["1项涉密或敏感，不公开"]


def test_a_unit_without_a_department_is_spoken_for_by_itself_alone(book, handed):
    """X01: a row without a sender's code speaks for nobody."""
    rows = story({"审查填报": ""})
    rows["units"] = [{**unit, "department_code": ""} for unit in UNITS]
    listed = allow_list(handed(NEEDS, **rows), date(2023, 3, 20)).query("what == @GOALS")["word"]
    assert set(listed) == {"待定"}


def test_a_sign_off_that_names_no_project_is_of_all(handed):
    """M05: a blank cell is no project's code; the unit's row speaks for each of its projects."""
    rows = story({}) | {"disclosure_reviews": [review({}, GOALS, None, "公开")]}
    assert allow_list(handed(NEEDS, **rows), date(2023, 3, 20)).query("what == @GOALS")["word"].tolist() == ["公开"]


WORDS = some.sampled_from(["公开", "涉密", "敏感", "待定", "", "随便写的"])


@given(some.lists(some.tuples(some.sampled_from(["", "P1"]), WORDS, some.sampled_from(["", "阿依古丽"])), max_size=5),
       some.randoms())
def test_only_what_is_signed_as_public_leaves(handed, rows, chance):
    """Whatever is written in whatever order: public only if a row is signed and public, and none objects."""
    reviews = [review({"审查人": who}, GOALS, project, word) for project, word, who in rows]
    facts = handed(NEEDS, **{**story({}), "disclosure_reviews": reviews})
    chance.shuffle(reviews)
    again = handed(NEEDS, **{**story({}), "disclosure_reviews": reviews})
    words = [allow_list(one, date(2023, 3, 20)).query("what == @GOALS")["word"].item() for one in (facts, again)]
    clean = bool(rows) and all(word == "公开" and who for _, word, who in rows)
    assert words == ["公开" if clean else words[0]] * 2
    assert clean or words[0] != "公开"


@given(some.dates(date(2023, 1, 1), date(2023, 12, 31)), some.lists(some.dates(date(2023, 1, 1), date(2024, 3, 1))))
def test_time_makes_no_state_better(as_of, published):
    """An open item only ever goes 未到期 → 待公开 → 逾期未公开; published, it is on time or late."""
    book, due = rulebook(2023), date(2023, 6, 15)
    open_ones = [state("公开", [], date(2023, 5, 26), due, day, book) for day in (as_of, date(2023, 12, 31))]
    order = (EARLY, SOON, OVERDUE)
    assert order.index(open_ones[0]) <= order.index(open_ones[1]) == 2
    if published:
        after = [day for day in published if day >= date(2023, 5, 26)]
        expected = {DONE if min(after) <= due else LATE} if after else set(order)
        assert state("公开", published, date(2023, 5, 26), due, as_of, book) in expected
