"""Who plays: sixty units with four hundred projects, those of the story and those who simply do their duty."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

from flows.rehearsal.acts import Files
from flows.rehearsal.days import DUE, OPENED, WORKDAYS
from flows.rehearsal.places import prefecture
from flows.rehearsal.stage import Stage
from flows.rehearsal.story import Tale, tales
from flows.rehearsal.world import Unit

UNITS, PROJECTS = 60, 400


def cast(workspace: Path) -> tuple[Stage, list[Tale]]:
    """The stage, its register not yet imported, and a tale for every unit."""
    stage = Stage(workspace, [_special(unit) for unit in prefecture(UNITS, PROJECTS)])
    story = tales()
    told = {tale.unit for tale in story}
    return stage, [*story, *(_dutiful(unit) for unit in stage.units.values() if unit.name not in told)]


def _dutiful(unit: Unit) -> Tale:
    """A unit that files one correct form, on a day and with a care of its own."""
    luck = Random(unit.code)  # noqa: S311
    day = luck.choice([day for day in WORKDAYS if OPENED < day <= DUE])
    care, places = luck.choice((0.05, 0.3, 0.6, 0.8, 0.9, 0.95)), luck.choice((1, 2))
    return Tale(unit.name, "", (Files(f"{day:%m-%d}", care=care, places=places),))


def _special(unit: Unit) -> Unit:
    """A project without money here, a cancelled one there."""
    if unit.name == "克州农业农村局":
        first, *others = unit.projects
        return replace(unit, projects=(replace(first, initial=Decimal(0), budget=Decimal(0)), *others))
    if unit.name == "阿图什市农业农村局":
        *others, last = unit.projects
        return replace(unit, projects=(*others, replace(last, budget=Decimal(0), cancelled="财政收回统筹")))
    return unit
