"""责任在系统, scenario by scenario (X06): which lateness our own side had a part in, and that it counts for nothing."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules.county_assessment import judge as assess
from tasks.rules.daily import NEEDS, judge
from tasks.rules.monitoring import judge as monitor
from tasks.rules.outage import key_of, outages, spared, without
from tasks.rules.service import down_days, in_service
from tests.rules.test_monitoring import facts_of, verdict

SCENARIOS = "outage.yaml"
BOOK = rulebook(2023)
DUE, OPENED = date(2023, 3, 31), date(2023, 3, 1)
SUBJECT = key_of("u1", "self_evaluation", "", BOOK)
FRAMES = ("runs", "obligations", "units", "notices", "submissions", "decisions")
EVERY = [date(2023, 2, 1) + timedelta(days=step) for step in range(80)]


def ran(days, complete=True, as_of=None):
    """Runs of the daily ledger, of the self-evaluation and of what was due before it."""
    return [{"milestone": milestone, "node": "", "as_of": as_of or day, "started_on": day, "complete": complete,
             "whole": True} for day in days for milestone in ("daily", "self_evaluation", "overall_targets")]


def story(known, until):
    """All frames of one story."""
    down, met = known.get("停运", [date(2023, 1, 1)] * 2), known.get("报齐", "无")
    days = known.get("运行", [day for day in EVERY if not down[0] <= day <= down[-1] and BOOK.workdays.is_workday(day)])
    mails = [{"put": day, "sent": day} for day in known.get("提醒", [])] + known.get("信", [])
    back = known.get("退回")
    answer = {"obligation_id": 1, "submission_id": 7, "kind": "return", "state": "sent", "created_on": back,
              "sent_on": back}
    return {
        "runs": [run for run in [
            *ran(days), *ran(known.get("中断", []), complete=False),
            *(run for as_of, day in known.get("补做", []) for run in ran([day], as_of=as_of)),
        ] if run["started_on"] <= until],
        "obligations": [{
            "id": 1, "milestone": "self_evaluation", "unit_code": "u1", "region_code": "653001", "written_due": DUE,
            "effective_due": DUE, "remind_from": DUE, "met_on": met if isinstance(met, date) else None,
            "state": {"无": "owed", "免报": "waived"}.get(met, "met")}],
        "units": [{"code": "u1", "name": "州交通局", "region_code": "653001", "kind": "unit"}],
        "notices": [{"obligation_id": 1, "kind": "issue", "state": "sent", "created_on": OPENED, "sent_on": OPENED}] + [
            {"obligation_id": 1, "kind": "reminder", "state": mail.get("state", "sent"), "created_on": mail["put"],
             "sent_on": mail.get("sent"), "last_error": mail.get("error", "")} for mail in mails
        ] + [answer] * bool(back),
        "submissions": [{"id": 7, "milestone": known.get("报的是", "self_evaluation"), "unit_code": "u1",
                         "received_on": known["报来"], "state": "returned"}] if "报来" in known else [],
    }


def asked(scenario, handed):
    """The proposal about the unit's self-evaluation, or none."""
    facts = handed(FRAMES, **story(scenario["已知"], scenario["问"]))
    [one] = outages(facts, BOOK, scenario["问"]) or [None]
    expected = scenario["结果"]
    assert (one.verdict if one else "没有") == expected["结论"], one
    if one:
        assert (one.subject, one.proposal, one.fired[0].rule) == (SUBJECT, "免计逾期", "X06")
        assert len(one.detail["days"]) == expected["停运"]


@pytest.mark.part("停运")
def test_days_on_which_nothing_ran(scenario, handed):
    """Reminders that should have left and could not."""
    asked(scenario, handed)


@pytest.mark.part("值守")
def test_whoever_never_promised_to_be_there(scenario, handed):
    """An outage is a break in a service that there was."""
    asked(scenario, handed)


@pytest.mark.part("邮件")
def test_mails_that_could_not_leave(scenario, handed):
    """We ran, and the server did not take our mails."""
    asked(scenario, handed)


@pytest.mark.part("退回")
def test_files_that_were_sent_back_too_late(scenario, handed):
    """Handed in on time, wrong, and told so only when it was too late to put right."""
    asked(scenario, handed)


