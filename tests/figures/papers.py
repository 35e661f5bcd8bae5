"""The figures of the official papers, from their sentences and tables, held against the database."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from docx import Document

from tests.figures.claim import REGIONS, Claim
from tests.figures.shown import day_in, number
from tests.figures.stored import Stored

OWED = re.compile(r"到期应报([\d,]+)项次，已报齐([\d,]+)项次，其中按时报齐([\d,]+)项次")
LATE = re.compile(r"逾期未报齐([\d,]+)项次")
GRADES = re.compile(r"优秀(\d+)个、良好(\d+)个、一般(\d+)个、较差(\d+)个，优良率")
CHECKED = re.compile(r"应核查的(\d+)个项目中.*?自评属实(\d+)个.*?更正后认可(\d+)个；自评不实(\d+)个")
CHASED = re.compile(r"应[报办](\d+)[家项]，已[报办][齐结](\d+)[家项]，其中按时[报办][齐结](\d+)[家项]")


def of_papers(stored: Stored, year: Path) -> Iterator[Claim]:
    """Every paper whose figures are counted here."""
    for path in sorted((year / "papers").rglob("*.docx")):
        document, place = Document(str(path)), f"papers/{path.relative_to(year / 'papers')}"
        words = "\n".join(one.text for one in document.paragraphs)
        tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
        if path.stem.startswith("扣减和收回资金建议"):
            yield from _money(stored, path, place, tables)
        elif path.stem == "县市考核结果通报":
            yield from _scores(stored, path.parent.name, place, tables)
        elif path.stem == "真实性核查报告":
            yield from _verification(stored, place, words)
        elif path.stem in ("年度总结报告", "半年总结报告"):
            yield from _summary(stored, place, words)
        elif path.stem.startswith("催报通知"):
            yield from _chasing(stored, path, place, words)


def _money(stored: Stored, path: Path, place: str, tables: list) -> Iterator[Claim]:
    """The sums of a paper's proposals for one level, approved ones apart from those that wait."""
    state = None if "待批准" in path.stem else "approved"
    region = re.sub(r"（.*", "", path.stem).split("-", 1)[1]
    [last] = stored.ask("SELECT MAX(as_of) AS day FROM run WHERE work_year = :year AND milestone = :m",
                        m=path.parent.name)
    for head, milestone, kind in (("扣减金额", "results_application", "deduction"),
                                  ("收回金额", "verification", "recovery")):
        kept = [row for row in stored.verdicts(last["day"], milestone, "", kind)
                if row["region_code"] == region and row["proposal"] and row["decision"] == state]
        for table in tables:
            columns = [at for at, title in enumerate(table[0]) if title.startswith(head)]
            for column in columns:
                total = next(row for row in table if "合计" in row[:2])
                yield Claim(place, f"{head}合计（分）", round(number(total[column]) * 1_000_000),
                            sum(row["amount_fen"] for row in kept))


def _scores(stored: Stored, node: str, place: str, tables: list) -> Iterator[Claim]:
    last = stored.ask("""SELECT MAX(as_of) AS day FROM run WHERE work_year = :year AND milestone = 'county_assessment'
        AND node = :node""", node=node)[0]["day"]
    for first, kind, column in (("县（市）", "region", -1), ("名次", "year", -1)):
        kept = {row["subject"]: row["score_cp"] for row in stored.verdicts(last, "county_assessment", node, kind)}
        table = next((one for one in tables if one[0][0] == first), None)
        if kept and table:
            name = table[0].index("县（市）")
            shown = {REGIONS[row[name]]: round(number(row[column]) * 100) for row in table[1:]}
            yield Claim(place, f"{first}得分", shown, kept)


def _verification(stored: Stored, place: str, words: str) -> Iterator[Claim]:
    kept = Counter(row["verdict"] for row in stored.verdicts(day_in(words), "verification", "", "project"))
    yield Claim(place, "核查结果", tuple(map(int, CHECKED.search(words).groups())),
                (kept.total(), kept["自评属实"], kept["更正后认可"], kept["自评不实"]))


def _summary(stored: Stored, place: str, words: str) -> Iterator[Claim]:
    """All that had come due, and the grades of the newest score table."""
    day = day_in(words)
    owed = stored.owed(day)
    shown = tuple(round(number(one)) for one in (*OWED.search(words).groups(), LATE.search(words)[1]))
    yield Claim(place, "到期应报、已报齐、按时、逾期未报齐", shown,
                (stored.due(day), owed["met"], owed["in time"], owed["late"]))
    newest = {row["subject"]: row["verdict"] for node in ("v1", "v2", "v3", "v4")
              for row in stored.verdicts(day, "score_table", node, "project")}
    kept = Counter(newest.values())
    yield Claim(place, "等次", tuple(map(int, GRADES.search(words).groups())),
                tuple(kept[word] for word in ("优秀", "良好", "一般", "较差")))


def _chasing(stored: Stored, path: Path, place: str, words: str) -> Iterator[Claim]:
    """The units of one level; or the finance side of all levels, its reviews included."""
    inside, whose, day = path.parts[path.parts.index("papers") + 1:-1], path.stem.split("-", 1)[1], day_in(words)
    kinds = {row["code"]: row["kind"] for row in stored.ask("SELECT code, kind FROM unit")}
    rows = [row for row in stored.on(day)[0]
            if (row["milestone"], row["node"]) == (inside[0], inside[1] if len(inside) > 1 else "")
            and (kinds[row["unit_code"]] != "unit" if whose == "offices" else
                 kinds[row["unit_code"]] == "unit" and row["region_code"] == whose)]
    met = [row for row in rows if row["state"] == "met"]
    yield Claim(place, "应报、已报齐、按时", tuple(map(int, CHASED.search(words).groups())),
                (len(rows), len(met), sum(row["met_on"] <= row["effective_due"] for row in met)))
