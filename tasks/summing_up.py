"""Summing up a run for the Prefect UI: figures in words, and row by row what is late or wrong and who must decide."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

import pandas as pd
from attrs import frozen

from config.findings import Tier
from reports.formats import clip, wan
from reports.milestone_view import MilestoneView, plain
from reports.site.words import BAD, tone
from reports.views import SelfEvaluationView
from reports.wording import KINDS, UNGRADED

MOST_ROWS = 2_000  # of a Prefect table; the rest is in the workbook
MOST_KINDS = 40  # lines of the table of conclusions
LONGEST = 200  # characters of one cell
CLASSIFIED = "F-SECRET"
Row = dict[str, Any]


@frozen(eq=False)
class Summary:
    """`wrong`: one row per thing late or wrong, in Chinese, the gravest first; `counts`: what, verdict, how many."""

    owed: int
    met: int
    late: int
    wrong: Sequence[Row]
    counts: Sequence[tuple[str, str, int]]
    lines: tuple[str, ...]
    ledger: str


def of_self_evaluation(view: SelfEvaluationView) -> Summary:
    """The self-evaluation: who lacks which projects, what is wrong in the files, how the projects were graded."""
    units = view.units
    late = plain(units[units["late"] & (units["state"] == "owed")].sort_values("overdue_days", ascending=False))
    wrong = [_row("逾期未报", row["unit_name"], row["region_name"], f"缺{len(row['missing'])}个项目",
                  row["overdue_days"]) for row in late]
    regions = dict(zip(units["unit_name"], units["region_name"], strict=True))
    wrong += _errors(view.findings, regions)
    grades = Counter(grade or UNGRADED for grade in view.projects["grade"])
    counts = [("项目等次", word, number) for word, number in grades.items()]
    return Summary(len(units), int((units["state"] == "met").sum()), len(late), wrong, counts, _found(view.findings),
                   view.ledger)


def of_milestone(view: MilestoneView) -> Summary:
    """Any other milestone, with what the rules found bad and what waits for a decision."""
    debtors = view.debtors[view.debtors["state"] != "waived"]
    late = debtors[(debtors["state"] == "owed") & (debtors["overdue_days"] > 0)]
    regions = dict(zip(view.units["name"], view.units["region_name"], strict=True))
    wrong = [_row("逾期未报", row["unit_name"], row["region_name"], "", row["overdue_days"])
             for row in plain(late.sort_values("overdue_days", ascending=False))]
    bad = view.verdicts[(view.verdicts["proposal"] == "") & (view.verdicts["verdict"].map(tone) == BAD)]
    wrong += [_verdict("待决定", row, row["proposal"]) for row in plain(view.waiting)]
    wrong += [_verdict("结论", row, row["verdict"]) for row in plain(bad)]
    wrong += _errors(view.findings, regions)
    found = Counter(zip(view.verdicts["kind"], view.verdicts["verdict"], strict=True))
    counts = [(KINDS.get(kind, kind), word, number) for (kind, word), number in sorted(found.items())]
    lines = (f"结论 {len(view.verdicts)} 条，待人工决定 {len(view.waiting)} 条。", *_found(view.findings))
    return Summary(len(debtors), int((debtors["state"] == "met").sum()), len(late), wrong, counts, lines, view.ledger)


def in_words(title: str, as_of: date, summary: Summary, run: Iterable[str], links: Mapping[str, str]) -> str:
    """The summary as markdown. Nothing that anybody wrote is in it: only figures, our own words, and links."""
    owed = f"| {summary.owed} | {summary.met} | {summary.owed - summary.met} | {summary.late} |"
    lines = [f"## {title}：截至 {as_of}", "", "| 应报单位 | 已报齐 | 未报齐 | 其中逾期 |", "|-|-|-|-|", owed, ""]
    if summary.counts:
        shown = summary.counts[:MOST_KINDS]
        lines += ["| 对象 | 结论 | 数量 |", "|-|-|-|", *(f"| {what} | {word} | {many} |" for what, word, many in shown)]
        lines += [f"……另有 {len(summary.counts) - len(shown)} 类"] if len(summary.counts) > len(shown) else []
    lines += ["", *(f"- {line}" for line in (*summary.lines, *run)), ""]
    return "\n".join([*lines, "　".join(f"[{words}]({address})" for words, address in links.items())])


def table_title(summary: Summary) -> str:
    """What the table of what is late or wrong is called; says how many it leaves out."""
    many = len(summary.wrong)
    more = f"，只列前 {MOST_ROWS:,} 项，另有 {many - MOST_ROWS:,} 项见汇总表" if many > MOST_ROWS else ""
    return f"逾期、有问题和待决定的（共 {many:,} 项{more}）"


def address(base: str, path: str) -> str:
    """Where a file of the workspace can be read: Chinese names and blanks as an address wants them."""
    return f"{base}/{quote(path)}"


def _errors(findings: pd.DataFrame, regions: Mapping[str, str]) -> list[Row]:
    """What must be put right in the newest files."""
    grave = findings[findings["tier"].isin([Tier.REFUSED.value, Tier.ERROR.value])]
    return [
        _row(f"表格{row['tier']}", row["unit_name"], regions.get(row["unit_name"], ""),
             f"{_where(row)}：{row['message']}") for row in plain(grave)
    ]


def _where(row: Mapping[str, Any]) -> str:
    """File, sheet and cell; of a file that holds something classified not even the name (X08)."""
    return "（文件名略）" if row["rule"] == CLASSIFIED else f"{row['file']} {row['sheet']} {row['cell']}"


def _verdict(what: str, row: Mapping[str, Any], word: str) -> Row:
    amount = f"，{wan(row['amount_fen'])}万元" if row["amount_fen"] is not None else ""
    return _row(what, row["unit_name"], row["region_name"], f"{row['name'] or row['subject']}：{word}{amount}")


def _row(what: str, unit: str, region: str, says: str, days: int | None = None) -> Row:
    return {"类别": what, "单位": clip(unit, LONGEST), "区划": region, "说明": clip(says, LONGEST), "逾期工作日": days}


def _found(findings: pd.DataFrame) -> tuple[str, ...]:
    tiers = Counter(findings["tier"])
    said = "、".join(f"{tier.value} {tiers[tier.value]} 处" for tier in Tier if tiers[tier.value])
    return (f"核对发现：{said}。",) if said else ()
