"""Form workbooks: guarded, read in limited processes and normalised, beside two readers that only read."""

import io
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from flows.rehearsal.answers import honest
from flows.rehearsal.issued import IssuedPaper
from flows.rehearsal.places import prefecture
from flows.rehearsal.printed import PrintedPaper
from flows.rehearsal.stage import issued_form
from tasks.forms.reader import read_files
from tasks.forms.signature import FormKey
from tests.bench.measure import interleaved
from tests.bench.table import Line

KEY = FormKey("k1", b"a secret of the bench")
NOTE = ("Forms: half of them issued workbooks (12 projects, some 123 indicators, signed, 27 KB), half printed forms "
        "(one project, some 10 indicators, 8 KB), no two alike. Ours counts the limited processes and their start; "
        "calamine and openpyxl open each file and read all cells of all sheets, with no guard and no meaning.")


def lines(quick: bool) -> Iterator[Line]:
    """Issued, printed and both; against calamine and, on fewer files, against openpyxl."""
    pairs, reps = (100, 3) if quick else (1_000, 3)
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder:
        issued, printed = written(Path(folder), pairs)
        for what, files in ((" issued workbooks", issued), (" printed forms", printed), ("", [*issued, *printed])):
            costs = interleaved({"ours": partial(_ours, files), "calamine": partial(_calamine, files)}, reps)
            ours, calamine = costs["ours"], costs["calamine"]
            if what:
                yield Line(f"{len(files):,}{what} read", ours.cpu, "calamine", calamine.cpu)
        work = f"{2 * pairs:,} forms guarded, read, normalised"
        yield Line(work, ours.cpu, "calamine", calamine.cpu, 4, note=NOTE)
        yield Line(f"{work}, by the clock", ours.wall, "calamine", calamine.wall, unit="s")
        some = [*issued[:pairs // 10], *printed[:pairs // 10]]
        costs = interleaved({"ours": partial(_ours, some), "openpyxl": partial(_openpyxl, some)}, 3)
        yield Line(f"{len(some):,} forms", costs["ours"].cpu, "openpyxl read-only", costs["openpyxl"].cpu, 0.2)


def _ours(files: Sequence[Path]) -> None:
    found = read_files([(path.name, path) for path in files])
    if any(one.findings or not one.indicators for one in found):
        raise RuntimeError("a form of the bench was not read as it was filled in")


def _calamine(files: Sequence[Path]) -> None:
    for path in files:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _openpyxl(files: Sequence[Path]) -> None:
    for path in files:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book:
            for _ in sheet.iter_rows(values_only=True):
                pass


def written(folder: Path, pairs: int) -> tuple[list[Path], list[Path]]:
    """So many filled workbooks and so many printed forms, one of each per unit."""
    issued, printed = [], []
    for number, unit in enumerate(prefecture(pairs, 12 * pairs)):
        issued.append(folder / f"{unit.code}.xlsx")
        issued[-1].write_bytes(IssuedPaper(issued_form(unit, 2023, KEY), honest(unit)).data())
        paper = PrintedPaper(unit, honest(unit)[number % 12], ("national", "county")[number % 2])
        printed.append(folder / f"{unit.code}-印.xlsx")
        printed[-1].write_bytes(paper.data())
    return issued, printed


