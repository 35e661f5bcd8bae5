"""The ledger at prefecture size: 1,000 units and 12,000 projects; built whole, after one change, and after none."""

import re
import resource
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from config.clock import rehearse
from config.routing import routing
from flows.commands.site import ledger_desk
from tasks.site import build_site
from tasks.site_contents import ledger_folder, write_contents
from tasks.store import bulk, directory, ledger, submissions
from tasks.store.engine import open_store
from tasks.store.models import (
    Deadline,
    Division,
    Entry,
    Finding,
    Fired,
    Indicator,
    Judgement,
    Notice,
    Obligation,
    ObligationStep,
    Project,
    ProjectIndicator,
    Run,
    Standing,
    Submission,
    Unit,
    Verdict,
    VerdictStanding,
    VerdictStep,
)

UNITS, PROJECTS, TARGETS, W = 1_000, 12_000, 12, 2023
DAY, BEGAN = date(2023, 11, 20), datetime(2023, 3, 1, 10, 0)
REGIONS = list(routing().regions)
OWED = (("overall_targets", "", date(2023, 2, 28)), ("self_evaluation", "", date(2023, 3, 31)),
        ("overall_self_evaluation", "", date(2023, 5, 4)), ("monitoring", "may", date(2023, 6, 12)),
        ("overall_monitoring", "", date(2023, 7, 10)), ("monitoring", "august", date(2023, 9, 11)))
GRADES = ("优秀", "优秀", "良好", "优秀", "一般", "良好", "优秀", "较差")
CUT = {"base_fen": 100_000_000, "ratio_bp": 1_000, "taken_from": "project"}
POINTS = (9_500, 9_210, 8_600, 9_900, 7_400, 8_150, 9_300, 5_600)
MOST_SECONDS, MOST_SHARE, MOST_BYTES = 120, 0.3, 250 * 2**20


def prove() -> list[tuple[str, str, bool]]:
    """What it takes, how large it is, how little one change touches; in seconds of work, whatever the wall says."""
    with tempfile.TemporaryDirectory() as where, rehearse(DAY):
        workspace = Path(where)
        submission = fill(workspace)
        first, whole, waited = built(workspace)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        pages = list(_folder(workspace).rglob("*.html"))
        size = sum(path.stat().st_size for path in pages)
        send_back(workspace, submission)
        second, change, _ = built(workspace)
        third, nothing, _ = built(workspace)
        broken = broken_links(_folder(workspace))
    return [
        (f"whole ledger of {UNITS:,} units and {PROJECTS:,} projects",
         f"{whole:.1f} s CPU ({waited:.0f} s on the wall), {first.written:,} pages, peak {peak / 1024:,.0f} MB",
         first.written == len(pages) >= UNITS + PROJECTS and whole < MOST_SECONDS),
        ("its size", f"{size / 2**20:.1f} MB, {size / len(pages) / 1024:.1f} KB a page", size < MOST_BYTES),
        ("again after one change", f"{change:.1f} s CPU ({change / whole:.0%}), {second.written} pages written",
         0 < second.written < 50 and change < whole * MOST_SHARE),
        ("again without a change", f"{nothing:.2f} s CPU ({nothing / whole:.1%}), {third.written} pages written",
         third.written == 0 and nothing < whole / 20),
        ("links in the whole site", f"{broken} broken", broken == 0),
    ]


def _folder(workspace):
    return workspace / "reports" / str(W)


def built(workspace):
    desk = ledger_desk(W, None, workspace)
    began, worked = perf_counter(), process_time()
    done = build_site(desk, ledger_folder(desk), {})
    write_contents(desk)
    desk.engine.dispose()
    return done, process_time() - worked, perf_counter() - began


def send_back(workspace, submission):
    """A reviewer sends one unit's file back."""
    engine = open_store(f"sqlite:///{workspace / 'jixiao.db'}")
    with engine.begin() as conn:
        submissions.review(conn, None, datetime(2023, 11, 20, 9), submission, "审核人", "return", "佐证材料不全", DAY)
    engine.dispose()


