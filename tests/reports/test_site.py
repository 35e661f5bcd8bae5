"""The ledger as a site: every page stands on its own, links lead somewhere, and only what changed is written."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import quote, unquote

import pytest
from sqlalchemy import text

from config.clock import rehearse
from flows.commands import site as command
from reports.site import places
from tasks.public import HELD
from tasks.site import INDEX, LOCK, build_site
from tasks.site_contents import ledger_folder, write_contents
from tasks.store import ledger as ledger_chain
from tasks.store import obligations, outbox, submissions, touched, verdicts
from tasks.store.engine import open_store
from tasks.whole import alone
from tests.proofs import site as prefecture
from tests.reports.test_self_evaluation_page import outline

HOSTILE = ("补助$100_{x$", "<农业>局 & =cmd|", "名" * 300, "</style><script>alert(1)</script>", "{{ 7*7 }}\n甲\u202e")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
COUNTY, UNIT, PROJECT = "counties/c653001.html", "units/u65302200001.html", "projects/2022-65302222T000000000001.html"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """Ten units with twenty projects, hostile names among them, and a county without any unit; built once."""
    workspace = tmp_path_factory.mktemp("ledger")
    with pytest.MonkeyPatch.context() as patch, rehearse(prefecture.DAY):
        for name, value in {"UNITS": 10, "PROJECTS": 20, "TARGETS": 3}.items():
            patch.setattr(prefecture, name, value)
        patch.setattr(prefecture, "REGIONS", [*prefecture.REGIONS[1:4], prefecture.REGIONS[0], prefecture.REGIONS[1]])
        prefecture.fill(workspace)
        for number, name in enumerate(HOSTILE):
            change(workspace, f"UPDATE unit SET name = :name WHERE rowid = {number + 1}", name=name)
            change(workspace, f"UPDATE project SET name = :name WHERE id = {number + 1}", name=name)
            change(workspace, f"UPDATE finding SET message = :name WHERE id = {number + 1}", name=name)
        yield workspace, build(workspace)


def change(workspace, sql, **values):
    """Write past the ledger, as a hostile name would have come in through a register."""
    with store(workspace) as conn:
        conn.execute(text(sql), values)


@contextmanager
def store(workspace):
    """A connection that writes."""
    engine = open_store(f"sqlite:///{workspace / 'jixiao.db'}")
    with engine.begin() as conn:
        yield conn
    engine.dispose()


def build(workspace, as_of=None, reruns=None):
    """Build the ledger; what was done."""
    desk = command.ledger_desk(prefecture.W, as_of, workspace)
    done = build_site(desk, ledger_folder(desk), reruns or {})
    write_contents(desk)
    desk.engine.dispose()
    return done


def pages(workspace):
    """Path within the ledger → HTML."""
    folder = workspace / "reports" / str(prefecture.W)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def times(workspace):
    """Path → when it was last written."""
    folder = workspace / "reports" / str(prefecture.W)
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.html")}


def test_every_unit_project_county_and_division_has_its_page(ledger):
    """20 projects, 10 units, five finance departments (one of them without units), divisions, front and three lists."""
    workspace, done = ledger
    found = sorted(path.partition("/")[0] for path in pages(workspace))
    assert {name: found.count(name) for name in ("projects", "units", "counties")} == {
        "projects": 20, "units": 10, "counties": 5}
    assert done.pages == done.written == len(found)
    assert "名录里没有单位" in pages(workspace)["counties/c653024.html"]


def test_no_name_breaks_a_page(ledger):
    """Markup, formulas, mathematics, templates and 300 characters are text; every tag is closed, headings in order."""
    workspace, _ = ledger
    for path, page in pages(workspace).items():
        read = outline(page)
        assert read.headings.count(1) == 1 and read.headings[0] == 1, path
        assert all(later - one <= 1 for one, later in pairwise(read.headings)), path
        assert "<script" not in page and "<农业>" not in page and "{{" not in page.replace("{{ 7*7 }}", ""), path
        assert len(read.ids) == len(set(read.ids)), path
    everything = "".join(pages(workspace).values())
    assert "补助$100_{x$" in everything and "&lt;农业&gt;局 &amp; =cmd|" in everything and "{{ 7*7 }} 甲" in everything


def test_pages_need_nothing_from_outside(ledger):
    """A policy without scripts and without inline styles; nothing is fetched but the stylesheet beside the page."""
    workspace, _ = ledger
    for path, page in pages(workspace).items():
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy, path
        assert " style=" not in page and re.findall(r'<link[^>]*href="([^"]*)"', page) == [
            places.up(path) + "site.css"], path
        assert not re.search(r'(src|href)="(https?:|//)', page), path


def test_every_link_leads_somewhere(ledger):
    """Within the ledger, from every page, also to places on the same page."""
    workspace, _ = ledger
    assert prefecture.broken_links(workspace / "reports" / str(prefecture.W)) == 0
    assert f'href="../{PROJECT}"' in pages(workspace)[UNIT] and f'href="../{UNIT}"' in pages(workspace)[PROJECT]


def test_the_front_page_counts_as_the_store_does(ledger):
    """Obligations, overdue ones, proposals that wait and their money."""
    workspace, _ = ledger
    with store(workspace) as conn:
        total, late = (conn.execute(text(f"SELECT count(*) FROM obligation {where}")).scalar_one() for where in (
            "", "WHERE state = 'owed'"))
        waiting, fen = conn.execute(text("SELECT count(*), sum(amount_fen) FROM verdict WHERE proposal <> ''")).one()
    said = re.sub(r"<[^>]*>", "", pages(workspace)["index.html"])
    assert f"{total - late} / {total}项" in said and re.search(rf"逾期未报齐\s*{late} 项", said)
    assert re.search(rf"建议待决定\s*{waiting} 条", said) and f"{fen / 1_000_000:,.2f} 万元" in said


def test_a_project_shows_its_chain_and_its_certificate(ledger):
    """Each link with its state, each rule with its clause, and the smallest change that would alter the grade."""
    workspace, _ = ledger
    page = pages(workspace)[PROJECT]
    said = re.sub(r"<[^>]*>", " ", page)
    for words in ("3项指标", "5月监控", "8月监控", "优秀", "反馈结果", "三（五）", "采用重算的自评得分"):
        assert words in said, words
    assert "最小的改变： 若自评重算得分由92.10分降到89.99分，则为89.99良好" in " ".join(said.split())


def test_a_node_that_was_never_run_is_the_first_work(ledger):
    """On a day inside its window; nobody has been told, so it comes before whatever is late."""
    workspace, _ = ledger
    said = re.sub(r"<[^>]*>", " ", pages(workspace)["index.html"])
    assert said.index("11月报送还没有运行过") < said.index("单位自评逾期未报齐") and "没有运行过" in said
    assert "单位自评还没有运行过" not in said and "12月考核还没有运行过" not in said


def test_nothing_is_written_while_nothing_has_happened(ledger):
    """The same day, the same ledger: not one file is touched."""
    workspace, _ = ledger
    before = times(workspace)
    assert build(workspace).written == 0
    assert times(workspace) == before


def test_one_change_touches_the_pages_that_show_it(ledger):
    """A file goes back: its unit, the unit's projects, its county and the lists are written, nobody else's pages."""
    workspace, _ = ledger
    before = times(workspace)
    prefecture.send_back(workspace, 2)
    done = build(workspace)
    touched = {path for path, when in times(workspace).items() if when != before[path]}
    assert UNIT in touched and PROJECT in touched and "佐证材料不全" in pages(workspace)[UNIT]
    assert {path for path in touched if path.startswith("units/")} == {UNIT}
    assert {path[14:20] for path in touched if path.startswith("projects/")} <= {"653022"}
    assert len(touched) <= done.written < done.pages / 2


def test_after_any_change_the_pages_are_those_of_a_whole_build(ledger):
    """A decision, a mail, a duty met, a review: what was written for them alone is what everything anew would be."""
    workspace, _ = ledger
    now, folder = datetime(2023, 11, 20, 9), workspace / "reports" / str(prefecture.W)
    for act in (
        lambda conn: verdicts.decide(conn, None, now, proposed(conn), "approved", "马局长", "情况属实"),
        lambda conn: obligations.meet(conn, 1, now, [(owed(conn), prefecture.DAY)]),
        lambda conn: submissions.review(conn, None, now, 3, "审核人", "return", "再看一遍", prefecture.DAY),
        lambda conn: outbox.put(conn, 1, now, [notice(conn)]),
    ):
        with store(workspace) as conn:
            act(conn)
        done = build(workspace)
        assert 0 < done.written < done.pages / 2
    before = times(workspace)
    (folder / INDEX).unlink()
    assert build(workspace).written == done.pages
    assert times(workspace) == before


def proposed(conn):
    """A proposal in force."""
    return conn.execute(text("SELECT min(id) FROM verdict WHERE proposal <> ''")).scalar_one()


def owed(conn):
    """An obligation that nobody has met."""
    return conn.execute(text("SELECT min(id) FROM obligation WHERE state = 'owed'")).scalar_one()


def notice(conn):
    """A mail to a unit that could not be delivered."""
    unit = conn.execute(text("SELECT max(code) FROM unit")).scalar_one()
    return outbox.Notice("k", "<k@x>", "reminder", "monitoring", prefecture.W, "x@x.example", datetime(2023, 11, 20),
                         datetime(2023, 11, 20), unit_code=unit, rung="before_3", state="failed", reason="没有这个邮箱")


def test_what_nobody_can_be_named_for_is_looked_at_everywhere(ledger):
    """The register, offices, an event of another ledger: then every page is asked."""
    workspace, _ = ledger
    with store(workspace) as conn:
        head = ledger_chain.head(conn)
        assert touched.units_since(conn, *head) == set()
        assert touched.units_since(conn, head[0], "0" * 64) is None
        told = ledger_chain.Happening("project.imported", "x", {}, "project", 1)
        ledger_chain.append(conn, None, datetime(2023, 11, 20), [told])
        assert touched.units_since(conn, *head) is None
    assert build(workspace).written < 10


def test_a_page_that_was_lost_comes_back(ledger):
    """Also when the index was lost with it: then everything is rendered anew, and what is the same stays untouched."""
    workspace, _ = ledger
    folder = workspace / "reports" / str(prefecture.W)
    (folder / COUNTY).unlink()
    (folder / places.STYLE).unlink()
    assert build(workspace).written == 1 and (folder / COUNTY).exists() and (folder / places.STYLE).exists()
    (folder / INDEX).write_text("{")
    before = times(workspace)
    assert build(workspace).written == len(before)
    assert times(workspace) == before


def test_a_standing_server_is_linked_where_work_is_to_be_run_again(ledger):
    """With the address of the deployment's form, year and node filled in; without it the command stands there."""
    workspace, _ = ledger
    assert "jixiao run self_evaluation --work-year 2023" in pages(workspace)["index.html"]
    address = "http://127.0.0.1:4200/deployments/deployment/7/run"
    build(workspace, reruns={"self_evaluation": address, "monitoring": address})
    asked = [json.loads(unquote(words)) for words in re.findall(
        rf'<a href="{address}\?parameters=([^"&]*)"', pages(workspace)["index.html"])]
    assert {"request": {"work_year": 2023}} in asked and {"request": {"work_year": 2023, "node": "august"}} in asked
    build(workspace)


