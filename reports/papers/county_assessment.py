"""县市考核结果通报: every county's score with the items it rests on, and in December the year's ranking (K03, K04)."""

from collections.abc import Iterator

from reports.papers.paper import Bars, Material, Paper, Row, numbered, records


def papers(material: Material) -> Iterator[Paper]:
    """One circular with all counties, when at least one has been assessed."""
    counties = [_county(one) for one in records(material.of("region"))]
    counties = numbered(sorted(counties, key=lambda one: -(one["score_cp"] or 0)))
    if not any(one["score_cp"] is not None for one in counties):
        return
    years = [_year(one) for one in records(material.of("year"))]
    ranked = numbered(sorted(years, key=lambda one: (one["rank"] or 99, one["name"])))
    items = _items(material, [one["code"] for one in counties])
    figures = {
        **material.head(f"关于{material.work_year}年度县（市）预算绩效管理工作{material.node_title}结果的通报"),
        "node": material.node_title,
        "final": bool(ranked),
        "counties": counties,
        "ranked": ranked,
        "items": items,
        "names": [one["name"] for one in counties],
        "count": len(counties),
        "short": [_short(one, material) for one in counties],
    }
    scores = {material.node_title: tuple((one["score_cp"] or 0) / 100 for one in counties)}
    if ranked:
        year = {one["code"]: (one["score_cp"] or 0) / 100 for one in ranked}
        scores["全年"] = tuple(year.get(one["code"], 0.0) for one in counties)
    charts = {"scores": Bars("县（市）考核得分", tuple(figures["names"]), scores, "分")}
    yield Paper("county_assessment", "县市考核结果通报", figures, charts=charts)


def _scored(one: Row) -> Row:
    return {"code": one["subject"], "name": one["name"], "score_cp": one["score_cp"]}


def _county(one: Row) -> Row:
    return _scored(one) | {key: one["detail"][key] for key in ("earned_cp", "possible_cp", "bonus_cp", "penalty_cp")}


def _year(one: Row) -> Row:
    told = {key: one["detail"].get(key) for key in ("july_cp", "december_cp", "rank")}
    return {**_scored(one), **told, "word": one["verdict"]}


def _items(material: Material, order: list[str]) -> list[Row]:
    """One row per item: its title, its full points, and the score of each county in the order of the counties."""
    found: dict[str, Row] = {}
    for one in records(material.of("item")):
        region, _, title = one["subject"].partition("|")
        row = found.setdefault(title, {"title": title, "full_cp": one["detail"]["points_cp"], "scores": {}})
        row["scores"][region] = one["score_cp"]
    return numbered({**row, "scores": [row["scores"].get(region) for region in order]} for row in found.values())


def _short(county: Row, material: Material) -> Row:
    """Where a county lost points: item by item, with what was lacking."""
    lost = []
    for one in records(material.of("item")):
        region, _, title = one["subject"].partition("|")
        if region == county["code"] and one["score_cp"] is not None and one["score_cp"] < one["detail"]["points_cp"]:
            measures = [
                {"title": rate["title"], "done": rate["done"], "due": rate["due"]}
                for rate in one["detail"]["measures"]
                if rate["done"] < rate["due"]
            ]
            lost.append({"title": title, "lost_cp": one["detail"]["points_cp"] - one["score_cp"], "measures": measures})
    lost.sort(key=lambda item: -item["lost_cp"])
    return {
        "name": county["name"],
        "lost": lost,
        "lost_cp": sum(one["lost_cp"] for one in lost),
    }
