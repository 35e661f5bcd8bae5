"""The facts of each kind of mail, as they lie in the outbox: JSON, dates as ISO strings. None may be missing.

`unit_name` is the unit that owes; `recipient` and `copies` are those who get this mail. Lists may be empty,
texts may be "" only where it says so.
"""

from datetime import date, datetime
from typing import Literal, NotRequired

from typing_extensions import TypedDict  # pydantic cannot read typing.TypedDict before Python 3.12

Role = Literal["contact", "head", "division", "centre"]


class DeadlineFacts(TypedDict):
    """Both dates of the deadline, as `tasks.rules.deadlines` has them."""

    words: str  # as the notice writes it: 3月底前; "" where nothing is owed by a date
    written: date
    effective: date
    reason: str  # why the two differ, "" when they do not
    provisional: str  # why the effective date may still move, "" when it will not


class PersonFacts(TypedDict):
    """Somebody who gets the mail, and as what."""

    name: str  # "" when nobody is registered by name
    role: Role
    office: str  # the unit of a contact or head, the 科室 of a division, the office above both


class AskFacts(TypedDict):
    """Whom to ask."""

    name: str
    office: str  # 科室 or 中心
    phone: str  # "" when there is none
    email: str  # "" when there is none


class PlaceFacts(TypedDict):
    """One finding as the unit reads it."""

    project: str  # name or code of the project, "" when it concerns the whole file
    sheet: str
    cell: str  # "" when it concerns the whole sheet
    message: str  # 「what is wrong。what to do」, as the catalogue words it


class StandingFacts(TypedDict):
    """What every mail needs."""

    title: str  # 2022年度项目支出绩效自评
    unit_name: str
    deadline: DeadlineFacts
    projects: int  # projects the unit owes, 0 when the form is not about single projects
    missing: list[str]  # names of those that are not there yet
    recipient: PersonFacts
    copies: list[PersonFacts]
    ask: AskFacts
    office: str  # who signs
    sent_on: date


class MailFacts(StandingFacts):
    """What a mail about a form needs besides."""

    paper: str  # what the form is called: 自评表
    channel: str  # how to hand in, as the end of a sentence: 回复本邮件并附上填好的表


class IssueFacts(MailFacts):
    """下发: the window opens, the pre-filled form is attached; `deadline.words` is "" where nobody owes it."""

    attachment: str  # file name
    hint: str  # how to fill it in, or what it is for where nobody owes it; "" when the guide says it all


class FileFacts(MailFacts):
    """What is said about one file that came in."""

    file: str
    received_at: datetime  # Beijing time


class ReceiptFacts(FileFacts):
    """回执: the file counts. `missing` is what is still to come after it."""

    number: str
    sha256: str
    received: int  # projects in this file
    overdue_days: int  # working days late, 0 when in time
    explains: list[PlaceFacts]  # what the unit is asked to explain


class ReturnFacts(FileFacts):
    """退回修改: the file is readable but wrong; the workbook with the marked cells is attached.

    Or a named person has sent it back although our checks had accepted it: then it is attached as it came.
    """

    errors: int
    explained: int  # 说明 points, marked in the workbook too
    worst: list[PlaceFacts]  # the errors that matter most; the mail lists ten
    attachment: str
    returned_by: NotRequired[str]  # who; not there where our checks returned it
    returned_why: NotRequired[str]


class RefusedFacts(FileFacts):
    """拒收: the file counts for nothing."""

    reasons: list[str]  # messages of the findings


class ReminderFacts(MailFacts):
    """A rung before the deadline."""

    rung_title: str  # 提醒, 最后提醒
    attachment: str  # file name of the pre-filled form
    days_left: int  # working days until the deadline, 0 on the day itself
    open_return: bool  # the last file went back and the corrected one is not here


class OverdueFacts(MailFacts):
    """A rung after the deadline."""

    rung_title: str  # 逾期催报, 再次催报, 负责人催报
    attachment: str  # file name of the pre-filled form, "" for those who only urge
    overdue_days: int  # working days
    open_return: bool


class ReviewFacts(MailFacts):
    """待审核: units have handed in, and the finance side owes its review."""

    attachment: str  # file name of the review form
    partly: str  # what to do with the lines not reviewed yet: 可以先空着


class PaperFacts(MailFacts):
    """逾期通报: a formal paper, signed by who released it."""

    rung_title: str
    attachment: str
    overdue_days: int  # working days
    released_by: str
    released_on: date
    released_why: str


class VerdictFacts(StandingFacts):
    """A verdict that stands, as `config/tellings.yaml` words it. Nothing is owed by a date: `deadline.words` is ""."""

    called: str  # 整改通知
    mood: Literal["calm", "good", "warn", "bad"]
    heading: str
    about: str  # the project, unit or document by name
    verdict: str  # the field's own word: 红灯, 不合格
    why_told: str  # figures and clause
    follows: str
    todo: list[str]
    by_day: date | None
    decided_by: str  # who approved, "" where nothing had to be decided
    decided_why: str
    objection: str  # how to object, "" where it is only a hint


class CopyFacts(StandingFacts):
    """抄告: what somebody else has been told or urged to do; in the mail of the day it is a line of a list."""

    called: str  # what the other mail is called: 逾期催报, 整改通知
    mood: Literal["calm", "good", "warn", "bad"]
    heading: str
    why_told: str


FACTS: dict[str, type] = {
    "issue": IssueFacts, "receipt": ReceiptFacts, "return": ReturnFacts, "refused": RefusedFacts,
    "reminder": ReminderFacts, "overdue": OverdueFacts, "review": ReviewFacts, "paper": PaperFacts,
    "verdict": VerdictFacts, "copy": CopyFacts,
}
