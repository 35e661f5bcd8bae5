"""What the verbs hand to each other: opaque to Prefect, which would otherwise walk through every frame."""

import pandas as pd
from attrs import frozen

from tasks.forms.inbox import Arrival
from tasks.forms.reading import Reading
from tasks.rules.finding import Finding
from tasks.rules.verdicts import Verdicts


@frozen(eq=False)
class Filed:
    """What came in and was not known: arrivals, readings and senders side by side, and the rows of what is readable."""

    arrivals: list[Arrival]
    readings: list[Reading]
    senders: list[str]
    projects: pd.DataFrame
    indicators: pd.DataFrame
    tables: dict[str, pd.DataFrame]  # table → rows as described in config/forms/tables, with `reading`


@frozen(eq=False)
class Checked:
    """The new files with all their findings, the verdict on each, and their rows as the rules see them."""

    filed: Filed
    findings: list[list[Finding]]  # one list per file, in the order of filed.readings
    states: list[str]  # refused, returned, outdated or accepted
    projects: pd.DataFrame  # PROJECT_COLUMNS + project_id and derived columns
    indicators: pd.DataFrame  # INDICATOR_COLUMNS + score_cp and derived columns
    tables: dict[str, pd.DataFrame]  # as filed, with project_id

    @property
    def accepted(self) -> set[int]:
        """The readings that were accepted."""
        return {number for number, state in enumerate(self.states) if state == "accepted"}


@frozen(eq=False)
class Judged:
    """The conclusion about every project that has an entry in force, new or old; or verdicts about other subjects."""

    judgements: pd.DataFrame  # project_id, self_score_cp, raw_cp, final_cp, raw_grade, final_grade, rules, facts_hash
    verdicts: Verdicts | None = None


@frozen(eq=False)
class Recorded:
    """How much was new in this run, and what it concluded."""

    owed: int
    submissions: int
    judgements: int
    concluded: pd.DataFrame  # Judged.judgements: about every entry in force on the run's day
    graded: bool  # whether the milestone grades projects by their entries; all others give verdicts


@frozen
class Told:
    """How many notices were new, and how many mails left."""

    put: int
    sent: int
