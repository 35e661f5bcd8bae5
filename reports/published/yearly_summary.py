"""自治州总结材料: the gaps and the year's figures from which the prefecture's report is written (N02)."""

from datetime import date

from reports.milestone_view import MilestoneView
from reports.sheets import Column, Summary
from reports.wording import KINDS

NAME = "自治州年度总结材料（代拟稿）.xlsx"
GAPS = (Column("序号", 8, "count"), Column("缺口", 80, "long"))
FIGURES = (
    Column("工作", 28, "long"), Column("对象", 14, "word"), Column("结论", 18, "word"), Column("数量", 10, "count"),
)
SCORES = (
    Column("县（市）", 20, "word"), Column("年度考核得分\n（分）", 14, "points"), Column("等次或名次", 20, "word"),
)
NOTES = (
    "依据：通知三（十四），汇总各县（市）总结材料，形成自治州年度总结报告报自治州党委、人民政府。",
    "本材料是代拟稿，供起草总结报告使用。",
)


def files(view: MilestoneView) -> dict[str, bytes]:
    """The material of the prefecture's report; no file at the other nodes."""
    verdicts = view.verdicts
    ours = verdicts[(verdicts["kind"] == "prefecture").to_numpy(dtype=bool)]
    if ours.empty:
        return {}
    told = ours.iloc[0]["detail"]
    book = Summary("自治州年度总结材料", date.fromisoformat(told["due"]))
    gaps = list(enumerate(told["gaps"], start=1))
    book.sheet("缺口清单", "自治州年度总结缺口清单", f"尚缺材料{len(gaps)}项", GAPS, gaps, notes=NOTES)
    figures = [(work, KINDS.get(kind, kind), word, number) for work, kind, word, number in told["figures"]]
    book.sheet("全年工作情况", "全年各项工作结论汇总", f"共{len(figures)}类", FIGURES, figures)
    scores = [tuple(row) for row in told["scores"]]
    book.sheet("县市考核", "县（市）考核情况", f"{len(scores)}个县（市）", SCORES, scores)
    return {NAME: book.finish()}
