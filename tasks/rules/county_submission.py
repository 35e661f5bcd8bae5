"""县市报送 (K01, K02): whether each county's package — report, summary, evidence — is complete, and came in time."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from config.calendar import on
from config.rulebook import Rulebook
from tasks.rules.county_filing import county_bureaus, filings, of_region
from tasks.rules.deadlines import on_day
from tasks.rules.given import given, stamp
from tasks.rules.stacked import stacked
from tasks.rules.verdicts import Facts, Verdicts

FRAMES = {
    "county_reports": {"unit_code": "str", "node": "str", "title": "str"},
    "county_summary": {
        "unit_code": "str", "node": "str", "work": "str", "due_count": "Int64", "done_count": "Int64",
        "due_fen": "Int64", "done_fen": "Int64",
    },
    "county_evidence": {"unit_code": "str", "node": "str", "category": "str", "title": "str"},
    "county_filings": {"unit_code": "str", "action": "str", "number": "str"},
    "units": {"code": "str", "region_code": "str", "level": "str", "kind": "str"},
    "obligations": {
        "milestone": "str", "node": "str", "unit_code": "str", "effective_due": "day", "state": "str",
    },
    "submissions": {"form": "str", "node": "str", "unit_code": "str", "counts": "bool", "received_on": "day"},
}
NEEDS = tuple(FRAMES)
RULES = {"june": "K01", "november": "K02"}
CLAUSE = "通知三（十一）"
COMPLETE, CONTRADICTORY, SUPPLEMENT, MISSING, NOTHING = "齐全", "数据矛盾", "待补报", "缺件", "未报"
# A package that lacks something does not end the debt, even if it came in time.
SETTLES = {"region": {COMPLETE: True, SUPPLEMENT: True}}


@dataclass(frozen=True, slots=True)
class Package:
    """What one county has handed in for a node: what is missing, what may still follow, what cannot be true."""

    anything: bool
    missing: tuple[str, ...]
    may_follow: tuple[str, ...]
    contradictory: tuple[str, ...]

    def word(self, may_wait: bool) -> str:
        """The verdict; what may follow is missing once its last day has passed."""
        if not self.anything:
            return NOTHING
        if self.missing or (self.may_follow and not may_wait):
            return MISSING
        if self.contradictory:
            return CONTRADICTORY
        return SUPPLEMENT if self.may_follow else COMPLETE


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """One row per county, kind `region`, subject its region code (K01 in june, K02 in november), `detail` says what
    is missing and whether it came in time; in november also the filing of results (F03, kind `filing`)."""
    facts = {name: given(facts, name, columns) for name, columns in FRAMES.items()}
    until = on_day(on(book.parameters.word("county_submission.supplement_until"), book.work_year), book).effective
    may_wait = as_of <= until
    rows = []
    for region, bureau in county_bureaus(facts["units"]).items():
        package = packed(facts, book, region, node)
        late = lateness(facts, bureau, node, as_of)
        rows.append({
            "kind": "region", "subject": region, "unit_code": bureau, "rules": RULES[node],
            "verdict": package.word(may_wait), "why": f"{_says(package, until, may_wait)}；{late}（{CLAUSE}）",
            "detail": {"missing": list(package.missing), "may_follow": list(package.may_follow),
                       "contradictory": list(package.contradictory), "timely": late},
        })
    found = pd.DataFrame(rows)
    steps = pd.DataFrame([
        {"kind": "region", "subject": row["subject"], "seq": 1, "rule": RULES[node], "fact": row["why"],
         "clause": CLAUSE} for row in rows
    ])
    filed = filings(facts, book, as_of) if node == "november" else pd.DataFrame()
    return stacked((Verdicts(found, steps), Verdicts(filed, pd.DataFrame())))


def packed(facts: Facts, book: Rulebook, region: str, node: str) -> Package:
    """What a county's package for a node holds: three kinds of papers, and a line for each work that is due."""
    own = {name: _of(facts[name], facts["units"], region, node) for name in
           ("county_reports", "county_summary", "county_evidence")}
    summary = own["county_summary"]
    due = book.parameters.words(f"county_submission.{node}_works")
    later = set(book.parameters.words("county_submission.supplement_works"))
    absent = [work for work in due if work not in set(summary["work"])]
    papers = {"工作报告": "county_reports", "佐证材料清单": "county_evidence"}
    missing = [paper for paper, name in papers.items() if own[name].empty]
    return Package(
        anything=any(len(rows) for rows in own.values()),
        missing=(*missing, *(f"汇总表“{work}”" for work in absent if work not in later)),
        may_follow=tuple(f"汇总表“{work}”" for work in absent if work in later),
        contradictory=tuple(summary.loc[_contradicts(summary), "work"].sort_values()),
    )


def lateness(facts: Facts, bureau: str, node: str, as_of: date) -> str:
    """按时 · 逾期报送 · 未到期 · 逾期未报 · 免报: a bureau's first package for a node beside its effective deadline.

    The first one was in time or not, whatever was supplemented later.
    """
    obligations, files = facts["obligations"], facts["submissions"]
    mine = obligations[(obligations["milestone"] == "county_submission") & (obligations["unit_code"] == bureau)
                       & (obligations["node"] == node)]
    if (mine["state"] == "waived").all():
        return "免报" if len(mine) else "未列入应报事项"
    came = files.loc[(files["form"] == "county_submission") & (files["unit_code"] == bureau)
                     & (files["node"] == node) & files["counts"], "received_on"]
    due = mine["effective_due"].max()
    if len(came):
        return "按时" if came.min() <= due else "逾期报送"
    return "未到期" if stamp(as_of) <= due else "逾期未报"


def _of(rows: pd.DataFrame, units: pd.DataFrame, region: str, node: str) -> pd.DataFrame:
    return rows[(of_region(rows["unit_code"], units) == region) & (rows["node"] == node)]


def _contradicts(summary: pd.DataFrame) -> "pd.Series[bool]":
    """More done than due, in number or in money: no rate exceeds 100 %."""
    more = (summary["done_count"] > summary["due_count"]) | (summary["done_fen"] > summary["due_fen"])
    return more.fillna(False).astype(bool)


def _says(package: Package, until: date, may_wait: bool) -> str:
    if not package.anything:
        return "尚未报送工作报告、汇总表和佐证材料"
    lacking = [*package.missing, *(() if may_wait else package.may_follow)]
    parts = [f"缺{'、'.join(lacking)}" if lacking else "工作报告、汇总表、佐证材料齐全"]
    if may_wait and package.may_follow:
        parts = [*parts[:bool(lacking)], f"{'、'.join(package.may_follow)}可于{until.month}月{until.day}日前补报"]
    if package.contradictory:
        parts.append(f"“{'、'.join(package.contradictory)}”的已开展数大于应开展数")
    return "；".join(parts)
