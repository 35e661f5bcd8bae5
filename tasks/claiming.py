"""Claiming: which notices go into the next mail, asked at the last second whether each of them is still true."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from config import clock
from config.tellings import tellings
from tasks.desk import Desk
from tasks.forms.inbox import anything_since
from tasks.owing import secret
from tasks.rules.office_hours import ANSWERS, is_open, not_before
from tasks.rules.telling import BARRED, is_withheld
from tasks.store import claims, directory, obligations, outbox, runs, verdicts
from tasks.store.models.notices import KINDS
from tasks.store.outbox import Notice

REMINDING = ("issue", "reminder", "overdue", "review", "copy", "paper")  # true only while something is owed
SETTLED = "发送前已报齐，或期限、收件人已改，不再发送"


def claim(desk: Desk, me: str) -> list[Notice]:
    """The notices of the next mail, committed before it is sent, so that a dead sender shows; [] when none waits.

    What is not true any more is withdrawn. Who has handed in something that no run has read yet is left in peace until
    the next morning: by then his milestone has read it.
    """
    now = clock.now()
    scope = claims.Scope(desk.work_year, desk.regions, KINDS if is_open(now, desk.book) else ANSWERS)
    while True:
        with desk.engine.begin() as conn:
            found = claims.waiting(conn, now, scope)
            barred = _barred(conn, found, now.date())
            untrue = [one.id for one in found if one.id not in barred and not _true(conn, one, now.date())]
            unread = [one.id for one in found if one.id not in (*barred, *untrue) and _unread(conn, desk, one, now)]
            outbox.withdraw(conn, desk.run_id, now, barred, "failed", BARRED)
            outbox.withdraw(conn, desk.run_id, now, untrue, "cancelled", SETTLED)
            claims.postpone(conn, unread, _tomorrow(desk, now))
            stays = {*barred, *untrue, *unread}
            if not found or found[0].id not in stays:
                return claims.take(conn, me, now, [one for one in found if one.id not in stays])


def _barred(conn: Connection, notices: list[Notice], today: date) -> list[int]:
    """Those that tell a verdict about a project whose name no mail may bear by now (M05)."""
    told = [(one.id, one.verdict_id, one.work_year) for one in notices if one.verdict_id is not None]
    kept = {year: secret(conn, year, today) for year in {year for _, _, year in told}}
    return [key for key, verdict, year in told if kept[year] and is_withheld(
        verdicts.subject_of(conn, verdict), kept[year])]


def _true(conn: Connection, notice: Notice, today: date) -> bool:
    """Whether a notice still says something true: a reminder of a day that has passed does not, nor one of a debt that
    is settled or has another deadline now, nor one to an address that is nobody's any more, nor a decision that a named
    person has taken back."""
    if notice.verdict_id is not None and not _decided(conn, notice.rung, notice.verdict_id):
        return False
    if notice.kind not in REMINDING:
        return True
    if (notice.kind == "reminder" and notice.due_on and notice.due_on < today) or not directory.is_address(
            conn, notice.to_email, today):
        return False
    return notice.obligation_id is None or obligations.still_owed(
        conn, notice.obligation_id, notice.deadline_version)


def _decided(conn: Connection, telling: str, verdict_id: int) -> bool:
    """Whether a telling that waits for a decision, or for none yet, still has it so."""
    known = tellings().tellings.get(telling)
    if known is None or not known.decided:
        return True
    said = verdicts.decision_on(conn, verdict_id)
    return said == "" if known.decided == "open" else said != "rejected"


def _unread(conn: Connection, desk: Desk, notice: Notice, now: datetime) -> bool:
    """Whether the unit has handed in something since a run of the milestone last read what was there."""
    if notice.kind not in REMINDING or notice.attempts or not notice.unit_code:
        return False
    own = (notice.milestone, notice.work_year) == (desk.milestone, desk.work_year)
    since = desk.moment if own else runs.last_begun(conn, notice.milestone, notice.work_year)
    return since is not None and anything_since(desk.workspace / "inbox", notice.unit_code, since, now)


def _tomorrow(desk: Desk, now: datetime) -> datetime:
    """When the offices open on the next working day."""
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
    return not_before("", midnight, desk.book)
