"""扣减和收回资金建议: what a named person has approved, for the budget division to carry out (F02, E06, X11)."""

from collections.abc import Iterator

import pandas as pd

from config.parameters import parameters
from reports.papers.paper import Material, Paper, Row, by_region, called, decided, numbered, records, total

NEEDS = {"results_application": ("verification",)}
KINDS = ("deduction", "recovery")


def papers(material: Material) -> Iterator[Paper]:
    """One proposal for each finance department; what is not decided is a draft of its own that says so.

    After verification the recoveries alone; with the application of results the deductions beside them.
    """
    if material.milestone == "verification":
        found = material.of("recovery")
    else:
        found = pd.concat([material.of("deduction"), material.of("recovery", "verification")])
    for region, rows in by_region(found, material):
        for pending, part in decided(rows.sort_values(["kind", "subject"])):
            yield Paper(
                "money", called("扣减和收回资金建议", region, pending), _figures(material, region, part), pending
            )


def _figures(material: Material, region: str, part: pd.DataFrame) -> Row:
    rows = records(part)
    deductions = numbered(_deduction(one) for one in rows if one["kind"] == KINDS[0])
    recoveries = numbered(_recovery(one) for one in rows if one["kind"] == KINDS[1])
    cut, back = total(deductions, "amount_fen"), total(recoveries, "amount_fen")
    what = "和".join(["扣减项目预算"] * bool(deductions) + ["收回资金"] * bool(recoveries))
    return {
        **material.head(f"关于{what}的建议"),
        **material.where(region),
        "what": what,
        "deductions": deductions,
        "recoveries": recoveries,
        "cut_fen": cut,
        "back_fen": back,
        "sum_fen": cut + back,
        "base_fen": total(deductions, "base_fen"),
        "idle_fen": total(recoveries, "idle_fen"),
        "loose_fen": total(recoveries, "loose_fen"),
        "cut_count": len(deductions),
        "back_count": len(recoveries),
        "limit_cp": parameters(material.work_year).number("results_application.threshold_cp"),
        "basis": parameters(material.work_year).words("results_application.basis"),
    }


def _deduction(one: Row) -> Row:
    told = one["detail"]
    taken = "本项目预算" if told["taken_from"] == "project" else "部门项目支出控制数"
    return {
        **_about(one),
        "score_cp": one["score_cp"],
        "base_fen": told["base_fen"],
        "ratio_bp": told["ratio_bp"],
        "taken": taken,
    }


def _recovery(one: Row) -> Row:
    told = one["detail"]
    return {**_about(one), "idle_fen": told["unspent_fen"], "loose_fen": told["unsupported_fen"]}


def _about(one: Row) -> Row:
    return {
        "name": one["name"],
        "code": one["subject"],
        "unit": one["unit_name"],
        "amount_fen": one["amount_fen"],
        "by": one["decided_by"],
    }
