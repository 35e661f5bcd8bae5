"""What reading one file gives: who handed in what, row by row, and everything that was wrong on the way."""

from dataclasses import dataclass, field
from typing import Any

from config.findings import Tier
from tasks.rules.finding import Finding


@dataclass(slots=True)
class Reading:
    """One file, read. `refused` files carry findings only; `projects` and `indicators` follow `tasks.rules.columns`.

    `layout` is "issued" (our signed workbook), "official" (the regulation's printed form), "table" (a form of
    config/forms/tables without our signature) or "" (not recognised). Rows of `tables` have every column of the
    description (None = blank) and besides `row` (Excel's number), `sheet` and `at` ("budget_fen=C,…"), as
    `tasks.rules.columns.cell_of` takes them.
    """

    file: str
    sha256: str = ""
    form: str = ""
    layout: str = ""
    work_year: int | None = None
    fiscal_year: int | None = None
    unit_code: str = ""
    unit_name: str = ""
    rev: int = 0
    meta: dict[str, Any] = field(default_factory=dict)  # the signed sheet of an issued form, signature included
    locked: dict[str, list[Any]] = field(default_factory=dict)  # project code → [name, budget in fen], as issued
    projects: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # of a form that is tables: name → rows
    node: str = ""  # of the milestone, as signed

    @property
    def refused(self) -> bool:
        """True when nothing in the file counts: it is kept with its reasons, and the sender hears of it."""
        return any(f.tier is Tier.REFUSED for f in self.findings)

    @property
    def withheld(self) -> bool:
        """True for a file with a secret row of a table: nothing of it was read, and no byte may stay (X08)."""
        return any(f.rule == "F-SECRET" for f in self.findings)
