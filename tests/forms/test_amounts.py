"""Amounts as units really type them: read exactly, put right with a note, or asked about; never guessed."""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.findings import catalogue
from tasks.forms.normalise import money_fen, number, percent_bp, points_cp

YUAN = [  # catalogue number, what stands in a 元 column, fen, rule of the note, its shown text
    (41, "１２３４．５６", 123456, "N-WIDTH", "1234.56"),
    (42, "1,234.56", 123456, "N-TEXTNUM", "1234.56"),
    (42, "1，234.56", 123456, "N-TEXTNUM", "1234.56"),
    (42, "1 234 567", 123456700, "N-TEXTNUM", "1234567"),
    (43, "12,34", None, "R-NUM", ""),
    (43, "1,2345", None, "R-NUM", ""),
    (44, "￥123.45", 12345, "N-TEXTNUM", "123.45"),
    (44, "¥ 1,234", 123400, "N-TEXTNUM", "1234"),
    (44, "123.45元", 12345, "N-TEXTNUM", "123.45"),
    (44, "人民币100元整", 10000, "N-TEXTNUM", "100"),
    (45, "123.4万元", 123400000, "W-UNIT", "1234000元"),
    (45, "12.5亿", 125000000000, "W-UNIT", "1250000000元"),
    (45, "３千元", 300000, "W-UNIT", "3000元"),
    (45, "1,234.5 万", 1234500000, "W-UNIT", "12345000元"),
    (48, "壹佰贰拾叁万元", 123000000, "W-CNNUM", "1230000元"),
    (48, "叁拾伍元伍角", 3550, "W-CNNUM", "35.5元"),
    (48, "人民币壹佰圆整", 10000, "W-CNNUM", "100元"),
    (49, "约100", None, "R-NUM", ""),
    (49, "100-200", None, "R-NUM", ""),
    (49, "1e3", None, "R-NUM", ""),
    (49, "5元5角", None, "R-NUM", ""),
    (49, "100元左右", None, "R-NUM", ""),
    (50, "(1,200)", -120000, "N-TEXTNUM", "-1200"),
    (50, "（1200）", -120000, "N-TEXTNUM", "-1200"),
    (50, "－12", -1200, "N-WIDTH", "-12"),
    (50, "−12", -1200, "N-WIDTH", "-12"),
    (51, 123.456, 12346, "N-ROUND", "123.46元"),
    (51, "123.455", 12346, "N-ROUND", "123.46元"),
    (51, 1.005, 101, "N-ROUND", "1.01元"),
    (52, 1e14, None, "R-TYPE", "金额"),
    (52, "99999999999999999999", None, "R-TYPE", "金额"),
    (52, True, None, "R-TYPE", "金额"),
    (52, date(2023, 5, 1), None, "R-TYPE", "金额"),
    (52, time(8, 0), None, "R-TYPE", "金额"),
    (37, "无", None, "N-NULLWORD", ""),
    (37, "—", None, "N-NULLWORD", ""),
    (37, " Ｎ／Ａ ", None, "N-NULLWORD", ""),
    (38, "#DIV/0!", None, "R-ERRVAL", ""),
]


@pytest.mark.parametrize(("case", "cell", "fen", "rule", "shown"), YUAN, ids=lambda value: str(value)[:20])
def test_money_in_a_yuan_column_reads_as_the_catalogue_says(case, cell, fen, rule, shown):
    """Each way of typing an amount has its value and its one note; the note is worded in the catalogue."""
    read = money_fen(cell, "元")
    assert (read.value, read.notes) == (fen, ((rule, shown),)), f"catalogue {case}"
    assert rule in catalogue()


@pytest.mark.parametrize("cell", [1234.56, "1234.56", " 1234.56 ", "+1234.56", 1234.5600000000001])
def test_an_ordinary_amount_carries_no_note(cell):
    """A number, or a text that is plainly one, is no occasion for a remark: Excel shows fifteen digits and so do we."""
    assert (money_fen(cell, "元").value, money_fen(cell, "元").notes) == (123456, ())


@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000", "\u200b"])
def test_an_empty_cell_is_silently_blank(cell):
    """Nothing typed means nothing to say; whether it is required is for the form to know."""
    assert money_fen(cell, "元") == money_fen(None, "元")
    assert money_fen(cell, "元").notes == ()


def test_a_wan_yuan_column_converts_only_what_names_another_unit():
    """45: in a 万元 column 123.4万元 is at home, 1234000元 is converted with a warning, a bare number never."""
    assert money_fen("123.4万元", "万元").notes == (("N-TEXTNUM", "123.4"),)
    assert money_fen("1234000元", "万元").notes == (("W-UNIT", "123.4万元"),)
    assert money_fen("2亿元", "万元").notes == (("W-UNIT", "20000万元"),)
    assert {money_fen(cell, "万元").value for cell in ("123.4万元", "1234000元", 123.4)} == {123_400_000}


def test_a_slip_of_ten_thousand_is_never_multiplied_away():
    """46, 47: a bare number stays what it is in its column; the cross-check asks, the reader does not repair."""
    assert money_fen(120.5, "元").value == 12050
    assert money_fen(1205000.0, "万元").value == 1_205_000_000_000
    assert money_fen(120.5, "元").notes == money_fen(1205000.0, "万元").notes == ()