def undecided(handed, decision=None):
    """The frames of a unit that is late by our fault, with a decision on that or none."""
    known = story({"停运": [date(2023, 3, 20), date(2023, 4, 3)], "报齐": date(2023, 4, 28)}, date(2023, 6, 1))
    second = known["obligations"][0] | {"id": 2, "milestone": "overall_targets", "written_due": date(2023, 2, 28),
                                        "effective_due": date(2023, 2, 28), "remind_from": date(2023, 2, 28)}
    ruled = {"milestone": "daily", "kind": "outage", "subject": SUBJECT, "proposal": "免计逾期", "decision": decision}
    return handed(NEEDS, **known | {"obligations": [known["obligations"][0], second],
                                    "decisions": [ruled] * bool(decision)})


@pytest.mark.parametrize(("decision", "blamed"), [(None, False), ("approved", False), ("rejected", True)])
def test_nobody_is_blamed_for_it_until_a_person_says_so(handed, told, decision, blamed):
    """Two milestones late by more than ten working days would call for O10; one of them is ours (X11)."""
    found = told(judge(undecided(handed, decision), BOOK, date(2023, 6, 1), ""))
    assert (("accountability", "u1|逾期未报") in found) is blamed
    assert found["outage", SUBJECT]["proposal"] == "免计逾期"


@pytest.mark.parametrize(("decision", "rate"), [(None, None), ("approved", None), ("rejected", "0/1")])
def test_the_county_is_not_scored_for_it_until_a_person_says_so(handed, decision, rate):
    """K04 counts neither as timely nor as late what is excused, or not decided."""
    from tasks.rules.county_assessment import NEEDS as WANTED

    owed = {"id": 1, "milestone": "county_submission", "node": "june", "unit_code": "f", "region_code": "653022",
            "written_due": date(2023, 6, 10), "effective_due": date(2023, 6, 12), "state": "met",
            "met_on": date(2023, 6, 20)}
    subject = key_of("f", "county_submission", "june", BOOK)
    excuse = {"subject": subject, "decision": decision or ""}
    units = [{"code": "f", "region_code": "653022", "level": "county", "kind": "finance"}]
    facts = handed(WANTED, obligations=[owed], units=units, excuses=[excuse])
    rows = assess(facts, BOOK, date(2023, 12, 15), "december").rows
    [item] = rows.loc[rows["subject"] == "653022|报送及时、材料齐全", "detail"]
    rates = {one["title"]: f"{one['done']}/{one['due']}" for one in item["measures"]}
    assert rates.get("县（市）按时报送") == rate


@pytest.mark.parametrize(("excuse", "word"), [
    (None, "不合格"), ("", "待报送"), ("approved", "待报送"), ("rejected", "不合格")])
def test_no_project_fails_its_monitoring_for_it_until_a_person_says_so(excuse, word):
    """C03 takes what was not filed for failed, and two failures cap a grade (C05): not where we were down."""
    facts = facts_of({"may": {"报送": "无"}})
    facts["excuses"] = pd.DataFrame([{"subject": "u1|5月监控", "decision": excuse}] * (excuse is not None))
    row = verdict(monitor(facts, BOOK, date(2023, 6, 20), "may"), "project")
    assert row["verdict"] == word
    late = facts_of({"may": {"报送": date(2023, 6, 20)}}) | {"excuses": facts["excuses"]}
    row = verdict(monitor(late, BOOK, date(2023, 6, 30), "may"), "project")
    assert row["verdict"] == word.replace("待报送", "待审核")


def test_only_a_rejected_outage_is_no_excuse():
    """X06: what was rejected of something else, or elsewhere, leaves the excuse as it is."""
    said = {"milestone": "daily", "kind": "outage", "subject": SUBJECT, "decision": "rejected"}
    for change, left in (({}, set()), ({"kind": "accountability"}, {SUBJECT}), ({"milestone": "opening"}, {SUBJECT}),
                         ({"decision": "approved"}, {SUBJECT})):
        assert spared([SUBJECT], pd.DataFrame([said | change])) == left


