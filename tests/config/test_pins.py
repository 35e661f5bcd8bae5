"""The pins that a resolver gets wrong, where they are declared, where they are locked and where they are installed.

fastapi 0.151 refuses every explicit null, so that nothing can be deployed; SQLAlchemy 2.1 kills the scheduler without
a word; prefect 3.9 has not been tried (docs/decisions/0002-pins.md).
"""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = {one.name: one for one in map(Requirement, PROJECT["project"]["dependencies"])}
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = [Requirement(entry.split(" --hash")[0]) for entry in LOCK.replace("\\\n", " ").splitlines() if entry.strip()]

PINS = {"prefect": ("3.8.8", "3.9"), "fastapi": ("0.139", "0.151"), "sqlalchemy": ("2.0", "2.1")}


@pytest.mark.parametrize(("name", "bounds"), PINS.items(), ids=PINS)
def test_a_pin_is_declared_locked_and_installed(name, bounds):
    """The bounds stand in pyproject.toml, the lock chose inside them, and what runs here is inside them too."""
    floor, ceiling = map(Version, bounds)
    wanted = DECLARED[name].specifier
    assert wanted.contains(str(floor))
    assert not wanted.contains(str(ceiling)) and not wanted.contains(f"{ceiling}.5")
    [locked] = {Version(str(one.specifier).removeprefix("==")) for one in LOCKED if one.name == name}
    assert floor <= locked < ceiling
    assert floor <= Version(version(name)) < ceiling


def test_the_lock_holds_no_address():
    """No index, no link, no file: every installer asks the index of its own machine."""
    assert not re.search(r"https?:|file:|git\+|ssh:| @ |//", LOCK)
    assert not re.search(r"^\s*(-[a-zA-Z]\b|--(?!hash=))", LOCK, re.MULTILINE)


def test_every_requirement_has_a_hash():
    """Nothing is installed that was not seen when the lock was made."""
    entries = [entry for entry in LOCK.replace("\\\n", " ").splitlines() if entry.strip()]
    assert len(entries) > 100
    bare = [entry.split()[0] for entry in entries if not re.search(r" --hash=sha256:[0-9a-f]{64}(\s|$)", entry)]
    assert not bare


def test_every_requirement_is_one_version():
    """The lock chooses; it does not leave a choice."""
    assert all(re.fullmatch(r"==[^*,]+", str(one.specifier)) for one in LOCKED)


def test_what_is_declared_is_locked():
    """A dependency that was declared and not locked would be missing on a fresh machine."""
    dev = [Requirement(one) for one in PROJECT["dependency-groups"]["dev"]]
    names = {one.name.lower().replace("_", "-") for one in LOCKED}
    assert {one.name.lower() for one in [*DECLARED.values(), *dev]} <= names


def test_three_pythons_are_served():
    """3.11, 3.12 and 3.13, and nothing that has not been tried."""
    wanted = Requirement(f"python{PROJECT['project']['requires-python']}").specifier
    assert [minor for minor in range(9, 16) if wanted.contains(f"3.{minor}")] == [11, 12, 13]
