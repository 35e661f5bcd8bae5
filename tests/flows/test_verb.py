"""Verbs and flow under a real Prefect server: what is tried again, what an operator sees, what is not to be seen."""

import json
import time
from datetime import date, datetime

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, FlowRunFilter, LogFilter
from prefect.client.schemas.sorting import FlowRunSort
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    PREFECT_HOME,
    PREFECT_LOCAL_STORAGE_PATH,
    temporary_settings,
)
from sqlalchemy.exc import OperationalError

from config.clock import rehearse
from flows.daily import daily
from flows.self_evaluation import self_evaluation
from tasks.request import Request
from tasks.store.engine import reading
from tasks.store.verify import verify
from tasks.verb import verb
from tests.flows.conftest import UNITS

A, B, C = UNITS


@pytest.fixture(scope="module")
def server(service, tmp_path_factory):
    """This process talks to the server of `make up`, in a home of its own."""
    home, (_, port, _) = tmp_path_factory.mktemp("prefect"), service
    with temporary_settings({
        PREFECT_HOME: home, PREFECT_LOCAL_STORAGE_PATH: home / "storage", PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        PREFECT_API_URL: f"http://127.0.0.1:{port}/api",
    }):
        yield


def failing(fault, times):
    """A verb that fails so many times, without waiting between tries; and the list of its tries."""
    tries = []

    @verb(f"试 {type(fault).__name__}")
    def trying():
        tries.append(1)
        if len(tries) <= times:
            raise fault

    return trying.with_options(retry_delay_seconds=0), tries


def test_faults_of_network_and_database_are_tried_again_and_bugs_are_not(server):
    """Twice more at most; a wrong value, or a wrong rulebook, would only be wrong again."""
    locked = OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
    cases = {"locked": (locked, 2), "line": (ConnectionResetError("reset"), 1), "slow": (TimeoutError(), 1),
             "for ever": (locked, 9), "bug": (ValueError("wrong"), 9), "missing": (KeyError("x"), 9)}
    verbs = {name: failing(*case) for name, case in cases.items()}

    @flow
    def trying():
        return {name: one(return_state=True).type.value for name, (one, _) in verbs.items()}

    assert trying() == {"locked": "COMPLETED", "line": "COMPLETED", "slow": "COMPLETED", "for ever": "FAILED",
                        "bug": "FAILED", "missing": "FAILED"}
    assert {name: len(tries) for name, (_, tries) in verbs.items()} == {
        "locked": 3, "line": 2, "slow": 2, "for ever": 3, "bug": 1, "missing": 1}


SECRETS = {"JIXIAO_SMTP_PASSWORD": "password-of-the-post", "JIXIAO_FORM_KEY": "key-of-the-forms"}


@pytest.fixture
def watched_run(server, office, monkeypatch):
    """The flow as Prefect runs it on T+1, with one unit through; what the server then knows of it."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    office.hand_in(A, office.form(A), datetime(2023, 3, 7, 9))
    with rehearse(date(2023, 4, 3)):
        self_evaluation(Request(work_year=2023, operator="张三", reason="催报前核对"))
        self_evaluation(Request(work_year=2023, as_of=date(2023, 3, 9)))
    with get_client(sync_client=True) as client:
        done = FlowRunFilter(state={"type": {"any_": ["COMPLETED"]}})  # the crons' own are still to come
        runs = client.read_flow_runs(flow_run_filter=done, sort=FlowRunSort.START_TIME_DESC, limit=2)[::-1]
        ids = {"any_": [run.id for run in runs]}
        office.flow_runs = runs
        office.task_runs = _recorded(client, FlowRunFilter(id=ids), verbs=6 * len(runs))
        found = client.read_artifacts(artifact_filter=ArtifactFilter(flow_run_id=ids))
        office.artifacts = {one.key: one for one in found if one.flow_run_id == runs[0].id}
        logs = client.read_logs(LogFilter(flow_run_id=ids))
        office.known = [*runs, *found, *office.task_runs, *logs]
    return office


def _recorded(client, of, verbs):
    """Their task runs: the server hears of them by events, and writes them down up to a second after the run's end."""
    deadline = time.monotonic() + 20
    while len(found := client.read_task_runs(flow_run_filter=of)) < verbs and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def test_an_operator_sees_what_a_run_did(watched_run):
    """Runs named by day, verbs in Chinese in their order, summary, late units and link; our own record of it all."""
    assert [run.name for run in watched_run.flow_runs] == ["单位自评 当日", "单位自评 2023-03-09"]
    tasks = [one for one in watched_run.task_runs if one.flow_run_id == watched_run.flow_runs[0].id]
    tasks.sort(key=lambda one: one.start_time)
    assert [one.name.partition("-")[0] for one in tasks] == [
        "收表 collect", "核对 check", "评定 judge", "入账 record", "通知 notify", "出表 publish"]

    shown = watched_run.artifacts
    assert {"self-evaluation-summary", "self-evaluation-late", "self-evaluation-report"} <= shown.keys()
    assert "| 3 | 1 | 2 | 2 |" in shown["self-evaluation-summary"].data
    late = json.loads(shown["self-evaluation-late"].data)
    assert [(row["单位"], row["逾期工作日"]) for row in late] == [(UNITS[B], 1), (UNITS[C], 1)]
    assert "reports/2023/self_evaluation/index.html" in shown["self-evaluation-report"].data

    rows = watched_run.ask("SELECT flow_run_id, operator, reason, as_of, length(rulebook_hash) FROM run ORDER BY id")
    assert rows[0] == (str(watched_run.flow_runs[0].id), "张三", "催报前核对", "2023-04-03", 64)
    assert rows[1][0] == str(watched_run.flow_runs[1].id)

    head = shown["self-evaluation-summary"].data.partition("总台账链首 `")[2].partition("`")[0]
    number, _, fingerprint = head.partition(":")
    with reading(watched_run.engine) as conn:
        assert verify(conn, (int(number), fingerprint)) is None
        assert verify(conn, (int(number), "0" * 64)) is not None

    known = " ".join(str(one.model_dump()) for one in watched_run.known)
    assert "催报前核对" in known  # the parameters of the run are among it
    assert not [value for value in SECRETS.values() if value in known]


def test_the_daily_run_of_january_finishes_the_old_year_first(server, office):
    """A self-evaluation due in March comes on 9 January: one run under Prefect does three rounds and answers it."""
    office.run(date(2023, 3, 31), "notify", "publish")
    office.hand_in(A, office.form(A), datetime(2024, 1, 9, 16))
    with rehearse(date(2024, 1, 10)):
        daily(Request(operator="张三"))
    runs = office.ask("SELECT milestone, work_year, flow_run_id FROM run WHERE operator = '张三' ORDER BY id")
    assert [one[:2] for one in runs] == [("daily", 2023), ("self_evaluation", 2023), ("daily", 2024)]
    [flow_run] = {one for _, _, one in runs}
    with get_client(sync_client=True) as client:
        seen = client.read_flow_run(flow_run)
    assert (seen.name, seen.state_name) == ("每日台账与催报 当日", "Completed")
    assert office.ask("SELECT work_year, state, is_late FROM submission") == [(2023, "accepted", 1)]
    assert office.ask(f"SELECT state, met_on FROM obligation WHERE unit_code = '{A}' AND milestone = 'self_evaluation'"
                      ) == [("met", "2024-01-09")]
    assert office.mails(A).count("01-10 回执") == 1
