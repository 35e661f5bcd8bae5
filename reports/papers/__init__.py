"""Official papers in Word (GB/T 9704-2012): which belong to which milestone; each is a module of this folder.

A paper is a view, `papers(material)`, and a text, `reports/templates/documents/<paper>.txt`; `word.write` makes them
one. `NEEDS` of a module: milestone → the other milestones whose verdicts it wants ("*": all of the year).
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from reports.papers.paper import Material, Paper

ALWAYS = ("chasing",)
PAPERS = {
    "monitoring": ("rectification", "feedback"),
    "direct_funds_review": ("rectification",),
    "verification": ("verification", "money", "accountability"),
    "key_evaluation": ("key_evaluation",),
    "county_assessment": ("county_assessment", "summary"),
    "results_application": ("feedback", "rectification", "talk", "circular", "money"),
    "yearly_summary": ("congress", "summary"),
    "daily": ("accountability",),
}
EVERYTHING = "*"


def papers(material: Material) -> Iterator[Paper]:
    """All papers that the milestone's node calls for on its day."""
    for module in _modules(material.milestone):
        yield from module.papers(material)


def needs(milestone: str) -> set[str]:
    """The milestones whose verdicts its papers are written from; with EVERYTHING among them all of the year."""
    if milestone not in PAPERS:
        return set()
    return {
        milestone,
        *(one for module in _modules(milestone) for one in getattr(module, "NEEDS", {}).get(milestone, ())),
    }


def _modules(milestone: str) -> list[Any]:
    return [import_module(f"reports.papers.{name}") for name in (*ALWAYS, *PAPERS.get(milestone, ()))]
