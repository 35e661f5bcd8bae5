"""Official papers: their form, their figures, hard names, and that nothing undecided looks decided."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from attrs import evolve
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from reports.papers import papers
from reports.papers.skeleton import FOLDER, skeleton
from reports.papers.word import Numbering, environment, numeral, write
from tests.reports.paper_material import HARD, deduction, material, rated, recovery, rectified
from tests.reports.read_back import Read, charted, disorder, wrong_sums


def written(given):
    """File name → the paper, read back."""
    return {paper.name: Read(write(paper)) for paper in papers(given)}


LATE = {"standing": "逾期未报齐", "overdue_days": 8}


def summed_up(*extra):
    """The year's report of three projects, two counties and some debts."""
    return material(
        "yearly_summary",
        "prefecture",
        [
            rated("p1"),
            rated("p2", 7_000, "一般", "653022"),
            rated("p3", 5_000, "较差", "653022"),
            {
                "kind": "year",
                "milestone": "county_assessment",
                "node": "december",
                "subject": "653001",
                "score_cp": 9_000,
            },
            {
                "kind": "year",
                "milestone": "county_assessment",
                "node": "december",
                "subject": "653022",
                "score_cp": 9_500,
            },
            recovery("p3"),
            deduction("p2", "", milestone="results_application"),
            *extra,
        ],
        [{}, {"region_code": "653022", **LATE}, {"matter": "绩效监控", "standing": "逾期报齐"}],
    )


def test_a_paper_has_the_page_of_the_standard():
    """A4 with the margins of GB/T 9704, a grid of lines, page numbers in both footers, fonts by East Asian name."""
    [read] = written(material("verification", verdicts=[recovery("p")])).values()
    [section] = read.document.sections
    assert [round(edge.mm) for edge in (section.page_width, section.page_height)] == [210, 297]
    edges = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(edge.mm) for edge in edges] == [37, 28, 26, 35]
    body = read.document.styles["公文正文"].element.xml
    assert 'w:eastAsia="仿宋_GB2312"' in body and 'w:sz w:val="32"' in body and 'w:line="578"' in body
    assert (
        'w:firstLineChars="200"' in body
        and 'w:eastAsia="方正小标宋简体"' in read.document.styles["公文标题"].element.xml
    )
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        assert (
            "— 1 —" in "".join(re.findall(r"<w:t[^>]*>(.*?)</w:t>", footer._element.xml))
            and f'w:val="{side}"' in footer._element.xml
        )
    with ZipFile(BytesIO(write(next(papers(material("verification", verdicts=[recovery("p")])))))) as parts:
        assert '<w:altName w:val="仿宋"/>' in parts.read("word/fontTable.xml").decode()


def test_a_draft_says_so_and_bears_no_number_seal_or_day():
    """代拟稿, an empty number, one title, an addressee, an office and a day left open."""
    [read] = written(material("verification", verdicts=[recovery("p")])).values()
    assert read.paragraphs[0] == ("拟稿标记", "代拟稿") and read.of("发文字号") == ["〔2023〕　号"]
    assert read.of("公文标题") == ["关于收回资金的建议"] and read.of("主送机关") == ["阿图什市财政局预算科："]
    assert read.of("成文日期") == ["2023年　月　日"]
    assert [name for name, _ in read.paragraphs][-2:] == ["发文机关署名", "成文日期"]


def test_headings_count_in_order():
    """一、二、… with （一）（二） begun anew below each."""
    for read in written(summed_up()).values():
        assert disorder(read) == [] and len(read.headings()) > 8
    number = Numbering()
    assert [number(level) for level in (1, 2, 2, 1, 2, 3)] == ["一、", "（一）", "（二）", "二、", "（一）", "1. "]
    assert [numeral(one) for one in (10, 12, 20, 99)] == ["十", "十二", "二十", "九十九"]


