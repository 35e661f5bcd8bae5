"""Where a row stands: addresses of fields in the sheet it came from."""

from tasks.rules.columns import INDICATOR_COLUMNS, PROJECT_COLUMNS, cell_of, places


def test_a_project_field_has_its_own_address():
    """A project's fields stand anywhere on the sheet."""
    assert cell_of("budget_fen=C5,executed_fen=D5", "executed_fen") == "D5"


def test_an_indicator_field_is_a_letter_and_its_row():
    """An indicator's fields stand in columns, its row says which one."""
    assert cell_of("target=D,weight_cp=F", "weight_cp", 17) == "F17"


def test_a_field_that_the_form_does_not_have_has_no_address():
    """No address is the empty string, with or without a row."""
    assert cell_of("target=D", "tier", 17) == "" and cell_of("", "tier") == ""
    assert places("") == {}


def test_no_column_is_named_twice():
    """Both frames have unambiguous columns."""
    assert len(set(PROJECT_COLUMNS)) == len(PROJECT_COLUMNS) and len(set(INDICATOR_COLUMNS)) == len(INDICATOR_COLUMNS)
