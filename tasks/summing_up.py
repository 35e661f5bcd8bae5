"""Summing up a run for the Prefect UI: how many owe, have filed, are late, and what waits for a person."""

from typing import Any

from attrs import frozen

from reports.milestone_view import MilestoneView
from reports.views import SelfEvaluationView


@frozen(eq=False)
class Summary:
    """`late`: one row per unit that is late, in Chinese; `lines`: further sentences."""

    owed: int
    met: int
    late: list[dict[str, Any]]
    lines: tuple[str, ...]
    ledger: str


def of_self_evaluation(view: SelfEvaluationView) -> Summary:
    """The self-evaluation: by projects."""
    units = view.units
    late = units[units["late"] & (units["state"] == "owed")].sort_values("overdue_days", ascending=False)
    rows = [
        {"单位": row["unit_name"], "区划": row["region_name"], "逾期工作日": int(row["overdue_days"]),
         "缺项目": len(row["missing"])}
        for row in late.to_dict("records")
    ]
    return Summary(len(units), int((units["state"] == "met").sum()), rows, (), view.ledger)


def of_milestone(view: MilestoneView) -> Summary:
    """Any other milestone, with what waits for a decision."""
    debtors = view.debtors[view.debtors["state"] != "waived"]
    late = debtors[(debtors["state"] == "owed") & (debtors["overdue_days"] > 0)]
    rows = [
        {"单位": row["unit_name"], "区划": row["region_name"], "逾期工作日": int(row["overdue_days"])}
        for row in late.sort_values("overdue_days", ascending=False).to_dict("records")
    ]
    waiting = int(((view.verdicts["proposal"] != "") & (view.verdicts["decision"] == "")).sum())
    lines = (f"结论 {len(view.verdicts)} 条，待人工决定 {waiting} 条。",)
    return Summary(len(debtors), int((debtors["state"] == "met").sum()), rows, lines, view.ledger)
