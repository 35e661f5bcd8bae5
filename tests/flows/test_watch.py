"""The watch: what should have happened and did not, said by a process that none of it can take down."""

import json
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest

from config import clock
from config.rulebook import rulebook
from flows.commands import watch as command
from flows.commands.watch import watch
from tasks.store import outbox, runs
from tasks.store.engine import open_store
from tests.flows.conftest import blank_store

EVENING = datetime(2023, 4, 10, 20, tzinfo=clock.BEIJING)


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A workspace whose runs and notices are written by hand, on the evening of 10 April 2023."""
    return Scene(tmp_path / "ws", monkeypatch)


class Scene:
    """The store, the clock and the command."""

    def __init__(self, workspace, patch):
        self.workspace, self.patch = workspace, patch
        workspace.mkdir()
        (workspace / "jixiao.db").write_bytes(blank_store())
        self.engine = open_store(f"sqlite:///{workspace / 'jixiao.db'}")
        self.at(EVENING)

    def at(self, moment):
        """Set the clock."""
        self.patch.setattr(clock, "now", lambda: moment)

    def ran(self, day, *but, cut_off=(), regions=()):
        """Everything that is open has run as of a day, but for these; runs cut off have no end."""
        with self.engine.begin() as conn:
            for name, one in rulebook(2023).calendar.milestones.items():
                for node in [node.node for node in one.nodes] or [""]:
                    if name not in but:
                        run = runs.begin(conn, runs.Start(name, 2023, day, node, regions), EVENING)
                        if name not in cut_off:
                            runs.finish(conn, run, EVENING, {})

    def notice(self, key, state="pending", days=0, **more):
        """A notice that may leave since so many days."""
        since = EVENING - timedelta(days=days)
        with self.engine.begin() as conn:
            outbox.put(conn, 1, EVENING, [outbox.Notice(
                key, f"<{key}@x>", "receipt", "self_evaluation", 2023, f"{key}@x.example", since, since, state=state,
                claimed_at=since if state == "sending" else None, **more)])

    def look(self, capsys, mail=False):
        """The exit code and what was said, as JSON."""
        code = watch(self.workspace, True, mail)
        return code, [alarm["says"] for alarm in json.loads(capsys.readouterr().out)["alarms"]]


def test_when_all_is_well_it_says_so_and_ends_with_nought(office, capsys):
    """Every open node has run today, and nothing is stuck."""
    office.ran(date(2023, 4, 10))
    office.notice("fresh")
    assert office.look(capsys) == (0, [])
    assert watch(office.workspace, False, False) == 0 and "一切如期" in capsys.readouterr().out


def test_a_run_that_did_not_happen_is_named_with_its_command(office, capsys):
    """Down since the 6th: two working days lack; cut off or over some regions only is not run."""
    office.ran(date(2023, 4, 6))
    office.ran(date(2023, 4, 10), "self_evaluation", cut_off=("daily",))
    office.ran(date(2023, 4, 10), regions=("653001",))
    code, said = office.look(capsys)
    assert code == 1 and len(said) == 2
    assert said[0] == ("单位自评：2023-04-10 应当运行而没有（上一次完整运行截至 2023-04-06，已缺 2 个工作日）；"
                       "请运行 jixiao run self_evaluation")
    assert said[1].startswith("每日台账与催报")


def test_in_the_morning_nothing_of_today_is_missed_yet(office, capsys):
    """Runs have until the evening; on Monday morning it is Friday that counts."""
    office.ran(date(2023, 4, 7))
    office.at(EVENING.replace(hour=9))
    assert office.look(capsys)[0] == 0
    office.at(EVENING)
    assert office.look(capsys)[0] == 1


def test_notices_that_are_stuck_are_told_by_what_became_of_them(office, capsys):
    """Waiting since Friday for a run of today; its sender dead for hours; nobody knows. Today's may wait."""
    office.ran(date(2023, 4, 10))
    office.notice("new")
    office.notice("old", days=3, last_error="535 wrong password")
    office.notice("half", "sending", days=1)
    office.notice("maybe", "uncertain")
    code, said = office.look(capsys)
    assert code == 1 and len(said) == 3
    assert "早该发出" in said[0] and "发送中断" in said[1] and "待核实" in said[2]
    assert "old@x.example" in said[0] and "535 wrong password" in said[0]


def test_what_a_run_had_to_say_is_passed_on(office, capsys):
    """The limit of the day, an archive that cannot be asked: the run came to its end, and somebody should know."""
    office.ran(date(2023, 4, 10))
    with office.engine.begin() as conn:
        run = runs.begin(conn, runs.Start("self_evaluation", 2023, date(2023, 4, 10)), EVENING)
        runs.finish(conn, run, EVENING, {"said": ["存档邮箱查不了：timed out"]})
    assert office.look(capsys) == (1, ["单位自评运行时提示：存档邮箱查不了：timed out"])
    office.at(EVENING.replace(day=11, hour=20))
    assert not [words for words in office.look(capsys)[1] if "提示" in words]


@pytest.mark.parametrize(("moment", "code"), [
    (datetime(2026, 10, 31, 9, tzinfo=clock.BEIJING), 0), (datetime(2026, 11, 1, 9, tzinfo=clock.BEIJING), 1)])
def test_next_years_days_off_are_asked_for_from_november(moment, code):
    """Without them next year's deadlines are guesses."""
    book = rulebook(2026)
    assert book.workdays.provisional(2027)
    assert len(list(command._calendar(book, moment.date()))) == code


def test_the_operator_is_told_once_a_day_and_never_past_the_catch(office, capsys, monkeypatch):
    """Off the list the mail stays in the sink; told again only when something else is the matter."""
    monkeypatch.setenv("JIXIAO_OPERATOR_ADDRESS", "op@czj.example")
    monkeypatch.setenv("JIXIAO_MAIL_LIVE", "true")
    monkeypatch.setenv("JIXIAO_SMTP_HOST", "192.0.2.1")  # whoever dials this does not come back in time
    office.ran(date(2023, 4, 10), "daily")
    assert [office.look(capsys, mail=True)[0] for _ in range(3)] == [1, 1, 1]
    office.notice("maybe", "uncertain", to_name="<b>")
    office.look(capsys, mail=True)
    kept = [mail.read_text() for mail in (office.workspace / "outbox").glob("*.eml")]
    assert len(kept) == 2 and all("op@czj.example" in mail for mail in kept)


def test_an_operator_without_an_address_is_a_fault_of_the_set_up(office, capsys, jixiao):
    """Exit 3 and a sentence, not a silent success; so is a workspace that is none."""
    office.ran(date(2023, 4, 6))
    code, _, said = jixiao("watch", "--mail", "--workspace", office.workspace)
    assert code == 3 and "JIXIAO_OPERATOR_ADDRESS" in said
    assert jixiao("watch", "--workspace", office.workspace / "none")[0] == 3


def test_it_needs_neither_prefect_nor_pandas(office):
    """What it watches over may be broken: in a process of its own, neither is even imported."""
    code = f"""
import sys
sys.argv = ["jixiao", "watch", "--workspace", {str(office.workspace)!r}]
from flows.__main__ import main
try:
    main()
finally:
    print("HEAVY", [n for n in ("prefect", "pandas", "great_expectations", "yagmail") if n in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1 and "HEAVY []" in done.stdout, done.stderr
