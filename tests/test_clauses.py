"""No rule of the notice is an orphan: each stands in the catalogue, lives somewhere, and is proved by a test."""

import ast
import json
from functools import cache
from pathlib import Path

import pytest

from config.calendar import the_calendar
from config.parameters import parameters
from config.rules import Rule, Rules, the_rules
from config.strict import CONFIG, ConfigError, validated
from flows.commands import clause_evidence
from flows.commands.clause_evidence import named
from flows.commands.clauses import clauses, show_clauses

ROOT = Path(__file__).parents[1]
# How many rules each section of domain §A has: the specification, written down apart from the catalogue.
SECTIONS = {"A": 4, "B": 3, "C": 5, "D": 8, "E": 6, "F": 4, "G": 3, "H": 3, "I": 3, "J": 3, "K": 4, "L": 2, "M": 5,
            "N": 2, "O": 10, "P": 6, "X": 12}
SPECIFIED = [f"{letter}{number:02d}" for letter, last in SECTIONS.items() for number in range(1, last + 1)]
AUTOMATED = [key for key, rule in the_rules().items() if rule.status == "automated"]
# Rules whose modules others are still writing. Empty when the year is whole.
UNDER_WAY: set[str] = set()
DATES_ONLY = "tests/scenarios/deadlines.yaml"  # proves when something is due, not what is made of it
lives, proofs = cache(clause_evidence.lives), cache(clause_evidence.proofs)


def test_the_catalogue_is_the_specification():
    """Every id of domain §A, in its order, and no other."""
    assert list(the_rules()) == SPECIFIED


@pytest.mark.parametrize("rule", AUTOMATED)
def test_an_automated_rule_lives_somewhere_and_is_proved(rule):
    """A module that names it, and a test that is about more than its date."""
    proved = [where for where in proofs().get(rule, []) if not where.startswith(DATES_ONLY)]
    assert rule in UNDER_WAY or (lives().get(rule) and proved), f"{rule}: {lives().get(rule)} {proved}"


def test_nothing_is_called_under_way_that_is_there():
    """The list shrinks with the work, and never hides an orphan."""
    done = {rule for rule in UNDER_WAY if lives().get(rule) and [
        where for where in proofs().get(rule, []) if not where.startswith(DATES_ONLY)]}
    assert done == set() and set(AUTOMATED) >= UNDER_WAY


def test_every_rule_named_anywhere_is_in_the_catalogue():
    """In the source of rules, verbs and flows, in docstrings of tests, in scenarios, on the calendar."""
    assert {*lives(), *proofs()} - set(the_rules()) == set()
    assert {rule for one in the_calendar().milestones.values() for rule in one.rules} <= set(the_rules())


