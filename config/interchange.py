"""Tables and elements of the integrated budget system, and what they are called here (`config/interchange.yaml`)."""

from functools import cache
from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.forms_register import DTYPES
from config.strict import CONFIG, Strict, load

Kind = Literal["text", "code", "project", "agency", "region", "year", "money", "points", "percent", "integer", "day",
               "stamp", "flag", "yesno"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$|^[一-鿿]+$")]


class Element(Strict):
    """One element. `column`: of our frame ("" = we hold nothing for it: left blank, and not taken in).

    `size`: most signs; `digits`: NUMBER(precision, scale); `value`: always written so; `codes`: our word → their code,
    in all rows or only `when` another element has a value; `filled`: a row without it is not taken in.
    """

    title: str
    read_as: Kind = Field(alias="as", default="text")
    column: str = ""
    size: int = Field(default=2000, ge=1)
    digits: tuple[int, int] = (18, 2)
    value: str = ""
    codes: dict[str, str] = Field(default_factory=dict)
    when: dict[str, str] = Field(default_factory=dict)
    filled: bool = False

    @property
    def dtype(self) -> str:
        """What its values are in a frame: as a column of that kind has them, but that yes and no may be missing."""
        return "boolean" if self.read_as in ("flag", "yesno") else DTYPES.get(self.read_as, "str")

    @model_validator(mode="after")
    def _one_way(self) -> "Element":
        if self.column and self.value:
            raise ValueError("column 与 value 只能写一个")
        if len(set(self.codes.values())) != len(self.codes):
            raise ValueError("codes 里两个词用了同一个代码，导入时分不清")
        if self.digits[1] < 2 or self.digits[0] <= self.digits[1]:
            raise ValueError("digits 应为（总位数，小数位数），小数至少两位")
        return self


class Into(Strict):
    """The form that an imported table becomes: form, and for each of its tables the columns that are filled in."""

    form: str
    tables: dict[str, tuple[str, ...]]


class Exchanged(Strict):
    """One table. `source`: the frame it shows; `key`: the elements that tell rows apart; `into`: what import makes of
    it — "targets" of the register, a form for the inbox, one of the tables that together are a self-evaluation
    ("self_evaluation"), or nothing: then it is only checked and compared."""

    title: str
    source: str
    key: tuple[str, ...] = Field(min_length=1)
    into: Literal["targets", "self_evaluation"] | Into | None = None
    elements: dict[Name, Element]

    @model_validator(mode="after")
    def _known(self) -> "Exchanged":
        columns = [one.column for one in self.elements.values() if one.column]
        twice = {column for column in columns if columns.count(column) > 1}
        if twice:
            raise ValueError(f"两个要素用了同一列：{'、'.join(sorted(twice))}")
        strange = [name for one in self.elements.values() for name in one.when if name not in self.elements]
        if strange:
            raise ValueError(f"when 里的“{strange[0]}”不是本表的要素")
        return self

    @property
    def columns(self) -> dict[str, Element]:
        """Column of our frame → its element."""
        return {one.column: one for one in self.elements.values() if one.column}


class Interchange(Strict):
    """All tables. `common`: the elements that every table of the system has besides its own."""

    common: dict[Name, Element]
    tables: dict[str, Exchanged]

    @model_validator(mode="after")
    def _keys(self) -> "Interchange":
        for name in self.tables:
            lacking = [key for key in self.tables[name].key if key not in self.table(name).elements]
            if lacking:
                raise ValueError(f"{name} 的 key：“{lacking[0]}”不是本表的要素")
        return self

    def table(self, name: str) -> Exchanged:
        """One table with the common elements behind its own; its own word on an element counts."""
        own = self.tables[name]
        if any("一" <= sign <= "鿿" for element in own.elements for sign in element):  # another platform's
            return own
        return own.model_copy(update={"elements": {**own.elements, **{
            key: one for key, one in self.common.items() if key not in own.elements
        }}})


@cache
def interchange() -> Interchange:
    """The mapping. Raises ConfigError naming file and key."""
    return load(Interchange, CONFIG / "interchange.yaml")
