"""缺口清单: everything that is still lacking when a summary report is written, from the report's own figures."""

from collections.abc import Iterator
from typing import Any

from reports.papers.paper import Material, Row, numbered, records
from reports.wording import OVERDUE

NAMED = 5  # of those who owe; the ledger has them all


def gaps(material: Material, figures: Row) -> list[Row]:
    """`matter` and `lack` of each gap; empty when nothing is lacking."""
    return numbered(
        {"matter": matter, "lack": lack}
        for matter, lack in (*_told(material), *_overdue(material), *_unfinished(figures))
    )


def _told(material: Material) -> Iterator[tuple[str, str]]:
    """What the rules say is missing for the year's report (N02)."""
    for one in records(material.of("prefecture", "yearly_summary")):
        yield from (("总结材料", words) for words in one["detail"]["gaps"])


def _overdue(material: Material) -> Iterator[tuple[str, str]]:
    late = material.debts[(material.debts["standing"] == OVERDUE).to_numpy(dtype=bool)]
    for matter, rows in late.groupby("matter", sort=False):
        names = list(rows["unit_name"])
        more = f"等{len(names)}家" if len(names) > NAMED else f"共{len(names)}家"
        yield str(matter), f"{'、'.join(names[:NAMED])}{more}逾期未报齐"


def _unfinished(figures: Row) -> Iterator[tuple[str, str]]:
    told: tuple[tuple[str, Any, str], ...] = (
        ("绩效监控整改", figures["unrectified"], "个项目没有整改到位"),
        ("部门评价", figures["departments"] - figures["departments_done"], "个部门没有完成"),
        ("财政重点评价", figures["key_chosen"] - figures["key_accepted"], "个选定项目的评价报告没有验收"),
        ("真实性核查", figures["unchecked"], "个项目没有了结"),
        ("项目评定", figures["unrated"], "个项目没有评定等次"),
        ("直达资金审核", figures["direct"] - figures["direct_reviewed"], "个项目没有审核"),
        ("结果应用", figures["measures_wait"], "项建议待批准"),
        ("结果应用备案", figures["filings"] - figures["filed"], "个县（市）没有备案"),
        ("政府投资基金、债务、PPP项目", figures["inventory"] - figures["inventory_good"], "个项目管理不到位"),
        ("信息公开", figures["unpublished"], "项逾期未公开"),
        ("信息公开", figures["breaches"], "项违规公开，须核实撤下"),
    )
    yield from ((matter, f"{number}{lack}") for matter, number, lack in told if number)
