"""真实性核查: the frame frozen and hashed, and the projects drawn from it so that anybody can draw again (E05).

No library's random numbers: a project's ticket is SHA-256 of seed and code, and low tickets are drawn. First a share of
every stratum (level × department), then lowest tickets of the whole level until its own share is reached.
`reports/published/verify_draw.py` says the same in twenty lines that import nothing of this house.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from tasks.rules.figures import WHOLE_BP, least_of

HEADER = "project_code,department_code"
BY_STRATUM, TOPPED_UP = "分层", "补足"


@dataclass(frozen=True, slots=True)
class Terms:
    """How many are drawn: a share of each level and stratum, and the least of both."""

    ratio_bp: int
    least_of_level: int
    department_over: int
    least_of_department: int


def the_terms(law: Parameters) -> Terms:
    """The terms of a work year (domain §4.3)."""
    return Terms(*(law.number(f"verification.{name}") for name in Terms.__slots__))


def frame_text(frame: pd.DataFrame) -> str:
    """One level's frame as it is published and hashed: CSV, sorted by project code, LF at every end of line."""
    pairs = sorted(set(zip(frame["project_code"], frame["department_code"], strict=True)))
    return "\n".join([HEADER, *(f"{project},{department}" for project, department in pairs), ""])


def sha256(text: str) -> str:
    """SHA-256 (hex) of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def seed_of(work_year: int, level: str, frame_hash: str, number: str) -> str:
    """The seed of a level's draw: SHA-256 of its four parts, one on each line; blanks in the number are one blank."""
    return sha256("\n".join([str(work_year), level, frame_hash, " ".join(number.split())]))


def drawn(frame: pd.DataFrame, seed: str, terms: Terms) -> pd.DataFrame:
    """The drawn projects of one level in order of code: project_code, department_code, `ticket`, `round`.

    `frame`: project_code, department_code of one level, in whatever order, every code once.
    """
    tickets = [sha256(f"{seed}\n{code}") for code in frame["project_code"]]
    order = frame[["project_code", "department_code"]].assign(ticket=tickets).sort_values(["ticket", "project_code"])
    order = order.reset_index(drop=True)
    size = order.groupby("department_code")["ticket"].transform("size")
    place = order.groupby("department_code").cumcount()
    least = np.where(size > terms.department_over, terms.least_of_department, 0)
    by_stratum = (place < np.maximum(size * terms.ratio_bp // WHOLE_BP, least)).to_numpy(dtype=bool)
    missing = max(least_of(len(order), terms.ratio_bp), terms.least_of_level) - int(by_stratum.sum())
    topped_up = ~by_stratum & (np.cumsum(~by_stratum) <= max(missing, 0))
    order = order.assign(round=np.select([by_stratum, topped_up], [BY_STRATUM, TOPPED_UP], ""))
    return order[by_stratum | topped_up].sort_values("project_code", ignore_index=True)


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One level's draw: `record` is what is published beside the frame, `picked` as `drawn` gives it."""

    record: dict[str, Any]
    picked: pd.DataFrame


def draw(work_year: int, level: str, frame: pd.DataFrame, seed: Mapping[str, Any] | None, terms: Terms) -> Draw:
    """The draw of one level, or while there is no seed only its frame's hash and nobody drawn.

    `seed`: number, source, source_on, recorded_by, witness, recorded_on. The record is ready for JSON.
    """
    frame_hash = sha256(frame_text(frame))
    record = {"work_year": work_year, "level": level, "frame_sha256": frame_hash, "frame_count": len(frame)}
    if seed is None:
        return Draw(record, drawn(frame.head(0), "", terms))
    rng = seed_of(work_year, level, frame_hash, seed["number"])
    picked = drawn(frame, rng, terms)
    return Draw(
        record | dict(seed) | {"seed_sha256": rng} | asdict(terms) | {"drawn": picked["project_code"].tolist()}, picked)
