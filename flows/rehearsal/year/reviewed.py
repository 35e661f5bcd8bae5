"""Files that a finance office passes at its desk (`jixiao review`): those on the form that came with its mail."""

import io
from contextlib import redirect_stderr

from flows.commands.approve import review
from flows.rehearsal.stage import at
from flows.rehearsal.workbook import Workbook
from flows.rehearsal.year.filled import senders
from flows.rehearsal.year.office import Bureau, Prefecture
from flows.rehearsal.year.story import Chapter, Told

FORM, SHEET, HEADING = "报送件审核表", "审核意见", "报送件编号"


def pass_files(office: Prefecture, chapter: Chapter, told: Told) -> None:
    """Say 通过, on its day, about every file listed. Raises RuntimeError where that is not taken."""
    for one in senders(office, told):
        assert isinstance(one, Bureau)  # noqa: S101  (a unit reviews nothing)
        for number in _listed(office, one):
            with at(office.workspace, chapter.day(told)), redirect_stderr(io.StringIO()) as said:
                code = review(number, "通过", told["审核人"], "", office.workspace)
            if code:
                raise RuntimeError(f"{one.name} {number}: {said.getvalue()}")


def _listed(office: Prefecture, bureau: Bureau) -> list[int]:
    """The numbers on the newest form. Raises IndexError when none came."""
    forms = [data for mail in office.mail.of(bureau.email) for name, data in mail.files if FORM in name]
    cells = Workbook(forms[-1]).cells(SHEET)
    head = next(place for place, words in cells.items() if words == HEADING)
    column, row = head.rstrip("0123456789"), int(head.lstrip("ABCDEFGH"))
    return [int(words) for place, words in cells.items()
            if place.rstrip("0123456789") == column and int(place.removeprefix(column)) > row]
