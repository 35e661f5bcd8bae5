"""Who is who: finance departments, divisions, units, the people to write to, and the names units went by."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tasks.store.models.base import Base, Code, Id, Name, one_of

LEVELS = ("prefecture", "county")
ROLES = ("contact", "head", "division", "centre")
KINDS = ("unit", "finance", "division", "centre")


class Region(Base):
    """One finance department (区划): 653000-0 is 州本级, because 653000 alone means the whole prefecture."""

    __tablename__ = "region"
    __table_args__ = (one_of("level", *LEVELS),)

    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[Name]
    level: Mapped[Code]


class Division(Base):
    """A business division (科室) of a finance department."""

    __tablename__ = "division"

    code: Mapped[Code] = mapped_column(primary_key=True)
    region_code: Mapped[Code] = mapped_column(ForeignKey("region.code"))
    name: Mapped[Name]
    email: Mapped[Name] = mapped_column(default="")


class Unit(Base):
    """A budget unit (预算单位), or an office that owes something itself: a finance department, a division, the centre.

    Abolished or merged, its obligations go on with its successor (X09).
    """

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("successor_code <> code", name="successor"),
        one_of("kind", *KINDS),
        Index(None, "region_code"),
        Index(None, "division_code"),
    )

    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[Name]
    region_code: Mapped[Code] = mapped_column(ForeignKey("region.code"))
    department_code: Mapped[Code] = mapped_column(default="")
    department_name: Mapped[Name] = mapped_column(default="")
    division_code: Mapped[Code | None] = mapped_column(ForeignKey("division.code"))
    uscc: Mapped[Code] = mapped_column(default="")  # 统一社会信用代码
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  # the last day on which it existed
    successor_code: Mapped[Code | None] = mapped_column(ForeignKey("unit.code", deferrable=True, initially="DEFERRED"))
    kind: Mapped[Code] = mapped_column(default="unit", server_default="unit")


class Contact(Base):
    """A person to write to for one unit, division or finance department; a former one is closed, not overwritten."""

    __tablename__ = "contact"
    __table_args__ = (
        one_of("role", *ROLES),
        CheckConstraint(
            "(CASE WHEN unit_code IS NULL THEN 0 ELSE 1 END) + (CASE WHEN division_code IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN region_code IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
        Index(None, "unit_code"),
    )

    id: Mapped[Id]
    unit_code: Mapped[Code | None] = mapped_column(ForeignKey("unit.code"))
    division_code: Mapped[Code | None] = mapped_column(ForeignKey("division.code"))
    region_code: Mapped[Code | None] = mapped_column(ForeignKey("region.code"))
    role: Mapped[Code]
    name: Mapped[Name] = mapped_column(default="")
    email: Mapped[Name]  # ASCII: nothing else can be mailed to
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  # the last day on which mail goes there


class Alias(Base):
    """A name a unit goes or went by, under the key by which names are compared; two units may share one."""

    __tablename__ = "alias"
    __table_args__ = (UniqueConstraint("match_key", "unit_code"), Index(None, "unit_code"))

    id: Mapped[Id]
    unit_code: Mapped[Code] = mapped_column(ForeignKey("unit.code"))
    name: Mapped[Name]
    match_key: Mapped[Name]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
