"""重点评价: how far each chosen project is, from the procurement of its evaluator to the accepted report (D07)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.parameters import Parameters
from tasks.rules.evaluation_report import WEIGHTS, report_faults
from tasks.rules.given import given
from tasks.rules.opinions import by, records
from tasks.rules.own_level import regions_of
from tasks.rules.verdicts import Facts

NO_EVALUATOR, NOT_PROCURED, UNDECLARED, CONFLICT = "机构未定", "未经政府采购", "未声明独立", "机构不独立"
TOO_LATE, WAITING, FAULTY, TO_ACCEPT, ACCEPTED = "先评后签合同", "评价中", "报告须更正", "报告待验收", "已验收"
UNPROCURED = (NO_EVALUATOR, NOT_PROCURED, UNDECLARED, CONFLICT, TOO_LATE)
PARTIES = {
    "project_id": "Int64", "unit_code": "str", "institution": "str", "uscc": "str", "method": "str",
    "contract_no": "str", "contract_on": "day", "independent": "bool",
}
SERVICES = {"project_id": "Int64", "institution": "str", "uscc": "str", "service": "str"}
REPORTS = {
    "project_id": "Int64", "unit_code": "str", "score_cp": "Int64", **dict.fromkeys(WEIGHTS, "Int64"),
    "accepted_on": "day", "accepted_by": "str",
}
Row = Mapping[str, Any]


def progress(facts: Facts, regions: Mapping[int, str], as_of: date, law: Parameters) -> dict[int, dict[str, Any]]:
    """project_id → `state` (a word above: the first thing wrong, else how far), `score_cp` of the accepted report,
    `accepted_on`, `institution` and `conflict` (what its evaluator did before for the same project, "" for nothing).

    `regions`: project_id → region_code of the projects wanted; rows of another level's finance count for nothing. The
    score counts as soon as the report is accepted: a fault of the procurement does not take a low score away.
    """
    parties = {key: own[-1] for key, own in _own(facts, "third_parties", PARTIES, regions).items()}
    reports = {key: own[-1] for key, own in _own(facts, "key_reports", REPORTS, regions, law).items()}
    services = by([row for row in _rows(facts, "third_party_services", SERVICES)
                   if row["service"] in law.words("key_evaluation.conflicting_services")], "project_id")
    return {
        one: _progress(parties.get(one), reports.get(one), services.get(str(one), []), as_of, law) for one in regions
    }


def _progress(
    party: Row | None, report: Row | None, services: Sequence[Row], as_of: date, law: Parameters,
) -> dict[str, Any]:
    report = report or {"fault": "", "score_cp": None, "accepted_on": None, "accepted_by": ""}
    sound = not report["fault"] and report["score_cp"] is not None
    day = report["accepted_on"] if report["accepted_by"] else None
    accepted = sound and day is not None and day <= as_of
    clash = _clash(party, services) if party else ""
    signed = party["contract_on"] if party else None
    wrong = {
        NO_EVALUATOR: party is None,
        NOT_PROCURED: bool(party) and not _procured(party or {}, law),
        CONFLICT: bool(clash),
        UNDECLARED: bool(party) and not (party or {})["independent"],
        TOO_LATE: bool(party) and accepted and (signed is None or day is None or signed > day),
        FAULTY: bool(report["fault"]), WAITING: report["score_cp"] is None, TO_ACCEPT: not accepted,
    }
    return {
        "state": next((word for word, true in wrong.items() if true), ACCEPTED),
        "score_cp": report["score_cp"] if accepted else None, "accepted_on": day if accepted else None,
        "institution": party["institution"] if party else "", "conflict": clash, "fault": report["fault"],
    }


def _procured(party: Row, law: Parameters) -> bool:
    """By one of the methods of government procurement, with a contract that has a number (D07)."""
    return party["method"].strip() in law.words("key_evaluation.procurement_methods") and bool(party["contract_no"])


def _clash(party: Row, services: Sequence[Row]) -> str:
    """What the institution did for the same project, known by its code or by its name (财预〔2021〕6号)."""
    mine = [
        row["service"] for row in services
        if (row["uscc"] and row["uscc"] == party["uscc"]) or _name(row["institution"]) == _name(party["institution"])
    ]
    return "、".join(sorted(set(mine)))


def _name(institution: str) -> str:
    return "".join(institution.split()).translate(str.maketrans("()", "（）"))


def _rows(facts: Facts, name: str, columns: Mapping[str, str], law: Parameters | None = None) -> list[dict[str, Any]]:
    rows = given(facts, name, columns)
    if law is not None:
        rows = rows.assign(fault=report_faults(rows, law))
    return records(rows)


def _own(
    facts: Facts, name: str, columns: Mapping[str, str], regions: Mapping[int, str], law: Parameters | None = None,
) -> dict[int, list[dict[str, Any]]]:
    """Rows by project, of the finance department of the project's own level only (X01)."""
    office = regions_of(facts)["region_code"].to_dict()
    found: dict[int, list[dict[str, Any]]] = {}
    for row in _rows(facts, name, columns, law):
        if row["project_id"] in regions and office.get(row["unit_code"]) == regions[row["project_id"]]:
            found.setdefault(row["project_id"], []).append(row)
    return found
