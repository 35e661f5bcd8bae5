"""The way in: the files of one run with all that was read and found in them, written once and for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select

from tasks.rules.finding import Finding as Found
from tasks.store import bulk, facts, ledger
from tasks.store.frames import frame
from tasks.store.models import Entry, Event, Finding, Indicator, Submission

ENTRY_COLUMNS = (
    "project_code", "project_name", "goal", "achieved", "reason", "grade", "initial_fen", "budget_fen", "executed_fen",
    "rate_bp", "execution_weight_cp", "execution_score_cp", "total_cp",
)
INDICATOR_COLUMNS = (
    "level1", "level2", "level3", "target", "relation", "actual", "reason", "target_value", "actual_value", "tier",
    "weight_cp", "self_score_cp", "score_cp",
)


@dataclass(frozen=True, slots=True)
class Batch:
    """The files of one run. `reading` numbers the file, `project` the project in it (`tasks.rules.columns`).

    submissions: one row per file: reading, sha256, file, unit_code ("" = unknown), work_year, milestone, received_at,
    form, layout, rev, state, is_late, size, and node where there are several. projects: PROJECT_COLUMNS with
    `project_id` (Int64). indicators: INDICATOR_COLUMNS with `score_cp`. findings: (reading, finding). tables: table →
    its rows (`facts.insert`).
    """

    submissions: pd.DataFrame
    projects: pd.DataFrame
    indicators: pd.DataFrame
    findings: Sequence[tuple[int, Found]]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def record(conn: Connection, run_id: int, at: datetime, batch: Batch) -> pd.DataFrame:
    """Write what is new of a batch, all or nothing with the caller's transaction; each submission becomes an event.

    Returns reading and submission_id of the new ones: the same bytes from the same unit are not recorded twice.
    """
    if batch.submissions.empty:
        return pd.DataFrame({"reading": pd.Series(dtype="int64"), "submission_id": pd.Series(dtype="int64")})
    new = _new_submissions(conn, run_id, batch.submissions)
    ids = new.set_index("reading")["submission_id"]
    entry_ids = _entries(conn, _of(batch.projects, ids), ids)
    _indicators(conn, _of(batch.indicators, ids), entry_ids)
    owners = dict(zip(new["reading"], new["submission_id"], strict=True))
    facts.insert(conn, batch.tables, owners)
    _findings(conn, batch.findings, owners)
    ledger.append(conn, run_id, at, [
        ledger.Happening(f"submission.{row['state']}", f"{row['milestone']} {row['unit_code']}",
                         {"sha256": row["sha256"]}, "submission", int(row["submission_id"]))
        for row in new.to_dict("records")
    ])
    return new[["reading", "submission_id"]]


def _new_submissions(conn: Connection, run_id: int, files: pd.DataFrame) -> pd.DataFrame:
    """Insert the files that are new; their rows with `reading` and `submission_id`."""
    key = ["work_year", "milestone", "sha256", "unit_code"]
    files = files.drop_duplicates(key).assign(file=files["file"].map(_storable))
    columns = {str(name): files[name] for name in files.columns.drop("reading")}
    columns["unit_code"] = files["unit_code"].astype(object).where(files["unit_code"] != "", None)
    bulk.insert_new(conn, Submission, columns | {"run_id": [run_id] * len(files)})
    told = select(Event.state_id).where(Event.state_table == "submission", Event.run_id == run_id)
    query = select(Submission.id.label("submission_id"), *(getattr(Submission, name) for name in key))
    stored = frame(conn, query.where(Submission.run_id == run_id, Submission.id.not_in(told)))
    return files.merge(stored, on=key).sort_values("submission_id")


def _of(rows: pd.DataFrame, ids: "pd.Series[int]") -> pd.DataFrame:
    """The rows of new files; uncopied when all are new, as on a milestone's busiest day."""
    new = rows["reading"].isin(ids.index)
    return rows if new.all() else rows[new]


def _entries(conn: Connection, projects: pd.DataFrame, ids: "pd.Series[int]") -> pd.DataFrame:
    """Insert the projects of new files; reading and project with their `entry_id`."""
    keys = projects[["reading", "project"]].astype("int64")
    owners = keys["reading"].map(ids).astype("int64")
    columns = {name: projects[name] for name in (*ENTRY_COLUMNS, "project_id")}
    bulk.insert(conn, Entry, columns | {"submission_id": owners, "seq": projects["project"]})
    lowest = int(ids.min()) if len(ids) else 0
    stored = frame(conn, select(Entry.id.label("entry_id"), Entry.submission_id, Entry.seq.label("project")).where(
        Entry.submission_id >= lowest,
    ))
    return keys.assign(submission_id=owners).merge(stored, on=["submission_id", "project"])


def _indicators(conn: Connection, rows: pd.DataFrame, entry_ids: pd.DataFrame) -> None:
    keys = rows[["reading", "project"]].astype("int64")
    owners = keys.merge(entry_ids, on=["reading", "project"], how="left")["entry_id"]
    places = keys.groupby(["reading", "project"]).cumcount()
    columns = {name: rows[name] for name in INDICATOR_COLUMNS}
    bulk.insert(conn, Indicator, columns | {"entry_id": owners, "seq": places})


def _findings(conn: Connection, findings: Sequence[tuple[int, Found]], ids: Mapping[int, int]) -> None:
    kept = [(ids[reading], found) for reading, found in findings if reading in ids]
    texts = ("rule", "tier", "sheet", "cell", "value", "expected", "message", "project_code")
    columns = {name: [_storable(str(getattr(found, name))) for _, found in kept] for name in texts}
    bulk.insert(conn, Finding, {"submission_id": [owner for owner, _ in kept], **columns})


def _storable(text: str) -> str:
    """A text both databases can hold: hostile files bring NUL, foreign file systems half characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
