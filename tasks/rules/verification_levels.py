"""真实性核查: how far each finance department is, from freezing its frame to the last worksheet (E05)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from tasks.rules.finance_of import by_region
from tasks.rules.verdicts import Facts
from tasks.rules.verification_draw import Draw
from tasks.rules.verification_findings import CLAUSE
from tasks.rules.verification_seeds import Seeds
from tasks.rules.verification_worksheets import OPEN, OUTCOMES, TO_CORRECT, UNTRUE, Outcome

BEFORE, NOTHING, NO_SEED, CHECKING, DONE = "未到冻结日", "无自评项目", "待登记种子", "核查未完", "核查完成"
SETTLES = {"level": {DONE: True, NOTHING: False}}  # what a level's verdict means for its finance department's debt


def level_verdicts(
    facts: Facts, draws: Mapping[str, Draw], seeds: Mapping[str, Seeds], checks: pd.DataFrame,
    found: Mapping[str, Outcome], early: bool,
) -> pd.DataFrame:
    """One verdict of kind `level` per finance department; `checks`: project_id, level of what must be checked, each of
    which `found` knows.

    `detail.record` is what is published beside the frame.
    """
    codes = by_region(facts)
    levels = sorted({*codes, *draws})
    own = {level: set(checks.loc[(checks["level"] == level).to_numpy(dtype=bool), "project_id"]) for level in levels}
    return pd.DataFrame([
        _level(level, draws.get(level), seeds.get(level), [found[str(one)].code for one in sorted(own[level])], early)
        | {"unit_code": codes.get(level, "")} for level in levels
    ])


def _level(level: str, draw: Draw | None, seeds: Seeds | None, states: Sequence[int], early: bool) -> dict[str, Any]:
    counts = None if seeds is None else seeds.counts
    busy = OPEN in states or TO_CORRECT in states
    missing = {BEFORE: early, NOTHING: draw is None, NO_SEED: counts is None, CHECKING: busy}
    word = next((word for word, true in missing.items() if true), DONE)
    tally = {name: states.count(code) for code, name in OUTCOMES.items()}
    return {
        "kind": "level", "subject": level, "verdict": word, "rules": "E05 E06" if UNTRUE in states else "E05",
        "why": f"{CLAUSE}：{'；'.join(_says(word, draw, seeds, tally))}。",
        "detail": {
            "record": {} if draw is None else draw.record, "checks": len(states), "tally": tally,
            "seed_faults": [] if seeds is None else list(seeds.faults),
        },
    }


def _says(word: str, draw: Draw | None, seeds: Seeds | None, tally: Mapping[str, int]) -> list[str]:
    if draw is None or seeds is None:
        return [word]
    record = draw.record
    said = [f"总体{record['frame_count']}个自评项目，哈希{record['frame_sha256'][:16]}，{word}"]
    if seeds.counts is not None:
        said.append(f"按{seeds.counts['source']}抽取{len(record['drawn'])}个")
        said.append("、".join(f"{name}{count}个" for name, count in tally.items() if count))
    return [*filter(None, said), *seeds.faults]
