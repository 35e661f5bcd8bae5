"""事前评估与目标闸门 through the six verbs: the form, what is asked for and granted, a line that should not be."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import delete, insert, update

from config.forms_table import table_forms
from tasks.store.models import Contact, Unit
from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
FINANCE = "653001-CZ"
SIGNED = {"reviewed_by": "阿依古丽", "reviewed_on": date(2023, 9, 20)}
EMPTY = dict.fromkeys(("period", "total_fen", "fiscal_fen", "other_fen", "medium_goal", "opinion", "note",
                       "medium_target", "standard", "source", "frequency"))


def code(unit):
    """The unit's new project, which no library knows yet."""
    return f"{unit[:6]}24T{int(unit):012d}"


def key(unit):
    """What every form says of it."""
    return {"project_code": code(unit), "project_name": "新建桥梁", "fiscal_year": 2024, "stage": "年初预算"}


def request(*units, weights=(5000, 4000)):
    """F1: 100 万元 for each unit's new project, with one target of output and one of benefit."""
    ask = {"novelty": "新增", "emergency": False, "specialised": False, "requested_fen": 100_000_000,
           "goal": "建成桥梁"}
    targets = [
        {"level1": f"{kind}指标", "level2": "数量指标", "level3": f"{kind}一", "relation": "≥", "target": "≥1座",
         "measure": "座", "weight_cp": weight} for kind, weight in zip(("产出", "效益"), weights, strict=True)
    ]
    return plain_book("budget_gate", {
        "requests": [EMPTY | key(unit) | ask for unit in units],
        "request_indicators": [EMPTY | key(unit) | one for unit in units for one in targets]})


def report(unit, title="评估报告"):
    """The unit's own ex-ante evaluation."""
    five = dict.fromkeys(("necessity", "economy", "goals", "feasibility", "funding"), "已论证")
    return plain_book("ex_ante_reports", {"ex_ante_reports": [
        key(unit) | five | {"reported_on": date(2023, 9, 10), "report_title": title, "conclusion": "支持",
                            "supported_fen": 100_000_000, "institution": "", "note": ""}]})


def reviews(unit, verdict, granted):
    """What finance says of the report."""
    return plain_book("ex_ante_reviews", {"ex_ante_reviews": [
        key(unit) | SIGNED | {"manner": "审核", "verdict": verdict, "supported_fen": granted, "opinion": "已审",
                              "institution": ""}]})


def goals(*units):
    """What finance says of the targets: all good."""
    four = dict.fromkeys(("completeness", "relevance", "fitness", "feasibility"), "")
    return plain_book("goal_reviews", {"goal_reviews": [
        key(unit) | four | SIGNED | {"round": 1, "verdict": "通过", "opinion": ""} for unit in units]})


