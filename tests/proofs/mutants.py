"""Every automated rule broken on purpose, function by function, and its own tests run on what is left of it.

`python -m tests.proofs.mutants [--rule C05] [--each 6] [--tests tests/rules/test_x.py]` prints, rule by rule, how often
it was broken, how often its tests noticed, and what nobody noticed. With `--tests` only those look: quick, and it lists
too much. Nothing on disk is touched: a fork gives one function other code and is gone.
"""

import argparse
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from time import perf_counter

from config.rules import the_rules
from tests.proofs.mutation.breaks import Break, breaks
from tests.proofs.mutation.equivalent import SAME
from tests.proofs.mutation.suspects import ROOT, Suspect, suspects
from tests.proofs.mutation.warm import Bench, Proof, warmed

TESTS = (  # those of the rules; and those that run through reading, checking and taking, where some rules live
    "tests/rules", "tests/expectations/test_tables.py", "tests/expectations/test_self_evaluation.py",
    "tests/forms/test_table_reading.py", "tests/forms/test_table_issue.py", "tests/forms/test_exchange_file.py",
    "tests/forms/test_recognise.py", "tests/store/test_register.py", "tests/flows/test_identity.py",
    "tests/flows/test_summing_up.py", "tests/collect", "tests/flows/test_coverage.py", "tests/flows/test_reviewing.py",
)
EACH = 6  # ways to break one function
OTHERS = 10.0  # seconds that tests of other rules may look when those of its own have noticed nothing
AUTOMATED = tuple(key for key, rule in the_rules().items() if rule.status == "automated")


@dataclass(slots=True)
class Tally:
    """What became of the breaks of one rule."""

    tried: int = 0
    noticed: int = 0  # by a test of this very rule
    survivors: list[str] = field(default_factory=list)
    quiet: list[tuple[Suspect, Break]] = field(default_factory=list)  # noticed by another rule's test


def tried(wanted: Collection[str] = AUTOMATED, each: int = EACH, tests: Sequence[str] = TESTS) -> dict[str, Tally]:
    """Break every function of the rules in up to `each` ways, before these tests; rule → what became of it."""
    tallies = {rule: Tally() for rule in wanted}

    def work(bench: Bench) -> None:
        assert not bench.failed, f"failing with nothing broken: {bench.failed}"
        for suspect in suspects(wanted):
            for one in breaks(suspect.node, suspect.alive.__code__.co_filename, each):
                _try(bench, tallies, suspect, one)
            _written(tallies)  # so that a run of many minutes can be read as it goes
        for rule, tally in tallies.items():
            _once_more(bench, rule, tally)

    warmed([str(ROOT / test) for test in tests], work)
    return tallies


def _concerned(bench: Bench, suspect: Suspect, rules: Collection[str]) -> list[Proof]:
    """The tests that ran through a function: of these rules first, quick ones first; then a few of other rules', since
    a function may name a rule that it only passes on."""
    here, wanted = (suspect.alive.__code__.co_filename, suspect.name), set(rules)
    through = sorted((one for one in bench.proofs if here in one.through), key=lambda one: one.seconds)
    own = [one for one in through if one.own & wanted]
    of_file = [one for one in through if one.of_file & wanted and not one.own & wanted]
    others = [one for one in through if not (one.own | one.of_file) & wanted]
    until = accumulate(one.seconds for one in others)
    return [*own, *of_file, *(one for one, by in zip(others, until, strict=True) if by <= OTHERS)]


def _try(bench: Bench, tallies: dict[str, Tally], suspect: Suspect, one: Break) -> None:
    proof = bench.noticed(suspect, one.code, _concerned(bench, suspect, suspect.rules))
    for rule in suspect.rules:
        tallies[rule].tried += 1
        if proof is None:
            tallies[rule].survivors.append(f"{suspect.module}:{one.line} {suspect.name}: {one.what}")
        elif rule in proof.own | proof.of_file:
            tallies[rule].noticed += 1
        else:
            tallies[rule].quiet.append((suspect, one))


def _once_more(bench: Bench, rule: str, tally: Tally) -> None:
    """A rule whose breaks only other rules' tests have noticed so far: let its own tests look, until one notices."""
    while not tally.noticed and tally.quiet:
        suspect, one = tally.quiet.pop()
        own = [proof for proof in _concerned(bench, suspect, {rule}) if rule in proof.own | proof.of_file]
        tally.noticed += bench.noticed(suspect, one.code, own) is not None


def prove() -> list[tuple[str, str, bool]]:
    """Every automated rule was broken, and a test of its own has noticed; how much nobody noticed."""
    began = perf_counter()
    tallies = tried()
    unnoticed = [rule for rule, tally in tallies.items() if not tally.noticed]
    survivors = {one for tally in tallies.values() for one in tally.survivors}
    _written(tallies)
    known = {one for one in survivors if _reason(one)}
    broken = sum(one.tried for one in tallies.values())
    figure = f"{len(tallies)} rules, {broken} breaks, {perf_counter() - began:.0f} s"
    return [
        ("every automated rule, broken, is missed by a test of its own", figure + "".join(
            f"; unnoticed: {rule}" for rule in unnoticed), not unnoticed),
        ("breaks that nobody noticed", f"{len(survivors)}, {len(known)} of them known to change nothing", True),
    ]


def _written(tallies: dict[str, Tally]) -> None:
    """The list of the survivors, beside the other things that are built."""
    path = Path(ROOT / "build" / "mutants.txt")
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(_said(tallies)) + "\n", encoding="utf-8")


def _said(tallies: dict[str, Tally]) -> Sequence[str]:
    lines = []
    for rule, tally in tallies.items():
        lines.append(f"{rule}  broken {tally.tried}, noticed by its own tests {tally.noticed}, by nobody "
                     f"{len(tally.survivors)}")
        lines += [f"    {one}{_reason(one)}" for one in tally.survivors]
    return lines


def _reason(survivor: str) -> str:
    place, told = survivor.split(" ", 1)
    home = f"{place.split(':')[0]} {told}"  # without the line, which moves
    return next((f"  [same: {why}]" for word, why in SAME.items() if word in home), "")


def main() -> int:
    """Break the rules that are asked for, and say what became of each; 1 when one is missed by nobody."""
    asked = argparse.ArgumentParser(description="break rules and see which test notices")
    asked.add_argument("--rule", action="append", choices=AUTOMATED, help="only this rule; may be said again")
    asked.add_argument("--each", type=int, default=EACH, help="ways to break one function")
    asked.add_argument("--tests", action="append", help="only this file of tests looks; may be said again")
    given = asked.parse_args()
    began = perf_counter()
    tallies = tried(given.rule or AUTOMATED, given.each, given.tests or TESTS)
    print("\n".join(_said(tallies)))
    print(f"{perf_counter() - began:.0f} s")
    _written(tallies)
    return int(any(not one.noticed for one in tallies.values()))


if __name__ == "__main__":
    raise SystemExit(main())
