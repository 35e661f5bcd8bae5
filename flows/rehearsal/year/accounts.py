"""The ledger at the year's end: every obligation met, waived, or late with the notices that say so (O02)."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from config.calendar import the_calendar
from flows.rehearsal.compare import Compared

_DEBTS = """SELECT o.work_year, o.milestone, o.node, o.unit_code, o.state, o.met_on,
    (SELECT count(*) FROM notice n WHERE n.obligation_id = o.id AND n.kind = 'overdue'
     AND n.state IN ('sent', 'superseded')) AS chased,
    (SELECT count(*) FROM run r WHERE r.work_year = o.work_year AND r.milestone = o.milestone AND r.node = o.node
     AND r.as_of > o.effective_due) AS later
    FROM obligation o ORDER BY o.id"""
_LEDGER = """SELECT s.work_year, v.detail FROM verdict v JOIN verdict_standing s ON s.verdict_id = v.id
    WHERE v.milestone = 'daily' AND v.kind = 'ledger' AND NOT EXISTS (
        SELECT 1 FROM verdict_standing t WHERE t.kind = s.kind AND t.subject = s.subject AND t.work_year = s.work_year
        AND t.milestone = s.milestone AND t.as_of > s.as_of)"""
SHOWN = "总台账：每项应报都有着落（已报、免报，或逾期并已催报）"
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
    if not row["later"]:
        return "没有报，期满以后也没有运行过"
    return "" if row["chased"] else "逾期没有报，也没有催报"


def _counted(conn: Connection, debts: Sequence[Row]) -> Iterator[str]:
    """Whether what O02 says is owed, rule by rule and level by level, adds up to the obligations of its year."""
    said: Counter[int] = Counter()
    for row in conn.execute(text(_LEDGER)).mappings():
        detail = json.loads(row["detail"]) if isinstance(row["detail"], str) else row["detail"]
        said[row["work_year"]] += detail["owed"]
    rules = {name: len(one.rules) for name, one in the_calendar().milestones.items()}
    for work_year, owed in said.items():
        wanted = sum(rules[row["milestone"]] for row in debts
                     if row["work_year"] == work_year and row["state"] != "waived")
        if owed != wanted:
            yield f"{work_year}：台账逐条合计{owed}项，应报事项合计{wanted}项"
