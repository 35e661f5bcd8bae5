"""The rehearsal is its own ground truth: a run does exactly what was planted, and the least tampering shows."""

import shutil
from datetime import date

import pytest
from sqlalchemy import create_engine, text

from flows.commands.demo import MARK, rehearse
from flows.rehearsal.acts import Borrows, Corrects, Files, LastYears, Prints, Sends, SendsAgain
from flows.rehearsal.compare import compare
from flows.rehearsal.places import prefecture
from flows.rehearsal.stage import WORK_YEAR, Stage, at
from flows.rehearsal.truth import Truth
from tasks.request import Request
from tests.flows.conftest import lightly, plainly

DAYS = (date(2023, 3, 1), date(2023, 3, 2), date(2023, 3, 3))
MORNING = {  # unit by place → what it does on 2 March
    0: (Files("03-02", ("把元填进万元栏", "没完成却得满分", "总分加错")),),
    1: (Files("03-02", ("全角数字", "超额很多不说明", "执行慢不写原因"), care=0.3),),
    2: (Prints("03-02", (0,), ("扣了分不写原因",), "county"), Prints("03-02", (1,), style="text")),
    3: (Sends("03-02", ("空文件.xlsx", "扫描件.pdf", "通讯录.xlsx")), Files("03-02", ("解锁后改了预算数",))),
    4: (LastYears("03-02"),),
    5: (Borrows("03-02", "阿图什市教育局"),),
}
DAY_AFTER = {0: (Corrects("03-03"),), 2: (Prints("03-03"),), 1: (SendsAgain("03-03"),), 4: (Files("03-03", places=1),)}


def small_office(workspace, units=6, projects=12):
    """A workspace with so many units and projects, registered on 2023-02-20; nothing has been issued yet."""
    office = Stage(workspace, prefecture(units, projects))
    assert [one for imported in office.open(date(2023, 2, 20)) for one in imported.findings] == []
    return office


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Three days of a small office, and the truth about them."""
    office = small_office(tmp_path_factory.mktemp("rehearsal"), units=8, projects=24)
    truth = Truth(office.units)
    for day, acts in zip(DAYS, ({}, MORNING, DAY_AFTER), strict=True):
        for place, deeds in acts.items():
            for act in deeds:
                act.perform(office, truth, list(office.units.values())[place])
        with at(office.workspace, day), pytest.MonkeyPatch.context() as patch:
            lightly(patch)
            plainly(Request(work_year=WORK_YEAR))
    return office, truth


@pytest.fixture
def copied(played, tmp_path):
    """A copy that may be spoilt."""
    office, truth = played
    shutil.copytree(office.workspace, tmp_path / "copy")
    return Stage(tmp_path / "copy", list(office.units.values())), truth


def spoilt(office, statement):
    """Change one thing behind the ledger's back."""
    with create_engine(f"sqlite:///{office.workspace / 'jixiao.db'}").begin() as conn:
        conn.execute(text(statement))


def differing(office, truth):
    """Title → differences, where there are any."""
    return {one.title: one.differences for one in compare(office, truth, DAYS) if one.differences}


def test_the_run_does_exactly_what_the_story_planted(played):
    """Files, findings, scores, obligations, notices and mails: none more, none fewer."""
    office, truth = played
    assert differing(office, truth) == {}
    assert {filing.state for filing in truth.filings} == {"accepted", "returned", "refused"}


@pytest.mark.parametrize(("statement", "title", "sign"), [
    ("DELETE FROM finding WHERE rule = 'S-HIGH'", "发现的问题", "没有"),
    ("UPDATE finding SET cell = 'A1' WHERE rule = 'S-TOTAL'", "发现的问题", "多出"),
    ("UPDATE judgement SET final_cp = final_cp - 1 WHERE id = (SELECT min(judgement_id) FROM standing)", "得分和等次",
     "没有"),
    ("UPDATE submission SET state = 'accepted' WHERE id = (SELECT min(id) FROM submission WHERE state = 'refused')",
     "收到的文件", "多出"),
    ("UPDATE obligation SET met_on = '2023-03-01' WHERE id = (SELECT min(id) FROM obligation WHERE state = 'met')",
     "应报事项", "多出"),
    ("UPDATE notice SET to_email = 'x@y.example' WHERE id = 1", "通知", "没有"),
])
def test_whatever_differs_from_the_story_is_named(copied, statement, title, sign):
    """The comparison is able to fail, in both directions."""
    office, truth = copied
    spoilt(office, statement)
    assert any(said.startswith(sign) for said in differing(office, truth)[title])


def test_a_mail_too_few_or_too_many_is_named(copied):
    """The mails themselves are looked at, not only the rows about them."""
    office, truth = copied
    first, second, *_ = sorted((office.workspace / "outbox").glob("*.eml"))
    first.unlink()
    shutil.copy(second, second.with_name("copy.eml"))
    said = differing(office, truth)["信件"]
    assert [words[:2] for words in said] == ["多出", "缺少"]


def test_a_mail_to_somebody_else_is_named(copied):
    """The envelope counts, not only the header."""
    office, truth = copied
    mail = next((office.workspace / "outbox").glob("*.eml"))
    mail.write_bytes(mail.read_bytes().replace(b"X-Envelope-To: ", b"X-Envelope-To: spy@x.example, ", 1))
    assert any("收件人不对" in words for words in differing(office, truth)["信件"])


def test_the_same_size_is_the_same_office(tmp_path):
    """Name for name and fen for fen: nothing of it comes from a clock or from chance."""
    one, two = (small_office(tmp_path / name) for name in "ab")
    assert one.units == two.units
    assert [file.name for file in (one.workspace / "register").iterdir()] == [
        file.name for file in (two.workspace / "register").iterdir()]


def test_nobody_elses_folder_is_thrown_away(tmp_path, capsys):
    """A rehearsal begins with nothing, but clears only what a rehearsal has made."""
    (tmp_path / "jixiao.db").touch()
    assert rehearse(2023, "sample", tmp_path) == 2
    assert (tmp_path / "jixiao.db").exists() and not (tmp_path / MARK).exists()
    assert "不像是演练用的" in capsys.readouterr().out


def test_a_size_that_is_none_is_told(tmp_path, capsys):
    """And nothing is made."""
    assert rehearse(2023, "huge", tmp_path / "x") == 2
    assert "huge" in capsys.readouterr().out and not (tmp_path / "x").exists()
