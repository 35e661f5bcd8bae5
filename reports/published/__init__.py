"""What a milestone publishes beside its page and 汇总表: `files(view)` of `reports/published/<milestone>.py`.

Where a module names `NEEDS`, the view brings those facts along, by the names the rules use (`tasks/gathering.py`).
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from reports.milestone_view import MilestoneView


def published(view: MilestoneView) -> dict[str, bytes]:
    """File name → content; the same view gives the same bytes."""
    module = _module(view.milestone)
    found: dict[str, bytes] = module.files(view) if module else {}
    return found


def needs(milestone: str) -> tuple[str, ...]:
    """The names of the facts its files are made from besides the view."""
    found: tuple[str, ...] = getattr(_module(milestone), "NEEDS", ())
    return found


def _module(milestone: str) -> ModuleType | None:
    name = f"reports.published.{milestone}"
    return import_module(name) if find_spec(name) else None
