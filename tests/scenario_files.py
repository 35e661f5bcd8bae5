"""The scenario files, each read once in a process: several tests ask for the same one while they are collected."""

from functools import cache
from pathlib import Path
from typing import Any

from config.strict import read_yaml

SCENARIOS = Path(__file__).parent / "scenarios"


@cache
def scenarios(name: str) -> Any:
    """What stands in tests/scenarios/<name>; whoever changes it copies it first. A key written twice is an error."""
    return read_yaml(SCENARIOS / name)
