"""Hold what the run has left behind, store and mails, against the truth of the story; a difference is a sentence."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from flows.rehearsal.post import Mail
from flows.rehearsal.stage import Stage
from flows.rehearsal.truth import Debt, Notice, Score, Truth
from tasks.store.engine import reading

_SUBMISSIONS = "SELECT coalesce(unit_code, ''), sha256, state, is_late FROM submission"
_FINDINGS = """SELECT s.sha256, f.rule, f.sheet, f.cell FROM finding f JOIN submission s ON s.id = f.submission_id"""
_SCORES = """SELECT p.code, j.self_score_cp, j.final_cp, j.final_grade FROM standing t
    JOIN judgement j ON j.id = t.judgement_id JOIN project p ON p.id = t.project_id"""
_DEBTS = "SELECT unit_code, state, met_on, effective_due, deadline_version FROM obligation"
_NOTICES = """SELECT n.unit_code, n.kind, n.rung, n.deadline_version, n.to_email, n.cc, n.state, n.created_at,
    coalesce(c.message_id, n.message_id), coalesce(s.sha256, '') FROM notice n
    LEFT JOIN submission s ON s.id = n.submission_id LEFT JOIN notice c ON c.id = n.carried_by ORDER BY n.id"""


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing compared: how many the story planted, how many there were, and the differences in words."""

    title: str
    planted: int
    differences: tuple[str, ...]


def compare(stage: Stage, truth: Truth, run_days: Sequence[date]) -> list[Compared]:
    """Everything: files, findings, scores, obligations, notices, and the mails themselves."""
    engine = stage.engine()
    files = {filing.sha256: f"{filing.day:%m-%d} {filing.file}" for filing in truth.filings}
    wanted = list(truth.notices(run_days))
    with reading(engine) as conn:
        found = [
            same("收到的文件", _filings(truth), _rows(conn, _SUBMISSIONS), files),
            same("发现的问题", _planted(truth), _rows(conn, _FINDINGS), files),
            same("得分和等次", truth.scores(), (Score(*row) for row in _rows(conn, _SCORES)), {}),
            same("应报事项", truth.debts(run_days[-1]), (_debt(row) for row in _rows(conn, _DEBTS)), {}),
            same("通知", wanted, (_notice(row) for row in _rows(conn, _NOTICES)), {}),
        ]
        sent = [row for row in _rows(conn, _NOTICES) if row[6] == "sent"]
    engine.dispose()
    mails = Compared("信件", sum(one.state == "sent" for one in wanted), tuple(_mails(stage, truth, sent)))
    return [*found, mails, _secrets(stage, truth)]


def _filings(truth: Truth) -> Iterator[tuple[Any, ...]]:
    for one in truth.filings:
        due = truth.terms_on(one.unit, one.day).effective if one.unit else None
        yield one.unit, one.sha256, one.state, int(bool(due and one.day > due))


def _planted(truth: Truth) -> Iterator[tuple[Any, ...]]:
    for filing in truth.filings:
        yield from ((filing.sha256, one.rule, one.sheet, one.cell) for one in filing.planted)


def _debt(row: Sequence[Any]) -> Debt:
    unit, state, met, due, version = row
    return Debt(unit, state, date.fromisoformat(met) if met else None, date.fromisoformat(due), version)


def _notice(row: Sequence[Any]) -> Notice:
    unit, kind, rung, version, to, cc, state, created, _, sha256 = row
    about = f"{kind}:{sha256[:16]}" if sha256 else rung
    return Notice(unit, kind, about, version, to, tuple(email for _, email in json.loads(cc)), state,
                  date.fromisoformat(created[:10]))


def _secrets(stage: Stage, truth: Truth) -> Compared:
    """Of a file with a secrecy mark not a byte is kept."""
    secret = [filing for filing in truth.filings if any(one.rule == "F-SECRET" for one in filing.planted)]
    kept = [one.file for one in secret if list((stage.workspace / "store").rglob(one.sha256))]
    return Compared("涉密文件不留存", len(secret), tuple(f"留存了：{name}" for name in kept))


