"""collect 收表: take in what is new in the inbox, keep its bytes by hash, read it where it can do no harm."""

from datetime import datetime, time

import pandas as pd
from sqlalchemy import Connection

from config.clock import BEIJING
from config.forms_register import register_files
from tasks.desk import Desk
from tasks.forms.frames import frames
from tasks.forms.inbox import Arrival, arrivals, keep
from tasks.forms.normalise import label
from tasks.forms.reader import read_files
from tasks.forms.reading import Reading
from tasks.forms.sender import Directory, sender_of
from tasks.forms.tables import table_frames
from tasks.handover import Filed
from tasks.rules.finding import Finding, finding
from tasks.rules.taking import Claim, last_year_open, other_years, stray_milestone, takes
from tasks.store import directory as people
from tasks.store import obligations, submissions
from tasks.store.engine import reading as consistently
from tasks.verb import progress, verb

WITHHELD = "（标注密级的文件，未登记）"


@verb("收表 collect")
def collect(desk: Desk) -> Filed:
    """Read every file that had arrived by the run's day and is not yet a submission; a bad one never stops another."""
    until = desk.moment if desk.present else datetime.combine(desk.as_of, time(23, 59, 59), BEIJING)
    arrived = list(arrivals(desk.workspace / "inbox", until))
    with consistently(desk.engine) as conn:
        directory = _directory(conn, desk)
        ours = set(people.units(conn, desk.as_of, desk.regions, former=True)["code"]) if desk.regions else None
        known = submissions.known(conn, {one.sha256 for one in arrived})
        claims, owed = _claims(conn, desk, desk.work_year), _owed(conn, desk)
    # Whose a stray file is shows only when it is read: a run over some regions leaves it to the next full one.
    arrived = [one for one in arrived if ours is None or one.sender in ours]
    new = _new(arrived, directory, set(zip(known["unit_code"], known["sha256"], strict=True)))
    tick = progress(f"{desk.milestone.replace('_', '-')}-reading", "读取表格", len(new))
    readings = read_files([(one.name, one.path) for one in new], progress=tick)
    sent = [(one, reading, *sender_of(reading, one.sender, directory))
            for one, reading in zip(new, readings, strict=True)]
    # Several milestones look into the same inbox: each file is answered by one of them.
    taken = [
        (one, *_taken(desk, one, reading, sender, odd)) for one, reading, sender, odd in sent
        if (takes(reading.form, desk.milestone, desk.node, desk.book) if reading.form
            else desk.milestone == stray_milestone(sender, claims, desk.as_of, desk.book))
        and not (owed and other_years(reading.form, reading.work_year, sender, desk.work_year, desk.as_of, owed))
    ]
    kept = [(one, reading, sender) for one, reading, sender, unchanged in taken if unchanged]
    whole = [(number, reading) for number, (_, reading, _) in enumerate(kept) if not reading.refused]
    projects, indicators = frames(whole)
    projects["unit_code"] = projects["reading"].map(dict(enumerate(k[2] for k in kept))).astype("str")
    return Filed([k[0] for k in kept], [k[1] for k in kept], [k[2] for k in kept], projects, indicators,
                 _tables(whole))


def _tables(whole: list[tuple[int, Reading]]) -> dict[str, pd.DataFrame]:
    """The tables of the forms that came in."""
    forms = sorted({reading.form for _, reading in whole if reading.tables})
    return {name: rows for form in forms for name, rows in table_frames(whole, form).items()}


def _taken(
    desk: Desk, one: Arrival, reading: Reading, sender: str, odd: list[Finding],
) -> tuple[Reading, str, bool]:
    """The reading, whose it is, and whether the bytes are the ones that were listed (else the next run takes them)."""
    unchanged = reading.sha256 == one.sha256
    if _classified(reading):
        # No row, no name and not a byte of it stays here; it is only counted (X08).
        return Reading(WITHHELD, one.sha256, findings=[finding("F-SECRET", file=WITHHELD)]), sender, unchanged
    reading.findings += odd
    return reading, sender, unchanged and keep(desk.workspace / "store", one)


def _claims(conn: Connection, desk: Desk, work_year: int) -> list[Claim]:
    """What everybody owes or owed in a year: it tells whose answer a file gets that is no form of ours."""
    debts = obligations.of_year(conn, work_year, desk.as_of)
    names = ("milestone", "unit_code", "effective_due", "state", "form")
    rows = zip(*(debts[name] for name in names), strict=True)
    return [Claim(milestone, unit, due, state == "owed", form) for milestone, unit, due, state, form in rows]


def _owed(conn: Connection, desk: Desk) -> dict[int, set[tuple[str, str]]]:
    """Of this calendar year and the one before, what is still owed: in the days in which both take files, else {}."""
    years = (desk.as_of.year, desk.as_of.year - 1)
    if not desk.present or desk.work_year not in years or not last_year_open(desk.as_of, desk.book):
        return {}
    return {year: {(one.unit_code, one.form) for one in _claims(conn, desk, year) if one.owed} for year in years}


def _classified(reading: Reading) -> bool:
    """Whether any project bears a secrecy mark other than 公开."""
    marks = {label(row["secrecy"]) for row in reading.projects} - {""}
    return reading.withheld or not marks <= register_files().open


def _new(arrived: list[Arrival], directory: Directory, known: set[tuple[str, str]]) -> list[Arrival]:
    """Arrivals nobody has looked at yet: the same bytes from the same sender are one submission (catalogue 26)."""
    hashes = {sha256 for _, sha256 in known}
    found: dict[tuple[str, str], Arrival] = {}
    for one in arrived:
        sender = one.sender if one.sender in directory.names else ""
        seen = {(code, one.sha256) for code in directory.kin(sender)} & known if sender else one.sha256 in hashes
        if not seen:
            found.setdefault((sender, one.sha256), one)
    return list(found.values())


def _directory(conn: Connection, desk: Desk) -> Directory:
    """Who may be the sender of a file: all units, whatever the run's regions, by code, name, alias and merger."""
    units, aliases = people.units(conn, desk.as_of, former=True), people.aliases(conn, desk.as_of)
    names = dict(zip(units["code"], units["name"], strict=True))
    bearers: dict[str, tuple[str, ...]] = {}
    own = zip(units["name"].map(label), units["code"], strict=True)
    for key, code in (*own, *zip(aliases["match_key"], aliases["unit_code"], strict=True)):
        if code in names:
            bearers[key] = tuple(dict.fromkeys((*bearers.get(key, ()), code)))
    heirs = people.successors(conn, desk.as_of)
    return Directory(names, bearers, {former: heir for former, heir in heirs.items() if former in names})