def test_every_rule_given_as_a_verdict_is_in_the_catalogue():
    """A text of ids with blanks between, anywhere in the rules, holds none that nobody has written down."""
    found = set()
    for path in (ROOT / "tasks").rglob("*.py"):
        texts = [node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        found |= {word for text in texts for word in text.split() if len(word) == 3 and named(word)}
    assert found <= set(the_rules())


@pytest.mark.parametrize("work_year", range(2023, 2028))
def test_every_parameter_belongs_to_a_rule(work_year):
    """What is in the parameters is there for a clause; what a clause rests on is in the parameters."""
    law = parameters(work_year)
    claimed = {name for rule in the_rules().values() for name in rule.rests_on(law)}
    assert set(law.known) - claimed == set()


@pytest.fixture(scope="module")
def rows():
    """The catalogue as printed for 2023."""
    return {row["id"]: row for row in clauses(2023)}


def test_a_row_says_all_that_was_asked(rows):
    """Id, clause, strength, status, where it lives and which tests prove it; nothing typed that can be derived."""
    one = rows["D01"]
    assert (one["clause"], one["strength"], one["status"]) == ("三（四）", "M", "unconfirmed")
    assert one["milestones"] == ["self_evaluation"] and "scoring.equal_indicator" in one["unconfirmed"]
    assert "tasks/rules/scoring.py" in one["lives"] and "flows/self_evaluation.py" in one["lives"]
    assert "tests/scenarios/execution.yaml::预算100万元，执行87.654万元" in one["tests"]
    assert "tests/flows/test_extension.py" in rows["X07"]["tests"]


def test_what_a_person_does_says_why_and_what_helps(rows):
    """Manual rules have both sentences; the others have neither."""
    by_hand = {key for key, row in rows.items() if row["status"] == "manual"}
    assert "O01" in by_hand
    assert all(bool(row["reason"]) == bool(row["help"]) == (key in by_hand) for key, row in rows.items())


def test_the_command_prints_machines_and_people(capsys):
    """JSON with every id in order; a table with a sentence on each manual rule; exit 0."""
    assert show_clauses(2023, as_json=True) == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == SPECIFIED
    assert show_clauses(2023, as_json=False) == 0
    shown = capsys.readouterr().out
    assert "通知各条及落实情况" in shown and "O01 人工：" in shown and f"共 {len(SPECIFIED)} 条" in shown


def test_ids_are_read_out_of_words():
    """Alone, in brackets, as a range; never out of a longer word or a cell."""
    assert named("C05：见 E03、(X04)") == {"C05", "E03", "X04"}
    assert named("O02–O06 and A01-A03, D01至D02") == {
        "O02", "O03", "O04", "O05", "O06", "A01", "A02", "A03", "D01", "D02"}
    assert named("AC05 C051 C00 C13 Q01 c05 B90 0xC05") == set()


@pytest.fixture
def elsewhere(tmp_path):
    """A small repository: a rule, a test, scenarios on two levels."""
    for name, text in {
        "tasks/rules/gate.py": '"""Gate (A04)."""\n', "flows/gate.py": '"""The gate (A01–A02)."""\n',
        "flows/rehearsal/story.py": '"""A05."""\n',
        "tests/test_gate.py": '"""Tests (A01)."""\n\n\ndef test_one():\n    """It blocks (A04)."""\n',
        "tests/scenarios/gate.yaml": "部分:\n- {名称: 无报告, 规则: [A04, A02]}\n- {名称: 有报告, 规则: A04}\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_evidence_is_found_where_it_is(elsewhere):
    """Modules but for the rehearsal; tests by docstring, cases by 规则 on any level."""
    assert lives(elsewhere) == {
        "A01": ["flows/gate.py"], "A02": ["flows/gate.py"], "A04": ["tasks/rules/gate.py"]}
    assert proofs(elsewhere) == {
        "A01": ["tests/test_gate.py"], "A02": ["tests/scenarios/gate.yaml::无报告"],
        "A04": ["tests/scenarios/gate.yaml::无报告", "tests/scenarios/gate.yaml::有报告",
                "tests/test_gate.py::test_one"]}
    assert CONFIG.parent == clause_evidence.ROOT


RULE = {"clause": "三（三）", "strength": "M", "status": "automated", "title": "监控"}


@pytest.mark.parametrize(("change", "complaint"), [
    ({"status": "manual"}, "必须写明 reason 和 help"), ({"reason": "做不到"}, "必须写明 reason 和 help"),
    ({"clause": "第三条"}, "clause：写法不对"), ({"strength": "X"}, "strength：只能是"),
    ({"parameters": ["a.b", "a.b"]}, "有重复"), ({"colour": "red"}, "没有这一项"), ({"title": ""}, "title"),
])
def test_a_mistake_in_the_catalogue_is_named(change, complaint):
    """File, key and what is wrong."""
    with pytest.raises(ConfigError, match=complaint) as told:
        validated(Rules, {"C01": RULE | change}, "config/rules.yaml")
    assert "config/rules.yaml：C01" in str(told.value)


def test_a_parameter_that_is_not_there_is_named():
    """A typo in a name or in the beginning of names."""
    law = parameters(2023)
    with pytest.raises(ConfigError, match=r"没有参数“scoring\.totl_cp”"):
        Rule(**RULE, parameters=("scoring.totl_cp",)).unconfirmed(law)
    with pytest.raises(ConfigError, match=r"没有以“scring\.”开头的参数"):
        Rule(**RULE, parameters=("scring.*",)).unconfirmed(law)


def test_what_rests_on_an_unconfirmed_number_is_unconfirmed():
    """Only automated rules: what a person does stays a person's work."""
    law = parameters(2023)
    assert Rule(**RULE, parameters=("scoring.*",)).standing(law) == "unconfirmed"
    assert Rule(**RULE, parameters=("scoring.total_cp",)).standing(law) == "automated"
    by_hand = RULE | {"status": "manual", "reason": "无", "help": "有"}
    assert Rule(**by_hand, parameters=("scoring.*",)).standing(law) == "manual"
