"""通报: how punctual one finance department's units are, how their projects came out, and who is named (F01, X11)."""

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from config.parameters import parameters
from reports.papers.feedback import FINAL
from reports.papers.paper import Material, Paper, Row, by_region, called, decided, numbered, records, share_bp
from reports.papers.timeliness import summed, tallies

NEEDS = {"results_application": ("score_table",)}


def papers(material: Material) -> Iterator[Paper]:
    """One circular for each finance department with units to be named; undecided ones in a draft of its own."""
    for region, rows in by_region(material.of("circular"), material):
        for pending, part in decided(rows):
            named = numbered(
                {"name": one["unit_name"], "reasons": "；".join(one["detail"]["reasons"])}
                for one in records(part.sort_values("unit_code"))
            )
            figures = {
                **material.head(f"关于{material.work_year}年度预算绩效管理工作情况的通报"),
                **material.where(region),
                **_punctual(material, region),
                **_quality(material, region),
                "named": named,
                "count": len(named),
            }
            yield Paper("circular", called("通报", region, pending), figures, pending)


def _punctual(material: Material, region: str) -> Row:
    debts = material.debts
    own = debts[((debts["region_code"] == region) & (debts["unit_kind"] == "unit")).to_numpy(dtype=bool)]
    rows = [row for row in tallies(own, "matter") if row["due"]]
    return {"stages": numbered(rows), "all": summed(rows), "units": own["unit_code"].nunique(), "ranked": _ranked(own)}


def _ranked(own: pd.DataFrame) -> list[Row]:
    """Every unit by its share of what it handed in on time; equal shares have the same rank (1, 1, 3)."""
    named = own.drop_duplicates("unit_code").set_index("unit_code")["unit_name"].to_dict()
    rows = [{**row, "unit": named[row["name"]]} for row in tallies(own, "unit_code") if row["due"]]
    rows.sort(key=lambda row: (-row["rate_bp"], row["name"]))
    return [{**row, "rank": 1 + sum(other["rate_bp"] > row["rate_bp"] for other in rows)} for row in rows]


def _quality(material: Material, region: str) -> Row:
    rated = material.of("project", "score_table", FINAL)
    counts = Counter(rated.loc[(rated["region_code"] == region).to_numpy(dtype=bool), "verdict"])
    grades: list[Row] = [
        {"name": grade, "count": counts[grade]} for grade in parameters(material.work_year).words("grading.labels")
    ]
    projects = sum(one["count"] for one in grades)
    best = sum(one["count"] for one in grades[:2])
    return {"grades": grades, "projects": projects, "best": best, "best_bp": share_bp(best, projects)}
