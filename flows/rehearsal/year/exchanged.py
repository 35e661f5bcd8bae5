"""What goes to and comes from the other systems during the year: tables out, files in, and what became of them."""

import csv
import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, text

from config.clock import BEIJING
from flows.rehearsal.compare import Compared
from flows.rehearsal.year.filled import filled
from flows.rehearsal.year.office import Prefecture
from flows.rehearsal.year.story import Chapter, Told
from tasks.exchange import export_table, receive

SHOWN = "互联系统的导入导出"
TAKEN, REFUSED = "收下", "不收"
_TAKEN = """SELECT subject, payload FROM event WHERE kind = 'exchange.received' ORDER BY seq"""


def exchange(office: Prefecture, chapter: Chapter, told: Told) -> None:
    """Take in one file of the other system as it was exported there, as `jixiao exchange --take` does."""
    at = datetime.combine(chapter.day(told), time(9, 30), BEIJING)
    path = office.workspace / "register" / _name(chapter, told)
    rows = [filled(office, chapter, row) for row in told["行"]]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    engine = office.engine()
    outcome = receive(engine, path, chapter.work_year, at, office.workspace / "inbox")
    engine.dispose()
    for form in outcome.forms:
        os.utime(form, (at.timestamp(), at.timestamp()))
    rules = " ".join(sorted({one.rule for one in outcome.findings}))
    if (REFUSED if outcome.refused else TAKEN, rules) != (told["结果"], told.get("问题", "")):
        raise RuntimeError(f"{path.name}: {outcome.findings or 'taken'}, not {told['结果']}")


def exchanges(conn: Connection, office: Prefecture, chapters: Sequence[Chapter]) -> Compared:
    """The files that the ledger says were taken in, exactly those of the story; and the tables that go out."""
    wanted = {_name(chapter, told): told["报送件"] for chapter in chapters for told in chapter.exchanged
              if told["结果"] == TAKEN}
    found = {row["subject"]: json.loads(row["payload"])["forms"] for row in conn.execute(text(_TAKEN)).mappings()}
    wrong = [f"{name}：转成报送件{found.get(name, '（没有收下）')}份，应为{wanted.get(name, '不收')}"
             for name in dict.fromkeys([*wanted, *found]) if found.get(name) != wanted.get(name)]
    sent = [(chapter, told) for chapter in chapters for told in chapter.exported]
    refused = sum(told["结果"] == REFUSED for chapter in chapters for told in chapter.exchanged)
    return Compared(SHOWN, len(wanted) + refused + len(sent), (*wrong, *_exported(office, sent)))


def _exported(office: Prefecture, sent: list[tuple[Chapter, Told]]) -> Iterator[str]:
    """Tables that do not have the rows the story says, as they stood on its day."""
    engine = office.engine()
    with TemporaryDirectory() as folder:
        for chapter, told in sent:
            day = chapter.day(told)
            rows = export_table(engine, told["表"], chapter.work_year, day, datetime.combine(day, time(18), BEIJING),
                                Path(folder) / f"{told['表']}-{day}.csv")
            if rows != told["行数"]:
                yield f"{told['表']} {day}：{rows}行，应为{told['行数']}行"
    engine.dispose()


def _name(chapter: Chapter, told: Told) -> str:
    return f"{told['表']}-{chapter.day(told)}.csv"
