"""Which verdicts must be told to somebody, and to whom: by the tellings of the rulebook, each identity once (P02, C04).

Only what stands is told: a proposal once a named person has approved it, a computed verdict as long as it is in force.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from config.tellings import Telling
from tasks.rules.owed import Owed, short
from tasks.rules.people import People, addressed

Verdict = Mapping[str, Any]  # a row of `verdict`, with `decision` ("" where nobody has decided)
BARRED = "该项目经保密审查不予公开，不得写进邮件，请由专人按保密规定告知"


def owed_tellings(
    verdicts: Iterable[Verdict], known: Mapping[str, Telling], people: People, centre: str, withheld: Collection[str],
) -> list[Owed]:
    """What is owed because of these verdicts. Of several tellings of one verdict the last speaks for those before it.

    `centre`: code of the centre, `withheld`: codes of projects whose name no mail may bear.
    """
    found = []
    for row in verdicts:
        fitting = [(name, one) for name, one in known.items() if fits(row, one)]
        for name, one in fitting:
            unit = centre if one.to_centre else str(row["unit_code"])
            if unit:
                latest = name == fitting[-1][0]
                found.append(_owed(row, name, one, unit, people, superseded=not latest,
                                   barred=BARRED if is_withheld(row, withheld) else ""))
    return found


def fits(row: Verdict, one: Telling) -> bool:
    """Whether this is how the verdict is told."""
    if row["milestone"] != one.milestone or one.kind not in ("", row["kind"]):
        return False
    if one.verdicts and row["verdict"] not in one.verdicts:
        return False
    if one.rules and not set(one.rules) & set(str(row["rules"]).split()):
        return False
    stands = {"": row["proposal"] == "", "approved": row["decision"] == "approved",
              "open": row["proposal"] != "" and row["decision"] == ""}
    return bool(stands[one.decided])


def _owed(
    row: Verdict, name: str, one: Telling, unit: str, people: People, *, superseded: bool, barred: str,
) -> Owed:
    """The key is the verdict's identity: another round or another wording of it tells nobody again."""
    to, cc = addressed(people, unit, one.to, one.cc)
    what = [row["verdict"], row["rules"]] if one.once else [row["node"], row["verdict"]]
    basis = row["basis_hash"][:16] if one.decided else ""
    said = (row["work_year"], row["milestone"], "verdict", name, row["kind"], row["subject"], *what, basis, to[1])
    return Owed(short("|".join(map(str, said))), "verdict", name, unit, to, cc, verdict_id=int(row["id"]),
                superseded=superseded, name=_called(row), barred=barred)


def is_withheld(row: Verdict, withheld: Collection[str]) -> bool:
    """Whether a verdict, by its subject or project_code, is about one of these projects (M05)."""
    return bool(set(str(row["subject"]).split("|")) & set(withheld)) or row.get("project_code") in withheld


def _called(row: Verdict) -> str:
    """The subject in words: the project, unit or document; `what·unit·project·publisher` without what its reader is."""
    parts = str(row.get("name") or row["subject"]).split("·")
    said = [part for part in parts if part != row.get("unit_name") and not part.endswith("公开")]
    return "·".join(said) or parts[0]
