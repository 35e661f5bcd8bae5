"""The command line: `jixiao`. English verbs, Chinese output, `--json` for machines.

Exit codes: 0 fine, 1 findings, 2 usage, 3 fault.
"""

import traceback

import typer

from flows.commands import asking, doing

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="绩效：预算绩效管理年度日历。", rich_markup_mode=None)
app.add_typer(doing.app)
app.add_typer(asking.app)


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
