"""The two Jinja environments: one escapes for HTML (pages, mails), one writes plain text (subjects, text twins)."""

from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined
from markupsafe import Markup

from reports import formats

TEMPLATES = Path(__file__).parent / "templates"


@cache
def html() -> Environment:
    """Pages and HTML mails: every value is escaped, a missing one is an error."""
    return _environment(["pages", "mail/html", "mail"], autoescape=True)


@cache
def text() -> Environment:
    """Subjects and text twins: nothing is escaped, a missing value is an error."""
    return _environment(["mail/text", "mail"], autoescape=False)


def strictly(filter_of: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, which a missing value does not pass: to itself it would look like None and print —."""

    @wraps(filter_of)
    def checked(value: Any, *more: Any, **named: Any) -> Any:
        if isinstance(value, Undefined):
            str(value)  # says what is missing
        return filter_of(value, *more, **named)

    return checked


def lines(block: str) -> list[str]:
    """The lines of a `{% set %}` block that say something: one step, row or paragraph each. Markup stays Markup."""
    return [line for raw in block.splitlines() if (line := raw.strip())]


def pairs(block: str) -> list[tuple[str, str]]:
    """The lines `label | value` of a block, split at the first bar."""
    return [(label.strip(), value.strip()) for label, _, value in (line.partition("|") for line in lines(block))]


def advice(message: str) -> tuple[str, str]:
    """A finding's message as (what is wrong, what to do): the catalogue joins them with the last 。"""
    wrong, _, what_to_do = message.rpartition("。")
    return (wrong, what_to_do) if wrong else (what_to_do, "")


def _environment(folders: list[str], autoescape: bool) -> Environment:
    """`autoescape` is said outright: select_autoescape() would leave .j2 and .txt unescaped."""
    made = Environment(
        loader=FileSystemLoader([TEMPLATES / folder for folder in folders]),
        autoescape=autoescape,  # noqa: S701  (off for plain text only)
        undefined=StrictUndefined, finalize=_shown, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=False, auto_reload=False,
    )
    numbers = (formats.wan, formats.points, formats.percent, formats.count)
    days = (formats.day, formats.plain_day, formats.short_day, formats.moment)
    for function in (*numbers, *days, formats.clip, lines, pairs, advice):
        made.filters[function.__name__] = strictly(function)
    return made


def _shown(value: Any) -> Any:
    """What an expression prints: foreign text on one line, without control characters; nothing as —."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return formats.one_line(value)
    return formats.NOTHING if value is None else value
