"""The story (`story.yaml`) as acts: one tale for each unit that has one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from config.strict import read_yaml
from flows.rehearsal.acts import Act, Borrows, Corrects, Files, LastYears, OldForm, Prints, Sends, SendsAgain
from flows.rehearsal.events import Granted, Merged, NewClerk, Renamed

OUTAGES = (date(2023, 4, 6),)  # no run that day; the next one makes up for it
VERBS: dict[str, type[Act]] = {
    "files": Files, "corrects": Corrects, "prints": Prints, "sends": Sends, "sends_again": SendsAgain,
    "borrows": Borrows, "last_years": LastYears, "old_form": OldForm, "granted": Granted, "new_clerk": NewClerk,
    "renamed": Renamed, "merged": Merged,
}


@dataclass(frozen=True, slots=True)
class Tale:
    """One unit's March and April, in one sentence ("" for a unit without a tale) and in acts."""

    unit: str
    says: str
    acts: tuple[Act, ...]


def tales() -> tuple[Tale, ...]:
    """The story. Raises KeyError for a verb and TypeError for a particular that no act knows."""
    told = read_yaml(Path(__file__).with_name("story.yaml"))
    return tuple(Tale(one["unit"], one["says"], tuple(map(_act, one["acts"]))) for one in told)


def _act(written: Mapping[str, Any]) -> Act:
    """{verb: day, particular: value, …} as an act."""
    (verb, day), *particulars = written.items()
    return VERBS[verb](day, **{name: _fixed(value) for name, value in particulars})


def _fixed(value: Any) -> Any:
    """Lists and mappings as tuples, which never change."""
    if isinstance(value, Mapping):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value
