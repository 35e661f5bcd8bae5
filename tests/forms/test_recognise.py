"""Which form a workbook is: decided by what it holds, whatever its sheets and its file are called."""

import pytest

from flows.rehearsal.package import plain_form
from tasks.forms.book import open_book
from tasks.forms.recognise import recognise


@pytest.fixture
def recognised():
    """A function: bytes and a name → the reading."""

    def read(data, name="自评表.xlsx"):
        book, findings = open_book(name, data)
        return recognise(book, findings)

    return read


def rules(reading):
    return [found.rule for found in reading.findings]


def test_our_own_form_is_known_by_its_hidden_sheet(clerk, recognised):
    """The signed sheet decides, and says whose form it is."""
    reading = recognised(clerk().fill().save())
    assert (reading.layout, reading.unit_code, len(reading.projects)) == ("issued", "105001", 2)


def test_our_own_form_copied_into_a_new_book_is_sent_back(clerk, recognised):
    """20: the sheets are ours, the hidden one is gone: F-NOMETA, not a guess at what it might be."""
    form = clerk().fill()
    del form.book["_meta"]
    assert rules(recognised(form.save())) == ["F-NOMETA"]


def test_the_printed_form_is_known_by_its_labels(recognised):
    """A good official form is read without a single remark: a false alarm costs a unit an afternoon."""
    reading = recognised(plain_form())
    assert (reading.layout, len(reading.projects), len(reading.indicators), rules(reading)) == ("official", 1, 4, [])


def test_any_other_table_is_no_form(recognised):
    """28: a list of telephones is refused by name."""
    reading = recognised(plain_form([["姓名", "电话"], ["张三", "0908-4220000"]]))
    assert (reading.refused, rules(reading)) == (True, ["F-NOFORM"])


def test_an_empty_workbook_is_no_form(recognised):
    """28: sheets without a cell."""
    assert rules(recognised(plain_form([]))) == ["F-NOFORM"]


def test_what_the_door_noticed_stands_first(recognised):
    """18: the hints of the guard stay with the reading."""
    assert rules(recognised(plain_form(), "自评表.xls")) == ["N-EXT"]
    assert rules(recognised(plain_form([["姓名"]]), "自评表.xls")) == ["N-EXT", "F-NOFORM"]
