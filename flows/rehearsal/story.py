"""The story of the window of 2023: who files when, who errs how, who never answers. It is also what must be found.

Units without a tale of their own file one correct form on a day of the window (see `cast`).
"""

from dataclasses import dataclass
from datetime import date

from flows.rehearsal.acts import Act, Borrows, Corrects, Files, Granted, LastYears, NewClerk, OldForm, Prints, Sends, SendsAgain


@dataclass(frozen=True, slots=True)
class Tale:
    """One unit's March and April, in one sentence and in acts."""

    unit: str
    says: str
    acts: tuple[Act, ...]


OUTAGES = (date(2023, 4, 6),)  # the machine stood still that day; the next run makes up for it

TALES = (
    Tale("克州教育局", "窗口一开就报，一次通过", (Files("03-02", care=0.95),)),
    Tale("阿图什市教育局", "T-3 提醒之后报", (Files("03-29", care=0.9),)),
    Tale("阿克陶县教育局", "逾期催报之后才报", (Files("04-04", care=0.7),)),
    Tale("阿合奇县教育局", "再次催报之后才报", (Files("04-10", care=0.5),)),
    Tale("乌恰县教育局", "始终不报，催到负责人", ()),
    Tale("克州水利局", "把元填进万元栏，改后重报", (
        Files("03-07", ("把元填进万元栏", "执行慢不写原因")), Corrects("03-09"))),
)
