"""One mail about several matters: the most urgent first, each in the words of its own mail, nothing left out."""

import re

import pytest

from reports.mails import compose, digest
from tests.reports.test_mails import DEADLINE, ROLLED, facts, words_of

OTHER = {"title": "2023年5月绩效监控", "unit_name": "阿图什市卫健委", "deadline": ROLLED, "missing": ["疾控中心改造"]}
MATTERS = [
    ("reminder", facts("reminder", **OTHER)), ("verdict", facts("verdict", deadline=DEADLINE | {"words": ""})),
    ("overdue", facts("overdue")), ("review", facts("review")),
]


COPIED = [("copy", facts("copy", unit_name=f"阿图什市第{n}中学")) for n in range(1, 21)]


@pytest.fixture(scope="module")
def mail():
    """Four matters of two units in one mail."""
    return digest(MATTERS)


def test_the_first_line_says_what_is_most_urgent(mail):
    """Of what is overdue the oldest first; it is the subject, the heading and the first line of the text."""
    first = mail.text.splitlines()[0]
    assert first == "2022年度项目支出绩效自评：已逾期3个工作日，请尽快报送"
    assert mail.subject == f"【今日事项】4件：{first}" and f">{first}</h1>" in mail.html
    tags = re.findall(r"(?m)^\d\. 【(.+?)】", mail.text)
    assert tags[:2] == ["逾期催报", "整改通知"] and set(tags[2:]) == {"提醒", "待审核"}


def test_every_matter_says_all_that_its_own_mail_says(mail):
    """By when with both dates, what is missing, what to do, whom to ask: each line of the single letters is there."""
    said = re.sub(r"\s", "", mail.text)
    for kind, told in MATTERS:
        own = compose(kind, told).text
        steps = re.findall(r"(?m)^\d+\. (.+)$", own)
        assert steps and all(re.sub(r"\s", "", step) in said for step in steps)
        assert told["unit_name"] in mail.text and told["unit_name"] in mail.html
    assert all(name in mail.text and name in mail.html for name in ("疾控中心改造", "学前教育发展资金"))
    assert "2025年4月1日（星期二）" in mail.text and "2025年3月31日（星期一）" in mail.text


def test_what_is_only_copied_is_a_list_at_the_end():
    """Twenty late units of a division: a line for each, after what it must do itself; and all in one mail."""
    mail = digest([*COPIED, ("reminder", facts("reminder"))])
    assert mail.subject.startswith("【今日事项】21件：2022年度项目支出绩效自评：距报送截止")
    own, listed = mail.text.split("抄告您知悉（20件）")
    assert "第1中学" not in own and [line for line in listed.splitlines() if line.startswith("- ")] == [
        f"- 阿图什市第{n}中学【逾期催报】2022年度项目支出绩效自评：自评表已逾期3个工作日" for n in range(1, 21)]
    assert "请这样做" not in listed and mail.html.count("第20中学") == 1
    assert digest(COPIED[:2]).subject == "【今日事项】2件：2022年度项目支出绩效自评：自评表已逾期3个工作日"


def test_the_text_twin_says_all_that_the_html_says(mail):
    """Whatever a reader sees of the HTML stands in the text, too."""
    text = re.sub(r"\s", "", mail.text)
    assert [piece for piece in words_of(mail.html) if re.sub(r"\s|\d+$", "", piece) not in text] == []
    text, page = (lambda both: (re.sub(r"\s", "", both.text), words_of(both.html)))(digest(COPIED))
    assert [piece for piece in page if re.sub(r"\s", "", piece) not in text] == []


def test_names_are_never_markup_and_never_a_new_header():
    """A unit, a title and a project from somebody's workbook, in subject, text and HTML."""
    evil = "<script>x</script>\r\nBcc: a@b.cn"
    told = facts("overdue", title=evil, unit_name=evil, missing=[evil])
    mail = digest([("overdue", told), ("reminder", facts("reminder"))])
    assert "<script>" not in mail.html and "&lt;script&gt;" in mail.html
    assert not re.search(r"[\r\n]", mail.subject) and "\nBcc:" not in mail.text
