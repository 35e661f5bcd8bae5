"""How people write targets and results: the words of `config/forms/targets.yaml`."""

from decimal import Decimal
from functools import cache
from typing import Literal

from config.patterns import Pattern
from config.strict import CONFIG, Strict, load

Sign = Literal["≥", "≤", "="]
Stated = Literal["≥", "≤", "=", "定性"]


class Direction(Strict):
    """Names of indicators that, without any sign, are meant this way."""

    relation: Sign
    words: tuple[Pattern, ...]


class Limits(Strict):
    """Words of second-level headings under which a number without a sign is an upper limit."""

    cost: tuple[str, ...]
    time: tuple[str, ...]


class TargetWords(Strict):
    """The vocabulary of target and actual cells."""

    before: dict[Sign, tuple[str, ...]]
    after: dict[Sign, tuple[str, ...]]
    stated: dict[Stated, tuple[str, ...]]
    fillers: tuple[str, ...]
    percent: tuple[str, ...]
    doubts: tuple[str, ...]
    ranks: tuple[Pattern, ...]
    units: dict[str, tuple[str, Decimal]]
    counting: frozenset[str]
    spans: frozenset[str]
    direction: tuple[Direction, ...]
    limits: Limits
    answers: dict[Literal[1, 2, 3], tuple[Pattern, ...]]
    nothing: frozenset[str]
    rates: tuple[Pattern, ...]


@cache
def target_words() -> TargetWords:
    """The words of targets (`config/forms/targets.yaml`). Raises ConfigError naming file and key."""
    return load(TargetWords, CONFIG / "forms" / "targets.yaml")
