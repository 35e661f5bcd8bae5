"""The fingerprint of a rulebook: of all that can change a judgement, and of nothing that is only read by people."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

from config.calendar import the_calendar
from config.findings import catalogue
from config.forms_table import table_forms
from config.parameters import parameters
from config.routing import routing
from config.rules import the_rules
from config.workdays import Workdays

DAYS = 396  # of the work year and of the January it may roll into
SAID = {"title", "about", "paper", "short", "hint", "offered"}  # of a milestone
CALENDAR: Any = {"milestones": {"__all__": {**dict.fromkeys(SAID, True), "nodes": {"__all__": {"title", "written"}}}}}
FORM: Any = {"title": True, "about": True,
        "tables": {"__all__": {"title": True, "columns": {"__all__": {"headings", "about"}}}}}


def fingerprint(work_year: int, days: Workdays) -> str:
    """SHA-256 of what matters in a work year. Raises ConfigError naming file and key when a part of it is wrong."""
    said = json.dumps(what_matters(work_year, days), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def what_matters(work_year: int, days: Workdays) -> dict[str, Any]:
    """Values in force, rules in force, dates, days worked, levels, and what the forms let pass as a fact.

    The days stand for the national calendar: it comes with a library, and a new release may change it.
    """
    law, first = parameters(work_year), date(work_year, 1, 1)
    return {
        "work_year": work_year,
        "parameters": {name: law.dated(name).value for name in law.known},
        "rules": {rule: one.status for rule, one in the_rules().items()},
        "calendar": the_calendar().model_dump(mode="json", exclude=CALENDAR),
        "worked": "".join(str(int(days.is_workday(first + timedelta(days=n)))) for n in range(DAYS)),
        "levels": {code: region.level for code, region in routing().regions.items()},
        "forms": {name: form.model_dump(mode="json", exclude=FORM) for name, form in table_forms().items()},
        "tiers": {rule: wording.tier for rule, wording in catalogue().items()},
    }
