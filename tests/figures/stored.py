"""What the database says, in SQL of its own: obligations, verdicts and decisions as they stood on a day."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

REVIEWS = ("submission_reviews", "monitoring_reviews")
OWED = """
WITH due AS (
    SELECT obligation_id, effective_due, ROW_NUMBER() OVER (PARTITION BY obligation_id ORDER BY version DESC) AS place
    FROM deadline WHERE set_on <= :day OR version = 1
), step AS (
    SELECT obligation_id, state, day, ROW_NUMBER() OVER (PARTITION BY obligation_id ORDER BY seq DESC) AS place
    FROM obligation_step WHERE day <= :day
)
SELECT o.milestone, o.node, o.form, o.unit_code, u.region_code, d.effective_due, COALESCE(s.state, 'owed') AS state,
       CASE WHEN s.state = 'met' THEN s.day END AS met_on
FROM obligation o JOIN unit u ON u.code = o.unit_code JOIN due d ON d.obligation_id = o.id AND d.place = 1
LEFT JOIN step s ON s.obligation_id = o.id AND s.place = 1
WHERE o.work_year = :year AND COALESCE(s.state, 'owed') <> 'waived'
"""
VERDICTS = """
SELECT v.*, (SELECT d.decision FROM decision d JOIN verdict w ON w.id = d.verdict_id
             WHERE w.basis_hash = v.basis_hash AND w.milestone = v.milestone AND w.node = v.node
               AND w.work_year = v.work_year AND d.decided_on <= :day ORDER BY d.id DESC LIMIT 1) AS decision,
       u.region_code, p.code AS project_code
FROM verdict_standing s JOIN verdict v ON v.id = s.verdict_id
LEFT JOIN unit u ON u.code = v.unit_code LEFT JOIN project p ON p.id = v.project_id
WHERE s.work_year = :year AND s.as_of = (
    SELECT MAX(t.as_of) FROM verdict_standing t WHERE t.work_year = s.work_year AND t.milestone = s.milestone
    AND t.node = s.node AND t.kind = s.kind AND t.subject = s.subject AND t.proposal = s.proposal AND t.as_of <= :day)
"""


class Stored:
    """One workspace's database, only read."""

    def __init__(self, workspace: Path, work_year: int) -> None:
        self.path, self.work_year = workspace / "jixiao.db", work_year
        self.days: dict[str, tuple[list, list]] = {}

    def ask(self, sql: str, **values) -> list[sqlite3.Row]:
        """The rows of a query."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as conn:
            conn.row_factory = sqlite3.Row
            return conn.execute(sql, {"year": self.work_year} | values).fetchall()

    def on(self, day: str) -> tuple[list, list]:
        """Obligations and verdicts of a day, asked once."""
        if day not in self.days:
            self.days[day] = self.ask(OWED, day=day), self.ask(VERDICTS, day=day)
        return self.days[day]

    def owed(
        self, day: str, milestone: str = "", node: str = "", region: str = "", *, reviews: bool = True,
    ) -> dict[str, int]:
        """Of all of them, of one node's, or of one region's: how many are owed, met, in time, late and still owed.

        `reviews`: also what finance owes beside a node's own form, the review of what came in.
        """
        rows = [row for row in self.on(day)[0] if not milestone or (row["milestone"], row["node"]) == (milestone, node)]
        rows = [row for row in rows if not region or row["region_code"] == region]
        rows = [row for row in rows if reviews or row["form"] not in REVIEWS]
        met = [row for row in rows if row["state"] == "met"]
        intime = sum(row["met_on"] <= row["effective_due"] for row in met)
        late = sum(row["state"] == "owed" and row["effective_due"] < day for row in rows)
        return {"owed": len(rows), "met": len(met), "in time": intime, "late": late}

    def last(self, milestone: str, node: str = "") -> str:
        """The day as of which a node was last run, and so of the papers it left."""
        [row] = self.ask("""SELECT MAX(as_of) AS day FROM run WHERE work_year = :year AND milestone = :milestone
            AND node = :node""", milestone=milestone, node=node)
        return row["day"]

    def due(self, day: str) -> int:
        """What had come due by a day, or was there before."""
        return sum(row["state"] == "met" or row["effective_due"] < day for row in self.on(day)[0])

    def verdicts(self, day: str, milestone: str, node: str, *kinds: str) -> list[sqlite3.Row]:
        """The verdicts of a node that stood on a day, of all kinds or of these."""
        return [row for row in self.on(day)[1] if (row["milestone"], row["node"]) == (milestone, node)
                and (not kinds or row["kind"] in kinds)]

    def words(self, day: str, milestone: str, node: str) -> Counter:
        """Verdict → how many."""
        return Counter(row["verdict"] for row in self.verdicts(day, milestone, node))

    def waiting(self, day: str, milestone: str, node: str) -> int:
        """Proposals nobody had decided."""
        return sum(row["proposal"] != "" and row["decision"] is None
                   for row in self.verdicts(day, milestone, node))

    def held(self, day: str) -> int:
        """Formal papers that waited for a release at the end of a day."""
        rows = self.ask("SELECT created_at, released_at, state FROM notice WHERE work_year = :year AND kind = 'paper'")
        return sum(row["created_at"][:10] <= day and (row["state"] == "held" or (row["released_at"] or "")[:10] > day)
                   for row in rows)

    def count(self, table: str, where: str = "1") -> int:
        """The rows of a table in the work year."""
        [(number,)] = self.ask(f"SELECT COUNT(*) FROM {table} WHERE {where}")
        return number

    def summaries(self, node: str) -> dict[tuple[str, str], tuple[int, int]]:
        """(region, work) → due and done of the newest county table of a node (F8)."""
        rows = self.ask("""
            SELECT u.region_code, f.payload, s.id FROM fact f JOIN submission s ON s.id = f.submission_id
            JOIN unit u ON u.code = s.unit_code WHERE f.register = 'county_summary' AND s.state = 'accepted'
            AND s.work_year = :year AND s.node = :node ORDER BY s.received_at, s.id""", node=node)
        newest = {row["region_code"]: row["id"] for row in rows}
        found = {}
        for row in rows:
            if row["id"] == newest[row["region_code"]]:
                told = json.loads(row["payload"])
                found[row["region_code"], told["work"]] = (told["due_count"], told["done_count"])
        return found
