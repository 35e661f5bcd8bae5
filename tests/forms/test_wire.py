"""What comes back from the limited process is believed only as far as it can be checked."""

import json

import pytest

from config.findings import Tier
from tasks.forms.reading import Reading
from tasks.forms.wire import ReadFailed, pack, pack_failure, unpack
from tasks.rules.finding import finding


@pytest.fixture
def reading():
    """A reading with everything in it."""
    return Reading(
        "自评表.xlsx", "ab" * 32, "F2", "issued", 2023, 2022, "101001", "交通运输局", 3, {"kid": "k1", "sig": "ff"},
        {"P1": ["道路养护", 100_000_000]}, [{"project_code": "P1", "budget_fen": 100_000_000, "rate_bp": None}],
        [{"level1": "产出指标", "weight_cp": 3000, "row": 12}],
        [finding("R-NUM", file="自评表.xlsx", sheet="表", cell="B2", value="约100")],
    )


def changed(reading, **fields):
    return json.dumps(json.loads(pack(reading)) | fields).encode() + b"\n"


def test_a_reading_survives_the_pipe(reading):
    """What is packed and unpacked is the same, finding by finding."""
    assert unpack(pack(reading), reading.file, reading.sha256) == reading


def test_a_reading_is_one_line():
    """Line breaks inside cells must not end the message early."""
    line = pack(Reading("a.xlsx", unit_name="第一行\n第二行\u2028第三行"))
    assert line.count(b"\n") == 1 and line.endswith(b"\n")


def test_the_file_and_its_hash_are_the_parents(reading):
    """A process that has been taken over cannot pass its answer off as another file's."""
    other = unpack(pack(reading), "别的.xlsx", "cd" * 32)
    assert (other.file, other.sha256, other.findings[0].file) == ("别的.xlsx", "cd" * 32, "别的.xlsx")


def test_the_tier_is_the_catalogues(reading):
    """Nor can it turn a refusal into a hint: a finding travels without its tier."""
    reading.findings = [finding("F-BOMB", file="a", expected="64 MB")]
    line = pack(reading)
    assert "拒收".encode() not in line
    assert unpack(line, "a", "").findings[0].tier is Tier.REFUSED


@pytest.mark.parametrize("fields", [
    {"projects": [{"budget_fen": 1 << 63}]}, {"projects": [{"budget_fen": 1.5}]}, {"projects": [{"a": [1]}]},
    {"indicators": "none"}, {"rev": "3"}, {"surprise": 1}, {"unit_code": None}, {"fiscal_year": True},
    {"findings": [{"rule": "F-EMPTY"}]},
    {"findings": [dict.fromkeys(("rule", "sheet", "cell", "value", "expected", "message", "project_code"), "X-EVIL")]},
])
def test_an_answer_of_another_shape_is_refused(reading, fields):
    """Numbers that no column holds, types that no frame expects, rules that nobody wrote: ValueError, not data."""
    with pytest.raises(ValueError):
        unpack(changed(reading, **fields), "a", "")


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"{}\n", b"null\n", b"garbage\n", b"\xff\xfe\n", b'{"failed":\n', b"[" * 100_000]
)
def test_garbage_is_refused(line):
    """Whatever else is written, it is no reading."""
    with pytest.raises(ValueError):
        unpack(line, "a", "")


def test_a_failure_is_told_apart_from_a_reading():
    """The process may say itself why it could not."""
    with pytest.raises(ReadFailed, match="读取程序出错"):
        unpack(pack_failure("读取程序出错：KeyError"), "a", "")
