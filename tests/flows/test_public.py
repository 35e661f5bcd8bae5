"""The public package through the verbs: nothing secret, sensitive or unknown in its bytes, and gone when it must go."""

from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from sqlalchemy import update

from tasks.store.models import Unit
from tests.flows.conftest import TARGETS, UNITS
from tests.flows.test_disclosure import BUREAU, approvals, review
from tests.reports.leaks import leaks

A, B, C = UNITS
SECRETS = ["边境技防", "维稳指挥", "13999612345", "wang@kz.example", "库尔班江", "65302399", "不该公开的指标"]


def plant(office, monkeypatch):
    """What must not leave: a sensitive project, an unreviewed one, a telephone, a person, an address."""
    with office.engine.begin() as conn:
        conn.execute(update(Unit).where(Unit.code == C).values(name="<农业>局 & =cmd|"))
    office.add_person(A, "head", "li@ats.example", "库尔班江")
    texts = ("由库尔班江负责", "电话13999612345", "wang@kz.example不该公开的指标", "里程")
    told = [(*row[:2], text, *row[3:]) for row, text in zip(TARGETS, texts, strict=True)]
    monkeypatch.setattr("tests.flows.conftest.TARGETS", told)
    office.units, office.fiscal_year = {A: "农村公路", B: "边境技防65302399", C: "维稳指挥"}, 2023
    for unit in UNITS:
        office.add_project(unit, 1)
    office.fiscal_year = 2022


def test_nothing_secret_is_in_its_bytes(year, monkeypatch):
    """A is public, B sensitive, C not reviewed: only A's goals are there, without the rows that give something away."""
    plant(year, monkeypatch)
    year.hand_in(BUREAU, approvals(A, B, C), datetime(2023, 3, 2, 10), "批复.xlsx")
    year.hand_in(A, review(A), datetime(2023, 3, 3, 10), "审查.xlsx")
    year.hand_in(B, review(B, "敏感"), datetime(2023, 3, 3, 10), "审查.xlsx")
    year.run(date(2023, 3, 6), milestone="disclosure")
    folder = year.workspace / "reports/2023/public"
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*")) == [
        f"{A}/项目支出绩效目标.xlsx",
        "index.html",
    ]
    assert leaks(folder, SECRETS) == []
    assert leaks(folder, ["农村公路养护二期", "里程"]) != []
    assert "库尔班江" in (year.workspace / "reports/2023/disclosure/公开前须核实.txt").read_text()

    year.hand_in(A, review(A, "涉密"), datetime(2023, 3, 7, 10), "重新审查.xlsx")
    year.run(date(2023, 3, 8), milestone="disclosure")
    assert [path.name for path in folder.rglob("*")] == ["index.html"]


def hidden_sheet(book):
    """A sheet nobody sees."""
    book.create_sheet("x")["A1"] = SECRETS[0]
    book["x"].sheet_state = "veryHidden"


def comment(book):
    """A remark at a cell."""
    book.active["A1"].comment = Comment(SECRETS[0], "x")


def author(book):
    """Who made it."""
    book.properties.creator = SECRETS[0]


@pytest.mark.parametrize("hide", [hidden_sheet, comment, author])
def test_the_search_finds_what_is_hidden(tmp_path, hide):
    """Hidden sheets, comments, properties: else the search above would prove nothing."""
    book = Workbook()
    hide(book)
    book.save(tmp_path / "a.xlsx")
    assert leaks(tmp_path, SECRETS)


@pytest.mark.parametrize(
    "disguise",
    [
        lambda s: s.encode("gb18030"),
        lambda s: s.encode("utf-16-be"),
        lambda s: "".join(f"&#{ord(c)};" for c in s).encode(),
        lambda s: f"<b>{s[:1]}</b><i>{s[1:]}</i>".encode(),
        lambda s: s.encode("unicode_escape"),
    ],
)
def test_the_search_undoes_disguises(tmp_path, disguise):
    """Other encodings, entities, escapes, tags in between, an archive in an archive, a name of a file."""
    inner = BytesIO()
    with ZipFile(inner, "w") as parts:
        parts.writestr("x.bin", b"..." + disguise(SECRETS[0]) + b"...")
    with ZipFile(tmp_path / "a.docx", "w") as parts:
        parts.writestr("word/embeddings/b.xlsx", inner.getvalue())
    assert leaks(tmp_path, SECRETS)
