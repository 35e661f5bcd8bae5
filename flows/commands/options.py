"""What several commands are asked alike: their options, and files that must be there."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

WorkYear = Annotated[int | None, typer.Option(help="工作年度；默认今年", min=2018, max=2040)]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截至日期，如 2023-04-04；默认今天")]
Workspace = Annotated[Path | None, typer.Option(help="工作区文件夹；默认 JIXIAO_WORKSPACE 或 ./workspace")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Operator = Annotated[str, typer.Option(help="操作人（记入台账）")]


def existing(files: list[Path]) -> list[Path]:
    """The files, all of which are there. Raises BadParameter, which names the first that is not."""
    for path in files:
        if not path.is_file():
            raise typer.BadParameter(f"找不到文件 {path}")
    return files
