"""How long a mail waits that the server put off, and when nobody waits any longer (mail notes A5)."""

import hashlib
from datetime import datetime, timedelta

from config.rulebook import Rulebook

FIRST, GREYLISTED, LONGEST = timedelta(seconds=60), timedelta(seconds=300), timedelta(hours=4)
LATER = (450, 451)  # replies of a server that wants to be asked again by one it does not know yet
TRIES = 8


def back_off(key: str, attempts: int, code: int | None) -> timedelta:
    """The wait after try `attempts` (from 1): doubled each time up to 4 h, ±20 % so that not all come back at once.

    The same try of the same notice always waits as long: the chance is drawn from its key.
    """
    drawn = int.from_bytes(hashlib.sha256(f"{key}|{attempts}".encode()).digest()[:4]) / 2**32
    first = GREYLISTED if code in LATER else FIRST
    return min(LONGEST, first * (1 << min(attempts - 1, 16))) * (0.8 + 0.4 * drawn)


def given_up(attempts: int, since: datetime | None, now: datetime, book: Rulebook) -> bool:
    """Whether a mail that the server puts off again has been tried for long enough; `since`: when first put off."""
    days = book.parameters.number("sending.give_up_workdays")
    return attempts >= TRIES or (since is not None and now.date() > book.workdays.shift(since.date(), days))
