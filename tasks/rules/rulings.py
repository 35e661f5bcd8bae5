"""Rulings: what a named person wrote behind each proposal on the form that goes out and comes back (X11)."""

from collections.abc import Collection

import pandas as pd

from tasks.rules.columns import cell_of
from tasks.rules.finding import Finding, finding

WORDS = {"同意": "approved", "不同意": "rejected"}
SHORT = 16  # signs of a basis that stand on the form


def made(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows on which something was decided: basis, decision (approved or rejected), decided_by, reason."""
    decided = rows[rows["decision"] != ""]
    return decided.assign(decision=decided["decision"].map(WORDS))


def wrong(rows: pd.DataFrame, files: list[str], waiting: Collection[str]) -> dict[int, list[Finding]]:
    """Reading → what is wrong with its rulings: nobody's name, no reason, or a basis that is no longer there.

    `waiting`: the short bases of all proposals in force.
    """
    found: dict[int, list[Finding]] = {}
    for row in rows[rows["decision"] != ""].to_dict("records"):
        place = {"file": files[row["reading"]], "sheet": row["sheet"]}
        if row["basis"] not in waiting:
            cell = cell_of(row["at"], "basis", row.get("row"))
            found.setdefault(row["reading"], []).append(
                finding("K-EXPIRED", **place, cell=cell, value=f"{row['proposal']}（{row['subject']}）"))
        for column, label in (("decided_by", "决定人"), ("reason", "理由")):
            if not row[column]:
                cell = cell_of(row["at"], column, row.get("row"))
                found.setdefault(row["reading"], []).append(finding("K-WHO", **place, cell=cell, field=label))
    return found
