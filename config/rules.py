"""The rule catalogue: every rule of the notice by id, its clause, and what the software makes of it (`rules.yaml`)."""

from functools import cache
from typing import Annotated, Literal

from pydantic import Field, RootModel, model_validator

from config.parameters import Parameters
from config.strict import CONFIG, ConfigError, Strict, load

RuleId = Annotated[str, Field(pattern=r"^[A-PX](0[1-9]|1[0-2])$")]
_POINT = r"([一三四]（[一二三四五六七八九十]+）|二)"
Clause = Annotated[str, Field(pattern=rf"^({_POINT}(、{_POINT})*|通知未写)$")]
Status = Literal["automated", "manual", "unconfirmed"]


class Rule(Strict):
    """One rule. `strength`: M 必须, S 原则上, m 可以, P 推动.

    `parameters`: names, or all that begin alike (`monitoring.*`); `reason`, `help`: why it stays a person's work, and
    what the software does for that person.
    """

    clause: Clause
    title: str = Field(min_length=1)
    strength: Literal["M", "S", "m", "P", "M/S", "M/P"]
    status: Literal["automated", "manual"]
    parameters: tuple[str, ...] = ()
    reason: str = ""
    help: str = ""

    @model_validator(mode="after")
    def _says_why(self) -> "Rule":
        by_hand = self.status == "manual"
        if by_hand != bool(self.reason) or by_hand != bool(self.help):
            raise ValueError("manual 的必须写明 reason 和 help，automated 的不写")
        if len(set(self.parameters)) != len(self.parameters):
            raise ValueError("parameters 里有重复")
        return self

    def rests_on(self, law: Parameters) -> list[str]:
        """The names of its parameters. Raises ConfigError for one that is not there."""
        found: list[str] = []
        for name in self.parameters:
            several = [one for one in law.known if one.startswith(name[:-1])] if name.endswith(".*") else [name]
            if not several:
                raise ConfigError(f"config/rules.yaml：没有以“{name[:-1]}”开头的参数")
            found += several
        return found

    def unconfirmed(self, law: Parameters) -> list[str]:
        """The parameters it rests on that nobody has confirmed. Raises ConfigError for one that is not there."""
        return [name for name in self.rests_on(law) if not law.dated(name).confirmed]

    def standing(self, law: Parameters) -> Status:
        """As declared, except that what rests on an unconfirmed parameter is itself unconfirmed."""
        return "unconfirmed" if self.status == "automated" and self.unconfirmed(law) else self.status


class Rules(RootModel[dict[RuleId, Rule]]):
    """Rule id → rule."""


@cache
def the_rules() -> dict[str, Rule]:
    """The catalogue. Raises ConfigError naming file and key."""
    return load(Rules, CONFIG / "rules.yaml").root
