"""Counting the year: every node and every finance department, who has filed, in time or late; and money at stake."""

from dataclasses import dataclass

import pandas as pd

from reports.wording import FILED_LATE, ON_TIME, OVERDUE, OWED, STANDINGS
from reports.year_view import Stage, YearView

AHEAD, OPEN, PAST, DONE, STANDING = "未开始", "办理中", "已到期", "已办结", "常年"
WAITING, APPROVED, REJECTED = "待决定", "同意", "不同意"
DECISIONS = {"": WAITING, "approved": APPROVED, "rejected": REJECTED}


@dataclass(frozen=True, slots=True)
class Count:
    """So many obligations by standing (a word of STANDINGS)."""

    name: str
    standings: dict[str, int]

    @property
    def owed(self) -> int:
        """All of them: what nobody owes any more is not counted."""
        return sum(self.standings.values())

    @property
    def met(self) -> int:
        """What is there, in time or late."""
        return self.standings[ON_TIME] + self.standings[FILED_LATE]

    @property
    def due(self) -> int:
        """What has come or should have: all but what is still owed in time."""
        return self.owed - self.standings[OWED]

    @property
    def complete_bp(self) -> int | None:
        """Met in owed, rounded down; None when nothing is owed."""
        return self.met * 10_000 // self.owed if self.owed else None

    @property
    def timely_bp(self) -> int | None:
        """On time in due, rounded down; None when nothing is due."""
        return self.standings[ON_TIME] * 10_000 // self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Progress:
    """One node of the year: where it is, and what its obligations come to."""

    stage: Stage
    state: str  # 未开始, 办理中, 已到期, 已办结 or 常年
    count: Count
    waiting: int  # proposals that nobody has decided


@dataclass(frozen=True, slots=True)
class Money:
    """What is proposed to be taken or given, by proposal and by what was decided."""

    proposal: str
    decision: str  # 待决定, 同意 or 不同意
    count: int
    amount_fen: int


def count(name: str, debts: pd.DataFrame) -> Count:
    """The obligations of one frame by standing."""
    found = debts["standing"].value_counts()
    return Count(name, {word: int(found.get(word, 0)) for word in STANDINGS})


def by_stage(view: YearView) -> list[Progress]:
    """Every node of the calendar in the order of its deadlines; those without a term last."""
    groups = {key: rows for key, rows in view.debts.groupby(["milestone", "node"], sort=False)}
    open_ = view.proposals[view.proposals["decision"] == ""]
    waits = open_.groupby(["milestone", "node"]).size().to_dict()
    found = []
    for stage in view.stages:
        key = (stage.milestone, stage.node)
        own = count(stage.title, groups.get(key, view.debts.head(0)))
        found.append(Progress(stage, _state(view, stage, own), own, int(waits.get(key, 0))))
    return sorted(found, key=lambda one: (one.state == STANDING, one.stage.effective, one.stage.opens))


def by_region(view: YearView) -> list[Count]:
    """Every finance department's own level in the order of the codes, also those in which nobody owes anything."""
    return [count(name, view.debts[view.debts["region_code"] == code]) for code, name in view.regions.items()]


def whole(view: YearView) -> Count:
    """The whole prefecture."""
    return count("合计", view.debts)


def late_units(view: YearView) -> pd.DataFrame:
    """The obligations that are late and still owed, the latest first."""
    late = view.debts[view.debts["standing"] == OVERDUE]
    return late.sort_values(["overdue_days", "unit_code"], ascending=[False, True], kind="stable")


def money(view: YearView) -> list[Money]:
    """The proposals with an amount, by proposal and decision: what waits first."""
    rows = view.proposals[view.proposals["amount_fen"].notna()]
    found = [
        Money(str(proposal), DECISIONS[str(decision)], len(own), int(own["amount_fen"].sum()))
        for (proposal, decision), own in rows.groupby(["proposal", "decision"], sort=True)
    ]
    return sorted(found, key=lambda one: (list(DECISIONS.values()).index(one.decision), -one.amount_fen))


def undelivered(view: YearView) -> pd.DataFrame:
    """The notices that did not arrive: failed for good, came back, or nobody knows."""
    return view.notices[view.notices["state"].isin(["failed", "bounced", "uncertain"])]


def _state(view: YearView, stage: Stage, own: Count) -> str:
    if stage.when != "in_window":
        return STANDING
    if view.as_of < stage.opens:
        return AHEAD
    if own.owed and own.met == own.owed:
        return DONE
    return PAST if view.as_of > stage.effective else OPEN
