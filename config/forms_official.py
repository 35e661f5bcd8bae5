"""The wordings of the printed self-evaluation form: `config/forms/self_evaluation/official.yaml`."""

from functools import cache
from typing import Literal

from config.patterns import Pattern
from config.strict import CONFIG, Strict, load

Patterns = tuple[Pattern, ...]


class OfficialForm(Strict):
    """Every heading of the form: field → wordings, best first."""

    title: dict[Literal["is", "is_not"], Patterns]
    foreign: Patterns
    head: dict[
        Literal["project_name", "project_code", "department", "unit_name", "secrecy", "grade", "year", "other"],
        Patterns,
    ]
    funds: dict[
        Literal["initial", "budget", "executed", "arrived", "rate", "weight", "score", "reason"], Patterns
    ]
    section: Patterns
    sentences: dict[Literal["initial", "budget", "executed"], Pattern]
    rows: dict[Literal["total", "part", "level"], Patterns]
    goals: dict[Literal["goal", "achieved"], Patterns]
    indicators: dict[
        Literal[
            "level1", "level2", "level3", "relation", "adjusted", "target", "unit", "actual", "weight", "score",
            "reason",
        ],
        Patterns,
    ]
    total: dict[Literal["score", "sum", "part"], Patterns]
    reasons: Patterns
    foot: Patterns
    placeholders: Patterns
    numbering: Pattern
    instructions: Patterns
    grades: frozenset[str]
    secrets: Patterns


@cache
def official_form() -> OfficialForm:
    """The printed form's vocabulary. Raises ConfigError naming file and key."""
    return load(OfficialForm, CONFIG / "forms" / "self_evaluation" / "official.yaml")