def test_of_two_builds_the_second_waits_for_the_first(ledger):
    """It begins when the first has ended: what the store was told in between is on its pages, and none is left over."""
    workspace, _ = ledger
    said = "写在两次生成之间"
    with ThreadPoolExecutor() as pool:
        with alone(workspace / "reports" / str(prefecture.W) / LOCK):
            second = pool.submit(build, workspace)
            assert wait([second], timeout=0.5).not_done
            with store(workspace) as conn:
                submissions.review(conn, None, datetime(2023, 11, 20, 9), 4, "审核人", "return", said, prefecture.DAY)
        assert second.result().written > 0
    assert any(said in page for page in pages(workspace).values()) and build(workspace).written == 0


def test_a_past_day_has_a_folder_of_its_own(ledger):
    """Reproduced as it stood: the present ledger is not touched."""
    workspace, _ = ledger
    before = times(workspace)
    day = prefecture.DAY - timedelta(days=250)
    build(workspace, day)
    past = workspace / "reports" / str(prefecture.W) / "daily" / day.isoformat() / "ledger" / "index.html"
    assert f"{day.year}年{day.month}月{day.day}日" in past.read_text(encoding="utf-8")
    shutil.rmtree(past.parents[2])
    assert times(workspace) == before


def test_the_contents_page_lists_whatever_lies_there(ledger):
    """Ledger, workbooks, papers, public files and what was held back from them, whatever they are called."""
    workspace, _ = ledger
    papers = workspace / "reports" / str(prefecture.W) / "papers"
    papers.mkdir()
    (papers / "催报通知 #1（代拟稿）.docx").write_bytes(b"")
    (papers.parent / "disclosure").mkdir()
    (papers.parent / "disclosure" / HELD).write_text("某单位：请核实")
    assert command.build(prefecture.W, None, workspace) == 0
    page = (workspace / "reports" / "index.html").read_text(encoding="utf-8")
    outline(page)
    assert f'href="2023/disclosure/{quote(HELD)}"' in page
    assert 'href="2023/index.html"' in page and "%20%231" in page and "催报通知 #1（代拟稿）.docx" in page


