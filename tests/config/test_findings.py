"""The wording of findings: every sentence can be said with the facts it names."""

import ast
from pathlib import Path

import pytest

from config.findings import Tier, catalogue
from tasks.rules.finding import finding

ALWAYS = {"value", "expected", "sheet", "cell", "project_code"}
ROOT = Path(__file__).parents[2]
TIERS = {"F": Tier.REFUSED, "W": Tier.EXPLAIN, "N": Tier.HINT}


@pytest.mark.parametrize("rule", catalogue())
def test_a_finding_can_be_worded(rule):
    """With its facts given, the message is whole: no brace left, both sentences there, an official can act on it."""
    wording = catalogue()[rule]
    facts = {name: f"〈{name}〉" for name in wording.facts - ALWAYS}
    found = finding(rule, file="甲.xlsx", sheet="项目", cell="C5", value="〈value〉", expected="〈expected〉",
                    project_code="〈project_code〉", **facts)
    assert found.tier == wording.tier and found.rule == rule
    assert "{" not in found.message and "}" not in found.message
    assert "。" in found.message and "。。" not in found.message
    assert all(f"〈{name}〉" in found.message for name in wording.facts - {"sheet", "cell"})
    assert wording.source


@pytest.mark.parametrize("rule", [rule for rule, one in catalogue().items() if one.facts - ALWAYS])
def test_a_finding_without_its_facts_is_a_fault_of_the_rule(rule):
    """A blank in a sentence is never sent: the rule must give what its wording needs."""
    with pytest.raises(KeyError):
        finding(rule, file="甲.xlsx")


def test_an_unknown_rule_is_a_fault():
    """No wording, no finding."""
    with pytest.raises(KeyError):
        finding("F-NOTHING", file="甲.xlsx")


def test_braces_in_what_was_found_stay_as_they_are():
    """What a unit typed is a fact, not a template; a novel in a cell is cut."""
    found = finding("R-NUM", file="甲.xlsx", value="{expected}" + "长" * 200)
    assert "{expected}" in found.message and len(found.value) == 80


def test_the_letter_of_a_rule_tells_its_tier():
    """F refuses, W wants an explanation, N is a note; R must be corrected."""
    for rule, wording in catalogue().items():
        assert wording.tier == TIERS.get(rule[0], wording.tier), rule
        assert rule[0] != "R" or wording.tier is Tier.ERROR, rule


def calls():
    """Every `finding("RULE", …)` written in the code: where, which rule, which facts."""
    texts = {path: path.read_text(encoding="utf-8")
             for package in ("flows", "tasks", "expectations", "reports") for path in (ROOT / package).rglob("*.py")}
    for path, text in texts.items():
        for node in ast.walk(ast.parse(text)) if "finding(" in text else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "finding" and node.args:
                [rule, *_] = node.args
                if isinstance(rule, ast.Constant) and None not in {word.arg for word in node.keywords}:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", rule.value, {word.arg for word in node.keywords}


def test_the_code_says_only_what_can_be_worded():
    """Every finding that the code names is in the catalogue, and gets the facts its sentence needs."""
    said = list(calls())
    assert len(said) > 10
    wrong = [
        f"{where} {rule}" for where, rule, facts in said
        if rule not in catalogue() or not catalogue()[rule].facts <= facts
    ]
    assert not wrong
