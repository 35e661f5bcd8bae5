"""What the centre should do today, the most pressing first; every late or incomplete unit stands in it once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from config.parameters import parameters
from reports.formats import clip, points
from reports.tallies import grade_words, standings
from reports.views import SelfEvaluationView
from reports.wording import NOTICE_STATES, OVERDUE, OWED

SOON = 7  # calendar days before the deadline from which a unit that owes is work for today

FIRST = 5  # named in one piece of work


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work: what is the matter, with how many, who first, and what to do. `tone`: bad, warn or calm."""

    matter: str
    count: int
    measure: str  # 封, 家 or 个
    tone: str
    first: list[tuple[str, str]]  # (who, what about them), the most pressing first
    do: str


def todays_work(view: SelfEvaluationView) -> list[Work]:
    """The ranked list; pieces nobody needs to do are left out."""
    units = view.units.assign(standing=standings(view.units))
    owing = units[units["standing"].isin([OWED, OVERDUE])]
    overdue = owing[owing["standing"] == OVERDUE].sort_values("overdue_days", ascending=False, kind="stable")
    intime = owing[owing["standing"] == OWED]
    back = intime[intime["returned"] + intime["refused"] > 0]
    silent = intime.drop(back.index).sort_values("covered", kind="stable")
    days_left = (view.deadline_effective - view.as_of).days
    work = [
        _undelivered(view),
        _work("逾期未报齐", overdue, "家", "bad", "逐家电话催办；逾期最久的先办", _overdue),
        _work("退回或拒收后还没有重报", back, "家", "warn", "问清哪里不会改，帮助改正后重报", _sent_back),
        _work(
            f"{days_left}天后到期、还没有报齐", silent if days_left <= SOON else silent[:0], "家", "warn",
            "确认是否收到表格、能否按期报齐", lambda row: f"{row.covered}/{row.projects}",
        ),
        _differing(view),
        _worst_grade(view),
        _work("有需要说明的地方", units[units["explains"] > 0].sort_values("explains", ascending=False, kind="stable"),
              "家", "calm", "看说明是否成立", lambda row: f"{row.explains}处"),
    ]
    return [piece for piece in work if piece.count]


def _work(
    matter: str, rows: pd.DataFrame, measure: str, tone: str, do: str, about: Callable[[Any], str],
    name: str = "unit_name",
) -> Work:
    first = [(str(getattr(row, name)), about(row)) for row in rows.head(FIRST).itertuples(index=False)]
    return Work(matter, len(rows), measure, tone, first, do)


def _overdue(row: Any) -> str:
    return f"逾期{row.overdue_days}个工作日，{row.covered}/{row.projects}"


def _sent_back(row: Any) -> str:
    return f"退回{row.returned}次、拒收{row.refused}次"


def _undelivered(view: SelfEvaluationView) -> Work:
    """Mails that did not arrive come first: whoever has not been told cannot act."""
    lost = view.notices[view.notices["state"].isin(["failed", "bounced", "uncertain"])]
    do = "核对邮箱地址后重发，或改用电话通知并登记：jixiao resend"
    return _work("通知没有送到", lost, "封", "bad", do, lambda row: NOTICE_STATES[row.state])


def _differing(view: SelfEvaluationView) -> Work:
    tolerance = parameters(view.work_year).number("self_evaluation.score_tolerance_cp")
    rows = differences(view)
    return _work(
        f"自评得分与重算相差{points(tolerance)}分以上", rows[rows["difference_cp"].abs() > tolerance], "个", "calm",
        "对照佐证材料复核；相差最大的先办", _difference, "project_name",
    )


def differences(view: SelfEvaluationView) -> pd.DataFrame:
    """The projects with both scores and their difference (self minus computed, cp), the largest first."""
    both = view.projects.dropna(subset=["self_score_cp", "score_cp"])
    both = both.assign(difference_cp=both["self_score_cp"] - both["score_cp"])
    return both.loc[both["difference_cp"].abs().sort_values(ascending=False, kind="stable").index]


def _difference(row: Any) -> str:
    return f"{clip(row.unit_name, 40)}，自评{points(row.self_score_cp)}、重算{points(row.score_cp)}"


def _worst_grade(view: SelfEvaluationView) -> Work:
    worst = grade_words(view)[-1]
    rows = view.projects[view.projects["grade"] == worst].sort_values("score_cp", kind="stable")
    return _work(
        f"等次为“{worst}”", rows, "个", "calm", "核实得分，按规定提出处理意见",
        lambda row: f"{clip(row.unit_name, 40)}，{points(row.score_cp)}分", "project_name",
    )
