"""归口 (O03–O06, X01): who looks after which money and which unit, and units that nobody looks after."""

from config.rulebook import Rulebook
from tasks.rules.finance_of import by_unit
from tasks.rules.loops import alive, has_nature
from tasks.rules.opinions import Fired, Opinion, Row, rows
from tasks.rules.verdicts import Facts

LEADS, UNKNOWN, SUPERVISES = "牵头", "科室未登记", "督导"
NOBODY, ASTRAY, NO_FINANCE = "无对口科室", "越级对口", "无同级财政"
BY_OWNER = {"社保科": "O03", "企业科": "O04", "债务管理中心": "O05"}


def owners_by_nature(book: Rulebook) -> dict[str, str]:
    """Nature of money → name of the division that leads it (通知四（二）)."""
    pairs = [word.split(":", 1) for word in book.parameters.words("daily.owners")]
    return {nature: owner for nature, owner in pairs}


def prefecture_regions(book: Rulebook) -> set[str]:
    """The codes of the prefecture's own level."""
    return {code for code, region in book.routing.regions.items() if region.level == "prefecture"}


def leaders(facts: Facts, book: Rulebook) -> list[Opinion]:
    """O03–O05 per leading division: 牵头 with its projects of the prefecture's own level, or 科室未登记.

    A project with several natures is looked after by all their owners. `amount_fen` is the budget they lead.
    """
    projects = alive(facts["projects"])
    projects = projects[projects["region_code"].isin(prefecture_regions(book))]
    offices = [row for row in rows(facts, "units") if row["kind"] in ("division", "centre")]
    registered = {row["name"]: str(row["code"]) for row in offices}
    natures: dict[str, list[str]] = {}
    for nature, owner in owners_by_nature(book).items():
        natures.setdefault(owner, []).append(nature)
    found = []
    for owner, led in natures.items():
        own = projects[has_nature(projects, tuple(led))]
        fact = f"{owner}负责{'、'.join(led)}：州本级项目{len(own)}个，单位{own['unit_code'].nunique()}家"
        verdict = LEADS if owner in registered else UNKNOWN
        fact += "" if owner in registered else "；名录中没有这个科室，暂由财政绩效评价中心负责"
        found.append(Opinion(
            "leader", owner, verdict, fact + "。", (Fired(BY_OWNER[owner], "通知四（二）", fact),),
            unit_code=registered.get(owner, ""), amount_fen=int(own["budget_fen"].fillna(0).sum()),
            detail={"natures": led, "projects": len(own), "units": sorted(map(str, own["unit_code"].unique()))},
        ))
    return found


def supervisors(facts: Facts, book: Rulebook) -> list[Opinion]:
    """O06: 督导 per division with units of the prefecture's own level, and 无对口科室 per unit that has none."""
    own = [row for row in _units(facts) if row["region_code"] in prefecture_regions(book)]
    by_division: dict[tuple[str, str], list[Row]] = {}
    for row in own:
        by_division.setdefault((str(row["division_code"] or ""), str(row["division_name"] or "")), []).append(row)
    alone = by_division.pop(("", ""), [])
    return [_supervisor(code, name, of) for (code, name), of in by_division.items()] + [
        _problem(row, NOBODY, "O06", "对口科室", f"{row['name']}没有对口业务科室，暂由财政绩效评价中心督导")
        for row in alone
    ]


def _supervisor(code: str, name: str, of: list[Row]) -> Opinion:
    fact = f"{name}督导州本级对口单位{len(of)}家"
    return Opinion(
        "supervisor", code, SUPERVISES, fact + "。", (Fired("O06", "通知四（二）", fact),), unit_code=code,
        detail={"units": sorted(str(row["code"]) for row in of)},
    )


def strays(facts: Facts) -> list[Opinion]:
    """X01: units without a finance department of their own level, and units under a division of another region."""
    to, found = by_unit(facts), []
    region = {str(row["code"]): row["region_code"] for row in rows(facts, "units") if row["kind"] == "division"}
    for row in _units(facts):
        division = str(row["division_code"] or "")
        if not to[str(row["code"])]:
            found.append(_problem(row, NO_FINANCE, "X01", "同级财政", f"{row['name']}所在区划没有登记同级财政部门"))
        elif region.get(division, row["region_code"]) != row["region_code"]:
            fact = f"{row['name']}的业务科室{row['division_name']}不属于本级财政"
            found.append(_problem(row, ASTRAY, "X01", "同级财政", fact))
    return found


def _units(facts: Facts) -> list[Row]:
    return [row for row in rows(facts, "units") if row["kind"] == "unit"]


def _problem(row: Row, verdict: str, rule: str, about: str, fact: str) -> Opinion:
    code, fired = str(row["code"]), (Fired(rule, "通知四（二）", fact),)
    return Opinion("routing", f"{code}|{about}", verdict, fact + "。", fired, unit_code=code)
