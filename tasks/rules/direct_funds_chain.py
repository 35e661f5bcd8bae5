"""J01, J03: whether projects with direct funds have their whole chain, and rural ones are kept on the platform."""

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.given import newest
from tasks.rules.loops import alive, has_nature, lacking, planned
from tasks.rules.stacked import stacked
from tasks.rules.verdicts import Facts, Verdicts

DUE = {"june": ("goal", "may"), "september": ("goal", "may", "august"), "november": ("goal", "may", "august")}
CHAIN = "通知三（十）：落实直达资金“全过程”预算绩效管理的工作职责"
ON_PLATFORM = {"goal_set": "绩效目标", "monitored": "绩效监控", "self_evaluated": "绩效自评"}


def chains(direct: pd.DataFrame, past: pd.DataFrame, facts: Facts, node: str) -> Verdicts:
    """J01, for the direct projects of the counties: kind `chain` for FY W (goal, and the monitorings due by the node),
    `past_chain` for FY W-1 (self-evaluation). 全过程完整, or 缺环节 with what is lacking."""
    links = planned(facts)[["project_id", "goal", "may", "august"]]
    current = direct[["project_id", "project_code", "unit_code"]].merge(links, on="project_id", how="left")
    evaluated = past["project_id"].isin(facts["grades"]["project_id"].dropna())
    absent = pd.Series("单位自评", index=past.index).where(~evaluated, "")
    return stacked((_linked(current, lacking(current, DUE[node]), "chain"), _linked(past, absent, "past_chain")))


def _linked(projects: pd.DataFrame, absent: "pd.Series[str]", kind: str) -> Verdicts:
    rows = pd.DataFrame({
        "kind": kind, "subject": projects["project_code"], "unit_code": projects["unit_code"],
        "project_id": projects["project_id"], "rules": "J01",
        "verdict": ["缺环节" if words else "全过程完整" for words in absent],
        "why": [f"{f'缺{words}' if words else '到期的各环节都有记录'}（{CHAIN}）" for words in absent],
    })
    return Verdicts(rows, rows[["kind", "subject"]].assign(seq=1, rule="J01", fact=rows["why"], clause=CHAIN))


def rural(facts: Facts, book: Rulebook) -> Verdicts:
    """J03, all five finance departments, by the newest export: 平台已管理, 平台缺环节 or 未纳入平台.

    Kind `rural` for FY W needs goal and monitoring on the platform, `past_rural` for FY W-1 its self-evaluation.
    """
    return stacked((
        _kept(facts, book, "projects", "rural", ("goal_set", "monitored")),
        _kept(facts, book, "projects@before", "past_rural", ("self_evaluated",)),
    ))


def _kept(facts: Facts, book: Rulebook, name: str, kind: str, links: tuple[str, ...]) -> Verdicts:
    living, export = alive(facts[name]), newest(facts["rural_platform"], ["project_code"])
    mine = living[has_nature(living, (book.parameters.word("direct_funds_review.rural_funds"),))]
    mine = mine.sort_values("project_code", ignore_index=True)
    listed = mine["project_code"].isin(export["project_code"])
    done = {link: set(export.loc[export[link], "project_code"]) for link in links}
    absent = ["、".join(ON_PLATFORM[link] for link in links if code not in done[link]) for code in mine["project_code"]]
    platform = book.parameters.word("direct_funds_review.platform")
    clause = f"通知三（十）：利用{platform}监督指导设定目标、开展监控、实施自评"
    words = ["未纳入平台" if not there else "平台缺环节" if lack else "平台已管理"
             for there, lack in zip(listed, absent, strict=True)]
    rows = pd.DataFrame({
        "kind": kind, "subject": mine["project_code"], "unit_code": mine["unit_code"],
        "project_id": mine["project_id"], "verdict": words, "rules": "J03",
        "why": [f"{platform}导出表中{_lacks(lack) if there else '没有本项目'}（{clause}）"
                for there, lack in zip(listed, absent, strict=True)],
    })
    return Verdicts(rows, rows[["kind", "subject"]].assign(seq=1, rule="J03", fact=rows["why"], clause=clause))


def _lacks(words: str) -> str:
    return f"缺{words}" if words else "各环节齐全"
