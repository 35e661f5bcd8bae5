"""What arrives: the mail as the server took it, read back by the standard library's strict parser."""

import sys
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.mail.header import encoded, mailbox


def read_back(raw, header):
    """A header as an ordinary client decodes it."""
    return str(make_header(decode_header(message_from_bytes(raw)[header])))


def body(copy, kind):
    """The text of one reading of a mail, with the line ends of this machine."""
    return copy.mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_two_reminders_with_one_subject_keep_their_own_message_ids(server, mailer, letter):
    """Defect 2: stock ids are a hash of From, To and Subject, so mailboxes drop the second reminder."""
    first, second = letter(), letter()
    mailer.send(**first)
    mailer.send(**second)
    seen = [copy.mail.get_all("Message-ID") for copy in server.log.copies]
    assert seen == [[first["message_id"]], [second["message_id"]]]


@pytest.mark.parametrize("forgotten", ["message_id", "date", "text"])
def test_what_a_repeat_needs_cannot_be_forgotten(letter, mailer, forgotten):
    """Message-ID, Date and the text twin are required keywords."""
    args = letter()
    del args[forgotten]
    with pytest.raises(TypeError, match=forgotten):
        mailer.send(**args)


def test_a_mail_sent_again_is_the_same_bytes(server, mailer, letter):
    """A repeat after an ambiguous end must be recognisable as a copy, by id and by date."""
    args = letter(attachments=[("自评表.xlsx", b"PK" * 99)])
    mailer.send(**args)
    mailer.send(**args)
    assert server.log.copies[0].raw == server.log.copies[1].raw
    assert server.log.copies[0].mail["Date"] == "Mon, 25 Mar 2024 09:30:00 +0800"


def test_the_pages_line_breaks_stay_as_they_are(server, mailer, letter):
    """Defect 8: stock yagmail turns each line end of the HTML into <br>."""
    html = "<table>\n<tr>\n<td>甲</td>\n</tr>\n</table>\n"
    mailer.send(**letter(html=html))
    assert body(server.log.copies[0], "html") == html


def test_lines_end_as_mail_wants_it(server, mailer, letter):
    """CRLF inside base64 too: no relay can put that right on the way."""
    mailer.send(**letter(html="<p>\n</p>\n", text="一\r\n二\r三\n"))
    parts = [part.get_payload(decode=True).decode() for part in server.log.copies[0].mail.iter_parts()]
    assert parts == ["一\r\n二\r\n三\r\n", "<p>\r\n</p>\r\n"]


def test_the_text_twin_is_text(server, mailer, letter):
    """Defect 9: stock yagmail's text part is the HTML source."""
    mailer.send(**letter(text="请尽快报送。\n.\n此致\n"))
    mail = server.log.copies[0].mail
    assert mail.get_content_type() == "multipart/alternative"
    assert body(server.log.copies[0], "plain") == "请尽快报送。\n.\n此致\n"


def test_a_body_that_names_a_file_stays_a_body(server, mailer, letter, tmp_path):
    """Defect 10: stock yagmail attaches the file whose path a text happens to be: a leak."""
    secret = tmp_path / "通知.txt"
    secret.write_text("机密")
    mailer.send(**letter(html=str(secret), text=str(secret)))
    mail = server.log.copies[0].mail
    assert list(mail.iter_attachments()) == []
    assert body(server.log.copies[0], "html") == str(secret)
    assert "机密".encode() not in server.log.copies[0].raw


def test_names_come_with_their_addresses(server, mailer, letter):
    """Defect 11: stock yagmail writes `To: 张三` without the address."""
    to = {"a@x.example.cn": "张三, 财务股", "b@x.example.cn": "Ann, B", "c@x.example.cn": ""}
    mailer.send(**letter(to=to, cc={"d@x.example.cn": "克孜勒苏柯尔克孜自治州阿合奇县人力资源和社会保障局" * 3}))
    mail = server.log.copies[0].mail
    assert {a.addr_spec: a.display_name for a in mail["To"].addresses} == to
    assert [a.addr_spec for a in mail["Cc"].addresses] == ["d@x.example.cn"]
    assert mail["From"].addresses[0].display_name == "克州财政局财政绩效评价中心"


def test_an_endless_name_makes_no_endless_line(server, mailer, letter):
    """RFC 5322 allows 998 characters in a line; some servers cut or refuse longer ones."""
    mailer.send(**letter(to={"a@x.example.cn": "a" * 1100}, subject="b" * 1100))
    (copy,) = server.log.copies
    assert max(map(len, copy.raw.split(b"\r\n"))) <= 998
    assert read_back(copy.raw, "Subject") == "b" * 1100


def test_attachments_keep_their_type_and_name_on_a_bare_machine(server, mailer, letter, monkeypatch):
    """Defect 12: types depend on /etc/mime.types, and csv, png, et, ofd lose their name."""
    monkeypatch.setattr("mimetypes.guess_type", lambda *_: (None, None))
    expected = {
        "自评情况.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "JX-ZP-2026.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "名单.csv": "text/csv",
        "图.PNG": "image/png",
        "表.et": "application/wps-office.et",
        "红头文件.ofd": "application/ofd",
        "没有后缀": "application/octet-stream",
    }
    data = bytes(range(256)) * 9
    mailer.send(**letter(attachments=[(name, data) for name in expected]))
    parts = list(server.log.copies[0].mail.iter_attachments())
    assert {part.get_filename(): part.get_content_type() for part in parts} == expected
    assert {part.get_content_disposition() for part in parts} == {"attachment"}
    assert all(part.get_payload(decode=True) == data for part in parts)


