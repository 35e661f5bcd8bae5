"""The figures of the letters to single units, offices and levels, held against the database."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from tests.figures.claim import Claim
from tests.figures.shown import Paper, day_in, number
from tests.figures.stored import Stored

GRADES = ("优秀", "良好", "一般", "较差")
BY_GRADE = re.compile(r"共(?:评定)?(\d+)个(?:项目)?，其中优秀(\d+)个、良好(\d+)个、一般(\d+)个、较差(\d+)个")
TO_MEND = re.compile(r"(?:发现你单位|发现|你单位)(\d+)个项目")
REVIEWED = re.compile(r"共审核(\d+)个项目，其中合格(\d+)个、不合格(\d+)个")
ASPECTS = re.compile(r"存在(\d+)个方面的问题")
PUNCTUAL = re.compile(r"到期应报(\d+)项次，已报齐(\d+)项次，其中按时(\d+)项次.*?逾期报齐(\d+)项次，逾期未报齐(\d+)项次")
NAMED = re.compile(r"对以下(\d+)家部门单位")


def rectification(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """What a unit has to put right: how many projects, and each thing on the list, with how far it is."""
    if paper.milestone == "monitoring":
        found = _of(stored, paper, "rectification", "earlier_rectification")
        kept = [(row["subject"], row["verdict"]) for row in found if row["verdict"] != "已销号"]
    elif paper.milestone == "direct_funds_review":
        kept = [(row["subject"], "待整改") for row in _of(stored, paper, "project") if row["verdict"] == "有问题"]
    else:
        kept = [(row["subject"], "待整改") for row in _of(stored, paper, "remedy") if row["decision"] == paper.state]
    yield Claim(paper.place, "须整改的项目", int(TO_MEND.search(paper.words)[1]), len({code for code, _ in kept}))
    yield Claim(paper.place, "问题清单", sorted(paper.rows("项目代码", "进展")), sorted(kept))


def review(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """What finance has concluded about each project of a unit after monitoring."""
    kept = [row for row in _of(stored, paper, "project") if row["verdict"] in ("合格", "不合格")]
    kept.sort(key=lambda row: row["subject"])
    counts = Counter(row["verdict"] for row in kept)
    yield Claim(paper.place, "审核、合格、不合格", tuple(map(int, REVIEWED.search(paper.words).groups())),
                (len(kept), counts["合格"], counts["不合格"]))
    shown = [(round(number(rate) * 100), word) for rate, word in paper.rows("执行率", "审核结论")]
    yield Claim(paper.place, "执行率和审核结论", shown,
                [(json.loads(row["detail"])["rate_bp"], row["verdict"]) for row in kept])


def result(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """How a unit's projects came out in the final score table."""
    told = {row["subject"] for row in _of(stored, paper, "feedback")}
    rated = sorted((row["subject"], row["score_cp"], row["verdict"]) for row in stored.verdicts(
        stored.last(paper.milestone, paper.node), "score_table", "v4", "project") if row["subject"] in told)
    yield Claim(paper.place, "各等次", tuple(map(int, BY_GRADE.search(paper.words).groups())),
                _by_grade(word for _, _, word in rated))
    yield Claim(paper.place, "得分和等次", [(round(number(points) * 100), word) for points, word in paper.rows(
        "最终得分", "等次")], [(points, word) for _, points, word in rated])


def circular(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """How punctual the units of a level are, how their projects came out, how many are named."""
    day = day_in(paper.words)
    kinds = {row["code"]: row["kind"] for row in stored.ask("SELECT code, kind FROM unit")}
    owed = [row for row in stored.on(day)[0] if row["region_code"] == paper.whose and kinds[row["unit_code"]] == "unit"]
    met = [row for row in owed if row["state"] == "met"]
    intime = sum(row["met_on"] <= row["effective_due"] for row in met)
    late = sum(row["state"] == "owed" and row["effective_due"] < day for row in owed)
    yield Claim(paper.place, "到期应报、已报齐、按时、逾期报齐、逾期未报齐",
                tuple(map(int, PUNCTUAL.search(paper.words).groups())),
                (len(met) + late, len(met), intime, len(met) - intime, late))
    rated = [row["verdict"] for row in stored.verdicts(day, "score_table", "v4", "project")
             if row["region_code"] == paper.whose]
    yield Claim(paper.place, "各等次", tuple(map(int, BY_GRADE.search(paper.words).groups())), _by_grade(rated))
    kept = [row for row in _then(stored, paper, "circular")
            if row["region_code"] == paper.whose and row["decision"] == paper.state]
    yield Claim(paper.place, "通报批评的单位", int(NAMED.search(paper.words)[1]), len(kept))


def talk(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """Why a unit is called in: every reason, and no other."""
    kept = [row for row in _of(stored, paper, "talk") if row["decision"] == paper.state]
    yield _reasons(paper, kept)
    poor = [row for row in stored.verdicts(stored.last(paper.milestone, paper.node), "score_table", "v4", "project")
            if row["unit_code"] == paper.whose and row["verdict"] == "较差"]
    shown = re.search(r"(\d+)个项目评为较差", paper.words)
    yield Claim(paper.place, "较差的项目", int(shown[1]) if shown else 0, len(poor))


def accountability(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """For what somebody would have to answer: how many things, and every fact."""
    kept = [row for row in _of(stored, paper, "accountability") if row["decision"] == paper.state]
    yield Claim(paper.place, "问题个数", int(ASPECTS.search(paper.words)[1]), len(kept))
    if paper.milestone == "daily":
        yield _reasons(paper, kept)


def _of(stored: Stored, paper: Paper, *kinds: str) -> list:
    """Those about the paper's unit."""
    return [row for row in _then(stored, paper, *kinds) if row["unit_code"] == paper.whose]


def _then(stored: Stored, paper: Paper, *kinds: str) -> list:
    """The verdicts of the paper's own node that stood when it was written."""
    return stored.verdicts(stored.last(paper.milestone, paper.node), paper.milestone, paper.node, *kinds)


def _reasons(paper: Paper, kept: list) -> Claim:
    given = sorted(reason for row in kept for reason in json.loads(row["detail"])["reasons"])
    lines = Counter(re.sub(r"^\d+\. ", "", line).rstrip("。") for line in paper.words.splitlines())
    return Claim(paper.place, "事由", sorted(reason for reason in given if lines[reason]), given)


def _by_grade(words: Iterator[str] | list[str]) -> tuple[int, ...]:
    counts = Counter(words)
    return counts.total(), *(counts[word] for word in GRADES)
