"""The trace of verdicts: a step for every rule that fired, in the order in which the verdict names them."""

from collections.abc import Mapping

import pandas as pd


def steps_of(rows: pd.DataFrame, clauses: Mapping[str, str]) -> pd.DataFrame:
    """Steps of verdict rows (kind, subject, rules, why); `clauses` gives the words of the clause for each rule."""
    every = rows[["kind", "subject", "why"]].assign(rule=[one.split() for one in rows["rules"]])
    long = every.explode("rule").dropna(subset="rule").reset_index(drop=True)
    return pd.DataFrame({
        "kind": long["kind"], "subject": long["subject"], "seq": long.groupby(["kind", "subject"]).cumcount() + 1,
        "rule": long["rule"], "fact": long["why"], "clause": long["rule"].map(dict(clauses)),
    })
