"""The figures of the official papers, from their sentences and tables, held against the database."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.figures import letters
from tests.figures.claim import REGIONS, Claim
from tests.figures.shown import Paper, day_in, number
from tests.figures.stored import Stored

OWED = re.compile(r"到期应报([\d,]+)项次，已报齐([\d,]+)项次，其中按时报齐([\d,]+)项次")
LATE = re.compile(r"逾期未报齐([\d,]+)项次")
GRADES = re.compile(r"优秀(\d+)个、良好(\d+)个、一般(\d+)个、较差(\d+)个，优良率")
CHECKED = re.compile(r"应核查的(\d+)个项目中.*?自评属实(\d+)个.*?更正后认可(\d+)个；自评不实(\d+)个")
CHASED = re.compile(r"应[报办](\d+)[家项]，已[报办][齐结](\d+)[家项]，其中按时[报办][齐结](\d+)[家项]")
CHOSEN = re.compile(r"共选定重点评价项目(\d+)个，涉及资金([\d,.]+)万元")
ACCEPTED = re.compile(r"已验收评价报告(\d+)个，占.*?，涉及资金([\d,.]+)万元")
AVERAGED = re.compile(r"已验收报告的(\d+)个项目平均得分")
REPORTED = re.compile(
    r"项目共(\d+)个，预算安排([\d,.]+)万元[\s\S]*?已评定(\d+)个，平均得分([\d.]+)分，优秀和良好(\d+)个")


def of_papers(stored: Stored, year: Path) -> Iterator[Claim]:
    """Every paper there is. Raises KeyError for a kind whose figures nobody has been told to read."""
    for path in sorted((year / "papers").rglob("*.docx")):
        paper = Paper(year / "papers", path)
        yield from READ[paper.kind](stored, paper)


def _money(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """The sums of a paper's proposals for one level, approved ones apart from those that wait."""
    day = stored.last(paper.milestone, paper.node)
    for head, milestone, kind in (("扣减金额（万元）", "results_application", "deduction"),
                                  ("收回金额（万元）", "verification", "recovery")):
        kept = [row for row in stored.verdicts(day, milestone, "", kind) if row["region_code"] == paper.whose
                and row["proposal"] and row["decision"] == paper.state]
        if paper.rows(head):
            yield Claim(paper.place, f"{head}合计", _fen(paper.total(head)), sum(row["amount_fen"] for row in kept))


def _scores(stored: Stored, paper: Paper) -> Iterator[Claim]:
    day = stored.last(paper.milestone, paper.node)
    for kind, column in (("region", "折算得分"), ("year", "全年得分")):
        kept = {row["subject"]: row["score_cp"] for row in stored.verdicts(day, paper.milestone, paper.node, kind)}
        shown = {REGIONS[name]: round(number(points) * 100) for name, points in paper.rows("县（市）", column)}
        if kept or shown:
            yield Claim(paper.place, column, shown, kept)


def _verification(stored: Stored, paper: Paper) -> Iterator[Claim]:
    kept = Counter(row["verdict"] for row in stored.verdicts(day_in(paper.words), "verification", "", "project"))
    yield Claim(paper.place, "核查结果", tuple(map(int, CHECKED.search(paper.words).groups())),
                (kept.total(), kept["自评属实"], kept["更正后认可"], kept["自评不实"]))


