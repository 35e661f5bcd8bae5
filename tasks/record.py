"""record 入账: all that a run found out, in one transaction: what is owed, handed in, wrong and concluded."""

import pandas as pd
from sqlalchemy import Connection

from tasks.desk import Desk
from tasks.handover import Checked, Judged, Recorded
from tasks.rules.deadlines import deadline, opens
from tasks.store import deadlines, directory, intake, judgements, ledger, library, obligations, submissions
from tasks.verb import verb

INCIDENTS = dict.fromkeys(("F-BOMB", "F-DTD", "F-ZIP"), "security.hostile") | {"F-SECRET": "security.withheld"}
SUBMISSION = [
    "reading", "sha256", "file", "unit_code", "work_year", "milestone", "received_at", "form", "layout", "rev", "state",
    "size", "is_late",
]


@verb("入账 record")
def record(desk: Desk, checked: Checked, judged: Judged) -> Recorded:
    """Write it all or nothing. A rerun with the same facts finds every row there already and writes none.

    A reproduced past day adds what nobody had written down yet, and moves nothing that is in force.
    """
    with desk.engine.begin() as conn:
        owed = _obligations(conn, desk)
        stored = intake.record(conn, desk.run_id, desk.moment, _batch(conn, desk, checked))
        ledger.append(conn, desk.run_id, desk.moment, _incidents(checked))
        written = judgements.record(conn, desk.run_id, desk.moment, *_conclusions(conn, desk, judged))
        _settle_debts(conn, desk)
    return Recorded(owed, len(stored), written, judged.judgements)


def _obligations(conn: Connection, desk: Desk) -> int:
    """What the calendar makes of the register: one obligation per unit with projects, from the day the window opens.

    A unit that was merged into another keeps its own (X09): its letters go to the people of its successor.
    """
    if desk.as_of < opens(desk.dates, desk.book):
        return 0
    due = deadline(desk.dates, desk.book)
    units = directory.units(conn, desk.as_of, desk.regions, former=True)
    register = library.register(conn, desk.fiscal_year)
    owing = units[units["code"].isin(register.loc[register["evaluated"], "unit_code"])]
    wanted = pd.DataFrame({
        "work_year": desk.work_year, "milestone": desk.milestone, "node": desk.node, "unit_code": owing["code"],
        "region_code": owing["region_code"], "form": desk.calendar.form or "", "fiscal_year": desk.fiscal_year,
        "written_due": due.written, "effective_due": due.effective, "remind_from": due.remind_from,
        "due_reason": due.reason,
    })
    made = obligations.ensure(conn, desk.run_id, desk.moment, wanted)
    if desk.present:
        deadlines.redate(conn, desk.run_id, desk.moment, desk.as_of, wanted)
    return made


def _batch(conn: Connection, desk: Desk, checked: Checked) -> intake.Batch:
    """The new files in the shape of the store."""
    due = _owed_today(conn, desk).set_index("unit_code")["effective_due"].to_dict()
    filed = checked.filed
    rows = [
        {"reading": number, "sha256": one.sha256, "file": reading.file, "unit_code": sender,
         "work_year": desk.work_year, "milestone": desk.milestone, "received_at": one.received_at, "form": reading.form,
         "layout": reading.layout, "rev": reading.rev, "state": state, "size": one.size,
         "is_late": sender in due and one.received_at.date() > due[sender]}
        for number, (one, reading, sender, state) in enumerate(
            zip(filed.arrivals, filed.readings, filed.senders, checked.states, strict=True))
    ]
    found = [(number, one) for number, findings in enumerate(checked.findings) for one in findings]
    return intake.Batch(pd.DataFrame(rows, columns=SUBMISSION), checked.projects, checked.indicators, found)


def _incidents(checked: Checked) -> list[ledger.Happening]:
    """The security log: files built to do harm, and classified ones, which are counted here and kept nowhere (X08)."""
    filed = checked.filed
    return [
        ledger.Happening(INCIDENTS[one.rule], sender or "未知单位", {"sha256": arrival.sha256, "rule": one.rule})
        for arrival, sender, findings in zip(filed.arrivals, filed.senders, checked.findings, strict=True)
        for one in findings if one.rule in INCIDENTS
    ]


def _conclusions(conn: Connection, desk: Desk, judged: Judged) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The judgements of the run's regions with whose they are, and the rules that fired."""
    one = judged.judgements
    if desk.regions:
        one = one[one["project_id"].isin(library.register(conn, desk.fiscal_year, desk.regions)["project_id"])]
    if not desk.present:
        one = one[~one["project_id"].isin(judgements.in_force(conn, desk.milestone, desk.work_year)["project_id"])]
    rows = one.assign(
        milestone=desk.milestone, work_year=desk.work_year, fiscal_year=desk.fiscal_year, as_of=desk.as_of,
        rulebook_hash=desk.book.fingerprint,
    )
    fired = pd.DataFrame({
        "project_id": one["project_id"], "seq": 1, "rule": one["rules"], "before_cp": one["self_score_cp"],
        "after_cp": one["final_cp"], "before_grade": "", "after_grade": one["final_grade"],
        "fact": "自评得分与按自评表重算的得分", "clause": "三（四）",
    })
    return rows, fired


def _owed_today(conn: Connection, desk: Desk) -> pd.DataFrame:
    """The node's obligations as they stood on the run's day, in the run's regions."""
    found = obligations.on_day(conn, desk.work_year, desk.milestone, desk.node, desk.as_of)
    return found[found["region_code"].isin(desk.regions)] if desk.regions else found


def _settle_debts(conn: Connection, desk: Desk) -> None:
    """A unit has met its obligation when every project of the register has an entry that counts (coverage 100 %, D01).

    It owes again when a project is added or an entry falls; it owes nothing when none of its projects is evaluated.
    """
    owed = _covered(conn, desk)
    owing, missing = set(owed["unit_code"]), set(owed.loc[owed["since"].isna(), "unit_code"])
    complete = owed.dropna(subset="since").groupby("unit_code")["since"].max()
    present = _owed_today(conn, desk)
    state, unit = present["state"], present["unit_code"]
    met = present[(state == "owed") & unit.isin(owing - missing)]
    days = [complete[unit].date() for unit in met["unit_code"]]
    obligations.meet(conn, desk.run_id, desk.moment, list(zip(met["id"].tolist(), days, strict=True)))
    if desk.present:
        again = present[(state == "met") & unit.isin(missing) | (state == "waived") & unit.isin(owing)]
        obligations.reopen(conn, desk.run_id, desk.moment, [(key, desk.as_of) for key in again["id"].tolist()])
        gone = present[(state == "owed") & ~unit.isin(owing)]
        obligations.waive(conn, desk.run_id, desk.moment, [(key, desk.as_of) for key in gone["id"].tolist()])


def _covered(conn: Connection, desk: Desk) -> pd.DataFrame:
    """The projects that are owed, and `since` when each is there: a better form that comes later makes nobody late."""
    files = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
    held = submissions.held(conn, desk.milestone, desk.work_year)
    counting = held.merge(files.loc[files["counts"], ["id", "received_at"]], left_on="submission_id", right_on="id")
    since = counting.groupby("project_id")["received_at"].min().rename("since")
    register = library.register(conn, desk.fiscal_year)
    return register[register["evaluated"]].merge(since, left_on="project_id", right_index=True, how="left")
