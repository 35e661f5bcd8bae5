"""The ledger at the year's end: every obligation met, waived, or late with the notices that say so (O02)."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from config.calendar import Milestone, the_calendar
from flows.rehearsal.compare import Compared
from tasks.rules.daily_ledger import EARLY, IN, LATE, MISSING, STATES, WAIVED

_DEBTS = """SELECT o.work_year, o.milestone, o.node, o.unit_code, o.form, o.state, o.met_on, o.effective_due,
    (SELECT count(*) FROM notice n WHERE n.obligation_id = o.id AND n.kind = 'overdue'
     AND n.state IN ('sent', 'superseded')) AS chased,
    (SELECT count(*) FROM run r WHERE r.work_year = o.work_year AND r.milestone = o.milestone AND r.node = o.node
     AND r.as_of > o.effective_due) AS later
    FROM obligation o ORDER BY o.id"""
_LAST = "SELECT work_year, max(as_of) FROM run WHERE milestone = 'daily' GROUP BY work_year"
_LEDGER = """SELECT s.work_year, v.detail FROM verdict v JOIN verdict_standing s ON s.verdict_id = v.id
    WHERE v.milestone = 'daily' AND v.kind = 'ledger' AND NOT EXISTS (
        SELECT 1 FROM verdict_standing t WHERE t.kind = s.kind AND t.subject = s.subject AND t.work_year = s.work_year
        AND t.milestone = s.milestone AND t.as_of > s.as_of)"""
SHOWN = "总台账：每项应报都有着落（已报、免报，或列为逾期并已催报）"
Row = Mapping[str, Any]


def accounted(conn: Connection) -> Compared:
    """One line for the whole ledger: what became of each obligation, and whether O02 counts exactly these."""
    debts = [dict(row) for row in conn.execute(text(_DEBTS)).mappings()]
    wrong = [f"{row['work_year']} {row['milestone']} {row['node']} {row['unit_code']}：{fault}"
             for row in debts if (fault := _fault(row))]
    return Compared(SHOWN, len(debts), (*wrong, *_counted(conn, debts)))


def _fault(row: Row) -> str:
    """What is not accounted for about one obligation; "" when nothing is."""
    match row["state"]:
        case "met":
            return "" if row["met_on"] else "已报，却没有报送日期"
        case "waived":
            return ""
    return "逾期没有报，也没有催报" if row["later"] and not row["chased"] else ""


def _counted(conn: Connection, debts: Sequence[Row]) -> Iterator[str]:
    """Whether what O02 says, rule by rule and level by level, adds up to the year's obligations, state by state.

    The finance side's reviews of what came in are counted for the rules that ask for a review, like any other debt.
    """
    said: Counter[tuple[int, str]] = Counter()
    for row in conn.execute(text(_LEDGER)).mappings():
        detail = json.loads(row["detail"]) if isinstance(row["detail"], str) else row["detail"]
        said.update({(row["work_year"], word): detail.get(word, 0) for word in STATES})
    calendar = the_calendar().milestones
    for work_year, last in conn.execute(text(_LAST)):
        wanted = Counter[str]()
        for debt in (one for one in debts if one["work_year"] == work_year):
            wanted[_standing(debt, str(last))] += _rules(debt, calendar[debt["milestone"]])
        for word in STATES:
            if wanted[word] != said[work_year, word]:
                yield f"{work_year}：台账逐条合计{word}{said[work_year, word]}项，应报事项合计{wanted[word]}项"


def _rules(row: Row, of: Milestone) -> int:
    """How many rules of the calendar ask for a debt: those of its review, else all that are not about reviews alone."""
    if row["form"] == of.review or row["form"] in of.review_rules:
        return len(of.review_rules.get(row["form"], of.rules))
    return len(of.rules) - len({rule for rules in of.review_rules.values() for rule in rules})


def _standing(row: Row, day: str) -> str:
    """What the ledger must call an obligation on a day."""
    if row["state"] == "waived":
        return WAIVED
    due, met = str(row["effective_due"]), str(row["met_on"] or "")
    if met and met <= day:
        return LATE if met > due else IN
    return MISSING if day > due else EARLY
