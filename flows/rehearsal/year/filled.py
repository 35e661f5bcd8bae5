"""From what the story tells of one form to files: one for each sender, with a row for each project, unit or indicator."""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from config.routing import routing
from flows.rehearsal.answers import honest
from flows.rehearsal.issued import IssuedPaper
from flows.rehearsal.world import IN_WORDS, Project, Unit
from flows.rehearsal.year.office import BUDGET, Bureau, Prefecture, finance_of
from flows.rehearsal.year.drawn import drawn_of, frame_hash
from flows.rehearsal.year.sheets import Row, workbook
from flows.rehearsal.year.story import Chapter, Told

HEAD = ("日", "表", "谁", "除", "说", "认真")
NOT_FILED = "不报"
ALL = "各单位"
_SIGNS: dict[type, Callable[[Any, Any], Any]] = {ast.Mult: operator.mul, ast.Sub: operator.sub, ast.Add: operator.add}


@dataclass(frozen=True, slots=True)
class Sent:
    """One file of one sender."""

    sender: str
    name: str
    data: bytes


def files(office: Prefecture, chapter: Chapter, told: Told) -> Iterator[Sent]:
    """Every file that one entry of the story speaks of; a sender without a row sends none."""
    but = set(told.get("除", ()))
    for sender in _senders(office, told["谁"]):
        if sender.name in but:
            continue
        if isinstance(sender, Unit) and told["表"] == "self_evaluation":
            paper = IssuedPaper(office.form(sender), honest(sender, told["认真"]))
            yield Sent(sender.code, f"自评表-{told['日']}-{sender.code}.xlsx", paper.data())
            continue
        tables = {title: list(_rows(office, chapter, sender, rows)) for title, rows in told.items() if title not in HEAD}
        if any(tables.values()):
            data = workbook(told["表"], tables, sender.name, chapter.work_year)
            yield Sent(sender.code, f"{told['表']}-{told['日']}-{sender.code}.xlsx", data)


def _senders(office: Prefecture, words: str | list[str]) -> list[Unit | Bureau]:
    everybody: list[Unit | Bureau] = [*office.units.values(), *office.bureaus]
    finance = [one for one in office.bureaus if one.kind == "finance"]
    match words:
        case "各单位":
            return list(office.units.values())
        case "各级财政":
            return [*finance]
        case "各县（市）财政":
            return [one for one in finance if routing().regions[one.region].level == "county"]
    names = [words] if isinstance(words, str) else words
    return [next(one for one in everybody if one.name == name) for name in names]


def _rows(office: Prefecture, chapter: Chapter, sender: Unit | Bureau, told: Any) -> Iterator[Row]:
    """Rows as written, or one for each thing of the sender's, with what is told otherwise about some."""
    if isinstance(told, list):
        for row in told:
            yield {heading: _value(office, chapter, value, {}) for heading, value in row.items()}
        return
    other, only = told.get("另", {}), told.get("只")
    for ref, known in _things(office, chapter, sender, told["每个"]):
        changed = other.get(ref, {})
        if changed == NOT_FILED or (only is not None and ref not in only):
            continue
        row = {**told["行"], **changed}
        yield {heading: _value(office, chapter, value, known) for heading, value in row.items()}


def _things(
    office: Prefecture, chapter: Chapter, sender: Unit | Bureau, each: str,
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What there is a row for, how the story calls it, and what is known of it."""
    if each == "本级" and isinstance(sender, Bureau):
        name = routing().regions[sender.region].name
        yield name, {"区划": name, "总体哈希": frame_hash(office.workspace, chapter, sender.region)}
        return
    if each == "新项目":  # one that no library knows yet, for the budget of the year to come
        for unit in (one for one in office.units.values() if one is sender or one.region == sender.region and
                     isinstance(sender, Bureau)):
            yield office.ref(unit, 3), {"编码": office.code(office.ref(unit, 3), chapter.fiscal_year), "名称": "新建项目",
                                        "预算": BUDGET}
        return
    drawn = drawn_of(office.workspace, chapter, sender.region) if each == "抽中指标" else None
    units = [one for one in office.units.values() if one is sender or (isinstance(sender, Bureau) and sender.kind ==
             "finance" and one.region == sender.region)]
    for unit in units:
        own = {"单位编码": unit.code, "单位名称": unit.name, "区划": unit.region}
        if each == "单位":
            yield unit.name, own | {"项目支出": sum(p.budget for p in office.projects(unit, chapter.fiscal_year))}
            continue
        for number, project in enumerate(office.projects(unit, chapter.fiscal_year), 1):
            if project.cancelled:
                continue
            ref, about = office.ref(unit, number), own | _about(project)
            if each == "项目":
                yield ref, about
            if drawn is not None and project.code not in drawn:
                continue
            for one in project.indicators if each != "项目" else ():
                if drawn is not None and one.level1 == "满意度指标":
                    continue
                relation = one.relation if one.relation != IN_WORDS else "定性"
                yield ref, about | {"一级": one.level1, "二级": one.level2, "三级": one.level3, "性质": relation,
                                    "指标值": one.asked, "分值": one.weight}


def _about(project: Project) -> dict[str, Any]:
    return {"编码": project.code, "名称": project.name, "预算": project.budget, "年初": project.initial}


def _value(office: Prefecture, chapter: Chapter, value: Any, known: Mapping[str, Any]) -> Any:
    """A value as typed: $名称 is looked up, $预算*0.42 reckoned, 单位/1 becomes a code."""
    if not isinstance(value, str):
        return value
    if value.startswith("$"):
        return _reckoned(value[1:], known)
    year = int(value[:4]) if value[:4].isdigit() and value[4:5] == " " and "/" in value else 0
    words = value[5:] if year else value
    return office.code(words, year or chapter.fiscal_year) if "/" in words or words in office.names else value


def _reckoned(words: str, known: Mapping[str, Any]) -> Any:
    def of(node: ast.expr) -> Any:
        match node:
            case ast.Name():
                return known[node.id]
            case ast.Constant():
                return Decimal(str(node.value))
            case ast.BinOp():
                return _SIGNS[type(node.op)](of(node.left), of(node.right))
        raise ValueError(words)

    return of(ast.parse(words, mode="eval").body)


def region_finance(office: Prefecture, unit: Unit) -> Bureau:
    """The finance department a unit reports to."""
    return finance_of(office.bureaus, unit.region)
