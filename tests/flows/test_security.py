"""What must not stay, not leave and not be seen: classified forms, files built to do harm, passwords and keys."""

import io
import json
import logging
import zipfile
from datetime import date, datetime
from email import message_from_bytes

from config.settings import settings
from flows.rehearsal.hostile import HOSTILE
from tasks.desk import at_desk
from tasks.forms.reader import read_files
from tasks.request import Request
from tests.flows.conftest import UNITS

A, B, C = UNITS
DAY, AT = date(2023, 3, 7), datetime(2023, 3, 7, 9, 30)
TOKEN = "天山甲字"  # in the name of a project that must leave no trace


def traces(office, word):
    """Every file of the workspace in which a word occurs, mails and workbooks unpacked; the inbox is the sender's."""
    found = []
    for path in sorted(office.workspace.rglob("*")):
        if not path.is_file() or path.is_relative_to(office.workspace / "inbox"):
            continue
        content = path.read_bytes()
        if any(word.encode() in part for part in (content, str(path).encode(), *unpacked(path.suffix, content))):
            found.append(path.name)
    return found


def unpacked(suffix, content):
    """The parts of a mail or a workbook, attachments of attachments included."""
    if suffix == ".eml":
        for part in message_from_bytes(content).walk():
            inner = part.get_payload(decode=True) or b""
            yield inner
            yield from unpacked(".xlsx" if inner.startswith(b"PK") else "", inner)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def classified(office, unit, mark):
    """A printed form of a classified project."""
    return office.form(unit, says={(2, 1): f"{TOKEN}工程", (2, 4): "密级", (2, 5): mark})


def test_of_a_classified_form_nothing_stays_but_the_count(office):
    """Not a byte, not a name, in database, store, mail or page; the unit hears why, the security log counts it."""
    marks = {A: "秘密", B: "机密★10年"}
    for unit, mark in marks.items():
        office.hand_in(unit, classified(office, unit, mark), AT, f"{TOKEN}工程自评表.xlsx")
    office.hand_in(C, office.form(C), AT)
    office.run(DAY)
    office.run(date(2023, 3, 8), "publish")
    office.engine.dispose()  # whatever lies in the write-ahead log is on disk now
    assert [traces(office, word) for word in (TOKEN, *marks.values())] == [[], [], []]
    rows = office.ask("SELECT s.file, s.state, f.rule FROM submission s JOIN finding f ON f.submission_id = s.id")
    assert rows == [("（标注密级的文件，未登记）", "refused", "F-SECRET")] * 2
    assert len(list((office.workspace / "store").glob("*/*"))) == 1  # the other unit's
    assert "涉密" in office.mail(A, "拒收").words
    logged = office.ask("SELECT subject, payload FROM event WHERE kind = 'security.withheld' ORDER BY subject")
    assert [unit for unit, _ in logged] == [A, B] and "F-SECRET" in logged[0][1]
    assert office.ask("SELECT count(*) FROM entry") == [(1,)]


def test_a_form_marked_as_open_is_taken(office):
    """The words for an open project are one list, in config/forms/register.yaml."""
    marks = ["公开", "非涉密", "不 涉 密", "无", "否", "—"]
    for number, mark in enumerate(marks):
        office.hand_in(A, office.form(A, says={(2, 4): "密级", (2, 5): mark}), AT, f"{number}.xlsx")
    office.run(DAY, "publish", send=False)
    assert office.ask("SELECT state FROM submission") == [("accepted",)] * len(marks)


def test_a_file_built_to_do_harm_is_logged_and_stops_nobody(office, monkeypatch):
    """Two bombs and a path that climbs out: refused, in the security log once, while the next file is taken."""
    monkeypatch.setattr("tasks.collect.read_files", read_files)  # in the limited process, as ever
    bad = {one.name: one for one in HOSTILE if one.name in ("解压炸弹.xlsx", "实体炸弹.xlsx", "路径穿越.xlsx")}
    for name, one in bad.items():
        office.hand_in(A, one.data, AT, name)
    office.hand_in(B, office.form(B), AT)
    office.run(DAY, "publish")
    office.run(date(2023, 3, 8), "publish")
    logged = office.ask("SELECT payload FROM event WHERE kind = 'security.hostile' AND subject = '653001001'")
    assert sorted(json.loads(payload)["rule"] for (payload,) in logged) == ["F-BOMB", "F-DTD", "F-ZIP"]
    assert dict(office.ask("SELECT file, state FROM submission")) == dict.fromkeys(bad, "refused") | {
        "自评表.xlsx": "accepted"}
    assert len(office.mails(A)) == 4  # the form and a word on each


def test_passwords_and_keys_are_nowhere_to_be_read(office, monkeypatch, caplog):
    """In no log, no table, no report, no mail and no repr."""
    secrets = {"SMTP_PASSWORD": "pässword-of-the-post", "FORM_KEY": "key-of-the-forms-0123456789"}
    for name, value in secrets.items():
        monkeypatch.setenv(f"JIXIAO_{name}", value)
    caplog.set_level(logging.DEBUG)
    office.hand_in(A, office.form(A), AT)
    office.run(DAY)
    with at_desk("self_evaluation", Request(work_year=2023, as_of=DAY)) as desk:
        shown = f"{desk!r} {desk.settings!r} {desk.key!r} {desk.engine!r} {settings()} {desk.settings.model_dump()}"
    office.engine.dispose()
    for value in secrets.values():
        assert traces(office, value) == []
        assert value not in caplog.text and value not in shown
    assert not (office.workspace / ".form-key").exists()


def test_the_key_of_the_workspace_is_its_owners_alone(office):
    """Made once, readable by nobody else, the same for every run."""
    office.run(date(2023, 3, 1), "publish", send=False)
    path = office.workspace / ".form-key"
    secret = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600 and len(secret) == 64
    office.run(date(2023, 3, 2), "publish", send=False)
    assert path.read_text() == secret and traces(office, secret) == [".form-key"]
