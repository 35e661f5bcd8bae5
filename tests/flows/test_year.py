"""The rehearsal of the year: its table of rules is complete, its forms can be filled in, and it comes out true."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from config.forms_table import table_forms
from config.rules import the_rules
from config.strict import read_yaml
from flows.rehearsal.year import story
from flows.rehearsal.year.accounts import SHOWN
from flows.rehearsal.year.addressed import SHOWN as ADDRESSED
from flows.rehearsal.year.calendar import Year
from flows.rehearsal.year.compare import compare
from flows.rehearsal.year.exchanged import SHOWN as EXCHANGED
from flows.rehearsal.year.filled import HEAD, NOT_FILED
from flows.rehearsal.year.founded import SHOWN as FOUNDED
from flows.rehearsal.year.office import Prefecture
from flows.rehearsal.year.sheets import MARK
from flows.rehearsal.year.story import chapters
from tasks.store.engine import open_store
from tests.flows.conftest import lightly, plainly

CHAPTERS = chapters()
ALONE = ("overall_targets", "overall_self_evaluation")
SILENT = {"E02", "O02", "P05", "X02", "X04", "X06", "X10", "X11"}  # rules about how others work: no verdict names them
TABLE = read_yaml(story.Path(story.__file__).with_name("rules.yaml"))


def cases():
    """What each chapter concludes about: chapter → everything it names."""
    found = {}
    for chapter in CHAPTERS:
        named = found.setdefault(chapter.name, set())
        named |= {str(told["对象"]) for told in chapter.truth}
        named |= {str(told["谁"]) for told in (*chapter.owed, *chapter.mails, *chapter.files, *chapter.merged)}
        named |= {f"{told['表']} {told['日']}" for told in (*chapter.exchanged, *chapter.exported)}
        for told in chapter.ordinary:
            named |= set(map(str, told["每个"])) if isinstance(told["每个"], list) else {told["每个"]}
    return found


def test_every_automated_rule_is_rehearsed():
    """Each rule fires once, and almost fires once, in another case."""
    assert set(TABLE["演练"]) == {key for key, rule in the_rules().items() if rule.status == "automated"}
    assert [one for one in TABLE["演练"].values() if set(one) != {"触发", "险些"} or one["触发"] == one["险些"]] == []


@pytest.mark.parametrize("rule", TABLE["演练"])
def test_a_case_of_the_table_is_in_the_story(rule):
    """What is said to fire, and what is said to almost fire, stands in the ground truth of that chapter."""
    for word in ("触发", "险些"):
        chapter, _, subject = TABLE["演练"][rule][word].partition("：")
        assert subject in cases()[chapter], (rule, word, subject)


@pytest.mark.parametrize("rule", sorted(set(TABLE["演练"]) - SILENT))
def test_what_is_said_to_fire_names_the_rule(rule):
    """The ground truth of the case, where it stands there by itself, lists the rule among those that fired."""
    name, _, subject = TABLE["演练"][rule]["触发"].partition("：")
    told = [one for chapter in CHAPTERS if chapter.name == name for one in chapter.truth if one["对象"] == subject]
    assert not told or any(rule in str(one.get("规则", "")).split() for one in told)


def test_every_heading_of_the_story_is_on_its_form():
    """Nobody fills in a column that the form has not."""
    wrong = []
    for chapter in CHAPTERS:
        for told in (one for one in chapter.handed_in if one["表"] != "self_evaluation"):
            tables = {table.title: table for table in table_forms()[told["表"]].tables.values()}
            for title in (word for word in told if word not in HEAD):
                known = {heading for column in tables[title].columns.values() for heading in column.headings} | {MARK}
                rows = told[title] if isinstance(told[title], list) else [
                    told[title]["行"], told[title].get("首", {}),
                    *(row for row in told[title].get("另", {}).values() if row != NOT_FILED)]
                wrong += [(chapter.name, title, heading) for row in rows for heading in row if heading not in known]
    assert wrong == []


def differences(office, told):
    """What the run left behind and the story did not say, or the other way round, by title."""
    return {one.title: one.differences for one in compare(office, told) if one.differences}


def test_some_chapters_come_out_as_the_story_says(tmp_path, monkeypatch):
    """Two milestones that need no other (`demo --year` plays all): every verdict and obligation, none besides."""
    lightly(monkeypatch)
    told = [one for one in CHAPTERS if one.name in ALONE]
    office = Prefecture(tmp_path / "ws", 20, 60)
    office.register()
    for _ in Year(office, told, lambda milestone, request: plainly(request, milestone=milestone)).played():
        pass
    assert differences(office, told) == {}
    first, *others = told
    sent = {"日": "06-01", "表": "PM_PERF_SELF_EVAL", "行": [], "结果": "收下", "报送件": 1}
    lied = replace(first, truth=({**first.truth[0], "结论": "别的"}, *first.truth[1:]), exchanged=(sent,))
    assert set(differences(office, [lied, *others])) == {"整体绩效目标 2023", EXCHANGED}
    early, cited = {**first.truth[0], "当日": "02-01"}, {**first.truth[0], "理由": "没有这句话"}
    for truth, said in ((early, "02-01当日没有：—，unit"), (cited, "多出：—，unit")):
        [wrong] = differences(office, [replace(first, truth=(*first.truth, truth)), *others]).values()
        assert any(one.startswith(said) for one in wrong), wrong
    merged = {"日": "01-05", "谁": "克州教育局", "并入": "克州水利局", "自": date(2023, 1, 1), "代收": 0}
    assert set(differences(office, [replace(first, merged=(merged,)), *others])) == {ADDRESSED}
    engine = open_store(f"sqlite:///{tmp_path / 'ws' / 'jixiao.db'}")
    with engine.begin() as conn:
        conn.execute(text("UPDATE notice SET state = 'cancelled' WHERE kind = 'overdue' OR unit_code = '653000002'"))
        conn.execute(text("UPDATE verdict SET why = '', rules = 'Z99' WHERE id = 1"))
        conn.execute(text("UPDATE notice SET to_email = 'else@unit.example' WHERE unit_code = '653000003'"))
    engine.dispose()
    silent = differences(office, told)
    assert "2023 overall_targets  653022001：逾期没有报，也没有催报" in silent[SHOWN]
    assert "overall_targets 653000002：没有信件，应为下发、回执" in silent["信件"]
    assert {one.rpartition("：")[2] for one in silent[FOUNDED]} >= {"没有理由", "规则目录里没有Z99"}
    assert all("653000003" in one and "else@unit.example" in one for one in silent[ADDRESSED]) and silent[ADDRESSED]
