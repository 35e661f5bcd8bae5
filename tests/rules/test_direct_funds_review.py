"""Direct funds: every project reviewed, every problem pushed the same working day, every chain whole (J01–J03)."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules import direct_funds_review
from tasks.rules.direct_funds_push import push_due

SCENARIOS = "direct_funds_review.yaml"
CODE, COUNTY, FRIDAY = "65302223T000000000001", "653022", date(2023, 6, 16)
UNITS = [
    {"code": "302", "region_code": COUNTY, "level": "county", "kind": "finance"},
    {"code": "300", "region_code": "653000-0", "level": "prefecture", "kind": "finance"},
    {"code": "300900", "region_code": "653000-0", "level": "prefecture", "kind": "centre"},
]


def project(known, project_id=1, funds="直达资金"):
    """One project as a scenario knows it."""
    return {"project_id": project_id, "project_code": CODE, "unit_code": "302001", "funds": known.get("资金", funds),
            "region_code": known.get("区划", COUNTY), "cancelled_reason": known.get("取消", "")}


def reviews(known):
    """The rows of the centre's table, the later one last in time but first in the file."""
    if "结论" not in known:
        return []
    first = {"node": known.get("轮次", "june"), "project_code": CODE, "outcome": known["结论"], "issue": "资金滞留",
             "reviewer": known.get("审核人", "古丽"), "reviewed_on": known.get("审核", FRIDAY),
             "pushed_on": known.get("推送"), "rectified_on": known.get("整改"), "received_on": FRIDAY,
             "submission_id": 1}
    later = first | {"outcome": known.get("后来"), "received_on": date(2023, 6, 20), "submission_id": 2}
    return [later, first] if "后来" in known else [first]


def judged(frames, node="june", as_of=date(2023, 6, 30)):
    """Kind → words, in the order of subjects."""
    frames = {name: pd.DataFrame(rows) for name, rows in ({"units": UNITS} | frames).items()}
    rows = direct_funds_review.judge(frames, rulebook(2023), as_of, node).rows
    return {kind: of["verdict"].tolist() for kind, of in rows.groupby("kind")}, rows


@pytest.mark.part("审核")
def test_a_review(scenario):
    """J02: reviewed or not, pushed in time or not, and whether the county is covered."""
    known, expected = scenario["已知"], scenario["结果"]
    frames = {"projects": [project(known)], "direct_funds_reviews": reviews(known)}
    words, _ = judged(frames, as_of=known.get("日期", date(2023, 6, 30)))
    assert words.get("project", ["无"]) == [expected["项目"]] and words["region"] == [expected["县"]]
    assert words["office"] == [expected["县"]]
    assert words.get("push", []) == expected["推送"]


@pytest.mark.parametrize(("known", "project_says", "push_says"), [
    ({}, "本轮尚无署名的审核记录（", None), ({"结论": "无问题"}, "古丽于6月16日审核：资金滞留（", None),
    ({"结论": "有问题", "推送": date(2023, 6, 16)}, "古丽于6月16日审核：资金滞留（",
     "“资金滞留”，应于6月16日前推送，6月16日推送（"),
    ({"结论": "有问题"}, "古丽于6月16日审核：资金滞留（", "“资金滞留”，应于6月16日前推送，尚未推送（"),
])
def test_what_is_said_of_a_review(known, project_says, push_says):
    """J02: who reviewed, what was found, by when it had to be pushed and when it was."""
    frames = {"projects": [project(known)], "direct_funds_reviews": reviews(known)}
    _, rows = judged(frames)
    why = rows.set_index("kind")["why"]
    assert project_says in why["project"] and (push_says is None or push_says in why["push"])
    for row in frames["direct_funds_reviews"]:
        row["issue"] = ""
    why = judged(frames)[1].set_index("kind")["why"]
    if known:
        assert f"审核：{known['结论']}（" in why["project"]
    assert push_says is None or "“未写明的问题”" in why["push"]


@pytest.mark.parametrize(("pushed", "word"), [(20, "逾期推送"), (21, "推送逾期")])
def test_a_push_counts_from_its_own_day(pushed, word):
    """J02: pushed today is pushed; what is dated tomorrow is not yet."""
    known = {"结论": "有问题", "推送": date(2023, 6, pushed)}
    frames = {"projects": [project(known)], "direct_funds_reviews": reviews(known)}
    assert judged(frames, as_of=date(2023, 6, 20))[0]["push"] == [word]


