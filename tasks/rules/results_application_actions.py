"""F01: rectification, talks and circulars that a result or repeated lateness calls for — all of them proposals."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from config.strict import ConfigError
from tasks.rules.figures import points
from tasks.rules.given import stamp
from tasks.rules.node_titles import node_title
from tasks.rules.verdicts import Facts, Verdicts

RECTIFICATION, TALK, CIRCULAR = "书面整改", "约谈", "通报批评"
KINDS = {TALK: "talk", CIRCULAR: "circular"}
CLAUSE = "通知三（六）"


def rectifications(rated: pd.DataFrame, book: Rulebook) -> Verdicts:
    """F01: one row per project whose grade calls for 书面整改, subject its code."""
    low = rated[rated["grade"].isin([grade for grade, words in _calls(book).items() if RECTIFICATION in words])]
    result = zip(low["score_cp"], low["grade"], strict=True)
    fact = [f"评价得分{points(score)}，等次{grade}" for score, grade in result]
    rows = pd.DataFrame({
        "kind": "remedy", "subject": low["project_code"], "unit_code": low["unit_code"],
        "project_id": low["project_id"], "verdict": "建议" + RECTIFICATION, "score_cp": low["score_cp"], "rules": "F01",
        "why": [f"{words}，应针对问题书面整改（{CLAUSE}）" for words in fact], "proposal": RECTIFICATION,
    })
    return Verdicts(rows, _steps(rows, fact))


def unit_actions(rated: pd.DataFrame, facts: Facts, book: Rulebook, as_of: date) -> Verdicts:
    """F01: one row per unit and action (约谈, 通报批评) for its worst projects, and 通报批评 for repeated lateness."""
    calls = _calls(book)
    reasons: dict[tuple[str, str], list[str]] = {}
    for unit, projects in rated[rated["grade"].isin(calls)].groupby("unit_code"):
        for word in KINDS:
            graded = Counter(grade for grade in projects["grade"] if word in calls[grade])
            if graded:
                named = (f"{many}个项目评为{grade}" for grade, many in sorted(graded.items()))
                reasons[str(unit), word] = ["、".join(named)]
    for unit, late in late_nodes(facts, as_of).items():
        if len(late) >= book.parameters.number("results_application.late_milestones"):
            names = "、".join(node_title(book, *one) for one in late)
            reasons.setdefault((unit, CIRCULAR), []).append(f"{len(late)}个节点逾期（{names}）")
    rows = pd.DataFrame([
        {"kind": KINDS[word], "subject": unit, "unit_code": unit, "verdict": f"建议{word}", "rules": "F01",
         "why": f"{'；'.join(said)}，建议{word}（{CLAUSE}）", "proposal": word, "detail": {"reasons": said}}
        for (unit, word), said in sorted(reasons.items())
    ])
    return Verdicts(rows, _steps(rows, ["；".join(said) for _, said in sorted(reasons.items())]))


def late_nodes(facts: Facts, as_of: date) -> dict[str, list[tuple[str, str]]]:
    """Unit → the (milestone, node)s it met late or still owes after the effective deadline. Waived ones do not count;
    finance bureaus, divisions and the centre answer under O09, not here."""
    units = facts["units"]
    owed = facts["obligations"]
    owed = owed[owed["unit_code"].isin(units.loc[units["kind"] == "unit", "code"])]
    late: dict[str, set[tuple[str, str]]] = {}
    today = stamp(as_of)
    for unit, milestone, node, due, state, met in zip(
        *(owed[name] for name in ("unit_code", "milestone", "node", "effective_due", "state", "met_on")), strict=True,
    ):
        if (state == "met" and met > due) or (state == "owed" and today > due):
            late.setdefault(unit, set()).add((milestone, node))
    return {unit: sorted(nodes) for unit, nodes in sorted(late.items())}


def _calls(book: Rulebook) -> dict[str, tuple[str, ...]]:
    """Grade → what it calls for. Raises ConfigError for a word that no paper exists for."""
    fair, poor = book.parameters.words("grading.labels")[-2:]
    calls = {fair: book.parameters.words("results_application.actions_fair"),
             poor: book.parameters.words("results_application.actions_poor")}
    strange = {word for words in calls.values() for word in words} - {RECTIFICATION, *KINDS}
    if strange:
        raise ConfigError(f"parameters/results_application.yaml：没有“{sorted(strange)[0]}”这种方式")
    return calls


def _steps(rows: pd.DataFrame, facts: Sequence[str]) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame()
    return rows[["kind", "subject"]].assign(seq=1, rule="F01", fact=list(facts), clause=CLAUSE)
