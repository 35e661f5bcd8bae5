"""publish 出表: write the milestone's page and workbook, and show the run's summary in Prefect."""


from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from reports.self_evaluation_page import self_evaluation_page
from reports.summary_workbook import summary_workbook
from reports.views import SelfEvaluationView
from tasks import whole
from tasks.desk import Desk
from tasks.handover import Recorded, Told
from tasks.mail.inbox_page import write_inbox
from tasks.overview import overview
from tasks.verb import verb, watched

PAGE, WORKBOOK, OUTBOX = "index.html", "自评情况汇总表.xlsx", "index.html"
MOST_ROWS = 2_000  # of a Prefect table; the rest is in the workbook


@verb("出表 publish")
def publish(desk: Desk, recorded: Recorded, told: Told) -> None:
    """Write what people read as of the run's day; every file is whole or the old one."""
    view = overview(desk, recorded.concluded)
    desk.reports.mkdir(parents=True, exist_ok=True)
    whole.put(desk.reports / PAGE, self_evaluation_page(view))
    whole.put(desk.reports / WORKBOOK, summary_workbook(view))
    outbox = desk.workspace / "outbox"
    if desk.present:
        outbox.mkdir(exist_ok=True)
        write_inbox(outbox, outbox / OUTBOX)
    new = {"submissions": recorded.submissions, "judgements": recorded.judgements}
    desk.outcome.update(new, notices=told.put, sent=told.sent)
    if watched():
        _artifacts(desk, view, recorded, told)


def _artifacts(desk: Desk, view: SelfEvaluationView, recorded: Recorded, told: Told) -> None:
    """Prefect shows them with the run, and forgets them with it: the pages and our own tables stay."""
    key, units = desk.milestone.replace("_", "-"), view.units
    late = units[units["late"] & (units["state"] == "owed")].sort_values("overdue_days", ascending=False)
    met = int((units["state"] == "met").sum())
    words = (
        f"## {view.title}：截至 {desk.as_of}", "", "| 应报单位 | 已报齐 | 未报齐 | 其中逾期 |", "|-|-|-|-|",
        f"| {len(units)} | {met} | {len(units) - met} | {len(late)} |", "",
        f"新收 {recorded.submissions} 份，新结论 {recorded.judgements} 条，新通知 {told.put} 条，发信 {told.sent} 封",
        f"规则册 `{view.rulebook[:16]}`，第 {desk.run_id} 次运行，总台账链首 `{view.ledger}`。",
    )
    create_markdown_artifact(key=f"{key}-summary", description=f"{view.title}（截至 {desk.as_of}）",
                             markdown="\n".join(words))
    create_table_artifact(key=f"{key}-late", description="逾期未报齐的单位", table=[
        {"单位": row["unit_name"], "区划": row["region_name"], "逾期工作日": int(row["overdue_days"]),
         "缺项目": len(row["missing"])}
        for row in late.head(MOST_ROWS).to_dict("records")
    ])
    folder = desk.reports.relative_to(desk.workspace).as_posix()
    link = f"{desk.settings.pages_url}/{folder}/{PAGE}"
    create_link_artifact(key=f"{key}-report", link=link, link_text="打开情况页", description="情况页与汇总表")