def test_the_day_it_came_into_service_is_no_day_down():
    """X06: the fifth working day on end; only whole runs of the daily ledger, on the day itself, are beats."""
    days = [date(2023, 3, day) for day in (1, 2, 3, 6, 7)]
    assert in_service(ran(days), BOOK) == date(2023, 3, 7)
    assert in_service([run for run in ran(days) if run["milestone"] != "daily"], BOOK) is None
    assert in_service(ran(days, complete=False), BOOK) is None
    assert in_service(ran(days, as_of=date(2023, 3, 1)), BOOK) is None


def test_only_days_in_service_and_over_can_be_down(handed):
    """X06: from the day after it came into service up to yesterday, never beyond the node's own window."""
    beats = [run for run in ran([date(2023, 3, day) for day in (1, 2, 3, 6, 7)]) if run["milestone"] == "daily"]
    node, facts = ("self_evaluation", ""), handed(("runs",), runs=beats)
    assert down_days(facts, BOOK, date(2023, 3, 10), {node}) == {node: [date(2023, 3, 8), date(2023, 3, 9)]}
    late = down_days(facts, BOOK, date(2023, 12, 1), {node})[node]
    assert late[-1] == date(2023, 4, 28), "the last working day before the window ends on Sunday 04-30"


DAYS = some.dates(date(2023, 2, 1), date(2023, 4, 30))
MAILS = some.lists(some.builds(
    lambda put, wait, error, state: {"put": put, "sent": wait and put + timedelta(days=wait), "error": error,
                                     "state": state},
    DAYS, some.none() | some.integers(0, 30), some.sampled_from(["", "535"]),
    some.sampled_from(["sent", "failed", "bounced", "superseded", "pending", "uncertain"])), max_size=3)


@settings(max_examples=12)
@given(some.lists(DAYS, max_size=40), some.lists(DAYS, max_size=3), MAILS, some.dates(OPENED, DUE),
       some.dates(OPENED, date(2023, 5, 31)))
def test_whoever_was_on_time_is_never_touched(handed, days, cut_off, mails, met, day):
    """Law: whatever ran, broke or was stuck, nothing is said about a unit that was on time, nor about a day to come."""
    known = {"运行": days, "中断": cut_off, "信": mails}
    on_time = handed(FRAMES, **story(known | {"报齐": met}, day))
    assert outages(on_time, BOOK, day) == []
    late = handed(FRAMES, **story(known | {"报齐": "无"}, day))
    assert day > DUE or outages(late, BOOK, day) == []
    subjects = [one.subject for one in outages(late, BOOK, day)]
    assert spared(subjects, late["decisions"]) == set(subjects) <= {SUBJECT}


@settings(max_examples=12)
@given(some.sets(DAYS, max_size=60), some.sets(DAYS, max_size=20), some.sets(some.dates(date(2023, 3, 22), DUE)))
def test_a_reminder_that_left_ends_the_excuse(handed, days, cut_off, reminded):
    """Law: a reminder more never adds an excuse, and one in time leaves none."""
    known = {"运行": sorted(days), "中断": sorted(cut_off), "报齐": "无"}
    with_more = handed(FRAMES, **story(known | {"提醒": sorted(reminded)}, DUE + timedelta(days=7)))
    found = outages(with_more, BOOK, DUE + timedelta(days=7))
    assert found == [] or not reminded


def test_finance_that_could_not_be_reminded_of_its_own_review_is_excused_like_anybody_else(handed):
    """Reviews due on 03-31 and reminded of on no day before: our fault; the unit beside it keeps its own subject."""
    known = story({"停运": [date(2023, 3, 20), date(2023, 4, 3)], "报齐": date(2023, 4, 4)}, date(2023, 4, 10))
    owed = known["obligations"][0] | {"id": 2, "milestone": "overall_targets", "unit_code": "f1", "occasion": "",
                                      "form": "submission_reviews", "met_on": None, "state": "owed"}
    found = outages(handed((*FRAMES, "reviews_owed"), **known, reviews_owed=[owed]), BOOK, date(2023, 4, 10))
    assert [one.subject for one in found] == [SUBJECT, "f1|整体绩效目标审核"]
    facts = handed((*FRAMES, "reviews_owed"), **known, reviews_owed=[owed])
    assert without(facts["reviews_owed"].assign(review=True), {"f1|整体绩效目标审核"}, BOOK).empty
