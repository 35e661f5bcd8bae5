"""What verdicts are told to whom: only what stands, each identity once, the latest stage for all before it."""

import pytest

from config.tellings import tellings
from tasks.rules.telling import owed_tellings

KNOWN = tellings().tellings
PEOPLE = {("u1", "contact"): ("甲", "a@x.cn"), ("u1", "head"): ("乙", "h@x.cn"), ("u1", "division"): ("", "d@x.cn"),
          ("u1", "centre"): ("", "up@x.cn"), ("jx", "contact"): ("丙", "jx@x.cn")}
PLAIN = {"id": 7, "work_year": 2023, "milestone": "monitoring", "node": "may", "kind": "rectification", "subject": "p1",
         "unit_code": "u1", "verdict": "整改中", "rules": "C04", "proposal": "", "decision": "", "basis_hash": "b" * 64}
CUT = {"milestone": "results_application", "node": "", "kind": "deduction", "verdict": "建议扣减", "rules": "F02",
       "proposal": "扣减预算"}


def told(withheld=(), **changed):
    """Telling → notice owed for one verdict."""
    return {one.rung: one for one in owed_tellings([PLAIN | changed], KNOWN, PEOPLE, "jx", withheld)}


def test_a_project_to_be_put_right_is_told_with_its_head_and_division():
    """C04: to the contact, head and division in copy; about this verdict."""
    [(name, one)] = told().items()
    assert (name, one.kind, one.to[1], [mail for _, mail in one.cc], one.verdict_id) == (
        "rectification", "verdict", "a@x.cn", ["h@x.cn", "d@x.cn"], 7)


@pytest.mark.parametrize(("changed", "names"), [
    ({"verdict": "已销号"}, []), ({"verdict": "逾期未改"}, ["rectification_late"]),
    ({"kind": "light", "verdict": "红灯"}, ["light"]), ({"kind": "light", "verdict": "绿灯"}, []),
    (CUT, []), (CUT | {"decision": "rejected"}, []), (CUT | {"decision": "approved"}, ["deducted"]),
    ({"milestone": "score_table", "kind": "project", "verdict": "优秀", "rules": "D04"}, []),
    ({"milestone": "score_table", "kind": "project", "verdict": "一般", "rules": "D04 C05"}, ["capped"]),
])
def test_only_what_stands_and_matters_is_told(changed, names):
    """A proposal only once it is approved, a grade only where a rule has lowered it."""
    assert list(told(**changed)) == names


def test_another_wording_or_row_of_the_same_verdict_is_told_to_nobody_again():
    """The key is the verdict's identity, not its row; another round or address is another notice."""
    [first] = told().values()
    [again] = told(id=8, why="整改中，还剩3天").values()
    [august] = told(node="august").values()
    assert first.key == again.key != august.key


def test_a_verdict_that_is_the_same_in_every_version_is_told_once():
    """A cap of the score table's first version is not told again with the second; a lower grade is."""
    capped = {"milestone": "score_table", "kind": "project", "verdict": "一般", "rules": "C05"}
    keys = [told(**capped, node=node)["capped"].key for node in ("v1", "v2")]
    worse = told(**capped | {"verdict": "较差", "rules": "C05 E04"}, node="v2")["capped"].key
    assert keys[0] == keys[1] != worse


def test_a_decision_on_another_basis_is_told_anew():
    """Another amount was decided: that is another outcome."""
    one, other = (told(**CUT, decision="approved", basis_hash=basis * 64)["deducted"].key for basis in "bc")
    assert one != other


def test_the_latest_stage_speaks_for_the_ones_before():
    """An item that is nearly due: the first hint is only recorded."""
    found = told(milestone="disclosure", kind="document", node="", verdict="待公开",
                 subject="整体支出绩效目标|u1||单位公开")
    assert {name: one.superseded for name, one in found.items()} == {"publish": True, "publish_soon": False}


def test_a_problem_of_direct_funds_goes_to_the_finance_office_above():
    """J02: pushed to the county, the unit and the division in copy, whatever the clock says."""
    [one] = told(milestone="direct_funds_review", kind="push", verdict="待推送").values()
    assert one.to[1] == "up@x.cn" and [mail for _, mail in one.cc] == ["a@x.cn", "d@x.cn"]


def test_an_inherited_question_goes_to_the_centre_while_it_is_open():
    """Nobody else is asked to decide it, and nobody once it is decided."""
    asked = {"milestone": "opening", "node": "", "kind": "inherited_proposal", "verdict": "待决定", "proposal": "结转"}
    assert [one.to[1] for one in told(**asked).values()] == ["jx@x.cn"]
    assert told(**asked, decision="approved") == {}


def test_what_may_not_be_named_is_left_to_a_person():
    """A project that the secrecy review keeps back: the notice is there, and says why no mail may leave."""
    [one] = told(withheld={"p1"}).values()
    assert "保密审查" in one.barred and told()["rectification"].barred == ""


def test_a_long_subject_still_has_a_key_of_its_own():
    """The column holds 200 signs."""
    keys = {told(subject="长" * 190 + end)["rectification"].key for end in "甲乙"}
    assert len(keys) == 2 and max(map(len, keys)) <= 200


def test_a_project_among_those_withheld_is_not_named_by_its_code_either():
    """The project's own code, also where the verdict is about something else of it; another project's is no matter."""
    assert told(subject="文件|u1", project_code="p9", withheld={"p9"})["rectification"].barred
    assert told(subject="文件|u1", project_code="p8", withheld={"p9"})["rectification"].barred == ""


@pytest.mark.parametrize(("name", "called"), [
    ("绩效目标·县水利局·修渠·单位公开", "绩效目标·修渠"), ("县水利局", "县水利局"), ("单位公开", "单位公开"),
    (None, "p1"),
])
def test_a_reader_is_not_told_who_it_is(name, called):
    """P02: what, and of which project; its own name and who publishes go, unless nothing else is left."""
    assert told(name=name, unit_name="县水利局")["rectification"].name == called
