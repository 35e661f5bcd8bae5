"""The numbers of the law, by date, each with its source (`config/parameters/*.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import Field, RootModel, model_validator

from config.strict import CONFIG, ConfigError, Strict, load

Value = int | str | tuple[int, ...] | tuple[str, ...]


class Dated(Strict):
    """What a parameter is worth from one work year on, and who says so."""

    since: int = Field(alias="from")
    until: int | None = None
    value: Value
    source: str
    confirmed: bool


class Parameter(Strict):
    """One number of the law through the years."""

    title: str
    unit: str
    values: tuple[Dated, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> "Parameter":
        years = [value.since for value in self.values]
        if years != sorted(set(years)):
            raise ValueError("各年取值必须按年份先后排列，且不得重复")
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
        if not isinstance(value, int):
            raise ConfigError(f"参数“{name}”应为一个整数，现为 {value!r}")
        return value

    def numbers(self, name: str) -> tuple[int, ...]:
        """A row of whole numbers."""
        value = self.dated(name).value
        if not isinstance(value, tuple):
            raise ConfigError(f"参数“{name}”应为一列整数，现为 {value!r}")
        return tuple(int(v) for v in value)

    def word(self, name: str) -> str:
        """One word."""
        return str(self.dated(name).value)

    def words(self, name: str) -> tuple[str, ...]:
        """A row of words."""
        value = self.dated(name).value
        if not isinstance(value, tuple):
            raise ConfigError(f"参数“{name}”应为一列名称，现为 {value!r}")
        return tuple(str(v) for v in value)

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
