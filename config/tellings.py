"""Which verdicts are told to whom, and how (`config/tellings.yaml`): a verdict becomes a notice by data alone."""

from functools import cache
from string import Formatter
from typing import Literal

from pydantic import field_validator

from config.routing import Addressee
from config.strict import CONFIG, Strict, load

WORDS = frozenset({"name", "verdict", "why", "proposal", "amount", "by", "office", "days"})


class Telling(Strict):
    """One way a verdict is told. `decided`: only once a named person approved, or only while nobody has decided."""

    milestone: str
    kind: str = ""
    verdicts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    decided: Literal["", "approved", "open"] = ""
    to: Addressee
    cc: tuple[Addressee, ...] = ()
    to_centre: bool = False
    by_centre: bool = False  # the centre says it, whatever the reader's level
    shown: str = ""  # instead of the verdict, where that is about ourselves
    once: bool = False
    by_day: str = ""
    tag: str
    tone: Literal["calm", "good", "warn", "bad"]
    headline: str
    follows: str
    steps: tuple[str, ...]
    objection: bool = False

    @field_validator("headline", "follows", "steps")
    @classmethod
    def _known(cls, words: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for line in (words,) if isinstance(words, str) else words:
            used = {name for _, name, _, _ in Formatter().parse(line) if name is not None}
            if strange := used - WORDS:
                raise ValueError(f"没有“{{{min(strange)}}}”这个空格可填，有：{'、'.join(sorted(WORDS))}")
        return words


class Tellings(Strict):
    """All of them, and the sentence that says how to object."""

    objection: str
    tellings: dict[str, Telling]


@cache
def tellings() -> Tellings:
    """Which verdicts are told. Raises ConfigError naming the key."""
    return load(Tellings, CONFIG / "tellings.yaml")
