"""Bounces in the books: a notice that came back is `bounced`, with the server's words; a copy that did is noted."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, or_, select, update

from tasks.store import ledger
from tasks.store.claims import DAILY
from tasks.store.models import Notice

REASON = "被对方服务器退回，请核对邮箱后重新登记"
BACK = ("sent", "uncertain", "sending")  # what may come back: whatever may have left


def come_back(conn: Connection, run_id: int, at: datetime, message_id: str, address: str, words: str) -> int:
    """Record that one mail did not reach one address; returns how many notices that mail carried are bounced now.

    Mails of the day go to one person each: only what goes alone has copies on it. An address that the mail was never
    sent to, or an id that is not ours, changes nothing; nor does a second report.
    """
    mail = conn.execute(select(*Notice.__table__.c).where(
        Notice.message_id == message_id, Notice.state.in_(BACK))).mappings().one_or_none()
    if mail is None:
        return 0
    if mail["to_email"].lower() == address.lower():
        return _bounced(conn, run_id, at, mail, words)
    if mail["kind"] not in DAILY and address.lower() in {str(email).lower() for _, email in mail["cc"]}:
        _noted(conn, mail, f"抄送地址被退回：{address}（{words}）", run_id, at)
    return 0


def went_elsewhere(conn: Connection, message_id: str, address: str) -> bool:
    """Whether the id is of a mail of ours that may have left, and the address is none that it was sent to."""
    mail = conn.execute(select(Notice.to_email, Notice.cc).where(
        Notice.message_id == message_id, Notice.state.in_(BACK))).one_or_none()
    if mail is None:
        return False
    return address.lower() not in {mail.to_email.lower(), *(str(email).lower() for _, email in mail.cc)}


def _bounced(conn: Connection, run_id: int, at: datetime, mail: RowMapping, words: str) -> int:
    """The notice whose mail it was, and those that went in the same mail."""
    back = conn.execute(
        update(Notice).where(or_(Notice.id == mail["id"], Notice.carried_by == mail["id"]), Notice.state.in_(BACK))
        .values(state="bounced", reason=REASON, last_error=words).returning(Notice.id, Notice.key),
    ).all()
    ledger.append(conn, run_id, at, [
        ledger.Happening("notice.bounced", row.key, {"words": words}, "notice", row.id) for row in sorted(back)])
    return len(back)


def _noted(conn: Connection, mail: RowMapping, says: str, run_id: int, at: datetime) -> None:
    if says in mail["reason"]:
        return
    reason = f"{mail['reason']}；{says}" if mail["reason"] else says
    conn.execute(update(Notice).where(Notice.id == mail["id"]).values(reason=reason))
    ledger.append(conn, run_id, at, [
        ledger.Happening(f"notice.{mail['state']}", mail["key"], {"copy": says}, "notice", mail["id"])])
