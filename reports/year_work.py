"""What the centre should do today across the whole year, by consequence: front page and `jixiao status` show it."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from reports.formats import wan
from reports.today import FIRST, SOON, Work
from reports.wording import KINDS, NOTICE_STATES, OVERDUE, OWED
from reports.year_standings import late_units, undelivered
from reports.year_view import YearView

SENT_BACK = {"returned": "退回修改", "refused": "拒收", "outdated": "旧表"}
Row = Any


def years_work(view: YearView) -> list[Work]:
    """The ranked list: who was not told, what is late, what waits for a decision, what is wrong, what will be late."""
    owing = view.debts[view.debts["standing"] == OWED]
    back = owing[owing["last_file"].isin(list(SENT_BACK))]
    soon = owing.drop(back.index)
    days = pd.Series([(due - view.as_of).days for due in soon["effective_due"]], index=soon.index, dtype="int64")
    work = [
        _undelivered(view),
        *_overdue(view),
        *_proposals(view),
        *_alarms(view),
        _work("正式文书等待签发", view.notices[view.notices["state"] == "held"], "件", "warn",
              "核对后签发，或说明不发的理由", lambda row: str(row.to_name)),
        *_by_matter(back, "退回或拒收后还没有重报", "问清哪里不会改，帮助改正后重报",
                    lambda row: SENT_BACK[row.last_file]),
        *_by_matter(soon[days <= SOON], f"{SOON}天内到期、还没有报齐", "确认是否收到表格、能否按期报齐",
                    lambda row: f"{row.effective_due:%m月%d日}到期"),
        _work("收到的表格认不出是哪个单位的", view.strangers, "份", "warn", "查明单位后放进该单位的收件夹",
              lambda row: "", "file"),
    ]
    return [piece for piece in work if piece.count]


def _work(
    matter: str, rows: pd.DataFrame, measure: str, tone: str, do: str, about: Callable[[Row], str],
    name: str = "unit_name", **more: Any,
) -> Work:
    first = [(str(getattr(row, name)), about(row)) for row in rows.head(FIRST).itertuples(index=False)]
    return Work(matter, len(rows), measure, tone, first, do, **more)


def _undelivered(view: YearView) -> Work:
    """Whoever has not been told cannot act."""
    return _work("通知没有送到", undelivered(view), "封", "bad", "核对邮箱地址后重发，或改用电话通知",
                 lambda row: NOTICE_STATES.get(row.state, row.state))


def _overdue(view: YearView) -> list[Work]:
    """One piece per node, the node with most units first."""
    return _by_matter(late_units(view), OVERDUE, "逐家电话催办；逾期最久的先办",
                      lambda row: f"逾期{row.overdue_days}个工作日", "bad")


def _by_matter(
    rows: pd.DataFrame, what: str, do: str, about: Callable[[Row], str], tone: str = "warn",
) -> list[Work]:
    found = [
        _work(f"{own['matter'].iloc[0]}：{what}", own, "家", tone, do, about, milestone=str(milestone), node=str(node))
        for (milestone, node), own in rows.groupby(["milestone", "node"], sort=False)
    ]
    return sorted(found, key=lambda one: -one.count)


def _proposals(view: YearView) -> list[Work]:
    """What hurts somebody and waits for a named person: most money first, then most cases (X11)."""
    open_ = view.proposals[view.proposals["decision"] == ""]
    found = []
    for (milestone, node, word), own in open_.groupby(["milestone", "node", "proposal"], sort=True):
        amount = int(own["amount_fen"].sum()) if own["amount_fen"].notna().any() else None
        own = own.sort_values("amount_fen", ascending=False, na_position="last", kind="stable")
        found.append(_work(
            f"待决定：{word}{f'，共{wan(amount)}万元' if amount is not None else ''}", own, "条", "warn",
            "由有权决定的人逐条决定并写明理由；决定以前一律不生效", _amount, "name",
            milestone=str(milestone), node=str(node), amount_fen=amount,
        ))
    return sorted(found, key=lambda one: (-(one.amount_fen or 0), -one.count))


def _amount(row: Row) -> str:
    return "" if pd.isna(row.amount_fen) else f"{wan(int(row.amount_fen))}万元"


def _alarms(view: YearView) -> list[Work]:
    groups = view.alarms.groupby(["milestone", "node", "kind", "verdict"], sort=True)
    found = [
        _work(f"{KINDS.get(str(kind), str(kind))}：{word}", own, "项", "bad", "核实原因，督促办结",
              lambda row: str(row.unit_name), "name", milestone=str(milestone), node=str(node))
        for (milestone, node, kind, word), own in groups
    ]
    return sorted(found, key=lambda one: -one.count)
