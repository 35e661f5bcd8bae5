"""绩效评价结果向人大报告: the score table's results of one finance department, for its people's congress (E01)."""

from collections.abc import Iterator

import pandas as pd

from config.parameters import parameters
from reports.papers.paper import (
    Bars,
    Material,
    Paper,
    Row,
    by_region,
    called,
    mean_cp,
    numbered,
    records,
    share_bp,
    total_told,
)

NEEDS = {"yearly_summary": ("score_table", "verification", "key_evaluation", "department_evaluation")}
NODE, RATED, SHOWN = "congress", "project", 20


def papers(material: Material) -> Iterator[Paper]:
    """One draft for each finance department whose projects have been rated."""
    if material.node != NODE:
        return
    rated = newest(material.of(RATED, "score_table"))
    fiscal_year = material.work_year - 1
    for region, rows in by_region(rated, material):
        own = records(rows)
        figures = {
            **material.head(f"关于{fiscal_year}年度项目支出绩效评价结果的报告"),
            **material.where(region),
            **_graded(own, material),
            "limit_cp": parameters(material.work_year).number("results_application.threshold_cp"),
            "fiscal_year": fiscal_year,
            "departments": _departments(own),
            **_checked(region, material),
        }
        charts = {
            "grades": Bars(
                "绩效评价等次",
                tuple(one["name"] for one in figures["grades"]),
                {"项目": tuple(one["count"] for one in figures["grades"])},
                "个",
            )
        }
        yield Paper("congress", called("向人大报告", region), figures, charts=charts)


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each project the verdict of the last version of the score table."""
    return rows.sort_values(["node", "subject"]).drop_duplicates("subject", keep="last")


def _graded(rows: list[Row], material: Material) -> Row:
    words = parameters(material.work_year).words("grading.labels")
    scored = [one for one in rows if one["score_cp"] is not None]
    grades: list[Row] = []
    for word in words:
        own = [one for one in scored if one["verdict"] == word]
        grades.append(
            {
                "name": word,
                "count": len(own),
                "budget_fen": total_told(own, "budget_fen"),
                "share_bp": share_bp(len(own), len(scored)),
            }
        )
    low = [one for one in scored if one["verdict"] in words[-2:]]
    shown = sorted(low, key=lambda one: (one["score_cp"], one["subject"]))[:SHOWN]
    return {
        "count": len(rows),
        "rated": len(scored),
        "unrated": len(rows) - len(scored),
        "grades": numbered(grades),
        "budget_fen": total_told(rows, "budget_fen"),
        "rated_fen": total_told(scored, "budget_fen"),
        "executed_fen": total_told(rows, "executed_fen"),
        "average_cp": mean_cp(scored),
        "best": grades[0]["count"] + grades[1]["count"],
        "best_bp": share_bp(grades[0]["count"] + grades[1]["count"], len(scored)),
        "lows": len(low),
        "low": numbered(
            {
                "name": one["name"],
                "unit": one["unit_name"],
                "score_cp": one["score_cp"],
                "grade": one["verdict"],
                "why": one["why"],
            }
            for one in shown
        ),
    }


def _departments(rows: list[Row]) -> list[Row]:
    found: dict[str, list[Row]] = {}
    for one in rows:
        found.setdefault(one["detail"].get("department_name") or "未归口", []).append(one)
    return numbered(
        {
            "name": name,
            "count": len(own),
            "budget_fen": total_told(own, "budget_fen"),
            "average_cp": mean_cp(own),
        }
        for name, own in sorted(found.items())
    )


def _checked(region: str, material: Material) -> Row:
    """What verification and key evaluation found, of this finance department."""
    level = [one for one in records(material.of("level", "verification")) if one["subject"] == region]
    key = [one for one in records(material.of("region", "key_evaluation")) if one["subject"] == region]
    tally = level[0]["detail"]["tally"] if level else {}
    return {
        "checks": level[0]["detail"]["checks"] if level else 0,
        "untrue": tally.get("自评不实", 0),
        "key_chosen": key[0]["detail"]["chosen"] if key else 0,
        "key_accepted": key[0]["detail"]["accepted"] if key else 0,
    }
