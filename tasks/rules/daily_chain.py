"""Data quality of the whole (P01, P02, P04): broken chains, indicators outside the library, nobody to answer."""

from datetime import date
from typing import Any

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.deadlines import deadline
from tasks.rules.figures import percent
from tasks.rules.loops import LINKS, alive, evaluated, lacking, planned
from tasks.rules.opinions import Fired, Opinion, rows
from tasks.rules.scoring import WHOLE_BP
from tasks.rules.verdicts import Facts

BROKEN, STOCKED, PARTLY, NO_LIBRARY, OWNERLESS = "断链", "全部入库", "部分入库", "未建指标库", "整改无责任人"
DUE = {"may": ("monitoring", "may"), "august": ("monitoring", "august"), "evaluated": ("self_evaluation", ""),
       "applied": ("results_application", "")}


def chains(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """P04: 断链 per project that lacks a link whose day has passed, or skipped one before a later link.

    Projects of the work year: goal (at once), both monitorings; of the year before: evaluation, application.
    """
    passed = {link for link, (milestone, node) in DUE.items() if as_of > _due(milestone, node, book)} | {"goal"}
    now, before = planned(facts), evaluated(facts, book)
    skipped = ~now["may"] & now["august"]
    groups = (("goal", "may", "august"), ("evaluated", "applied"))
    first, second = (tuple(link for link in group if link in passed) for group in groups)
    now_gap = lacking(now, first)
    now_gap[(now_gap == "") & skipped] = LINKS["may"]
    parts = [now.assign(gap=now_gap), before.assign(gap=lacking(before, second))]
    broken = pd.concat([part[part["gap"] != ""] for part in parts], ignore_index=True)
    return [_broken(row) for row in broken.to_dict("records")]


def _due(milestone: str, node: str, book: Rulebook) -> date:
    return deadline(book.calendar.milestone(milestone).node(node), book).effective


def _broken(row: Any) -> Opinion:
    fact = f"{row['fiscal_year']}年度项目“{row['project_name']}”缺{row['gap']}"
    return Opinion(
        "chain", f"{row['project_code']}|{row['fiscal_year']}", BROKEN, fact + "。", (Fired("P04", "通知二", fact),),
        unit_code=str(row["unit_code"]), project_id=int(row["project_id"]), detail={"gap": row["gap"]},
    )


def library(facts: Facts) -> list[Opinion]:
    """P01 per region: the share of indicators whose third level stands in the library, never rounded up."""
    known = {str(row["level3"]).strip() for row in rows(facts, "indicator_library")}
    projects = alive(facts["projects"])[["project_id", "region_code"]]
    used = facts["indicators"].merge(projects, on="project_id")
    used = used.assign(here=used["level3"].astype("str").str.strip().isin(list(known)))
    shares = used.groupby("region_code")["here"].agg(["sum", "size"])
    return [_coverage(str(code), int(here), int(size), bool(known)) for code, here, size in shares.itertuples()]


def _coverage(region: str, here: int, size: int, built: bool) -> Opinion:
    bp = here * WHOLE_BP // size
    verdict = NO_LIBRARY if not built else STOCKED if here == size else PARTLY
    fact = f"指标{size}条，在指标库中的{here}条，覆盖率{percent(bp)}"
    return Opinion(
        "library", region, verdict, fact + "。", (Fired("P01", "通知一（一）", fact),),
        detail={"coverage_bp": bp, "indicators": size},
    )


def ownerless(facts: Facts) -> list[Opinion]:
    """P02: 整改无责任人 per rectification of a monitored project in which nobody is named as answering for it."""
    silent = [row for row in rows(facts, "rectifications") if not row["owner"]]
    found = {str(row["project_code"]): str(row["unit_code"]) for row in silent}
    return [
        Opinion(
            "owner", code, OWNERLESS, f"项目{code}的整改没有写明责任人。",
            (Fired("P02", "通知一（一）", "没有写明整改责任人"),), unit_code=unit,
        )
        for code, unit in found.items()
    ]