def _mails(stage: Stage, truth: Truth, sent: Sequence[Sequence[Any]]) -> Iterator[str]:
    """One file for each mail sent, to whom its notices say and nobody else, with what belongs to it, of no other unit.

    A mail says what one notice has to say, or several of one day to the same person: then all of it.
    """
    mails = Counter(mail.message_id for mail in stage.mail.all().values())
    by_id = {mail.message_id: mail for mail in stage.mail.all().values()}
    carried: dict[str, list[Notice]] = {}
    for row in sent:
        carried.setdefault(row[8], []).append(_notice(row))
    wanted = Counter(carried.keys())
    yield from (f"多出的信：{by_id[one].subject} → {'、'.join(by_id[one].to)}" for one in mails - wanted)
    yield from (f"缺少的信：{one}" for one in wanted - mails)
    borrowed = {filing.sha256[:16] for filing in truth.filings if any(p.rule == "F-UNIT" for p in filing.planted)}
    for key, group in carried.items():
        if mail := by_id.get(key):
            names = [truth.name(one.unit, one.day) for one in group]
            yield from (f"{fault}：{mail.subject}" for fault in _faults(group, mail, names))
            others = _others(stage, group, mail)
            if group[0].about[-16:] not in borrowed:  # whoever hands in another's form may hear whose it is
                yield from (f"信里提到了别的单位（{name}）：{mail.subject}" for name in others)


def _faults(group: Sequence[Notice], mail: Mail, names: Sequence[str]) -> Iterator[str]:
    to = group[0].to
    if (mail.to, mail.cc, mail.envelope) != ((to,), (), frozenset((to,))):
        yield f"收件人不对（{'、'.join(sorted(mail.envelope))}）"
    if {mail.day} != {notice.day for notice in group}:
        yield f"日期不对（{mail.day}）"
    if len(mail.files) != sum(notice.kind not in ("receipt", "refused", "copy") for notice in group):
        yield f"附件不对（{len(mail.files)} 个）"
    if not all(name.endswith(".xlsx") and data.startswith(b"PK") for name, data in mail.files):
        yield "附件不是表格"
    with_form = [notice.unit for notice in group if notice.kind in ("issue", "reminder", "overdue")]
    if not all(any(unit in name for name, _ in mail.files) for unit in with_form):
        yield "附件不是本单位的表"
    if not all(name in mail.words for name in names):
        yield "信里没有写明单位"


def _others(stage: Stage, group: Sequence[Notice], mail: Mail) -> Iterator[str]:
    """Other units that the mail names, except as part of its own units' names."""
    said, own = mail.words + mail.subject, "\n".join(stage.units[notice.unit].name for notice in group)
    return (unit.name for unit in stage.units.values() if unit.name in said and unit.name not in own)


def same(title: str, wanted: Iterable[Any], found: Iterable[Any], names: dict[str, str]) -> Compared:
    """Two bags of things, as sentences about what is in only one of them."""
    expected, there = Counter(_plain(one) for one in wanted), Counter(_plain(one) for one in found)
    missing = (f"没有：{_said(one, names)}" for one in sorted((expected - there).elements(), key=str))
    extra = (f"多出：{_said(one, names)}" for one in sorted((there - expected).elements(), key=str))
    return Compared(title, sum(expected.values()), (*missing, *extra))


def _plain(one: Any) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in one.__slots__) if hasattr(one, "__slots__") else tuple(one)


def _said(one: tuple[Any, ...], names: dict[str, str]) -> str:
    return "，".join(names.get(part, str(part)) if isinstance(part, str) else str(part) for part in one)


def _rows(conn: Connection, query: str) -> list[Sequence[Any]]:
    return [tuple(row) for row in conn.execute(text(query))]
