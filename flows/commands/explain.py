"""`jixiao explain`: the certificate (评级依据单) of one grade: steps, facts, clauses, and what would alter it."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from config import clock
from config.rulebook import Rulebook, rulebook
from config.settings import settings
from flows.commands.certificate_print import print_certificate
from flows.commands.workspace import store_url
from tasks.desk import Desk
from tasks.forms.signature import FormKey
from tasks.gathering import gather
from tasks.rules.certificate import certificate, replay
from tasks.rules.deadlines import opens
from tasks.rules.score_table import NEEDS
from tasks.rules.score_table_versions import stands_at
from tasks.store import library, verdicts
from tasks.store.engine import open_store, reading

MILESTONE = "score_table"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be explained: a project by code or name, a version ("" = the newest), a day (None = today)."""

    project: str
    work_year: int | None
    node: str
    as_of: date | None


def explain(asked: Asked, workspace: Path | None, as_json: bool) -> int:
    """Print the certificate. 1 when it does not lead to what the ledger has, 2 when there is no such project.

    Raises ConfigError as `store_url` does, and for a version that the calendar does not know.
    """
    say = Console(stderr=True, highlight=False, soft_wrap=True)
    day = asked.as_of or clock.today()
    book = rulebook(asked.work_year or day.year)
    engine = open_store(store_url(workspace))
    with reading(engine) as conn:
        register = library.register(conn, book.work_year + book.calendar.milestone(MILESTONE).concerns)
        code = _code(register, asked.project)
        if not code:
            say.print(f"{book.work_year - 1} 年度项目库里没有项目“{asked.project}”，或有几个同名；请写项目编码")
            return 2
        recorded = _recorded(verdicts.in_force(conn, book.work_year), code, asked.node)
        node = asked.node or recorded.get("node") or _newest(book, day)
        desk = Desk(MILESTONE, node, book, settings(workspace), engine, 0, stands_at(book, day, node), True,
                    clock.now(), (), False, FormKey("", b""))
        facts = gather(conn, desk, NEEDS)
    try:
        found = certificate(facts, book, day, node, code)
    except ValueError as outside:
        say.print(str(outside))
        return 2
    cp, grade = replay(found)
    found |= {"recorded": recorded or None, "replayed": {"score_cp": cp, "grade": grade}}
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        print_certificate(found, Console(highlight=False))
    return int(not agrees(found))


def agrees(found: dict[str, Any]) -> bool:
    """Whether the certificate replays to its own result, and that is what the ledger has, if it has any."""
    recorded = found["recorded"]
    return found["replayed"] == found["final"] and recorded in (None, {**(recorded or {}), **found["final"]})


def _code(register: pd.DataFrame, project: str) -> str:
    """The code of the project meant; "" for none, or for several of one name."""
    exact = register[(register["project_code"] == project) | (register["project_name"] == project)]
    return str(exact["project_code"].iloc[0]) if len(exact) == 1 else ""


def _recorded(found: pd.DataFrame, code: str, node: str) -> dict[str, Any]:
    """The verdict that the ledger has in force, of one version or the newest; {} where there is none."""
    mine = (found["milestone"] == MILESTONE) & (found["kind"] == "project") & (found["subject"] == code)
    found = found[(mine & ((found["node"] == node) | (node == ""))).to_numpy(dtype=bool)].sort_values("node")
    if found.empty:
        return {}
    last = found.iloc[-1]
    return {
        "node": str(last["node"]), "score_cp": None if pd.isna(last["score_cp"]) else int(last["score_cp"]),
        "grade": str(last["verdict"]), "as_of": last["as_of"].isoformat(), "rulebook": str(last["rulebook_hash"]),
    }


def _newest(book: Rulebook, day: date) -> str:
    """The last version whose window has opened by a day; the first before any has."""
    nodes = book.calendar.milestone(MILESTONE).nodes
    return [nodes[0].node, *(node.node for node in nodes if opens(node, book) <= day)][-1]
