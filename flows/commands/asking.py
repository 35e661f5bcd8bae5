"""The commands that ask: what stands, why, and whether all is well. None of them changes anything."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import AsOf, Json, Workspace, WorkYear, existing

app = typer.Typer()


@app.command()
def check(files: Annotated[list[Path], typer.Argument(help="要核对的表", callback=existing)],
          as_json: Json = False, work_year: WorkYear = None) -> None:
    """核对表格，指出每一处问题；什么都不写入。"""
    from flows.commands.check import check_files

    raise typer.Exit(check_files(files, as_json, work_year))


@app.command()
def status(work_year: WorkYear = None, workspace: Workspace = None, as_json: Json = False) -> None:
    """谁还没报、谁报错了、哪封信没发出去。"""
    from flows.commands.status import show_status

    raise typer.Exit(show_status(work_year, workspace, as_json))


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


@app.command()
def watch(
    workspace: Workspace = None,
    as_json: Json = False,
    mail: Annotated[bool, typer.Option("--mail", help="有问题时发信给 JIXIAO_OPERATOR_ADDRESS")] = False,
) -> None:
    """值守：该运行的没有运行、该发出的没有发出、明年的放假安排还没有录入；供 cron 或 systemd 每天调用。"""
    from flows.commands.watch import watch as look

    raise typer.Exit(look(workspace, as_json, mail))
