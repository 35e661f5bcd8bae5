"""Every table of the store, by aggregate."""

from tasks.store.models.base import Base
from tasks.store.models.directory import Alias, Contact, Division, Region, Unit
from tasks.store.models.judgements import Fired, Judgement, Standing, StandingPast
from tasks.store.models.ledger import Event, Run
from tasks.store.models.notices import Notice
from tasks.store.models.obligations import Deadline, Extension, Obligation, ObligationStep
from tasks.store.models.projects import Project, ProjectIndicator
from tasks.store.models.submissions import Entry, Fact, Finding, Indicator, Review, Submission
from tasks.store.models.verdicts import Decision, Verdict, VerdictStanding, VerdictStep

__all__ = [
    "Alias", "Base", "Contact", "Deadline", "Decision", "Division", "Entry", "Event", "Extension", "Fact", "Finding",
    "Fired", "Indicator", "Judgement", "Notice", "Obligation", "ObligationStep", "Project", "ProjectIndicator",
    "Region", "Review", "Run", "Standing", "StandingPast", "Submission", "Unit", "Verdict", "VerdictStanding",
    "VerdictStep",
]
