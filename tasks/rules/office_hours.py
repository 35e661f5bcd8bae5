"""When a mail may leave: what nobody has asked for only in office hours of a working day, an answer at once (X06)."""

from datetime import datetime, time

from config.rulebook import Rulebook

ANSWERS = ("receipt", "return", "refused")  # to somebody who has just handed something in


def is_open(moment: datetime, book: Rulebook) -> bool:
    """Whether the offices of Xinjiang are open at a moment of Beijing time (`sending.office_hours`)."""
    return book.workdays.is_workday(moment.date()) and any(
        start <= moment.time() < end for start, end in hours(book))


def not_before(kind: str, moment: datetime, book: Rulebook) -> datetime:
    """The first moment from `moment` on at which a notice of this kind may leave."""
    if kind in ANSWERS or is_open(moment, book):
        return moment
    first = book.workdays.next_workday(moment.date())
    openings = (datetime.combine(day, start, moment.tzinfo) for day in (first, book.workdays.shift(first, 1))
                for start, _ in hours(book))
    return next(opening for opening in openings if opening > moment)


def hours(book: Rulebook) -> list[tuple[time, time]]:
    """From when to when, in the order of the day. Raises ValueError for a line that is none."""
    lines = (line.partition("-") for line in book.parameters.words("sending.office_hours"))
    return [(time.fromisoformat(start), time.fromisoformat(end)) for start, _, end in lines]
