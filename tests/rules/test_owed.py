"""What is owed to whom, from rows alone: forms, answers and rungs, each with a key that nobody can owe twice."""

from dataclasses import replace
from datetime import date

import pytest

from config.rulebook import rulebook
from tasks.rules.owed import Answer, Debt, answers, issues, offers, reminders, with_copies

CONTACT, HEAD, DIVISION = ("经办人", "a@x.cn"), ("站长", "h@x.cn"), ("", "d@x.cn")
ABOVE = ("承办人", "up@x.cn")
PEOPLE = {("u1", "contact"): CONTACT, ("u1", "head"): HEAD, ("u1", "division"): DIVISION}
DUE = date(2023, 3, 31)


@pytest.fixture(scope="module")
def book():
    """The rulebook of 2023: T-7 is 03-22, T-3 03-28, T-1 03-30, T+1 04-03, T+3 04-06, T+7 04-12."""
    return rulebook(2023)


def debt(**changed):
    """What unit u1 owes by 03-31."""
    one = Debt(1, "self_evaluation", "", 2023, "u1", date(2023, 3, 1), DUE, DUE, 1, True)
    return replace(one, **changed)


def rungs(found):
    """Rung → whether it is to be sent."""
    return {one.rung: not one.superseded for one in found}


def test_the_form_is_owed_once_to_whoever_owes():
    """The same key on any day; nothing for a unit that has met its obligation."""
    [first], [again] = issues([debt()], PEOPLE), issues([debt()], PEOPLE)
    assert first == again and (first.kind, first.to, first.cc) == ("issue", CONTACT, ())
    assert issues([debt(owed=False)], PEOPLE) == []


def test_another_unit_year_node_deadline_or_address_is_another_notice():
    """Everything that makes it a different thing to say is in the key, and in the Message-ID made of it."""
    changes = [{}, {"unit_code": "u2"}, {"work_year": 2024}, {"node": "may"}, {"milestone": "monitoring"},
               {"deadline_version": 2}]
    people = PEOPLE | {("u2", "contact"): CONTACT}
    found = [issues([debt(**change)], people)[0] for change in changes]
    found += issues([debt()], PEOPLE | {("u1", "contact"): ("新人", "new@x.cn")})
    assert len({one.key for one in found}) == len({one.message_id for one in found}) == 7
    assert all(one.message_id.startswith("<") and one.message_id.endswith("@jixiao>") for one in found)


def test_a_form_that_nobody_owes_is_offered_to_the_contact_alone():
    """Once for each unit, year and node; without an address it is there all the same, for a person to see to."""
    found = [*offers(["u1", "u2"], (2023, "budget_gate", "september"), PEOPLE),
             *offers(["u1"], (2023, "budget_gate", "november"), PEOPLE),
             *offers(["u1"], (2024, "budget_gate", "september"), PEOPLE)]
    assert [(one.kind, one.unit_code, one.to, one.cc, one.debt) for one in found] == [
        ("issue", unit, who, (), None) for unit, who in (("u1", CONTACT), ("u2", ("", "")), *[("u1", CONTACT)] * 2)]
    assert len({one.key for one in found}) == 4
    assert with_copies(found) == found


def test_every_file_is_answered_to_its_own_unit():
    """Met or not, owed or not, once; what came before it is owed waits for that, and a stranger's for a person."""
    sent = [("receipt", "u1", True), ("return", "u1", True), ("refused", "", True), ("return", "u1", False),
            ("receipt", "u2", True)]
    waiting = [Answer(key, kind, f"{key}" * 64, unit, of_debt) for key, (kind, unit, of_debt) in enumerate(sent)]
    asked = waiting, {"u1": debt(owed=False)}, {"u1", "u2"}, (2023, "self_evaluation", ""), PEOPLE
    found = answers(*asked)
    assert [(one.kind, one.submission_id, one.to, one.debt is None) for one in found] == [
        ("receipt", 0, CONTACT, False), ("return", 1, CONTACT, False), ("return", 3, CONTACT, True),
        ("receipt", 4, ("", ""), True)]
    assert len({one.key for one in found}) == 4
    assert found == answers(*asked)
    assert [one.submission_id for one in answers(*asked, opened=False)] == [0, 1, 3]


@pytest.mark.parametrize(("day", "expected"), [
    ("03-21", {}),
    ("03-22", {"before_7": True}),
    ("03-27", {"before_7": True}),
    ("03-28", {"before_7": False, "before_3": True}),
    ("03-31", {"before_7": False, "before_3": False, "before_1": True}),
    ("04-01", {"before_7": False, "before_3": False, "before_1": False}),  # a Saturday: too late and too early
    ("04-03", {"before_7": False, "before_3": False, "before_1": False, "overdue_1": True}),
    ("04-14", {"before_7": False, "before_3": False, "before_1": False, "overdue_1": False, "overdue_3": False,
               "overdue_7": True}),
    ("04-30", {"before_7": False, "before_3": False, "before_1": False, "overdue_1": False, "overdue_3": False,
               "overdue_7": False, "overdue_10": False, "overdue_15": True, "paper_10": True}),
])
def test_the_latest_rung_that_is_true_speaks_for_all_before_it(book, day, expected):
    """On every day at most one reminder is to be sent, and one paper; those they overtake are superseded."""
    assert rungs(reminders([debt()], PEOPLE, date.fromisoformat(f"2023-{day}"), book)) == expected


