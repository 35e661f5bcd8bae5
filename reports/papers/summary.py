"""半年总结, 年度总结: the prefecture's report to committee and government: figures, charts, gaps (N02, O08)."""

from collections.abc import Iterator

from reports.papers.paper import Bars, Material, Paper, Row, numbered
from reports.papers.summary_gaps import gaps
from reports.papers.summary_work import work
from reports.papers.timeliness import by_place, summed, tallies

NEEDS = {"county_assessment": ("*",), "yearly_summary": ("*",)}
NODES = {("county_assessment", "july"): "上半年", ("yearly_summary", "prefecture"): "年度"}


def papers(material: Material) -> Iterator[Paper]:
    """The half-year's report with the July assessment, the year's with the summing up; nothing at other nodes."""
    period = NODES.get((material.milestone, material.node))
    if period is None:
        return
    half = period == "上半年"
    named = f"{material.work_year}年{period}" if half else f"{material.work_year}{period}"
    places = {code: one.name for code, one in material.place.regions.items()}
    stages = [row for row in tallies(material.debts, "matter") if row["due"]]
    regions, done = by_place(material.debts, places), work(material)
    figures = {
        **material.head(f"关于{named}全面实施预算绩效管理工作情况的总结报告"),
        "named": named,
        "half": half,
        "stages": numbered(stages),
        "places": regions,
        "all": summed(stages),
        "units": int(material.debts["unit_code"].nunique()),
        **done,
    }
    figures["gaps"] = gaps(material, figures)
    yield Paper("summary", "半年总结报告" if half else "年度总结报告", figures, charts=_charts(figures))


def _charts(figures: Row) -> dict[str, Bars]:
    charts = {
        "rates": _bars(
            "各级按时报送率",
            figures["places"],
            "按时率",
            [_hundredth(one["rate_bp"]) for one in figures["places"]],
            "%",
        )
    }
    if figures["grades"]:
        counts = [one["count"] for one in figures["grades"]]
        charts["grades"] = _bars("项目支出绩效评价等次", figures["grades"], "项目", counts, "个")
    if figures["scores"]:
        points = [_hundredth(one["score_cp"]) for one in figures["scores"]]
        charts["scores"] = _bars("县（市）考核得分", figures["scores"], "得分", points, "分")
    return charts


def _bars(title: str, rows: list[Row], series: str, values: list[float], unit: str) -> Bars:
    return Bars(title, tuple(one["name"] for one in rows), {series: tuple(values)}, unit)


def _hundredth(number: int | None) -> float:
    return (number or 0) / 100
