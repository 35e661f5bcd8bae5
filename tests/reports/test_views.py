"""Views take frames as a database gives them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from reports.views import NOTICE_COLUMNS, UNIT_COLUMNS, shaped


def test_a_view_without_any_row_is_a_view(small):
    """On the first morning there is nothing yet."""
    empty = small()
    assert list(empty.units.columns) == list(UNIT_COLUMNS) and len(empty.units) == 0


def test_a_frame_without_a_column_is_refused_by_name(small):
    """The programmer learns which."""
    with pytest.raises(ValueError, match="region_code"):
        replace(small(), units=pd.DataFrame({"unit_code": ["1"]}))


def test_columns_that_may_lack_are_filled(small):
    """subject and unit_code may be left out."""
    at_two = datetime(2023, 3, 1, 2, tzinfo=UTC)
    notice = {name: "" for name in NOTICE_COLUMNS if name != "subject"} | {"sent_at": at_two}
    made = replace(small(), notices=pd.DataFrame([notice]))
    assert made.notices.loc[0, "subject"] == "" and made.notices.loc[0, "sent_at"] == pd.Timestamp("2023-03-01 10:00")


def test_what_is_missing_becomes_nothing_and_never_zero():
    """None, NaN and NULL of every kind."""
    frame = pd.DataFrame([dict.fromkeys(UNIT_COLUMNS), {"projects": 3, "met_on": date(2023, 3, 1), "missing": ["甲"]}])
    units = shaped(frame, UNIT_COLUMNS)
    assert units.loc[0, "unit_name"] == "" and pd.isna(units.loc[0, "projects"]) and units.loc[1, "projects"] == 3
    assert units["missing"].tolist() == [[], ["甲"]] and not units.loc[0, "late"] and pd.isna(units.loc[0, "met_on"])
