"""Readings over a pipe: JSON, checked on arrival like any stranger's, for that process has parsed hostile bytes."""

import json
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from config.findings import catalogue
from tasks.forms.reading import Reading
from tasks.forms.wire_tables import typed, written
from tasks.rules.finding import Finding

_Whole = Annotated[int, Field(ge=-(1 << 63), lt=1 << 63)]  # what a column of the database holds
_Value = Annotated[str | _Whole | None, Field(union_mode="left_to_right")]  # quicker than looking for the best fit
_Row = dict[str, _Value]
_Cell = Annotated[bool | str | _Whole | None, Field(union_mode="left_to_right")]


@with_config(ConfigDict(strict=True, extra="forbid"))
class _Said(TypedDict):
    """A finding without its tier, which only the catalogue gives."""

    rule: str
    sheet: str
    cell: str
    value: str
    expected: str
    message: str
    project_code: str


@with_config(ConfigDict(strict=True, extra="forbid"))
class _Told(TypedDict):
    """A reading without what the parent knows better: the file and its hash."""

    form: str
    layout: str
    work_year: _Whole | None
    fiscal_year: _Whole | None
    unit_code: str
    unit_name: str
    rev: _Whole
    meta: dict[str, str | _Whole | float | bool | None]
    locked: dict[str, list[str | _Whole | None]]
    projects: list[_Row]
    indicators: list[_Row]
    findings: list[_Said]
    tables: dict[str, list[dict[str, _Cell]]]
    node: str


_TOLD = TypeAdapter(_Told)
READY = b"ready\n"  # the first line of the limited process
_FAILED = b'{"failed":'


class ReadFailed(Exception):
    """The limited process says itself that it could not read the file, and why (in Chinese)."""


def pack(reading: Reading) -> bytes:
    """One line of JSON, with its line feed."""
    told = {name: getattr(reading, name) for name in _Told.__annotations__}
    told["tables"] = written(reading.tables)
    told["findings"] = [{name: getattr(said, name) for name in _Said.__annotations__} for said in reading.findings]
    return _TOLD.dump_json(told, warnings="error") + b"\n"  # type: ignore[arg-type]


def pack_failure(reason: str) -> bytes:
    """One line that says why there is no reading."""
    return _FAILED + json.dumps(reason).encode() + b"}\n"


def unpack(line: bytes, file: str, sha256: str) -> Reading:
    """The reading in one line about the file that was handed out.

    Raises ReadFailed when the line says so, ValueError when it is neither.
    """
    if line.startswith(_FAILED):
        raise ReadFailed(str(json.loads(line)["failed"]))
    told: dict[str, Any] = dict(_TOLD.validate_json(line))
    said, told["tables"] = told.pop("findings"), typed(told["form"], told["tables"])
    return Reading(file, sha256, findings=[_finding(each, file) for each in said], **told)


def _finding(said: dict[str, str], file: str) -> Finding:
    wording = catalogue().get(said["rule"])
    if wording is None:
        raise ValueError(f"unknown rule {said['rule'][:20]!r}")
    return Finding(tier=wording.tier, file=file, **said)
