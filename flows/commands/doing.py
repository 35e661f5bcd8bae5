"""The commands that do something: rehearse, run, take in, decide, write out."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import AsOf, Json, Operator, Workspace, WorkYear, existing

app = typer.Typer()


@app.command()
def demo(
    work_year: Annotated[int, typer.Option(help="演练哪个工作年度", min=2023, max=2023)] = 2023,
    size: Annotated[str, typer.Option(help="county 一县 · prefecture 全州 · sample 约 60 个单位")] = "sample",
    workspace: Annotated[Path, typer.Option(help="演练用的工作区；每次从空白开始")] = Path("workspace/demo"),
    window: Annotated[bool, typer.Option("--window", help="只演第一幕：单位自评，一个窗口逐日演练")] = False,
    year: Annotated[bool, typer.Option("--year", help="只演第二幕：全年各节点；都不写，两幕都演")] = False,
) -> None:
    """演练：用虚构的单位把单位自评的每一天和全年各节点走一遍，并与剧本逐项核对。"""
    from flows.commands.demo import rehearse

    raise typer.Exit(rehearse(work_year, size, workspace, [*["window"] * window, *["year"] * year]))


@app.command()
def run(
    milestone: Annotated[str, typer.Argument(help="节点，如 self_evaluation")],
    work_year: WorkYear = None,
    as_of: AsOf = None,
    regions: Annotated[list[str] | None, typer.Option(help="区划名称，可重复；默认全部")] = None,
    node: Annotated[str, typer.Option(help="一年办几次的节点办哪一次，如 may、august；默认按截至日期")] = "",
    workspace: Workspace = None,
    operator: Operator = "命令行",
    reason: Annotated[str, typer.Option(help="事由（记入台账）")] = "",
    send: Annotated[bool, typer.Option(help="是否发送通知")] = True,
) -> None:
    """运行一个节点；没有新情况就什么都不改、什么都不发。"""
    from flows.commands.run import run_milestone

    request = {"work_year": work_year, "as_of": as_of.date() if as_of else None, "regions": regions or [],
               "operator": operator, "reason": reason, "send": send, "node": node}
    raise typer.Exit(run_milestone(milestone, request, workspace))


@app.command("open-year")
def open_year(
    work_year: Annotated[int, typer.Argument(help="新的工作年度", min=2018, max=2040)],
    workspace: Workspace = None,
    operator: Operator = "命令行",
    reason: Annotated[str, typer.Option(help="事由（记入台账）")] = "",
) -> None:
    """开账：结转上一年度的遗留事项，列出须先决定的；没有决定完，有关项目不评定。"""
    from flows.commands.open_year import open_work_year

    raise typer.Exit(open_work_year(work_year, workspace, operator, reason))


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="名录、科室、项目、指标（xlsx 或 csv）", callback=existing)],
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """导入单位名录、联系人和项目库；一份文件要么全部导入，要么一行不动。"""
    from flows.commands.imports import import_files

    raise typer.Exit(import_files(files, workspace, as_json))


@app.command()
def export(
    table: Annotated[str, typer.Argument(help="总台账，或一体化系统的表名，如 PM_PERF_INDICATOR")],
    to: Annotated[Path, typer.Option(help="写到哪个文件（.csv 或 .xlsx）")],
    work_year: WorkYear = None,
    as_of: AsOf = None,
    workspace: Workspace = None,
) -> None:
    """导出总台账，或按一体化系统的表名和要素名导出一张表。"""
    from flows.commands.exchange import export_table

    raise typer.Exit(export_table(table, work_year, as_of.date() if as_of else None, to, workspace))


@app.command()
def exchange(
    files: Annotated[list[Path], typer.Argument(help="一体化系统或监控平台导出的表（csv 或 xlsx）", callback=existing)],
    take: Annotated[bool, typer.Option("--take", help="核对无误后导入；不写就只核对")] = False,
    work_year: WorkYear = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """核对一体化系统导出的表，与本系统逐项比对；加 --take 才导入。"""
    from flows.commands.exchange import exchange_files

    raise typer.Exit(exchange_files(files, take, work_year, workspace, as_json))


@app.command()
def extend(
    unit: Annotated[str, typer.Argument(help="单位编码")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="延期到哪一天")],
    approver: Annotated[str, typer.Option(help="批准人")],
    document: Annotated[str, typer.Option(help="批准文号")],
    reason: Annotated[str, typer.Option(help="延期理由")],
    milestone: Annotated[str, typer.Option(help="节点")] = "self_evaluation",
    form: Annotated[str, typer.Option(help="哪张表，如 项目绩效目标审核表；只有一项应报的不用写")] = "",
    received: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="审核哪天收到的；同上")] = None,
    work_year: WorkYear = None,
    workspace: Workspace = None,
) -> None:
    """登记一次延期，单位报送的或者财政部门审核的；之后按新的期限提醒和催报。"""
    from flows.commands.extend import grant

    raise typer.Exit(grant(unit, until.date(), approver, document, reason, milestone, work_year, workspace,
                           form=form, received=received and received.date()))


@app.command()
def approve(
    proposal: Annotated[str, typer.Argument(help="建议编号；不写就列出待决定的建议")] = "",
    decision: Annotated[str, typer.Option(help="同意 或 不同意")] = "",
    by: Annotated[str, typer.Option(help="决定人")] = "",
    reason: Annotated[str, typer.Option(help="理由")] = "",
    work_year: WorkYear = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """列出待决定的建议，或对一条建议作出决定；决定以前，对人不利的一律不生效。"""
    from flows.commands.approve import decide, show_waiting

    if not proposal:
        raise typer.Exit(show_waiting(work_year, workspace, as_json))
    raise typer.Exit(decide(proposal, decision, by, reason, work_year, workspace))


@app.command()
def review(
    number: Annotated[int, typer.Argument(help="报送件编号（见回执，年份之后的数字）")],
    verdict: Annotated[str, typer.Option(help="通过 或 退回")],
    by: Annotated[str, typer.Option(help="审核人")],
    reason: Annotated[str, typer.Option(help="退回的理由")] = "",
    workspace: Workspace = None,
) -> None:
    """登记对一份报送件的审核意见；退回以后，该单位重新应报。"""
    from flows.commands.approve import review as record

    raise typer.Exit(record(number, verdict, by, reason, workspace))


@app.command()
def resend(
    number: Annotated[int, typer.Argument(help="通知编号；不写就列出没有送到的")] = 0,
    by: Annotated[str, typer.Option(help="经办人")] = "",
    reason: Annotated[str, typer.Option(help="理由，如 邮箱已清理；或怎样告知的，如 6月2日电话通知")] = "",
    told: Annotated[bool, typer.Option("--told", help="已另行告知，不再发信")] = False,
    work_year: WorkYear = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """列出没有送到、不知是否送到的通知；对一封决定再发，或登记已经另行告知。"""
    from flows.commands.resend import deal_with, show_undelivered

    if not number:
        raise typer.Exit(show_undelivered(work_year, workspace, as_json))
    raise typer.Exit(deal_with(number, by, reason, told, workspace))


@app.command()
def site(work_year: WorkYear = None, as_of: AsOf = None, workspace: Workspace = None) -> None:
    """总台账：生成给人看的网页（首页、县市、科室、单位、项目），只写有变化的页。"""
    from flows.commands.site import build

    raise typer.Exit(build(work_year, as_of.date() if as_of else None, workspace))