def test_nobody_is_reminded_of_what_he_does_not_owe(book):
    """Met is met, however late it is."""
    assert reminders([debt(owed=False)], PEOPLE, date(2023, 4, 30), book) == []


def test_a_later_deadline_has_rungs_of_its_own(book):
    """Extended to 04-10: T-3 is 04-04 (清明 on the 5th), and no key of the old deadline is owed again."""
    old = reminders([debt()], PEOPLE, date(2023, 4, 4), book)
    new = reminders([debt(effective_due=date(2023, 4, 10), remind_from=date(2023, 4, 10), deadline_version=2)], PEOPLE,
                    date(2023, 4, 4), book)
    assert rungs(new) == {"before_7": False, "before_3": True}
    assert not {one.key for one in old} & {one.key for one in new}


def test_who_is_written_to_climbs_the_ladder(book):
    """Contact; contact with division; with the head too; the head; the division; whoever stands above it."""
    above = PEOPLE | {("u1", "centre"): ABOVE}
    found = {one.rung: (one.kind, one.to, one.cc) for one in reminders([debt()], above, date(2023, 4, 24), book)}
    assert found["before_1"] == ("reminder", CONTACT, ())
    assert found["overdue_1"] == ("overdue", CONTACT, (DIVISION,))
    assert found["overdue_3"] == ("overdue", CONTACT, (HEAD, DIVISION))
    assert found["overdue_7"] == ("overdue", HEAD, (CONTACT, DIVISION))
    assert found["overdue_10"] == ("overdue", DIVISION, ())
    assert found["overdue_15"] == ("overdue", ABOVE, ())
    assert found["paper_10"] == ("paper", HEAD, (CONTACT, DIVISION))


def test_whoever_is_in_copy_is_told_in_a_mail_of_his_own(book):
    """Of each rung a copy with a key of its own, the same whoever the contact is; a formal paper stays one letter."""
    found = with_copies(reminders([debt()], PEOPLE, date(2023, 4, 14), book))
    copies = [(one.rung, one.to, one.superseded) for one in found if one.kind == "copy"]
    assert copies == [("overdue_1", DIVISION, True), ("overdue_3", HEAD, True), ("overdue_3", DIVISION, True),
                      ("overdue_7", CONTACT, False), ("overdue_7", DIVISION, False)]
    assert len({one.key for one in found}) == len(found) and all(one.cc == () for one in found if one.kind == "copy")
    other = PEOPLE | {("u1", "contact"): ("新人", "new@x.cn")}
    other = with_copies(reminders([debt()], other, date(2023, 4, 6), book))
    assert {one.key for one in other if one.kind == "copy"} <= {one.key for one in found}
    later = with_copies(reminders([debt()], PEOPLE, date(2023, 4, 30), book))
    assert [(one.kind, one.cc) for one in later if one.rung == "paper_10"] == [("paper", (CONTACT, DIVISION))]
    secret = replace(found[0], cc=(HEAD,), barred="涉密")
    assert with_copies([secret]) == [secret]


def test_a_unit_without_a_division_is_taken_to_whoever_stands_above_it(book):
    """A finance office has no division: its own rungs lead to the centre at once."""
    people = {("u1", "contact"): CONTACT, ("u1", "centre"): ABOVE}
    found = {one.rung: one.to for one in reminders([debt()], people, date(2023, 4, 24), book)}
    assert found["overdue_7"] == CONTACT and found["overdue_10"] == found["overdue_15"] == ABOVE


@pytest.mark.parametrize(("missing", "to", "cc"), [
    ("head", CONTACT, (DIVISION,)), ("contact", HEAD, (DIVISION,)), ("division", HEAD, (CONTACT,)),
])
def test_whoever_is_there_stands_in_for_who_is_not(book, missing, to, cc):
    """No head: the contact; no contact: the head; and nobody is both written to and in copy."""
    people = {key: who for key, who in PEOPLE.items() if key[1] != missing}
    last = reminders([debt()], people, date(2023, 4, 12), book)[-1]
    assert (last.to, last.cc) == (to, cc)


def test_one_address_in_two_roles_gets_one_mail(book):
    """The head is the contact, and the division's box is the head's: each address once."""
    people = {("u1", "contact"): CONTACT, ("u1", "head"): ("站长", "a@x.cn"), ("u1", "division"): ("", "a@x.cn")}
    assert {one.cc for one in reminders([debt()], people, date(2023, 4, 12), book)} == {()}
    people = {("u1", "contact"): CONTACT, ("u1", "head"): HEAD, ("u1", "division"): ("科室", "H@x.cn")}
    third = reminders([debt()], people, date(2023, 4, 6), book)[-1]
    assert [address for _, address in third.cc] == ["h@x.cn"]


def test_a_unit_without_any_address_still_owes(book):
    """The notice is there, to nobody: a task for a person. With an address it is another notice."""
    [silent] = issues([debt()], {})
    [known] = issues([debt()], PEOPLE)
    assert silent.to == ("", "") and silent.key != known.key
    [empty] = issues([debt()], {("u1", "contact"): ("经办人", "")})
    assert empty.to == ("", "")
