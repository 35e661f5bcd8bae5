"""Amounts and rates of the funds block as they are typed."""

import pytest

MONEY = ("initial_fen", "budget_fen", "executed_fen")
REST = ("rate_bp", "execution_weight_cp", "execution_score_cp")


def read(forms, *rows):
    return forms.read(*forms.standard(funds=list(rows)))


def values(row, *fields):
    return tuple(row[field] for field in fields)


@pytest.mark.parametrize(
    ("cell", "bp"),
    [
        ("97.5%", 9750), ("97.50", 9750), (97.5, 9750), (0.975, 9750), ("97.5％", 9750), ("0.975", 9750),
    ],
)
def test_a_rate_is_read_by_what_the_amounts_say(forms, cell, bp):
    """A fraction, percent points, a text: no question is asked where the amounts answer it."""
    reading = read(forms, *forms.funds(("年度资金总额", 120, 118, 115.05, 10, cell, 9.75)))
    assert reading.projects[0]["rate_bp"] == bp
    assert reading.findings == []


@pytest.mark.parametrize(("share", "bp"), [(0.975, 9750), (1.0259, 10259), (1, 10_000)])
def test_a_rate_under_a_percent_format(forms, share, bp):
    """The number is the rate itself."""
    reading = read(forms, *forms.funds(("年度资金总额", 120, 118, 115.05, 10, forms.percent(share), 9.75)))
    assert reading.projects[0]["rate_bp"] == bp


def test_unreadable_amounts_are_told_with_their_cells(forms):
    """约100, an own unit, a negative amount: findings at the cell, never a guess."""
    reading = read(forms, *forms.funds(("年度资金总额", "约100", "1200000元", -90, 10, "75%", 7.5)))
    assert values(reading.projects[0], *MONEY) == (None, 120_000_000, -90_000_000)
    assert sorted(forms.complaints(reading)) == [("R-NEG", "E6"), ("R-NUM", "C6"), ("W-UNIT", "D6")]


def test_the_unit_s_own_unit_is_no_fault(forms):
    """120万元 in a column of 万元."""
    reading = read(forms, *forms.funds(("年度资金总额", "100万元", "120.00万元", "90 万元", "10分", "75%", "7.5分")))
    assert values(reading.projects[0], *MONEY, *REST) == (100_000_000, 120_000_000, 90_000_000, 7500, 1000, 750)
    assert forms.complaints(reading) == []
