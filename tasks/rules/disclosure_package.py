"""The public package: which shares of which documents may leave the house, and what a text must not hold (M05, D08)."""

import re
from collections.abc import Collection
from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.disclosure_allowed import OPEN, SECRET, allow_list
from tasks.rules.disclosure_clocks import GOALS, SELF, items
from tasks.rules.verdicts import Facts

BY_UNIT = (GOALS, SELF)  # one event opens the document of the unit with all its projects
# A telephone, an e-mail address, an identity number: what looks like one is one.
_CONTACT = re.compile(
    r"[\w.+-]+\s*@\s*[\w-]+\s*\.\s*\w"
    r"|(?<!\d)1[3-9]\d(?:[\s-]?\d){8}(?!\d)"
    r"|(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)"
    r"|(?<!\d)\d{17}[\dXx](?![\dXx])"
)


def publishable(facts: Facts, book: Rulebook, as_of: date) -> pd.DataFrame:
    """what, unit_code, project_code ("" = the unit's own document) of everything that may be published by now.

    Signed as public, begun by an approval, and of a project that nobody has marked as classified or sensitive in
    anything at all: what is secret in one document is not told by another.
    """
    shares = allow_list(facts, as_of)
    secret = list(_secret(shares))
    begun = {(item.what, item.unit_code, "" if item.what in BY_UNIT else item.project_code)
             for item in items(facts, book, as_of)}
    open_ones = shares[(shares["word"] == OPEN).to_numpy(dtype=bool) & ~shares["project_code"].isin(secret)]
    keep = [(what, unit, "" if what in BY_UNIT else project) in begun for what, unit, project in zip(
        open_ones["what"], open_ones["unit_code"], open_ones["project_code"], strict=True)]
    return open_ones.loc[keep, ["what", "unit_code", "project_code"]].reset_index(drop=True)


def secret_projects(facts: Facts, as_of: date) -> set[str]:
    """The codes of all projects that somebody has marked as classified or sensitive in anything."""
    return _secret(allow_list(facts, as_of))


def _secret(shares: pd.DataFrame) -> set[str]:
    return set(shares.loc[(shares["word"] == SECRET).to_numpy(dtype=bool), "project_code"]) - {""}


PEOPLE = ("reviewer", "reviewed_by", "accepted_by", "project_leader", "unit_leader", "owner", "recorded_by", "witness",
          "lead", "exempt_by")


def people(facts: Facts) -> set[str]:
    """The names of persons in any of the facts: their columns are known, and none of these names goes public."""
    told = (set(rows[column].dropna().astype(str)) for rows in facts.values() for column in PEOPLE if column in rows)
    return {name.strip() for names in told for name in names if len(name.strip()) > 1}


def gives_away(text: str, forbidden: Collection[str]) -> str:
    """What a text must not say in public: a telephone, an e-mail address, an identity number, or one of `forbidden`.

    Returns what it is, in Chinese; "" when there is nothing. Digits and letters count in any width.
    """
    plain = "".join(text.translate(_NARROW).split())
    if _CONTACT.search(text.translate(_NARROW)) or _CONTACT.search(plain):
        return "联系方式或证件号码"
    return next((f"“{word}”" for word in forbidden if "".join(word.split()) in plain), "")


_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
