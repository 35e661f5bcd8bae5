"""追责意见: what a named person has approved, as the draft that goes to whoever decides (O09, O10, 通知四（四）)."""

from datetime import date

from reports.milestone_view import MilestoneView
from reports.sheets import Column, Summary

NAME = "追责意见（代拟稿）.xlsx"
COLUMNS = (
    Column("追责对象", 28, "long"), Column("事实和理由", 80, "long"), Column("涉及规则", 16, "word"),
    Column("建议", 40, "long"), Column("批准人", 12, "word"),
)
TO_GOVERNMENT = "报当地人民政府对单位主要负责人进行追责"
OF_FINANCE = "追究科室、县（市）财政部门主要负责人责任"
NOTES = (
    "依据：通知四（四）。只列经署名的人批准的建议；没有批准的，见当日页面“待决定的建议”。",
    "本意见是代拟稿，正式意见由有权机关作出。",
)


def files(view: MilestoneView) -> dict[str, bytes]:
    """One row per approved proposal; no file while none is approved."""
    verdicts = view.verdicts
    ours = (verdicts["kind"] == "accountability") & (verdicts["decision"] == "approved")
    rows = [
        (row["name"] or row["subject"], "；".join(row["detail"]["reasons"]), row["rules"],
         TO_GOVERNMENT if "O10" in row["rules"].split() else OF_FINANCE, row["decided_by"])
        for row in verdicts[ours.to_numpy(dtype=bool)].sort_values("subject").to_dict("records")
    ]
    if not rows:
        return {}
    book = Summary("追责意见", date(2000, 1, 1))
    book.sheet("追责意见", "追责意见（代拟稿）", f"经批准的追责建议{len(rows)}项", COLUMNS, rows, notes=NOTES)
    return {NAME: book.finish()}
