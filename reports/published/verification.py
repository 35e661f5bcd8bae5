"""真实性核查 (E05): what anybody can draw again by, the list of what is checked, and the worksheets to go out with."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from reports.milestone_view import MilestoneView
from reports.sample_lists import sample_list, worksheets
from tasks.rules.verification_draw import frame_text

NEEDS = ("self_indicators",)
VERIFIER = Path(__file__).parent / "verify_draw.py"


def files(view: MilestoneView) -> dict[str, bytes]:
    """抽查总体-LEVEL.csv and 抽样记录-LEVEL.json for each frozen level, and verify_draw.py; nothing before the freeze.

    The frame's bytes are those whose hash stands in the record. Only codes are in it: no name, no amount, no score.
    The workbooks are for the finance departments: the list, and once something is drawn, each level's worksheets.
    """
    frames, records = _frames(view.verdicts), _records(view.verdicts)
    found: dict[str, bytes] = {}
    for level, frame in frames.items():
        found[f"抽查总体-{level}.csv"] = frame_text(frame).encode()
        record = json.dumps(records.get(level, {}), ensure_ascii=False, indent=2, sort_keys=True)
        found[f"抽样记录-{level}.json"] = f"{record}\n".encode()
    if not found:
        return {}
    return found | {VERIFIER.name: VERIFIER.read_bytes()} | sample_list(view) | worksheets(view)


def _frames(verdicts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    own = verdicts[(verdicts["kind"] == "frame").to_numpy(dtype=bool)]
    rows = pd.DataFrame({
        "level": [detail["level"] for detail in own["detail"]], "project_code": own["subject"].to_numpy(),
        "department_code": [detail["department"] for detail in own["detail"]],
    })
    return {str(level): frame for level, frame in rows.groupby("level")}


def _records(verdicts: pd.DataFrame) -> dict[str, dict[str, Any]]:
    own = verdicts[(verdicts["kind"] == "level").to_numpy(dtype=bool)]
    return dict(zip(own["subject"], (detail["record"] for detail in own["detail"]), strict=True))
