"""打分表: what audit, supervision and inspection found out about projects (E02, E03, E04)."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.parameters import Parameters
from tasks.rules.given import given, yes
from tasks.rules.score_table_decided import decided
from tasks.rules.score_table_hits import Hits, Places, hits
from tasks.rules.scoring import Mask
from tasks.rules.verdicts import Facts

FINDINGS = {
    **dict.fromkeys((
        "project_code", "document_no", "item_no", "source", "problem", "severity", "serious_by", "status", "exempt_by",
        "exempt_reason",
    ), "str"),
    "fiscal_year": "Int64", "amount_fen": "Int64", "exempt": "bool",
}
KEY = ["document_no", "item_no", "project_code"]
SERIOUS, SERIOUS_KIND = "列入较差", "serious"  # what a named person decides where nobody signed for 重大 (X11)


def audited(facts: Facts, places: Places, law: Parameters, fiscal_year: int) -> tuple[Hits, Hits, Hits]:
    """Problems found (E03), serious ones (E04), and those called serious by nobody yet, which count as problems (X11).

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
    answer = _answers(facts, found)
    named = (found["serious_by"] != "").to_numpy(dtype=bool) | (answer == "approved")
    says = [_finding(row) for row in found.to_dict("records")]
    amounts = found["amount_fen"].to_numpy(dtype=np.int64, na_value=0)

    def those(which: Mask) -> Hits:
        chosen = np.flatnonzero(which)
        return hits(at[chosen], [says[row] for row in chosen], [int(amounts[row]) for row in chosen])

    return those(counts if minor else serious), those(serious & named), those(serious & ~named & (answer != "rejected"))


def _answers(facts: Facts, found: pd.DataFrame) -> npt.NDArray[np.object_]:
    """What was decided about each finding's project: approved, rejected or ""."""
    answers = decided(facts, "score_table", SERIOUS)
    keys = [(SERIOUS_KIND, code, SERIOUS) for code in found["project_code"]]
    return np.array([answers.get(key, ("", ""))[0] for key in keys], dtype=object)


def findings(facts: Facts) -> pd.DataFrame:
    """The findings of the work year, and those of the one before that were not registered again."""
    now, old = (given(facts, name, FINDINGS) for name in ("audit_findings", "audit_findings@before"))
    again = pd.MultiIndex.from_frame(old[KEY]).isin(pd.MultiIndex.from_frame(now[KEY]))
    return pd.concat([now, old[~again]], ignore_index=True)


def _finding(row: dict[Any, Any]) -> str:
    named = f"，{row['serious_by']}认定" if row["severity"] == "重大" and row["serious_by"] else ""
    return (f"{row['source']}（{row['document_no']}第{row['item_no']}项）：{row['problem']}，{row['severity']}{named}，"
            f"{row['status']}")
