"""催报通知: to whoever has not handed in, or not reviewed, what was due (X06, 通知四（二）).

Units hear from the finance department of their own level (X01); county finance, divisions and the centre from the
prefecture's bureau, all of them in one paper.
"""

from collections.abc import Iterator

import pandas as pd

from reports.papers.paper import Material, Paper, Row, by_region, called, numbered, records
from reports.papers.timeliness import tally
from reports.wording import OVERDUE

LAST_FILE = {"returned": "已退回，待修改后重报", "refused": "文件被拒收，待重报", "": "尚未报送"}
UNIT, OFFICES = "unit", "offices"


def papers(material: Material) -> Iterator[Paper]:
    """One paper for each finance department whose units are late, and one for the offices that are."""
    if not material.owing:
        return
    debts = material.debts
    mine = (debts["milestone"] == material.milestone) & (debts["node"] == material.node) & ~debts["review"].astype(bool)
    debts = debts[mine.to_numpy(dtype=bool)]  # what finance owes, the review, it does not ask the units for
    of_units = (debts["unit_kind"] == UNIT).to_numpy(dtype=bool)
    for region, rows in by_region(debts[of_units], material):
        if late := _late(rows):
            figures = {**_head(material), **material.where(region), **tally(rows), "late": late}
            yield Paper("chasing", called("催报通知", region), figures)
    if late := _late(debts[~of_units]):
        figures = {**_head(material), **tally(debts[~of_units]), "late": late}
        yield Paper("chasing_offices", called("催报通知", OFFICES), figures)


def _head(material: Material) -> Row:
    subject = f"关于催报{material.title}材料的通知"
    return {**material.head(subject), "matter": material.title, "effective": material.effective}


def _late(rows: pd.DataFrame) -> list[Row]:
    """Who is late, the latest first, with what came of their last file."""
    late = rows[rows["standing"] == OVERDUE].sort_values(["overdue_days", "unit_code"], ascending=[False, True])
    return numbered({**one, "state_said": LAST_FILE.get(one["last_file"], "尚未报齐")} for one in records(late))
