"""The command line as people meet it: Chinese findings with cells, JSON for machines, an exit code that says which."""

import json
import os
import subprocess
import sys
from datetime import date, datetime

import pytest

from config.settings import settings
from flows.rehearsal.hostile import HOSTILE
from flows.rehearsal.workbook import Workbook
from tasks.mail.faults import Config
from tests.flows.conftest import UNITS, Office, fill, lightly, plainly

A, B, C = UNITS
SHAPE = {
    "file": str, "form": str, "fiscal_year": int, "unit": str,
    "projects": [{
        "code": str, "name": str, "budget_fen": int, "executed_fen": int, "self_score_cp": int, "score_cp": int,
        "grade": str,
        "indicators": [{"level1": str, "level2": str, "level3": str, "target": str, "actual": str, "weight_cp": int,
                        "self_score_cp": int, "score_cp": int}],
    }],
    "findings": [{"rule": str, "tier": str, "sheet": str, "cell": str, "value": str, "expected": str, "message": str}],
}


def shaped(value, shape):
    """Whether a JSON value has exactly the keys and kinds of a shape, in their order."""
    if isinstance(shape, list):
        return isinstance(value, list) and all(shaped(one, shape[0]) for one in value)
    if isinstance(shape, dict):
        return list(value) == list(shape) and all(shaped(value[key], shape[key]) for key in shape)
    return type(value) is shape


@pytest.fixture
def saved(tmp_path):
    """Write a file and name it."""

    def save(content, name="自评表.xlsx"):
        path = tmp_path / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    return save


@pytest.fixture
def form(office):
    """The form of unit A as it was sent on the first day."""
    office.run(date(2023, 3, 1), "publish")
    return office.issued(A)


def test_a_good_form_of_either_layout_is_read_scored_and_passed(office, form, jixiao, saved):
    """JSON as issue 2 writes it down, key by key; exit 0, and not a byte written."""
    before = office.ask("SELECT * FROM event")
    for path, unit in ((saved(fill(form)), A), (saved(office.form(A), "打印格式.xlsx"), UNITS[A])):
        code, out, _ = jixiao("check", path, "--json", "--work-year", 2023)
        report = json.loads(out)
        assert shaped(report, SHAPE) and code == 0
        assert (report["file"], report["form"], report["fiscal_year"], report["unit"]) == (
            path.name, "self_evaluation", 2022, unit)
        [project] = report["projects"]
        assert (project["budget_fen"], project["executed_fen"], project["score_cp"], project["grade"]) == (
            100_000_000, 90_000_000, 9900, "优秀")
        assert len(project["indicators"]) == 4 and project["indicators"][0]["score_cp"] == 3000
        assert not [one for one in report["findings"] if one["tier"] != "提示"]
    assert office.ask("SELECT * FROM event") == before


def test_a_wrong_cell_is_named_in_chinese(form, jixiao, saved):
    """Where, what and what to do; exit 1. A form that nobody has filled in is asked to be."""
    path = saved(fill(form, cells={("指标", "L4"): 35, ("项目", "F4"): "九十万"}))
    code, out, _ = jixiao("check", path)
    assert code == 1
    assert "错误 S-OVERWEIGHT  指标!L4：35" in out and "请改正" in out and "指标!L4" in out and "项目!F4" in out
    code, out, _ = jixiao("check", saved(form, "空表.xlsx"), "--json")
    assert code == 1 and {one["rule"] for one in json.loads(out)["findings"]} == {"R-REQ"}


def test_a_form_that_was_tampered_with_is_told_by_the_key(office, form, jixiao, saved, monkeypatch):
    """The hidden sheet says another year: F-SIG where this machine holds the key, nothing where nobody can tell."""
    book = Workbook(fill(form))
    book.type("_meta", {"B10": "2023-03-05"}, {})
    path = saved(book.data())
    rules = {one["rule"] for one in json.loads(jixiao("check", path, "--json")[1])["findings"]}
    assert "F-SIG" in rules
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(office.workspace.parent / "elsewhere"))
    rules = {one["rule"] for one in json.loads(jixiao("check", path, "--json")[1])["findings"]}
    assert "F-SIG" not in rules
    assert not (office.workspace.parent / "elsewhere").exists()


def test_every_hostile_file_gets_its_answer(jixiao, saved, monkeypatch, tmp_path):
    """All of them in one go: each the rule it was made for, with a message in Chinese; the rest go on."""
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(tmp_path / "none"))
    paths = [saved(one.data, one.name) for one in HOSTILE]
    code, out, _ = jixiao("check", *paths, "--json")
    reports = json.loads(out)
    assert code == 1 and [report["file"] for report in reports] == [one.name for one in HOSTILE]
    for one, report in zip(HOSTILE, reports, strict=True):
        found = {finding["rule"]: finding for finding in report["findings"]}
        assert one.rule in found, one.name
        assert list(found[one.rule]) == list(SHAPE["findings"][0]) and "。" in found[one.rule]["message"]
        if one.rule.startswith("F-"):
            assert set(found) == {one.rule} and report["projects"] == [], one.name
            assert found[one.rule]["tier"] == "拒收"


