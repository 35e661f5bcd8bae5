"""The year in figures: what the verdicts of all milestones come to, and how the counties were assessed (N02)."""

from collections import Counter

from config.rulebook import Rulebook
from tasks.rules.opinions import rows
from tasks.rules.verdicts import Facts


def figures(facts: Facts, book: Rulebook) -> list[list[str | int]]:
    """What the year's verdicts come to: milestone and node, kind, word, how many."""
    counts = Counter(
        (str(row["milestone"]), str(row["node"]), str(row["kind"]), str(row["verdict"]))
        for row in rows(facts, "verdicts") if row["milestone"] not in ("yearly_summary", "daily")
    )
    known = book.calendar.milestones
    return [
        [known[name].node(node).title or known[name].title if name in known else name, kind, word, number]
        for (name, node, kind, word), number in sorted(counts.items())
    ]


def scores(facts: Facts, book: Rulebook) -> list[list[str | int]]:
    """The counties by their scores of the December assessment, the best first."""
    found = [
        (-row["score_cp"], book.routing.regions[str(row["subject"])].name, str(row["verdict"]))
        for row in rows(facts, "verdicts")
        if row["milestone"] == "county_assessment" and row["node"] == "december" and row["kind"] == "region"
        and row["score_cp"] is not None and str(row["subject"]) in book.routing.regions
    ]
    return [[name, -score, word] for score, name, word in sorted(found)]
