"""A shelf with a handful of records whose names are as odd as names can be, and a county where nobody owes anything."""

from datetime import date, datetime

from config.clock import BEIJING
from config.rulebook import rulebook
from reports.site.records import Debt, Decision, File, Finding, Judgement, Notice, Project, Review, Run, Unit, Verdict
from reports.site.shelf import Shelf

DAY = date(2023, 7, 6)
ODD = ["补助$100_{x$", "<农业>局 & =cmd|", "=cmd|'/c calc'!A1", "[red]长[/red]" + "长" * 288, "[/]"]
NOTHING = {name: {} for name in ("units", "files", "findings", "reviews", "decisions", "judgements")} | {
    name: [] for name in ("projects", "verdicts", "debts", "notices", "runs")}
AT = datetime(2023, 6, 12, 9, 30, tzinfo=BEIJING)


def verdict(number, kind, subject, **more):
    """One verdict of the monitoring in May."""
    told = {"id": number, "work_year": 2023, "milestone": "monitoring", "node": "may", "kind": kind, "subject": subject,
            "unit_code": "U1", "project_id": None, "verdict": "红灯", "score_cp": None, "amount_fen": None,
            "rules": "C01", "why": ODD[2], "proposal": "", "basis": f"{number:064x}", "as_of": DAY}
    return Verdict(**(told | more))


def a_shelf(**changes):
    """Two units of 阿图什市 — one in time, one late and sent back — with their papers; nothing anywhere else."""
    units = {code: Unit(code, name, "653001", "阿图什市", "D", ODD[1], "", "", "unit")
             for code, name in (("U1", ODD[2]), ("U2", ODD[3]), ("U3", ODD[4]))}
    due = date(2023, 6, 12)
    debts = [Debt("monitoring", "may", "U1", due, due, "", "met", due, 0),
             Debt("monitoring", "may", "U2", due, due, "", "owed", None, 14),
             Debt("monitoring", "may", "U3", due, due, "", "waived", None, 0)]
    files = {1: File(1, ODD[2], "U1", "monitoring", "may", "monitoring", AT, "accepted", False, True),
             2: File(2, "b.xlsx", "U2", "monitoring", "may", "monitoring", AT, "returned", True, False),
             3: File(3, "c.xlsx", "", "monitoring", "may", "", AT, "refused", True, False)}
    verdicts = [verdict(1, "light", "P1", project_id=1),
                verdict(2, "deduction", "P1", project_id=1, proposal="扣减预算", amount_fen=12_345_600),
                verdict(3, "talk", "U2", proposal="约谈")]
    told = {"kind": "reminder", "rung": "before_3", "milestone": "monitoring", "unit_code": "U2", "to_name": ODD[4],
            "to_email": "=a@b.example", "reason": ODD[0], "created_at": AT, "sent_at": None, "last_error": "",
            "due_on": due}
    frames = {
        "units": units, "projects": [Project(1, 2022, "P1", ODD[0], "U1", 1, 1, "", "", False, False, False, "")],
        "files": files, "findings": {2: [Finding(2, "S-TOTAL", "错误", "表", "B4", ODD[2], ODD[0], ODD[1], "P1")]},
        "reviews": {2: [Review(2, ODD[4], "return", ODD[1], due)]}, "verdicts": verdicts, "debts": debts,
        "decisions": {("monitoring", "may", verdicts[2].basis): Decision("approved", "马局长", due, ODD[1])},
        "judgements": {1: Judgement(1, 1, 9500, 7999, "一般", "D01", DAY)},
        "notices": [Notice(**told, state=state) for state in ("sent", "failed", "held")],
        "runs": [Run(1, "monitoring", "may", DAY, ODD[4], "", AT, AT)],
    }
    empty = {name: {} for name in ("targets", "entries", "indicators", "details", "steps", "fired")}
    return Shelf(**({"work_year": 2023, "as_of": DAY, "book": rulebook(2023), "ledger": "1:ab"} | empty | frames
                    | changes))
