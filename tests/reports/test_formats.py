"""How numbers, dates and foreign text are shown."""

from datetime import date

import pandas as pd
import pytest

from config.findings import catalogue
from reports import formats
from reports.environment import advice


@pytest.mark.parametrize(
    "fen, shown",
    [(123_456_000, "123.46"), (1_234_560_000, "1,234.56"), (0, "0.00"), (5_000, "0.01"), (4_999, "0.00"),
     (-123_456_000, "-123.46"), (-4_999, "0.00"), (10**15, "1,000,000,000.00"), (None, "—"), (pd.NA, "—")],
)
def test_money_is_shown_in_ten_thousand_yuan_with_two_decimals(fen, shown):
    """Halves go up, a missing amount is a dash and never zero."""
    assert formats.wan(fen) == shown


@pytest.mark.parametrize(
    "cp, shown", [(8990, "89.9"), (9000, "90"), (8995, "89.95"), (5, "0.05"), (-20, "-0.2"), (None, "—")]
)
def test_points_carry_only_the_decimals_they_have(cp, shown):
    """89.9 and 90, not 89.90 and 90.00."""
    assert formats.points(cp) == shown


def test_points_in_a_column_line_up():
    """In a column every number has two decimals."""
    assert [formats.points(cp, True) for cp in (8990, 9000)] == ["89.90", "90.00"]
    assert formats.percent(8765) == "87.65%" and formats.percent(10_000) == "100%"


def test_a_date_names_its_day_of_the_week():
    """The form officials write."""
    assert formats.day(date(2023, 3, 31)) == "2023年3月31日（星期五）"
    assert formats.day(date(2025, 4, 6)) == "2025年4月6日（星期日）"


def test_foreign_text_stays_on_one_line():
    """Line ends, control and direction characters cannot break a mail or turn a name round."""
    assert formats.one_line("教育局\r\nBcc: x@y\u202egnp\x00\ud800") == "教育局 Bcc: x@y gnp"
    assert formats.clip("很长的名称" * 60, 40).endswith("…") and len(formats.clip("长" * 300, 40)) == 40


def test_a_message_splits_into_what_is_wrong_and_what_to_do():
    """The catalogue joins both with the last full stop, so no wording may have one in its advice."""
    assert advice("值填“甲。乙”，应为 3。请改正") == ("值填“甲。乙”，应为 3", "请改正")
    assert advice("没有办法的问题") == ("没有办法的问题", "")
    assert [rule for rule, wording in catalogue().items() if "。" in wording.do] == []