@pytest.mark.parametrize("name", HARD, ids=range(len(HARD)))
def test_hard_names_stay_what_they_are(name):
    """No formula, no markup, no template: what XML cannot hold is left out, the rest stands there to the letter."""
    rows = [rectified("p1", name=name), rectified("p2", name="后一个项目")]
    [read] = written(material("monitoring", "may", rows, owing=False)).values()
    shown = name.replace("\x0b", " ").replace("\uffff", "")
    assert " ".join(shown.split()) in read.everything.replace("{ _{", "{_{")
    assert "后一个项目" in read.everything and "49" not in read.of("二级标题")[0]


def test_what_is_missing_is_an_error_and_the_sandbox_holds():
    """A template that asks for a figure nobody gave does not print an empty place; none reaches Python."""
    [paper] = papers(material("verification", verdicts=[recovery("p")]))
    for figure in ("back_fen", "finance", "recoveries"):
        left = {key: value for key, value in paper.figures.items() if key != figure}
        with pytest.raises(UndefinedError):
            write(evolve(paper, figures=left))
    with pytest.raises(SecurityError):
        environment().from_string("{{ ''.__class__.__mro__ }}").render()


def test_text_and_tables_agree():
    """Counts and money in the text are those of the tables; every 合计 is the sum of its column."""
    rows = [deduction("p1"), deduction("p2", ratio=2000), recovery("p3"), recovery("p4", idle=7)]
    [read] = written(material("results_application", verdicts=rows, owing=False)).values()
    assert wrong_sums(read) == [] and len(read.tables) == 2
    cut, back = (table[-1][-2 if len(table[0]) == 8 else -1] for table in read.tables)
    assert (cut, back) == ("30.00", "5.00")
    assert f"的有2个，扣减基数200.00万元，应予扣减{cut}万元" in read.text
    assert f"应予收回{back}万元" in read.text and "合计35.00万元" in read.text


def test_the_years_report_agrees_with_itself():
    """Statistics, tables, charts and gap list say the same; a gap of the rules is among the gaps."""
    gaps = {"kind": "prefecture", "subject": "653000-0", "detail": {"gaps": ["乌恰县总结逾期未报"]}}
    [read] = written(summed_up(gaps)).values()
    assert wrong_sums(read) == []
    assert "到期应报3项次，已报齐2项次，其中按时报齐1项次，按时率33.33%；逾期报齐1项次，逾期未报齐1项次" in read.text
    assert "已评定3个，未评定0个" in read.text and "优秀1个、良好0个、一般1个、较差1个" in read.text
    charts = charted(read)
    assert charts["项目支出绩效评价等次"] == [1, 0, 1, 1] and charts["县（市）考核得分"] == [95.0, 90.0]
    lacking = [row[2] for row in read.tables[-1][1:]]
    assert lacking[0] == "乌恰县总结逾期未报" and "1项建议待批准" in lacking
    assert f"尚有{len(lacking)}项缺口" in read.text


def test_only_what_is_approved_is_a_paper():
    """Approved: a draft to sign. Waiting: a draft marked 待批准 that says what is proposed. Rejected: nothing."""
    rows = [
        deduction("p1", name="准了的"),
        deduction("p2", "", name="等着的"),
        deduction("p3", "rejected", name="不准的"),
    ]
    found = written(material("results_application", verdicts=rows, owing=False))
    assert set(found) == {"扣减和收回资金建议-653001", "扣减和收回资金建议-653001（待批准）"}
    approved, waits = (found[name] for name in sorted(found))
    assert "准了的" in approved.everything and "等着的" not in approved.everything
    assert (
        "等着的" in waits.everything and waits.of("拟稿标记") == ["代拟稿（待批准）"] and "尚待有权人批准" in waits.text
    )
    assert "不准的" not in approved.everything + waits.everything


