"""Reports upwards: county summaries (N01), the prefecture's report with its gaps (N02), the congress (E01)."""

from datetime import date

from config.rulebook import Rulebook
from tasks.rules.deadlines import deadline
from tasks.rules.finance_of import by_region
from tasks.rules.opinions import Fired, Opinion, Row, rows, said
from tasks.rules.verdicts import Facts
from tasks.rules.yearly_summary_figures import figures, scores
from tasks.rules.yearly_summary_funds import AWAITED, IN, LATE, MISSING, arrival, summaries

INCOMPLETE, READY, WITH_GAPS = "要件不全", "可出稿", "带缺口出稿"
REPORTED, LACKING, LATE_REPORT, NOT_REPORTED, TO_REPORT = "已报告", "材料不全", "逾期报告", "逾期未报", "待报告"
SENT, ADDRESSEES = "已上报", {"to_committee": "报自治州党委", "to_government": "报自治州人民政府"}


def _due(node: str, book: Rulebook) -> date:
    return deadline(book.calendar.milestone("yearly_summary").node(node), book).effective


def _own(facts: Facts, table: str) -> dict[str, Row]:
    """Region → what its own finance department has handed in; what others say of it does not count (X01)."""
    finance = by_region(facts)
    return {
        str(row["region_code"]): row for row in rows(facts, table)
        if finance.get(str(row["region_code"])) == row["unit_code"]
    }


def counties(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """N01 per county: 已报送, 逾期报送, 要件不全 (an addressee or the copy is missing), 逾期未报 or 待报送."""
    due, sent = _due("counties", book), _own(facts, "county_summaries")
    finance = by_region(facts)
    return [
        _county(code, region.name, sent.get(code), due, as_of, finance.get(code, ""))
        for code, region in book.routing.regions.items() if region.level == "county"
    ]


def _county(code: str, name: str, row: Row | None, due: date, as_of: date, finance: str) -> Opinion:
    word = arrival(row["sent_on"] if row else None, due, as_of)
    needed = {**ADDRESSEES, "copied_finance": "抄送自治州财政局"}
    missing = [said_so for flag, said_so in needed.items() if row and row[flag] is not True]
    verdict = INCOMPLETE if missing and word in (IN, LATE) else word
    fact = f"{name}年度总结应于{said(due)}前报送，{word}" + f"，没有{'、'.join(missing)}" * (verdict == INCOMPLETE)
    return Opinion(
        "region", code, verdict, fact + "。", (Fired("N01", "通知三（十四）", fact),), unit_code=finance,
        detail={"missing": missing, "sent": word},
    )


def prefecture(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """N02: 已上报, 可出稿, 带缺口出稿 (with the list of gaps) or, past the end of the year, 逾期未报.

    The report draws on all county summaries (N01), both fund summaries (H03) and the December assessment (K04).
    """
    gaps = [
        *(f"{book.routing.regions[one.subject].name}总结{one.verdict}" for one in counties(facts, book, as_of)
          if one.verdict not in (IN, LATE)),
        *(f"{one.subject}总结{one.verdict}" for one in summaries(facts, book, as_of) if one.verdict not in (IN, LATE)),
        *_unassessed(facts, book),
    ]
    due = _due("prefecture", book)
    sent = [row for row in rows(facts, "prefecture_summaries") if row["sent_on"] and row["sent_on"] <= as_of]
    whole = [row for row in sent if all(row[flag] is True for flag in ADDRESSEES)]
    verdict = SENT if whole else MISSING if as_of > due else INCOMPLETE if sent else WITH_GAPS if gaps else READY
    fact = f"自治州年度总结报告应于{said(due)}前上报：{verdict}" + ("，缺口：" + "；".join(gaps) if gaps else "")
    code = next(code for code, region in book.routing.regions.items() if region.level == "prefecture")
    fired = (Fired("N02", "通知三（十四）", fact),)
    detail = {"gaps": gaps, "due": str(due), "figures": figures(facts, book), "scores": scores(facts, book)}
    return [Opinion("prefecture", code, verdict, fact + "。", fired, detail=detail)]


def _unassessed(facts: Facts, book: Rulebook) -> list[str]:
    """Counties without a score of the December assessment (K04)."""
    done = {
        str(row["subject"]) for row in rows(facts, "verdicts")
        if row["milestone"] == "county_assessment" and row["node"] == "december" and row["kind"] == "region"
        and row["score_cp"] is not None
    }
    names = {code: region.name for code, region in book.routing.regions.items() if region.level == "county"}
    return [f"{name}没有12月考核结果" for code, name in names.items() if code not in done]


def congress(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """E01 per finance department: 已报告, 逾期报告, 材料不全 (without score table or key reports), 逾期未报, 待报告."""
    due, sent = _due("congress", book), _own(facts, "congress_reports")
    finance = by_region(facts)
    return [
        _congress(code, region.name, sent.get(code), due, as_of, finance.get(code, ""))
        for code, region in book.routing.regions.items()
    ]


def _congress(code: str, name: str, row: Row | None, due: date, as_of: date, finance: str) -> Opinion:
    word = arrival(row["reported_on"] if row else None, due, as_of)
    needed = {"with_score_table": "绩效评价打分表", "with_key_reports": "重点评价报告"}
    missing = [what for flag, what in needed.items() if row and row[flag] is not True]
    there = word in (IN, LATE)
    said_so = {IN: REPORTED, LATE: LATE_REPORT, MISSING: NOT_REPORTED, AWAITED: TO_REPORT}
    verdict = LACKING if there and missing else said_so[word]
    without = f"，没有附{'、'.join(missing)}" * (verdict == LACKING)
    fact = f"{name}绩效评价结果应于{said(due)}前向人大报告：{verdict}{without}"
    return Opinion(
        "congress", code, verdict, fact + "。", (Fired("E01", "通知三（五）", fact),), unit_code=finance,
        detail={"missing": missing},
    )