def test_names_of_pages_are_safe_everywhere():
    """Digits, capitals and dashes stay; anything else becomes a hash, and never a path."""
    assert places.unit_page("653000-CZ") == "units/u653000-CZ.html"
    for code in ("../../etc", "a/b", "con", "阿图什", "A" * 300, "u\0x", "a"):
        assert re.fullmatch(r"units/ux[0-9a-f]{20}\.html", places.unit_page(code)), code
    assert places.unit_page("a") != places.unit_page("A")


@pytest.mark.skipif(CHROMIUM is None, reason="没有安装 Chromium（apt install chromium）")
def test_in_a_browser(ledger):
    """No complaint, no request but for the style, no sideways scrolling at phone width, and pages that print."""
    sync_api = pytest.importorskip("playwright.sync_api")
    workspace, _ = ledger
    folder = (workspace / "reports" / str(prefecture.W)).resolve()
    asked, complaints = [], []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        for path in ("index.html", COUNTY, UNIT, PROJECT, "units/u65300100000.html"):
            page.goto((folder / path).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
            assert page.evaluate("getComputedStyle(document.querySelector('main')).borderTopStyle") == "solid", path
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
        browser.close()
    assert complaints == []
    assert {url for url in asked if not url.startswith(folder.as_uri())} == set()


