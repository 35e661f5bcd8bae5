"""What a run writes of what came in: who was late, whose debt it settles or opens again, and what was hostile."""

from datetime import date, datetime

from sqlalchemy import insert, select, update

from flows.rehearsal.hostile import HOSTILE
from tasks.store import ledger
from tasks.store.models import Project, Unit
from tests.flows.conftest import UNITS

A, B, C = UNITS
DUE, MONDAY = date(2023, 3, 31), date(2023, 4, 3)


def entered(office, day, **request):
    """Everything of a run but letters and pages; then unit → state of its debt, and how many files were late."""
    office.run(day, "publish", "notify", **request)
    late = dict(office.ask("SELECT unit_code, count(*) FROM submission WHERE is_late GROUP BY unit_code"))
    return {unit: (state, late.get(unit, 0)) for unit, state in office.ask("SELECT unit_code, state FROM obligation")}


def cancelled(office, unit, reason):
    """Take the unit's project out of the budget, or put it back with the reason ""."""
    with office.engine.begin() as conn:
        mine = Project.code == office.project(unit)
        conn.execute(update(Project).where(mine).values(cancelled_reason=reason, budget_fen=0 if reason else 100))
        key = conn.execute(select(Project.id).where(mine)).scalar_one()
        ledger.append(conn, None, datetime(2023, 3, 8), [
            ledger.Happening("project.imported", office.project(unit), {}, "project", key)])


def test_the_last_second_of_the_deadline_is_in_time_and_what_nobody_owes_is_never_late(office):
    """Both come with Monday's run; the finance department owes no self-evaluation."""
    with office.engine.begin() as conn:
        conn.execute(insert(Unit).values(code="653001-CZ", name="市财政局", region_code="653001", kind="finance"))
    entered(office, DUE)
    office.lay(A, office.form(A), "自评表.xlsx", DUE, 23, 59, 59)
    office.lay(B, office.form(B), "自评表.xlsx", date(2023, 4, 1), 0, 0, 0)
    office.lay("653001-CZ", office.form(C, name="市财政局"), "自评表.xlsx", date(2023, 4, 1))
    assert entered(office, MONDAY) == {A: ("met", 0), B: ("met", 1), C: ("owed", 0)}
    assert office.ask("SELECT is_late FROM submission WHERE unit_code = '653001-CZ'") == [(0,)]


def test_a_run_over_some_regions_settles_the_debts_of_these(office):
    """Nothing of another county's."""
    office.lay(A, office.form(A), "自评表.xlsx", DUE)
    assert entered(office, DUE, regions=["阿图什市"])[A] == ("met", 0)
    cancelled(office, B, "预算收回")
    assert entered(office, MONDAY, regions=["阿克陶县"])[B] == ("owed", 0)
    assert entered(office, MONDAY)[B] == ("waived", 0)


def test_a_debt_is_met_owed_again_and_waived_as_its_projects_come_and_go(office):
    """What was waived stays so until there is a project again; a past day opens and waives nothing."""
    office.lay(A, office.form(A), "自评表.xlsx", DUE)
    assert entered(office, DUE) == {A: ("met", 0), B: ("owed", 0), C: ("owed", 0)}
    cancelled(office, B, "预算收回")
    assert entered(office, MONDAY, as_of=DUE)[B] == ("owed", 0)
    for day in (MONDAY, date(2023, 4, 4)):
        assert entered(office, day) == {A: ("met", 0), B: ("waived", 0), C: ("owed", 0)}
    office.add_project(A, 1)
    cancelled(office, B, "")
    assert entered(office, date(2023, 4, 5), as_of=MONDAY) == {A: ("met", 0), B: ("waived", 0), C: ("owed", 0)}
    assert entered(office, date(2023, 4, 5)) == dict.fromkeys(UNITS, ("owed", 0))


def test_a_hostile_file_of_nobody_is_logged_as_nobodys(office):
    """The security log names the unit whose folder it lay in; without one it says that it is not known."""
    bomb = next(one for one in HOSTILE if one.name == "实体炸弹.xlsx")
    office.lay("散件", bomb.data, bomb.name, DUE)
    entered(office, DUE)
    assert office.ask("SELECT subject FROM event WHERE kind = 'security.hostile'") == [("未知单位",)]
