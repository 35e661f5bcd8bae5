"""`jixiao check`: read forms as the flow does, print every finding, write nothing."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from config import clock
from config.findings import Tier
from config.forms_issued import issued_forms
from config.forms_table import table_forms
from config.parameters import parameters
from config.settings import settings
from flows.commands.check_tables import add_table_findings, table_rows, tables_shown
from tasks.forms.frames import frames
from tasks.forms.inbox import shown_name
from tasks.forms.issue_check import Expected, check_issue
from tasks.forms.reader import read_files
from tasks.forms.reading import Reading
from tasks.forms.signature import FormKey
from tasks.rules.finding import Finding

COLOURS = {Tier.REFUSED: "red", Tier.ERROR: "red", Tier.EXPLAIN: "yellow", Tier.HINT: "blue"}


def check_files(files: Sequence[Path], as_json: bool, work_year: int | None) -> int:
    """0 when nothing must be corrected or explained, 1 otherwise."""
    readings = read_files([(shown_name(path.name), path) for path in files])
    for reading in readings:
        reading.findings += _signature(reading)
    reports = _reports(readings, work_year or clock.today().year)
    if as_json:
        print(json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        for report in reports:
            _print(report)
    grave = {tier.value for tier in Tier} - {Tier.HINT.value}
    return int(any(one["tier"] in grave for report in reports for one in report["findings"]))


def _signature(reading: Reading) -> list[Finding]:
    """Whether an issued form is ours, where this machine holds the key; without it nobody can tell."""
    chosen = settings()
    own = chosen.workspace / ".form-key"
    secret = chosen.form_key.get_secret_value() or (own.read_text() if own.exists() else "")
    if not secret or reading.work_year is None or reading.fiscal_year is None:
        return []
    key = FormKey(chosen.form_key_id, secret.encode())
    return check_issue(reading, {key.kid: key}, Expected(reading.work_year, reading.fiscal_year))


def _reports(readings: Sequence[Reading], work_year: int) -> list[dict[str, Any]]:
    """One report per file; all files of a form go through its suite together."""
    law = parameters(work_year)
    found = {number: list(reading.findings) for number, reading in enumerate(readings)}
    rows: dict[int, list[dict[str, Any]]] = {}
    for form in sorted({reading.form for reading in readings if reading.form and not reading.refused}):
        if form in table_forms():
            add_table_findings(form, readings, law, found)
            continue
        chosen = [(n, r) for n, r in enumerate(readings) if r.form == form and not r.refused]
        projects, indicators = import_module(f"tasks.rules.{form}").assess(*frames(chosen), law, _as_issued(chosen))
        examine = getattr(import_module(f"expectations.{form}"), f"examine_{form}")
        for number, more in examine(projects, indicators, [r.file for r in readings], found).items():
            found[number] += more
        rows |= {number: _projects(number, projects, indicators) for number, _ in chosen}
    return [
        {"file": reading.file, "form": reading.form, "fiscal_year": reading.fiscal_year,
         "unit": reading.unit_code or reading.unit_name,
         **({"tables": table_rows(reading)} if reading.form in table_forms() else {"projects": rows.get(number, [])}),
         "findings": [_finding(one) for one in found[number]]}
        for number, reading in enumerate(readings)
    ]


def _as_issued(readings: Sequence[tuple[int, Reading]]) -> pd.DataFrame | None:
    """The register as far as issued forms carry it along: the locked values, by the field they were signed for."""
    rows = []
    for _, reading in readings:
        form = issued_forms().get(reading.form) if reading.layout == "issued" else None
        fields = [column.field for column in form.projects.signed] if form else []
        for code, values in reading.locked.items():
            named = dict(zip(fields, values, strict=False))
            rows.append({"project_code": code, "unit_code": reading.unit_code, **named})
    return pd.DataFrame(rows).astype({"budget_fen": "Int64"}) if rows else None


def _projects(number: int, projects: pd.DataFrame, indicators: pd.DataFrame) -> list[dict[str, Any]]:
    mine = projects[projects["reading"] == number]
    below = {key: group for key, group in indicators[indicators["reading"] == number].groupby("project")}
    return [
        {"code": row["project_code"], "name": row["project_name"], "budget_fen": _plain(row["budget_fen"]),
         "executed_fen": _plain(row["executed_fen"]),
         "self_score_cp": _plain(row["filed_total_cp"] if pd.isna(row["total_cp"]) else row["total_cp"]),
         "score_cp": _plain(row["score_cp"]), "grade": row["score_grade"],
         "indicators": _indicators(below.get(row["project"]))}
        for row in mine.to_dict("records")
    ]


def _indicators(rows: pd.DataFrame | None) -> list[dict[str, Any]]:
    names = ("level1", "level2", "level3", "target", "actual", "weight_cp", "self_score_cp", "score_cp")
    return [] if rows is None else [{name: _plain(row[name]) for name in names} for row in rows.to_dict("records")]


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else None if pd.isna(value) else int(value)


def _finding(one: Finding) -> dict[str, str]:
    names = ("rule", "tier", "sheet", "cell", "value", "expected", "message")
    return {name: str(asdict(one)[name]) for name in names}


def _extent(report: dict[str, Any]) -> str:
    return tables_shown(report) if "tables" in report else f"{len(report['projects'])} 个项目"


def _print(report: dict[str, Any]) -> None:
    say = Console()
    known = f"{report['fiscal_year'] or '？'} 年度，{report['unit'] or '单位未注明'}，{_extent(report)}"
    say.print(f"{report['file']}：{known if report['form'] else '没有读出内容'}", style="bold", highlight=False,
              markup=False, soft_wrap=True)
    for project in report.get("projects", ()):
        self_score, score = (f"{cp / 100:.2f}" if cp is not None else "—" for cp in
                             (project["self_score_cp"], project["score_cp"]))
        grade = project["grade"] or "不评"
        say.print(f"  {project['code']} {project['name']}：自评 {self_score}，重算 {score}，{grade}", highlight=False,
                  markup=False, soft_wrap=True)
    if not report["findings"]:
        say.print("  [green]没有问题。[/]")
        return
    for one in report["findings"]:
        place = "!".join(part for part in (one["sheet"], one["cell"]) if part) or "整份文件"
        value = f"：{one['value']}" if one["value"] else ""
        say.print(f"  {one['tier']} {one['rule']}  {place}{value}", style=COLOURS[Tier(one["tier"])], highlight=False,
                  markup=False)
        say.print(f"      {one['message']}", highlight=False, markup=False, soft_wrap=True)