def test_a_paper_for_one_unit_holds_no_other_ones_data():
    """Two units with problems: two notices (DESIGN §9.4)."""
    rows = [rectified("p1", name="教育项目"), rectified("p2", name="水利项目", unit_code="653001002")]
    found = written(material("monitoring", "may", rows, owing=False))
    assert (
        "水利" not in found["整改通知书-653001001"].everything
        and "教育" not in found["整改通知书-653001002"].everything
    )


def test_a_project_with_two_problems_is_one_project():
    """The list names both problems, the sentence counts projects."""
    [read] = written(material("monitoring", "may", [
        rectified("p1"), rectified("p1") | {"kind": "earlier_rectification"}, rectified("p2")], owing=False)).values()
    assert "发现2个项目" in read.text and len(read.tables[0]) == 1 + 3


def test_only_accepted_reports_count_as_results():
    """A report with a score that was not accepted adds neither to the money nor to the mean."""
    told = {"need": 1, "chosen": 2, "accepted": 1, "amount_fen": 5_000_000, "last_year_fen": None, "reason": "",
            "answer": "approved"}
    [read] = written(material("key_evaluation", verdicts=[
        {"kind": "region", "subject": "653001", "verdict": "机构未齐", "detail": told},
        {"kind": "project", "subject": "p1", "verdict": "已验收", "score_cp": 9400, "amount_fen": 2_000_000},
        {"kind": "project", "subject": "p2", "verdict": "机构不独立", "score_cp": 8000, "amount_fen": 3_000_000},
    ])).values()
    assert "已验收报告的1个项目平均得分94.00分" in read.text
    assert re.search(r"已验收评价报告1个，占选定项目的50.00%，涉及资金2.00万元", read.text)


def test_what_is_settled_or_early_is_no_paper():
    """Everything on time, everything closed, an empty county: nothing to say."""
    assert written(material("self_evaluation", debts=[{}])) == {}
    assert written(material("monitoring", "may", [rectified("p1", "已销号")])) == {}
    assert written(material("county_assessment", "december")) == {} and written(material("verification")) == {}
    late = written(material("self_evaluation", debts=[{}, LATE]))
    assert "已报齐1家" in late["催报通知-653001"].text and len(late["催报通知-653001"].tables[0]) == 2


def test_a_finance_bureau_is_chased_by_the_prefecture():
    """Its debts and its reviews are no debts of units: they stand in a paper of their own, signed by the bureau."""
    bureau = {"unit_code": "653001-CZ", "unit_name": "阿图什市财政局", "unit_kind": "finance", "matter": "单位自评审核"}
    found = written(material("self_evaluation", debts=[{}, LATE, bureau, bureau | LATE]))
    units, offices = found["催报通知-653001"], found["催报通知-offices"]
    assert "应报2家" in units.text and "财政局" not in units.tables[0][1][1]
    assert "应办2项" in offices.text and offices.of("发文机关署名") == ["克州财政局"]
    assert [row[1:3] for row in offices.tables[0][1:]] == [["阿图什市财政局", "单位自评审核"]]


def test_the_same_paper_is_the_same_bytes():
    """No moment of its making is in it; its file name never holds foreign text."""
    [paper] = papers(summed_up())
    assert write(paper) == write(paper)
    [odd] = papers(material("self_evaluation", debts=[LATE]))
    assert odd.name == "催报通知-653001"
    [own] = papers(material("monitoring", "may", [rectified("p", unit_code="../<x>&单位")], owing=False))
    assert re.fullmatch(r"整改通知书-[A-Za-z0-9-]+", own.name)


