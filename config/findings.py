"""The wording of every finding: one catalogue, so that logic never carries text and text never carries logic."""

from enum import StrEnum
from functools import cache

from pydantic import RootModel

from config.strict import CONFIG, Strict, load


class Tier(StrEnum):
    """How serious a finding is, in falling order (DESIGN §3)."""

    REFUSED = "拒收"
    ERROR = "错误"
    EXPLAIN = "说明"
    HINT = "提示"


class Wording(Strict):
    """What one rule says of a cell, and what the reader is to do about it."""

    tier: Tier
    says: str
    do: str
    source: str


class Catalogue(RootModel[dict[str, Wording]]):
    """Rule id → wording."""


@cache
def catalogue() -> dict[str, Wording]:
    """The finding catalogue (`config/findings.yaml`)."""
    return load(Catalogue, CONFIG / "findings.yaml").root
