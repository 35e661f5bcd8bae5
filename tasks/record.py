"""record 入账: all that a run found out, in one transaction: what is owed, handed in, wrong and concluded."""

import pandas as pd
from sqlalchemy import Connection

from tasks.desk import Desk
from tasks.entering import enter, settle
from tasks.handover import Checked, Judged, Recorded
from tasks.rules.verdicts import Verdicts
from tasks.store import directory, judgements, library, verdicts
from tasks.verb import verb


@verb("入账 record")
def record(desk: Desk, checked: Checked, judged: Judged) -> Recorded:
    """Write it all or nothing. A rerun with the same facts finds every row there already and writes none.

    A reproduced past day adds what nobody had written down yet, and moves nothing that is in force.
    """
    with desk.engine.begin() as conn:
        owed, stored = enter(conn, desk, checked)
        written = judgements.record(conn, desk.run_id, desk.moment, *_conclusions(conn, desk, judged))
        written += _verdicts(conn, desk, judged.verdicts)
        settle(conn, desk)
    return Recorded(owed, stored, written, judged.judgements, judged.verdicts is None)


def _conclusions(conn: Connection, desk: Desk, judged: Judged) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The judgements of the run's regions with whose they are, and the rules that fired."""
    one = judged.judgements
    if desk.regions and len(one):
        one = one[one["project_id"].isin(library.register(conn, desk.fiscal_year, desk.regions)["project_id"])]
    if not desk.present and len(one):
        one = one[~one["project_id"].isin(judgements.in_force(conn, desk.milestone, desk.work_year)["project_id"])]
    if one.empty:
        return one, one
    rows = one.assign(
        milestone=desk.milestone, work_year=desk.work_year, fiscal_year=desk.fiscal_year, as_of=desk.as_of,
        rulebook_hash=desk.book.fingerprint,
    )
    fired = pd.DataFrame({
        "project_id": one["project_id"], "seq": 1, "rule": one["rules"], "before_cp": one["self_score_cp"],
        "after_cp": one["final_cp"], "before_grade": "", "after_grade": one["final_grade"],
        "fact": "自评得分与按自评表重算的得分", "clause": "三（四）",
    })
    return rows, fired


def _verdicts(conn: Connection, desk: Desk, judged: Verdicts | None) -> int:
    """The verdicts of the run's regions; a reproduced past day is only shown."""
    if judged is None or not desk.present:
        return 0
    rows = judged.rows
    if desk.regions:
        ours = directory.units(conn, desk.as_of, desk.regions, former=True)["code"]
        rows = rows[rows["unit_code"].isin(ours)]
    judging = verdicts.Judging(desk.work_year, desk.milestone, desk.node, desk.as_of, desk.book.fingerprint)
    return verdicts.record(conn, desk.run_id, desk.moment, judging, Verdicts(rows, judged.steps),
                           whole=not desk.regions)
