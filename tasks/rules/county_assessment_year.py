"""County assessment: recorded incidents, and the year's score with its ranking (K04)."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from config.strict import ConfigError
from tasks.rules.county_assessment_scores import Incident
from tasks.rules.figures import points
from tasks.rules.given import newest, stamp
from tasks.rules.verdicts import Verdicts

PREFIX, CLAUSE = "county_assessment.", "通知三（十一）"


def incidents_of(incidents: pd.DataFrame, book: Rulebook, as_of: date) -> dict[str, list[Incident]]:
    """Region → what counts: the newest record of each incident, signed, with a basis, not withdrawn, of this work year
    and of the county itself (a division's are O09's). Kinds without points do not count. Raises ConfigError when
    kinds and points do not match."""
    worth = _worth(book)
    last = newest(incidents, ["incident_no"])
    days = last["occurred_on"]
    counts = (
        ~last["withdrawn"].astype(bool) & (last["recorded_by"] != "") & (last["basis"] != "")
        & (last["division_code"] == "") & last["kind"].isin(list(worth))
        & (days >= pd.Timestamp(book.work_year, 1, 1)) & (days <= stamp(as_of))
    )
    found: dict[str, list[Incident]] = {}
    for region, number, kind, basis in zip(
        *(last.loc[counts, name] for name in ("region_code", "incident_no", "kind", "basis")), strict=True,
    ):
        found.setdefault(region, []).append(Incident(number, kind, worth[kind], basis))
    return {region: sorted(own, key=lambda one: one.number) for region, own in found.items()}


def years(
    december: Mapping[str, int | None], verdicts: pd.DataFrame, counties: Mapping[str, str], book: Rulebook,
) -> Verdicts:
    """Kind `year`: July and December by their weights, half-up to a hundredth, ranked — equal scores share a rank and
    the next one is left out (1, 1, 3). A county without one of the two has no year score and no rank."""
    weights = book.parameters.numbers(PREFIX + "year_weights_bp")
    if len(weights) != 2 or sum(weights) != 10_000 or min(weights) < 0:
        raise ConfigError("parameters/county_assessment.yaml：7月、12月的比重合计须为一万")
    july = _july(verdicts)
    total: dict[str, int] = {}
    for region, score in december.items():
        first = july.get(region)
        if score is not None and first is not None:
            total[region] = (weights[0] * first + weights[1] * score + 5_000) // 10_000
    rows = [_year(region, counties[region], july.get(region), december[region], total) for region in sorted(december)]
    steps = [
        {"kind": "year", "subject": region, "seq": seq, "rule": "K04", "before_cp": before, "after_cp": after,
         "fact": fact, "clause": CLAUSE}
        for region in sorted(total) for seq, (before, after, fact) in enumerate((
            (0, july[region], f"7月考核得分{points(july[region])}，占{weights[0] // 100}%"),
            (july[region], total[region], f"12月考核得分{points(december[region] or 0)}，占{weights[1] // 100}%"),
        ), 1)
    ]
    return Verdicts(pd.DataFrame(rows), pd.DataFrame(steps))


def _july(verdicts: pd.DataFrame) -> dict[str, int]:
    mine = verdicts[(verdicts["milestone"] == "county_assessment") & (verdicts["node"] == "july")
                    & (verdicts["kind"] == "region") & verdicts["score_cp"].notna()]
    return {str(region): int(score) for region, score in zip(mine["subject"], mine["score_cp"], strict=True)}


def _year(
    region: str, bureau: str, july: int | None, december: int | None, total: Mapping[str, int],
) -> dict[str, object]:
    head = {"kind": "year", "subject": region, "unit_code": bureau, "rules": "K04"}
    if region not in total:
        gap = "、".join(name for name, score in (("7月", july), ("12月", december)) if score is None)
        return head | {"verdict": "不排名", "score_cp": pd.NA, "why": f"缺{gap}考核得分，不计全年得分（{CLAUSE}）"}
    rank = 1 + sum(score > total[region] for score in total.values())
    return head | {
        "verdict": f"第{rank}名", "score_cp": total[region],
        "why": f"全年得分{points(total[region])}，在{len(total)}个县（市）中列第{rank}名（{CLAUSE}）",
        "detail": {"july_cp": july, "december_cp": december, "rank": rank},
    }


def _worth(book: Rulebook) -> dict[str, int]:
    kinds, lost = book.parameters.words(PREFIX + "penalty_kinds"), book.parameters.numbers(PREFIX + "penalty_cp")
    if len(kinds) != len(lost):
        raise ConfigError("parameters/county_assessment.yaml：扣分事项须与扣分一一对应")
    bonus = {book.parameters.word(PREFIX + "bonus_kind"): book.parameters.number(PREFIX + "bonus_cp")}
    return bonus | {kind: -points_cp for kind, points_cp in zip(kinds, lost, strict=True)}
