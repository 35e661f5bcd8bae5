"""The rounds of monitoring in a work year: their days, as the calendar and the dated parameters say (C01–C04)."""

from dataclasses import dataclass, replace
from datetime import date

from config.calendar import on
from config.rulebook import Rulebook
from tasks.rules.deadlines import deadline, on_day

MILESTONE = "monitoring"


@dataclass(frozen=True, slots=True)
class Round:
    """One node. Data stand at `cut_off`; units report by `due`, finance reviews by `review_due`, the last rectification
    ends on `rectify_until`; each day rolled where days off make it."""

    node: str
    title: str
    month: int
    cut_off: date
    due: date
    review_due: date
    rectify_until: date


def rounds(book: Rulebook) -> tuple[Round, ...]:
    """All rounds of the rulebook's work year, in order. Raises ValueError when a node has no cut-off day."""
    law, found = book.parameters, []
    reviews, ends = law.words("monitoring.review_due"), law.words("monitoring.rectify_until")
    for node, review, end in zip(book.calendar.milestone(MILESTONE).nodes, reviews, ends, strict=True):
        if node.cut_off is None:
            raise ValueError(f"config/calendar.yaml：监控节点“{node.title}”没有写数据截止日 cut_off")
        cut_off = on(node.cut_off, book.work_year)
        found.append(Round(
            node.node, node.title, cut_off.month, cut_off, deadline(node, book).effective,
            on_day(on(review, book.work_year), book).effective, on(end, book.work_year),
        ))
    return tuple(found)


def year_before(book: Rulebook) -> Rulebook:
    """The same rulebook with the days and parameters of the work year before: what last year's rounds go by."""
    last = book.work_year - 1
    return replace(book, work_year=last, parameters=replace(book.parameters, work_year=last))
