"""整体支出: who has handed in, who has not, and departments rolled up from their units (G01–G03, domain §A.7)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from tasks.rules.indicator_facts import NO_REASON
from tasks.rules.opinions import Fired, Opinion, rows, said
from tasks.rules.verdicts import Facts

AWAITED, MISSING = "待报送", "未报送"
SILENT = (None, *NO_REASON)  # nothing that explains anything


def awaited(facts: Facts, milestone: str, sent: Collection[str]) -> dict[str, date]:
    """Unit → effective deadline of every unit that owes the milestone and has nothing in force."""
    return {
        str(row["unit_code"]): row["effective_due"] for row in rows(facts, "obligations")
        if row["milestone"] == milestone and row["state"] != "waived" and str(row["unit_code"]) not in sent
    }


def not_sent(due: dict[str, date], as_of: date, rule: str, clause: str, what: str) -> list[Opinion]:
    """One opinion per unit without a form: 待报送 up to the deadline, 未报送 after it."""
    found = []
    for unit, day in due.items():
        late = as_of > day
        fact = f"{what}应于{said(day)}前报送，{'至今未报' if late else '尚未到期'}"
        found.append(Opinion(
            "unit", unit, MISSING if late else AWAITED, fact + "。", (Fired(rule, clause, fact),), unit_code=unit,
        ))
    return found


def departments(
    facts: Facts, opinions: Iterable[Opinion], order: Sequence[str], rule: str, clause: str,
) -> list[Opinion]:
    """One opinion per department with units: the worst word of them decides, `order` runs from best to worst.

    `amount_fen` is the sum of its units' amounts; `detail` says how many units have each word.
    """
    home = {str(row["code"]): str(row["department_code"] or row["code"]) for row in rows(facts, "units")}
    members: dict[str, list[Opinion]] = {}
    for one in opinions:
        members.setdefault(home.get(one.unit_code, one.unit_code), []).append(one)
    return [_department(code, of, order, rule, clause) for code, of in members.items()]


def _department(code: str, of: list[Opinion], order: Sequence[str], rule: str, clause: str) -> Opinion:
    counts = {word: sum(one.verdict == word for one in of) for word in order}
    worst = next(word for word in reversed(order) if counts[word])
    shown = "、".join(f"{word}{count}家" for word, count in counts.items() if count)
    fact = f"所属单位{len(of)}家：{shown}"
    known = [one.amount_fen for one in of if one.amount_fen is not None]
    return Opinion(
        "department", code, worst, f"{fact}，按最差的一家认定。", (Fired(rule, clause, fact),), unit_code=code,
        amount_fen=sum(known) if known else None,
        detail={"units": len(of), **{word: count for word, count in counts.items() if count}},
    )
