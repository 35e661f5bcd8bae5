"""Whose file it is, under whatever name it comes: the folder, the signature, the name on the form, or nobody."""

import os
from datetime import date, datetime

import pytest
from sqlalchemy import insert, update

from tasks import collect
from tasks.store.models import Alias, Unit
from tests.flows.conftest import UNITS, Office, fill, lightly

A, B, C = UNITS
FORMER, HEIR = "653001008", "653001009"
DAY, AT = date(2023, 3, 7), datetime(2023, 3, 7, 9, 30)


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    """One morning's inbox with a file for every way of being somebody's, taken in by one run."""
    with pytest.MonkeyPatch.context() as patch:
        workspace = tmp_path_factory.mktemp("identity") / "ws"
        patch.setenv("JIXIAO_WORKSPACE", str(workspace))
        lightly(patch)
        office = Office(workspace, 2022, UNITS | {FORMER: "旧畜牧站", HEIR: "畜牧兽医站"}, projects=3)
        with office.engine.begin() as conn:
            conn.execute(insert(Alias).values(unit_code=B, name="水管站", match_key="水管站"))
            conn.execute(update(Unit).where(Unit.code == FORMER).values(
                valid_to=date(2023, 2, 1), successor_code=HEIR))
        office.run(date(2023, 3, 1), "publish")
        _fill_inbox(office)
        office.run(DAY, "publish")
        yield office
        office.engine.dispose()


def _fill_inbox(office):
    office.hand_in(A, office.form(B), AT, "别家的.xlsx")
    office.hand_in(A, fill(office.issued(B)), AT, "别家下发的.xlsx")
    office.hand_in(A, office.form(A, name="公路总段"), AT, "名字不在册.xlsx")
    office.hand_in("散件", office.form(C), AT, "凭名称.xlsx")
    office.hand_in("", office.form(B, number=1, name="水管站"), AT, "凭别名.xlsx")
    office.hand_in("不知谁", office.form(A, number=2, name="某某公司"), AT, "无主.xlsx")
    office.hand_in(C, office.form(C, number=1), AT, "一.xlsx")
    office.hand_in(C, office.form(C, number=1), AT, "一（副本）.xlsx")
    office.hand_in("散件", office.form(C, number=1), AT, "一.xlsx")
    for unit in (B, C):
        office.hand_in(unit, b"the same bytes", AT, "同样的.xlsx")
    office.hand_in(HEIR, office.form(FORMER), AT, "并入单位的.xlsx")
    office.hand_in(FORMER, office.form(FORMER, number=1, name="畜牧兽医站"), AT, "用新名字.xlsx")
    office.hand_in(HEIR, office.form(HEIR, executed=80.0), AT, "自己的.xlsx")
    for name in ("~$一.xlsx", "一.xlsx.part", ".一.xlsx", "一.tmp"):
        office.hand_in(A, office.form(A), AT, name)
    office.hand_in(A, office.form(A, number=1), AT, os.fsdecode("自评表.xlsx".encode("gbk")))
    office.hand_in(A, b"%PDF-1.7\n", AT, "扫描\n件\x01\u202e.pdf")


def fates(office):
    """File → whose it became, its state and its gravest rule."""
    rows = office.ask("""SELECT s.file, coalesce(s.unit_code, ''), s.state, coalesce(group_concat(f.rule), '')
        FROM submission s LEFT JOIN finding f ON f.submission_id = s.id GROUP BY s.id ORDER BY s.id""")
    return {(file, unit): (state, rules) for file, unit, state, rules in rows}


def test_another_units_form_counts_for_nobody(morning):
    """Printed or issued: refused, and the unit in whose folder it lay hears whose it is."""
    found = fates(morning)
    assert found["别家的.xlsx", A] == found["别家下发的.xlsx", A] == ("refused", "F-UNIT")
    refusal = [mail.words for mail in morning.post.of(morning.email(A)) if "别家的.xlsx" in mail.words]
    assert UNITS[B] in refusal[0]


def test_an_unknown_name_on_an_own_form_is_asked_about(morning):
    """The folder decides; the name is to be explained."""
    state, rules = fates(morning)["名字不在册.xlsx", A]
    assert (state, rules) == ("accepted", "W-ALIAS")


def test_a_file_in_no_units_folder_goes_by_the_name_on_it(morning):
    """Its own name, or one it went by; a name that nobody bears is nobody's file."""
    found = fates(morning)
    assert found["凭名称.xlsx", C][0] == found["凭别名.xlsx", B][0] == "accepted"
    assert found["无主.xlsx", ""] == ("refused", "F-NOUNIT")


def test_nobody_is_told_of_a_file_that_is_nobodys(morning):
    """No notice, and its name is in no mail."""
    assert morning.ask("""SELECT count(*) FROM notice n JOIN submission s ON s.id = n.submission_id
        WHERE s.unit_code IS NULL""") == [(0,)]
    assert [mail.subject for mail in morning.post.all().values() if "无主.xlsx" in mail.words] == []


