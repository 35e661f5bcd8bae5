"""Is an issued form the one we sent, to this unit, for this year and round? Judged where the keys are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from config.calendar import the_calendar
from config.forms_issued import issued_forms
from config.forms_table import table_forms
from tasks.forms.issued_rows import issued_text
from tasks.forms.reading import Reading
from tasks.forms.signature import FormKey, verify
from tasks.rules.columns import cell_of
from tasks.rules.finding import Finding, finding


@dataclass(frozen=True, slots=True)
class Expected:
    """What we know of the form a unit owes. `locked`: project code → signed values as registered when issuing."""

    work_year: int
    fiscal_year: int
    sender: str = ""  # code of the unit that sent the file; "" where the door has judged that already
    sender_name: str = ""
    accepted_rev: int = 0  # of the version that counts so far; 0 = none
    node: str = ""  # of the milestone that is asked for; "" where it has but one, or any will do
    locked: Mapping[str, Sequence[Any]] = field(default_factory=dict)


def check_issue(reading: Reading, keys: Mapping[str, FormKey], expected: Expected) -> list[Finding]:
    """F-SIG, F-UNIT, F-YEAR, F-NODE and W-OLDREV of a reading in our layout (catalogue 21, 22, 24, 25).

    `keys` are by `kid`. When the signature does not hold, every locked value that differs from the registered one is
    named with its cell; when none does, the hidden sheet itself was changed. What the visible cells say against the
    hidden copy (F-SIG, R-ROWMISS, R-ROWEXTRA) `read_issued` has found already. A file already refused for its hidden
    sheet or version gets nothing more.
    """
    if reading.layout != "issued" or {f.rule for f in reading.findings} & {"F-NOMETA", "F-VERSION"}:
        return []
    found = [] if verify(reading.meta, reading.locked, keys) else _tampered(reading, expected.locked)
    if expected.sender and reading.unit_code != expected.sender:
        sender = expected.sender_name or expected.sender
        found.append(finding("F-UNIT", file=reading.file, value=sender, expected=reading.unit_name))
    if (reading.work_year, reading.fiscal_year) != (expected.work_year, expected.fiscal_year):
        found.append(finding("F-YEAR", file=reading.file, value=reading.fiscal_year, expected=expected.fiscal_year))
    if expected.node and reading.node and reading.node != expected.node:
        found.append(finding("F-NODE", file=reading.file, value=_node(reading, reading.node),
                             expected=_node(reading, expected.node)))
    if reading.rev < expected.accepted_rev:
        found.append(finding("W-OLDREV", file=reading.file, value=reading.rev, expected=expected.accepted_rev))
    return found


def _node(reading: Reading, node: str) -> str:
    """A node as people call it."""
    form = table_forms().get(reading.form)
    nodes = the_calendar().milestone(form.milestone).nodes if form else ()
    return next((one.title for one in nodes if one.node == node), "") or node


def _tampered(reading: Reading, registered: Mapping[str, Sequence[Any]]) -> list[Finding]:
    """One F-SIG per differing value, or one for the file."""
    form = issued_forms().get(reading.form)
    signed, scale = (form.projects.signed, form.fen) if form else ((), 1)
    places = {project["project_code"]: project for project in reading.projects}
    found = []
    for code, values in reading.locked.items():
        project = places.get(code, {})
        for column, value, known in zip(signed, values, registered.get(code, values), strict=False):
            if value == known:
                continue
            found.append(finding(
                "F-SIG", file=reading.file, sheet=project.get("sheet", ""), project_code=code,
                cell=cell_of(project.get("at", ""), column.field),
                value=f"{column.title} {issued_text(column, value, scale)}",
                expected=issued_text(column, known, scale),
            ))
    if found:
        return found
    return [finding("F-SIG", file=reading.file, value="表格标识", expected="下发时的签名")]
