"""追责建议函: who would have to answer and for what, to whoever decides about it (O09, O10, E06, X11)."""

from collections.abc import Iterator

import pandas as pd

from reports.papers.paper import Material, Paper, Row, by_region, called, decided, numbered, records
from reports.papers.rectification import name_of

OF_UNITS = "O10"


def papers(material: Material) -> Iterator[Paper]:
    """One letter about each unit or office; what is not decided is a draft of its own that says so."""
    found = material.of("accountability")
    for region, rows in by_region(found, material):
        for who, own in rows.groupby("unit_code", sort=True):
            for pending, part in decided(own.sort_values("subject")):
                figures = _figures(material, region, str(who), part)
                yield Paper("accountability", called("追责建议函", str(who), pending), figures, pending)


def _figures(material: Material, region: str, who: str, part: pd.DataFrame) -> Row:
    rows, place = records(part), material.where(region)
    untrue = material.milestone == "verification"
    of_units = untrue or OF_UNITS in {rule for row in rows for rule in row["rules"].split()}
    government = f"{place['home']}人民政府"
    return {
        **material.head("关于提请追究绩效责任的建议函"),
        **place,
        "who": name_of(material, who),
        "untrue": untrue,
        "of_units": of_units,
        "to": government if of_units else material.place.bureau,
        "by": place["finance"] if of_units else material.place.centre,
        "grounds": numbered(_ground(one, untrue) for one in rows),
        "count": len(rows),
    }


def _ground(one: Row, untrue: bool) -> Row:
    told = one["detail"]
    if untrue:
        said = one["why"].partition("自评不实（")[2].rpartition("），建议追究")[0]
        return {
            "title": f"{one['name']}自评不实",
            "facts": [said],
            "persons": f"单位负责人{told['unit_leader']}，项目负责人{told['project_leader']}",
        }
    return {"title": one["subject"].partition("|")[2] or one["proposal"], "facts": told["reasons"], "persons": ""}