def test_the_same_bytes_are_one_submission_for_each_unit(morning):
    """Twice in one folder and once astray: one; in two units' folders: two."""
    found = [key for key in fates(morning) if key[0].startswith("一")]
    assert found == [("一.xlsx", C)] or found == [("一（副本）.xlsx", C)]
    assert {unit for file, unit in fates(morning) if file == "同样的.xlsx"} == {B, C}


def test_the_forms_of_a_merged_unit_count_for_it_in_either_folder(morning):
    """Named by the old name in the successor's folder, or by the new name in the old folder; its own stay its own."""
    found = fates(morning)
    assert found["并入单位的.xlsx", FORMER] == ("accepted", "")
    assert found["用新名字.xlsx", FORMER] == ("accepted", "N-NAME")
    assert found["自己的.xlsx", HEIR][0] == "accepted"


def test_a_file_that_is_being_written_is_left_alone(morning):
    """Office's lock files, partial uploads and hidden files are no submissions."""
    assert not [file for file, _ in fates(morning) if file.startswith(("~", ".")) or file.endswith((".part", ".tmp"))]


def test_a_name_in_gbk_or_with_control_characters_is_shown_as_people_read_it(morning):
    """Decoded; what nobody sees is replaced, so that it breaks no line and no workbook."""
    found = fates(morning)
    assert found["自评表.xlsx", A][0] == "accepted"
    assert found["扫描_件__.pdf", A] == ("refused", "F-PDF")
    assert any("扫描_件__.pdf" in mail.words for mail in morning.post.of(morning.email(A)))


def test_the_next_run_finds_nothing_new(morning):
    """Strays and files in a kindred folder are known by their bytes too."""
    before = fates(morning)
    morning.run(date(2023, 3, 8))
    assert fates(morning) == before
    assert morning.broken() is None


def test_a_merged_unit_still_owes_and_its_successor_is_written_to(morning):
    """X09: its own obligation for its own projects; form and reminders go to the successor's contact."""
    assert morning.ask(f"SELECT state FROM obligation WHERE unit_code IN ('{FORMER}', '{HEIR}')") == [("owed",)] * 2
    sent = morning.ask(f"SELECT kind, to_email, state FROM notice WHERE unit_code = '{FORMER}' ORDER BY id")
    assert sent == [("issue", morning.email(HEIR), "sent"), *[("receipt", morning.email(HEIR), "sent")] * 2]
    titles = [mail.subject for mail in morning.post.of(morning.email(HEIR)) if "旧畜牧站" in mail.subject]
    assert len(titles) == 3
    page = (morning.workspace / "reports/2023/self_evaluation/index.html").read_text()
    assert "旧畜牧站" in page


@pytest.mark.parametrize("how", ["gone", "changed", "unreadable"])
def test_a_file_that_changes_under_the_reader_is_left_to_the_next_run(office, monkeypatch, how):
    """Between being listed and being read: nothing of it is taken, and the next run takes what is there."""
    path = office.hand_in(A, office.form(A), AT)
    listed = collect.arrivals

    def meanwhile(*args):
        found = list(listed(*args))
        if how == "gone":
            path.unlink()
        elif how == "changed":
            office.hand_in(A, office.form(A, executed=95.0), AT)
        else:
            path.rename(path.with_name("..."))
            path.mkdir()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(collect, "arrivals", meanwhile)
        office.run(DAY, "publish")
    assert office.ask("SELECT * FROM submission") == []
    assert list((office.workspace / "store").rglob("*.xlsx")) == []
    if how == "changed":
        office.run(DAY, "publish")
        assert office.ask("SELECT state FROM submission") == [("accepted",)]
        assert office.ask("SELECT executed_fen FROM entry") == [(95_000_000,)]


def test_bytes_that_are_known_do_not_vouch_for_others(office, monkeypatch):
    """Listed as a file whose bytes are in the store already, swapped before it is read: not taken for those."""
    office.hand_in(B, office.form(A), AT)
    office.run(DAY, "publish")
    path = office.hand_in(A, office.form(A), AT)
    listed = collect.arrivals

    def swapped(*args):
        found = list(listed(*args))
        path.write_bytes(office.form(A, executed=95.0))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(collect, "arrivals", swapped)
        office.run(date(2023, 3, 8), "publish")
    assert office.ask(f"SELECT * FROM submission WHERE unit_code = '{A}'") == []


def test_an_inbox_with_pipes_links_and_no_permission_does_not_stop_a_run(office):
    """Only regular files are files."""
    folder = office.workspace / "inbox" / A
    folder.mkdir(parents=True)
    os.mkfifo(folder / "pipe.xlsx")
    (folder / "link.xlsx").symlink_to("/etc/hostname")
    (folder / "dangling.xlsx").symlink_to("nowhere")
    (office.workspace / "inbox" / "loop").symlink_to(office.workspace / "inbox")
    office.run(DAY, "publish")
    assert office.ask("SELECT * FROM submission") == []