def test_one_hostile_file_is_said_in_words(jixiao, saved, monkeypatch, tmp_path):
    """For people: the tier, the reason, what to do. A name is never taken for markup."""
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(tmp_path / "none"))
    code, out, _ = jixiao("check", saved(b"%PDF-1.7\n", "[red]扫描[bold].pdf"))
    assert code == 1
    assert "[red]扫描[bold].pdf：没有读出内容" in out and "拒收 F-PDF  整份文件" in out and "请报送 .xlsx 原表" in out


def test_what_cannot_be_found_is_said_with_exit_code_2(jixiao, tmp_path, monkeypatch):
    """Files, regions, days, milestones without a flow: usage, in Chinese."""
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(tmp_path / "none"))
    for words, said in (
        (("check", tmp_path / "没有.xlsx"), "找不到文件"), (("import", tmp_path), "找不到文件"),
        (("run", "self_evaluation", "--regions", "火星"), "没有区划“火星”"),
        (("run", "self_evaluation", "--as-of", "2039-01-01"), "还没有到"),
        (("verify", "--head", "12"), "序号、冒号、64 位校验码"),
    ):
        code, out, err = jixiao(*words)
        assert code == 2 and said in out + err, words
    assert not (tmp_path / "none").exists()


def test_what_is_not_set_up_is_said_with_exit_code_3(office, jixiao, tmp_path):
    """An unknown milestone, a workspace without a store, a typo in the settings: what to do, and no traceback."""
    empty = tmp_path / "empty"
    for words, said in ((("run", "nonsense"), "没有节点“nonsense”"), (("status", "--workspace", empty), "还没有数据库"),
                        (("verify", "--workspace", empty), "还没有数据库")):
        code, _, err = jixiao(*words)
        assert code == 3 and said in err and "Traceback" not in err, words
    (office.workspace / "settings.toml").write_text('smtp_hots = "x"\n')
    code, _, err = jixiao("status")
    assert code == 3 and "smtp_hots" in err and not empty.exists()


