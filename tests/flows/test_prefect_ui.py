"""`make up` as an operator meets it: a browser, a schedule, a run of another day, what it left behind, and a rerun."""

import json
import shutil
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta

import pytest

from config.calendar import the_calendar
from config.clock import now
from reports.site.places import run_form
from tasks.store.engine import open_store
from tasks.store.models import Judgement, Run
from tests.flows.conftest import UNITS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="没有安装 Chromium（apt install chromium）")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def page(service):
    """A browser page; whatever it asks of another host than ours is remembered."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        opened = browser.new_page(viewport={"width": 1300, "height": 1400}, reduced_motion="reduce")
        opened.strangers = []
        opened.on("request", lambda asked: opened.strangers.append(asked.url)
                  if asked.url.startswith("http") and not asked.url.startswith("http://127.0.0.1:") else None)
        yield opened
        browser.close()


def test_the_operator_runs_another_day_and_then_today_twice(service, page):
    """The deployment with its schedule, a custom run as of another day, its artifacts; a rerun changes nothing."""
    office, port, pages = service
    yesterday = now().date() - timedelta(days=1)
    _deployment_page(page, port)
    assert page.get_by_text("daily").first.is_visible()

    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").first.click()
    page.get_by_text("截至日期").first.wait_for()
    page.get_by_role("button", name="date", exact=True).click()
    page.get_by_text("Select date").click()
    page.locator(".p-date-picker input[type=date]").fill(yesterday.isoformat())
    page.get_by_role("button", name="Apply").click()
    page.locator("textarea").nth(2).fill("重现昨天")
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Submit").wait_for(state="detached")
    _leave(page)
    run = _completed(port, 1)
    page.goto(f"http://127.0.0.1:{port}/runs/flow-run/{run['id']}")
    page.get_by_text("Artifacts", exact=True).first.click()
    page.get_by_text("逾期、有问题和待决定的").first.wait_for(timeout=20_000)
    _leave(page)

    [recorded] = _runs(office)
    assert (recorded.as_of, recorded.reason) == (yesterday, "重现昨天")
    assert recorded.flow_run_id == run["id"] and len(recorded.rulebook_hash) == 64

    for unit in UNITS:
        office.hand_in(unit, office.form(unit), datetime.now() - timedelta(minutes=5))
    _quick_run(port)
    _completed(port, 2)
    before = _state(office)
    assert before[0] == len(UNITS), "every project handed in has its judgement"
    assert before[1] > 0, "and somebody was told"
    _quick_run(port)
    _completed(port, 3)
    assert _state(office) == before, "a second run on the same day writes no judgement and sends no mail"

    with urllib.request.urlopen(f"http://127.0.0.1:{pages}/reports/{now().year}/self_evaluation/index.html") as answer:
        assert "绩效自评情况" in answer.read().decode()
    assert page.strangers == [], "the page asks nobody but our own server"


def test_the_form_comes_filled_in_where_the_ledger_links_it(service, page):
    """Work year and node as the address of the run form gives them."""
    _, port, _ = service
    form = f"http://127.0.0.1:{port}/deployments/deployment/{_deployment(port)}/run"
    page.goto(run_form(form, 2023, "may"))
    page.get_by_text("截至日期").first.wait_for()
    given = page.evaluate("[...document.querySelectorAll('input, textarea')].map(one => one.value)")
    assert "2023" in given and "may" in given
    _leave(page)


def test_the_reading_room_opens_only_two_folders(service):
    """Reports and outbox can be read; database, inbox and stored files cannot."""
    _, _, pages = service
    for path in ("jixiao.db", "inbox/", "store/", ".form-key", "reports/../jixiao.db", "outbox/%2e%2e/jixiao.db"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{pages}/{path}")
        assert refused.value.code == 404, path


def _leave(page):
    """Nobody looks while a run goes on: drawing Prefect's moving page without a graphics card keeps a core busy."""
    page.goto("about:blank")


def _deployment_page(page, port):
    page.goto(f"http://127.0.0.1:{port}/deployments")
    page.get_by_text("budget_gate").first.wait_for()  # the list goes by name, a page at a time
    page.goto(f"http://127.0.0.1:{port}/deployments/deployment/{_deployment(port)}")
    page.get_by_role("button", name="Run", exact=True).wait_for()


def _api(port, path, body):
    """Ask Prefect's server once: whoever asks while its database is busy is served a moment later (the door)."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/api{path}", json.dumps(body).encode(),
                                   {"content-type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return json.load(answer)


def _quick_run(port):
    _api(port, f"/deployments/{_deployment(port)}/create_flow_run", {"state": {"type": "SCHEDULED"}})


def _deployment(port):
    """The id of the self-evaluation's deployment; there is one for every milestone, and the approvals'."""
    found = {one["name"]: one["id"] for one in _api(port, "/deployments/filter", {})}
    assert set(found) == {*the_calendar().milestones, "approve"}
    return found["self_evaluation"]


def _completed(port, number):
    """The newest run, once `number` manual runs are complete; a failed one fails the test at once."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        # Not the scheduled ones: there are more of them ahead than one answer holds.
        begun = {"state": {"type": {"not_any_": ["SCHEDULED"]}}, "deployment_id": {"any_": [_deployment(port)]}}
        runs = _api(port, "/flow_runs/filter", {"sort": "START_TIME_DESC", "flow_runs": begun})
        found = [run for run in runs if not run["auto_scheduled"]]
        bad = [run for run in found if run["state_type"] in ("FAILED", "CRASHED", "CANCELLED")]
        assert not bad, bad[0]["state"]
        if sum(run["state_type"] == "COMPLETED" for run in found) >= number:
            return found[0]
        time.sleep(0.5)
    raise AssertionError(f"no {number} completed runs: {[run['state_name'] for run in found]}")


def _runs(office):
    return _rows(office, Run)


def _state(office):
    """How many judgements there are, and how many mails the sink has kept."""
    return len(_rows(office, Judgement)), len(list((office.workspace / "outbox").glob("*.eml")))


def _rows(office, model):
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    engine = open_store(f"sqlite:///{office.workspace / 'jixiao.db'}")
    with Session(engine) as session:
        return list(session.scalars(select(model).order_by(model.id)))