def test_a_chinese_file_name_is_written_in_both_ways_and_never_split(server, mailer, letter):
    """Old clients read `name=`, new ones `filename*=`; nobody has to join `filename*0*=`."""
    mailer.send(**letter(attachments=[("克州财政局绩效自评情况汇总表（终稿）" * 2 + ".xlsx", b"x")]))
    raw = server.log.copies[0].raw
    assert raw.count(b"filename*=utf-8''") == 1
    assert b"filename*0" not in raw
    assert b' name="=?utf-8?b?' in raw


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"b\r\nBcc: x.xlsx', "a_b__Bcc_ x.xlsx"),
        ("", "附件"),
        ("长" * 99 + ".xlsx", "长" * 55 + ".xlsx"),
    ],
)
def test_a_hostile_file_name_is_tamed(server, mailer, letter, given_name, shown):
    """A file name comes from outside as well: no folder, no header, no endless line."""
    mailer.send(**letter(attachments=[(given_name, b"x")]))
    (part,) = server.log.copies[0].mail.iter_attachments()
    assert part.get_filename() == shown


def test_the_html_is_not_rewritten(server, mailer, letter, monkeypatch):
    """Defect 13: stock yagmail runs premailer, which may even fetch a <link>."""
    monkeypatch.setitem(sys.modules, "premailer", None)
    html = '<style>p{color:red}</style><link rel="stylesheet" href="http://127.0.0.1:9/x.css"><p>甲</p>'
    mailer.send(**letter(html=html))
    assert body(server.log.copies[0], "html") == html


def test_additional_headers_arrive(server, mailer, letter):
    """Answers go to the office, and no robot answers a robot."""
    first = "<" + "a" * 64 + "@czj.example.cn>"
    headers = {"Reply-To": "jx@czj.example.cn", "Auto-Submitted": "auto-generated", "X-Note": "说明"}
    headers |= {"In-Reply-To": first, "References": f"{first} {first}"}
    mailer.send(**letter(headers=headers))
    mail = server.log.copies[0].mail
    assert {name: str(mail[name]) for name in headers} == headers


@pytest.mark.parametrize("name", ["Message-ID", "bcc", "Content-Type", "X Y", "X:\nBcc"])
def test_a_header_of_ours_cannot_be_given_twice(mailer, letter, name):
    """Two Message-IDs in one mail is what stock yagmail makes of it."""
    with pytest.raises(ValueError, match="header"):
        mailer.send(**letter(headers={name: "x"}))


@pytest.mark.parametrize("message_id", ["", "abc", "<abc>", "<a@b>\nBcc: x", "<a b@c>", "<" + "a" * 300 + "@b>"])
def test_a_message_id_that_is_none_is_a_programmers_error(mailer, letter, message_id):
    """It is made by us from a hash, so anything else is a bug, not a fault of the mail."""
    with pytest.raises(ValueError, match="Message-ID"):
        mailer.send(**letter(message_id=message_id))


def test_a_date_without_zone_is_a_programmers_error(mailer, letter):
    """A date is stored to be repeated; without its zone it would mean another moment elsewhere."""
    with pytest.raises(ValueError, match="zone"):
        mailer.send(**letter(date=letter()["date"].replace(tzinfo=None)))


fragments = st.sampled_from(
    ["\r\n", "\n\n<b>", "\r\nBcc: x@evil.cn", "\0", "\x0b", "\x1c", "\x85", "\u2028", "\u202e", "\ud800", "\t", " "]
) | st.sampled_from(
    [",", ";", ":", '"', "\\", "@", "<a@evil.cn>", "(", "=?utf-8?b?5Lit?=", "=?utf-8?q?=0A?=", "中文", "a" * 1100, "/"]
)
nasty = st.lists(fragments | st.text(max_size=5), max_size=12).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=nasty, name=nasty, reply=nasty, filename=nasty, text=nasty)
def test_no_text_of_a_user_changes_the_structure(server, mailer, letter, subject, name, reply, filename, text):
    """Whatever stands in a name, a subject or a file name: the same headers, the same receivers, the same parts."""
    server.log.copies.clear()
    args = letter(to={"a@x.example.cn": name}, subject=subject, headers={"X-Note": reply}, html=text, text=text)
    assert mailer.send(**args, attachments=[(filename, b"x")]) == {}
    (copy,) = server.log.copies
    mail = copy.mail
    assert sorted(mail.keys()) == sorted(
        ["Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID", "X-Note"]
    )
    assert copy.receivers == ["a@x.example.cn"] == [a.addr_spec for a in mail["To"].addresses]
    assert [part.get_content_type() for part in mail.walk()][:4] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html",
    ]
    assert len(list(mail.walk())) == 5
    assert max(map(len, copy.raw.split(b"\r\n"))) <= 998
    assert copy.raw.isascii()
    seen = [read_back(copy.raw, "Subject"), read_back(copy.raw, "X-Note"), mail.get_payload()[1].get_filename()]
    assert not {category(c) for words in seen for c in words} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


visible = st.characters(categories=["L", "N", "P", "S"])
words = st.text(visible, max_size=20) | st.sampled_from(["=?utf-8?b?5Lit?=", "a" * 1100, "2023", "中文", "\"A\""])
printable = st.lists(words, max_size=20).map(" ".join).map(lambda text: " ".join(text.split()))


@given(subject=printable, name=printable)
def test_a_subject_and_a_name_are_read_as_they_were_written(subject, name):
    """`EmailMessage` of 3.11 loses blanks between encoded words; ours must not, nor decode what was never encoded."""
    assert str(make_header(decode_header(encoded(subject, "Subject")))) == subject
    shown, address = parseaddr(mailbox("a@x.cn", name).replace("\n", ""))
    assert (str(make_header(decode_header(shown))), address) == (name, "a@x.cn")
