"""Reading files in processes that may die: nothing a file does costs another file, or is lost."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from flows.rehearsal.hostile import HOSTILE, hostile_files
from flows.rehearsal.package import plain_form, replaced, sheet_of
from tasks.forms import child
from tasks.forms.limited import ROOT, command
from tasks.forms.limits import Limits
from tasks.forms.reader import Readers, read_files, read_one
from tasks.forms.wire import unpack

UNGUARDED = Limits(inflated=1 << 40, rows=1 << 21, columns=1 << 15, area=1 << 60, cells=1 << 60)
STRANGE = '''
    import json, os, sys, time
    out = sys.stdout.buffer
    out.write(b"ready\\n"); out.flush()
    served = 0
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        act = request["name"]
        if act == "deaf":
            time.sleep(60)
        sys.stdin.buffer.read(request["size"])
        served += 1
        if act == "hang":
            time.sleep(60)
        if act == "die" or (act == "tired" and served > 1):
            os._exit(3)
        if act == "flood":
            while True:
                out.write(b"x" * 65536)
        said = {"garbage": b"what?", "half": b'{"form":'}.get(act)
        out.write((said or json.dumps({"failed": ",".join(sorted(os.environ))}).encode()) + b"\\n")
        out.flush()
'''


@pytest.fixture
def put(tmp_path):
    """A function that writes a file and gives its (shown name, path)."""

    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return name, path

    return write


@pytest.fixture
def strange(tmp_path):
    """A child that does what the file's name says, started as the reader starts its own."""
    script = tmp_path / "strange.py"
    script.write_text(textwrap.dedent(STRANGE), encoding="utf-8")
    with Readers([sys.executable, str(script)], 1.0, Limits()) as readers:
        yield readers


@pytest.fixture
def home():
    """An environment in which the child finds our code."""
    return os.environ | {"PYTHONPATH": str(ROOT)}


def reasons(reading):
    return [(found.rule, found.value) for found in reading.findings]


def test_every_hostile_file_is_answered_and_the_good_ones_are_read(put):
    """Promise 7: each gets its named answer, in order, none lost; a good form between any two of them is read."""
    files = []
    for number, hostile in enumerate(HOSTILE):
        files += [put(hostile.name, hostile_files()[hostile.name]), put(f"好{number}.xlsx", plain_form())]
    readings = read_files(files)
    assert [reading.file for reading in readings] == [name for name, _ in files]
    for hostile, reading in zip(HOSTILE, readings[::2], strict=True):
        assert [found.rule for found in reading.findings] == [hostile.rule], hostile.name
        assert reading.refused == hostile.rule.startswith("F-"), hostile.name
    assert {(good.layout, len(good.projects), len(good.findings)) for good in readings[1::2]} == {("official", 1, 0)}


def test_a_reading_carries_the_hash_of_the_bytes_that_were_read(put):
    """The submission is identified by its bytes, whether it was read, refused or too large to be looked at."""
    good, large = plain_form(), b"PK\3\4" + bytes(11 << 20)
    readings = read_files([put("好.xlsx", good), put("大.xlsx", large), put("空.xlsx", b"")])
    assert [reading.sha256 for reading in readings] == [hashlib.sha256(data).hexdigest() for data in (good, large, b"")]
    assert [found.rule for found in readings[1].findings] == ["F-SIZE"]


def test_one_file_for_the_command_line(put):
    """`jixiao check` reads through the same limited process."""
    _, path = put("自评表.xlsx", plain_form())
    assert read_one(path) == read_files([("自评表.xlsx", path)])[0]


def test_progress_counts_the_files_that_are_done(put):
    """The operator sees the batch move."""
    done = []
    read_files([put(f"{number}.pdf", b"%PDF") for number in range(5)], workers=2, progress=done.append)
    assert done == [1, 2, 3, 4, 5]


def test_nothing_to_read_is_nothing():
    """An empty inbox starts no process."""
    assert read_files([]) == []


