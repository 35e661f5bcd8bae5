"""整改通知书: what monitoring, the review of direct funds or a result wants put right, by unit (C04, J02, F01).

A result's 书面整改 is a proposal: it becomes a notice when a named person has approved it (X11).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from reports.papers.paper import Material, Paper, Row, by_region, called, decided, numbered, records

CLOSED = "已销号"
SOURCES = {"rectification": "本次监控", "earlier_rectification": "上次监控"}


def papers(material: Material) -> Iterator[Paper]:
    """One notice for each unit that has something to put right."""
    kinds = {"monitoring": _monitored, "results_application": _results, "direct_funds_review": _pushed}
    yield from kinds[material.milestone](material)


def _monitored(material: Material) -> Iterator[Paper]:
    rows = pd.concat([material.of(kind) for kind in SOURCES])
    rows = rows[(rows["verdict"] != CLOSED).to_numpy(dtype=bool)].sort_values(
        ["kind", "subject"], ascending=[False, True]
    )
    for region, part in by_region(rows, material):
        for unit, own in part.groupby("unit_code", sort=True):
            listed = numbered(_monitoring_row(one) for one in records(own))
            yield _notice(material, region, str(unit), listed, "monitoring", False)


def _monitoring_row(one: Row) -> Row:
    what, _, _ = one["why"].rpartition("；应于")
    due = one["detail"].get("rectify_due") or ""
    return {
        "name": one["name"],
        "code": one["subject"],
        "found": what or one["why"],
        "source": SOURCES[one["kind"]],
        "due": date.fromisoformat(due) if due else None,
        "state": one["verdict"],
    }


def _results(material: Material) -> Iterator[Paper]:
    for region, part in by_region(material.of("remedy"), material):
        for unit, own in part.groupby("unit_code", sort=True):
            for pending, chosen in decided(own):
                listed = numbered(
                    {
                        "name": one["name"],
                        "code": one["subject"],
                        "found": one["why"].rpartition("，应针对")[0],
                        "source": "绩效评价",
                        "due": None,
                        "state": "待整改",
                    }
                    for one in records(chosen)
                )
                yield _notice(material, region, str(unit), listed, "results", pending)


def _pushed(material: Material) -> Iterator[Paper]:
    found = material.of("project")
    found = found[(found["verdict"] == "有问题").to_numpy(dtype=bool)]
    for region, part in by_region(found, material):
        for unit, own in part.groupby("unit_code", sort=True):
            listed = numbered(
                {
                    "name": one["name"],
                    "code": one["subject"],
                    "found": _said(one["why"]),
                    "source": "直达资金审核",
                    "due": None,
                    "state": "待整改",
                }
                for one in records(own)
            )
            yield _notice(material, region, str(unit), listed, "direct", False)


def _said(why: str) -> str:
    """“资金拨付滞后” of “古丽于6月26日审核：资金拨付滞后（通知三（十）…）”: persons stay out of papers to others."""
    return why.rpartition("（通知")[0].rpartition("审核：")[2] or why


def _notice(
    material: Material,
    region: str,
    unit: str,
    listed: list[Row],
    basis: str,
    pending: bool,
) -> Paper:
    dues = sorted({one["due"] for one in listed if one["due"]})
    figures: dict[str, Any] = {
        **material.head(f"关于限期整改{material.title}发现问题的通知书"),
        **material.where(region),
        "basis": basis,
        "unit": name_of(material, unit),
        "projects": listed,
        "count": len({one["code"] for one in listed}),
        "matter": material.title,
        "last": dues[-1] if dues else None,
        "overdue": sum(one["state"] == "逾期未改" for one in listed),
    }
    return Paper("rectification", called("整改通知书", unit, pending), figures, pending)


def name_of(material: Material, unit: str) -> str:
    """What a unit is called; its code where nobody knows."""
    names = material.units.loc[material.units["code"] == unit, "name"]
    return str(names.iloc[0]) if len(names) else unit
