"""One figure, with both sides."""

from dataclasses import dataclass

REGIONS = {"州本级": "653000-0", "阿图什市": "653001", "阿克陶县": "653022", "阿合奇县": "653023", "乌恰县": "653024"}


@dataclass(frozen=True)
class Claim:
    """Where it stands, what it is, what is shown, and what the database says."""

    place: str
    what: str
    shown: object
    stored: object

    @property
    def holds(self) -> bool:
        """Whether both sides say the same; money is compared in 分."""
        return self.shown == self.stored