def gate(year, kind="project"):
    """Unit → verdict in force and what may be in, in 万元."""
    rows = year.ask("SELECT v.unit_code, v.verdict, v.amount_fen FROM verdict v JOIN verdict_now s"
                    f" ON s.verdict_id = v.id WHERE v.kind = '{kind}' AND v.milestone = 'budget_gate'")
    return {unit: (verdict, amount // 1_000_000) for unit, verdict, amount in rows}


def test_what_is_asked_for_is_let_in_as_far_as_it_was_granted(year):
    """A and B ask; A's report is supported in part, B has none; lines in the budget all the same are alerts."""
    for unit in (A, B):
        year.hand_in(unit, request(unit), datetime(2023, 9, 11, 9), "申报表.xlsx")
    year.hand_in(A, report(A), datetime(2023, 9, 11, 10), "评估报告登记表.xlsx")
    year.run(date(2023, 9, 11), "publish", milestone="budget_gate")
    assert {state for state, in year.ask("SELECT state FROM submission")} == {"accepted"}, (
        year.ask("SELECT rule, cell, value, message FROM finding"))
    assert gate(year) == {A: ("暂不列入预算", 0), B: ("不得列入预算", 0)}

    year.hand_in(FINANCE, reviews(A, "部分支持", 60_000_000), datetime(2023, 9, 20, 9), "评估审核表.xlsx")
    year.hand_in(FINANCE, goals(A, B), datetime(2023, 9, 20, 9), "目标审核表.xlsx")
    year.run(date(2023, 9, 20), "publish", milestone="budget_gate")
    assert gate(year) == {A: ("限额列入预算", 60), B: ("不得列入预算", 0)}
    assert gate(year, "budget_line") == {}

    year.fiscal_year = 2024
    for unit in (A, B):
        year.add_project(unit, 0)
    year.fiscal_year = 2022
    year.run(date(2023, 9, 21), milestone="budget_gate")
    assert gate(year, "budget_line") == {A: ("超额列入预算", 40), B: ("违规列入预算", 100)}
    [(why,)] = year.ask("SELECT v.why FROM verdict v JOIN verdict_now s ON s.verdict_id = v.id"
                        f" WHERE v.kind = 'budget_line' AND v.unit_code = '{B}'")
    assert "预算已安排100.00万元" in why and "没有事前绩效评估报告" in why
    page = (year.workspace / "reports/2023/budget_gate/september/index.html").read_text()
    assert "违规列入预算" in page and "待决定" in page


def test_incomplete_targets_wait_and_are_told(year):
    """Weights of 100 instead of 90: taken in, but not open before finance has looked at it; a rerun adds nothing."""
    year.hand_in(A, request(A, weights=(5000, 5000)), datetime(2023, 9, 11, 9), "申报表.xlsx")
    year.hand_in(A, report(A), datetime(2023, 9, 11, 10), "评估报告登记表.xlsx")
    year.hand_in(FINANCE, reviews(A, "支持", 100_000_000), datetime(2023, 9, 20, 9), "评估审核表.xlsx")
    year.run(date(2023, 9, 20), "publish", milestone="budget_gate")
    assert gate(year) == {A: ("暂不列入预算", 0)}
    before = year.ask("SELECT count(*) FROM verdict")
    year.run(date(2023, 9, 20), "publish", milestone="budget_gate")
    year.run(date(2023, 9, 21), milestone="budget_gate")
    assert year.ask("SELECT count(*) FROM verdict") == before
    page = (year.workspace / "reports/2023/budget_gate/september/index.html").read_text()
    assert "权重合计不是90分" in page


def test_money_added_in_mid_year_stands_before_the_gate_too(year):
    """In May, long before the batches, two units ask for money of this very year; each is answered, owing nothing."""
    asked = key(C) | {"fiscal_year": 2023, "stage": "年中追加"}
    ask = {"novelty": "新增", "emergency": True, "specialised": False, "requested_fen": 20_000_000, "goal": "抢修道路"}
    target = {"level1": "产出指标", "level2": "数量指标", "level3": "抢修里程", "relation": "≥", "target": "≥3公里",
              "measure": "公里", "weight_cp": 9000}
    book = plain_book("budget_gate", {
        "requests": [EMPTY | asked | ask], "request_indicators": [EMPTY | asked | target]})
    year.hand_in(C, book, datetime(2023, 5, 8, 9), "追加申报表.xlsx")
    nothing = plain_book("budget_gate", {"requests": [EMPTY | key(B) | ask | {"novelty": "", "goal": ""}]})
    year.hand_in(B, nothing, datetime(2023, 5, 8, 9), "空表.xlsx")
    year.run(date(2023, 5, 8), "publish", milestone="budget_gate")
    assert gate(year, "addition") == {C: ("暂不列入预算", 0)}, year.ask("SELECT rule, cell, message FROM finding")
    assert (year.mails(C), year.mails(B)) == (["05-08 回执"], ["05-08 退回修改"])
    words = year.mail(C, "回执").words
    assert "项目支出绩效目标申报表" in words and "按时报送" not in words and "期限" not in words, words
    back = year.mail(B, "退回修改")
    assert [name for name, _ in back.files] == ["空表-退回修改.xlsx"] and "期限" not in back.words, back.words
    year.run(date(2023, 6, 8), "publish", milestone="budget_gate")
    assert gate(year, "addition") == {C: ("不得列入预算", 0)}


def filled_in(form):
    """The blank form as A's clerk fills it in: one new project, one target of output and one of benefit."""
    book, asked = load_workbook(BytesIO(form)), load_workbook(BytesIO(request(A)))
    for table in table_forms()["budget_gate"].tables.values():
        page, (_, head, *rows) = book[table.title], asked[table.title].values
        at = next(row for row in page.iter_rows() if row[0].value == "项目编码")
        for down, row in enumerate(rows, 1):
            for cell, value in zip(at, row, strict=True):
                page.cell(cell.row + down, cell.column, value)
        assert len(at) == len(head)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def moved(year, unit):
    """The unit has another clerk."""
    with year.engine.begin() as conn:
        conn.execute(update(Contact).where(Contact.unit_code == unit).values(email=f"xin-{unit}@ats.example"))


def test_the_blank_form_goes_out_once_to_each_unit_and_binds_nobody(year):
    """B's clerk changes before his mail has left, A's after it; C has no address at first, another unit joins later."""
    late = "653001004"
    with year.engine.begin() as conn:
        conn.execute(delete(Contact).where(Contact.unit_code == C))
    year.run(date(2023, 9, 1), "publish", milestone="budget_gate", send=False)
    moved(year, B)
    year.run(date(2023, 9, 1), "publish", milestone="budget_gate")
    offered = "SELECT unit_code, kind, state FROM notice WHERE kind = 'issue' ORDER BY unit_code, id"
    first = [(A, "issue", "sent"), (B, "issue", "cancelled"), (B, "issue", "sent"), (C, "issue", "failed")]
    assert year.ask(offered) == first
    assert year.ask("SELECT * FROM obligation") == []
    mail = year.mail(A, "下发")
    [(name, form)] = mail.files
    assert name == f"2024年度项目支出绩效目标申报表（第一批）-{A}.xlsx" and listed(form) == set()
    said = [str(cell.value) for page in load_workbook(BytesIO(form)) for row in page.iter_rows() for cell in row]
    assert any(UNITS[A] in words for words in said) and not any(UNITS[B] in words for words in said)
    assert all(words in mail.words for words in ("申请项目支出预算", "没有报送期限", "不申报的不用报", "第一批"))
    assert "9月30日" not in mail.words and UNITS[B] not in mail.words

    year.add_person(C, "contact", year.email(C))
    moved(year, A)
    with year.engine.begin() as conn:
        conn.execute(insert(Unit).values(code=late, name="新设站", region_code="653001", valid_from=date(2023, 9, 4)))
    year.add_person(late, "contact", year.email(late))
    year.hand_in(A, filled_in(form), datetime(2023, 9, 8, 9), name)
    year.run(date(2023, 9, 11), "publish", milestone="budget_gate")
    assert year.ask("SELECT state FROM submission") == [("accepted",)], (
        year.ask("SELECT rule, cell, message FROM finding"))
    assert year.ask(offered) == [*first, (C, "issue", "sent"), (late, "issue", "sent")]


def owed(year):
    """(form, day of arrival) → state, day on which it was met, deadline, of what the finance office owes."""
    rows = year.ask("SELECT form, occasion, state, met_on, effective_due FROM obligation"
                    f" WHERE milestone = 'budget_gate' AND unit_code = '{FINANCE}' ORDER BY id")
    return {(form, day): (state, met, due) for form, day, state, met, due in rows}


def listed(workbook):
    """The project codes that stand in a form."""
    cells = {cell.value for page in load_workbook(BytesIO(workbook)) if page.sheet_state == "visible"
             for row in page.iter_rows() for cell in row}
    return cells & {code(unit) for unit in UNITS}


def told(year):
    """What the finance office was sent about its reviews: the form, and what the mail is."""
    return year.ask("SELECT o.form, n.rung FROM notice n JOIN obligation o ON o.id = n.obligation_id"
                    " WHERE o.milestone = 'budget_gate' AND n.state = 'sent' AND n.kind <> 'copy' ORDER BY n.id")


def test_what_came_in_is_owed_a_review_that_climbs_the_ladder_until_it_comes(year):
    """Two requests and a report of one day are two debts of finance; one is met in time, the other urged, then met."""
    for unit in (A, B):
        year.hand_in(unit, request(unit), datetime(2023, 9, 11, 9), "申报表.xlsx")
    year.hand_in(A, report(A), datetime(2023, 9, 11, 10), "评估报告登记表.xlsx")
    year.run(date(2023, 9, 11), "publish", milestone="budget_gate")
    first, asked = ("ex_ante_reviews", "2023-09-11"), ("goal_reviews", "2023-09-11")
    assert owed(year) == {first: ("owed", None, "2023-10-08"), asked: ("owed", None, "2023-09-25")}
    assert sorted(told(year)) == [("ex_ante_reviews", "review"), ("goal_reviews", "review")]
    [mail] = year.post.of(year.email(FINANCE))
    assert all(said in mail.words for said in ("事前绩效评估审核", "项目绩效目标审核", "10月8日", "先删去所在的行"))
    assert {name.partition("-")[0]: listed(data) for name, data in mail.files} == {
        "2024年度事前绩效评估审核表（第一批）": {code(A)}, "2024年度项目绩效目标审核表（第一批）": {code(A), code(B)}}

    year.hand_in(FINANCE, goals(A, B), datetime(2023, 9, 20, 9), "目标审核表.xlsx")
    year.run(date(2023, 10, 9), "publish", milestone="budget_gate")
    assert owed(year) == {first: ("owed", None, "2023-10-08"), asked: ("met", "2023-09-20", "2023-09-25")}
    assert told(year)[2:] == [("ex_ante_reviews", "overdue_1")]
    year.run(date(2023, 10, 9), "publish", milestone="budget_gate")
    assert len(told(year)) == 3

    year.hand_in(FINANCE, reviews(A, "支持", 100_000_000), datetime(2023, 10, 10, 9), "评估审核表.xlsx")
    year.hand_in(B, report(B), datetime(2023, 11, 1, 9), "评估报告登记表.xlsx")
    year.run(date(2023, 11, 1), "publish", milestone="budget_gate")
    assert owed(year)[first] == ("met", "2023-10-10", "2023-10-08")
    assert owed(year)["ex_ante_reviews", "2023-11-01"] == ("owed", None, "2023-11-22")
    assert told(year)[3:] == [("ex_ante_reviews", "review")]
    # each batch has a form of its own, and whoever has asked already gets the next one too
    assert [one for one in year.mails(B) if "下发" in one] == ["09-11 下发", "11-01 下发"]
    assert year.broken() is None


def test_what_is_handed_in_again_is_reviewed_anew_and_no_office_answers_for_it(year, jixiao):
    """Reviewed on 20 September, handed in again on the 22nd, seen by no run before the 26th: met, and owed anew once.

    Handed in a third time before anybody looked at the second: that one is nobody's debt any more. The targets of the
    same unit may wait until 5 October, as was granted; in the second batch it hands in the same targets once more.
    """
    for form, name in ((request(A), "申报表.xlsx"), (report(A), "评估报告登记表.xlsx")):
        year.hand_in(A, form, datetime(2023, 9, 11, 9), name)
    year.run(date(2023, 9, 11), "publish", milestone="budget_gate")
    reports, targets = "ex_ante_reviews", "goal_reviews"
    year.hand_in(FINANCE, reviews(A, "不支持", 0), datetime(2023, 9, 20, 9), "评估审核表.xlsx")
    year.hand_in(A, report(A, "评估报告（修改）"), datetime(2023, 9, 22, 9), "评估报告登记表2.xlsx")
    later = ("--milestone", "budget_gate", "--until", "2023-10-05", "--work-year", "2023",
             "--approver", "王局长", "--document", "克财绩〔2023〕9号", "--reason", "专家外出")
    asked = jixiao("extend", FINANCE, *later, on=date(2023, 9, 22))
    assert asked[0] == 1 and "项目绩效目标审核表，2023-09-11 收到，期限 2023-09-25" in asked[2]
    granted = jixiao("extend", FINANCE, *later, "--form", "项目绩效目标审核表", on=date(2023, 9, 22))
    assert granted == (0, "", "已登记：阿图什市财政局 延期至 2023-10-07（王局长，克财绩〔2023〕9号）\n")

    year.run(date(2023, 9, 26), "publish", milestone="budget_gate")
    first, again = (reports, "2023-09-11"), (reports, "2023-09-22")
    assert owed(year) == {first: ("met", "2023-09-20", "2023-10-08"), again: ("owed", None, "2023-10-19"),
                          (targets, "2023-09-11"): ("owed", None, "2023-10-07")}
    assert sorted(told(year)[2:]) == [(reports, "review"), (targets, "before_3"), (targets, "review")]
    assert year.in_force("budget_gate", "goal_review", "september")[code(A)]["verdict"] == "待审核"
    versions = year.ask("SELECT n.deadline_version, n.due_on FROM notice n JOIN obligation o ON o.id = n.obligation_id"
                        f" WHERE o.form = '{targets}' AND n.rung = 'review' ORDER BY n.id")
    assert versions == [(1, "2023-09-25"), (2, "2023-10-07")]

    year.hand_in(A, report(A, "评估报告（再改）"), datetime(2023, 9, 28, 9), "评估报告登记表3.xlsx")
    year.hand_in(FINANCE, reviews(A, "支持", 100_000_000), datetime(2023, 10, 8, 9), "评估审核表2.xlsx")
    year.hand_in(FINANCE, reviews(A, "部分支持", 60_000_000), datetime(2023, 10, 30, 9), "评估审核表3.xlsx")
    year.hand_in(A, request(A), datetime(2023, 11, 1, 9), "申报表-第二批.xlsx")
    year.run(date(2023, 11, 2), "notify", "publish", milestone="budget_gate")
    assert owed(year)[first] == ("met", "2023-09-20", "2023-10-08")
    assert owed(year)[again][0] == "waived"
    assert owed(year)[reports, "2023-09-28"] == ("met", "2023-10-08", "2023-10-25")
    assert owed(year)[targets, "2023-09-11"][0] == "waived"
    of_both_batches = year.in_force("budget_gate", "project", "november")[code(A)]
    assert (of_both_batches["verdict"], of_both_batches["detail"]["gaps"]) == ("暂不列入预算", "")
