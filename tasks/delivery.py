"""投递台账: what everybody was or was not sent and why, and whose court the ball was in, of a whole work year."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from config.rulebook import Rulebook
from config.tellings import tellings
from reports.notices_page import notices_page
from reports.wording import NOTICE_KINDS, NOTICE_STATES
from tasks import whole
from tasks.desk import Desk
from tasks.rules.clocks import FINANCE, UNIT, Turn, clocks
from tasks.rules.finance_of import by_region
from tasks.rules.reviews import is_review, matter_of
from tasks.store import directory, obligations, turns
from tasks.store.engine import reading as consistently
from tasks.store.frames import records

Row = dict[str, Any]
WHEN = ("created_at", "sent_at", "released_at")
ANSWERED = {"accepted": "partly"}  # what was accepted is the unit's until it is whole; then the debt says so
LAST = {
    "issued": "已下发", "received": "收到报送", "returned": "退回修改", "partly": "收下一部分",
    "accepted": "报齐待审核", "reviewed": "审核完毕", "met": "已办结", "owed": "重新应报", "waived": "不需报",
}


def write_delivery(desk: Desk) -> None:
    """The delivery ledger of the whole year as a page, reports/W/notices/index.html; of the present day only."""
    if not desk.present or desk.regions:
        return
    with consistently(desk.engine) as conn:
        page = notices_page(desk.work_year, desk.as_of, delivered(conn, desk.book, desk.as_of),
                            records(ball(conn, desk.book, desk.as_of)))
    folder = desk.year_reports / "notices"
    folder.mkdir(parents=True, exist_ok=True)
    whole.put(folder / "index.html", page)


def delivered(conn: Connection, book: Rulebook, as_of: date) -> list[Row]:
    """Every notice of the year, the oldest first: to whom, about what, what became of it and why."""
    found = records(turns.told(conn, book.work_year))
    names = directory.units(conn, as_of, former=True).set_index("code")["name"].to_dict()
    spoken = {(row["obligation_id"], row["deadline_version"], row["kind"] == "paper"): row["rung"] for row in found
              if row["obligation_id"] and row["state"] != "superseded" and row["rung"] in book.ladder.rungs}
    return [
        {
            "id": row["id"], "unit_code": row["unit_code"] or "", "unit_name": names.get(row["unit_code"], ""),
            "matter": matter(book, row["milestone"], row["node"]), "kind": NOTICE_KINDS[row["kind"]],
            "rung": _rung(book, row), "about": (row["facts"] or {}).get("name", ""), "to": row["to_email"],
            "to_name": row["to_name"], "cc": [address for _, address in row["cc"]], "due_on": row["due_on"],
            "deadline_version": row["deadline_version"], "state": row["state"],
            "state_word": NOTICE_STATES[row["state"]], "why": _why(book, row, spoken), "attempts": row["attempts"],
            "carried_by": row["carried_by"], "released_by": row["released_by"], "key": row["key"],
            **{name: row[name] for name in WHEN},
        }
        for row in found
    ]


def matter(book: Rulebook, milestone: str, node: str) -> str:
    """What a notice is about, as people call it."""
    known = book.calendar.milestone(milestone)
    return next((known.called(one) for one in known.nodes if one.node == node), known.title)


def _rung(book: Rulebook, row: Row) -> str:
    """The rung's or telling's own title; "" for answers."""
    rung, telling = book.ladder.rungs.get(row["rung"]), tellings().tellings.get(row["rung"])
    return rung.title if rung else telling.tag if telling and row["kind"] in ("verdict", "copy") else ""


def _why(book: Rulebook, row: Row, spoken: dict[tuple[Any, Any, bool], str]) -> str:
    """Why it is as it is: the reason put down, which rung speaks instead, what went wrong on the way."""
    instead = spoken.get((row["obligation_id"], row["deadline_version"], row["kind"] == "paper"), "")
    parts = [row["reason"], row["last_error"]]
    if row["state"] == "superseded" and instead:
        parts.append(f"代替它的是“{book.ladder.rungs[instead].title}”")
    if row["carried_by"]:
        parts.append(f"并入第{row['carried_by']}号通知的邮件")
    if row["released_by"] and row["state"] != "cancelled":
        parts.append(f"{row['released_by']}签发")
    return "；".join(part for part in parts if part)


def ball(conn: Connection, book: Rulebook, as_of: date) -> pd.DataFrame:
    """Per obligation of the year: whose it is, and the columns of `rules.clocks.clocks` with words for people."""
    owed = obligations.of_year(conn, book.work_year, as_of)
    found = clocks(_turns(conn, book, owed, directory.units(conn, as_of, former=True)), as_of, book)
    about = owed[["id", "milestone", "node", "unit_code", "unit_name", "state"]].rename(columns={"id": "obligation_id"})
    review = is_review(owed, book).to_numpy()
    titles = [matter_of(matter(book, milestone, node), *one) for milestone, node, *one in zip(
        *(owed[name] for name in ("milestone", "node", "form", "occasion")), review, strict=True)]
    rows = about.assign(matter=titles, review=review).merge(found, on="obligation_id")
    own = rows["review"].to_numpy(dtype=bool)  # whoever owes a review is the finance side, all the time
    return rows.assign(
        last=rows["last"].map(LAST), holder=rows["holder"].where(~(own & (rows["holder"] == UNIT)), FINANCE),
        finance_days=rows["finance_days"].where(~own, rows["unit_days"] + rows["finance_days"]),
        unit_days=rows["unit_days"].where(~own, 0),
    )


def _turns(conn: Connection, book: Rulebook, owed: pd.DataFrame, units: pd.DataFrame) -> list[Turn]:
    """What happened to each obligation, in the words of the clocks.

    Where the finance side owes a review, what is whole is in its hands until it has said its word: on the file itself,
    or by meeting its own obligation at that node.
    """
    year = book.work_year
    asked = {name for name, one in book.calendar.milestones.items() if one.review}
    reviewed = set(owed.loc[owed["milestone"].isin(asked) & ~is_review(owed, book), "id"])
    found = [Turn(key, at.date(), "issued") for key, at in _pairs(turns.made(conn, year), "obligation_id", "at")]
    answers: dict[tuple[int, date], date] = {}  # a debt is met on the day the file came, and known to be when answered
    for key, received, state, answered in _pairs(
            turns.handed_in(conn, year), "obligation_id", "received_at", "state", "answered_at"):
        found += [Turn(key, received.date(), "received"), Turn(key, answered.date(), ANSWERED.get(state, "returned"))]
        answers[key, received.date()] = answered.date()
    steps = [(key, answers.get((key, day), day), state)
             for key, day, state in _pairs(turns.steps(conn, year), "obligation_id", "day", "state")]
    found += [Turn(key, day, "accepted" if state == "met" and key in reviewed else state) for key, day, state in steps]
    for key, day, verdict in _pairs(turns.reviewed(conn, year), "obligation_id", "decided_on", "verdict"):
        found.append(Turn(key, day, "reviewed" if verdict == "accept" else "returned"))
    return [*found, *_by_office(owed, book, units, steps)]


def _by_office(
    owed: pd.DataFrame, book: Rulebook, units: pd.DataFrame, steps: list[tuple[int, date, str]],
) -> list[Turn]:
    """The finance office has met its own obligation: everything of its units that was whole by then is reviewed."""
    offices = by_region({"units": units})
    mine = owed[is_review(owed, book)]
    done = {key: day for key, day, state in steps if state == "met"}
    days = {(row["milestone"], row["node"], row["unit_code"]): done[row["id"]]
            for row in records(mine[mine["occasion"] == ""]) if row["id"] in done and row["state"] == "met"}
    found = []
    for row in records(owed[~is_review(owed, book) & (owed["state"] == "met")]):
        day = days.get((row["milestone"], row["node"], offices.get(row["region_code"], "")))
        if day is not None and row["met_on"] is not None:
            found.append(Turn(row["id"], max(day, row["met_on"]), "reviewed"))
    return found


def _pairs(rows: pd.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(rows[name].tolist() for name in names), strict=True))
