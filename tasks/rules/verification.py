"""真实性核查 (E05, E06): freeze the frame, draw in public, check on the spot, and propose what follows from untruth."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.deadlines import opens
from tasks.rules.verdicts import Facts, Verdicts, verdicts
from tasks.rules.verification_draw import BY_STRATUM, Draw, draw, frame_text, sha256, the_terms
from tasks.rules.verification_findings import CLAUSE, finding_verdicts, outcomes
from tasks.rules.verification_frame import frame_of, frame_verdicts
from tasks.rules.verification_levels import SETTLES, level_verdicts
from tasks.rules.verification_risk import MUST, risks
from tasks.rules.verification_seeds import Seeds, seed_for

NEEDS = (
    "projects", "units", "grades", "self_indicators", "verdicts", "verdicts@before", "audit_findings", "draw_seeds",
    "core_indicators", "worksheets", "worksheet_covers",
)
__all__ = ["NEEDS", "SETTLES", "judge"]
DRAWN = "抽中"


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """Verdicts of these kinds, all about fiscal year W-1.

    frame           在册: one per project of the frozen frame; it never changes again
    level           one per finance department: how far it is; `detail.record` is what is published beside the frame
    draw            抽中: the random part; `detail` says in which round and with which ticket
    risk            必查 or 关注: apart from the draw
    project         what the worksheets amount to; 自评不实 proposes 一票否决
    recovery, accountability    proposals for the untrue (E06)
    """
    opening = opens(book.calendar.milestone("verification").node(node), book)
    frame = frame_of(facts, as_of, opening)
    frames = {str(level): own for level, own in frame.groupby("level")}
    seeds = {level: _seeds(level, own, facts) for level, own in frames.items()}
    terms = the_terms(book.parameters)
    draws = {level: draw(book.work_year, level, own, seeds[level].counts, terms) for level, own in frames.items()}
    picked, risk = _drawn(frames, draws), risks(facts, frame, book.parameters)
    checks = _checks(picked, risk)
    found = outcomes(facts, checks["project_id"], as_of, book)
    levels = level_verdicts(facts, draws, seeds, checks, found, as_of < opening)
    whole = _stacked(frame_verdicts(frame), levels, picked, risk, finding_verdicts(facts, found))
    return verdicts(whole, _steps(whole))


def _seeds(level: str, frame: pd.DataFrame, facts: Facts) -> Seeds:
    return seed_for(level, sha256(frame_text(frame)), frame["frozen_on"].iloc[0], facts)


def _drawn(frames: Mapping[str, pd.DataFrame], draws: Mapping[str, Draw]) -> pd.DataFrame:
    """One verdict of kind `draw` for each project drawn."""
    return _stacked(*(_draw_verdicts(level, own, draws[level]) for level, own in frames.items()))


def _draw_verdicts(level: str, frame: pd.DataFrame, one: Draw) -> pd.DataFrame:
    picked = one.picked.merge(frame[["project_code", "project_id", "unit_code"]], on="project_code")
    said = [f"{'按级次和部门分层' if how == BY_STRATUM else '按本级比例补足'}抽取" for how in picked["round"]]
    return pd.DataFrame({
        "kind": "draw", "subject": picked["project_code"], "unit_code": picked["unit_code"],
        "project_id": picked["project_id"], "verdict": DRAWN, "rules": "E05",
        "why": [f"{CLAUSE}“随机抽取项目”：{how}，种子为{one.record['source']}。" for how in said],
        "detail": [
            {"ticket": ticket, "round": how, "level": level}
            for ticket, how in zip(picked["ticket"], picked["round"], strict=True)
        ],
    })


def _checks(picked: pd.DataFrame, risk: pd.DataFrame) -> pd.DataFrame:
    """project_id and level of every project that must be checked: drawn at random, or 必查 on the risk list."""
    both = _stacked(picked, risk[(risk["verdict"] == MUST).to_numpy(dtype=bool)])
    levels = [detail["level"] for detail in both["detail"]]
    return pd.DataFrame({"project_id": both["project_id"], "level": levels}).drop_duplicates(ignore_index=True)


def _stacked(*parts: pd.DataFrame) -> pd.DataFrame:
    """The parts below each other; empty verdicts where there is nothing at all."""
    some = [verdicts(part).rows for part in parts if len(part)]  # complete: nothing missing may become NaN
    return pd.concat(some, ignore_index=True) if some else verdicts(pd.DataFrame()).rows


def _steps(rows: pd.DataFrame) -> pd.DataFrame:
    """One step per rule named in a verdict; the frame and the risk list are no findings and have none."""
    rows = rows[~rows["kind"].isin(["frame", "risk"]).to_numpy(dtype=bool)]
    spread = rows.assign(rule=rows["rules"].str.split()).explode("rule", ignore_index=True)
    return pd.DataFrame({
        "kind": spread["kind"], "subject": spread["subject"], "rule": spread["rule"], "fact": spread["why"],
        "seq": spread.groupby(["kind", "subject"]).cumcount() + 1, "clause": CLAUSE,
    })