def every_kind():
    """Material that calls for every kind of paper there is."""
    level = {"record": {"drawn": ["p1"], "frame_count": 3}, "tally": {"自评不实": 1}, "checks": 1}
    key = {
        "need": 10,
        "chosen": 9,
        "accepted": 0,
        "amount_fen": 5,
        "last_year_fen": 7,
        "reason": "",
        "answer": "approved",
    }
    item = {"points_cp": 1000, "measures": [{"title": "按时公开", "done": 0, "due": 2}]}
    county = {"earned_cp": 900, "possible_cp": 1000, "bonus_cp": 0, "penalty_cp": 0}
    named = {"reasons": ["1个项目评为较差"]}
    light = {"light": "红灯", "rate_bp": 1, "due_bp": None, "problems": ""}
    untrue = "克州通知：自评不实（“里程”自评150公里，核实100公里），建议追究某人。"
    yield summed_up()
    yield material("self_evaluation", debts=[LATE, LATE | {"unit_kind": "finance"}])
    yield material(
        "direct_funds_review",
        "june",
        [
            {
                "kind": "project",
                "verdict": "有问题",
                "subject": "p1",
                "why": "古丽于6月26日审核：资金拨付滞后（通知三（十））",
            }
        ],
        owing=False,
    )
    yield material("monitoring", "may", [{"kind": "project", "verdict": "不合格", "subject": "p1", "detail": light}])
    yield material(
        "verification",
        verdicts=[
            {"kind": "level", "subject": "653001", "verdict": "核查完成", "detail": level},
            {
                "kind": "project",
                "subject": "p1",
                "verdict": "自评不实",
                "proposal": "一票否决",
                "detail": {"faults": ["不实"]},
            },
            {
                "kind": "accountability",
                "subject": "p1",
                "proposal": "追究绩效责任",
                "why": untrue,
                "detail": {"unit_leader": "甲", "project_leader": "乙"},
            },
        ],
    )
    yield material(
        "key_evaluation",
        verdicts=[
            {"kind": "region", "subject": "653001", "verdict": "数量不足", "detail": key},
            {"kind": "project", "subject": "p1", "verdict": "机构不独立", "amount_fen": 5},
        ],
    )
    yield material(
        "county_assessment",
        "december",
        [
            {"kind": "region", "subject": "653001", "score_cp": 9000, "detail": county},
            {"kind": "item", "subject": "653001|信息公开", "score_cp": 0, "detail": item},
        ],
    )
    yield material(
        "results_application",
        verdicts=[
            {"kind": "talk", "subject": "u", "proposal": "约谈", "detail": named},
            {"kind": "circular", "subject": "u", "proposal": "通报批评", "decision": "approved", "detail": named},
            {"kind": "feedback", "subject": "p2", "detail": {"owner": ""}},
            deduction("p2"),
            rated("p2", 7000, "一般"),
        ],
    )
    yield material("yearly_summary", "congress", [rated("p1"), rated("p2", 7000, "一般")])
    yield material(
        "daily",
        verdicts=[
            {
                "kind": "accountability",
                "subject": "u|逾期未报",
                "proposal": "追责",
                "rules": "O10 X06",
                "detail": {"reasons": ["两项逾期"]},
            }
        ],
        owing=False,
    )


def test_every_kind_of_paper_can_be_written():
    """Each template is used, finds every figure it asks for, and comes out in order with sums that are right."""
    made = [paper for given in every_kind() for paper in papers(given)]
    assert {paper.template for paper in made} | {"head"} == {path.stem for path in FOLDER.glob("*.txt")}
    for paper in made:
        read = Read(write(paper))
        assert disorder(read) == [] and wrong_sums(read) == [], paper.name
        assert "{{" not in read.everything and "{%" not in read.everything, paper.name
        charted(read)
    assert skeleton("money") == skeleton.__wrapped__("money")


def test_a_torn_tag_is_refused(tmp_path, monkeypatch):
    """An {% if %} that ends in another paragraph would tear the document apart."""
    (tmp_path / "head.txt").write_text("")
    (tmp_path / "torn.txt").write_text("好的\n{% if x %}开了头\n{% endif %}")
    monkeypatch.setattr("reports.papers.skeleton.FOLDER", tmp_path)
    with pytest.raises(ValueError, match="没有配对"):
        skeleton.__wrapped__("torn")
