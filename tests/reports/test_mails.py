"""The mails: everything a unit must know is in them, in HTML and in the text twin, whatever the names look like."""

import html as entities
import json
import re

import pytest
from jinja2 import meta, nodes
from pydantic import TypeAdapter, ValidationError

from reports import environment
from reports.facts import FACTS
from reports.mails import compose

KINDS = list(FACTS)
DEADLINE = {"words": "3月底前", "written": "2023-03-31", "effective": "2023-03-31", "reason": "", "provisional": ""}
ROLLED = DEADLINE | {
    "written": "2025-03-31", "effective": "2025-04-01", "reason": "3月31日为肉孜节，顺延至4月1日",
    "provisional": "2025年的节假日安排尚未公布",
}
PLACE = {
    "project": "水利发展资金", "sheet": "绩效指标", "cell": "H5",
    "message": "得分填 10，按完成情况应为 8.5。未完成指标按比例得分，请改正",
}
COMMON = {
    "title": "2022年度项目支出绩效自评", "unit_name": "阿图什市教育局", "deadline": DEADLINE,
    "paper": "自评表", "projects": 12,
    "missing": ["城乡义务教育补助经费", "学前教育发展资金"], "channel": "回复本邮件，附上填好的自评表",
    "recipient": {"name": "阿依努尔·买买提", "role": "contact", "office": "阿图什市教育局"},
    "copies": [{"name": "", "role": "division", "office": "教科文科"}],
    "ask": {"name": "王建国", "office": "阿图什市财政局绩效管理科", "phone": "0908-4221234", "email": "jx@ats.example"},
    "office": "阿图什市财政局", "sent_on": "2023-03-28",
}
FILE = {"file": "自评表.xlsx", "received_at": "2023-03-28T10:05:00"}
OWN = {
    "issue": {"attachment": "JX-ZP-2022-1.xlsx", "hint": ""},
    "receipt": FILE | {
        "number": "HZ-2022-7", "sha256": "9f" * 32, "received": 10, "overdue_days": 0, "explains": [PLACE],
    },
    "return": FILE | {"errors": 14, "explained": 3, "worst": [PLACE] * 14, "attachment": "退回-1.xlsx"},
    "refused": FILE | {
        "reasons": ["这是 PDF 文件，不是表格。请报送 .xlsx 原表", "文件带有宏。请另存为不含宏的 .xlsx 后重报"],
    },
    "reminder": {"rung_title": "提醒", "attachment": "JX-ZP-2022-1.xlsx", "days_left": 3, "open_return": False},
    "overdue": {"rung_title": "逾期催报", "attachment": "JX-ZP-2022-1.xlsx", "overdue_days": 3, "open_return": True},
    "review": {"attachment": "审核表.xlsx", "partly": "可以先空着"},
    "paper": {"rung_title": "逾期通报", "attachment": "JX-ZP-2022-1.xlsx", "overdue_days": 11, "released_by": "马局长",
              "released_on": "2023-04-18", "released_why": "经局务会研究"},
    "copy": {"called": "逾期催报", "mood": "bad", "heading": "自评表已逾期3个工作日",
             "why_told": "应报12个项目，还缺2个。"},
    "verdict": {"called": "整改通知", "mood": "bad", "about": "水利发展资金",
                "heading": "“水利发展资金”须在2023年7月21日前整改",
                "verdict": "整改中", "why_told": "设备采购停滞；应于7月21日前整改。",
                "follows": "不整改的，不得评为优秀、良好。",
                "todo": ["请明确整改责任人。", "请按期报阿图什市财政局核实销号。"],
                "by_day": "2023-07-21", "decided_by": "",
                "decided_why": "", "objection": "有异议的，10个工作日内书面提出。"},
}


def facts(kind, **changed):
    """The facts of a kind as they come out of the outbox: through JSON."""
    known = TypeAdapter(FACTS[kind]).json_schema()["properties"]
    said = {name: fact for name, fact in (COMMON | OWN[kind] | changed).items() if name in known}
    return json.loads(json.dumps(said))


def words_of(page):
    """What a reader sees of an HTML page, piece by piece."""
    body = page[page.index("<body") :]
    return [piece.strip() for piece in entities.unescape(re.sub(r"<[^>]+>", "\n", body)).splitlines() if piece.strip()]


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_says_what_when_why_how_and_whom(kind):
    """The seven things of every mail stand in both forms, both dates among them."""
    mail = compose(kind, facts(kind, deadline=ROLLED))
    for form in (mail.html, mail.text):
        for said in (
            "2022年度项目支出绩效自评", "2025年4月1日（星期二）", "2025年3月31日（星期一）",
            "3月31日为肉孜节，顺延至4月1日", "暂定", "2025年的节假日安排尚未公布", "您登记为阿图什市教育局的经办人",
            "请这样做", "王建国", "阿图什市财政局绩效管理科", "城乡义务教育补助经费", "阿图什市财政局", "教科文科",
        ):
            assert said in form, said


@pytest.mark.parametrize("kind", KINDS)
def test_a_deadline_that_did_not_move_is_not_called_provisional(kind):
    """Both dates still stand there; nothing is said of a reason that does not exist."""
    mail = compose(kind, facts(kind))
    assert mail.text.count("2023年3月31日（星期五）") == 2 and "暂定" not in mail.text and "顺延" not in mail.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missing", [[], [f"项目{n}号" for n in range(20)]])
