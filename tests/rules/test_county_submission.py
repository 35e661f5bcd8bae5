"""A county's package: three kinds of papers, every work that is due, in time (K01, K02, F03)."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules import county_submission

SCENARIOS = "county_submission.yaml"
BUREAU, REGION = "302", "653022"
DUE = {"june": date(2023, 6, 12), "november": date(2023, 11, 10)}
UNITS = [
    {"code": BUREAU, "region_code": REGION, "level": "county", "kind": "finance"},
    {"code": "302001", "region_code": REGION, "level": "county", "kind": "unit"},
    {"code": "300", "region_code": "653000-0", "level": "prefecture", "kind": "finance"},
]
ORDER = ["未报", "缺件", "数据矛盾", "待补报", "齐全"]


def package(node, lacking=(), done=None, unit=BUREAU, done_fen=5):
    """The three tables of a county, without what is lacking."""
    works = rulebook(2023).parameters.words(f"county_submission.{node}_works")
    head = {"unit_code": unit, "node": node}
    summary = [head | {"work": work, "due_count": 10, "done_count": (done or {}).get(work, 9), "due_fen": 5,
                       "done_fen": done_fen} for work in works if work not in lacking]
    evidence = [head | {"category": "其他", "title": "材料"}]
    return {
        "county_reports": pd.DataFrame([] if "工作报告" in lacking else [head | {"title": "报告"}]),
        "county_summary": pd.DataFrame([] if "汇总表" in lacking else summary),
        "county_evidence": pd.DataFrame([] if "佐证材料清单" in lacking else evidence),
    }


def judged(frames, node, as_of):
    """The verdict on the only county."""
    rows = county_submission.judge(frames, rulebook(2023), as_of, node).rows
    [row] = rows[rows["kind"] == "region"].to_dict("records")
    assert (row["subject"], row["unit_code"]) == (REGION, BUREAU)
    return row


def test_a_package(scenario):
    """Complete or not, in time or not; the reason names what is missing."""
    known, expected = scenario["已知"], scenario["结果"]
    node, handed_in = known["节点"], known.get("报送")
    owed = {"milestone": "county_submission", "node": node, "unit_code": BUREAU, "effective_due": DUE[node],
            "state": "waived" if "免报" in known else "owed"}
    other = owed | {"milestone": "disclosure", "effective_due": date(2023, 1, 1)}
    file = {"form": "county_submission", "node": node, "unit_code": BUREAU, "counts": True, "received_on": handed_in}
    later = file | {"received_on": date(2023, 12, 1)}
    early = file | {"received_on": date(2023, 1, 1)}
    noise = [early | {"counts": False}, early | {"form": "county_filing"}, early | {"unit_code": "303"},
             early | {"node": "july"}]
    frames = package(known.get("材料节点", node), known.get("缺", ()), known.get("已开展"),
                     done_fen=known.get("已开展金额分", 5))
    frames |= {"units": pd.DataFrame(UNITS), "obligations": pd.DataFrame([other, owed]),
               "submissions": pd.DataFrame([later, file, *noise] if handed_in else noise)}
    row = judged(frames, node, known["日期"])
    assert (row["verdict"], row["detail"]["timely"]) == (expected["结论"], expected["时限"])
    assert row["rules"] == scenario["规则"]
    if expected["结论"] == "缺件":
        assert all(word in row["why"] for word in known["缺"])


@pytest.mark.parametrize(("lacking", "done", "day", "words"), [
    ((), {}, 12, "工作报告、汇总表、佐证材料齐全；"), (("部门评价",), {}, 12, "缺汇总表“部门评价”；"),
    (("5月绩效监控",), {}, 12, "汇总表“5月绩效监控”可于6月20日前补报；"),
    (("部门评价", "5月绩效监控"), {}, 12, "缺汇总表“部门评价”；汇总表“5月绩效监控”可于6月20日前补报；"),
    (("5月绩效监控",), {}, 21, "缺汇总表“5月绩效监控”；"),
    ((), {"单位自评": 11}, 12, "工作报告、汇总表、佐证材料齐全；“单位自评”的已开展数大于应开展数；"),
    (("工作报告", "汇总表", "佐证材料清单"), {}, 12, "尚未报送工作报告、汇总表和佐证材料；"),
])
def test_what_a_county_is_told(lacking, done, day, words):
    """K01: what is missing by name, what may still follow and until when, and what contradicts itself."""
    row = judged(package("june", lacking, done) | {"units": pd.DataFrame(UNITS)}, "june", date(2023, 6, day))
    assert row["why"].startswith(words)
    if "汇总表" not in lacking:
        assert row["detail"]["may_follow"] == ["汇总表“5月绩效监控”"] * ("5月绩效监控" in lacking)


def test_lateness_at_one_node_is_not_that_of_the_other():
    """K01, K02: the deadline and the waiver of a node are its own."""
    owed = {"milestone": "county_submission", "unit_code": BUREAU, "effective_due": DUE["june"], "state": "owed"}
    both = [owed | {"node": "june"}, owed | {"node": "november", "effective_due": DUE["november"]}]
    file = {"form": "county_submission", "node": "june", "unit_code": BUREAU, "counts": True,
            "received_on": date(2023, 7, 1)}
    frames = package("june") | {"units": pd.DataFrame(UNITS), "obligations": pd.DataFrame(both),
                                "submissions": pd.DataFrame([file])}
    assert judged(frames, "june", date(2023, 7, 1))["detail"]["timely"] == "逾期报送"
    waived = [both[0] | {"state": "waived"}, both[1]]
    frames["obligations"] = pd.DataFrame(waived)
    assert judged(frames, "june", date(2023, 7, 1))["detail"]["timely"] == "免报"


def test_november_asks_for_the_filing_too():
    """F03 stands beside the package in November and not in June."""
    frames = package("november") | {"units": pd.DataFrame(UNITS)}
    for node, kinds in {"june": ["region"], "november": ["region", "filing"]}.items():
        found = county_submission.judge(frames, rulebook(2023), date(2023, 11, 10), node).rows
        assert found["kind"].tolist() == kinds
    filing = found[found["kind"] == "filing"].iloc[0]
    assert filing["why"].startswith("尚未备案，最迟2024年1月2日")
    frames["county_filings"] = pd.DataFrame([{"unit_code": BUREAU, "action": "扣减预算", "number": "阿财绩1号"}])
    found = county_submission.judge(frames, rulebook(2023), date(2023, 11, 10), "november").rows
    assert found.iloc[1]["why"] == "已备案1种应用方式，文号阿财绩1号（通知三（六））"


def test_papers_of_another_county_are_not_taken():
    """A package belongs to the county whose bureau sent it."""
    other = {"code": "303", "region_code": "653023", "level": "county", "kind": "finance"}
    frames = package("june", unit="303") | {"units": pd.DataFrame([*UNITS, other])}
    rows = county_submission.judge(frames, rulebook(2023), date(2023, 6, 12), "june").rows
    assert dict(zip(rows["subject"], rows["verdict"], strict=True)) == {REGION: "未报", "653023": "齐全"}


@pytest.mark.parametrize("node", ["june", "november"])
def test_no_counties_no_verdicts(node):
    """A prefecture whose register is empty has nothing to judge."""
    assert county_submission.judge({}, rulebook(2023), date(2023, 6, 12), node).rows.empty


THINGS = ["工作报告", "佐证材料清单", "5月绩效监控", "部门评价", "绩效目标"]


@given(some.sets(some.sampled_from(THINGS)), some.sampled_from(THINGS), some.integers(0, 12))
def test_what_is_taken_away_never_makes_it_better(lacking, one_more, done):
    """One thing less, or more done than there is: never a better word."""
    units = {"units": pd.DataFrame(UNITS)}
    day = date(2023, 6, 12)
    first = judged(package("june", lacking, {"单位自评": 9}) | units, "june", day)
    less = judged(package("june", lacking | {one_more}, {"单位自评": done}) | units, "june", day)
    assert ORDER.index(less["verdict"]) <= ORDER.index(first["verdict"])


def test_the_order_of_rows_is_of_no_account():
    """Shuffled tables give the same verdict."""
    frames = package("june", ["部门评价"], {"单位自评": 11, "绩效目标": 12}) | {"units": pd.DataFrame(UNITS)}
    turned = {name: rows.iloc[::-1].reset_index(drop=True) for name, rows in frames.items()}
    assert judged(frames, "june", date(2023, 6, 12)) == judged(turned, "june", date(2023, 6, 12))
