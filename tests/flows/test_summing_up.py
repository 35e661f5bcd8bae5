"""What the Prefect UI is told of a run: figures and links in words, and what is late or wrong, never too much of it."""

import json
from datetime import date
from types import SimpleNamespace

import pandas as pd
from attrs import evolve

from tasks.summing_up import MOST_KINDS, MOST_ROWS, address, in_words, of_milestone, of_self_evaluation, table_title
from tests.reports.milestone_views import UNITS, view_of

ODD = "<农业>局 & =cmd| [x](http://evil.example) " + "长" * 300


def summed(**changes):
    """A milestone with two units late, a proposal that waits, one decided, a bad verdict and three findings."""
    debtors = pd.DataFrame([
        {"unit_name": ODD, "region_name": "阿图什市", "state": "owed", "overdue_days": 3},
        {"unit_name": "水利局", "region_name": "阿图什市", "state": "owed", "overdue_days": 9},
        {"unit_name": "教育局", "region_name": "阿图什市", "state": "met", "overdue_days": 2},
        {"unit_name": "民政局", "region_name": "阿图什市", "state": "waived", "overdue_days": 0},
    ]).astype({"overdue_days": "Int64"})
    found = [{"unit_name": "水利局", "tier": tier, "rule": rule, "file": "机密工程.xlsx", "sheet": "表", "cell": "B4",
              "message": "改正"} for tier, rule in (("错误", "S-TOTAL"), ("说明", "S-OVER"), ("拒收", "F-SECRET"))]
    verdicts = [
        {"proposal": "扣减预算", "verdict": "建议扣减", "name": ODD, "amount_fen": 10_000_000, "region_name": "乌恰县"},
        {"proposal": "扣减预算", "verdict": "建议扣减", "subject": "P2", "decision": "approved"},
        {"verdict": "红灯", "kind": "light", "subject": "P3"}, {"verdict": "绿灯", "kind": "light", "subject": "P4"},
    ]
    frames = {"debtors": debtors, "findings": pd.DataFrame(found), "units": UNITS}
    return of_milestone(view_of("monitoring", verdicts, "may", **(frames | changes)))


def test_what_is_late_or_wrong_is_listed_by_gravity():
    """Who is late, the latest first; what waits for a decision; what is bad; what must be put right. No more."""
    found = summed()
    assert [row["类别"] for row in found.wrong] == ["逾期未报", "逾期未报", "待决定", "结论", "表格错误", "表格拒收"]
    assert [row["逾期工作日"] for row in found.wrong[:2]] == [9, 3]
    assert found.wrong[2]["说明"].endswith("…") and len(found.wrong[2]["说明"]) == 200
    assert found.wrong[3]["说明"] == "P3：红灯" and "B4：改正" in found.wrong[4]["说明"]
    assert (found.owed, found.met, found.late) == (3, 1, 2)
    json.dumps(found.wrong)  # Prefect stores it so


def test_nothing_classified_is_shown():
    """Of a file with something classified not even its name (X08)."""
    refused = summed().wrong[-1]
    assert "机密" not in refused["说明"] and "机密" not in in_words("题", date(2023, 6, 1), summed(), (), {})


def test_the_words_hold_figures_and_links_and_nothing_anybody_wrote():
    """Markdown of our own: a unit's name could be markup."""
    links = {"情况页": address("http://127.0.0.1:4280", "reports/2023/打分表 一.xlsx")}
    words = in_words("2023年度绩效监控（5月监控）", date(2023, 6, 13), summed(), ("第 7 次运行。",), links)
    assert "| 3 | 1 | 2 | 2 |" in words and "| 监控亮灯 | 红灯 | 1 |" in words and "待人工决定 1 条" in words
    assert "拒收 1 处、错误 1 处、说明 1 处" in words and "- 第 7 次运行。" in words
    assert "[情况页](http://127.0.0.1:4280/reports/2023/%E6%89%93%E5%88%86%E8%A1%A8%20%E4%B8%80.xlsx)" in words
    assert "农业" not in words and "evil" not in words


def test_a_long_table_says_what_it_leaves_out():
    """At most 2,000 rows are shown; how many more there are stands above them."""
    rows = [{"unit_name": f"单位{n}", "region_name": "", "state": "owed", "overdue_days": 1} for n in range(2_500)]
    found = summed(debtors=pd.DataFrame(rows).astype({"overdue_days": "Int64"}))
    assert len(found.wrong[:MOST_ROWS]) == 2_000
    assert table_title(found) == "逾期、有问题和待决定的（共 2,504 项，只列前 2,000 项，另有 504 项见汇总表）"
    assert table_title(summed()) == "逾期、有问题和待决定的（共 6 项）"


def test_the_self_evaluation_is_summed_up_by_who_is_late():
    """Late and still owed, the latest first; how many units are complete; the grades, 未评 among them."""
    units = [("甲局", False, "met", 0), ("乙局", True, "owed", 2), ("丙局", True, "owed", 7), ("丁局", True, "met", 3),
             ("戊局", False, "owed", 0)]
    frame = pd.DataFrame([
        {"unit_name": name, "region_name": "阿图什市", "late": late, "state": state, "overdue_days": days,
         "missing": ["P1", "P2"]} for name, late, state, days in units])
    view = SimpleNamespace(units=frame, projects=pd.DataFrame({"grade": ["优秀", "", "优秀"]}), ledger="",
                           findings=pd.DataFrame(columns=["unit_name", "tier", "rule"]))
    found = of_self_evaluation(view)
    assert [(row["单位"], row["说明"]) for row in found.wrong] == [("丙局", "缺2个项目"), ("乙局", "缺2个项目")]
    assert (found.owed, found.met, found.late, len(found.counts)) == (5, 2, 2, 2)


def test_who_is_due_today_is_not_late():
    """Overdue by no working day is not overdue."""
    rows = [{"unit_name": "水利局", "region_name": "", "state": "owed", "overdue_days": days} for days in (0, 1)]
    found = summed(debtors=pd.DataFrame(rows).astype({"overdue_days": "Int64"}))
    assert (found.owed, found.late) == (2, 1)


def test_exactly_as_many_as_can_be_shown_leave_nothing_out():
    """The heading and the table of conclusions name a rest only where there is one; a tier without findings is none."""
    found = summed()
    assert "另有" not in table_title(evolve(found, wrong=[{}] * MOST_ROWS))
    for many, rest in ((MOST_KINDS, ""), (MOST_KINDS + 3, "……另有 3 类")):
        counts = [("对象", f"结论{n}", 1) for n in range(many)]
        words = in_words("题", date(2023, 6, 1), evolve(found, counts=counts), (), {})
        assert ("另有" in words) == bool(rest) and rest in words
    only = found.lines[-1]
    assert "0 处" not in only
