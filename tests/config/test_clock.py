"""The only clock: Beijing's."""

from datetime import date, timedelta

import pytest

from config import clock


def test_it_is_the_time_in_beijing():
    """Eight hours ahead of Greenwich, whole seconds, and today is its day."""
    now = clock.now()
    assert now.utcoffset() == timedelta(hours=8) and now.microsecond == 0
    assert clock.today() in (now.date(), now.date() + timedelta(days=1))


def test_a_day_can_be_rehearsed():
    """Inside it is another day, during office hours; afterwards, even after a fault, it is today again."""
    before = clock.today()
    with pytest.raises(RuntimeError, match="fault"), clock.rehearse(date(2023, 3, 31)):
        assert clock.rehearsing() and clock.today() == date(2023, 3, 31)
        with clock.rehearse(date(2023, 4, 1)):
            assert clock.today() == date(2023, 4, 1)
        assert clock.today() == date(2023, 3, 31) and 10 <= clock.now().hour < 14
        raise RuntimeError("fault")
    assert not clock.rehearsing() and before <= clock.today() <= before + timedelta(days=1)
