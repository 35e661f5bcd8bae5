"""Forms that are tables: what units, counties and the bureau itself hand in by the rest of the calendar.

One file of `config/forms/tables/` describes one form: who sends it, to which milestone it belongs, and its tables with
their columns. Reading, issuing, checking and storing follow from the description; nothing is coded for one form.
"""

from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from config.forms_register import Column, Table
from config.strict import CONFIG, ConfigError, Strict, load

Sender = Literal["unit", "department", "county", "finance", "division", "centre"]
Fill = Literal["", "projects", "indicators", "units"]

# What the frames of a table hold besides its columns.
RESERVED = frozenset({"row", "sheet", "at", "reading", "received_on", "submission_id", "project_id", "node", "begun"})


class FormTable(Table):
    """One sheet. `replaces`: a newer file replaces all rows with the same values in these columns; `fill`: what the
    issued sheet is filled in with; `fill_funds`: the parameter that names the funds these projects must have;
    `may_be_empty`: a file without a row of it is complete; `by_sender`: nobody's file replaces what somebody else has
    handed in; `not_above`: a number or day → what it may not exceed in its row."""

    columns: dict[str, Column]
    replaces: tuple[str, ...] = ()
    fill: Fill = ""
    fill_funds: str = ""
    may_be_empty: bool = False
    by_sender: bool = False
    not_above: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> "FormTable":
        if taken := RESERVED & self.columns.keys():
            raise ValueError(f"列名 {'、'.join(sorted(taken))} 留作他用，请换一个")
        if not any(column.needed for column in self.columns.values()):
            raise ValueError("至少要有一列写明 needed: true，否则认不出本表")
        if wordless := [n for n, c in self.columns.items() if c.read_as == "choice" and not c.choices]:
            raise ValueError(f"“{wordless[0]}”是 as: choice，要写 choices")
        asked = [other for column in self.columns.values() for other in column.filled_when]
        strange = [name for name in (*self.key, *self.replaces, *asked) if name not in self.columns]
        if strange:
            raise ValueError(f"key、replaces、filled_when 里的“{strange[0]}”不是本表的列")
        return self

    @model_validator(mode="after")
    def _alike(self) -> "FormTable":
        for pair in self.not_above.items():
            kinds = {self.columns[name].read_as if name in self.columns else "" for name in pair}
            if len(kinds) > 1 or not kinds <= {"money", "points", "percent", "integer", "day"}:
                raise ValueError(f"not_above：“{pair[0]}”和“{pair[1]}”应是本表中同一类的数或日期")
        return self


class TableForm(Strict):
    """One form. `about` is said on its guide sheet: what it is for and how to fill it in."""

    title: str
    milestone: str
    sender: Sender
    about: str
    tables: dict[str, FormTable] = Field(min_length=1)


@cache
def table_forms() -> dict[str, TableForm]:
    """Form → description. Raises ConfigError naming file and key, also when a table's name stands in two forms."""
    found = {path.stem: load(TableForm, path) for path in sorted((CONFIG / "forms" / "tables").glob("*.yaml"))}
    owner: dict[str, str] = {}
    for form, described in found.items():
        for table in described.tables:
            if table in owner:
                raise ConfigError(f"表“{table}”在 {owner[table]}.yaml 和 {form}.yaml 里各写了一次")
            owner[table] = form
    return found
