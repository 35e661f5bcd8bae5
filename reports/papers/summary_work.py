"""What the year's verdicts come to, work by work: the figures of the summary reports."""

from collections import Counter

import pandas as pd

from config.parameters import parameters
from reports.papers.congress import newest
from reports.papers.paper import Material, Row, mean_cp, numbered, records, share_bp, total, total_told

MONITORED = {"may": "5月", "august": "8月"}
CLOSED, ACCEPTABLE = "已销号", "评价完成"


def work(material: Material) -> Row:
    """All figures; a work about which there are no verdicts yet has none to show (its list is empty, its sum 0)."""
    return {
        **_gate(material),
        **_targets(material),
        **_monitoring(material),
        **_evaluation(material),
        **_departments(material),
        **_key(material),
        **_verification(material),
        **_results(material),
        **_funds(material),
        **_disclosure(material),
        **_scores(material),
    }


def _words(rows: pd.DataFrame) -> Counter[str]:
    return Counter(map(str, rows["verdict"]))


def _last_node(material: Material, kind: str, milestone: str) -> pd.DataFrame:
    """The verdicts of the milestone's latest node that has any."""
    rows, nodes = material.of(kind, milestone), []
    for node in ("june", "july", "september", "november", "december"):
        if (rows["node"] == node).any():
            nodes.append(node)
    return rows[(rows["node"] == nodes[-1]).to_numpy(dtype=bool)] if nodes else rows


def _gate(material: Material) -> Row:
    rows = _last_node(material, "project", "budget_gate")
    words = _words(rows)
    listed = [{"name": word, "count": many} for word, many in sorted(words.items())]
    told = records(rows)
    return {
        "gate": numbered(listed),
        "gate_count": len(rows),
        "gate_asked_fen": total_told(told, "requested_fen"),
        "gate_allowed_fen": total(told, "amount_fen"),
    }


def _targets(material: Material) -> Row:
    words = _words(material.of("unit", "overall_targets"))
    return {
        "targets": sum(words.values()),
        "targets_whole": words["完整"],
        "targets_wrong": words["需补正"],
        "targets_missing": words["未报送"],
    }


def _monitoring(material: Material) -> Row:
    rounds = []
    for node, title in MONITORED.items():
        projects = _words(material.of("project", "monitoring", node))
        owed = _words(material.of("rectification", "monitoring", node))
        if projects:
            rounds.append(
                {
                    "name": title,
                    "count": sum(projects.values()),
                    "good": projects["合格"],
                    "bad": projects["不合格"],
                    "waits": sum(projects.values()) - projects["合格"] - projects["不合格"],
                    "owed": sum(owed.values()),
                    "closed": owed[CLOSED],
                    "still": sum(owed.values()) - owed[CLOSED],
                }
            )
    return {"rounds": numbered(rounds), "unrectified": rounds[-1]["still"] if rounds else 0}


def _evaluation(material: Material) -> Row:
    rated = newest(material.of("project", "score_table"))
    words = _words(rated)
    labels = parameters(material.work_year).words("grading.labels")
    told = records(rated)
    by_place = [
        {
            "name": place.name,
            **{f"grade{number}": own[label] for number, label in enumerate(labels)},
            "rated": sum(own[label] for label in labels),
        }
        for code, place in material.place.regions.items()
        if (own := _words(rated[(rated["region_code"] == code).to_numpy(dtype=bool)]))
    ]
    known = sum(words[label] for label in labels)
    return {
        "projects": len(rated),
        "rated": known,
        "unrated": len(rated) - known,
        "labels": list(labels),
        "grades": [
            {"name": label, "count": words[label], "share_bp": share_bp(words[label], known)} for label in labels
        ]
        if known
        else [],
        "best": words[labels[0]] + words[labels[1]],
        "best_bp": share_bp(words[labels[0]] + words[labels[1]], known),
        "grade_places": numbered(by_place),
        "budget_fen": total_told(told, "budget_fen"),
        "average_cp": mean_cp(told),
        "capped": sum(bool({"C05", "E03", "E04", "E06"} & set(one["rules"].split())) for one in told),
        "limit_cp": parameters(material.work_year).number("results_application.threshold_cp"),
    }


