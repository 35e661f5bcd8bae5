"""审核意见反馈: what finance has concluded about a unit's projects, told to the unit (C03, D04, P02).

After monitoring the verdicts of the review, after the year's evaluation score and grade of every project.
"""

from collections import Counter
from collections.abc import Iterator

from config.parameters import parameters
from reports.papers.paper import Material, Paper, Row, by_region, called, numbered, records
from reports.papers.rectification import name_of

NEEDS = {"results_application": ("score_table",)}
REVIEWED = ("合格", "不合格")
FINAL = "v4"


def papers(material: Material) -> Iterator[Paper]:
    """One letter for each unit about which there is something to tell."""
    yield from _monitored(material) if material.milestone == "monitoring" else _evaluated(material)


def _monitored(material: Material) -> Iterator[Paper]:
    rows = material.of("project")
    rows = rows[rows["verdict"].isin(REVIEWED).to_numpy(dtype=bool)].sort_values("subject")
    for region, part in by_region(rows, material):
        for unit, own in part.groupby("unit_code", sort=True):
            listed = numbered(_reviewed(one) for one in records(own))
            bad = [one for one in listed if one["verdict"] != REVIEWED[0]]
            figures = {
                **material.head(f"关于反馈{material.title}审核意见的函"),
                **material.where(region),
                "matter": material.title,
                "unit": name_of(material, str(unit)),
                "projects": listed,
                "count": len(listed),
                "good": len(listed) - len(bad),
                "bad": len(bad),
                "wrong": bad,
            }
            yield Paper("monitoring_feedback", called("审核意见反馈", str(unit)), figures)


def _reviewed(one: Row) -> Row:
    told = one["detail"]
    return {
        "name": one["name"],
        "code": one["subject"],
        "light": told["light"],
        "rate_bp": told["rate_bp"],
        "due_bp": told["due_bp"],
        "verdict": one["verdict"],
        "problems": told["problems"] or "无",
    }


def _evaluated(material: Material) -> Iterator[Paper]:
    rated = {one["subject"]: one for one in records(material.of("project", "score_table", FINAL))}
    owners = {one["subject"]: one["detail"]["owner"] for one in records(material.of("feedback"))}
    grades = parameters(material.work_year).words("grading.labels")
    limit = parameters(material.work_year).number("results_application.threshold_cp")
    told = material.of("feedback").sort_values("subject")
    for region, part in by_region(told[told["subject"].isin(list(rated)).to_numpy(dtype=bool)], material):
        for unit, own in part.groupby("unit_code", sort=True):
            listed = numbered(_result(rated[code], owners[code]) for code in own["subject"])
            counts = Counter(one["grade"] for one in listed)
            figures = {
                **material.head(f"关于反馈{material.fiscal_year}年度项目支出绩效评价结果的函"),
                **material.where(region),
                "unit": name_of(material, str(unit)),
                "projects": listed,
                "count": len(listed),
                "grades": [{"name": grade, "count": counts[grade]} for grade in grades],
                "changed": [one for one in listed if one["final_cp"] != one["raw_cp"]],
                "limit_cp": limit,
                "low": [one for one in listed if (one["final_cp"] or 0) < limit],
            }
            yield Paper("result_feedback", called("评价结果反馈", str(unit)), figures)


def _result(one: Row, owner: str) -> Row:
    told = one["detail"]
    return {
        "name": one["name"],
        "code": one["subject"],
        "self_cp": told.get("self_cp"),
        "audited_cp": told.get("audited_cp"),
        "department_cp": told.get("department_cp"),
        "key_cp": told.get("key_cp"),
        "raw_cp": told.get("raw_cp"),
        "final_cp": one["score_cp"],
        "grade": one["verdict"],
        "why": one["why"],
        "rate_bp": told.get("rate_bp"),
        "owner": owner,
    }
