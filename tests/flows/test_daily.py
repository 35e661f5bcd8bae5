"""每日台账 through the verbs: what others left open shows the next day, and who would have to answer is proposed."""

from datetime import date, datetime

from tasks.store import verdicts
from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
BUREAU, TOP = "653001-CZ", "653000-CZ"


def standing(year, kind):
    """Subject → (word, rules, proposal) in force."""
    rows = year.in_force("daily", kind)
    return {subject: (row["verdict"], row["rules"], row["proposal"]) for subject, row in rows.items()}


def waiting(year, day):
    """The proposals that nobody has decided."""
    with year.engine.connect() as conn:
        return verdicts.waiting(conn, 2023, day).to_dict("records")


def test_the_ledger_of_a_spring_day(year):
    """Nobody planned in February: ledger, own level, broken chains; ten working days later the bureau would answer."""
    year.run(date(2023, 2, 1), "publish", milestone="overall_targets")
    year.run(date(2023, 3, 1), "publish", milestone="daily")
    assert standing(year, "ledger")["G01|县（市）"] == ("有缺", "O02", "")
    assert standing(year, "ledger")["其他规则|州本级"] == ("无应报事项", "O02", "")
    assert standing(year, "own_level")["653001"] == ("有缺", "O07", "")
    assert standing(year, "accountability") == {}

    year.run(date(2023, 3, 14), milestone="daily")
    assert standing(year, "accountability") == {f"{BUREAU}|重大缺项漏项": ("建议追责", "O09", "追责")}
    page = (year.workspace / "reports/2023/daily/index.html").read_text()
    assert "整体绩效目标应报3项，期满10个工作日内报0项，属重大缺项漏项" in page and "阿图什市财政局" in page
    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    for day in (14, 15):
        year.run(date(2023, 3, day), "publish", milestone="daily")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before


def test_a_recorded_incident_is_a_proposal_and_nothing_more(year):
    """The bureau puts 推诿扯皮 on record, signed: 追责 is proposed; withdrawn, it is gone."""
    def record(withdrawn):
        return plain_book("duty_incidents", {"duty_incidents": [
            {"incident_no": "1", "about_unit": B, "kind": "推诿扯皮", "occurred_on": date(2023, 5, 4),
             "basis": "会议纪要", "about": "三次通知不到会", "recorded_by": "古丽", "withdrawn": withdrawn}]})
    year.hand_in(BUREAU, record(False), datetime(2023, 5, 8, 10), "登记.xlsx")
    year.run(date(2023, 5, 8), "publish", milestone="daily")
    assert year.ask("SELECT form, state FROM submission") == [("duty_incidents", "accepted")], (
        year.ask("SELECT rule, sheet, cell, value, message FROM finding"))
    assert standing(year, "accountability") == {f"{B}|推诿扯皮": ("建议追责", "O10", "追责")}
    year.hand_in(BUREAU, record(True), datetime(2023, 5, 9, 10), "撤销.xlsx")
    year.run(date(2023, 5, 9), "publish", milestone="daily")
    assert standing(year, "accountability") == {}


def test_what_was_approved_stays_approved_and_becomes_a_paper(year):
    """The bureau's accountability waits; approved, it is drafted; a further ground waits for a decision of its own."""
    year.run(date(2023, 2, 1), "publish", milestone="overall_targets")
    year.run(date(2023, 3, 14), "publish", milestone="daily")
    paper = year.workspace / "reports/2023/daily/追责意见（代拟稿）.xlsx"
    assert not paper.exists()
    [one] = waiting(year, date(2023, 3, 14))
    with year.engine.begin() as conn:
        verdicts.decide(conn, None, datetime(2023, 3, 14, 12), one["id"], "approved", "局长", "会议研究")
    year.run(date(2023, 3, 15), milestone="daily")
    assert paper.exists() and len(year.ask("SELECT id FROM verdict WHERE kind = 'accountability'")) == 1

    incident = {"incident_no": "1", "region_code": "653001", "division_code": "", "kind": "财政厅批评",
                "occurred_on": date(2023, 3, 16), "basis": "新财绩〔2023〕1号", "about": "漏报", "recorded_by": "古丽",
                "withdrawn": False}
    book = plain_book("incidents", {"incidents": [incident]})
    year.hand_in("653000-JX", book, datetime(2023, 3, 16, 10), "登记.xlsx")
    year.run(date(2023, 3, 16), "publish", milestone="county_assessment")
    year.run(date(2023, 3, 16), "publish", milestone="daily")
    assert set(standing(year, "accountability")) == {f"{BUREAU}|重大缺项漏项", f"{BUREAU}|财政厅批评"}
    [left] = [row["subject"] for row in waiting(year, date(2023, 3, 16)) if row["kind"] == "accountability"]
    assert left == f"{BUREAU}|财政厅批评"


def test_indicators_are_held_against_the_library(year):
    """P01: with a library that knows one of four indicators, a quarter is covered."""
    [level3] = year.ask("SELECT level3 FROM project_indicator WHERE seq = 0 LIMIT 1")[0]
    rows = [{"industry": "交通", "level1": "产出指标", "level2": "数量指标", "level3": level3, "standard": "",
             "version": "1"}]
    year.hand_in("653000-JX", plain_book("indicator_library", {"indicator_library": rows}), datetime(2023, 5, 8, 10),
                 "指标库.xlsx")
    year.run(date(2023, 5, 8), milestone="daily")
    assert standing(year, "library") == {"653001": ("部分入库", "P01", "")}
    page = (year.workspace / "reports/2023/daily/index.html").read_text()
    assert "指标12条，在指标库中的3条，覆盖率25.00%" in page
