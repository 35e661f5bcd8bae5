"""What is owed: made once per node, then met, reopened or waived; every day of the past can be asked for."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, bindparam, func, select

from tasks.store import bulk, ledger
from tasks.store.frames import frame
from tasks.store.models import Deadline, Obligation, ObligationStep, Unit

KEY = ("work_year", "milestone", "node", "unit_code", "form", "occasion")
DATES = ("written_due", "effective_due", "remind_from")
Steps = Sequence[tuple[int, date]]  # obligation, and the day from which the change counts


def ensure(conn: Connection, run_id: int, at: datetime, wanted: pd.DataFrame) -> int:
    """Make the obligations that are not there yet; returns how many were new.

    `wanted`: work_year, milestone, node, unit_code, region_code, form, fiscal_year, written_due, effective_due,
    remind_from, due_reason, and `occasion` where it hangs on the day something came in. Those that are there keep
    their deadline: `deadlines.redate` moves it.
    """
    bulk.insert_new(conn, Obligation, {str(name): wanted[name] for name in wanted.columns}, KEY)
    undated = Obligation.id.not_in(select(Deadline.obligation_id))
    new = frame(conn, select(*Obligation.__table__.c).where(undated).order_by(Obligation.id))
    bulk.insert(conn, Deadline, deadline_columns(new, at.date(), "calendar"))
    tell(conn, run_id, at, "obligation.owed", new)
    return len(new)


def meet(conn: Connection, run_id: int, at: datetime, steps: Steps) -> int:
    """Record that what was owed is there, with the day of the complete submission. Returns how many were owed."""
    return _step(conn, run_id, at, steps, ("owed",), "met")


def reopen(conn: Connection, run_id: int, at: datetime, steps: Steps) -> int:
    """Owe again what was met (a reviewer returned it) or waived. Returns how many were."""
    return _step(conn, run_id, at, steps, ("met", "waived"), "owed")


def waive(conn: Connection, run_id: int, at: datetime, steps: Steps) -> int:
    """Nobody owes these any more (a unit without a project of that year). Returns how many were owed."""
    return _step(conn, run_id, at, steps, ("owed",), "waived")


def on_day(
    conn: Connection, work_year: int, milestone: str, node: str, as_of: date, form: str | None = None,
) -> pd.DataFrame:
    """Every obligation of the calendar at a node as it stood on a day: with the deadline, `state`, `met_on` of it.

    `due_source`: calendar, or extension where somebody granted a later day (X07).

    `form`: only those that owe this form; a node has others where finance owes the review of what comes in.
    """
    mine = {} if form is None else {"form": form}
    return _on_day(conn, as_of, work_year=work_year, milestone=milestone, node=node, occasion="", **mine)


def on_arrival(conn: Connection, work_year: int, milestone: str, as_of: date) -> pd.DataFrame:
    """Every obligation of a milestone that hangs on the day something came in, whatever its node, as `on_day`."""
    found = _on_day(conn, as_of, work_year=work_year, milestone=milestone)
    return found[found["occasion"] != ""].reset_index(drop=True)


def of_unit(conn: Connection, unit_code: str, work_year: int, milestone: str, node: str, as_of: date) -> pd.DataFrame:
    """What one unit owes at a node by the calendar, and at any node for what came in, as `on_day`."""
    found = _on_day(conn, as_of, work_year=work_year, milestone=milestone, unit_code=unit_code)
    return found[(found["node"] == node) | (found["occasion"] != "")].reset_index(drop=True)


def of_year(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """Every obligation of a work year as it stood on a day, as `on_day`."""
    return _on_day(conn, as_of, work_year=work_year)


def _on_day(conn: Connection, as_of: date, **equal: Any) -> pd.DataFrame:
    found = frame(conn, _as_they_stood(*equal), as_of=as_of, **equal)
    found["met_on"] = found["met_on"].where(found["state"] == "met", None)
    return found


@cache
def _as_they_stood(*equal: str) -> "Select[Any]":
    as_of: Any = bindparam("as_of")
    version = _newest(Deadline.obligation_id, Deadline.version, (Deadline.set_on <= as_of) | (Deadline.version == 1))
    step = _newest(ObligationStep.obligation_id, ObligationStep.seq, ObligationStep.day <= as_of)
    of_today = (*DATES, "due_reason", "deadline_version", "state", "met_on")
    return (
        select(
            *(c for c in Obligation.__table__.c if c.name not in of_today),
            Deadline.written_due, Deadline.effective_due, Deadline.remind_from, Deadline.reason.label("due_reason"),
            Deadline.version.label("deadline_version"), Deadline.source.label("due_source"),
            func.coalesce(ObligationStep.state, "owed").label("state"),
            ObligationStep.day.label("met_on"), Unit.name.label("unit_name"),
        )
        .join(Unit, Unit.code == Obligation.unit_code)
        .join(version, version.c.key == Obligation.id)
        .join(Deadline, (Deadline.obligation_id == version.c.key) & (Deadline.version == version.c.newest))
        .outerjoin(step, step.c.key == Obligation.id)
        .outerjoin(ObligationStep, (ObligationStep.obligation_id == step.c.key) & (ObligationStep.seq == step.c.newest))
        .where(*(Obligation.__table__.c[name] == bindparam(name) for name in equal))
        .order_by(Obligation.id)
    )


def still_owed(conn: Connection, obligation_id: int, deadline_version: int) -> bool:
    """Whether a reminder of this deadline still says something true: asked inside the claim (DESIGN §7)."""
    return conn.execute(select(Obligation.id).where(
        Obligation.id == obligation_id, Obligation.state == "owed", Obligation.deadline_version == deadline_version,
    )).first() is not None


def deadline_columns(owed: pd.DataFrame, day: date, source: str) -> dict[str, Any]:
    """The `deadline` rows that say what these obligations say now."""
    return {
        "obligation_id": owed["id"], "version": owed["deadline_version"], "reason": owed["due_reason"],
        "set_on": [day] * len(owed), "source": [source] * len(owed), **{name: owed[name] for name in DATES},
    }


def tell(conn: Connection, run_id: int | None, at: datetime, kind: str, rows: pd.DataFrame) -> None:
    """Put into the ledger what became of these obligations."""
    ledger.append(conn, run_id, at, [
        ledger.Happening(kind, f"{row['milestone']} {row['unit_code']}", {"due": row["effective_due"]}, "obligation",
                         int(row["id"]))
        for row in rows.to_dict("records")
    ])


def _newest(key: Any, number: Any, where: Any) -> Any:
    return select(key.label("key"), func.max(number).label("newest")).where(where).group_by(key).subquery()


def _step(conn: Connection, run_id: int, at: datetime, steps: Steps, before: Sequence[str], after: str) -> int:
    if not steps:
        return 0
    days = pd.DataFrame(list(steps), columns=["id", "day"])
    last = _newest(ObligationStep.obligation_id, ObligationStep.seq, True)
    query = select(*Obligation.__table__.c, func.coalesce(last.c.newest, 0).label("last")).outerjoin(
        last, last.c.key == Obligation.id,
    ).where(Obligation.state.in_(before), Obligation.id.in_(days["id"].tolist())).order_by(Obligation.id)
    rows = frame(conn, query).merge(days, on="id").assign(state=after)
    if rows.empty:
        return 0
    rows["met_on"] = rows["day"] if after == "met" else None
    if after == "met":
        rows["first_complete_on"] = rows["first_complete_on"].where(rows["first_complete_on"].notna(), rows["day"])
    bulk.upsert(conn, Obligation, {str(c): rows[c] for c in rows.columns.drop(["last", "day"])}, ["id"])
    bulk.insert(conn, ObligationStep, {
        "obligation_id": rows["id"], "seq": rows["last"] + 1, "state": rows["state"], "day": rows["day"],
    })
    tell(conn, run_id, at, f"obligation.{after}", rows)
    return len(rows)
