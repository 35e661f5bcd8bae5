"""Words, codes and days as they come out of cells."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.forms.normalise import code, day, is_blank, label, text

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    "written", ["公路（养护）站", "公路(养护)站", " 公 路（养护）站\u200b", "公路\n（养护）\u3000站", "公路【养护】站"]
)
def test_one_name_written_five_ways_has_one_key(written):
    """59: blanks, line breaks, zero-width characters and the kind of bracket make no other unit and no other header."""
    assert label(written) == "公路(养护)站"


def test_the_key_never_reaches_display():
    """NFKC is for matching only: the text that is kept has its full-width brackets still."""
    assert text("公路（养护）站").value == "公路（养护）站"


@pytest.mark.parametrize("cell", [None, "", " ", "无", "—", "-", "/", "N/A", "暂无", "（无）", "不适用"])
def test_placeholders_are_blank(cell):
    """37: what people type instead of leaving a cell empty."""
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", 0, 0.0, False, "无偏差", "无障碍设施"])
def test_a_zero_is_not_blank(cell):
    """0 is an answer, and so is a sentence that begins with 无."""
    assert not is_blank(cell)


@pytest.mark.parametrize("hostile", ["=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\")", "@SUM(1+1)", "+A1(2)", "-cmd|x"])
def test_text_that_would_run_is_kept_as_text_and_said_so(hostile):
    """61: what a spreadsheet would execute stays as it was typed, with a note; the writer must never let it live."""
    assert text(hostile).value == hostile
    assert text(hostile).notes == (("N-TEXT", ""),)


@pytest.mark.parametrize("innocent", ["=8个", "≥50个", "-", "+3℃", "@全体职工", "第一行\n第二行"])
def test_targets_that_begin_with_a_sign_are_no_attack(innocent):
    """Real forms say =8个; a note on each of them would be a false alarm."""
    assert (text(innocent).value, text(innocent).notes) == (innocent, ())


def test_control_characters_are_taken_out_of_text():
    """61: a vertical tab, an escaped one and a bidi override vanish with a note; a zero-width blank without."""
    assert {text(words).value for words in ("正\x0b常", "正_x000B_常", "正\u202e常", "正\u200b常")} == {"正常"}
    assert text("正\x0b常").notes == (("N-TEXT", ""),)
    assert text("正\u200b常").notes == ()
    assert text(" 第一行\r\n第二行 ").value == "第一行\n第二行"


def test_text_too_long_is_cut_and_said_so():
    """61: a text above the limit is an error with the limit named, and never silently dropped."""
    read = text("长" * 501, limit=500)
    assert (len(read.value), read.notes) == (500, (("R-LEN", "500"),))


@pytest.mark.parametrize(("cell", "value"), [("X1", "X1"), ("００１２", "0012"), (" A-1 ", "A-1"), ("", None)])
def test_codes_in_text_cells_are_whole(cell, value):
    """A code in a text cell keeps its leading zeros."""
    assert (code(cell).value, code(cell).notes) == (value, ())


@pytest.mark.parametrize("cell", [1.23e17, 12.0, "1.23E+17", "1E17", True, date(2023, 1, 1)])
def test_a_code_that_became_a_number_is_lost(cell):
    """58: whether digits or leading zeros are missing nobody can tell, so nobody guesses."""
    assert (code(cell).value, code(cell).notes) == (None, (("R-CODE", ""),))


@pytest.mark.parametrize(
    "cell",
    [46329.0, 46329, "46329", 20261103.0, "20261103", "2026.11.3", "2026/11/03", "2026年11月3日", "２０２６．１１．３"],
)
def test_a_day_is_read_however_it_was_written(cell):
    """56: serial numbers, eight digits and every separator give the same day, with a note of how it was read."""
    assert day(cell, *YEAR).value == date(2026, 11, 3)
    assert day(cell, *YEAR).notes == (("N-DATE", "2026-11-03"),)


@pytest.mark.parametrize("cell", ["2026-11-03", date(2026, 11, 3), datetime(2026, 11, 3)])
def test_a_plain_day_carries_no_note(cell):
    """A date cell, or the form we ask for, needs no remark."""
    assert (day(cell, *YEAR).value, day(cell, *YEAR).notes) == (date(2026, 11, 3), ())


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "2026年11月", "2026.11", "26.11.3", "2025-12-31", 12.0, 1e300, "明年", True]
)
def test_an_impossible_day_is_an_error(cell):
    """57: no such day, month only, or outside the year: R-DATE names the span."""
    assert day(cell, *YEAR).value is None
    assert day(cell, *YEAR).notes == (("R-DATE", "2026-01-01 至 2026-12-31"),)


@given(st.text() | st.floats() | st.integers() | st.none() | st.booleans() | st.dates() | st.datetimes() | st.times())
def test_no_word_code_or_day_raises(cell):
    """Whatever stands in a cell, there is an answer, and a key is its own key."""
    assert label(label(cell)) == label(cell)
    assert text(cell).value is not None
    code(cell)
    read = day(cell, *YEAR).value
    assert read is None or YEAR[0] <= read <= YEAR[1]


@given(st.text())
def test_kept_text_holds_no_control_character(words):
    """61: nothing that is kept can break a sheet, a page or a mail header, except a line feed or a tab."""
    kept = text(words).value
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in kept)
    assert text(kept).value == kept
