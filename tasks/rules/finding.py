"""A finding: one thing wrong at one cell, in words an official can act on."""

from dataclasses import dataclass

from config.findings import Tier, catalogue


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: which rule, where, what was found, what was expected, what to do."""

    rule: str
    tier: Tier
    file: str
    sheet: str
    cell: str
    value: str
    expected: str
    message: str
    project_code: str = ""


def finding(
    rule: str, *, file: str, sheet: str = "", cell: str = "", value: object = "", expected: object = "",
    project_code: str = "", **facts: object,
) -> Finding:
    """Word a finding from the catalogue. Raises KeyError for a rule or a fact that the catalogue does not know."""
    wording = catalogue()[rule]
    shown = "" if value is None else str(value)[:80]
    facts |= {"value": shown, "expected": expected, "sheet": sheet, "cell": cell, "project_code": project_code}
    message = f"{wording.says.format(**facts)}。{wording.do.format(**facts)}"
    return Finding(rule, wording.tier, file, sheet, cell, shown, str(expected), message, project_code)
