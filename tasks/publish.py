"""publish 出表: write the milestone's page and workbook, and show the run's summary in Prefect."""

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from reports.milestone_page import milestone_page
from reports.milestone_workbook import milestone_workbook
from reports.published import published
from reports.self_evaluation_page import self_evaluation_page
from reports.summary_workbook import summary_workbook
from tasks import whole
from tasks.deciding import ruling_form
from tasks.delivery import write_delivery
from tasks.deployed import run_pages
from tasks.desk import Desk
from tasks.handover import Recorded, Told
from tasks.mail.inbox_page import write_inbox
from tasks.outlook import outlook
from tasks.overview import overview
from tasks.papers import write_papers
from tasks.public import write_public
from tasks.site import build_site
from tasks.site_contents import ledger_folder, way_back, write_contents
from tasks.summing_up import (
    MOST_ROWS,
    Summary,
    address,
    in_words,
    of_milestone,
    of_self_evaluation,
    table_title,
)
from tasks.verb import verb, watched
from tasks.year_files import write_year

PAGE, OUTBOX, RULINGS = "index.html", "index.html", "待决定建议审批表.xlsx"
LEDGER = "daily"  # keeps 年度工作推进总台账 (O02)


@verb("出表 publish")
def publish(desk: Desk, recorded: Recorded, told: Told) -> None:
    """Write what people read as of the run's day; every file is whole or the old one."""
    page, workbook, summary, rulings, proofs = _rendered(desk, recorded)
    desk.reports.mkdir(parents=True, exist_ok=True)
    whole.put(desk.reports / PAGE, page)
    whole.put(desk.reports / f"{desk.calendar.short or desk.calendar.title}情况汇总表.xlsx", workbook)
    if rulings:
        whole.put(desk.reports / RULINGS, rulings)
    else:
        (desk.reports / RULINGS).unlink(missing_ok=True)
    for name, content in proofs.items():
        whole.put(desk.reports / name, content)
    write_papers(desk)
    if desk.milestone == LEDGER:
        write_year(desk)
        write_delivery(desk)
    write_public(desk)
    if desk.milestone == LEDGER and not desk.regions:
        build_site(desk, ledger_folder(desk), run_pages(desk.settings.prefect_ui))
        write_contents(desk)
    outbox = desk.workspace / "outbox"
    if desk.present:
        outbox.mkdir(exist_ok=True)
        write_inbox(outbox, outbox / OUTBOX)
    new = {"submissions": recorded.submissions, "judgements": recorded.judgements}
    desk.outcome.update(new, notices=told.put, sent=told.sent)
    if watched():
        _artifacts(desk, summary, recorded, told)


def _rendered(desk: Desk, recorded: Recorded) -> tuple[str, bytes, Summary, bytes | None, dict[str, bytes]]:
    """Page, workbook, summary, what waits for a ruling, what anybody can check by; the self-evaluation has its own."""
    ledger = way_back(desk)
    if recorded.graded:
        view = overview(desk, recorded.concluded)
        return self_evaluation_page(view, ledger), summary_workbook(view), of_self_evaluation(view), None, {}
    common = outlook(desk)
    page, workbook, proofs = milestone_page(common, ledger), milestone_workbook(common), published(common)
    return page, workbook, of_milestone(common), ruling_form(desk, common), proofs


def _artifacts(desk: Desk, summary: Summary, recorded: Recorded, told: Told) -> None:
    """Prefect shows them with the run, and forgets them with it: the pages and our own tables stay."""
    key = desk.milestone.replace("_", "-")
    run = (
        f"新收 {recorded.submissions} 份，新结论 {recorded.judgements} 条，新通知 {told.put} 条，发信 {told.sent} 封。",
        f"规则册 `{desk.book.fingerprint[:16]}`，第 {desk.run_id} 次运行，总台账链首 `{summary.ledger}`。",
    )
    links = _links(desk)
    words = in_words(desk.title, desk.as_of, summary, run, links)
    create_markdown_artifact(key=f"{key}-summary", description=f"{desk.title}（截至 {desk.as_of}）", markdown=words)
    create_table_artifact(key=f"{key}-late", description=table_title(summary), table=list(summary.wrong[:MOST_ROWS]))
    create_link_artifact(key=f"{key}-report", link=links["情况页"], link_text="打开情况页",
                         description="情况页与汇总表")


def _links(desk: Desk) -> dict[str, str]:
    """The page, the workbooks beside it, the front page of the ledger and the contents, as far as they are there."""
    year = desk.year_reports
    tables = {path.stem: path for path in sorted(desk.reports.glob("*.xlsx"))}
    around = {"总台账": year / PAGE, "总台账（表）": year / "tables" / "总台账.xlsx", "目录": year.parent / PAGE}
    found = {"情况页": desk.reports / PAGE} | tables | {words: path for words, path in around.items() if path.exists()}
    base = desk.settings.pages_url
    return {words: address(base, path.relative_to(desk.workspace).as_posix()) for words, path in found.items()}
