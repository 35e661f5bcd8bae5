"""每日台账: where everything stands, who looks after it, what is missing in the data, who would have to answer."""

from datetime import date

from config.rulebook import Rulebook
from tasks.rules.daily_accountability import of_finance, of_units
from tasks.rules.daily_chain import chains, library, ownerless
from tasks.rules.daily_ledger import digest, own_level, rules_by_level
from tasks.rules.daily_owners import leaders, strays, supervisors
from tasks.rules.opinions import gather
from tasks.rules.outage import outages, spared, without
from tasks.rules.verdicts import Facts, Verdicts

NEEDS = (
    "obligations", "reviews_owed", "units", "projects", "projects@before", "indicators", "monitoring", "grades",
    "results", "decisions",
    "monitoring_reviews", "rectifications", "rectification_reviews", "incidents",
    "duty_incidents", "indicator_library", "application_records",
    "runs", "notices", "submissions",
)


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """Kinds: ledger (O02), own_level (O07), digest (O08), leader (O03–O05), supervisor, routing (O06, X01),
    chain (P04), library (P01), owner (P02), accountability (O09, O10; proposals), outage (X06; proposals): lateness
    that our own side had a part in, for which nobody is held to account. 通知四（二）—（四）, 一, 二."""
    ours = outages(facts, book, as_of)
    excused = spared([one.subject for one in ours], facts["decisions"])
    counted = {**facts, "obligations": without(facts["obligations"], excused, book),
               "reviews_owed": without(facts["reviews_owed"].assign(review=True), excused, book)}
    return gather([
        *rules_by_level(facts, book, as_of), *own_level(facts, book, as_of), *digest(facts, book, as_of),
        *leaders(facts, book), *supervisors(facts, book), *strays(facts),
        *chains(facts, book, as_of), *library(facts), *ownerless(facts),
        *of_finance(counted, book, as_of), *of_units(counted, book, as_of), *ours,
    ])
