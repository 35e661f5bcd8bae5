"""The allow-list of disclosure: only what somebody has signed as public leaves; classified, sensitive, unknown stay.

M05 and D08 (通知三（十三）“涉密及敏感信息除外”): what nobody has reviewed is held back (`disclosure.unknown: hold`).
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from tasks.rules.disclosure_clocks import ADJUSTED, DEPARTMENT, GOALS, KEY, OVERALL, SELF
from tasks.rules.opinions import rows
from tasks.rules.verdicts import Facts

OPEN, HELD, SECRET = "公开", "待定", "不予公开"
WORDS = np.array([OPEN, HELD, SECRET], dtype=object)
_PUBLIC, _SECRET = "公开", ("涉密", "敏感")


def speaks_for(facts: Facts) -> set[tuple[str, str]]:
    """(sender, unit) pairs where the sender may speak for the unit: itself, or its department."""
    units = rows(facts, "units")
    return {(str(row["code"]), str(row["code"])) for row in units} | {
        (str(row["department_code"]), str(row["code"])) for row in units if row["department_code"]
    }


def signed(facts: Facts, as_of: date) -> dict[tuple[str, str, str], int]:
    """(unit, what, project or "") → 0 signed as public, 1 held, 2 classified or sensitive; the worst row decides."""
    allowed, found = speaks_for(facts), dict[tuple[str, str, str], int]()
    for row in rows(facts, "disclosure_reviews"):
        if (str(row["unit_code"]), str(row["about_unit"])) not in allowed:
            continue
        when = row["reviewed_on"]
        signed_off = bool(row["reviewer"]) and when is not None and when <= as_of
        word = row["classification"]
        code = 2 if word in _SECRET else 0 if word == _PUBLIC and signed_off else 1
        project = "" if row["what"] == DEPARTMENT else str(row["project_code"] or "")  # one report of the department
        key = (str(row["about_unit"]), str(row["what"]), project)
        found[key] = max(code, found.get(key, 0))
    return found


def allowed(
    wanted: Iterable[tuple[str, str, str]], reviews: dict[tuple[str, str, str], int],
) -> list[str]:
    """公开, 待定 or 不予公开 for each (unit, what, project): its own row and the unit's row must both not object."""
    codes = [_code(one, reviews) for one in wanted]
    return [str(word) for word in WORDS[np.array(codes, dtype=np.intp)]]


def _code(one: tuple[str, str, str], reviews: dict[tuple[str, str, str], int]) -> int:
    found = [reviews[key] for key in (one, (one[0], one[1], "")) if key in reviews]
    return max(found, default=1)


def allow_list(facts: Facts, as_of: date) -> pd.DataFrame:
    """Every project's share of every publication: unit_code, what, project_code, word (公开, 待定, 不予公开).

    What a public package may hold is exactly the rows whose word is 公开. Goals and adjusted goals are those of the
    projects of the work year, self-evaluations and reports those of the year before; 整体 goals and the
    department's report have no project.
    """
    now, before = _keys(facts, "projects"), _keys(facts, "projects@before")
    units = pd.DataFrame({"unit_code": [str(row["code"]) for row in rows(facts, "units")], "project_code": ""})
    parts = [
        *(now.assign(what=what) for what in (GOALS, ADJUSTED)),
        *(before.assign(what=what) for what in (SELF, KEY)),
        *(units.assign(what=what) for what in (DEPARTMENT, OVERALL)),
    ]
    found = pd.concat(parts, ignore_index=True)[["unit_code", "what", "project_code"]].astype("str")
    keys = zip(found["unit_code"], found["what"], found["project_code"], strict=True)
    return found.assign(word=allowed(keys, signed(facts, as_of)))


def _keys(facts: Facts, name: str) -> pd.DataFrame:
    columns = ["unit_code", "project_code"]
    frame = facts.get(name)
    return pd.DataFrame(columns=columns) if frame is None else frame[columns]
