"""F03: the counties file with the prefecture's bureau how they have applied the results of evaluation."""

from datetime import date

import pandas as pd

from config.calendar import on
from config.rulebook import Rulebook
from tasks.rules.deadlines import on_day
from tasks.rules.verdicts import Facts


def filings(facts: Facts, book: Rulebook, as_of: date) -> pd.DataFrame:
    """One row per county, kind `filing`, subject its region code: 已备案, 待备案 until the last day, then 逾期未备案.

    Needs the frames `county_filings` and `units`; the last day rolls over days off (domain §7).
    """
    due = on_day(on(book.parameters.word("county_submission.filing_until"), book.work_year), book).effective
    filed = facts["county_filings"].assign(region=of_region(facts["county_filings"]["unit_code"], facts["units"]))
    rows = []
    for code, bureau in county_bureaus(facts["units"]).items():
        mine = filed[filed["region"] == code]
        rows.append({
            "kind": "filing", "subject": code, "unit_code": bureau, "rules": "F03",
            "verdict": _word(len(mine), as_of > due), "why": _says(mine, due),
            "detail": {"actions": sorted(mine["action"]), "due": due.isoformat()},
        })
    return pd.DataFrame(rows)


def county_bureaus(units: pd.DataFrame) -> dict[str, str]:
    """Region code → unit code of the finance bureau of each county, in the order of codes."""
    bureaus = units[(units["level"] == "county") & (units["kind"] == "finance")].sort_values(["region_code", "code"])
    return {str(region): str(code) for region, code in zip(bureaus["region_code"], bureaus["code"], strict=True)}


def of_region(unit_codes: "pd.Series[str]", units: pd.DataFrame) -> "pd.Series[str]":
    """The region of each unit code; "" for a unit that is not listed."""
    home = dict(zip(units["code"], units["region_code"], strict=True))
    return unit_codes.map(home).fillna("").astype("str")


def _word(filed: int, late: bool) -> str:
    return "已备案" if filed else "逾期未备案" if late else "待备案"


def _says(mine: pd.DataFrame, due: date) -> str:
    if mine.empty:
        return f"尚未备案，最迟{due.year}年{due.month}月{due.day}日（通知三（六））"
    return f"已备案{len(mine)}种应用方式，文号{'、'.join(sorted(set(mine['number'])))}（通知三（六））"
