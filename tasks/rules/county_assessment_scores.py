"""County assessment: from rates to points — exact until the one rounding of each item, then whole hundredths only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from config.rulebook import Rulebook
from tasks.rules.county_assessment_evidence import Evidence
from tasks.rules.county_assessment_items import MEASURES, Measure
from tasks.rules.figures import points

PREFIX = "county_assessment."


@dataclass(frozen=True, slots=True)
class Rate:
    """One measure of one county: so many of so many, and what is lacking."""

    title: str
    source: str
    done: int
    due: int
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of one county. Its rate is the mean of the measures that apply; if none does, it does not count."""

    name: str
    title: str
    points_cp: int
    rates: tuple[Rate, ...]

    @property
    def rate(self) -> Fraction:
        """Between 0 and 1, exact; 0 where nothing applies."""
        return sum((Fraction(rate.done, rate.due) for rate in self.rates), Fraction(0)) / max(len(self.rates), 1)

    @property
    def score_cp(self) -> int | None:
        """Points × rate, half-up to a hundredth; None where nothing applies."""
        return half_up(self.points_cp * self.rate) if self.rates else None

    def says(self) -> str:
        """“绩效监控 12.60分（满分14.00分）：单位报送监控 58/60，缺…”."""
        shown = "；".join(f"{rate.title}{rate.done}/{rate.due}{_lacks(rate.lacking)}" for rate in self.rates)
        if self.score_cp is None:
            return f"{self.title}：没有到期事项，不计入本次考核"
        return f"{self.title}{points(self.score_cp)}（满分{points(self.points_cp)}）：{shown}"

    def detail(self) -> dict[str, Any]:
        """All that was counted, for the workbook and for whoever counts again."""
        return {"points_cp": self.points_cp, "measures": [
            {"title": rate.title, "source": rate.source, "done": rate.done, "due": rate.due,
             "lacking": list(rate.lacking)} for rate in self.rates
        ]}


@dataclass(frozen=True, slots=True)
class Incident:
    """One recorded incident with what it adds (bonus) or takes (penalty, negative)."""

    number: str
    kind: str
    change_cp: int
    basis: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """One county: earned ÷ possible points of the items that count, brought to 100, then bonus and penalties."""

    region: str
    items: tuple[Item, ...]
    incidents: tuple[Incident, ...]
    full_cp: int
    bonus_most_cp: int

    @property
    def earned_cp(self) -> int:
        """Points of the items that count."""
        return sum(item.score_cp or 0 for item in self.items)

    @property
    def possible_cp(self) -> int:
        """What these items could have brought."""
        return sum(item.points_cp for item in self.items if item.rates)

    @property
    def base_cp(self) -> int:
        """earned ÷ possible × 100, half-up to a hundredth of a point."""
        return half_up(Fraction(self.earned_cp * self.full_cp, self.possible_cp)) if self.possible_cp else 0

    @property
    def bonus_cp(self) -> int:
        """All bonuses, capped."""
        return min(sum(one.change_cp for one in self.incidents if one.change_cp > 0), self.bonus_most_cp)

    @property
    def penalty_cp(self) -> int:
        """All penalties, as a positive number."""
        return -sum(one.change_cp for one in self.incidents if one.change_cp < 0)

    @property
    def score_cp(self) -> int | None:
        """Never below 0; None where no item counts."""
        return max(self.base_cp + self.bonus_cp - self.penalty_cp, 0) if self.possible_cp else None

    def trace(self) -> Iterator[tuple[int, int, str]]:
        """(before, after, fact) in cp: item by item, then to 100, then bonus and penalties."""
        total = 0
        for item in self.items:
            yield total, total + (item.score_cp or 0), item.says()
            total += item.score_cp or 0
        if self.score_cp is None:
            return
        shown = f"应得{points(self.possible_cp)}，实得{points(self.earned_cp)}，折算为百分制"
        yield total, self.base_cp, shown
        if self.incidents:
            named = "、".join(f"{one.kind}（{one.number}，{one.basis}）" for one in self.incidents)
            yield self.base_cp, self.score_cp, (
                f"{named}：加{points(self.bonus_cp)}，扣{points(self.penalty_cp)}")


def items_of(known: Evidence, july: bool) -> dict[str, tuple[Item, ...]]:
    """Region → its items of this assessment, in the order of the parameter."""
    law = known.book.parameters
    names = law.words(PREFIX + ("july_items" if july else "items"))
    rates = {name: [_rates(known, measure) for measure in MEASURES if measure.item == name] for name in names}
    return {
        region: tuple(
            Item(name, law.known[f"{PREFIX}{name}_cp"][1].title, law.number(f"{PREFIX}{name}_cp"),
                 tuple(rate[region] for rate in rates[name] if region in rate))
            for name in names
        ) for region in known.counties
    }


def assessed(region: str, items: tuple[Item, ...], incidents: Sequence[Incident], book: Rulebook) -> Assessed:
    """One county with its incidents; the maxima come from the parameters."""
    full, most = (book.parameters.number(PREFIX + name) for name in ("full_cp", "bonus_most_cp"))
    return Assessed(region, items, tuple(incidents), full, most)


def half_up(value: Fraction) -> int:
    """A fraction that is not negative, rounded to a whole number, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _rates(known: Evidence, measure: Measure) -> dict[str, Rate]:
    rows = measure.rows(known)
    if rows.empty:
        return {}
    return {
        str(region): Rate(measure.title, measure.source, int(own["done"].sum()), len(own),
                          tuple(sorted(own.loc[~own["done"].astype(bool), "label"])))
        for region, own in rows.groupby("region_code")
    }


def _lacks(lacking: tuple[str, ...]) -> str:
    if not lacking:
        return ""
    return f"，缺{'、'.join(lacking[:3])}{f'等{len(lacking)}项' if len(lacking) > 3 else ''}"
