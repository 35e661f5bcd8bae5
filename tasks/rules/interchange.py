"""Our frames as tables of the integrated budget system and back (L01, L02, J03; domain §8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from config.interchange import Element, Exchanged
from tasks.rules.interchange_values import Taken, inward, outward

DELETED = "1"  # is_deleted: 1 = 是


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that is not what its element says: `row` counts from 0, `rule` is of config/findings.yaml."""

    row: int
    element: str
    rule: str
    value: str
    expected: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Received:
    """One table taken in: `rows` with our columns (and `row`, the place in the file), what is wrong with it, and how
    many rows were marked as deleted over there."""

    rows: pd.DataFrame
    faults: list[Fault]
    deleted: int


def export(frame: pd.DataFrame, table: Exchanged, stamp: str) -> pd.DataFrame:
    """All elements of the table as text, one row per row of the frame; `stamp` is the moment, yyyyMMddHHmmssSSS.

    A column that the frame has not is blank. Raises ValueError for a value that has no room in its element.
    """
    out = {name: _column(frame, element, stamp) for name, element in table.elements.items()}
    for name, element in table.elements.items():
        if element.codes:
            rows = _rows_of(out, element, len(frame))
            out[name] = [element.codes.get(value, value) if here else value
                         for value, here in zip(out[name], rows, strict=True)]
    return pd.DataFrame(out, dtype="str")


def take_in(cells: pd.DataFrame, table: Exchanged) -> Received:
    """Texts under the names of elements as our columns: Int64, boolean, dates or text, missing where blank.

    Elements that the file has not are blank; what is `filled` must be there and filled. A row with a fault keeps what
    could be read. The same key twice is a fault of the second row.
    """
    texts = {name: cells[name].tolist() if name in cells else [""] * len(cells) for name in table.elements}
    gone = [value.strip() == DELETED for value in texts.get("is_deleted", [""] * len(cells))]
    places = [place for place, deleted in enumerate(gone) if not deleted]
    faults = [Fault(place, name, "R-REQ", "") for name, element in table.elements.items() if element.filled
              for place in places if not texts[name][place].strip()]
    columns: dict[str, Any] = {}
    for name, element in table.elements.items():
        taken = [_taken(name, element, texts, place) for place in places]
        faults += [Fault(place, name, one.rule, texts[name][place], one.expected)
                   for place, one in zip(places, taken, strict=True) if one.rule]
        if element.column:
            columns[element.column] = _array([one.value for one in taken], element.dtype)
    faults += _twice(texts, table.key, places)
    rows = pd.DataFrame(columns | {"row": pd.array(places, dtype="int64")})
    return Received(rows, sorted(faults, key=lambda fault: fault.row), len(cells) - len(places))


def differences(ours: pd.DataFrame, theirs: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """What two exports of one table do not have in common: the key, `element` ("" = the whole row), ours, theirs.

    Only elements that both have, and not the stamps, are compared. Of rows with the same key the last one counts.
    """
    shared = [str(name) for name in ours if name in theirs and name not in ("create_time", "update_time", *key)]
    one, other = _by_key(ours, key, shared), _by_key(theirs, key, shared)
    found: list[tuple[str, ...]] = [(*row, "", "有", "无") for row in one if row not in other]
    found += [(*row, "", "无", "有") for row in other if row not in one]
    for row in (row for row in one if row in other):
        found += [(*row, name, mine, its) for name, mine, its in zip(shared, one[row], other[row], strict=True)
                  if mine != its]
    return pd.DataFrame(found, columns=[*key, "element", "ours", "theirs"], dtype="str")


def _by_key(cells: pd.DataFrame, key: Sequence[str], names: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
    keys = zip(*(cells[name] for name in key), strict=True)
    return dict(zip(keys, cells[list(names)].to_numpy().tolist(), strict=True))


def _column(frame: pd.DataFrame, element: Element, stamp: str) -> list[str]:
    if element.value or element.read_as == "stamp":
        return [element.value or stamp] * len(frame)
    if not element.column or element.column not in frame:
        return [""] * len(frame)
    return [outward(value, element) for value in frame[element.column].tolist()]


def _rows_of(texts: dict[str, list[str]], element: Element, count: int) -> list[bool]:
    return [all(texts[name][place] == value for name, value in element.when.items()) for place in range(count)]


def _taken(name: str, element: Element, texts: dict[str, list[str]], place: int) -> Taken:
    text = texts[name][place]
    if element.codes and all(texts[other][place].strip() == value for other, value in element.when.items()):
        words = {code: word for word, code in element.codes.items()}
        return Taken(words.get(text.strip(), text))
    return inward(text, element)


def _twice(texts: dict[str, list[str]], key: Sequence[str], places: Sequence[int]) -> list[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for place in places:
        values = tuple(texts[name][place].strip() for name in key)
        if values in seen:
            found.append(Fault(place, key[-1], "G-DUP", values[-1], f"第 {seen[values] + 2} 行"))
        seen.setdefault(values, place)
    return found


def _array(values: list[Any], kind: Any) -> Any:
    if kind == "str":
        return pd.array(["" if value is None else value for value in values], dtype="str")
    if kind == "object":
        return pd.Series(values, dtype=object)
    return pd.array(values, dtype=kind)
