"""The schema of a form that we issue: sheets, columns, what a unit may fill and how (`config/forms/*/issued.yaml`)."""

from functools import cache
from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.strict import CONFIG, Strict, load

Kind = Literal[
    "serial",  # row number, ours
    "shown",  # formula for the reader's eye, never read back
    "code",  # project code: the key of every row
    "text", "money", "points", "percent",
    "choice",  # one of `choices`; a number field gets its place in the list, from 1
    "target", "actual", "measure",  # 年度指标值, 实际完成值 and their 度量单位
]

HELPERS = ("serial", "shown")


class Column(Strict):
    """One column. `formula` is an Excel formula in which {field} is the cell of the same row and {sheet.field} the
    whole column of a sheet; such a cell is read when it holds a value, and never asked for."""

    title: Annotated[str, Field(min_length=1)]
    kind: Kind
    width: Annotated[float, Field(gt=0, le=80)]
    field: str = ""  # the field of tasks.rules.columns; "" where nothing is read
    locked: bool = False  # protected where we filled it in; a locked cell without a value stays open to the unit
    signed: bool = False  # locked, and covered by the signature
    prefilled: bool = False  # usually filled in by us, free to be corrected: filling it alone is not an answer
    frame: bool = False  # belongs to the empty frame: a row with nothing else is no row
    required: bool = False
    choices: tuple[str, ...] = ()  # for text: suggestions only
    synonyms: dict[str, str] = Field(default_factory=dict)  # what people type instead of a choice → the choice
    max_length: Annotated[int, Field(ge=0, le=10_000)] = 0  # characters; 0 = any
    least: float | None = None  # in the unit of the column
    most: float | None = None
    formula: str = ""
    note: Annotated[str, Field(max_length=200)] = ""  # how to fill it: message at the cell and line of the guide

    @property
    def entry(self) -> bool:
        """True for what only the unit can know."""
        ours = self.locked or self.signed or self.prefilled or self.formula
        return not (ours or self.kind in HELPERS or self.kind == "code")

    @model_validator(mode="after")
    def _coherent(self) -> "Column":
        if self.kind == "choice" and not self.choices:
            raise ValueError(f"栏目“{self.title}”：kind: choice 要有 choices")
        if self.choices and self.kind not in ("choice", "text"):
            raise ValueError(f"栏目“{self.title}”：choices 只能用于 choice（必选其一）和 text（建议）")
        if set(self.synonyms.values()) - set(self.choices):
            raise ValueError(f"栏目“{self.title}”：synonyms 指向了 choices 以外的值")
        if not self.field and self.kind not in HELPERS:
            raise ValueError(f"栏目“{self.title}”：缺少 field")
        return self


class Flag(Strict):
    """A warning colour while typing: `mark` is coloured in the rows where the formula `when` is true."""

    mark: str
    when: str
    tier: Literal["错误", "说明"]


class SheetForm(Strict):
    """One sheet: a row per project or per indicator."""

    name: Annotated[str, Field(pattern=r"^[^\[\]:*?/\\'_][^\[\]:*?/\\']{0,30}$")]
    rows: Literal["project", "indicator"]
    columns: Annotated[tuple[Column, ...], Field(min_length=2)]
    flags: tuple[Flag, ...] = ()
    freeze: int = 0  # columns that stay in sight
    row_height: Annotated[float, Field(ge=15, le=200)] = 20  # points; rows with long texts are higher
    total: str = ""  # the word before the sums of the money columns, in a foot row; "" = no foot row
    frame: tuple[dict[str, str], ...] = ()  # rows laid out for a project that has no indicators yet
    spare: Annotated[int, Field(ge=0, le=500)] = 0  # empty rows at the end

    @model_validator(mode="after")
    def _keyed(self) -> "SheetForm":
        fields = [c.field for c in self.columns if c.field]
        titles = [c.title for c in self.columns]
        if len(set(fields)) < len(fields) or len(set(titles)) < len(titles):
            raise ValueError(f"工作表“{self.name}”：field 或 title 重复")
        if [c.kind for c in self.columns].count("code") != 1:
            raise ValueError(f"工作表“{self.name}”：必须正好有一个 kind: code 的栏目")
        strangers = {key for row in self.frame for key in row} | {flag.mark for flag in self.flags}
        if strangers - set(fields):
            raise ValueError(f"工作表“{self.name}”：没有栏目 {'、'.join(sorted(strangers - set(fields)))}")
        return self

    def column(self, field: str) -> Column | None:
        """The column of a field, None when the sheet has none."""
        return next((c for c in self.columns if c.field == field), None)

    @property
    def signed(self) -> tuple[Column, ...]:
        """The columns under the signature, in order."""
        return tuple(c for c in self.columns if c.signed)


class IssuedForm(Strict):
    """One form as we issue it."""

    form: str
    version: str
    title: str  # may use {fiscal_year} and {work_year}
    money_unit: Literal["万元", "元"] = "万元"
    waived_if_zero: str = ""  # the project field whose 0 takes away the duty to fill in the rest
    guide: tuple[str, ...] = ()
    sheets: Annotated[tuple[SheetForm, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_project_sheet(self) -> "IssuedForm":
        if [sheet.rows for sheet in self.sheets].count("project") != 1 or self.sheets[0].rows != "project":
            raise ValueError("第一张工作表必须、且只有它是 rows: project")
        if len({sheet.name for sheet in self.sheets}) < len(self.sheets):
            raise ValueError("工作表重名")
        return self

    @property
    def fen(self) -> int:
        """分 in one unit of money of this form."""
        return 1_000_000 if self.money_unit == "万元" else 100

    @property
    def projects(self) -> SheetForm:
        """The sheet with one row per project."""
        return self.sheets[0]


@cache
def issued_forms() -> dict[str, IssuedForm]:
    """Form name → form, for every milestone that issues one. Raises ConfigError naming file and key."""
    found = [load(IssuedForm, path) for path in sorted((CONFIG / "forms").glob("*/issued.yaml"))]
    return {form.form: form for form in found}
