"""Whether every mail about a unit went to its people, or its heir's (X09); of lateness also to who stands above."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, text

from config.routing import routing
from flows.rehearsal.compare import Compared
from flows.rehearsal.year.office import Prefecture
from flows.rehearsal.year.story import Chapter

_SENT = """SELECT unit_code, kind, milestone, to_email, date(sent_at) AS day FROM notice
    WHERE state = 'sent' AND kind <> 'copy' ORDER BY id"""

SHOWN = "收件人（撤并的由承接单位）"


def addressed(conn: Connection, office: Prefecture, chapters: Sequence[Chapter]) -> Compared:
    """Every mail of the year to a unit; and how many an heir got for the unit it took over, as the story says."""
    merged = {office.names[told["谁"]]: told for chapter in chapters for told in chapter.merged}
    levels = {code: region.level for code, region in routing().regions.items()}
    over = {one.region: one.email for one in office.bureaus
            if one.kind == ("centre" if levels[one.region] == "prefecture" else "finance")}
    inherited: Counter[str] = Counter()
    wrong, looked_at = list[str](), 0
    for unit, kind, milestone, to, day in conn.execute(text(_SENT)).tuples():
        if unit not in office.units:
            continue
        looked_at += 1
        told, answers = merged.get(unit), office.units[unit]
        if told and date.fromisoformat(day) >= told["自"]:
            inherited[unit] += 1
            answers = office.called(told["并入"])
        pushed = kind == "overdue" or milestone == "direct_funds_review"  # lateness climbs; J02 is told above
        above = [answers.division.email, over[answers.region]] if pushed else []
        if to not in [answers.contact.email, answers.head.email, *above]:
            wrong.append(f"{day} {unit} {kind}：寄给{to}，应寄给{answers.name}")
    wrong += [f"{told['谁']}并入后代收{inherited[unit]}封，应为{told['代收']}封"
              for unit, told in merged.items() if inherited[unit] != told["代收"]]
    return Compared(SHOWN, looked_at, tuple(wrong))
