"""清单 (I01–I03): every investment fund, debt and PPP project is on a list and has goal, monitoring and evaluation."""

from collections.abc import Mapping

from config.rulebook import Rulebook
from tasks.rules.loops import evaluated, has_nature, planned
from tasks.rules.opinions import Fired, Opinion, Row, rows
from tasks.rules.verdicts import Facts

WHOLE, GAPS, UNLISTED = "管理到位", "缺环节", "未列入清单"
LISTS = {
    "I01": ("fund_inventory", "政府投资基金"), "I02": ("debt_inventory", "地方政府债务"),
    "I03": ("ppp_inventory", "PPP"),
}
CLAUSE = "通知三（九）"
Known = Mapping[str, Mapping[str, bool]]  # project code → link → whether the register shows it


def inventories(facts: Facts, book: Rulebook) -> list[Opinion]:
    """管理到位 or 缺环节 per entry, 未列入清单 per project of the register that no list has (I01–I03).

    Evidence is what the register shows of the project, or a reference written on the list. What began in the work
    year has not been evaluated yet and need not be.
    """
    known, found = _evidence(facts, book), []
    now = planned(facts)
    natures = book.parameters.words("yearly_summary.inventory_natures")
    for (rule, (table, name)), words in zip(LISTS.items(), natures, strict=True):
        listed = rows(facts, table)
        found += [_entry(rule, name, row, known, book.work_year) for row in listed]
        codes = [row["project_code"] for row in listed]
        owed = now[has_nature(now, tuple(words.split("|"))) & ~now["project_code"].isin(codes)]
        found += [_unlisted(rule, name, row) for row in rows({"owed": owed}, "owed")]
    return found


def _evidence(facts: Facts, book: Rulebook) -> dict[str, dict[str, bool]]:
    now, before = planned(facts), evaluated(facts, book)
    found: dict[str, dict[str, bool]] = {}
    for frame, links in ((now, ("goal", "may", "august")), (before, ("evaluated",))):
        for code, *have in frame[["project_code", *links]].itertuples(index=False):
            found.setdefault(str(code), {}).update(zip(links, map(bool, have), strict=True))
    return found


def _entry(rule: str, name: str, row: Row, known: Known, work_year: int) -> Opinion:
    shown = known.get(str(row["project_code"] or ""), {})
    young = row["start_year"] is not None and row["start_year"] >= work_year
    gaps = [] if row["goal_ref"] or shown.get("goal") else ["绩效目标"]
    gaps += [] if row["monitor_ref"] or (shown.get("may") and shown.get("august")) else ["绩效监控"]
    gaps += [] if row["evaluation_ref"] or shown.get("evaluated") or young else ["绩效评价"]
    fact = f"{name}“{row['name']}”" + (f"缺{'、'.join(gaps)}" if gaps else "目标、监控、评价齐全")
    return Opinion(
        "inventory", f"{name}|{row['region_code']}|{row['item_no']}", GAPS if gaps else WHOLE, fact + "。",
        (Fired(rule, CLAUSE, fact),),
        unit_code=str(row["unit_code"]), project_id=row.get("project_id"), amount_fen=row["amount_fen"],
        detail={"gaps": gaps, "region": row["region_code"]},
    )


def _unlisted(rule: str, name: str, row: Row) -> Opinion:
    fact = f"项目库中的{name}项目“{row['project_name']}”不在清单上"
    return Opinion(
        "inventory", f"{name}|{row['region_code']}|{row['project_code']}", UNLISTED, fact + "。",
        (Fired(rule, CLAUSE, fact),),
        unit_code=str(row["unit_code"]), project_id=row["project_id"],
        amount_fen=row["budget_fen"], detail={"region": row["region_code"]},
    )
