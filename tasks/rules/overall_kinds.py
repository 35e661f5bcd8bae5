"""The first-level indicators of 整体支出 and their points: 预算执行 10, 产出 50, 效益 30, 满意度 10 (domain §1.6)."""

from config.parameters import Parameters

STRANGE = -1


def kinds(law: Parameters) -> list[tuple[str, ...]]:
    """The kinds of first-level indicators, each with the names it goes by; the first is the one to print."""
    return [tuple(words.split("|")) for words in law.words("overall_targets.kinds")]


def kind_names(law: Parameters) -> list[str]:
    """The names to print."""
    return [names[0] for names in kinds(law)]


def kind_of(level1: str | None, law: Parameters) -> int:
    """The number of the kind that a first-level indicator belongs to, -1 for none: 社会效益指标 is 效益."""
    found = [number for number, names in enumerate(kinds(law)) if any(name in (level1 or "") for name in names)]
    return found[0] if found else STRANGE


def weights(law: Parameters) -> tuple[int, ...]:
    """Points (cp) of 预算执行 and then of each kind. They add up to 100 points."""
    return law.numbers("overall_self_evaluation.weights_cp")


def weight_of(law: Parameters) -> int:
    """What the indicators' points add up to (cp): all but those of 预算执行."""
    return sum(weights(law)[1:])
