"""One window lived from the first day to the last by five units: what each is sent, and what is made of its files."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from config.settings import settings
from tasks.forms.issue_check import Expected, check_issue
from tasks.forms.reader import read_one
from tasks.forms.signature import FormKey
from tests.flows.conftest import Office, fill

GOOD, WRONG, LATE, REFUSED, SILENT = (f"65300100{number}" for number in range(1, 6))
UNITS = {GOOD: "公路养护站", WRONG: "水利管理站", LATE: "农机推广站", REFUSED: "林业工作站", SILENT: "草原监理站"}
PARTLY = {  # 里程 25 of 50 km: 15 of 30 points; 满意度 84 of 90 %: 9.33 of 10
    ("指标", "I4"): "25公里", ("指标", "L4"): 15, ("指标", "M4"): "汛期停工，明年补齐",
    ("指标", "I7"): "84%", ("指标", "L7"): 9.33, ("指标", "M7"): "回访不够，已改进",
}
COUNTS = "SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM {}), (SELECT count(*) FROM {})".format(
    "notice", "judgement", "finding")


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    """March and April 2023. T-7 is 03-22, T-3 03-28, T-1 03-30, T+1 04-03, T+3 04-06 (清明), T+7 04-12."""
    with pytest.MonkeyPatch.context() as patch:
        workspace = tmp_path_factory.mktemp("window") / "ws"
        patch.setenv("JIXIAO_WORKSPACE", str(workspace))
        office = Office(workspace, 2022, UNITS)
        office.add_person(SILENT, "head", "head@ats.example", "站长")
        office.counted = {}
        for day in ("03-01", "03-07", "03-08", "03-09", "03-22", "03-28", "03-30", "04-03", "04-04", "04-06", "04-12",
                    "04-13"):
            _arrive(office, day)
            office.run(date.fromisoformat(f"2023-{day}"), *([] if day == "04-13" else ["publish"]))
            office.counted[day] = office.ask(COUNTS)
        yield office
        office.engine.dispose()


def _arrive(office, day):
    """What the units hand in that morning."""
    at = datetime.fromisoformat(f"2023-{day}T09:30:00")
    if day == "03-07":
        office.hand_in(GOOD, fill(office.issued(GOOD), 92.35, PARTLY), at)
        office.hand_in(WRONG, fill(office.issued(WRONG), cells={("指标", "L4"): 35}), at)
        office.hand_in(REFUSED, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", at, "自评表.pdf")
    if day == "03-09":
        marked = office.post.returned(office.email(WRONG))
        office.hand_in(WRONG, fill(marked, cells={("指标", "L4"): 30}), at, "自评表-改.xlsx")
        office.hand_in(REFUSED, office.form(REFUSED), at)
    if day == "04-04":
        office.hand_in(LATE, fill(office.issued(LATE)), at)


def test_every_mail_of_the_window_is_the_one_that_is_owed(window):
    """Reminders only while something is owed; nothing after the receipt; the last rung, then silence."""
    assert window.mails(GOOD) == ["03-01 下发", "03-07 回执"]
    assert window.mails(WRONG) == ["03-01 下发", "03-07 退回修改", "03-09 回执"]
    assert window.mails(REFUSED) == ["03-01 下发", "03-07 拒收", "03-09 回执"]
    assert window.mails(LATE) == [
        "03-01 下发", "03-22 提醒", "03-28 提醒", "03-30 最后提醒", "04-03 逾期催报", "04-04 回执"]
    assert window.mails(SILENT) == [
        "03-01 下发", "03-22 提醒", "03-28 提醒", "03-30 最后提醒", "04-03 逾期催报", "04-06 再次催报",
        "04-12 抄告"]
    told = {who: [mail.subject[1:5] for mail in window.post.of(f"{who}@ats.example")] for who in ("head", "jjk")}
    assert told == {"head": ["抄告】自", "负责人催"], "jjk": ["今日事项", "抄告】自", "抄告】自"]}
    assert len(window.post.all()) == 2 + 3 + 3 + 6 + 7 + 2 + 3


def test_who_gets_the_chasing_mails_climbs(window):
    """T+1 to the contact and its division, T+3 to the head too, T+7 to the head first: to each a mail of his own."""
    told = "SELECT rung, to_email FROM notice WHERE unit_code = '{}' AND state = 'sent' ORDER BY id"
    contact, head, division = window.email(SILENT), "head@ats.example", "jjk@ats.example"
    people: dict[str, list[str]] = {}
    for rung, who in window.ask(told.format(SILENT)):
        people.setdefault(rung, []).append(who)
    assert people["before_1"] == [contact] and people["overdue_1"] == [contact, division]
    assert people["overdue_3"] == [contact, head, division] and people["overdue_7"] == [head, contact, division]
    assert all((mail.to, mail.cc) == (tuple(mail.envelope), ()) for mail in window.post.all().values())


def test_days_without_news_leave_nothing_behind(window):
    """A run on which nothing happened writes no notice, no judgement and no finding."""
    assert window.counted["03-08"] == window.counted["03-07"]
    assert window.counted["04-13"] == window.counted["04-12"]


def test_the_form_that_goes_out_opens_and_is_ours(window, tmp_path):
    """Attached to the first mail: the unit's projects filled in, its signature verifies with the workspace's key."""
    [(name, content)] = window.mail(GOOD, "下发").files
    path = tmp_path / name
    path.write_bytes(content)
    reading = read_one(path)
    secret = (window.workspace / ".form-key").read_text().encode()
    key = FormKey(settings(window.workspace).form_key_id, secret)
    assert check_issue(reading, {key.kid: key}, Expected(2023, 2022, GOOD)) == []
    assert check_issue(reading, {key.kid: FormKey(key.kid, b"another")}, Expected(2023, 2022, GOOD))[0].rule == "F-SIG"
    assert load_workbook(BytesIO(content))["项目"]["C4"].value == window.title(GOOD)


def test_a_good_file_is_entered_scored_and_graded(window):
    """92.35 of 100 万元 spent: 9.24 points; 15 + 20 + 30 + 9.33 for the indicators; 83.57 in all is 良好."""
    found = window.ask(f"""SELECT j.self_score_cp, j.final_cp, j.final_grade, e.executed_fen, s.state, s.is_late
        FROM standing t JOIN judgement j ON j.id = t.judgement_id JOIN project p ON p.id = t.project_id
        JOIN entry e ON e.project_id = p.id JOIN submission s ON s.id = e.submission_id
        WHERE p.code = '{window.project(GOOD)}'""")
    assert found == [(8357, 8357, "良好", 92_350_000, "accepted", 0)]
    assert window.ask(f"SELECT state, met_on FROM obligation WHERE unit_code = '{GOOD}'") == [("met", "2023-03-07")]
    receipt = window.mail(GOOD, "回执")
    assert "自评表.xlsx" in receipt.words and receipt.files == ()


def test_a_wrong_file_comes_back_with_its_wrong_cell_marked(window):
    """The unit's own workbook: the cell coloured and commented, a first sheet that lists it; nothing counts yet."""
    [(name, content)] = window.mail(WRONG, "退回修改").files
    assert name == "自评表-退回修改.xlsx"
    book = load_workbook(BytesIO(content))
    cell = book["指标"]["L4"]
    assert cell.value == 35 and cell.fill.fgColor.rgb == "FFFFC7CE" and "35" in cell.comment.text
    assert book["指标"]["L5"].fill.fgColor.rgb != "FFFFC7CE"
    listed = [words for row in book.worksheets[0].iter_rows(values_only=True) for words in row if words]
    assert any("35" in str(words) and "30" in str(words) for words in listed)
    states = window.ask(f"SELECT state FROM submission WHERE unit_code = '{WRONG}' ORDER BY id")
    assert states == [("returned",), ("accepted",)]
    assert window.ask(f"SELECT met_on FROM obligation WHERE unit_code = '{WRONG}'") == [("2023-03-09",)]


