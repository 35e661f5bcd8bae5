"""催报通知: to the units of one finance department that have not handed in what was due (X06, 通知四（二）)."""

from collections.abc import Iterator

from reports.papers.paper import Material, Paper, by_region, called, records
from reports.papers.timeliness import tally
from reports.wording import OVERDUE

LAST_FILE = {"returned": "已退回，待修改后重报", "refused": "文件被拒收，待重报", "": "尚未报送"}


def papers(material: Material) -> Iterator[Paper]:
    """One paper for each finance department with somebody overdue."""
    if not material.owing:
        return
    debts = material.debts
    debts = debts[((debts["milestone"] == material.milestone) & (debts["node"] == material.node)).to_numpy(dtype=bool)]
    for region, rows in by_region(debts, material):
        late = rows[rows["standing"] == OVERDUE].sort_values(["overdue_days", "unit_code"], ascending=[False, True])
        if len(late):
            place = material.where(region)
            listed = [{**one, "state_said": LAST_FILE.get(one["last_file"], "尚未报齐")} for one in records(late)]
            figures = {
                **material.head(f"关于催报{material.title}材料的通知"),
                **place,
                **tally(rows),
                "late": listed,
                "matter": material.title,
                "effective": material.effective,
            }
            yield Paper("chasing", called("催报通知", region), figures)
