"""The story of the year as data: one file of `chapters/` for each milestone; its README.md says how to read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from config.calendar import the_calendar
from config.strict import read_yaml

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one file tells of one milestone in one work year: runs, files, decisions, and what must come of them."""

    name: str  # of the file
    milestone: str
    work_year: int
    runs: tuple[Told, ...]
    handed_in: tuple[Told, ...]
    decided: tuple[Told, ...]
    truth: tuple[Told, ...]
    ordinary: tuple[Told, ...]
    owed: tuple[Told, ...]
    unread: tuple[Told, ...]
    mails: tuple[Told, ...]
    granted: tuple[Told, ...]
    files: tuple[Told, ...]
    merged: tuple[Told, ...]
    exchanged: tuple[Told, ...]
    exported: tuple[Told, ...]
    reviewed: tuple[Told, ...]

    @property
    def fiscal_year(self) -> int:
        """The fiscal year that the milestone is about."""
        return self.work_year + the_calendar().milestone(self.milestone).concerns

    def day(self, told: Told) -> date:
        """The day of something told: "06-12" is in the work year."""
        return date.fromisoformat(f"{self.work_year}-{told['日']}")


PARTS = {
    "运行": "runs", "报送": "handed_in", "决定": "decided", "结论": "truth", "其余结论": "ordinary", "应报": "owed",
    "不核对": "unread", "信件": "mails", "延期": "granted", "收表": "files",
    "撤并": "merged", "互联": "exchanged", "导出": "exported", "审核": "reviewed",
}


def chapters() -> list[Chapter]:
    """Every file of the story, by the calendar. Raises ValueError for a part that no file has."""
    order = list(the_calendar().milestones)
    found = [_chapter(path) for path in sorted((Path(__file__).parent / "chapters").glob("*.yaml"))]
    return sorted(found, key=lambda one: (one.work_year, order.index(one.milestone), one.name))


def _chapter(path: Path) -> Chapter:
    told = read_yaml(path)
    milestone, work_year = str(told.pop("事项")), int(told.pop("工作年度", 2023))
    if strange := set(told) - set(PARTS):
        raise ValueError(f"{path.name}: {strange}")
    parts = {name: tuple(told.get(word) or ()) for word, name in PARTS.items()}
    return Chapter(path.stem, milestone, work_year, **parts)
