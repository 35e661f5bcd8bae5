"""An issued form survives other programs: LibreOffice opens, calculates and saves it as .xlsx, .xls and .ods."""

import shutil
import subprocess
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tasks.forms.grid import Book, Sheet
from tasks.forms.issue_check import Expected, check_issue
from tasks.forms.issued import read_issued

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed on this machine")


@pytest.fixture(scope="module")
def saved_as(tmp_path_factory):
    """bytes, ending → the file as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("libreoffice")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"

    def save(data, ending):
        (folder / "form.xlsx").write_bytes(data)
        out = folder / ending
        command = [SOFFICE, profile, "--headless", "--convert-to", ending, "--outdir", out, folder / "form.xlsx"]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (out / f"form.{ending}").read_bytes()

    return save


def plain_book(data):
    """A book straight from the reader: the door does not let .ods in, but a signature should not depend on that."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets = [Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    return Book("自评表.ods", "xlsx", sheets)


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_form_saved_by_libreoffice_is_the_same_form(clerk, office, read_back, saved_as, ending):
    """Signature, rows and texts are what they were, and the totals, now calculated, are right."""
    before = clerk().fill()
    data = saved_as(before.save(), ending)
    reading = read_issued(plain_book(data)) if ending == "ods" else read_back(data)
    assert [f.rule for f in reading.findings] == (["N-XLS", "N-EXT"] if ending == "xls" else [])
    assert check_issue(reading, {"k1": office.key}, Expected(2023, 2022, sender="105001")) == []
    computed = ("rate_bp", "execution_score_cp", "total_cp")
    assert [{k: v for k, v in p.items() if k not in computed} for p in reading.projects] == [
        {k: v for k, v in p.items() if k not in computed} for p in before.read().projects]
    assert reading.indicators == before.read().indicators
    assert [[p[k] for k in computed] for p in reading.projects] == [[10_000, 1000, 10_000], [8864, 886, 9486]]
