"""The wording of every finding: one catalogue, so that logic never carries text and text never carries logic."""

import re
from enum import StrEnum
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, RootModel

from config.strict import CONFIG, Strict, load


class Tier(StrEnum):
    """How serious a finding is, in falling order (DESIGN §3)."""

    REFUSED = "拒收"
    ERROR = "错误"
    EXPLAIN = "说明"
    HINT = "提示"


_FACT = re.compile(r"\{([a-z_]+)\}")


def _a_sentence(text: str) -> str:
    if not text or text.endswith("。") or {"{", "}"} & set(_FACT.sub("", text)):
        raise ValueError("应为一句话：句末不写“。”，花括号只用来写 {事实}")
    return text


Sentence = Annotated[str, AfterValidator(_a_sentence)]


class Wording(Strict):
    """What one rule says of a cell, and what the reader is to do about it; facts stand in braces."""

    tier: Tier
    says: Sentence
    do: Sentence
    source: str

    @property
    def facts(self) -> frozenset[str]:
        """The names in braces: what a rule must know to say this."""
        return frozenset(_FACT.findall(self.says + self.do))


class Catalogue(RootModel[dict[str, Wording]]):
    """Rule id → wording."""


@cache
def catalogue() -> dict[str, Wording]:
    """The finding catalogue (`config/findings.yaml`)."""
    return load(Catalogue, CONFIG / "findings.yaml").root