@pytest.fixture
def run(office, jixiao, monkeypatch):
    """`jixiao run` with the flow's paragraph run plainly: everything about it but the Prefect server."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setattr("flows.self_evaluation.self_evaluation", plainly)
    return lambda *words, on: jixiao("run", "self_evaluation", "--work-year", 2023, *words, on=on)


def test_a_run_says_where_its_reports_are(office, run):
    """Who, why, which regions and whether to send stand in the ledger."""
    words = ("--regions", "阿图什市", "--operator", "李四", "--reason", "试运行", "--no-send")
    code, _, said = run(*words, on=date(2023, 3, 1))
    assert code == 0 and f"报告在 {office.workspace / 'reports'}" in said.replace("\n", "")
    assert office.ask("SELECT operator, reason, regions FROM run") == [("李四", "试运行", '["653001"]')]
    assert office.mails() == []
    assert run("--operator", "", on=date(2023, 3, 1))[0] == 2


def test_a_run_whose_mails_cannot_leave_says_so(run, monkeypatch):
    """Exit 3 and what to do; nothing will be done twice."""
    def refused(*_):
        raise Config("邮件服务器拒绝登录")

    monkeypatch.setattr("tasks.mail.post.Post.send", refused)
    code, _, said = run(on=date(2023, 3, 1))
    assert code == 3 and "邮件服务器拒绝登录" in said and "不会重复" in said


def test_a_fault_is_never_mistaken_for_findings(run, monkeypatch):
    """What nobody foresaw ends with 3 and its traceback, for 1 means findings."""
    def broken(*_):
        raise RuntimeError("disk on fire")

    monkeypatch.setattr("tasks.store.runs.begin", broken)
    code, _, err = run(on=date(2023, 3, 1))
    assert code == 3 and "disk on fire" in err


def test_the_status_tells_who_owes_and_what_came_last(office, jixiao):
    """Exit 1 while somebody is late; in words and as JSON."""
    office.hand_in(A, office.form(A), datetime(2023, 3, 7, 9))
    office.hand_in(B, office.form(B, executed=120.0), datetime(2023, 3, 7, 9))
    office.run(date(2023, 3, 7), "publish")
    code, out, _ = jixiao("status", on=date(2023, 3, 8))
    assert code == 0 and "应报 3 项，已报齐 1 项（33.33%）" in out and "已发送 4" in out
    assert "退回或拒收后还没有重报 1家" in out and "jixiao status --work-year 2023" in out
    code, out, _ = jixiao("status", "--json", on=date(2023, 4, 4))
    found = json.loads(out)
    assert code == 1 and found["total"] == 3 and found["mails"] == {"sent": 4}
    assert found["owed"] == [
        {"milestone": "self_evaluation", "node": "", "matter": "单位自评", "unit_code": unit, "unit_name": UNITS[unit],
         "due": "2023-03-31", "last_file": last, "overdue_days": 2}
        for unit, last in ((B, "returned"), (C, ""))]


def test_the_ledger_is_walked_and_a_changed_score_is_named(tmp_path, monkeypatch, jixiao):
    """Whole: its head, which a page had printed; touched: the row; cut at the end: only the printed head tells."""
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(tmp_path / "own"))
    lightly(monkeypatch)
    office = Office(tmp_path / "own", 2022)
    office.hand_in(A, office.form(A), datetime(2023, 3, 7, 9))
    office.run(date(2023, 3, 7), "publish", send=False)
    code, out, _ = jixiao("verify")
    head = out.strip().rpartition(" ")[2]
    assert code == 0 and "总台账完好" in out
    assert jixiao("verify", "--head", head)[0] == 0
    with office.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE judgement SET final_cp = 10000")
    code, out, _ = jixiao("verify", "--head", head)
    assert code == 1 and "judgement 1" in out and "被改动" in out
    with office.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE judgement SET final_cp = 9900")
        conn.exec_driver_sql("DELETE FROM event WHERE kind = 'run.end'")
        conn.exec_driver_sql("UPDATE run SET ended_at = NULL, outcome = '{}'")
    assert jixiao("verify")[0] == 0
    assert jixiao("verify", "--head", head)[0] == 1
    office.engine.dispose()


def test_the_calendar_shows_both_dates_and_why(jixiao):
    """31 March 2025 is 肉孜节 in Xinjiang: due on 1 April."""
    code, out, _ = jixiao("calendar", "--work-year", 2025, "--json")
    [mine] = [row for row in json.loads(out) if row["milestone"] == "self_evaluation"]
    assert code == 0 and (mine["written"], mine["due"]) == ("2025-03-31", "2025-04-01") and "肉孜节" in mine["reason"]
    assert "2025-04-01" in jixiao("calendar", "--work-year", 2025)[1]
    assert "暂定" in jixiao("calendar", "--work-year", 2030)[1]


def test_the_register_is_imported_whole_or_not_at_all(jixiao, saved, tmp_path):
    """A wrong address is named with its cell and nothing goes in; corrected, it does."""
    rows = "单位编码,单位名称,区划,联系人,联系邮箱\n653001001,公路养护站,阿图什市,张三,{}\n"
    workspace = ("--workspace", tmp_path / "new")
    code, out, _ = jixiao("import", saved(rows.format("张三").encode(), "名录.csv"), *workspace)
    assert code == 1 and "一行未动" in out and "G-EMAIL" in out and "E2" in out
    code, out, _ = jixiao("import", saved(rows.format("a@x.cn").encode(), "名录.csv"), *workspace, "--json")
    [report] = json.loads(out)
    assert code == 0 and report["refused"] is False and report["rows"]["units"] == 1
    assert jixiao("verify", *workspace)[0] == 0


HEAVY = ["prefect", "pandas", "great_expectations", "sqlalchemy", "numpy", "matplotlib", "yagmail"]


def test_help_is_quick_because_it_imports_nothing_heavy():
    """In a process of its own: the word for every command, and none of the heavy packages."""
    code = f"""
import sys
sys.argv = ["jixiao", "--help"]
from flows.__main__ import main
try:
    main()
finally:
    print("HEAVY", [name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and "HEAVY []" in done.stdout
    for command in ("demo", "run", "check", "import", "extend", "status", "calendar", "verify"):
        assert f"  {command} " in done.stdout


def test_a_real_process_checks_a_file(office, saved, tmp_path):
    """As a clerk does it, in a terminal without colours: words on the output, nothing on the error channel."""
    path = saved(office.form(A, executed=120.0))
    env = os.environ | {"JIXIAO_WORKSPACE": str(tmp_path / "none"), "COLUMNS": "80"}
    done = subprocess.run([sys.executable, "-m", "flows", "check", str(path)], capture_output=True, text=True, env=env)
    assert done.returncode == 1 and done.stderr == ""
    assert "S-OVERSPENT" in done.stdout and "大于全年预算数" in done.stdout
    assert settings().workspace == office.workspace
