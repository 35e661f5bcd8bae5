"""Which projects have which link of the loop: goal, monitoring, evaluation, application (H01, H02, P04, I01–I03)."""

from typing import Any

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.opinions import rows
from tasks.rules.scoring import Mask
from tasks.rules.verdicts import Facts

FEEDBACK = "结果反馈"
LINKS = {"goal": "绩效目标", "may": "5月监控", "august": "8月监控", "evaluated": "绩效评价", "applied": "结果应用"}


def has_nature(projects: pd.DataFrame, natures: tuple[str, ...]) -> "pd.Series[bool]":
    """Projects that have money of one of these natures; `funds` holds several, joined by 、."""
    found = projects["funds"].fillna("").astype("str").str.split("、")
    return found.map(lambda words: not set(natures).isdisjoint(words)).astype("bool")


def alive(projects: pd.DataFrame) -> pd.DataFrame:
    """Projects that have not been cancelled."""
    return projects[projects["cancelled_reason"].fillna("").astype("str") == ""].reset_index(drop=True)


def ids(facts: Facts, name: str) -> "pd.Series[Any]":
    """The projects that a frame speaks of, none where the frame is not there."""
    frame = facts.get(name)
    return pd.Series([], dtype="Int64") if frame is None else frame["project_id"].dropna()


def planned(facts: Facts) -> pd.DataFrame:
    """Projects of the work year, alive, with goal, may, august: whether the link is there."""
    projects = alive(facts["projects"])
    code = projects["project_id"]
    monitored = facts.get("monitoring")
    at = {
        node: pd.Series([], dtype="Int64") if monitored is None
        else monitored.loc[monitored["node"] == node, "project_id"].dropna()
        for node in ("may", "august")
    }
    return projects.assign(
        goal=code.isin(ids(facts, "indicators")), may=code.isin(at["may"]), august=code.isin(at["august"]),
    )


def evaluated(facts: Facts, book: Rulebook) -> pd.DataFrame:
    """Projects of the year before, alive, with evaluated and applied; and `low`: the result is under 80.

    A result of 80 and more has no consequence that must be applied. One under 80 is applied when something has been
    done about it (application_records; telling the unit is not enough), or a named person decided against it (X11).
    """
    projects = alive(facts["projects@before"])
    code, results = projects["project_id"], facts["results"]
    rated = code.isin(ids(facts, "grades")) | code.isin(results["project_id"].dropna())
    bound = sorted(book.parameters.numbers("grading.cut_offs_cp"))[1]
    under = results.loc[(results["score_cp"] < bound).fillna(False), "project_id"].dropna()
    low, used = code.isin(under), projects["project_code"].isin(_applied(facts))
    return projects.assign(evaluated=rated, low=low, applied=rated & (~low | used))


def _applied(facts: Facts) -> list[str]:
    """The projects whose results somebody has applied, or has decided not to."""
    done = [row for row in rows(facts, "application_records") if row["done_on"] and row["action"] != FEEDBACK]
    rejected = [
        row for row in rows(facts, "decisions")
        if (row["milestone"], row["kind"], row["decision"]) == ("results_application", "deduction", "rejected")
    ]
    return [str(row["subject"]) for row in (*done, *rejected)]


def lacking(projects: pd.DataFrame, links: tuple[str, ...]) -> "pd.Series[str]":
    """The names of the links each project lacks, joined by 、; "" where it lacks none."""
    words = pd.Series("", index=projects.index, dtype="object")
    for link in links:
        here: Mask = ~projects[link].to_numpy(dtype=bool)
        words[here] = words[here].map(lambda said, link=link: f"{said}、{LINKS[link]}".lstrip("、"))
    return words.astype("str")
