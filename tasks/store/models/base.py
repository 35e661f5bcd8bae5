"""The ground of all tables: key and column types that mean the same on SQLite and PostgreSQL, and named constraints."""

import json
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

import numpy as np
from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Dialect, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from config.clock import BEIJING


def beijing(moment: datetime) -> datetime:
    """The moment in Beijing time; a time without a zone is taken as Beijing time."""
    return moment.replace(tzinfo=BEIJING) if moment.tzinfo is None else moment.astimezone(BEIJING)


def end_of(day: date) -> datetime:
    """The moment at which a day is over: what was before it was by that day."""
    return datetime.combine(day + timedelta(days=1), time())


def _told(value: object) -> str | int | bool:
    """What JSON has no word of its own for: days and moments as ISO text, numpy's numbers and truths as plain ones."""
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, datetime):
        return beijing(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


# The one JSON text of a value: sorted keys, no blanks, Chinese as it is, dates as ISO text. Every hash rests on it.
canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_told,
).encode


class BeijingTime(TypeDecorator[datetime]):
    """A moment: stored as the Beijing wall clock, read back with its zone; without a zone it is taken as Beijing."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the wall clock of Beijing."""
        return None if value is None else beijing(value).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """With the zone put back."""
        return None if value is None else value.replace(tzinfo=BEIJING)


class CanonicalJSON(TypeDecorator[Any]):
    """A JSON value kept as its canonical text, so that equal values are equal bytes on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """To canonical text."""
        return canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Back to the value."""
        return None if value is None else json.loads(value)


Key = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER is a row id on SQLite

Id = Annotated[int, mapped_column(Key, primary_key=True)]
Code = Annotated[str, mapped_column(String(32))]  # codes and one-word ids
Name = Annotated[str, mapped_column(String(200))]
Words = Annotated[str, mapped_column(Text)]  # missing text is "", never NULL
Hash = Annotated[str, mapped_column(String(64))]
Fen = Annotated[int, mapped_column(BigInteger)]  # money, 分
Points = Annotated[int, mapped_column(BigInteger)]  # hundredths of a point; forms hold absurd ones too
Json = Annotated[Any, mapped_column(CanonicalJSON)]


class Base(DeclarativeBase):
    """All tables. Every constraint has a name, so that a migration can speak of it."""

    metadata = MetaData(naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    })
    type_annotation_map = {datetime: BeijingTime, date: Date}  # noqa: RUF012  (SQLAlchemy reads it as it is)


def one_of(column: str, *values: str) -> CheckConstraint:
    """The constraint that a short text is one of these words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)