def broken_links(folder):
    """Relative links of every page that lead nowhere."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    broken = 0
    for path in folder.rglob("*.html"):
        text, where = path.read_text(encoding="utf-8"), path.relative_to(folder)
        ids = None
        for address in set(re.findall(r'href="([^"]*)"', text)):
            target, _, anchor = address.partition("#")
            if not target:
                ids = ids or set(re.findall(r' id="([^"]*)"', text))
                broken += anchor not in ids
            elif not address.startswith("http"):
                inside = target if where.parent == Path() else target.removeprefix("../")
                broken += inside not in there and not (path.parent / target).exists()
    return broken


def fill(workspace):
    """A store as a whole year would have left it; returns the id of one submission in force."""
    engine = open_store(f"sqlite:///{workspace / 'jixiao.db'}")
    with engine.begin() as conn:
        directory.set_regions(conn, routing().regions)
        bulk.insert(conn, Run, _columns({"id": 1, "milestone": "self_evaluation", "work_year": W, "as_of": DAY,
                                         "regions": [], "started_at": BEGAN, "ended_at": BEGAN, "outcome": {}}))
        _register(conn)
        _owed(conn)
        _filed(conn)
        _judged(conn)
        _told(conn)
    engine.dispose()
    return 1


def _columns(*rows):
    return {name: [row[name] for row in rows] for name in rows[0]}


def _unit(number):
    return f"{REGIONS[number % 5][:6]}{number:05d}"


def _register(conn):
    bulk.insert(conn, Division, _columns(*(
        {"code": f"{code}-{n}", "region_code": code, "name": f"{routing().regions[code].name}第{n}科"}
        for code in dict.fromkeys(REGIONS) for n in range(8))))
    bulk.insert(conn, Unit, _columns(*(
        {"code": _unit(n), "name": f"第{n}预算单位", "region_code": REGIONS[n % 5],
         "division_code": f"{REGIONS[n % 5]}-{n // 5 % 8}"} for n in range(UNITS))))
    bulk.insert(conn, Project, _columns(*(
        {"id": n + 1, "code": f"{_unit(n % UNITS)[:6]}22T{n:012d}", "name": f"第{n}个农村基础设施建设和管护项目",
         "unit_code": _unit(n % UNITS), "fiscal_year": W - 1, "initial_fen": 100_000_000 + n * 100,
         "budget_fen": 100_000_000 + n * 100, "project_type": "特定目标类", "funds": "一般公共预算"}
        for n in range(PROJECTS))))
    bulk.insert(conn, ProjectIndicator, _columns(*(
        {"project_id": n + 1, "seq": k, "level1": "产出指标", "level2": "数量指标", "level3": f"第{k}类建设任务数量",
         "relation": "≥", "target": f"{n % 90 + k}公里", "weight_cp": 750} for n in range(PROJECTS)
        for k in range(TARGETS))))


def _owed(conn):
    rows = [{"id": at * UNITS + n + 1, "work_year": W, "milestone": milestone, "node": node, "unit_code": _unit(n),
             "region_code": REGIONS[n % 5], "form": milestone, "fiscal_year": W - 1, "written_due": due,
             "effective_due": due, "remind_from": due, "state": "owed" if n % 40 == at else "met",
             "met_on": None if n % 40 == at else due - timedelta(n % 20)}
            for at, (milestone, node, due) in enumerate(OWED) for n in range(UNITS)]
    bulk.insert(conn, Obligation, _columns(*rows))
    bulk.insert(conn, Deadline, _columns(*(
        {"obligation_id": row["id"], "version": 1, "written_due": row["written_due"], "remind_from": row["remind_from"],
         "effective_due": row["effective_due"], "set_on": date(W, 1, 1), "source": "calendar"} for row in rows)))
    bulk.insert(conn, ObligationStep, _columns(*(
        {"obligation_id": row["id"], "seq": 1, "state": "met", "day": row["met_on"]} for row in rows if row["met_on"])))


def _filed(conn):
    bulk.insert(conn, Submission, _columns(*(
        {"id": n + 1, "sha256": f"{n:064x}", "file": f"自评表{n}.xlsx", "unit_code": _unit(n), "work_year": W,
         "milestone": "self_evaluation", "received_at": BEGAN + timedelta(n % 30), "form": "self_evaluation",
         "state": "accepted", "size": 20_000, "run_id": 1} for n in range(UNITS))))
    bulk.insert(conn, Entry, _columns(*(
        {"id": n + 1, "submission_id": n % UNITS + 1, "seq": n // UNITS, "project_id": n + 1, "goal": "完成年度任务",
         "initial_fen": 100_000_000, "budget_fen": 100_000_000, "executed_fen": 90_000_000 + n, "rate_bp": 9_000,
         "execution_weight_cp": 1_000, "execution_score_cp": 900, "total_cp": POINTS[n % 8]} for n in range(PROJECTS))))
    bulk.insert(conn, Indicator, _columns(*(
        {"entry_id": n + 1, "seq": k, "level1": "产出指标", "level2": "数量指标", "level3": f"完成第{k}类建设任务数量",
         "target": f"≥{n % 90 + k}公里", "relation": "≥", "actual": f"{n % 90 + k}公里", "reason": "",
         "target_value": None, "actual_value": None, "tier": None, "weight_cp": 750, "self_score_cp": 750,
         "score_cp": 750} for n in range(PROJECTS) for k in range(TARGETS))))
    bulk.insert(conn, Finding, _columns(*(
        {"submission_id": n % UNITS + 1, "rule": "S-SCORE", "tier": "说明", "sheet": "项目", "cell": f"K{n % 40}",
         "value": "95", "expected": "94.5", "message": "自评得分与重算得分不一致。请核对。",
         "project_code": f"{_unit(n % UNITS)[:6]}22T{n:012d}"} for n in range(0, PROJECTS, 6))))
    bulk.insert(conn, Judgement, _columns(*(
        {"id": n + 1, "milestone": "self_evaluation", "work_year": W, "fiscal_year": W - 1, "project_id": n + 1,
         "as_of": date(2023, 4, 3), "self_score_cp": POINTS[n % 8], "raw_cp": POINTS[n % 8], "final_cp": POINTS[n % 8],
         "raw_grade": GRADES[n % 8], "final_grade": GRADES[n % 8], "facts_hash": f"{n:064x}", "run_id": 1,
         "rulebook_hash": "0" * 64} for n in range(PROJECTS))))
    bulk.insert(conn, Standing, _columns(*(
        {"milestone": "self_evaluation", "work_year": W, "project_id": n + 1, "judgement_id": n + 1,
         "as_of": date(2023, 4, 3), "run_id": 1} for n in range(PROJECTS))))
    bulk.insert(conn, Fired, _columns(*(
        {"judgement_id": n + 1, "seq": 1, "rule": "D01", "before_cp": 9_900, "after_cp": POINTS[n % 8],
         "before_grade": "优秀", "after_grade": GRADES[n % 8], "fact": "按自评表重算", "clause": "三（四）"}
        for n in range(0, PROJECTS, 5))))


def _verdict(number, year, milestone, node, kind, n, word, why, cp=None, fen=None, rules="", proposal="", detail=None):
    return {"id": number, "work_year": year, "milestone": milestone, "node": node, "kind": kind, "project_id": n + 1,
            "subject": f"{_unit(n % UNITS)[:6]}22T{n:012d}", "unit_code": _unit(n % UNITS), "verdict": word,
            "score_cp": cp, "amount_fen": fen, "rules": rules, "why": why, "proposal": proposal, "detail": detail or {},
            "basis_hash": f"{number:064x}", "content_hash": f"{number:064x}", "rulebook_hash": "0" * 64,
            "as_of": date(year, 10, 31), "run_id": 1}


def _said():
    """What the rules of a year say about every project: the arguments of a verdict."""
    for n in range(PROJECTS):
        cp, grade = POINTS[n % 8], GRADES[n % 8]
        for node in ("may", "august"):
            why = "执行率42.00%，序时进度41.67%。"
            yield W - 1, "monitoring", node, "light", n, "绿灯", why, None, 100_000_000, "C01"
            yield W - 1, "monitoring", node, "project", n, "合格", f"{why}审核合格。", None, 100_000_000, "C02 C03"
        yield W, "department_evaluation", "", "project", n, "建议选择", "其他未评价过的项目。", None, 100_000_000
        yield W, "key_evaluation", "", "project", n, "建议选定", "优先选择：综合25.00分。", None, 100_000_000
        for version in ("v1", "v2", "v3", "v4"):
            detail = {"self_cp": cp, "recomputed_cp": cp, "raw_cp": cp, "raw_grade": grade}
            yield W, "score_table", version, "project", n, grade, "按重算的自评得分评定。", cp, None, "X03", "", detail
        yield W, "results_application", "", "feedback", n, "反馈结果", f"评价得分{cp / 100}分。", cp, None, "P02"
        if cp < 8_000:
            why = "评价得分不到80.00分。"
            yield W, "results_application", "", "deduction", n, "建议扣减", why, cp, 10_000_000, "F02", "扣减预算", CUT


def _judged(conn):
    rows = [_verdict(number, *said) for number, said in enumerate(_said(), 1)]
    bulk.insert(conn, Verdict, _columns(*rows))
    names = ("work_year", "milestone", "node", "kind", "subject", "proposal", "as_of", "run_id")
    bulk.insert(conn, VerdictStanding, _columns(*(
        {name: row[name] for name in names} | {"verdict_id": row["id"]} for row in rows)))
    bulk.insert(conn, VerdictStep, _columns(*(
        {"verdict_id": row["id"], "seq": 1, "rule": "X03", "before_cp": row["score_cp"], "after_cp": row["score_cp"],
         "before_grade": row["verdict"], "after_grade": row["verdict"], "clause": "三（五）",
         "fact": "采用重算的自评得分"} for row in rows if row["milestone"] == "score_table")))


def _told(conn):
    rows = [{"id": k * UNITS + n + 1, "key": f"{k}-{n}", "message_id": f"<{k}.{n}@x>", "kind": "issue",
             "milestone": milestone, "work_year": W, "unit_code": _unit(n), "to_email": f"u{n}@x.example", "cc": [],
             "facts": {}, "state": "failed" if n == 7 else "sent", "created_at": BEGAN, "not_before": BEGAN,
             "sent_at": BEGAN} for k, (milestone, _, _) in enumerate(OWED) for n in range(UNITS)]
    bulk.insert(conn, Notice, _columns(*rows))
    ledger.append(conn, 1, BEGAN, [
        ledger.Happening(f"notice.{row['state']}", row["key"], {}, "notice", row["id"]) for row in rows])
