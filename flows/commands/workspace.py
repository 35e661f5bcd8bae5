"""The workspace a command is about, where it has been worked in."""

from pathlib import Path

from config.settings import settings
from config.strict import ConfigError


def store_url(workspace: Path | None) -> str:
    """The address of the workspace's store. Raises ConfigError where there is none to look at."""
    chosen = settings(workspace)
    if chosen.url.startswith("sqlite") and not (chosen.workspace / "jixiao.db").exists():
        raise ConfigError(f"{chosen.workspace} 里还没有数据库；请核对 --workspace，或先 jixiao import 导入名录和项目库")
    return chosen.url
