"""The numbers of the law, by date, each with its source (`config/parameters/*.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NoReturn

from pydantic import Field, RootModel, StrictInt, StrictStr, model_validator

from config.strict import CONFIG, ConfigError, Strict, load

Value = StrictInt | StrictStr | tuple[StrictInt, ...] | tuple[StrictStr, ...]


class Dated(Strict):
    """What a parameter is worth from one work year on, and who says so."""

    since: int = Field(alias="from")
    until: int | None = None
    value: Value
    source: str
    confirmed: bool

    @model_validator(mode="after")
    def _in_order(self) -> "Dated":
        if self.until is not None and self.until < self.since:
            raise ValueError(f"止年 {self.until} 早于起年 {self.since}")
        return self


class Parameter(Strict):
    """One number of the law through the years; `one_of` lists the words a choice may take."""

    title: str
    unit: str
    one_of: tuple[str, ...] = ()
    values: tuple[Dated, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> "Parameter":
        for now, later in pairwise(self.values):
            if later.since <= (now.until or now.since):
                raise ValueError(f"各年取值必须按年份先后排列，且不得重叠：{now.since} 与 {later.since}")
        return self

    @model_validator(mode="after")
    def _one_of(self) -> "Parameter":
        strange = [value.value for value in self.values if self.one_of and value.value not in self.one_of]
        if strange:
            raise ValueError(f"取值只能是 {'、'.join(self.one_of)}，现为 {strange[0]!r}")
        return self

    def at(self, work_year: int) -> Dated | None:
        """The value in force in a work year, None outside the years it covers."""
        known = [v for v in self.values if v.since <= work_year and (v.until is None or work_year <= v.until)]
        return known[-1] if known else None


class ParameterFile(RootModel[dict[str, Parameter]]):
    """Parameter name → parameter."""


@dataclass(frozen=True)
class Parameters:
    """The parameters of one work year. A name or a year that is not covered raises ConfigError with the file."""

    work_year: int
    known: Mapping[str, tuple[str, Parameter]]

    def dated(self, name: str) -> Dated:
        """The value with its source. Raises ConfigError naming the file."""
        if name not in self.known:
            raise ConfigError(f"config/parameters/ 里没有参数“{name}”")
        file, parameter = self.known[name]
        found = parameter.at(self.work_year)
        if found is None:
            gap = f"“{name}”（{parameter.title}）没有 {self.work_year} 年的取值"
            raise ConfigError(f"parameters/{file}：{gap}，请补上并写明依据")
        return found

    def number(self, name: str) -> int:
        """One whole number."""
        value = self.dated(name).value
        return value if isinstance(value, int) else self._wrong(name, "一个整数")

    def numbers(self, name: str) -> tuple[int, ...]:
        """A row of whole numbers."""
        value = self.dated(name).value
        row = value if isinstance(value, tuple) else self._wrong(name, "一列整数")
        return tuple(v if isinstance(v, int) else self._wrong(name, "一列整数") for v in row)

    def word(self, name: str) -> str:
        """One word."""
        value = self.dated(name).value
        return value if isinstance(value, str) else self._wrong(name, "一个名称")

    def words(self, name: str) -> tuple[str, ...]:
        """A row of words."""
        value = self.dated(name).value
        row = value if isinstance(value, tuple) else self._wrong(name, "一列名称")
        return tuple(v if isinstance(v, str) else self._wrong(name, "一列名称") for v in row)

    def _wrong(self, name: str, wanted: str) -> NoReturn:
        raise ConfigError(f"parameters/{self.known[name][0]}：“{name}”应为{wanted}，现为 {self.dated(name).value!r}")

    def unconfirmed(self) -> list[str]:
        """The names of the values in force that nobody has confirmed yet."""
        return [name for name in self.known if not self.dated(name).confirmed]


@cache
def parameters(work_year: int) -> Parameters:
    """The parameters of a work year. Raises ConfigError when a name stands in two files."""
    known: dict[str, tuple[str, Parameter]] = {}
    for path in sorted((CONFIG / "parameters").glob("*.yaml")):
        for name, parameter in load(ParameterFile, path).root.items():
            if name in known:
                raise ConfigError(f"参数“{name}”在 {known[name][0]} 和 {path.name} 里各写了一次")
            known[name] = (path.name, parameter)
    return Parameters(work_year, known)