def test_a_file_that_is_gone_is_told_not_lost(tmp_path):
    """Between the listing and the reading a file may vanish; it still has its row in the report."""
    (reading,) = read_files([("没了.xlsx", tmp_path / "没了.xlsx")])
    assert reading.findings[0].rule == "F-READER"
    assert "取不到" in reading.findings[0].value


def test_the_reader_aborts_on_a_far_cell_and_only_that_file_pays(put):
    """14: with the guard switched off calamine aborts its process at XFD1048576; before and after, files are read."""
    far = next(hostile for hostile in HOSTILE if hostile.name == "远处一格.xlsx")
    files = [put("前.xlsx", plain_form()), put(far.name, far.data), put("后.xlsx", plain_form())]
    before, killer, after = read_files(files, workers=1, limits=UNGUARDED)
    assert reasons(killer) == [("F-READER", "超过内存上限")]
    assert before.layout == after.layout == "official"
    assert not before.findings and not after.findings


def test_a_bomb_meets_the_memory_limit_of_its_process(put):
    """12: with the guard switched off 150 MB of text in 150 KB ends its own process at the limit, not the machine."""
    large = b"<si><t>" + b"A" * (150 << 20) + b"</t></si></sst>"
    data = replaced(plain_form(), "xl/sharedStrings.xml", lambda xml: xml.replace(b"</sst>", large))
    files = [put("弹.xlsx", data), put("后.xlsx", plain_form())]
    bomb, after = read_files(files, workers=1, memory=400 << 20, limits=UNGUARDED)
    assert reasons(bomb) == [("F-READER", "超过内存上限")]
    assert after.layout == "official"


def test_an_endless_file_meets_the_time_limit_of_its_process(put):
    """A file that is legal and merely enormous is cut off after its seconds, by whichever clock strikes first."""
    cells = "".join(f"<c r='{letter}{{0}}'><f>1</f><v>1</v></c>" for letter in "ABCDEFGHIJKLMNOP")
    rows = "".join(f"<row r='{{0}}'>{cells}</row>".format(number) for number in range(1, 30_000))
    data = replaced(plain_form(), "xl/worksheets/sheet1.xml", lambda _: sheet_of(rows))
    files = [put("长.xlsx", data), put("后.xlsx", plain_form())]
    slow, after = read_files(files, workers=1, seconds=0.2, limits=UNGUARDED)
    assert reasons(slow) == [("F-READER", "超过 0.2 秒")]
    assert after.layout == "official"


@pytest.mark.parametrize(("act", "reason"), [
    ("hang", "超过 1 秒"), ("deaf", "超过 1 秒"), ("die", "读取程序异常退出（3）"), ("garbage", "读取程序答复无效"),
    ("half", "读取程序答复无效"), ("flood", None),
])
def test_a_process_gone_wrong_costs_its_file_and_is_replaced(put, strange, act, reason):
    """It hangs, does not listen, dies, talks nonsense or without end: F-READER, and the next file finds a fresh one."""
    reading = strange.read((act, put("表.xlsx", bytes(1 << 20))[1]))
    assert [found.rule for found in reading.findings] == ["F-READER"]
    assert reason is None or reading.findings[0].value == reason
    assert "PATH" in strange.read(("ok", put("后.xlsx", b"x")[1])).findings[0].value


def test_a_tired_process_is_not_blamed_on_the_file(put, strange):
    """When a process dies that has served others, the file is tried once more in a fresh one."""
    answers = [strange.read(("tired", put("表.xlsx", b"x")[1])).findings[0].value for _ in range(4)]
    assert all("PATH" in answer for answer in answers)


def test_no_secret_goes_along(put, strange, monkeypatch):
    """The process that parses hostile bytes does not know the mail password."""
    monkeypatch.setenv("JIXIAO_MAIL_PASSWORD", "geheim")
    assert "JIXIAO" not in strange.read(("ok", put("表.xlsx", b"x")[1])).findings[0].value


