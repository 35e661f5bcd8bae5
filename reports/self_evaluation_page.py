"""The page of the self-evaluation: who has filed, what is wrong, what it scored, and what to do today."""

from typing import Any

import pandas as pd

from config.parameters import parameters
from config.routing import routing
from reports.charts import filing_curve, score_histogram
from reports.environment import html
from reports.law import unconfirmed_lines
from reports.tallies import Tally, averages_cp, by_day, by_notice, by_region, by_rule, grade_words, standings, whole
from reports.today import differences, todays_work
from reports.views import SelfEvaluationView
from reports.wording import FILED_LATE, NOTICE_KINDS, NOTICE_STATES, OVERDUE, OWED, STANDINGS

FINDINGS_SHOWN = 3  # of one unit; the workbook has them all
DIFFERENCES_SHOWN = 10
Row = dict[str, Any]


def self_evaluation_page(view: SelfEvaluationView, ledger: str = "") -> str:
    """One static HTML page without scripts; the same view gives the same bytes. `ledger`: where its front page is."""
    law, total, regions = parameters(view.work_year), whole(view), by_region(view)
    units, days = _units(view), by_day(view.units)
    scores = [int(cp) for cp in view.projects["score_cp"].dropna()]
    return html().get_template("self_evaluation.html").render(
        view=view, ledger=ledger, place=routing(), days_left=(view.deadline_effective - view.as_of).days,
        all=total, regions=regions, standing_words=STANDINGS, standing_counts=list(total.standings.values()),
        work=todays_work(view), days=days,
        filing_chart=filing_curve(
            days, total.units, view.deadline_written.replace(day=1), view.deadline_effective, view.as_of
        ),
        score_chart=score_histogram(scores, law.numbers("grading.cut_offs_cp"), grade_words(view)),
        differences=_rows(differences(view).query("difference_cp != 0").head(DIFFERENCES_SHOWN)),
        overdue=_longest(units, OVERDUE), filed_late=_longest(units, FILED_LATE), groups=_groups(units, regions),
        rules=by_rule(view.findings),
        notices=_notices(view.notices), notice_states=NOTICE_STATES,
        unconfirmed=unconfirmed_lines(view.work_year, view.unconfirmed),
    )


def _rows(frame: pd.DataFrame) -> list[Row]:
    """The rows as the template wants them: None for what is missing."""
    return [
        {str(name): value if isinstance(value, list) or not pd.isna(value) else None for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _units(view: SelfEvaluationView) -> list[Row]:
    """Every unit with its standing, its average score and its gravest findings."""
    words = standings(view.units)
    averages, findings = averages_cp(view.projects), _worst_by_unit(view.findings)
    rows = _rows(view.units.assign(standing=words))
    for row in rows:
        worst, found = findings.get(row["unit_code"]) or findings.get(row["unit_name"]) or ([], 0)
        row |= {"rank": STANDINGS.index(row["standing"]), "average_cp": averages.get(row["unit_code"]),
                "findings": worst, "found": found}
    return rows


def _worst_by_unit(findings: pd.DataFrame) -> dict[str, tuple[list[Row], int]]:
    """Unit code, or name where the finding has no code → (its gravest findings, how many there are); hints left out."""
    grave = findings[findings["tier"].ne("提示")]
    gravity = grave["tier"].map({"拒收": 0, "错误": 1, "说明": 2}).fillna(3)
    grave = grave.assign(unit=grave["unit_code"].where(grave["unit_code"] != "", grave["unit_name"]), gravity=gravity)
    counts = grave["unit"].value_counts()
    shown = grave.sort_values("gravity", kind="stable").groupby("unit", sort=False).head(FINDINGS_SHOWN)
    table: dict[str, tuple[list[Row], int]] = {}
    for row in _rows(shown):
        table.setdefault(row["unit"], ([], int(counts[row["unit"]])))[0].append(row)
    return table


def _longest(units: list[Row], standing: str) -> list[Row]:
    """The units of one standing, the longest late first."""
    chosen = [unit for unit in units if unit["standing"] == standing]
    return sorted(chosen, key=lambda unit: (-(unit["overdue_days"] or 0), unit["unit_code"]))


def _groups(units: list[Row], regions: list[Tally]) -> list[tuple[Tally, list[Row]]]:
    """The units by region; inside it those who owe most urgently first."""
    order = {OVERDUE: 0, OWED: 1}
    ranked = sorted(units, key=lambda unit: (order.get(unit["standing"], 2), unit["unit_code"]))
    return [(region, [unit for unit in ranked if unit["region_name"] == region.name]) for region in regions]


def _notices(notices: pd.DataFrame) -> list[Row]:
    """One row per kind and rung, in the order of NOTICE_KINDS."""
    order = list(NOTICE_KINDS)
    return [
        {"words": title or NOTICE_KINDS.get(kind, kind), "counts": counts}
        for (kind, title), counts in sorted(
            by_notice(notices).items(), key=lambda item: order.index(item[0][0]) if item[0][0] in order else len(order)
        )
    ]
