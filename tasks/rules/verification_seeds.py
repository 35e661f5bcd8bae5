"""真实性核查: whose seed counts — a public number that nobody could know when the frame was frozen (E05)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks.rules.given import given
from tasks.rules.opinions import plain
from tasks.rules.own_level import regions_of
from tasks.rules.verdicts import Facts

SEEDS = {
    "region_code": "str", "frame_hash": "str", "number": "str", "source": "str", "source_on": "day",
    "recorded_by": "str", "witness": "str", "unit_code": "str", "received_on": "day", "submission_id": "Int64",
}
SHORTEST_HASH = 16  # signs of a hash that say which frame is meant


@dataclass(frozen=True, slots=True)
class Seeds:
    """The seed that counts for one level (None yet), and why the others do not."""

    counts: dict[str, Any] | None
    faults: tuple[str, ...]


def seed_for(level: str, frame_hash: str, frozen_on: date, facts: Facts) -> Seeds:
    """The first valid seed of a level by the day it was received: a second one may not be chosen after the first draw.

    Valid: recorded by the level's own finance department with recorder, witness and source; for this very frame; the
    number made public after the day of the freeze and not after it was recorded.
    """
    rows = given(facts, "draw_seeds", SEEDS)
    regions = regions_of(facts)["region_code"].to_dict()
    own = [{str(name): plain(value) for name, value in row.items()}
           for row in rows[(rows["region_code"] == level).to_numpy(dtype=bool)].to_dict("records")]
    own.sort(key=lambda row: (str(row["received_on"]), row["submission_id"] or 0, row["number"]))
    said = [(_fault(row, frame_hash, frozen_on, regions.get(row["unit_code"]) == level), row) for row in own]
    valid = [row for fault, row in said if not fault]
    late = ["已有有效的种子，再登记的不采用"] * (len(valid) - 1)
    return Seeds(_published(valid[0]) if valid else None, tuple([fault for fault, _ in said if fault] + late))


def _fault(row: dict[str, Any], frame_hash: str, frozen_on: date, own: bool) -> str:
    hashed = row["frame_hash"].strip().lower()
    wrong = {
        "不是本级财政部门登记": not own,
        "登记人、见证人、号码或来源没有填全": not all(
            row[name].strip() for name in ("recorded_by", "witness", "number", "source")),
        "总体哈希与冻结的总体不符": len(hashed) < SHORTEST_HASH or not frame_hash.startswith(hashed),
        "号码公布日期不晚于总体冻结日": row["source_on"] is None or row["source_on"] <= frozen_on,
        "号码公布日期晚于登记日": row["source_on"] is not None and row["source_on"] > row["received_on"],
    }
    return next((fault for fault, true in wrong.items() if true), "")


def _published(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": row["number"], "source": row["source"], "source_on": row["source_on"].isoformat(),
        "recorded_by": row["recorded_by"], "witness": row["witness"], "recorded_on": row["received_on"].isoformat(),
    }
