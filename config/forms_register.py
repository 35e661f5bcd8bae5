"""The tables of the register — units, divisions, projects, targets — as `config/forms/register.yaml` describes them."""

from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import Field

from config.strict import CONFIG, Strict, load

Kind = Literal["targets", "projects", "units", "divisions"]
ReadAs = Literal[
    "code", "project", "name", "text", "region", "email", "uscc", "year", "money", "points", "flag", "day", "secrecy",
    "choice", "integer", "percent",
]
DTYPES = dict.fromkeys(("money", "points", "integer", "percent", "year"), "Int64") | {"flag": "bool", "day": "object"}
_PLACES = {"money": 6, "points": 2, "percent": 2}  # decimals between what is stored and what is printed


class Column(Strict):
    """One column: the headings it goes by (the first is printed), and how its cells are read.

    `needed`: without it the table is not recognised; `filled`: every row has a value; `filled_when`: it has one where
    another column holds one of these words; `down`: a blank cell means the one above; `choices`: the words allowed;
    `least`, `most`: bounds in the unit stored (fen, cp, bp); `locked`: we fill it in; `about`: what the guide says.
    """

    headings: tuple[str, ...] = Field(min_length=1)
    read_as: ReadAs = Field(alias="as")
    needed: bool = False
    filled: bool = False
    filled_when: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    down: bool = False
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    locked: bool = False
    about: str = ""

    @property
    def dtype(self) -> str:
        """What its values are in a frame: Int64 (missing <NA>), bool (missing no), object for dates, else str."""
        return DTYPES.get(self.read_as, "str")

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The least and the most it takes, in the unit stored; what is below 0 the description must allow."""
        amount = self.read_as in _PLACES or self.read_as == "integer"
        return (0 if amount and self.least is None else self.least), self.most

    @property
    def span(self) -> str:
        """The bounds as a person reads them."""
        return "—".join("" if bound is None else self.printed(bound) for bound in self.bounds)

    def printed(self, value: int) -> str:
        """A stored number as it stands on the form: money in 万元, rates with their sign."""
        plain = f"{Decimal(value).scaleb(-_PLACES.get(self.read_as, 0)):f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return plain + ("%" if self.read_as == "percent" else "")


class Table(Strict):
    """One kind of table. `key`: the columns that may not hold the same values twice."""

    title: str
    key: tuple[str, ...]
    columns: dict[str, Column]


class RegisterFiles(Strict):
    """All tables of the register, in the order in which they are tried."""

    open: frozenset[str]
    header_rows: int = Field(ge=1)
    tables: dict[Kind, Table]


@cache
def register_files() -> RegisterFiles:
    """The description of the files. Raises ConfigError naming file and key."""
    return load(RegisterFiles, CONFIG / "forms" / "register.yaml")
