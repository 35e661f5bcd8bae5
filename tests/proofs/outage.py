"""Nine days of outage across the deadline of 31 March, 300 units: each debtor gets one mail, of the right rung."""

import os
import tempfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.flows.conftest import Office, lightly

UNITS = {f"653001{number:03d}": f"第{number}站" for number in range(1, 301)}
OPENED, BEFORE, AFTER = date(2023, 3, 1), date(2023, 3, 27), date(2023, 4, 6)  # down from 03-28 to 04-05
# What every third unit does: hands in on the last evening, hands in late but before anybody could remind it, nothing.
FILED = {0: datetime(2023, 3, 31, 23, 59), 1: datetime(2023, 4, 4, 9)}
OWED = {0: ["04-06 回执"], 1: ["04-06 回执"], 2: ["04-06 再次催报"]}
SENT = "SELECT unit_code, rung, state FROM notice WHERE kind IN ('reminder', 'overdue')"


def prove():
    """The outage, and fifty runs on the day after it."""
    with tempfile.TemporaryDirectory(prefix="jixiao-outage-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "JIXIAO_WORKSPACE", str(Path(folder) / "ws"))
        lightly(patch)
        office = Office(Path(folder) / "ws", 2022, UNITS)
        return _told(office)


def _told(office):
    office.run(OPENED, "publish")
    office.run(BEFORE, "publish")
    known = {code: len(office.mails(code)) for code in UNITS}
    for number, code in enumerate(UNITS):
        if number % 3 in FILED:
            office.hand_in(code, office.form(code), FILED[number % 3])
    office.run(AFTER, "publish")
    wrong = [code for number, code in enumerate(UNITS) if office.mails(code)[known[code]:] != OWED[number % 3]]
    debtors = [code for number, code in enumerate(UNITS) if number % 3 == 2]
    rungs = Counter((rung, state) for unit, rung, state in office.ask(SENT) if unit in debtors)
    right = Counter({("before_7", "sent"): 100, ("before_3", "superseded"): 100, ("before_1", "superseded"): 100,
                     ("overdue_1", "superseded"): 100, ("overdue_3", "sent"): 100})
    after = len(office.mails())
    for _ in range(5):
        office.run(AFTER, "publish")
    return [
        ("a nine-day outage: 300 units, each told once what is true now", f"{300 - len(wrong)} of 300", not wrong),
        ("100 debtors: the rungs that passed are superseded, the last is sent", f"{sum(rungs.values())} rungs",
         rungs == right),
        ("five more runs that day: further mails", str(len(office.mails()) - after), len(office.mails()) == after),
        ("the ledger verifies", str(office.broken() or "whole"), office.broken() is None),
    ]
