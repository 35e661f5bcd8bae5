"""What every verdict of the year rests on: rules of the catalogue, a reason in words, its run's rulebook (P05)."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from config.rules import the_rules
from flows.rehearsal.compare import Compared

_VERDICTS = """SELECT v.milestone, v.kind, v.subject, v.rules, v.why, v.rulebook_hash, r.rulebook_hash AS of_run,
    coalesce((SELECT group_concat(DISTINCT s.rule) FROM verdict_step s WHERE s.verdict_id = v.id), '') AS steps
    FROM verdict v JOIN run r ON r.id = v.run_id ORDER BY v.id"""
_GRADES = """SELECT j.milestone, 'grade' AS kind, p.code AS subject, j.rules, j.facts_hash AS why, j.rulebook_hash,
    r.rulebook_hash AS of_run, coalesce((SELECT group_concat(DISTINCT t.rule) FROM fired t
    WHERE t.judgement_id = j.id), '') AS steps
    FROM judgement j JOIN run r ON r.id = j.run_id JOIN project p ON p.id = j.project_id ORDER BY j.id"""
SHOWN = "结论的依据（规则、理由、规则版本）"


def founded(conn: Connection) -> Compared:
    """Every verdict and every grade, also those where no rule fired: why, by which rules, of which rulebook."""
    known = set(the_rules())
    rows = [dict(row) for query in (_VERDICTS, _GRADES) for row in conn.execute(text(query)).mappings()]
    wrong = [f"{row['milestone']} {row['kind']} {row['subject']}：{fault}"
             for row in rows for fault in _lacks(row, known)]
    return Compared(SHOWN, len(rows), tuple(wrong))


def _lacks(row: dict[str, str], known: set[str]) -> Iterator[str]:
    """What is missing below one verdict."""
    named = set(row["rules"].split())
    if not row["why"]:
        yield "没有理由"
    if strange := named - known:
        yield f"规则目录里没有{'、'.join(sorted(strange))}"
    if unsaid := set(filter(None, row["steps"].split(","))) - named:
        yield f"步骤里的{'、'.join(sorted(unsaid))}没有列入规则"
    if not row["rulebook_hash"] or row["rulebook_hash"] != row["of_run"]:
        yield "规则版本不是该次运行的"
