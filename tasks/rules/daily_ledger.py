"""总台账 (O02, O07, O08): what every rule asks of every unit, where it stands, and the monthly report."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.opinions import Fired, Opinion, said
from tasks.rules.reviews import rules_of, with_reviews
from tasks.rules.verdicts import Facts

EARLY, IN, LATE, MISSING, WAIVED = "未到期", "已报送", "逾期报送", "逾期未报", "免报"
STATES = (EARLY, IN, LATE, MISSING, WAIVED)
WHOLE, GAPS, IDLE, RUNNING = "齐全", "有缺", "无应报事项", "进行中"
LEVELS = {"prefecture": "州本级", "county": "县（市）"}


def ledger(facts: Facts, book: Rulebook, day: date) -> pd.DataFrame:
    """One row per rule and obligation as it stood on a day (O02, 通知四（二）), finance's own reviews among them.

    Columns rule, level, region_code, unit_code, milestone, node, due, state; states: 未到期, 已报送, 逾期报送,
    逾期未报, 免报. The level is that of the obligation's own region.
    """
    owed = with_reviews(facts)
    rules = [list(rules_of(book.calendar.milestone(name), form, review))
             for name, form, review in zip(owed["milestone"], owed["form"], owed["review"], strict=True)]
    levels = {code: region.level for code, region in book.routing.regions.items()}
    rows = owed.assign(
        rule=pd.Series(rules, index=owed.index, dtype=object), level=owed["region_code"].map(levels),
        due=owed["effective_due"], state=states(owed, day),
    )
    columns = ["rule", "level", "region_code", "unit_code", "milestone", "node", "due", "state"]
    return rows[columns].explode("rule").dropna(subset=["rule", "level"]).reset_index(drop=True)


def states(owed: pd.DataFrame, day: date) -> list[str]:
    """The state of each obligation on a day; what was met later than that day was not met yet."""
    return [
        _state(str(state), due, None if met is None or pd.isna(met) else met, day)
        for state, due, met in zip(owed["state"], owed["effective_due"], owed["met_on"], strict=True)
    ]


def _state(state: str, due: date, met: date | None, day: date) -> str:
    if state == "waived":
        return WAIVED
    if met is not None and met <= day:
        return LATE if met > due else IN
    return MISSING if day > due else EARLY


def rules_by_level(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """O02: 齐全, 有缺 or 进行中 for every rule of the calendar at either level; what asks nobody stands together."""
    rows = ledger(facts, book, as_of)
    counts = Counter(zip(rows["rule"], rows["level"], rows["state"], strict=True))
    rules: dict[str, list[str]] = {}
    for one in book.calendar.milestones.values():
        for rule in one.rules:
            rules.setdefault(rule, []).append(one.title)
    found, idle = [], {name: list[str]() for name in LEVELS.values()}
    for rule in rules:
        for level, name in LEVELS.items():
            own = {word: counts[rule, level, word] for word in STATES}
            if any(own.values()):
                called = f"{name}{'、'.join(rules[rule])}（{rule}）"
                found.append(_standing("ledger", f"{rule}|{name}", called, own, "O02"))
            else:
                idle[name].append(rule)
    return [*found, *(_idle(name, of) for name, of in idle.items() if of)]


def _idle(level: str, rules: list[str]) -> Opinion:
    """The rules that ask nobody for anything at a level, or not yet."""
    fact = f"{level}没有应报事项的规则{len(rules)}条：{'、'.join(rules)}"
    fired = (Fired("O02", "通知四（二）", fact),)
    return Opinion("ledger", f"其他规则|{level}", IDLE, fact + "。", fired, detail={"owed": 0, "rules": rules})


def own_level(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """O07: the same for all that each of the five finance departments answers for: what its units owe, and the reviews
    that it owes them itself."""
    owed = with_reviews(facts)
    now, own = states(owed, as_of), owed["review"]
    counts = Counter(zip(owed["region_code"], now, strict=True))
    reviews = Counter((code, word) for code, word, mine in zip(owed["region_code"], now, own, strict=True) if mine)
    return [
        _standing("own_level", code, region.name, {word: counts[code, word] for word in STATES}, "O07",
                  _own({word: reviews[code, word] for word in STATES}))
        for code, region in book.routing.regions.items()
    ]


def _own(counts: dict[str, int]) -> str:
    """What of it are the finance department's own reviews; "" where it has none to do."""
    owed = sum(counts.values()) - counts[WAIVED]
    return f"；其中财政部门应审{owed}项，逾期未审{counts[MISSING]}项" if owed else ""


def _standing(kind: str, subject: str, name: str, counts: dict[str, int], rule: str, own: str = "") -> Opinion:
    owed = sum(number for word, number in counts.items() if word != WAIVED)
    verdict = GAPS if counts[MISSING] else RUNNING if counts[EARLY] else WHOLE if owed else IDLE
    fact = f"{name}应报{owed}项" + "：" * any(counts.values()) + _shown(counts) + own
    fired = (Fired(rule, "通知四（二）", fact),)
    return Opinion(kind, subject, verdict, fact + "。", fired, detail={"owed": owed, **counts})


def _shown(counts: Mapping[str, int]) -> str:
    return "、".join(f"{word}{counts[word]}项" for word in STATES if counts[word])


def digest(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """O08: the last monthly report due by a day, with the figures of its own day, so that it never changes later."""
    day = digest_day(book, as_of)
    if day is None:
        return []
    counts = Counter(states(with_reviews(facts), day))
    fact = f"截至{said(day)}，全州应报事项" + (_shown(counts) or "尚未下达")
    fired = (Fired("O08", "通知四（三）", fact),)
    return [Opinion("digest", f"{day:%Y-%m}", "进度报告", fact + "。", fired, detail={"day": str(day), **counts})]


def digest_day(book: Rulebook, as_of: date) -> date | None:
    """The working day of the last monthly report up to `as_of` in the work year, None before the first."""
    number = book.parameters.number("daily.digest_day")
    days = [book.workdays.next_workday(date(book.work_year, month, number)) for month in range(1, 13)]
    return max((day for day in days if day <= as_of), default=None)
