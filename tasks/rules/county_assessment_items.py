"""County assessment: the items of domain §4.2, and what each of them measures."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from tasks.rules.county_assessment_evidence import Evidence
from tasks.rules.county_filing import of_region


@dataclass(frozen=True, slots=True)
class Measure:
    """One rate of an item: what it is called, where its facts stand, and the rows that are counted.

    For verdicts also whose they are, and the words that are good and bad; no bad ones: all others are.
    """

    item: str
    title: str
    source: str
    rows: Callable[[Evidence], pd.DataFrame]
    verdicts: tuple[str, str] = ("", "")  # milestone, kind
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()


def _papers(known: Evidence) -> pd.DataFrame:
    listed = known.facts["county_evidence"]
    region = of_region(listed["unit_code"], known.facts["units"])
    have = {str(code): set(own) for code, own in listed["category"].groupby(region)}
    return known.of_bureaus(have, known.book.parameters.words("county_assessment.organisation_evidence"))


def _filed(known: Evidence) -> pd.DataFrame:
    filed = of_region(known.facts["county_filings"]["unit_code"], known.facts["units"])
    return known.of_bureaus({str(code): ["备案"] for code in filed}, ["备案"])


def _decided(known: Evidence) -> pd.DataFrame:
    """Proposals of results_application that a named person has decided, either way."""
    every, decided = known.facts["verdicts"], known.facts["decisions"]
    mine = every[(every["milestone"] == "results_application") & (every["proposal"] != "")]
    keys = set(zip(decided["milestone"], decided["kind"], decided["subject"], strict=True))
    done = [key in keys for key in zip(mine["milestone"], mine["kind"], mine["subject"], strict=True)]
    rows = pd.DataFrame({"region_code": known.region_of(mine), "label": mine["kind"] + " " + mine["subject"]})
    rows["done"] = done
    return rows[rows["region_code"].isin(list(known.counties))]


def _owed(item: str, title: str, *milestones: str, timely: bool = False) -> Measure:
    return Measure(item, title, "应报事项", lambda known: known.obligations(*milestones, timely=timely))


def _judged(
    item: str, title: str, milestone: str, kind: str, good: tuple[str, ...], bad: tuple[str, ...] = (),
) -> Measure:
    def rows(known: Evidence) -> pd.DataFrame:
        return known.verdicts(milestone, kind, good, bad)

    return Measure(item, title, "系统结论", rows, (milestone, kind), good, bad)


def _projects(item: str, title: str, projects: str, frame: str, new_only: bool = False) -> Measure:
    return Measure(item, title, "项目库", lambda known: known.projects(projects, _having(known, frame), new_only))


def _having(known: Evidence, frame: str) -> "pd.Series[int]":
    rows = known.facts[frame]
    return rows.loc[rows["score_cp"].notna(), "project_id"] if "score_cp" in rows else rows["project_id"]


WHOLE = ("overall_targets", "overall_self_evaluation", "overall_monitoring")
MEASURES = (
    Measure("organisation", "制度和人员材料", "佐证材料清单", _papers),
    _projects("ex_ante", "新增项目有事前绩效评估报告", "projects@after", "ex_ante_reports", new_only=True),
    _projects("goals", "项目设有绩效目标", "projects", "indicators"),
    _owed("monitoring", "单位报送监控", "monitoring"),
    _owed("monitoring", "单位按时报送监控", "monitoring", timely=True),
    _judged("monitoring", "项目纳入监控", "monitoring", "light", ("绿灯", "黄灯", "红灯"), ("未报送",)),
    _judged("monitoring", "财政部门审核监控", "monitoring", "region", ("审核完成",), ("审核逾期",)),
    _judged("monitoring", "监控问题整改销号", "monitoring", "rectification", ("已销号",), ("逾期未改", "退回重改")),
    _owed("self_evaluation", "单位报送自评", "self_evaluation"),
    _projects("self_evaluation", "项目完成自评", "projects@before", "grades"),
    _projects("self_evaluation", "项目列入打分表", "projects@before", "results"),
    _judged("self_evaluation", "财政部门审核自评", "score_table", "region", ("已审完",)),
    _judged("department_evaluation", "部门完成部门评价", "department_evaluation", "department", ("评价完成",),
            ("未报选择", "比例不足", "偏离未说明", "报告未齐", "审核未结")),
    _owed("key_evaluation", "报送重点评价", "key_evaluation"),
    _judged("key_evaluation", "重点评价数量、规模和报告", "key_evaluation", "region", ("评价完成",),
            ("未报名单", "数量不足", "规模下降未说明", "名单未获批", "名单待批", "机构未齐", "报告未齐")),
    _owed("verification", "报送真实性核查", "verification"),
    _judged("verification", "核查完成", "verification", "level", ("核查完成",), ("待登记种子", "核查未完")),
    Measure("application", "结果应用备案", "备案表", _filed),
    Measure("application", "结果应用建议作出决定", "系统结论和决定", _decided),
    _judged("application", "批准的建议落实", "results_application", "follow_up", ("已落实",)),
    _owed("whole_and_funds", "报送整体支出绩效", *WHOLE),
    _judged("whole_and_funds", "直达资金全过程", "direct_funds_review", "chain", ("全过程完整",)),
    _judged("whole_and_funds", "直达资金问题整改", "direct_funds_review", "project", ("已整改",), ("有问题",)),
    _judged("whole_and_funds", "衔接资金纳入平台", "direct_funds_review", "rural", ("平台已管理",)),
    _judged("whole_and_funds", "社保基金、国有资本经营预算项目闭环", "yearly_summary", "fund", ("闭环",), ("未闭环",)),
    _judged("whole_and_funds", "政府投资基金、债务、PPP项目全过程", "yearly_summary", "inventory", ("管理到位",),
            ("缺环节", "未列入清单")),
    _judged("disclosure", "按时公开", "disclosure", "document", ("已公开",), ("逾期公开", "逾期未公开", "违规公开")),
    _owed("timeliness", "县（市）按时报送", "county_submission", timely=True),
    _judged("timeliness", "报送材料齐全", "county_submission", "region", ("齐全",), ("缺件", "数据矛盾", "未报")),
)