def _key_evaluation(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """What was chosen, what was accepted, with the money of each; and every project's points and state."""
    day = day_in(paper.words)
    kept = [row for row in stored.verdicts(day, "key_evaluation", "", "project")
            if row["verdict"] not in ("建议选定", "候选")]
    done = [row for row in kept if row["verdict"] == "已验收"]
    for what, told, rows in (("选定", CHOSEN, kept), ("已验收", ACCEPTED, done)):
        many, money = told.search(paper.words).groups()
        yield Claim(paper.place, f"{what}的个数和资金（分）", (int(many), _fen(money)),
                    (len(rows), sum(row["amount_fen"] for row in rows)))
    yield Claim(paper.place, "计入平均得分的项目", int(AVERAGED.search(paper.words)[1]), len(done))
    yield Claim(paper.place, "得分和进度", sorted(
        (_cp(points), word) for points, word in paper.rows("得分", "进度")), sorted(
        (row["score_cp"] or 0, row["verdict"]) for row in kept))
    regions = stored.verdicts(day, "key_evaluation", "", "region")
    yield Claim(paper.place, "各级选定和已验收", {
        REGIONS[name]: (int(chosen), int(accepted)) for name, chosen, accepted in paper.rows(
            "级次", "选定（个）", "已验收（个）")}, {
        row["subject"]: (sum(one["region_code"] == row["subject"] for one in kept),
                         sum(one["region_code"] == row["subject"] for one in done)) for row in regions})


def _congress(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """The results of one level: projects, money, grades, the mean of all scores."""
    day, newest = stored.last(paper.milestone, paper.node), {}
    for node in ("v1", "v2", "v3", "v4"):
        newest |= {row["subject"]: row for row in stored.verdicts(day, "score_table", node, "project")
                   if row["region_code"] == paper.whose}
    money = {row["code"]: row["budget_fen"] for row in stored.ask(
        "SELECT code, budget_fen FROM project WHERE fiscal_year = :year - 1")}
    rated = {code: row for code, row in newest.items() if row["score_cp"] is not None}
    grades = Counter(row["verdict"] for row in rated.values())
    projects, budget, scored, mean, best = REPORTED.search(paper.words).groups()
    yield Claim(paper.place, "项目、预算（分）、已评定、优良", (int(projects), _fen(budget), int(scored), int(best)),
                (len(newest), sum(money[code] for code in newest), len(rated), grades["优秀"] + grades["良好"]))
    yield Claim(paper.place, "平均得分", _cp(mean), sum(row["score_cp"] for row in rated.values()) // len(rated))
    yield Claim(paper.place, "等次和预算（分）", {
        word: (int(many), _fen(fen)) for word, many, fen in paper.rows("等次", "项目数（个）", "预算安排（万元）")}, {
        word: (grades[word], sum(money[code] for code, row in rated.items() if row["verdict"] == word))
        for word in letters.GRADES})


def _summary(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """All that had come due, and the grades of the newest score table."""
    day = day_in(paper.words)
    owed = stored.owed(day)
    shown = tuple(round(number(one)) for one in (*OWED.search(paper.words).groups(), LATE.search(paper.words)[1]))
    yield Claim(paper.place, "到期应报、已报齐、按时、逾期未报齐", shown,
                (stored.due(day), owed["met"], owed["in time"], owed["late"]))
    newest = {row["subject"]: row["verdict"] for node in ("v1", "v2", "v3", "v4")
              for row in stored.verdicts(day, "score_table", node, "project")}
    kept = Counter(newest.values())
    yield Claim(paper.place, "等次", tuple(map(int, GRADES.search(paper.words).groups())),
                tuple(kept[word] for word in letters.GRADES))


def _chasing(stored: Stored, paper: Paper) -> Iterator[Claim]:
    """The units of one level; or the finance side of all levels, its reviews included."""
    kinds = {row["code"]: row["kind"] for row in stored.ask("SELECT code, kind FROM unit")}
    rows = [row for row in stored.on(day_in(paper.words))[0]
            if (row["milestone"], row["node"]) == (paper.milestone, paper.node)
            and (kinds[row["unit_code"]] != "unit" if paper.whose == "offices" else
                 kinds[row["unit_code"]] == "unit" and row["region_code"] == paper.whose)]
    met = [row for row in rows if row["state"] == "met"]
    yield Claim(paper.place, "应报、已报齐、按时", tuple(map(int, CHASED.search(paper.words).groups())),
                (len(rows), len(met), sum(row["met_on"] <= row["effective_due"] for row in met)))


def _fen(wan: str) -> int:
    return round(number(wan) * 1_000_000)


def _cp(points: str) -> int:
    return 0 if points == "—" else round(number(points) * 100)


READ = {
    "催报通知": _chasing, "整改通知书": letters.rectification, "审核意见反馈": letters.review,
    "评价结果反馈": letters.result, "通报": letters.circular, "约谈通知": letters.talk,
    "追责建议函": letters.accountability, "扣减和收回资金建议": _money, "县市考核结果通报": _scores,
    "真实性核查报告": _verification, "重点评价汇总": _key_evaluation, "向人大报告": _congress,
    "半年总结报告": _summary, "年度总结报告": _summary,
}
