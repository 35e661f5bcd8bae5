"""What verdicts are told in: words that the rules really give, and blanks that can be filled."""

from pathlib import Path

import pytest

import tasks.rules
from config.calendar import the_calendar
from config.strict import ConfigError, validated
from config.tellings import WORDS, Telling, tellings
from reports.wording import KINDS

RULES = "\n".join(path.read_text() for path in sorted(Path(tasks.rules.__file__).parent.glob("*.py")))


@pytest.mark.parametrize("name", sorted(tellings().tellings))
def test_every_telling_is_about_a_verdict_that_some_rule_gives(name):
    """A milestone of the calendar, a kind that pages have a word for, verdicts and rules that stand in the source."""
    one = tellings().tellings[name]
    assert set(one.rules) <= set(the_calendar().milestone(one.milestone).rules) | {"E06"}
    assert one.kind in KINDS or one.milestone == "opening"
    assert [word for word in one.verdicts if f'"{word}"' not in RULES] == []


@pytest.mark.parametrize("name", sorted(tellings().tellings))
def test_every_sentence_can_be_filled_in(name):
    """Every blank has its word, and who is hurt is told how to object."""
    one, words = tellings().tellings[name], dict.fromkeys(WORDS, "甲")
    said = [one.headline, one.follows, *one.steps, tellings().objection]
    assert all("{" not in line.format_map(words) for line in said)
    assert one.objection or one.decided != "approved"


def test_a_blank_that_nobody_fills_is_an_error():
    """It names the blanks there are."""
    wrong = tellings().tellings["light"].model_dump() | {"headline": "{nobody}亮灯"}
    with pytest.raises(ConfigError, match="nobody"):
        validated(Telling, wrong, "tellings.yaml")
