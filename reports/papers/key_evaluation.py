"""重点评价汇总: what each finance department has had evaluated, by whom, and how it came out (D05–D08)."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from config.parameters import parameters
from reports.papers.paper import Bars, Material, Paper, Row, mean_cp, numbered, records, share_bp, total
from tasks.rules.grading import grades

ACCEPTED, SUGGESTED = "已验收", ("建议选定", "候选")
MEASURES = ("need", "chosen", "accepted", "amount_fen")


def papers(material: Material) -> Iterator[Paper]:
    """The one summary of the prefecture, from the day when some list is approved or some report accepted."""
    law, place = parameters(material.work_year), material.place
    regions = numbered(
        _region(one, place.regions[one["subject"]].name)
        for one in records(material.of("region"))
        if one["subject"] in place.regions
    )
    chosen = [
        one
        for one in records(material.of("project").sort_values(["region_code", "subject"]))
        if one["verdict"] not in SUGGESTED
    ]
    if not any(one["answer"] == "approved" for one in regions):
        return
    rows = numbered(_project(one, material) for one in chosen)
    scored = [one for one in rows if one["word"] == ACCEPTED and one["score_cp"] is not None]
    counts = Counter(map(str, grades(pd.Series([one["score_cp"] for one in scored], dtype="Int64"), law)))
    figures = {
        **material.head(f"关于{material.fiscal_year}年度财政重点绩效评价情况的报告"),
        "regions": regions,
        "projects": rows,
        **{name: total(regions, name) for name in MEASURES},
        "accepted_fen": total(scored, "amount_fen"),
        "short": [one for one in regions if one["chosen"] < one["need"]],
        "shrunk": [one for one in regions if one["lower"]],
        "done": sum(one["word"] == "评价完成" for one in regions),
        "grades": [{"name": word, "count": counts[word]} for word in law.words("grading.labels")],
        "average_cp": mean_cp(scored),
        "scored": len(scored),
        "wrong": numbered(one for one in rows if one["wrong"]),
        "waits": [one for one in rows if one["waits"]],
        "institutions": _institutions(rows),
    }
    figures["accepted_bp"] = share_bp(figures["accepted"], figures["chosen"])
    yield Paper("key_evaluation", "重点评价汇总", figures, charts={"regions": _chart(regions)})


def _chart(regions: Sequence[Row]) -> Bars:
    """Projects chosen and accepted, by level."""
    accepted = tuple(one["accepted"] for one in regions)
    series = {"选定": tuple(one["chosen"] for one in regions), "已验收": accepted}
    return Bars("各级重点评价项目数", tuple(one["name"] for one in regions), series, "个")


def _region(one: Row, name: str) -> Row:
    told = one["detail"]
    last = told["last_year_fen"]
    return {
        "name": name,
        "word": one["verdict"],
        **{key: told[key] for key in MEASURES},
        "last_fen": last,
        "reason": told["reason"],
        "answer": told["answer"],
        "lower": last is not None and told["amount_fen"] < last,
    }


def _project(one: Row, material: Material) -> Row:
    done = one["verdict"] == ACCEPTED
    waits = one["verdict"] in ("评价中", "报告待验收", "报告须更正")
    return {
        "name": one["name"],
        "unit": one["unit_name"],
        "region": material.place.regions[one["region_code"]].name,
        "amount_fen": one["amount_fen"],
        "institution": one["detail"].get("institution") or "—",
        "score_cp": one["score_cp"],
        "word": one["verdict"],
        "waits": waits,
        "wrong": not done and not waits,
    }


def _institutions(rows: list[Row]) -> list[Row]:
    counts = Counter(one["institution"] for one in rows if one["institution"] != "—")
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return numbered({"name": name, "count": many} for name, many in ranked)