def test_a_broken_installation_is_an_error_and_no_verdict_on_the_files(put):
    """If our own process cannot start, a thousand units must not be told that their files are bad."""
    broken = [sys.executable, "-c", "import nothing_of_that_name"]
    with Readers(broken, 5.0, Limits()) as readers, pytest.raises(RuntimeError):
        readers.read(put("表.xlsx", plain_form()))


def test_a_fault_of_ours_is_confined_to_its_file(monkeypatch):
    """A recogniser that raises answers for the file it raised on, with the reason."""

    def broken(*_):
        raise KeyError("分值")

    monkeypatch.setattr(child, "recognise", broken)
    with pytest.raises(Exception, match="读取程序出错：KeyError"):
        unpack(child.answer("表.xlsx", plain_form(), Limits()), "表.xlsx", "")


def test_the_process_loads_no_frames():
    """It must be quick to start and small: pandas, numpy and Great Expectations stay outside."""
    loaded = "import sys; from tasks.forms import child; child.warm(); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = told.stdout.split()
    assert "tasks.forms.official" in modules
    assert not {"pandas", "numpy", "great_expectations", "sqlalchemy", "prefect", "openpyxl"} & set(modules)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_running_process_is_confined(home):
    """It writes no file, opens few, leaves no dump, and has no more memory than it was granted."""
    start = command(Limits(), 5.0, 1 << 30)
    with subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=home) as process:
        assert process.stdout.readline() == b"ready\n"
        table = Path(f"/proc/{process.pid}/limits").read_text(encoding="utf-8")
        process.stdin.close()
    limits = dict(line.split("  ", 1) for line in table.splitlines())
    assert limits["Max address space"].split()[:2] == [str(1 << 30)] * 2
    assert limits["Max file size"].split()[:2] == limits["Max core file size"].split()[:2] == ["0", "0"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_processes_end_with_their_parent(put):
    """Promise 2: a run that is killed with -9 leaves no reader behind, not even one that is stuck."""
    name, path = put("表.xlsx", plain_form())
    program = f"""
        import json, time
        from pathlib import Path
        from tasks.forms.limited import command
        from tasks.forms.limits import Limits
        from tasks.forms.reader import Readers
        with Readers(command(Limits(), 60.0, 1 << 30), 60.0, Limits()) as readers:
            assert readers.read(({name!r}, Path({str(path)!r}))).layout == "official"
            print("read", flush=True)
            time.sleep(60)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout.readline() == b"read\n"
    (reader,) = psutil.Process(parent.pid).children()
    reader.suspend()  # it can neither notice the end of its input nor use up its processor time
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    for _ in range(50):
        if not reader.is_running() or reader.status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.1)
    pytest.fail("the reader outlived its parent")


def test_no_process_is_left_behind(put):
    """After a batch there are as many children as before."""
    before = set(psutil.Process().children())
    read_files([put(f"{number}.xlsx", plain_form()) for number in range(3)], workers=2)
    assert set(psutil.Process().children()) == before


def test_an_ordinary_form_costs_a_few_milliseconds(put):
    """Two thousand forms are a matter of seconds: less than 6 ms each, guard, pipe and recognition included."""
    file = put("表.xlsx", plain_form())
    with Readers(command(Limits(), 20.0, 1 << 30), 20.0, Limits()) as readers:
        best = 1.0
        for _ in range(200):
            start = time.perf_counter()
            readers.read(file)
            best = min(best, time.perf_counter() - start)  # the machine may be busy with other things
        assert best < 0.006


def test_a_request_is_a_line_and_its_bytes(home):
    """The protocol as the child's docstring says, without any of our parent code."""
    start = command(Limits(), 5.0, 1 << 30)
    data = plain_form()
    request = json.dumps({"name": "表.xlsx", "size": len(data)}).encode() + b"\n" + data
    told = subprocess.run(start, input=request * 2, capture_output=True, env=home, check=True)
    lines = told.stdout.splitlines(keepends=True)
    assert lines[0] == b"ready\n"
    assert [unpack(line, "表.xlsx", "").layout for line in lines[1:]] == ["official", "official"]