@pytest.mark.part("全过程")
def test_the_whole_chain(scenario):
    """J01: what is due by the round is there, for this year's projects and last year's."""
    known, expected = scenario["已知"], scenario["结果"]
    there = known["有"]
    frames = {
        "projects": [project({})], "projects@before": [project({}, 7)],
        "indicators": [{"project_id": 1}] if "目标" in there else [],
        "monitoring": [{"project_id": 1, "node": node} for node in ("may", "august") if node in there],
        "grades": [{"project_id": 7}] if "自评" in there else [],
    }
    _, rows = judged(frames, known["轮次"])
    for kind, wanted in {"chain": expected["本年"], "past_chain": expected["上年"]}.items():
        [row] = rows[rows["kind"] == kind].to_dict("records")
        assert row["verdict"] == ("缺环节" if wanted.startswith("缺") else wanted)
        assert wanted == "全过程完整" or f"{wanted}（" in row["why"]


@pytest.mark.part("平台")
def test_rural_projects_on_the_platform(scenario):
    """J03: goal and monitoring for this year's projects, self-evaluation for last year's, at every level."""
    known, expected = scenario["已知"], scenario["结果"]
    flags = ("goal_set", "monitored", "self_evaluated")
    export = [{"project_code": CODE, **{flag: flag in known["平台"] for flag in flags}}] if "平台" in known else []
    frames = {"projects": [project(known, funds="衔接资金")], "projects@before": [project(known, 7, "衔接资金")],
              "rural_platform": export}
    words, _ = judged(frames)
    assert words.get("rural", ["无"]) == [expected["本年"]] and words.get("past_rural", ["无"]) == [expected["上年"]]


@pytest.mark.parametrize(("flags", "says"), [
    (("goal_set",), "中缺绩效监控（"), (("goal_set", "monitored"), "中各环节齐全（"), (None, "中没有本项目（")])
def test_what_the_platform_lacks_is_named(flags, says):
    """J03: which link the export has not, or that it has them all."""
    names = ("goal_set", "monitored", "self_evaluated")
    export = [] if flags is None else [{"project_code": CODE, **{name: name in flags for name in names}}]
    frames = {"projects": [project({}, funds="衔接资金")], "rural_platform": export}
    _, rows = judged(frames)
    assert says in rows.set_index("kind")["why"]["rural"]


def test_a_county_is_covered_only_when_every_project_is():
    """Two of three is not 100 %, and the missing one is named."""
    projects = [project({}, n) | {"project_code": f"P{n}"} for n in (1, 2, 3)]
    done = [reviews({"结论": "无问题"})[0] | {"project_code": f"P{n}"} for n in (1, 3)]
    _, rows = judged({"projects": projects, "direct_funds_reviews": done})
    [row] = rows[rows["kind"] == "region"].to_dict("records")
    assert (row["verdict"], row["detail"]) == ("未全覆盖", {"projects": 3, "reviewed": 2, "not_reviewed": ["P2"]})


@pytest.mark.parametrize(("hours", "due"), [(1, "06-16"), (24, "06-16"), (25, "06-19"), (48, "06-19"), (72, "06-20")])
def test_hours_are_working_days(amended, hours, due):
    """A day has 24 hours and the day of finding is the first; a weekend has none."""
    found = pd.Series(pd.to_datetime(["2023-06-16"]))
    assert push_due(found, amended({"direct_funds_review.push_hours": hours}))[0] == pd.Timestamp(f"2023-{due}")


def test_nothing_to_review():
    """No projects, no counties, no rows."""
    assert direct_funds_review.judge({}, rulebook(2023), FRIDAY, "june").rows.empty


@settings(max_examples=10)
@given(some.sets(some.integers(1, 8)), some.sets(some.integers(1, 8)), some.randoms(use_true_random=False))
def test_coverage_counts_each_project_once(listed, done, shuffle):
    """Reviewed ≤ all, whatever is reviewed besides; more to review never makes a county covered; order is nothing."""
    projects = [project({}, n) | {"project_code": f"P{n}"} for n in sorted(listed)]
    rows = [reviews({"结论": "无问题"})[0] | {"project_code": f"P{n}"} for n in sorted(done)] * 2
    _, first = judged({"projects": projects, "direct_funds_reviews": rows})
    shuffle.shuffle(projects)
    _, again = judged({"projects": projects, "direct_funds_reviews": rows})
    pd.testing.assert_frame_equal(first, again)
    [region] = first[first["kind"] == "region"].to_dict("records")
    assert region["detail"]["reviewed"] == len(listed & done) <= region["detail"]["projects"] == len(listed)
    assert (region["verdict"] == "全覆盖") == (listed <= done and bool(listed))
