"""The command line: `jixiao`. English verbs, Chinese output, `--json` for machines.

Exit codes: 0 fine, 1 findings, 2 usage, 3 fault.
"""

import traceback
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="绩效：预算绩效管理年度日历。", rich_markup_mode=None)

WorkYear = Annotated[int | None, typer.Option(help="工作年度；默认今年", min=2018, max=2040)]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截至日期，如 2023-04-04；默认今天")]
Workspace = Annotated[Path | None, typer.Option(help="工作区文件夹；默认 JIXIAO_WORKSPACE 或 ./workspace")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Operator = Annotated[str, typer.Option(help="操作人（记入台账）")]


def _there(files: list[Path]) -> list[Path]:
    for path in files:
        if not path.is_file():
            raise typer.BadParameter(f"找不到文件 {path}")
    return files


@app.command()
def demo(
    work_year: Annotated[int, typer.Option(help="演练哪个工作年度", min=2023, max=2023)] = 2023,
    size: Annotated[str, typer.Option(help="county 一县 · prefecture 全州 · sample 约 60 个单位")] = "sample",
    workspace: Annotated[Path, typer.Option(help="演练用的工作区；每次从空白开始")] = Path("workspace/demo"),
    act: Annotated[str, typer.Option(help="只演一幕：window 单位自评窗口 · year 全年各节点；默认两幕都演")] = "",
) -> None:
    """演练：用虚构的单位把单位自评的每一天和全年各节点走一遍，并与剧本逐项核对。"""
    from flows.commands.demo import rehearse

    raise typer.Exit(rehearse(work_year, size, workspace, act))


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


@app.command()
def check(files: Annotated[list[Path], typer.Argument(help="要核对的表", callback=_there)],
          as_json: Json = False, work_year: WorkYear = None) -> None:
    """核对表格，指出每一处问题；什么都不写入。"""
    from flows.commands.check import check_files

    raise typer.Exit(check_files(files, as_json, work_year))


@app.command("import")
def import_(files: Annotated[list[Path], typer.Argument(help="名录、科室、项目、指标（xlsx 或 csv）", callback=_there)],
            workspace: Workspace = None, as_json: Json = False) -> None:
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
    files: Annotated[list[Path], typer.Argument(help="一体化系统或监控平台导出的表（csv 或 xlsx）", callback=_there)],
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
    work_year: WorkYear = None,
    workspace: Workspace = None,
) -> None:
    """登记一次延期；之后按新的期限提醒和催报。"""
    from flows.commands.extend import grant

    raise typer.Exit(grant(unit, until.date(), approver, document, reason, milestone, work_year, workspace))


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
def site(work_year: WorkYear = None, as_of: AsOf = None, workspace: Workspace = None) -> None:
    """总台账：生成给人看的网页（首页、县市、科室、单位、项目），只写有变化的页。"""
    from flows.commands.site import build

    raise typer.Exit(build(work_year, as_of.date() if as_of else None, workspace))


@app.command()
def notices(
    unit: Annotated[str, typer.Option(help="单位编码或名称的一部分；默认全部")] = "",
    project: Annotated[str, typer.Option(help="项目编码或项目名称；看有这个项目的单位")] = "",
    work_year: WorkYear = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """投递台账：谁收到了什么、没收到什么、为什么，以及球在谁手里多少个工作日。"""
    from flows.commands.notices import Asked, show_notices

    raise typer.Exit(show_notices(Asked(unit, project), work_year, workspace, as_json))


@app.command()
def status(work_year: WorkYear = None, workspace: Workspace = None, as_json: Json = False) -> None:
    """谁还没报、谁报错了、哪封信没发出去。"""
    from flows.commands.status import show_status

    raise typer.Exit(show_status(work_year, workspace, as_json))


@app.command()
def watch(
    workspace: Workspace = None,
    as_json: Json = False,
    mail: Annotated[bool, typer.Option("--mail", help="有问题时发信给 JIXIAO_OPERATOR_ADDRESS")] = False,
) -> None:
    """值守：该运行的没有运行、该发出的没有发出、明年的放假安排还没有录入；供 cron 或 systemd 每天调用。"""
    from flows.commands.watch import watch as look

    raise typer.Exit(look(workspace, as_json, mail))


@app.command()
def calendar(
    work_year: WorkYear = None,
    as_json: Json = False,
    check_it: Annotated[bool, typer.Option("--lint", help="查日历本身：日期、先后、交叉、同日、休息日")] = False,
    ics: Annotated[bool, typer.Option("--ics", help="写成日历文件（.ics），可导入手机和邮箱的日历")] = False,
    role: Annotated[str, typer.Option(help="只写哪个角色的，如 部门单位；默认每个角色一份")] = "",
    out: Annotated[Path, typer.Option(help="日历文件写到哪个文件夹")] = Path(),
) -> None:
    """全年日历：每个期限的书面日期、实际日期和原因。"""
    from flows.commands.calendar import lint_calendar, show_calendar, write_calendars

    if ics:
        raise typer.Exit(write_calendars(work_year, role, out))
    raise typer.Exit((lint_calendar if check_it else show_calendar)(work_year, as_json))


@app.command()
def clauses(work_year: WorkYear = None, as_json: Json = False) -> None:
    """通知各条：依据、力度、自动还是人工、在哪段程序里、由哪些测试证明。"""
    from flows.commands.clauses import show_clauses

    raise typer.Exit(show_clauses(work_year, as_json))


@app.command()
def explain(
    project: Annotated[str, typer.Argument(help="项目编码或项目名称")],
    work_year: WorkYear = None,
    node: Annotated[str, typer.Option(help="打分表的版本（v1 到 v4）；默认最新一版")] = "",
    as_of: AsOf = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """评级依据单：一个项目为什么是这个等次，依据哪些事实和条款，最小改变什么就会不同。"""
    from flows.commands.explain import Asked
    from flows.commands.explain import explain as explain_one

    asked = Asked(project, work_year, node, as_of.date() if as_of else None)
    raise typer.Exit(explain_one(asked, workspace, as_json))


@app.command()
def verify(
    workspace: Workspace = None,
    head: Annotated[str, typer.Option(help="从前印在情况页上的“总台账链首”；有了它，连从尾部截断也能看出")] = "",
) -> None:
    """逐行核对台账的哈希链，指出第一处被改动的记录。"""
    from flows.commands.verify import verify_ledger

    raise typer.Exit(verify_ledger(workspace, head))


def main() -> None:
    """Run the command line; what people can put right says how, without a traceback; a fault is never exit code 1."""
    from config.strict import ConfigError

    try:
        app()
    except (ConfigError, ValueError) as wrong:
        typer.echo(f"出错：{wrong}", err=True)
        raise SystemExit(3) from None
    except Exception:
        traceback.print_exc()
        raise SystemExit(3) from None


if __name__ == "__main__":
    main()
