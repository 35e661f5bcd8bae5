"""打分表: what audit, supervision and inspection found out about projects (E02, E03, E04)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.parameters import Parameters
from tasks.rules.given import given, newest, yes
from tasks.rules.score_table_hits import Hits, Places, hits
from tasks.rules.score_table_questions import Answers, answers, question
from tasks.rules.scoring import Mask
from tasks.rules.verdicts import Facts

FINDINGS = {
    **dict.fromkeys((
        "project_code", "unit_code", "document_no", "item_no", "source", "problem", "severity", "serious_by", "status",
        "exempt_by", "exempt_reason",
    ), "str"),
    "fiscal_year": "Int64", "amount_fen": "Int64", "exempt": "bool",
    "received_on": "day", "submission_id": "Int64",
}
KEY = ["unit_code", "document_no", "item_no", "project_code"]  # nobody replaces what another office registered


@dataclass(frozen=True, slots=True, eq=False)
class Audit:
    """Projects with problems found (E03), with serious ones that count (E04), with serious ones nobody signed for, with
    those of them that nobody has decided about either, and by code what is asked about the unsigned."""

    problems: Hits
    serious: Hits
    unsigned: Hits
    undecided: Hits
    asked: dict[str, str]


def audited(facts: Facts, places: Places, law: Parameters, fiscal_year: int) -> Audit:
    """What speaks against each project. 重大 counts when a named person signed or decided so; until then as a problem.

    A finding leaves only when a named person exempts it and says why; a bare 免予计入 counts for nothing.
    """
    found = findings(facts)
    at = places.of_codes(found)
    year = found["fiscal_year"].to_numpy(dtype=np.int64, na_value=fiscal_year)
    still_open = found["status"].isin(law.words("score_table.open_statuses")).to_numpy(dtype=bool)
    excused = yes(found["exempt"]) & ((found["exempt_by"] != "") & (found["exempt_reason"] != "")).to_numpy(dtype=bool)
    counts = (at >= 0) & ~excused & ((year == fiscal_year) | still_open)
    serious = counts & (found["severity"] == "重大").to_numpy(dtype=bool)
    minor = law.word("score_table.audit_min_severity") == "一般"
    signed = (found["serious_by"] != "").to_numpy(dtype=bool)
    unsigned = serious & ~signed
    asked = _asked(found[unsigned])
    answer, decisions = _per_finding(found["project_code"].tolist(), signed, answers(facts, asked))
    named = signed | (answer == "approved")
    says = [_finding(row) for row in found.to_dict("records")]
    ruled = [f"{said}{f'，{words}' if words else ''}" for said, words in zip(says, decisions, strict=True)]
    amounts = found["amount_fen"].to_numpy(dtype=np.int64, na_value=0)

    def those(which: Mask, words: list[str] = says) -> Hits:
        chosen = np.flatnonzero(which)
        return hits(at[chosen], [words[row] for row in chosen], [int(amounts[row]) for row in chosen])

    return Audit(those(counts if minor else serious), those(serious & named, ruled), those(unsigned),
                 those(unsigned & (answer == "")), asked)


def _asked(unsigned: pd.DataFrame) -> dict[str, str]:
    """Project → what is asked about it: every finding of its own, in an order of its own."""
    each: dict[str, set[str]] = {}
    for row in unsigned.to_dict("records"):
        each.setdefault(row["project_code"], set()).add(question(row))
    return {code: "；".join(sorted(words)) for code, words in each.items()}


def _per_finding(codes: list[str], signed: Mask, known: Answers) -> tuple[npt.NDArray[np.object_], list[str]]:
    """What was decided about each finding's project where nobody signed — approved, rejected or "" — and its words."""
    given_ = [("", "") if by_hand else known.get(code, ("", "")) for code, by_hand in zip(codes, signed, strict=True)]
    return np.array([answer for answer, _ in given_], dtype=object), [words for _, words in given_]


def findings(facts: Facts) -> pd.DataFrame:
    """The findings of the work year, as registered last, and those of the one before not registered again."""
    now, old = (newest(given(facts, name, FINDINGS), KEY) for name in ("audit_findings", "audit_findings@before"))
    again = pd.MultiIndex.from_frame(old[KEY]).isin(pd.MultiIndex.from_frame(now[KEY]))
    return pd.concat([now, old[~again]], ignore_index=True)


def _finding(row: dict[Any, Any]) -> str:
    named = f"，{row['serious_by']}认定" if row["severity"] == "重大" and row["serious_by"] else ""
    return (f"{row['source']}（{row['document_no']}第{row['item_no']}项）：{row['problem']}，{row['severity']}{named}，"
            f"{row['status']}")
