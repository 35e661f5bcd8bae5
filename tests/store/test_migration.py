"""A database of an older schema is brought to the present one, and its ledger still holds."""

import hashlib
from datetime import date, datetime

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from config.clock import BEIJING
from tasks.store import ledger
from tasks.store.engine import open_store, reading
from tasks.store.migrations import configuration
from tasks.store.models.base import canonical
from tasks.store.verify import verify

AT = datetime(2023, 3, 1, 10, tzinfo=BEIJING)
# What revision 0004 sealed of a notice, in its order; then the outcome.
SEALED = {"id": 1, "key": "k", "message_id": "<k@jixiao>", "kind": "issue", "rung": "issue",
          "milestone": "self_evaluation", "work_year": 2023, "obligation_id": None, "submission_id": None,
          "unit_code": None, "to_name": "甲", "to_email": "jia@x.cn", "cc": [], "deadline_version": 1, "due_on": None,
          "facts": {}, "reason": "", "created_at": AT, "sent_at": AT, "body_sha256": "b" * 64, "in_reply_to": ""}
REST = {"state": "sent", "not_before": AT, "attempts": 1, "claimed_by": "", "last_error": ""}


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """A database that does not exist yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.db'}"
    server = request.getfixturevalue("postgresql")
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {request.function.__name__}"))
    admin.dispose()
    return server.replace("@/postgres", f"@/{request.function.__name__}")


def write(conn, table, row):
    """Insert one row as it lies in the database: JSON as its text, moments as the wall clock of Beijing."""
    plain = {name: canonical(value) if isinstance(value, list | dict) else value for name, value in row.items()}
    plain |= {name: value.isoformat() for name, value in row.items() if isinstance(value, date)}
    plain |= {name: f"{value:%F %T.%f}" for name, value in row.items() if isinstance(value, datetime)}
    marks = ", ".join(f":{name}" for name in plain)
    conn.execute(text(f"INSERT INTO {table} ({', '.join(plain)}) VALUES ({marks})"), plain)


def test_a_notice_sealed_by_an_older_schema_still_verifies(address):
    """Sent before notices could be held, carried or bounce: the copy of the table has it, and its seal is good."""
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as conn:
        config = configuration()
        config.attributes["connection"] = conn
        command.upgrade(config, "0004")
        write(conn, "notice", SEALED | REST)
        digest = hashlib.sha256(canonical([[*SEALED.values(), "sent"]]).encode()).hexdigest()
        event = [1, None, AT, "notice.sent", "k", "notice", 1, digest, "{}", ledger.GENESIS]
        names = [column.key for column in ledger.SEALED]
        write(conn, "event", dict(zip(names, event, strict=True)) | {"hash": ledger.seal(event)})
    engine.dispose()
    engine = open_store(address)
    with reading(engine) as conn:
        assert verify(conn) is None
        assert conn.execute(text("SELECT id, state, node, released_by FROM notice")).one() == (1, "sent", "", "")
    with engine.begin() as conn:
        conn.execute(text("UPDATE notice SET carried_by = 1"))
    with reading(engine) as conn:
        assert "被改动" in str(verify(conn))
    engine.dispose()


def test_debts_with_deadlines_steps_and_notices_are_carried_over(address):
    """What refers to a debt refers to it still, and the same office may owe another one for another day."""
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    debt = {"id": 1, "work_year": 2023, "milestone": "budget_gate", "node": "september", "unit_code": "f1",
            "region_code": "653001", "form": "goal_reviews", "fiscal_year": 2024, "written_due": date(2023, 9, 22),
            "effective_due": date(2023, 9, 22), "due_reason": "", "remind_from": date(2023, 9, 22),
            "deadline_version": 1, "state": "owed"}
    due = {name: debt[name] for name in ("written_due", "effective_due", "remind_from")}
    with engine.begin() as conn:
        config = configuration()
        config.attributes["connection"] = conn
        command.upgrade(config, "0007")
        write(conn, "region", {"code": "653001", "name": "阿图什市", "level": "county"})
        write(conn, "unit", {"code": "f1", "name": "阿图什市财政局", "region_code": "653001", "kind": "finance",
                             "department_code": "", "department_name": "", "uscc": ""})
        write(conn, "obligation", debt)
        write(conn, "deadline", due | {"obligation_id": 1, "version": 1, "reason": "", "set_on": date(2023, 9, 8),
                                       "source": "calendar"})
        write(conn, "notice", SEALED | REST | {"obligation_id": 1})
    engine.dispose()
    engine = open_store(address)
    with engine.begin() as conn:
        kept = text("SELECT d.version, n.id, o.occasion FROM obligation o JOIN deadline d ON d.obligation_id = o.id"
                    " JOIN notice n ON n.obligation_id = o.id")
        assert conn.execute(kept).all() == [(1, 1, "")]
        write(conn, "obligation", debt | {"id": 2, "occasion": "2023-09-11"})
        with pytest.raises(IntegrityError), conn.begin_nested():
            write(conn, "deadline", due | {"obligation_id": 3, "version": 1, "reason": "", "source": "calendar",
                                           "set_on": date(2023, 9, 8)})
    engine.dispose()
