"""Holding what is shown against what is stored: every figure a claim, with both sides."""

from collections.abc import Iterator
from pathlib import Path

from tests.figures.claim import REGIONS, Claim
from tests.figures.papers import of_papers
from tests.figures.shown import Book, Page, day_in, number
from tests.figures.site import of_site
from tests.figures.stored import Stored

MOST = 300  # proposals that a page lists
DECIDED = {"approved": "同意", "rejected": "不同意"}


def claims(workspace: Path, work_year: int) -> Iterator[Claim]:
    """Every figure of a work year's reading matter that can be held against the database."""
    stored, year = Stored(workspace, work_year), workspace / "reports" / str(work_year)
    for milestone, node in stored.ask("SELECT DISTINCT milestone, node FROM run WHERE work_year = :year ORDER BY 1, 2"):
        if (year / milestone / node / "index.html").exists():
            yield from of_milestone(stored, year / milestone / node, milestone, node)
    if (year / "tables" / "总台账.xlsx").exists():
        yield from of_ledger(stored, (year / "tables" / "总台账.xlsx").read_bytes())
    if (year / "index.html").exists():
        yield from of_front(stored, (year / "index.html").read_bytes())
    yield from of_site(stored, year)
    yield from of_papers(stored, year)


def of_milestone(stored: Stored, folder: Path, milestone: str, node: str) -> Iterator[Claim]:
    """The page of a node and the workbooks beside it."""
    page, place = Page((folder / "index.html").read_bytes()), f"{milestone}/{node}"
    if not page.tree.xpath("//h2[@id='verdicts']"):
        yield from _self_evaluation(stored, page, folder, place)
        return
    day, told = page.day, page.figures()
    owed = stored.owed(day, milestone, node, reviews=False)
    if "已报齐" in told:
        yield Claim(place, "已报齐/应报", told["已报齐"].partition("家")[0].replace(" ", ""),
                    f"{owed['met']}/{owed['owed']}")
        yield Claim(place, "逾期未报齐", number(told["逾期未报齐"]), owed["late"])
    words, held = stored.words(day, milestone, node), stored.held(day) if milestone == "daily" else 0
    if held:
        words["待签发"] += held  # formal papers wait for a person as proposals do, and are listed with them
    yield Claim(place, "结论条数", number(told["结论"]), words.total())
    yield Claim(place, "各结论", dict(page.verdicts()), dict(words))
    waits = stored.waiting(day, milestone, node) + held
    yield Claim(place, "待决定", min(number(told["待人工决定"]), MOST), min(waits, MOST))
    for path in sorted(folder.glob("*.xlsx")):
        yield from _workbook(stored, path, milestone, node, day)


def _workbook(stored: Stored, path: Path, milestone: str, node: str, day: str) -> Iterator[Claim]:
    place, book = f"{milestone}/{node}/{path.name}", Book(path.read_bytes())
    if path.name.endswith("情况汇总表.xlsx"):
        rows = [row for row in book.rows("结论") if row["结论"] != "待签发"]
        kept = stored.verdicts(day, milestone, node)
        yield Claim(place, "结论行数", len(rows), len(kept))
        yield Claim(place, "结论金额（分）", _fen(rows, "金额"), sum(row["amount_fen"] or 0 for row in kept))
        yield Claim(place, "结论得分（百分之一分）", _cp(rows, "得分"), sum(row["score_cp"] or 0 for row in kept))
    elif path.name == "项目支出绩效评价打分表.xlsx":
        yield from _score_table(stored, book, place, node, day)
    elif path.name.startswith("预算科建议清单"):
        yield from _budget_lists(stored, book, place, path.stem.rpartition("-")[2], day)
    elif path.name.startswith("县市考核计分表"):
        yield from _scores(stored, book, place, node, day)
    elif path.name.startswith("县（市）预算绩效管理工作汇总表"):
        yield from _counties(stored, book, place, node)
    elif path.name == "真实性核查抽查名单.xlsx":
        for sheet, kind in (("随机抽取", "draw"), ("风险名单", "risk"), ("抽样记录", "level")):
            kept = stored.verdicts(day, milestone, node, kind)
            yield Claim(place, f"{sheet}行数", len(book.rows(sheet)), len(kept))