def test_a_wan_yuan_column_keeps_the_fen():
    """Six decimals of 万元 are fen; the seventh is rounded half up and said so."""
    assert money_fen(0.123456, "万元").value == 123456
    assert money_fen("0.1234565", "万元").notes == (("N-ROUND", "0.123457万元"),)


POINTS = [
    (20.0, 2000, ()), (10.3, 1030, ()), ("9.3", 930, ()), (None, None, ()),
    ("20分", 2000, (("N-TEXTNUM", "20"),)), ("20%", 2000, (("N-TEXTNUM", "20"),)), ("１０", 1000, (("N-WIDTH", "10"),)),
    (33.3333, 3333, (("N-ROUND", "33.33"),)), (8.885, 889, (("N-ROUND", "8.89"),)), ("十", 1000, (("W-CNNUM", "10"),)),
    ("优", None, (("R-NUM", ""),)), (True, None, (("R-TYPE", "分值"),)), (1e9, None, (("R-TYPE", "分值"),)),
    ("无", None, (("N-NULLWORD", ""),)),
]


@pytest.mark.parametrize(("cell", "cp", "notes"), POINTS)
def test_points_read_to_hundredths(cell, cp, notes):
    """Points are hundredths, half up; 分 and % behind them are taken off with a note."""
    assert (points_cp(cell).value, points_cp(cell).notes) == (cp, notes)


RATES = [  # catalogue number, cell, is the format a percentage, hundredths of a percent, note
    (53, "85%", False, 8500, ("N-TEXTNUM", "85%")), (53, "８５％", False, 8500, ("N-WIDTH", "85%")),
    (53, "百分之八十五", False, 8500, ("W-CNNUM", "85%")), (53, 0.85, False, 8500, None), (53, 1.0, False, 10000, None),
    (53, 1.0259, True, 10259, None), (53, 1.0, True, 10000, None),
    (54, 85.0, False, 8500, ("W-PCTPOINT", "85%")), (54, "85", False, 8500, ("W-PCTPOINT", "85%")),
    (54, 3.0, False, 30000, None), (54, 5.0, True, 50000, None),
    (55, 1.2, False, 12000, None), (49, "约85%", False, None, ("R-NUM", "")),
    (52, datetime(2023, 1, 1), True, None, ("R-TYPE", "百分比")), (52, 1e300, False, None, ("R-TYPE", "百分比")),
]


@pytest.mark.parametrize(("case", "cell", "as_percent", "bp", "note"), RATES)
def test_rates_read_to_hundredths_of_a_percent(case, cell, as_percent, bp, note):
    """Text, fraction and percent points are told apart by the number format; only the doubtful case asks."""
    read = percent_bp(cell, as_percent=as_percent)
    assert (read.value, read.notes) == (bp, (note,) if note else ()), f"catalogue {case}"


def test_numbers_of_other_kinds_do_not_borrow_each_others_readings():
    """1, 1.0 and True are equal to a dictionary but not to us: the cache must keep them apart."""
    assert [points_cp(cell).value for cell in (1, True, 1.0)] == [100, None, 100]
    assert [percent_bp(cell, as_percent=False).value for cell in (True, 1, 1.0)] == [None, 10000, 10000]


ANYTHING = st.one_of(
    st.text(max_size=80), st.floats(), st.integers(), st.booleans(), st.none(), st.dates(), st.datetimes(), st.times(),
    st.text(alphabet="0123456789.,，()（）-－−+%％元万亿千百角分零一二三壹拾佰¥￥ eE#约\u3000\u200b\n", max_size=70),
)


@given(ANYTHING)
@example("9" * 64)
@example("亿" * 40)
@example("万一" * 20)
@example(float("nan"))
@example(10**400)
@example(-1e308)
def test_nothing_that_can_stand_in_a_cell_raises(cell):
    """Bad data is a finding: whatever is typed, each reader answers, with whole numbers and rules of the catalogue."""
    for read in (
        number(cell), money_fen(cell, "元"), money_fen(cell, "万元"), points_cp(cell),
        percent_bp(cell, as_percent=False), percent_bp(cell, as_percent=True),
    ):
        assert all(rule in catalogue() for rule, _ in read.notes)
        assert read.value is None or isinstance(read.value, int | Decimal)
        assert read.value is not None or cell is None or isinstance(cell, str) or read.notes


@given(st.integers(-(10**15), 10**15), st.sampled_from(["元", "万元"]))
def test_money_survives_being_written_and_read(fen, unit):
    """Any amount to the fen comes back whole from a text, a grouped text and, within fifteen digits, a float."""
    amount = Decimal(fen).scaleb(-2 if unit == "元" else -6)
    assert money_fen(f"{amount:f}", unit).value == fen
    assert money_fen(f"{amount:,f}", unit).value == fen
    assert money_fen(float(amount), unit).value == fen


@given(st.decimals(-(10**9), 10**9, places=9), st.sampled_from([("元", 2), ("万元", 6)]))
def test_money_rounds_half_up_like_the_law(amount, column):
    """Below the fen the reading is the decimal one, half up, whether it comes as text or as a float."""
    unit, places = column
    expected = int((amount.scaleb(places)).to_integral_value(ROUND_HALF_UP))
    assert money_fen(f"{amount:f}", unit).value == expected
    shown = Decimal(f"{float(amount):.15g}")
    assert money_fen(float(amount), unit).value == int(shown.scaleb(places).to_integral_value(ROUND_HALF_UP))
