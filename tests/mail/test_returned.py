"""Returns in plain words: a fact when all of it agrees, a person's task when it does not, and never an answer."""

import pytest

from tasks.mail.bounces import Bounce
from tasks.mail.returned import NOTHING, returned
from tests.mail.letters import EXCHANGE, EXCHANGE_SENDER, NETEASE, QMAIL, QQ, VACATION, letter
from tests.mail.reports import OURS, report

AUTOMATIC = "Auto-Submitted: auto-replied\r\n"
UNDELIVERED = "未送达: 【下发】2022年度项目支出绩效自评"


@pytest.mark.parametrize(("raw", "why"), [
    (letter(QQ, charset="gb18030", attached="whole"), "host mx3.qq.com said: 550 Mailbox unavailable or access denied"),
    (letter(QQ.replace("550 ", ""), attached="file"),
     "退信原因：收件人邮件地址（jyj@x.example）不存在，邮件无法送达。"),
    (letter(NETEASE, charset="gbk", attached="file", sender="邮件系统 <Postmaster@163.com>"),
     "英文说明：550 User not found: jyj@x.example"),
    (letter(EXCHANGE, UNDELIVERED, EXCHANGE_SENDER), "#5.2.2 smtp;554 5.2.2 mailbox full"),
    (letter(QMAIL, "failure notice", "MAILER-DAEMON@kz.example"), "Remote host said: 550 5.1.1 no such user here"),
    (letter("有一个地址没有送到。", headers="X-Failed-Recipients: jyj@x.example\r\n", attached="whole"), "系统退信"),
    (letter("没有送到：a@x.example、{address}", to="jyj@x.example", attached="whole"), "系统退信"),
], ids=["qq", "qq-file", "163", "exchange", "qmail", "exim", "also-named"])
def test_a_letter_that_says_all_of_it_is_a_fact(raw, why):
    """Which mail, by the id that came back with it; which address, the one it was sent to; why, in its own words."""
    assert returned(raw) == ([Bounce(OURS, "jyj@x.example", why, plain=True)], "")


@pytest.mark.parametrize("raw", [
    letter(QQ), letter(QQ, message_id="没有", attached="whole"), letter("您的邮件没有送到。", attached="whole"),
    letter("没有送到：a@x.example、b@x.example", to="a@x.example, b@x.example", attached="whole"),
    letter(QMAIL + "\nMessage-ID: <another@czj.example>\n", "failure notice", "MAILER-DAEMON@kz.example"),
    letter(QQ, sender="QQ邮箱团队 <service@qq.com>", attached="whole"),
    letter(QMAIL.replace("permanent error", "delayed mail"), "failure notice", "MAILER-DAEMON@kz.example"),
    report(message_id=""),
], ids=["no mail in it", "no id", "nobody named", "two named", "two mails", "an odd sender", "late or lost", "report"])
def test_what_leaves_a_doubt_is_for_a_person(raw):
    """It says that a mail came back, and not surely which or to whom: nothing is written down, somebody looks."""
    found, unclear = returned(raw)
    assert found == [] and "《" in unclear and len(unclear) < 200 and unclear.isprintable()


@pytest.mark.parametrize("raw", [
    letter(VACATION, "自动回复：【退回修改】自评表", "张三 <jyj@x.example>", headers=AUTOMATIC),
    letter(VACATION, "Automatic reply: x", "Postmaster@qq.com", headers=AUTOMATIC),
    letter(QQ, "回复：系统退信", "Postmaster@qq.com", path="a@qq.com", attached="whole"),
    letter(QQ, "Fwd: 系统退信", "张三 <zs@x.example>", path="zs@x.example", attached="whole"),
    letter(QQ, "上次的信退信了，请重发", "张三 <zs@x.example>", path="zs@x.example", attached="whole"),
    letter(VACATION, "回复：【下发】自评表", "张三 <jyj@x.example>", path="jyj@x.example"),
    letter(VACATION, "【退回修改】自评表（已阅）", "张三 <jyj@x.example>"),
    letter(QMAIL, "邮件投递延迟通知：无法投递", "MAILER-DAEMON@kz.example"), report(action="delayed"),
    letter("本月隔离的邮件，见 a@x.example", "垃圾邮件隔离通知", "postmaster@x.example", attached="whole"),
    b"", b"\0\xff",
], ids=range(12))
def test_an_answer_a_delay_and_a_story_of_a_return_are_nothing(raw):
    """Whoever is on leave, complains, forwards or answers quotes our mail too; a mail system writes other things."""
    assert returned(raw) == NOTHING


def test_a_report_is_read_as_the_report_that_it_is():
    """What a machine can read is not read in plain words."""
    [one], unclear = returned(report())
    assert not one.plain and unclear == "" and isinstance(one, Bounce)