def _score_table(stored: Stored, book: Book, place: str, node: str, day: str) -> Iterator[Claim]:
    """F7: every project's final score and grade, and each level's total."""
    kept = stored.verdicts(day, "score_table", node, "project")
    shown = [row for sheet in book.book.sheetnames for row in book.rows(sheet, "项目代码")]
    yield Claim(place, "每个项目的得分和等次",
                {row["项目代码"]: (_one_cp(row["最终得分"]), row["最终等次"]) for row in shown},
                {row["subject"]: (row["score_cp"], row["verdict"]) for row in kept})
    for sheet in book.book.sheetnames:
        [(money,)] = stored.ask("""SELECT SUM(budget_fen) FROM project p JOIN unit u ON u.code = p.unit_code
            WHERE p.fiscal_year = :year - 1 AND u.region_code = :region AND p.code IN (SELECT subject FROM verdict
            WHERE milestone = 'score_table' AND kind = 'project' AND work_year = :year)""", region=REGIONS[sheet])
        yield Claim(place, f"{sheet}预算合计（分）", round(book.total(sheet)["预算数"] * 1_000_000), money)


def _budget_lists(stored: Stored, book: Book, place: str, region: str, day: str) -> Iterator[Claim]:
    """Deductions and recoveries of one level, in fen, and how many wait."""
    for sheet, milestone, kind, column in (("扣减建议", "results_application", "deduction", "建议扣减"),
                                           ("收回资金建议", "verification", "recovery", "建议收回")):
        kept = [row for row in stored.verdicts(day, milestone, "", kind) if row["region_code"] == REGIONS[region]]
        rows = book.rows(sheet, "项目代码")
        yield Claim(place, f"{sheet}（分）", _fen(rows, column), sum(row["amount_fen"] or 0 for row in kept))
        yield Claim(place, f"{sheet}各决定", sorted(row["决定"] for row in rows), sorted(
            DECIDED.get(row["decision"], "待决定" if row["proposal"] else "不需决定") for row in kept))
    best = stored.verdicts(day, "results_application", "", "priority")
    yield Claim(place, "优先保障", sorted(row["项目代码"] for row in book.rows("优先保障名单", "项目代码")),
                sorted(row["subject"] for row in best if row["region_code"] == REGIONS[region]))


def _scores(stored: Stored, book: Book, place: str, node: str, day: str) -> Iterator[Claim]:
    """The counties' scores of this assessment, of the year, and their ranks."""
    for sheet, kind, column in (("本次得分", "region", "本次得分"), ("全年排名", "year", "全年得分")):
        kept = stored.verdicts(day, "county_assessment", node, kind)
        if kept:
            yield Claim(place, sheet, {REGIONS[row["县（市）"]]: _one_cp(row[column]) for row in book.rows(sheet)},
                        {row["subject"]: row["score_cp"] for row in kept})
            if kind == "year":
                order = sorted(kept, key=lambda row: -row["score_cp"])
                yield Claim(place, "名次", [REGIONS[row["县（市）"]] for row in book.rows(sheet)],
                            [row["subject"] for row in order])


def _counties(stored: Stored, book: Book, place: str, node: str) -> Iterator[Claim]:
    """F8: what each county has reported, work by work."""
    kept = stored.summaries(node)
    shown = {(REGIONS[name], row["工作内容"]): (row["应开展"], row["已开展"])
             for name in REGIONS if name in book.book.sheetnames for row in book.rows(name, "应开展")}
    yield Claim(place, "各县（市）应开展和已开展", shown, kept)


def _self_evaluation(stored: Stored, page: Page, folder: Path, place: str) -> Iterator[Claim]:
    """The first milestone's own page and workbook: standings and grades by county."""
    book = Book((folder / "自评情况汇总表.xlsx").read_bytes())
    for name, code in REGIONS.items():
        rows = [row for row in book.rows("汇总") if row["地区"] == name]
        owed = stored.owed(page.day, "self_evaluation", "", code)
        told = dict.fromkeys(owed, 0)
        if rows:
            intime, late = rows[0]["按时报齐"], rows[0]["逾期报齐"]
            told = {"owed": rows[0]["应报单位"], "met": intime + late, "in time": intime, "late": rows[0]["逾期未报齐"]}
        yield Claim(place, f"{name}报送", told, owed)
    grades = stored.ask("""SELECT p.code, j.final_cp, j.final_grade FROM standing s JOIN judgement j ON j.id =
        s.judgement_id JOIN project p ON p.id = s.project_id WHERE s.work_year = :year
        AND s.milestone = 'self_evaluation'""")
    kept = {row["code"]: (row["final_cp"], row["final_grade"]) for row in grades}
    scored = [row for row in book.rows("项目") if row["重算得分"] is not None]
    shown = {row["项目编码"]: (_one_cp(row["重算得分"]), row["等次"]) for row in scored}
    yield Claim(place, "每个项目的重算得分和等次", shown, kept)


