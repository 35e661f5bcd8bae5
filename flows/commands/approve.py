"""`jixiao approve` and `jixiao review`: what waits for a person, and the person's word on it (X11)."""

import json
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from config import clock
from flows.commands.workspace import store_url
from tasks.rules.rulings import SHORT, WORDS
from tasks.store import papers, submissions, verdicts
from tasks.store.engine import open_store, reading
from tasks.store.frames import records

COLUMNS = ("basis", "milestone", "proposal", "subject", "amount_fen", "why")
LEAST = 8  # signs of a number that may stand for the whole
VERDICTS = {"通过": "accept", "退回": "return"}


def show_waiting(work_year: int | None, workspace: Path | None, as_json: bool) -> int:
    """Every proposal in force that nobody has decided; 1 when there are any."""
    with reading(open_store(store_url(workspace))) as conn:
        found = papers.to_decide(conn, work_year or clock.today().year, clock.today())
    waiting = [row | {"basis": row["basis_hash"][:SHORT]} for row in records(found)]
    if as_json:
        typer.echo(json.dumps([{name: row[name] for name in COLUMNS} for row in waiting], ensure_ascii=False))
        return int(bool(waiting))
    table = Table("编号", "事项", "建议", "对象", "金额（万元）", "依据")
    for row in waiting:
        amount = f"{row['amount_fen'] / 1_000_000:,.2f}" if row["amount_fen"] is not None else ""
        table.add_row(row["basis"], row["milestone"], row["proposal"], row["subject"], amount, row["why"])
    Console().print(table if waiting else "没有待决定的建议。")
    return int(bool(waiting))


def decide(proposal: str, choice: str, by: str, why: str, work_year: int | None, workspace: Path | None) -> int:
    """Record one decision; 1 when the proposal is not there any more, 2 for a word that is none or an ambiguous number.

    `proposal`: the number as shown, or so much of its beginning (at least LEAST signs) as only one proposal has.
    """
    say = Console(stderr=True, highlight=False, soft_wrap=True)
    if choice not in WORDS or not by.strip() or not why.strip():
        say.print(f"决定只能是 {'、'.join(WORDS)}，并须写明决定人和理由")
        return 2
    if len(proposal) < LEAST:
        say.print(f"编号至少写前 {LEAST} 位，现为“{proposal}”；用 jixiao approve 看现有的建议")
        return 2
    with open_store(store_url(workspace)).begin() as conn:
        waiting = papers.to_decide(conn, work_year or clock.today().year, clock.today())
        found = [row for row in records(waiting) if row["basis_hash"].startswith(proposal)]
        if not found:
            say.print(f"没有编号为 {proposal} 的待决定建议：依据可能已经变化；用 jixiao approve 看现有的建议")
            return 1
        if len(found) > 1:
            say.print(f"编号 {proposal} 对得上 {len(found)} 条建议，请写得更长：")
            for row in found:
                say.print(f"  {row['basis_hash'][:SHORT]}  {row['proposal']}（{row['subject']}）")
            return 2
        if found[0]["kind"] == papers.KIND:
            paper = (found[0]["id"], found[0]["key"])
            papers.decide(conn, None, clock.now(), paper, WORDS[choice], by, why)
        else:
            verdicts.decide(conn, None, clock.now(), found[0]["id"], WORDS[choice], by, why)
    say.print(f"已登记：{found[0]['proposal']}（{found[0]['subject']}）{choice}，决定人{by}")
    return 0


def review(number: int, verdict: str, by: str, why: str, workspace: Path | None) -> int:
    """Record a named person's verdict on a submission; 1 when there is none of that number, 2 for wrong words."""
    say = Console(stderr=True, highlight=False, soft_wrap=True)
    if verdict not in VERDICTS or not by.strip() or (verdict == "退回" and not why.strip()):
        say.print(f"审核意见只能是 {'、'.join(VERDICTS)}；退回的须写明理由，并须写明审核人")
        return 2
    with open_store(store_url(workspace)).begin() as conn:
        if not submissions.exists(conn, number):
            say.print(f"没有编号为 {number} 的报送件；编号见回执")
            return 1
        submissions.review(conn, None, clock.now(), number, by, VERDICTS[verdict], why, clock.today())
    say.print(f"已登记：报送件 {number} {verdict}，审核人{by}；下次运行时采用")
    return 0

