"""Who may read of whom: every mail held against the directory, by nothing but names, codes and addresses."""

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from types import MappingProxyType
from zipfile import BadZipFile, ZipFile

from sqlalchemy import select

from tasks.store.engine import reading
from tasks.store.models import Contact, Division, Notice, Project, Unit, Verdict

CODE = re.compile(r"\d{8}[RYT]\d{12}")
OUT = ("pending", "sending", "sent", "uncertain", "bounced")


def leaks(mails, engine, wrote: Mapping[str, set[str]] = MappingProxyType({})) -> list[str]:
    """Every mail that names a unit or a project that one of its readers has nothing to do with: what, to whom.

    A unit reads of itself, those below it and those merged into it by that day (X09), a division of its units, a
    finance office of its region, the centre and the divisions that lead a fund of all. `wrote`: unit → the codes in
    the files that it handed in itself, which its answers may quote.
    """
    with reading(engine) as conn:
        units = conn.execute(select(Unit.code, Unit.name, Unit.kind, Unit.region_code, Unit.division_code,
                                    Unit.department_code, Unit.valid_to, Unit.successor_code)).all()
        boxes = conn.execute(select(Contact.email, Contact.unit_code, Contact.division_code, Contact.region_code)).all()
        boxes += [(email, None, code, None) for code, email in conn.execute(select(Division.code, Division.email))]
        projects = conn.execute(select(Project.code, Project.name, Project.unit_code)).all()
    may = _readers(units, boxes)
    owners = {code: unit for code, _, unit in projects}
    bearers: dict[str, set[str]] = {}
    for _, name, unit in projects:
        bearers.setdefault(name, set()).add(unit)
    named = {unit.name: {unit.code} for unit in units if unit.kind == "unit"}
    words = {**named, **{name: held for name, held in bearers.items() if name not in named}}
    found = []
    for mail in mails:
        said = "\n".join((mail.subject, mail.words, *(_text(data) for _, data in mail.files)))
        allowed = set.intersection(*(may.get(address.lower(), set()) for address in mail.envelope))
        allowed |= {unit.code for unit in units if unit.successor_code in allowed and unit.valid_to < mail.day}
        quoted = set[str]().union(*(wrote.get(unit, set()) for unit in allowed))
        strange = [code for code in set(CODE.findall(said)) - quoted
                   if code in owners and owners[code] not in allowed]
        above = {unit.department_code for unit in units if unit.code in allowed}  # a form says whose unit it is
        strange += [name for name, held in words.items() if name in said and not held & (allowed | above)]
        found += [f"{mail.subject[:40]} → {'、'.join(sorted(mail.envelope))}：{one}" for one in sorted(strange)]
    return found


def withheld(engine) -> list[str]:
    """Notices that left although they are about a project that the secrecy review keeps back: their keys."""
    with reading(engine) as conn:
        kept = {subject.split("|")[2] for subject in conn.scalars(
            select(Verdict.subject).where(Verdict.kind == "withheld")) if subject.count("|") > 1} - {""}
        told = conn.execute(select(Notice.key, Verdict.subject, Notice.created_at, Verdict.as_of).join(
            Verdict, Verdict.id == Notice.verdict_id).where(Notice.state.in_(OUT))).all()
        since = {subject.split("|")[2]: as_of for subject, as_of in conn.execute(
            select(Verdict.subject, Verdict.as_of).where(Verdict.kind == "withheld").order_by(Verdict.id.desc()))}
    return [key for key, subject, at, _ in told
            for code in kept & set(subject.split("|")) if at.date() > since[code]]


def codes_in(data: bytes) -> set[str]:
    """The project codes in a file."""
    return set(CODE.findall(_text(data)))


def _readers(units: Iterable, boxes: Iterable) -> dict[str, set[str]]:
    """Address → the units it may read of; who has two parts may read of both."""
    units = list(units)
    every = {unit.code for unit in units}
    kinds = {unit.code: unit for unit in units}
    may: dict[str, set[str]] = {}
    for email, unit, division, region in boxes:
        mine = set()
        if unit:
            one = kinds[unit]
            if one.kind in ("centre", "division"):
                mine = every
            elif one.kind == "finance":
                mine = {other.code for other in units if other.region_code == one.region_code}
            else:
                mine = {unit} | {other.code for other in units if other.department_code == unit}
        mine |= {other.code for other in units if (division and other.division_code == division)
                 or (region and other.region_code == region)}
        if email:
            may.setdefault(email.lower(), set()).update(mine)
    return may


def _text(data: bytes) -> str:
    """All words of a workbook, hidden sheets included."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            return "\n".join(re.sub(r"<[^>]+>", "\n", packed.read(name).decode()) for name in packed.namelist()
                             if name.endswith(".xml"))
    except BadZipFile:
        return data.decode("utf-8", "replace")
