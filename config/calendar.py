"""The year as data: every milestone of the notice, its nodes and its dates as written (`config/calendar.yaml`)."""

import calendar as days
from datetime import date
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.strict import CONFIG, ConfigError, Strict, load

Owner = Literal["unit", "department", "division", "county", "finance", "centre"]
OWNERS: dict[Owner, str] = {
    "unit": "部门单位", "department": "主管部门", "division": "科室", "county": "县（市）财政", "finance": "各级财政",
    "centre": "财政绩效评价中心",
}
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]|end)$")]


def on(month_day: str, work_year: int) -> date:
    """The date of "03-31" or "02-end" in a work year. Raises ConfigError for a day the month does not have."""
    month, day = month_day.split("-")
    last = days.monthrange(work_year, int(month))[1]
    if day != "end" and int(day) > last:
        raise ConfigError(f"config/calendar.yaml：{work_year} 年没有 {month_day} 这一天")
    return date(work_year, int(month), last if day == "end" else int(day))


class Node(Strict):
    """One dated occurrence of a milestone in a work year; `node` is "" where there is only one.

    `after`: the nodes whose results it needs (`self_evaluation`, `monitoring/may`); `owed_by`, `form`: where others owe
    this node, or another form, than the milestone's other ones; `offices`: the only ones that owe it, by name.
    """

    node: str = ""
    title: str = ""
    opens: MonthDay
    due: MonthDay
    written: str
    runs_until: MonthDay
    cut_off: MonthDay | None = None
    after: tuple[str, ...] = ()
    owed_by: Owner | None = None
    form: str | None = None
    offices: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Node":
        a_year = 2023  # not a leap year: a 02-29 is refused here and not in the first year that has none
        if not on(self.opens, a_year) <= on(self.due, a_year) <= on(self.runs_until, a_year):
            found = f"{self.opens}、{self.due}、{self.runs_until}"
            raise ValueError(f"日期次序不对：应为 opens ≤ due ≤ runs_until，现为 {found}")
        if self.cut_off and on(self.cut_off, a_year) > on(self.due, a_year):
            raise ValueError(f"数据截止日 {self.cut_off} 晚于报送期限 {self.due}")
        return self


ALL_YEAR = Node(opens="01-01", due="12-31", written="全年", runs_until="12-31")


class Milestone(Strict):
    """One milestone (节点) of the year: who owes what form about which fiscal year, and when."""

    title: str
    about: str = ""  # what the form is called in mails and titles: 项目支出绩效自评; "" = the title
    paper: str = ""  # what people call the form: 自评表; "" = the title of its description
    short: str = ""  # in names of files: 自评; "" = the title
    hint: str = ""  # said when it is issued
    rules: tuple[str, ...]
    owed_by: Owner
    concerns: Literal[-1, 0, 1]
    form: str | None = None
    offered: str | None = None  # a form that goes out to those of `owed_by` when a node opens; nobody owes it by a date
    review: str | None = None  # the form with which finance reviews what was handed in, by `<milestone>.review_due`
    review_rules: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # form of a review → the rules it fulfils
    when: Literal["in_window", "on_event", "every_workday"] = "in_window"
    nodes: tuple[Node, ...]

    @model_validator(mode="after")
    def _each_once(self) -> "Milestone":
        names = [node.node for node in self.nodes]
        if len(names) != len(set(names)):
            raise ValueError(f"节点重名：{'、'.join(names)}")
        if bool(names) != (self.when == "in_window"):
            raise ValueError("有期限的（in_window）必须写 nodes，其余的不写")
        if self.offered and (self.form or not names):
            raise ValueError("offered 是没有人应报的表：要有 nodes，不能再写 form")
        return self

    def node(self, name: str = "") -> Node:
        """One node by name; what has no term runs all year. Raises ConfigError listing the nodes there are."""
        if not self.nodes and not name:
            return ALL_YEAR
        for node in self.nodes:
            if node.node == name:
                return node
        known = "、".join(n.node or "（唯一）" for n in self.nodes)
        raise ConfigError(f"config/calendar.yaml：“{self.title}”没有节点“{name}”，有：{known}")

    def called(self, node: Node) -> str:
        """What people call one of its nodes: 绩效监控（5月监控）."""
        return f"{self.title}{f'（{node.title or node.node}）' if node.node else ''}"


class Calendar(Strict):
    """All milestones of a work year."""

    holiday_policy: Literal["next_workday", "as_written"]
    milestones: dict[str, Milestone]

    def milestone(self, name: str) -> Milestone:
        """One milestone by name. Raises ConfigError listing the names there are."""
        if name not in self.milestones:
            raise ConfigError(f"config/calendar.yaml：没有节点“{name}”，有：{'、'.join(self.milestones)}")
        return self.milestones[name]


@cache
def the_calendar() -> Calendar:
    """The calendar of the notice."""
    return load(Calendar, CONFIG / "calendar.yaml")
