"""The story fits the office it is told of, and leaves out no rule that a self-evaluation form can break."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from config.findings import catalogue
from config.forms_issued import issued_forms
from config.rulebook import rulebook
from flows.rehearsal import days
from flows.rehearsal.acts import Borrows, Files, LastYears, OldForm, Prints, Sends, err, plant_in_head
from flows.rehearsal.answers import Line, fulfilment, grade, honest
from flows.rehearsal.cast import cast
from flows.rehearsal.hostile import HOSTILE
from flows.rehearsal.issued import FIRST, LINE_COLUMNS, PROJECT_COLUMNS, IssuedPaper
from flows.rehearsal.printed import PrintedPaper
from flows.rehearsal.slips import SLIPS
from flows.rehearsal.stage import last_years_form
from flows.rehearsal.world import AT_LEAST, AT_MOST, EXACTLY, Indicator
from tasks.rules.deadlines import on_day
from tasks.rules.reminders import rung_day

BOOK = rulebook(2023)
# What no file of this story can bring about, and why.
IMPOSSIBLE = {
    "F-OLDXLS": "old formats are read", "F-READER": "the reader neither dies nor dawdles on cue",
    "R-DATE": "the form has no field for a day", "N-DATE": "the form has no field for a day",
    "W-PCTPOINT": "rates of issued forms are formatted as such, those of printed ones judged by their amounts",
}
TABLES = ("F-NODE", "F-SENDER", "R-ABOVE", "R-LINEMISS", "R-ORPHAN", "R-PARTS", "R-RESULTS", "W-OVERSPENT")
IMPOSSIBLE |= dict.fromkeys(TABLES, "only forms that are tables can earn it")
ALONE = {Borrows: "F-UNIT", LastYears: "F-YEAR", OldForm: "W-OLDREV"}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The stage with a key to sign with, and all tales."""
    stage, tales = cast(tmp_path_factory.mktemp("story"))
    (stage.workspace / ".form-key").write_text("story")
    return stage, tales


def papers(stage, tales):
    """Every paper of the story, with its mistakes made."""
    for tale in tales:
        unit = stage.called(tale.unit)
        for act in tale.acts:
            if isinstance(act, Files):
                paper = IssuedPaper(last_years_form(stage, unit), honest(unit, act.care, act.places))
                err(paper, act.mistakes)
                yield paper
            if isinstance(act, Prints):
                for place in act.projects or (0,):
                    paper = PrintedPaper(unit, honest(unit, act.care)[place], act.style, dict(act.head))
                    err(paper, act.mistakes)
                    for rule in act.earns:
                        plant_in_head(paper, rule)
                    yield paper


def test_every_unit_has_one_tale_and_every_act_its_day(told):
    """Sixty units, four hundred projects; nobody acts on a day off or after the end."""
    stage, tales = told
    assert len(stage.units) == 60 and sum(len(unit.projects) for unit in stage.units.values()) == 400
    assert sorted(tale.unit for tale in tales) == sorted(unit.name for unit in stage.units.values())
    acting = {act.on for tale in tales for act in tale.acts}
    assert acting <= set(days.WORKDAYS) and max(acting) <= days.LAST


def test_the_story_leaves_out_no_rule(told):
    """Every rule for files, rows and forms is planted at least once, but for those that cannot be."""
    stage, tales = told
    acts = [act for tale in tales for act in tale.acts]
    hostile = {one.name: one.rule for one in HOSTILE}
    planted = {one.rule for paper in papers(stage, tales) for one in paper.earned}
    planted |= {hostile[name] for act in acts if isinstance(act, Sends) for name in act.names}
    planted |= {ALONE[type(act)] for act in acts if type(act) in ALONE}
    rules = {rule for rule in catalogue() if rule[0] in "FRWNS"}
    assert sorted(rules - planted) == sorted(IMPOSSIBLE)


def test_the_days_are_those_of_the_calendar():
    """What the story has typed in is what the calendars give: the days of spring, deadlines, rungs."""
    span = [date(2023, 3, 1) + timedelta(days=n) for n in range(71)]
    assert [day for day in span if BOOK.workdays.is_workday(day)] == list(days.WORKDAYS)
    for written in (days.DUE, date(2023, 4, 8)):
        mine, due = days.terms(written), on_day(written, BOOK)
        assert mine.effective == due.effective
        ours = {name: rung_day(rung, due.remind_from, due.effective, BOOK) for name, rung in BOOK.ladder.rungs.items()}
        assert mine.rungs == ours


def test_the_ladder_is_that_of_the_office():
    """Days, addressees and copies."""
    ladder = {name: ((-1) ** (not rung.after) * rung.steps, rung.to, rung.cc) for name, rung in days.LADDER.items()}
    assert ladder == {name: (rung.days, rung.to, rung.cc) for name, rung in BOOK.ladder.rungs.items()}


def test_the_columns_are_those_of_the_form():
    """Where the story says a field stands, the form has it."""
    form = issued_forms()["self_evaluation"]
    fields = {"executed": "executed_fen", "rate": "rate_bp", "execution": "execution_score_cp", "total": "total_cp",
              "budget": "budget_fen", "reason": "reason", "achieved": "achieved", "name": "project_name"}
    for mine, theirs in fields.items():
        assert form.projects.columns[ord(PROJECT_COLUMNS[mine]) - 65].field == theirs
    fields = {"actual": "actual", "score": "self_score_cp", "weight": "weight_cp", "reason": "reason", "tier": "tier",
              "target": "target", "relation": "relation"}
    for mine, theirs in fields.items():
        assert form.sheets[1].columns[ord(LINE_COLUMNS[mine]) - 65].field == theirs
    assert FIRST == 4


@pytest.mark.parametrize(("relation", "target", "actual", "share"), [
    (AT_LEAST, 100, 80, "0.8"), (AT_LEAST, 100, 135, "1"), (AT_MOST, 10, "12.5", "0.8"), (AT_MOST, 0, 0, "1"),
    (EXACTLY, 100, 90, "0.9"), (EXACTLY, 100, 110, "0.9"), (EXACTLY, 100, 250, "0"),
])
def test_the_rehearsal_reckons_as_the_law_does(relation, target, actual, share):
    """Domain §1.3 and §A.15, once more by hand."""
    asked = Indicator("产出指标", "数量指标", "任务", relation, Decimal(target), "个", Decimal(10))
    assert fulfilment(asked, Decimal(actual)) == Decimal(share)
    assert Line(asked, Decimal(actual), Decimal(10), Decimal(0)).due == 10 * Decimal(share)


@pytest.mark.parametrize(("total", "name"), [
    ("90", "优秀"), ("89.99", "良好"), ("80", "良好"), ("79.99", "一般"), ("60", "一般"), ("59.99", "较差"),
])
def test_a_lower_bound_belongs_to_its_grade(total, name):
    """Domain §1.2."""
    assert grade(Decimal(total)) == name


def test_true_answers_need_no_word(told):
    """Whoever makes no mistake earns no finding: neither unexplained shortfalls nor unexplained excess."""
    stage, _ = told
    for unit in stage.units.values():
        for answer in honest(unit, 0.3):
            assert answer.reason or not answer.budget or answer.executed / answer.budget >= Decimal("0.9")
            assert all(line.reason or line.score == line.weight for line in answer.lines)


def test_every_slip_of_the_story_is_used(told):
    """A slip that nobody makes is dead wood."""
    _, tales = told
    made = {one if isinstance(one, str) else one[0] for tale in tales for act in tale.acts
            for one in getattr(act, "mistakes", ())}
    assert set(SLIPS) <= made
