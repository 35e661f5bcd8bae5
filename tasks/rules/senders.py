"""Who may send which form, and about whose projects: a unit's word is no finance department's (X01, X11)."""

from collections.abc import Mapping, Sequence

import pandas as pd

from config.forms_table import table_forms
from tasks.rules.columns import cell_of
from tasks.rules.finding import Finding, finding

MAY_SEND = {
    "unit": ("unit",), "department": ("unit",), "county": ("finance",), "finance": ("finance", "division", "centre"),
    "division": ("division", "finance", "centre"), "centre": ("centre",),
}
WORDS = {"unit": "预算单位", "department": "主管部门", "county": "县（市）财政局", "finance": "财政部门",
         "division": "财政业务科室", "centre": "财政绩效评价中心"}


def wrong_senders(forms: Sequence[tuple[str, str, str]], offices: pd.DataFrame) -> dict[int, list[Finding]]:
    """Reading → F-SENDER for a form that is not its sender's to send.

    `forms`: form, sender and file of each reading in order; `offices`: code and kind of every unit and office.
    """
    kinds = dict(zip(offices["code"], offices["kind"], strict=True))
    found: dict[int, list[Finding]] = {}
    for number, (form, sender, file) in enumerate(forms):
        described = table_forms().get(form)
        if described and sender in kinds and kinds[sender] not in MAY_SEND[described.sender]:
            found[number] = [finding("F-SENDER", file=file, value=described.title, expected=WORDS[described.sender])]
    return found


def foreign_rows(
    tables: Mapping[str, pd.DataFrame], senders: Sequence[str], files: Sequence[str], regions: Mapping[str, str],
    owners: Mapping[str, str], prefecture: str,
) -> dict[int, list[Finding]]:
    """Reading → K-REGION for rows of a finance department about projects of another region; the prefecture sees all.

    `regions`: region of every finance-side sender; `owners`: region of every project code.
    """
    found: dict[int, list[Finding]] = {}
    for rows in tables.values():
        if "project_code" not in rows:
            continue
        mine = rows["reading"].map(dict(enumerate(senders))).map(regions)
        theirs = rows["project_code"].map(owners)
        odd = rows[mine.notna() & theirs.notna() & (mine != prefecture) & (mine != theirs)]
        for row in odd.to_dict("records"):
            cell = cell_of(row["at"], "project_code", row.get("row"))
            found.setdefault(row["reading"], []).append(finding(
                "K-REGION", file=files[row["reading"]], sheet=row["sheet"], cell=cell, value=row["project_code"]))
    return found