def test_a_refused_file_is_told_why(window):
    """A PDF: the mail names the file and the reason, encloses nothing, and the file counts for nothing."""
    mail = window.mail(REFUSED, "拒收")
    assert "自评表.pdf" in mail.words and "这是 PDF 文件，不是表格" in mail.words and mail.files == ()


def test_a_late_file_is_taken_and_called_late(window):
    """Two working days after the deadline: the receipt says so, and so does the row."""
    assert window.ask(f"SELECT state, is_late FROM submission WHERE unit_code = '{LATE}'") == [("accepted", 1)]
    assert "逾期2个工作日" in window.mail(LATE, "回执").words.replace(" ", "")


def test_the_page_of_the_last_day_says_who_owes(window):
    """Four of five units are through; the page names the one that is not, and pins the ledger it was made from."""
    page = (window.workspace / "reports/2023/self_evaluation/index.html").read_text()
    assert UNITS[SILENT] in page and "总台账链首" in page
    pinned = window.ask("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1 OFFSET 1")[0]  # the run's end came after
    assert f"{pinned[0]}:{pinned[1]}" in page
    assert window.ask("SELECT state, count(*) FROM obligation GROUP BY state") == [("met", 4), ("owed", 1)]


def test_the_ledger_of_the_window_holds_until_a_score_is_touched(window):
    """Six weeks of runs verify; one accepted score changed behind the ledger's back is named."""
    assert window.broken() is None
    with window.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE indicator SET score_cp = score_cp + 100 WHERE seq = 0 AND entry_id = 1")
    broken = window.broken()
    assert broken.table == "submission" and "被改动" in broken.what
    with window.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE indicator SET score_cp = score_cp - 100 WHERE seq = 0 AND entry_id = 1")
    assert window.broken() is None
