"""The laws of grades with a thousand cases each: no negative fact improves one, in any order of facts (DESIGN §9).

Then every law of the suite, which tries a dozen cases of each, with two hundred.
"""

import re
import subprocess
import sys
from time import perf_counter

from hypothesis import HealthCheck, settings

from tests.rules import test_score_table_laws as laws

LAWS = (  # in words, how many projects one case has at most, and how many cases
    ("one more negative fact, facts in another order: no score and no grade rises",
     laws.test_a_negative_fact_never_improves_a_result, 50, 1_000),
    ("the order of facts changes no word of any row and step", laws.test_the_order_of_facts_never_matters, 50, 200),
    ("more effects never give more", laws.test_more_effects_never_give_more, 20, 1_000),
    ("a higher score never gives a lower result", laws.test_a_higher_score_never_gives_a_lower_result, 20, 1_000),
)


def prove() -> list[tuple[str, str, bool]]:
    """Each law with the cases that hypothesis makes up; the figure of one that does not hold is a counterexample."""
    return [*(tried(*law) for law in LAWS), every()]


def every() -> tuple[str, str, bool]:
    """All tests that hypothesis makes up cases for, with the profile of many cases."""
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "auto", "-m", "hypothesis",
                           "--hypothesis-profile", "thorough", "tests"], capture_output=True, text=True)
    wrong = re.findall(r"^FAILED .*", done.stdout, re.MULTILINE)
    said = "; ".join(wrong) or done.stdout.strip().rpartition("\n")[2]
    return "every law of the suite, 200 cases where it names no number of its own", said[:400], done.returncode == 0


def tried(what, law, size: int, wanted: int) -> tuple[str, str, bool]:
    """One law: what it says, how many cases of up to `size` projects were tried, whether it holds."""
    cases, began, own, inner = 0, perf_counter(), law._hypothesis_internal_use_settings, law.hypothesis.inner_test

    def counted(*given, **named):
        nonlocal cases
        cases += 1
        return inner(*given, **named)

    law._hypothesis_internal_use_settings = settings(
        max_examples=wanted, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    law.hypothesis.inner_test = counted
    try:
        law()
    except Exception as wrong:  # a counterexample, or whatever else breaks it
        return what, f"{type(wrong).__name__}: {str(wrong)[:200]}", False
    finally:
        law._hypothesis_internal_use_settings, law.hypothesis.inner_test = own, inner
    return what, f"{cases:,} cases of up to {size} projects, {perf_counter() - began:.0f} s", cases >= wanted
