"""年度总结: funds and inventories, counties, the prefecture, and the report to the congress, node by node."""

from collections.abc import Callable, Mapping
from datetime import date

from config.rulebook import Rulebook
from tasks.rules.opinions import Opinion, gather
from tasks.rules.verdicts import Facts, Verdicts
from tasks.rules.yearly_summary_funds import loops, summaries
from tasks.rules.yearly_summary_inventories import inventories
from tasks.rules.yearly_summary_reports import congress, counties, prefecture

NEEDS = (
    "projects", "projects@before", "indicators", "monitoring", "grades", "results", "verdicts", "units",
    "decisions", "application_records",
    "fund_summaries", "fund_inventory", "debt_inventory", "ppp_inventory", "county_summaries",
    "prefecture_summaries", "congress_reports",
)
Aspect = Callable[[Facts, Rulebook, date], list[Opinion]]


def _loops(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    return loops(facts, book)


def _inventories(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    return inventories(facts, book)


ASPECTS: Mapping[str, tuple[Aspect, ...]] = {
    "congress": (congress,), "funds": (_loops, summaries, _inventories), "counties": (counties,),
    "prefecture": (prefecture,),
}


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """Node congress: E01 · funds: H01–H03, I01–I03 · counties: N01 · prefecture: N02. KeyError for another node."""
    return gather([opinion for aspect in ASPECTS[node] for opinion in aspect(facts, book, as_of)])
