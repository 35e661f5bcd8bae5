"""Play the year day by day: people hand in and decide in the morning, then the milestones of the day run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sqlalchemy import text

from flows.commands.extend import grant
from flows.rehearsal.stage import at
from flows.rehearsal.year.exchanged import exchange
from flows.rehearsal.year.filled import files
from flows.rehearsal.year.office import Prefecture
from flows.rehearsal.year.reviewed import pass_files
from flows.rehearsal.year.rulings import FORM, ruled
from flows.rehearsal.year.story import Chapter, Told
from tasks.request import Request
from tasks.store.engine import reading

Run = Callable[[str, Request], None]  # milestone, request
_SINCE = """SELECT (SELECT count(*) FROM submission), (SELECT count(*) FROM submission WHERE state <> 'accepted'),
    (SELECT count(*) FROM notice WHERE state = 'sent'), (SELECT count(*) FROM verdict),
    (SELECT count(*) FROM decision)"""


@dataclass(frozen=True, slots=True)
class Day:
    """One run day: which milestones ran (with their nodes), and how many files, rejects, mails, verdicts, decisions."""

    day: date
    ran: tuple[tuple[str, str], ...]
    files: int
    rejected: int
    mails: int
    verdicts: int
    decisions: int


@dataclass(slots=True)
class Year:
    """One performance; `run` runs a milestone on the day it believes it is."""

    office: Prefecture
    chapters: Sequence[Chapter]
    run: Run
    counts: tuple[int, ...] = field(default=(0, 0, 0, 0, 0))

    @property
    def days(self) -> list[date]:
        """Every day on which something runs."""
        return sorted({chapter.day(told) for chapter in self.chapters for told in chapter.runs})

    def played(self, after: date = date.min, last: date = date.max) -> Iterator[Day]:
        """Play one day after the other. What is handed in between two run days comes before the later one.

        `after` goes on in a workspace that was played up to that day.
        """
        engine = self.office.engine()
        before = after
        for day in [one for one in self.days if after < one <= last]:
            for chapter in self.chapters:
                self._hand_in(chapter, before, day)
                self._grant(chapter, before, day)
                self._review(chapter, before, day)
                self._change(chapter, before, day)
            ran = []
            for chapter in self.chapters:
                self._decide(chapter, day)
            due = self._due(day)
            closing = {chapter.work_year: place for place, (chapter, _) in enumerate(due)}
            for place, (chapter, told) in enumerate(due):
                # As the crons do: all put down what they owe, the last one sends it, in one mail to each person.
                request = Request(work_year=chapter.work_year, node=str(told.get("节点", "")), operator="演练",
                                  send=place == closing[chapter.work_year])
                with at(self.office.workspace, day):
                    self.run(chapter.milestone, request)
                ran.append((chapter.milestone, str(told.get("节点", ""))))
            with reading(engine) as conn:
                now = tuple(map(int, conn.execute(text(_SINCE)).one()))
            new = [one - other for one, other in zip(now, self.counts, strict=True)]
            self.counts, before = now, day
            yield Day(day, tuple(ran), *new)
        engine.dispose()

    def _due(self, day: date) -> list[tuple[Chapter, Told]]:
        """The runs of a day as the chapters stand: by the calendar, as the crons of production do."""
        return [(chapter, told) for chapter in self.chapters for told in chapter.runs if chapter.day(told) == day]

    def _hand_in(self, chapter: Chapter, before: date, day: date) -> None:
        for place, told in enumerate(chapter.handed_in):
            on = chapter.day(told)
            if before < on <= day:
                for sent in files(self.office, chapter, told, place):
                    self.office.hand_in(sent.sender, sent.name, sent.data, on)

    def _grant(self, chapter: Chapter, before: date, day: date) -> None:
        """Grant the later days of the story on the days on which they were granted (X07)."""
        for told in (one for one in chapter.granted if before < chapter.day(one) <= day):
            unit, until = self.office.names[told["谁"]], told["到"]
            with at(self.office.workspace, chapter.day(told)):
                code = grant(unit, until, told["批准人"], told["文号"], told["理由"], chapter.milestone,
                             chapter.work_year, self.office.workspace)
            if code:
                raise RuntimeError(f"not granted: {dict(told)}")

    def _review(self, chapter: Chapter, before: date, day: date) -> None:
        """Pass what finance offices of the story pass at their desks (G01)."""
        for told in (one for one in chapter.reviewed if before < chapter.day(one) <= day):
            pass_files(self.office, chapter, told)

    def _change(self, chapter: Chapter, before: date, day: date) -> None:
        """Enter the mergers of the story (X09), and take in the files of the other system (L01, L02)."""
        for told in (one for one in chapter.merged if before < chapter.day(one) <= day):
            unit, heir = self.office.called(told["谁"]), self.office.called(told["并入"])
            self.office.merge(unit, heir, told["自"], chapter.day(told))
        for told in (one for one in chapter.exchanged if before < chapter.day(one) <= day):
            exchange(self.office, chapter, told)

    def _decide(self, chapter: Chapter, day: date) -> None:
        """Send back the forms with what was decided that day."""
        def of(told: Told) -> tuple[str, str]:
            return str(told.get("节点", "")), str(told["谁"])

        mine = sorted((told for told in chapter.decided if chapter.day(told) == day), key=of)
        for (node, who), rulings in groupby(mine, of):
            folder = self.office.workspace / "reports" / str(chapter.work_year) / chapter.milestone / node
            data = ruled(folder / FORM, [self._named(told) for told in rulings])
            self.office.hand_in(self.office.names[who], f"审批表-{chapter.milestone}-{node}-{day:%m%d}.xlsx", data, day)

    def _named(self, told: Told) -> Told:
        """A ruling with its subject as it stands on the form: a project by its name and unit."""
        unit, slash, number = str(told.get("对象", "")).partition("/")
        if not slash or unit not in self.office.names:
            return told
        project = self.office.units[self.office.names[unit]].projects[int(number) - 1]
        return {**told, "对象": project.name, "单位": unit}
