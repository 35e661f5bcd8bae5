"""The page of the sink: all mails, newest first, whatever landed there, and nothing in it that acts."""

import shutil
import socket
import time
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.mail.compose import compose
from tasks.mail.inbox_page import write_inbox
from tasks.mail.kept import read_kept
from tasks.mail.sink import keep

SENDER = ("jx@czj.example.cn", "克州财政局财政绩效评价中心")


class Page(HTMLParser):
    """A page taken apart: tags with their attributes, and the text outside of style."""

    def __init__(self, path):
        super().__init__()
        self.path, self.tags, self.words, self._style = path, [], [], False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, tag):
        self._style = False

    def handle_data(self, data):
        if not self._style:
            self.words.append(data)

    @property
    def text(self):
        """All that is read."""
        return "".join(self.words)

    def all(self, tag, **wanted):
        """The attributes of each such tag."""
        return [a for t, a in self.tags if t == tag and all(a.get(key) == value for key, value in wanted.items())]

    def follow(self, url):
        """The file behind a relative link."""
        assert "://" not in url
        return self.path.parent / unquote(url.partition("#")[0])


@pytest.fixture
def folder(tmp_path):
    """An empty sink."""
    folder = tmp_path / "outbox" / "邮件"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def index(tmp_path):
    """Where the page goes."""
    return tmp_path / "reports" / "inbox.html"


@pytest.fixture
def post(folder, letter):
    """Put a mail into the sink without a server."""

    def put(**changes):
        args = letter(**changes)
        to, subject, html = (args.pop(key) for key in ("to", "subject", "html"))
        return keep(folder, compose(SENDER, to, subject, html, args.pop("attachments", ()), **args))

    return put


def opened(folder, index):
    """The list, and the pages of its mails in the order of the list."""
    write_inbox(folder, index)
    page = Page(index)
    return page, [Page(page.follow(link["href"])) for link in page.all("a", target="reader")]


def test_the_list_shows_every_mail_newest_first(folder, index, post, letter):
    """Date, to, cc, subject and attachments stand in the list."""
    day = letter()["date"]
    post(subject="【催报】第一封", date=day)
    post(subject="【逾期】第三封", date=day + timedelta(days=2), cc={"ysk@x.example.cn": "预算科"})
    post(subject="【回执】第二封", date=day + timedelta(hours=1), attachments=[("自评表.xlsx", b"PK")])
    page, mails = opened(folder, index)
    assert [mail.text.split()[0] for mail in mails] == ["第三封", "第二封", "第一封"]
    for words in ("共 3 封", "2024 年 3 月 27 日 星期三", "10:30", "抄送 预算科", "乌恰县教育局财务股", "自评表.xlsx"):
        assert words in page.text
    assert page.text.index("第三封") < page.text.index("第二封") < page.text.index("第一封")


def test_one_mail_is_shown_whole(folder, index, post):
    """Who, to whom, when, both readings of the body, attachments, the original."""
    files = [("自评表.xlsx", b"PK\3\4"), ("自评表.xlsx", b"other"), ("空.csv", b"")]
    source = post(cc={"ysk@x.example.cn": "预算科"}, attachments=files, text="此致\n敬礼\n", html="<b>粗</b>")
    _, (mail,) = opened(folder, index)
    people = ["克州财政局财政绩效评价中心", "jx@czj.example.cn", "jyj@wqx.example.cn", "ysk@x.example.cn"]
    for words in (*people, "2024-03-25 09:30", "此致\n敬礼"):
        assert words in mail.text
    assert [frame["srcdoc"] for frame in mail.all("iframe")] == ["<b>粗</b>"]
    links = {mail.follow(link["href"]) for link in mail.all("a") if "download" in link}
    assert {link.read_bytes() for link in links} == {source.read_bytes(), b"PK\3\4", b"other", b""}


def test_who_got_it_without_being_named_is_shown(folder, index):
    """Bcc is in the envelope only, and a sink is the place to see it."""
    keep(folder, b"X-Envelope-To: a@x.cn, archive@x.cn\r\nTo: a@x.cn\r\n\r\nx")
    _, (mail,) = opened(folder, index)
    assert "密送archive@x.cn" in mail.text


def test_a_mail_without_html_is_shown_as_text(folder, index):
    """No frame is needed for it."""
    keep(folder, "Subject: 纯文本\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n<b>不是标签</b>".encode())
    _, (mail,) = opened(folder, index)
    assert mail.all("iframe") == []
    assert "<b>不是标签</b>" in mail.text


def test_a_mail_that_came_twice_stands_out(folder, index, post):
    """The sink is where exactly-once is proved, so a double must hit the eye."""
    post()
    assert "重复" not in opened(folder, index)[0].text
    for _ in range(2):
        post(message_id="<twice@x.cn>")
    page, _ = opened(folder, index)
    assert page.text.count("重复 ×2") == 2
    assert "有 1 封出现了不止一份" in page.text


