"""Contestants run side by side: interleaved, several times, and the median of each counts."""

import gc
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one contestant: of processors (children included that have ended), and by the clock."""

    cpu: float
    wall: float


def interleaved(contestants: Mapping[str, Callable[[], object]], reps: int) -> dict[str, Cost]:
    """The median cost of each, all in turn `reps` times, each time in another order: a busy machine meets them all."""
    found: dict[str, list[Cost]] = {name: [] for name in contestants}
    names = list(contestants)
    for rep in range(reps):
        for name in names[rep % len(names):] + names[:rep % len(names)]:
            found[name].append(once(contestants[name]))
    return {name: Cost(median(c.cpu for c in costs), median(c.wall for c in costs)) for name, costs in found.items()}


def once(work: Callable[[], object]) -> Cost:
    """The cost of one go. What is there before it is out of the garbage collector's sight, as in a run of its own."""
    gc.collect()
    gc.freeze()
    cpu, wall = _cpu(), time.perf_counter()
    work()
    cost = Cost(_cpu() - cpu, time.perf_counter() - wall)
    gc.unfreeze()
    return cost


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)
