"""`jixiao watch`: what should have happened and did not. For cron or systemd, apart from all it watches over."""

import hashlib
import html
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from rich.console import Console

from config import clock
from config.rulebook import Rulebook, rulebook
from config.settings import Settings, settings
from config.strict import ConfigError
from flows.commands.workspace import store_url
from tasks.mail.faults import MailFault
from tasks.rules.due_runs import missing
from tasks.store.engine import open_store, reading
from tasks.store.watching import Stuck, last_runs, said, stuck

EVENING = 18  # o'clock: by then the day's runs are through
STALLED = timedelta(hours=2)  # nobody sends one mail for so long
TABLE_DUE = (11, 1)  # when next year's days off should be known
MOST = 5  # named of one kind


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is not as it should be: `kind` is run, mail or calendar."""

    kind: str
    says: str


def watch(workspace: Path | None, as_json: bool, mail: bool) -> int:
    """Say what is missing; 0 when nothing is, 1 when something is, 3 when it is and the operator cannot be told.

    With `mail` the operator is told, once a day. Raises ConfigError as `store_url` does.
    """
    now = clock.now()
    day = now.date() if now.hour >= EVENING else now.date() - timedelta(days=1)
    book = rulebook(day.year)
    with reading(open_store(store_url(workspace))) as conn:
        ran, waiting = last_runs(conn, book.work_year), stuck(conn)
        words = said(conn, datetime.combine(day, time(), clock.BEIJING))
    told = (Alarm("mail", f"{book.calendar.milestone(one).title}运行时提示：{what}") for one, what in words)
    alarms = [*_runs(book, day, ran), *_mails(book, day, now, waiting), *told, *_calendar(book, now.date())]
    _show(alarms, day, as_json)
    try:
        if mail and alarms:
            tell(settings(workspace), alarms, now)
    except MailFault as fault:
        Console(stderr=True, soft_wrap=True).print(f"值守邮件发不出去：{fault}", markup=False, highlight=False)
        return 3
    return int(bool(alarms))


def _runs(book: Rulebook, day: date, ran: dict[tuple[str, str], date]) -> Iterator[Alarm]:
    for one in missing(book, day, ran):
        last = f"上一次完整运行截至 {one.last}" if one.last else "还没有完整运行过"
        yield Alarm("run", f"{one.title}：{one.day} 应当运行而没有（{last}，已缺 {one.days} 个工作日）；"
                           f"请运行 jixiao run {one.milestone}{f' --node {one.node}' * bool(one.node)}")


def _mails(book: Rulebook, day: date, now: datetime, waiting: list[Stuck]) -> Iterator[Alarm]:
    """Pending ones that a later run should have taken along; those under way for too long; those nobody knows of."""
    late = [one for one in waiting
            if one.state == "pending" and book.workdays.shift(one.not_before.date(), 1) <= day]
    lost = [one for one in waiting
            if one.state == "sending" and one.claimed_at is not None and now - one.claimed_at > STALLED]
    unknown = [one for one in waiting if one.state == "uncertain"]
    for found, says in ((late, "早该发出而仍在待发送；请运行有关节点，并核对邮件设置"),
                        (lost, "发送中断，不知是否发出；下次运行会查证"),
                        (unknown, "待核实是否送达；请与收件人核实")):
        if found:
            yield Alarm("mail", f"通知 {len(found)} 封{says}：{_named(found)}")


def _named(found: list[Stuck]) -> str:
    shown = "、".join(dict.fromkeys(one.to_email or "（无邮箱）" for one in found[:MOST]))
    why = next((one.last_error for one in found if one.last_error), "")
    return shown + "等" * (len(found) > MOST) + (f"。最近的错误：{why}" if why else "")


def _calendar(book: Rulebook, today: date) -> Iterator[Alarm]:
    missing_table = book.workdays.provisional(today.year + 1)
    if (today.month, today.day) >= TABLE_DUE and missing_table:
        yield Alarm("calendar", f"{missing_table}；明年的期限还不能确定，请录入后再开账")


def _show(alarms: list[Alarm], day: date, as_json: bool) -> None:
    if as_json:
        told = {"day": day.isoformat(), "alarms": [asdict(one) for one in alarms]}
        print(json.dumps(told, ensure_ascii=False, indent=1))  # noqa: T201
        return
    say = Console(highlight=False, soft_wrap=True, markup=False)
    for one in alarms:
        say.print(one.says)
    say.print(f"截至 {day}，应当发生而没有发生的共 {len(alarms)} 项" if alarms else f"截至 {day}，一切如期")


def tell(chosen: Settings, alarms: list[Alarm], now: datetime) -> None:
    """One mail to the operator, the same alarms once a day; whether it may leave is for the safety catch to say."""
    from tasks.mail.post import Letter, Post

    if not chosen.operator_address:
        raise ConfigError("没有配置值守人邮箱（JIXIAO_OPERATOR_ADDRESS），--mail 不知道发给谁")
    text = "\n".join(one.says for one in alarms) + "\n"
    key = hashlib.sha256(f"watch|{now.date()}|{chosen.operator_address}|{text}".encode()).hexdigest()
    told = chosen.workspace / "outbox" / ".watched"
    if told.exists() and told.read_text(encoding="utf-8") == key:
        return
    domain = chosen.mail_address.rpartition("@")[2]
    subject = f"【值守】{now.month}月{now.day}日有 {len(alarms)} 项应当发生而没有发生"
    page = "".join(f"<p>{html.escape(one.says)}</p>" for one in alarms)
    letter = Letter(("", chosen.operator_address), (), subject, f"<!doctype html><html><body>{page}</body></html>",
                    text, (), f"<{key}@{domain}>", now, {"Auto-Submitted": "auto-generated"})
    live = chosen.mail_live and not clock.rehearsing()
    with Post(chosen, chosen.workspace / "outbox", live=live) as post:
        post.turn()
        post.send(letter)
    told.write_text(key, encoding="utf-8")
