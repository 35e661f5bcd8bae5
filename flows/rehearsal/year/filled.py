"""From what the story tells of one form to files: one for each sender, with a row for each thing of the sender's."""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from config.routing import routing
from flows.rehearsal.answers import honest
from flows.rehearsal.issued import IssuedPaper
from flows.rehearsal.world import Unit
from flows.rehearsal.year.office import Prefecture
from flows.rehearsal.year.sheets import Row, workbook
from flows.rehearsal.year.story import Chapter, Told
from flows.rehearsal.year.things import Sender, things

HEAD = ("日", "表", "谁", "除", "说", "认真")  # of an entry; all others are titles of tables
NOT_FILED = "不报"
_SIGNS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Mult: operator.mul, ast.Sub: operator.sub, ast.Add: operator.add,
    ast.BitAnd: lambda number, unit: f"{number.normalize():f}{unit}",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One file of one sender."""

    sender: str
    name: str
    data: bytes


def files(office: Prefecture, chapter: Chapter, told: Told, place: int) -> Iterator[Sent]:
    """Every file that one entry of the story speaks of; a sender without a row sends none. `place`: of the entry."""
    for sender in senders(office, told):
        name = f"{told['表']}-{told['日']}-{place}-{sender.code}.xlsx"
        if isinstance(sender, Unit) and told["表"] == "self_evaluation":
            own = replace(sender, projects=tuple(office.projects(sender, chapter.fiscal_year)))
            yield Sent(sender.code, name, IssuedPaper(office.form(sender), honest(own, told["认真"])).data())
            continue
        titles = [title for title in told if title not in HEAD]
        tables = {title: list(_rows(office, chapter, sender, told[title])) for title in titles}
        if any(tables.values()):
            yield Sent(sender.code, name, workbook(told["表"], tables, sender.name, chapter.work_year))


def senders(office: Prefecture, told: Told) -> list[Sender]:
    """Everybody whom 谁 names, but for those of 除. Raises StopIteration for an unknown name."""
    everybody: list[Sender] = [*office.units.values(), *office.bureaus]
    finance: list[Sender] = [one for one in office.bureaus if one.kind == "finance"]
    match told["谁"]:
        case "各单位":
            found: list[Sender] = list(office.units.values())
        case "各级财政":
            found = finance
        case "各县（市）财政":
            found = [one for one in finance if routing().regions[one.region].level == "county"]
        case str(name):
            found = [next(one for one in everybody if one.name == name)]
        case names:
            found = [next(one for one in everybody if one.name == name) for name in names]
    return [one for one in found if one.name not in told.get("除", ())]


def _rows(office: Prefecture, chapter: Chapter, sender: Sender, told: Any) -> Iterator[Row]:
    """Rows as written, or one for each thing of the sender's, with what is told otherwise about some (首, 另, 只)."""
    if isinstance(told, list):
        yield from (filled(office, chapter, row) for row in told)
        return
    other, only = told.get("另", {}), told.get("只")
    for ref, known in things(office, chapter, sender, told):
        changed = other.get(ref) or other.get(f"{ref} {known.get('三级')}", {})
        if changed == NOT_FILED or (only is not None and ref not in only):
            continue
        row = {**told["行"], **(told.get("首", {}) if ref.endswith("/1") else {}), **changed}
        yield filled(office, chapter, row, known)


def filled(office: Prefecture, chapter: Chapter, row: Told, known: Mapping[str, Any] | None = None) -> Row:
    """A row as typed, from the words of the story and what is known of the thing that it is about."""
    return {heading: _value(office, chapter, value, known or {}) for heading, value in row.items()}


def _value(office: Prefecture, chapter: Chapter, value: Any, known: Mapping[str, Any]) -> Any:
    """A value as typed: $名称 is looked up, $预算*0.42 reckoned, $数*2 & 量 gets its unit; 单位/1 becomes a code."""
    if not isinstance(value, str):
        return value
    if value.startswith("$"):
        return _reckoned(value[1:], known)
    if value.startswith("编码："):
        return office.code(value.removeprefix("编码："), chapter.fiscal_year)
    name, slash, number = value.partition("/")
    return office.code(value, chapter.fiscal_year) if slash and number.isdigit() and name in office.names else value


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
