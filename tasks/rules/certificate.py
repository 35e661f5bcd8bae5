"""The certificate (评级依据单) of one project: steps, facts, clauses, parameters; replays from its JSON (X04, P05)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from config.parameters import Parameters
from config.rulebook import Rulebook
from tasks.rules.certificate_change import changes
from tasks.rules.certificate_json import facts_of, frames, law_of, parameters_of
from tasks.rules.figures import points
from tasks.rules.grading import grades
from tasks.rules.opinions import plain
from tasks.rules.score_table import judge
from tasks.rules.score_table_assess import assess
from tasks.rules.score_table_inherited import with_history
from tasks.rules.score_table_versions import frozen, stands_at
from tasks.rules.verdicts import Facts

TITLE = "评级依据单"


def certificate(facts: Facts, book: Rulebook, as_of: date, node: str, code: str) -> dict[str, Any]:
    """Why this project has this score and grade in a version of the score table, as JSON.

    `steps` has every rule that applied with before and after, its fact and its clause; `parameters` each with its
    source; `smallest_change` the smallest single change of one fact that would alter the grade, None where there is
    none. Raises KeyError for a project that is not in the register, ValueError for one that is not evaluated.
    """
    known = facts_of(with_history(frozen(facts, book, node), book, stands_at(book, as_of, node)), code)
    found = judge(frames(known), book, as_of, node)
    rows = found.rows[found.rows["kind"] == "project"].to_dict("records")
    if not rows:
        raise ValueError(f"项目 {code} 不在评价范围内（没有预算且已取消）")
    row, law = rows[0], parameters_of(book.parameters)
    fiscal_year = book.work_year + book.calendar.milestone("score_table").concerns
    given = {"work_year": book.work_year, "fiscal_year": fiscal_year, "facts": known, "parameters": law}
    altering = changes(given)
    return {
        "certificate": TITLE, "project": known["projects"][0], "node": node, "as_of": as_of.isoformat(), **given,
        "rulebook": book.fingerprint, "steps": [*_first(row["detail"], book.parameters), *_steps(found.steps)],
        "scores": {name: cp for name, cp in row["detail"].items() if name.endswith("_cp")},
        "raw": {"score_cp": row["detail"].get("raw_cp"), "grade": row["detail"].get("raw_grade", "")},
        "final": {"score_cp": plain(row["score_cp"]), "grade": row["verdict"]},
        "rules": row["rules"].split(), "why": row["why"], "pending": row["detail"].get("pending", {}),
        "unconfirmed": [name for name, one in law.items() if not one["confirmed"]],
        "smallest_change": altering[0] if altering else None, "changes": altering,
    }


def replay(given: Mapping[str, Any]) -> tuple[int | None, str]:
    """The score (cp, None = none) and the grade that the certificate's own facts and parameters lead to.

    Takes a certificate as `certificate` made it, also after a round trip through JSON; asks nothing else of anybody.
    """
    known = assess(frames(given["facts"]), law_of(given["parameters"], given["work_year"]), given["fiscal_year"])
    cp = int(known.cp[0])
    return cp if cp >= 0 else None, str(known.words[0])


def _first(detail: Mapping[str, Any], law: Parameters) -> list[dict[str, Any]]:
    """Where every project begins: the self-evaluation as filled in, and as recomputed from the form (D01)."""
    if "recomputed_cp" not in detail:
        return []
    filed, own = detail.get("self_cp"), detail["recomputed_cp"]
    said = f"自评填报{points(filed)}，" if filed is not None else ""
    before, after = grades(pd.Series([filed, own], dtype="Int64"), law).tolist()
    return [{"seq": 0, "rule": "D01", "before_cp": filed, "after_cp": own, "before_grade": before, "after_grade": after,
             "fact": f"{said}按自评表重算{points(own)}", "clause": "三（四）"}]


def _steps(steps: pd.DataFrame) -> list[dict[str, Any]]:
    rows = steps.drop(columns=["kind", "subject"]).to_dict("records")
    return [{str(name): plain(cell) for name, cell in row.items()} for row in rows]