def of_ledger(stored: Stored, content: bytes) -> Iterator[Claim]:
    """总台账: as many rows on every sheet as the database has, and the same standings."""
    book, place = Book(content), "tables/总台账.xlsx"
    day = day_in(book.book["应报事项"]["A2"].value)
    mine = "work_year = :year"
    rows = book.rows("应报事项")
    yield Claim(place, "应报事项", len(rows), stored.count("obligation", mine))
    owed, words = stored.owed(day), [row["现状"] for row in rows]
    yield Claim(place, "按时报齐", words.count("按时报齐"), owed["in time"])
    yield Claim(place, "逾期未报齐", words.count("逾期未报齐"), owed["late"])
    yield Claim(place, "报送件", len(book.rows("报送件")), stored.count("submission", mine))
    within = f"submission_id IN (SELECT id FROM submission WHERE {mine})"
    yield Claim(place, "问题", len(book.rows("问题")), stored.count("finding", within))
    yield Claim(place, "审核意见", len(book.rows("审核意见")), stored.count("review", within))
    yield Claim(place, "通知", len(book.rows("通知")), stored.count("notice", mine))
    kept = stored.on(day)[1]
    yield Claim(place, "结论", len(book.rows("结论")), len(kept))
    decided = book.rows("建议和决定")
    yield Claim(place, "待决定", sum(row["决定"] == "待决定" for row in decided),
                sum(row["proposal"] != "" and row["decision"] is None for row in kept))
    yield Claim(place, "建议金额（分）", _fen(decided, "金额"), sum(
        row["amount_fen"] or 0 for row in kept if row["proposal"]))


def of_front(stored: Stored, content: bytes) -> Iterator[Claim]:
    """The ledger's front page: all that is owed, node by node and county by county, and the money proposed."""
    page = Page(content)
    day, told, place = page.day, page.figures(), "index.html"
    owed = stored.owed(day)
    shown = told["应报事项"].partition("项")[0].replace(" ", "").replace(",", "")
    yield Claim(place, "已报齐/应报", shown, f"{owed['met']}/{owed['owed']}")
    yield Claim(place, "逾期未报齐", number(told["逾期未报齐"]), owed["late"])
    kept = [row for row in stored.on(day)[1] if row["proposal"]]
    waits = [row for row in kept if row["decision"] is None]
    yield Claim(place, "建议待决定", number(told["建议待决定"]), len(waits))
    yield Claim(place, "待决定金额（分）", round(number(told["涉及资金（待决定）"]) * 1_000_000),
                sum(row["amount_fen"] or 0 for row in waits))
    nodes = [[number(cell) for cell in row[4:7]] for row in page.table("节点", "下发")]
    yield Claim(place, "各节点应报、已报、逾期", [sum(column) for column in zip(*nodes, strict=True)],
                [owed["owed"], owed["met"], owed["late"]])
    for row in page.table("建议", "待决定（条）"):
        mine = [one for one in kept if one["proposal"] == row[0]]
        parts = [[one for one in mine if one["decision"] == state] for state in (None, "approved", "rejected")]
        told = [round(number(cell) * (1_000_000 if at % 2 else 1)) for at, cell in enumerate(row[1:7])]
        sums = [(len(part), sum(one["amount_fen"] or 0 for one in part)) for part in parts]
        yield Claim(place, f"资金：{row[0]}", told, [figure for pair in sums for figure in pair])


def _fen(rows: list[dict], column: str) -> int:
    return sum(round((row[column] or 0) * 1_000_000) for row in rows)


def _cp(rows: list[dict], column: str) -> int:
    return sum(_one_cp(row[column]) or 0 for row in rows)


def _one_cp(points: float | None) -> int | None:
    return None if points is None else round(points * 100)