def test_two_mails_without_an_id_are_not_taken_for_copies(folder, index):
    """No Message-ID is no identity."""
    for text in (b"x", b"y"):
        keep(folder, b"Subject: z\r\n\r\n" + text)
    assert "不止一份" not in opened(folder, index)[0].text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Mon, 25 Mar 2024 23:30:00 +0000", "2024-03-26 07:30"),
        ("Mon, 25 Mar 2024 23:30:00 -0000", "2024-03-26 07:30"),
        ("Tue, 26 Mar 2024 07:30:00 +0800", "2024-03-26 07:30"),
    ],
)
def test_dates_are_shown_in_beijing_time_wherever_this_runs(folder, index, monkeypatch, written, shown):
    """The zone of the machine does not matter."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    keep(folder, f"Date: {written}\r\n\r\nx".encode())
    try:
        _, (mail,) = opened(folder, index)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert shown in mail.text


def test_an_empty_sink_says_so(folder, index):
    """Nothing has been sent yet: no error, no empty page."""
    page, mails = opened(folder, index)
    assert mails == []
    assert "还没有邮件" in page.text


def test_writing_again_changes_nothing_and_takes_up_what_is_new(folder, index, post):
    """The page is a function of the folder."""
    post()
    first = opened(folder, index)[0].path.read_bytes()
    assert opened(folder, index)[0].path.read_bytes() == first
    post()
    assert "共 2 封" in opened(folder, index)[0].text


HOSTILE = '<script>alert(1)</script>"><img src="http://127.0.0.1:9/x.png" onerror=alert(2)>{{ 7*7 }}'


def test_nothing_in_a_mail_acts_on_the_page(folder, index, post):
    """Names, subjects, bodies and file names come from outside: they are shown, never obeyed."""
    post(subject=HOSTILE, html=HOSTILE, text=HOSTILE, to={"a@x.example.cn": HOSTILE}, attachments=[(HOSTILE, b"x")])
    page, (mail,) = opened(folder, index)
    for each in (page, mail):
        assert each.all("script") == each.all("img") == []
        assert "<script>alert(1)</script>" in each.text
        assert "{{ 7*7 }}" in each.text
        (policy,) = each.all("meta", **{"http-equiv": "Content-Security-Policy"})
        assert policy["content"].startswith("default-src 'none'; ")
        assert "script" not in policy["content"]
    (frame,) = mail.all("iframe")
    assert frame["sandbox"] == ""
    assert frame["srcdoc"] == HOSTILE


@pytest.mark.parametrize("name", ["index.html", "x.svg", "x.js", "../../evil.xlsx", "没有后缀"])
def test_an_attachment_is_opened_only_when_it_is_a_document_and_only_in_its_place(folder, index, post, name):
    """A page that came by mail would run as a local file; it stays inside the original."""
    post(attachments=[(name, b"<script>alert(1)</script>")])
    _, (mail,) = opened(folder, index)
    written = [file for file in index.parent.rglob("[!.]*") if file.is_file() and file.suffix != ".html"]
    assert [file.name for file in written] == (["_.._evil.xlsx"] if name.endswith("xlsx") else [])
    assert all(file.parent == mail.path.parent for file in written)
    assert b"<script>" not in mail.path.read_bytes()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\0garbage",
        b"Date: 31 Feb 2024\r\nSubject: =?x-no-such?b?5Lit?=\r\nTo: <<<\r\n\r\nx",
        b"Content-Type: text/html; charset=x-no-such\r\n\r\n\xd6\xd0",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        "Subject: 裸八位\r\nContent-Type: text/plain; charset=gb18030\r\n\r\n中文".encode("gb18030"),
        b"Content-Type: text/plain; charset=utf-7\r\n\r\n+2AA-",
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx",
        b"Content-Type: image/png\r\n\r\nx",
    ],
)
def test_a_broken_mail_never_hides_the_others(folder, index, post, raw):
    """Whatever landed in the folder has its place in the list."""
    post()
    (folder / "broken.eml").write_bytes(raw)
    page, mails = opened(folder, index)
    assert "共 2 封" in page.text
    assert len(mails) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([b"", b"Subject: =?utf-8?b?", b"Content-Type: text/", b"To: "]))
def test_no_bytes_are_too_strange_to_read(tmp_path, raw, head):
    """Reading never raises for what a file says."""
    file = tmp_path / "x.eml"
    file.write_bytes(head + raw)
    assert read_kept(file).date.tzinfo


BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def test_the_page_works_in_a_browser_and_asks_for_nothing_outside(folder, index, post):
    """A click shows the mail beside the list, a filter hides the rest, a hostile mail stays dead."""
    sync_api = pytest.importorskip("playwright.sync_api")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip("Chromium is not installed")
    outside = socket.create_server(("127.0.0.1", 0))
    hostile = HOSTILE.replace(":9/", f":{outside.getsockname()[1]}/")
    post(subject="【催报】甲", html="<p>正文甲</p>")
    post(subject="【回执】乙", html=f"<p>正文乙</p>{hostile}<script>document.body.innerHTML='acted'</script>")
    write_inbox(folder, index)
    dialogs = []
    with outside, sync_api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": 1300, "height": 800})
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        page.goto(index.as_uri())
        for subject, body in (("甲", "正文甲"), ("乙", "正文乙")):
            page.locator("a.desk", has_text=subject).click()
            page.frame_locator("iframe[name=reader]").frame_locator("iframe").get_by_text(body).wait_for()
        page.locator("label", has_text="催报").click()
        assert page.locator(".mail:visible").count() == 1
        page.set_viewport_size({"width": 390, "height": 800})
        page.locator("a.phone", has_text="甲").click()
        page.frame_locator("iframe").get_by_text("正文甲").wait_for()
        page.get_by_text("全部邮件").click()
        page.wait_for_url(index.as_uri())
        chromium.close()
        outside.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has rung
            outside.accept()
    assert dialogs == []


def test_a_mail_already_shown_is_not_read_again(folder, index, post, monkeypatch):
    """A later run reads only what is new, and the list still shows all; a year of mails is not read every day."""
    post(subject="【提醒】第一封")
    write_inbox(folder, index)
    read = []
    monkeypatch.setattr("tasks.mail.inbox_page.read_kept", lambda file: read.append(file) or read_kept(file))
    new = post(subject="【提醒】第二封")
    write_inbox(folder, index)

    assert read == [new]
    assert "第一封" in Page(index).text and "第二封" in Page(index).text