def test_the_text_twin_says_all_that_the_html_says(kind, missing):
    """Whatever a reader sees of the HTML stands in the text, too."""
    mail = compose(kind, facts(kind, missing=missing, projects=20, deadline=ROLLED))
    text = re.sub(r"\s", "", mail.text)
    lost = [piece for piece in words_of(mail.html) if re.sub(r"\s|\d+$", "", piece) not in text]
    assert lost == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_fact_is_an_error_that_names_it(kind):
    """Every fact of every kind is needed: leave one out and nothing is sent."""
    for name in facts(kind):
        with pytest.raises(ValidationError, match=name):
            compose(kind, {key: value for key, value in facts(kind).items() if key != name})


@pytest.mark.parametrize("kind", KINDS)
def test_the_templates_use_exactly_the_documented_facts(kind):
    """No placeholder without a fact, no fact without a placeholder."""
    used, _ = placeholders(environment.text(), f"{kind}.j2")
    set_by_letters = set().union(*(placeholders(environment.text(), f"{other}.j2")[1] for other in KINDS))
    assert used - set_by_letters == set(TypeAdapter(FACTS[kind]).json_schema()["properties"])


def placeholders(made, name):
    """The names a template and all those it stands on read, and those they set themselves."""
    tree = made.parse(made.loader.get_source(made, name)[0])
    used = set(meta.find_undeclared_variables(tree))
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    for other in meta.find_referenced_templates(tree):
        more, theirs = placeholders(made, other)
        used, own = used | more, own | theirs
    return used, own


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_without_projects_counts_none(kind):
    """Nobody is told of “0个项目”, and where no person can be asked, the office alone is named."""
    mail = compose(kind, facts(kind, projects=0, missing=[], ask=COMMON["ask"] | {"name": ""}))
    for text in (mail.text, mail.html):
        assert "0个项目" not in text and "：，" not in text and "阿图什市财政局绩效管理科" in text


def test_at_most_fifteen_missing_projects_are_named():
    """Then the reader is told how many there are."""
    mail = compose("reminder", facts("reminder", missing=[f"项目{n}号" for n in range(1, 18)], projects=40))
    for form in (mail.html, mail.text):
        assert "项目15号" in form and "项目16号" not in form and "等17个" in form


def test_a_return_names_ten_places_and_how_many_there_are():
    """The rest is marked in the workbook."""
    worst = [PLACE | {"cell": f"H{n}"} for n in range(1, 15)]
    mail = compose("return", facts("return", worst=worst))
    assert "H10" in mail.text and "H11" not in mail.text and "等14处" in mail.text and "有14处要改正" in mail.subject


def test_a_receipt_says_what_arrived_and_what_is_still_to_come():
    """Number, time, fingerprint, counts; late or not."""
    mail = compose("receipt", facts("receipt"))
    for said in ("HZ-2022-7", "2023年3月28日 10:05", "9f" * 32, "已收齐10个，还缺2个", "未逾期"):
        assert said in mail.text, said
    done = compose("receipt", facts("receipt", missing=[], explains=[], overdue_days=2))
    assert "12个项目已收齐" in done.subject and "逾期2个工作日" in done.text and "不需要再报" in done.text


def test_after_the_deadline_nobody_is_told_a_date_that_is_over():
    """A return on the day itself names the day; one after it says 尽快."""
    assert "请于3月31日前重报" in compose("return", facts("return", sent_on="2023-03-31")).subject
    assert "请尽快重报" in compose("return", facts("return", sent_on="2023-04-03")).subject


@pytest.mark.parametrize("kind", ["reminder", "before_7", "before_1"])
def test_a_rung_before_the_deadline_is_a_reminder(kind):
    """The ladder names its rungs; the subject carries the rung's own title."""
    subject = compose(kind, facts("reminder", rung_title="最后提醒")).subject
    assert subject == "【最后提醒】2022年度项目支出绩效自评：请于3月31日前报送（阿图什市教育局）"


def test_the_head_is_asked_to_urge_and_the_contact_to_file():
    """Each is addressed as what he is."""
    boss = {"name": "李明", "role": "head", "office": "阿图什市教育局"}
    head = compose("overdue_7", facts("overdue", recipient=boss))
    assert "请您督促" in head.text and "登记为阿图什市教育局的单位负责人" in head.text
    assert "督促" not in compose("overdue_1", facts("overdue")).text


def test_all_mails_about_one_obligation_share_one_thread():
    """Whatever the tag, the thread is the same; another unit's is another."""
    threads = {compose(kind, facts(kind)).thread for kind in KINDS}
    assert threads == {"2022年度项目支出绩效自评（阿图什市教育局）"}
    assert compose("issue", facts("issue", unit_name="乌恰县水利局")).thread not in threads


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_stay_names(kind):
    """Markup, line ends, formula and shell characters, templates and 300 characters are only text."""
    nasty = "<农业>局 & {{ 7*7 }} =cmd|'/c'!A1 \r\nBcc: a@b.c <script>alert(1)</script>" + "长" * 300
    mail = compose(kind, facts(kind, unit_name=nasty, missing=[nasty]))
    assert "<script" not in mail.html and "&lt;农业&gt;局 &amp; {{ 7*7 }}" in mail.html
    assert "\n" not in mail.subject and "<农业>局 & {{ 7*7 }}" in mail.subject and len(mail.subject) < 120
    assert "\nBcc" not in mail.text and "&amp;" not in mail.text


@pytest.mark.parametrize("kind", KINDS)
def test_the_html_needs_nothing_from_outside(kind):
    """Inline styles only: no sheet, no picture, no script, no address to load."""
    page = compose(kind, facts(kind)).html
    assert not re.search(r"<style|<img|<script|<link|src=|href=|url\(|https?:", page)


def test_there_is_no_mail_of_an_unknown_kind():
    """A typo is an error that lists the kinds."""
    with pytest.raises(KeyError, match="issue"):
        compose("isue", {})
