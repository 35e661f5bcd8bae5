"""直达资金审核 (J01–J03): every county project with direct funds is reviewed, and a problem is pushed the same day."""

from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.county_filing import county_bureaus
from tasks.rules.direct_funds_chain import chains, rural
from tasks.rules.direct_funds_push import pushes
from tasks.rules.given import given, newest
from tasks.rules.loops import alive, has_nature
from tasks.rules.stacked import stacked
from tasks.rules.verdicts import Facts, Verdicts
from tasks.rules.worded import said_day

PROJECT = {
    "project_id": "Int64", "project_code": "str", "unit_code": "str", "region_code": "str", "funds": "str",
    "cancelled_reason": "str",
}
FRAMES = {
    "projects": PROJECT, "projects@before": PROJECT,
    "units": {"code": "str", "region_code": "str", "level": "str", "kind": "str"},
    "direct_funds_reviews": {
        "node": "str", "project_code": "str", "outcome": "str", "issue": "str", "reviewer": "str",
        "reviewed_on": "day", "pushed_on": "day", "pushed_to": "str", "rectified_on": "day", "received_on": "day",
        "submission_id": "Int64",
    },
    "rural_platform": {
        "project_code": "str", "goal_set": "bool", "monitored": "bool", "self_evaluated": "bool", "received_on": "day",
        "submission_id": "Int64",
    },
    "indicators": {"project_id": "Int64"}, "monitoring": {"project_id": "Int64", "node": "str"},
    "grades": {"project_id": "Int64"},
}
NEEDS = tuple(FRAMES)
CLAUSE = "通知三（十）：全覆盖审核，发现问题立即推送整改"
FULL, PART, NONE = "全覆盖", "未全覆盖", "无直达资金"
SETTLES = {"office": {FULL: True, NONE: False}}  # the centre owes until nothing is left to review


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """The review of one round as it stood on a day. Kinds, `subject` the project's or the county's code:

    project  未审核, 无问题, 有问题, 已整改 (J02) · push  待推送, 推送逾期, 及时推送, 逾期推送 (J02), for problems only
    region   全覆盖, 未全覆盖, 无直达资金 with the codes not yet reviewed (J02) · office  all counties, for the centre
    chain, past_chain  全过程完整, 缺环节: the county's own duty for FY W and W-1 (J01)
    rural, past_rural  平台已管理, 平台缺环节, 未纳入平台 (J03)
    """
    facts = {name: given(facts, name, columns) for name, columns in FRAMES.items()}
    wanted = (book.parameters.word("direct_funds_review.funds"),)
    counties = county_bureaus(facts["units"])
    direct = reviewed(_of(facts["projects"], wanted, counties), facts["direct_funds_reviews"], node)
    past = _of(facts["projects@before"], wanted, counties)
    return stacked((
        _projects(direct), pushes(direct[direct["outcome"] == "有问题"], book, as_of),
        _covered(direct, facts["units"], counties, book), chains(direct, past, facts, node), rural(facts, book),
    ))


def reviewed(direct: pd.DataFrame, reviews: pd.DataFrame, node: str) -> pd.DataFrame:
    """The direct projects with the newest review of the round beside them. A review without a named reviewer, a day
    or an outcome is none: `outcome` is "" there."""
    signed = (reviews["reviewer"] != "") & reviews["reviewed_on"].notna() & (reviews["outcome"] != "")
    of_round = newest(reviews[(reviews["node"] == node) & signed], ["project_code"])
    found = direct.merge(of_round.drop(columns=["node", "received_on", "submission_id"]), on="project_code", how="left")
    return found.assign(outcome=found["outcome"].fillna(""), issue=found["issue"].fillna(""))


def _of(projects: pd.DataFrame, funds: tuple[str, ...], counties: dict[str, str]) -> pd.DataFrame:
    """Projects of the counties with such funds, not cancelled, by code."""
    living = alive(projects)
    mine = living[has_nature(living, funds) & living["region_code"].isin(list(counties))]
    return mine.sort_values("project_code", ignore_index=True)


def _projects(direct: pd.DataFrame) -> Verdicts:
    words = [_word(outcome, done) for outcome, done in zip(
        direct["outcome"], direct["rectified_on"].notna(), strict=True)]
    by = zip(words, direct["reviewer"], said_day(direct["reviewed_on"]), direct["issue"], strict=True)
    fact = [f"{who}于{day}审核：{issue or word}" if word != "未审核" else "本轮尚无署名的审核记录"
            for word, who, day, issue in by]
    rows = pd.DataFrame({
        "kind": "project", "subject": direct["project_code"], "unit_code": direct["unit_code"],
        "project_id": direct["project_id"], "verdict": words, "rules": "J02",
        "why": [f"{one}（{CLAUSE}）" for one in fact],
    })
    steps = rows[["kind", "subject"]].assign(seq=1, rule="J02", fact=fact, clause=CLAUSE)
    return Verdicts(rows, steps)


def _word(outcome: str, rectified: bool) -> str:
    if outcome == "有问题":
        return "已整改" if rectified else "有问题"
    return outcome or "未审核"


def _covered(direct: pd.DataFrame, units: pd.DataFrame, counties: dict[str, str], book: Rulebook) -> Verdicts:
    """Coverage of each county (kind `region`), and of all together for the centre that owes it (kind `office`)."""
    centres = units.loc[units["kind"] == "centre", "code"].sort_values()
    parts = [("region", region, bureau, direct[direct["region_code"] == region]) for region, bureau in counties.items()]
    parts += [("office", str(code), str(code), direct) for code in centres]
    rows = [_coverage(*part, book) for part in parts]
    steps = [{"kind": row["kind"], "subject": row["subject"], "seq": 1, "rule": "J02", "fact": row["why"],
              "clause": CLAUSE} for row in rows]
    return Verdicts(pd.DataFrame(rows), pd.DataFrame(steps))


def _coverage(kind: str, subject: str, unit: str, mine: pd.DataFrame, book: Rulebook) -> dict[str, object]:
    """Done ÷ all ≥ the rate wanted, exact, without rounding."""
    open_ = mine.loc[mine["outcome"] == "", "project_code"]
    done, whole = len(mine) - len(open_), len(mine)
    full = done * 10_000 >= whole * book.parameters.number("direct_funds_review.coverage_bp")
    return {
        "kind": kind, "subject": subject, "unit_code": unit, "rules": "J02",
        "verdict": NONE if not whole else FULL if full else PART,
        "why": f"直达资金项目{whole}个，已审核{done}个（{CLAUSE}）",
        "detail": {"projects": whole, "reviewed": done, "not_reviewed": sorted(open_)},
    }
