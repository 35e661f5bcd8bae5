"""What the departments of a prefecture do: invented projects, what is counted, what for, for whom (`trades.yaml`)."""

from pathlib import Path
from typing import NamedTuple

from config.strict import read_yaml


class Plan(NamedTuple):
    """A kind of project: its name, two things counted as (name, unit, usual number), a benefit in percent, for whom."""

    name: str
    first: tuple[str, str, int]
    second: tuple[str, str, int]
    benefit: tuple[str, int]
    audience: str


class Trade(NamedTuple):
    """A kind of department: how it is called, which division of finance looks after it, what it plans."""

    name: str
    division: str
    plans: tuple[Plan, ...]


def _plan(row: list[str | int]) -> Plan:
    name, one, its, usual, two, their, often, benefit, percent, audience = row
    return Plan(str(name), (str(one), str(its), int(usual)), (str(two), str(their), int(often)),
                (str(benefit), int(percent)), str(audience))


TRADES = tuple(
    Trade(trade["name"], trade["division"], tuple(map(_plan, trade["plans"])))
    for trade in read_yaml(Path(__file__).with_name("trades.yaml"))
)
