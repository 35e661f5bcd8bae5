"""What the public package may hold: signed, begun, never of a secret project; and what a text gives away (M05)."""

from datetime import date

import pytest

from tasks.rules.disclosure import NEEDS
from tasks.rules.disclosure_clocks import GOALS, SELF
from tasks.rules.disclosure_package import gives_away, people, publishable, secret_projects
from tests.rules.test_disclosure import review, story

DAY = date(2023, 3, 20)
TWO = [{"project_id": n, "project_code": f"P{n}", "unit_code": "u1"} for n in (1, 2)]


def goals(facts, book, day=DAY):
    """The projects whose goals may be published."""
    found = publishable(facts, book, day)
    return found.loc[found["what"] == GOALS, "project_code"].tolist()


def test_only_what_is_signed_and_begun_is_published(book, handed):
    """Signed as public and the budget approved: published. Not yet approved, not reviewed, held: not."""
    assert goals(handed(NEEDS, **story({})), book) == ["P1"]
    assert goals(handed(NEEDS, **story({})), book, date(2023, 2, 28)) == []
    for known in (
        {"审查": "无"},
        {"审查": "待定"},
        {"审查": "敏感"},
        {"审查人": ""},
        {"批复": "无"},
        {"审查填报": "u2"},
    ):
        assert goals(handed(NEEDS, **story(known)), book) == [], known


def test_what_is_secret_in_one_document_is_told_by_no_other(book, handed):
    """A project that somebody marked as sensitive anywhere stays out of every document; the others go."""
    rows = story({}) | {"projects": TWO, "projects@before": TWO, "grades": TWO}
    rows["disclosure_reviews"] = [*rows["disclosure_reviews"], review({}, SELF, "P2", "敏感")]
    facts = handed(NEEDS, **rows)
    assert goals(facts, book) == ["P1"] and secret_projects(facts, DAY) == {"P2"}
    assert "P2" not in publishable(facts, book, DAY)["project_code"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "联系电话13999612345",
        "０９０８-４２２１２３４",
        "电话 0908 4221234",
        "139 9961 2345",
        "1 3 9 9 9 6 1 2 3 4 5",
        "lisi@xj.gov.cn",
        "李四 ＠ xj . cn",
        "身份证65300119800101123X",
        "见阿依古丽处",
        "阿 依 古 丽",
        "P2",
    ],
)
def test_a_text_that_gives_something_away(text):
    """Telephones, addresses, identity numbers, names of persons and of secret projects, in any width and spacing."""
    assert gives_away(text, ["阿依古丽", "P2"])


@pytest.mark.parametrize(
    "text",
    [
        "新建改造供水管网57公里",
        "≥3389人",
        "2023年6月30日前",
        "完成率100%",
        "补助12345678元",
        "执行数1,234,567.89万元",
        "",
    ],
)
def test_an_ordinary_text_gives_nothing_away(text):
    """Quantities, days and sums are no telephones."""
    assert gives_away(text, ["阿依古丽", "P2"]) == ""


def test_persons_are_known_by_their_columns(handed):
    """Whoever signed anything."""
    assert people(handed(NEEDS, **story({}))) == {"阿依古丽"}


def test_a_single_sign_is_nobodys_name(handed):
    """M05: one letter would hide half of every text; two are a name."""
    rows = story({"审查人": "王"})
    assert people(handed(NEEDS, **rows)) == set()
    assert people(handed(NEEDS, **story({"审查人": " 王芳 "}))) == {"王芳"}