def _departments(material: Material) -> Row:
    rows = records(material.of("department", "department_evaluation"))
    money = total(rows, "amount_fen")
    return {
        "departments": len(rows),
        "departments_done": sum(one["verdict"] == ACCEPTABLE for one in rows),
        "departments_chosen": total_told(rows, "selected"),
        "departments_fen": money,
        "departments_bp": share_bp(money, total_told(rows, "total_fen")),
    }


def _key(material: Material) -> Row:
    rows = [one["detail"] for one in records(material.of("region", "key_evaluation"))]
    return {
        "key_chosen": total(rows, "chosen"),
        "key_accepted": total(rows, "accepted"),
        "key_need": total(rows, "need"),
        "key_fen": total(rows, "amount_fen"),
    }


def _verification(material: Material) -> Row:
    rows = [one["detail"] for one in records(material.of("level", "verification"))]
    tally: Counter[str] = Counter()
    for one in rows:
        tally.update(one["tally"])
    return {
        "checks": total(rows, "checks"),
        "untrue": tally["自评不实"],
        "truthful": tally["自评属实"],
        "corrected": tally["更正后认可"],
        "unchecked": tally["核查未完"] + tally["待更正"],
    }


def _results(material: Material) -> Row:
    """Proposals by kind: how many, how many approved and turned down, and the money of those approved."""
    found = []
    for title, milestone, kind in (
        ("扣减预算", "results_application", "deduction"),
        ("收回资金", "verification", "recovery"),
        ("书面整改", "results_application", "remedy"),
        ("约谈", "results_application", "talk"),
        ("通报批评", "results_application", "circular"),
    ):
        rows = [one for one in records(material.of(kind, milestone)) if one["proposal"]]
        approved = [one for one in rows if one["decision"] == "approved"]
        rejected = sum(one["decision"] == "rejected" for one in rows)
        if rows:
            found.append(
                {
                    "name": title,
                    "count": len(rows),
                    "approved": len(approved),
                    "rejected": rejected,
                    "waits": len(rows) - len(approved) - rejected,
                    "amount_fen": total(rows, "amount_fen") or None,
                    "approved_fen": total(approved, "amount_fen") or None,
                }
            )
    filed = _words(_last_node(material, "filing", "county_submission"))
    return {
        "measures": numbered(found),
        "measures_wait": sum(one["waits"] for one in found),
        "filed": filed["已备案"],
        "filings": sum(filed.values()),
    }


def _funds(material: Material) -> Row:
    direct = _words(_last_node(material, "project", "direct_funds_review"))
    loops, listed = _words(material.of("fund", "yearly_summary")), _words(material.of("inventory", "yearly_summary"))
    return {
        "direct": sum(direct.values()),
        "direct_reviewed": direct["无问题"] + direct["有问题"],
        "direct_bad": direct["有问题"],
        "loops": sum(loops.values()) - loops["无项目"],
        "loops_closed": loops["闭环"],
        "inventory": sum(listed.values()),
        "inventory_good": listed["管理到位"],
    }


def _disclosure(material: Material) -> Row:
    words = _words(material.of("document", "disclosure"))
    due = words["已公开"] + words["逾期公开"] + words["逾期未公开"]
    return {
        "documents": due,
        "published": words["已公开"],
        "published_late": words["逾期公开"],
        "unpublished": words["逾期未公开"],
        "breaches": words["违规公开"],
    }


def _scores(material: Material) -> Row:
    """The counties by the year's score, before December by that of July."""
    years = [one for one in records(material.of("year", "county_assessment")) if one["score_cp"] is not None]
    rows = years or [
        one for one in records(material.of("region", "county_assessment", "july")) if one["score_cp"] is not None
    ]
    ranked = sorted(rows, key=lambda one: -one["score_cp"])
    return {
        "scores_final": bool(years),
        "scores": numbered(
            {
                "name": one["name"],
                "score_cp": one["score_cp"],
                "rank": 1 + sum(other["score_cp"] > one["score_cp"] for other in ranked),
            }
            for one in ranked
        ),
    }
