"""The charts of the pages: how projects scored, how filing went on."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from markupsafe import Markup

from reports.svg import INK, SOFT, blank_axes, drawing, inline

GRADE_COLOURS = ("#1d5c7a", "#7fb0c4", "#d9a441", "#a8321f")  # best first, as in page.css
LOWEST = 50  # points: whatever scored less stands in the first column
DASHED = (0, (3, 3))


def score_histogram(scores_cp: Sequence[int], cut_offs_cp: Sequence[int], labels: Sequence[str]) -> Markup:
    """How many projects scored how much, in columns of one point coloured by grade; 100 stands with 99.

    `cut_offs_cp` are the lowest points of each grade but the last, `labels` the grades; both best first.
    """
    counts = _columns(scores_cp)
    lefts = [LOWEST - 1 + column for column in range(len(counts))]
    colours = [GRADE_COLOURS[sum(left * 100 < cut for cut in cut_offs_cp)] for left in lefts]
    top = max(counts) * 1.2 or 1
    with drawing():
        figure, axes = blank_axes(2.5)
        axes.bar(lefts, counts, width=0.86, align="edge", color=colours)
        edges = [100.0, *(cut / 100 for cut in cut_offs_cp), LOWEST - 1.0]
        for label, (high, low) in zip(labels, pairwise(edges), strict=True):
            axes.text((low + high) / 2, top, label, ha="center", va="bottom")
        for cut in cut_offs_cp:
            axes.axvline(cut / 100, color=SOFT, linewidth=0.8, linestyle=DASHED)
        axes.set_xlim(LOWEST - 1.4, 100.4)
        axes.set_ylim(0, top)
        axes.set_xticks([LOWEST - 0.57, 60, 70, 80, 90, 100], [f"<{LOWEST}", "60", "70", "80", "90", "100"])
        return inline(figure, "scores", "重算得分分布", f"{len(scores_cp)}个项目的重算得分，每1分一柱，虚线为等次分界")


def filing_curve(days: Sequence[tuple[date, int, int]], units: int, since: date, due: date, as_of: date) -> Markup:
    """How many units have handed in everything by each day from `since` to `as_of`, against all units and the deadline.

    `days` as `reports.tallies.by_day` gives them.
    """
    known = [day for day, _, _ in days]
    start, end = min([since, as_of, *known]), max([due, as_of, *known])
    steps = [(start, 0), *((day, total) for day, _, total in days)]
    steps.append((max(as_of, steps[-1][0]), steps[-1][1]))
    xs, ys = [(day - start).days for day, _ in steps], [total for _, total in steps]
    span, due_at = (end - start).days + 1, (due - start).days + 1
    with drawing():
        figure, axes = blank_axes(2.5)
        axes.fill_between(xs, ys, step="post", color=GRADE_COLOURS[1], alpha=0.35, linewidth=0)
        axes.step(xs, ys, where="post", color=GRADE_COLOURS[0], linewidth=2)
        axes.plot(xs[-1], ys[-1], "o", color=GRADE_COLOURS[0], markersize=5)
        axes.text(xs[-1] + span * 0.02, ys[-1], f"{ys[-1]}家", va="center", fontsize=11, fontweight="bold", color=INK)
        axes.axhline(units, color=SOFT, linewidth=0.8)
        axes.text(0, units * 1.03, f"应报{units}家", va="bottom", color=SOFT)
        axes.axvline(due_at, color=GRADE_COLOURS[3], linewidth=1, linestyle=DASHED)
        axes.text(due_at, (units or 1) * 1.24, "期限", ha="center", va="bottom", color=GRADE_COLOURS[3])
        axes.set_xlim(0, span * 1.14)
        axes.set_ylim(0, units * 1.22 or 1)
        axes.set_xticks(*zip(*_weeks(start, span), strict=True))
        return inline(figure, "filing", "报齐单位累计", f"到{as_of:%Y-%m-%d}，{units}家单位中已有{ys[-1]}家报齐")


def _columns(scores_cp: Sequence[int]) -> list[int]:
    """Projects per column: below LOWEST, then one column for each point up to 100."""
    counts = [0] * (100 - LOWEST + 1)
    for cp in scores_cp:
        counts[max(0, min(cp, 9999) // 100 - LOWEST + 1)] += 1
    return counts


def _weeks(start: date, span: int) -> list[tuple[int, str]]:
    """At most six labelled days on the axis, whole weeks from the start."""
    days = ((offset, start + timedelta(offset)) for offset in range(0, span, 7 * -(-span // 42)))
    return [(offset, f"{day.month}/{day.day}") for offset, day in days]
