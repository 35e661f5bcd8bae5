"""Whose project it is, and whose review counts: finance reviews the projects of its own level only (O07, X01)."""

import pandas as pd

from tasks.rules.given import given
from tasks.rules.verdicts import Facts


def regions_of(facts: Facts) -> pd.DataFrame:
    """code, region_code, level of every unit, on the unit's code."""
    units = given(facts, "units", {"code": "str", "region_code": "str", "level": "str"})
    return units.drop_duplicates("code").set_index("code", drop=False)


def with_region(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The rows with the region_code and level of their unit_code, "" for a unit nobody knows."""
    known = regions_of(facts)
    found = known.reindex(rows["unit_code"].astype("object"))
    return rows.assign(**{name: found[name].fillna("").to_numpy(dtype=object) for name in ("region_code", "level")})


def by_own_finance(reviews: pd.DataFrame, projects: pd.DataFrame, facts: Facts, key: list[str]) -> pd.DataFrame:
    """Reviews signed by a named person of the project's own finance department; `reviewed_by` and unit_code say whose.

    `projects` has `key` and region_code. A review of anybody else's project, or without a name, is none (O07, X11).
    """
    signed = with_region(reviews[(reviews["reviewed_by"] != "").to_numpy(dtype=bool)], facts)
    own = projects[[*key, "region_code"]].drop_duplicates(key).rename(columns={"region_code": "_home"})
    both = signed.merge(own, on=key, how="inner")
    return both[((both["region_code"] == both["_home"]) & (both["_home"] != "")).to_numpy(dtype=bool)][list(reviews)]
