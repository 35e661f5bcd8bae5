"""What makes a function a verb: a Prefect task that is an act, never a cached value, retried on outside faults."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from sqlalchemy.exc import OperationalError

P = ParamSpec("P")
R = TypeVar("R")


def verb(title: str, *, retries: int = 2) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Declare a verb with its Chinese title. Hashing its frames for a cache would cost more than the work itself."""
    return task(
        name=title, cache_policy=NO_CACHE, persist_result=False, retries=retries, retry_delay_seconds=[1, 10],
        retry_jitter_factor=0.5, retry_condition_fn=_worth_retrying, log_prints=False,
    )


def _worth_retrying(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Only network and database faults pass by themselves; a wrong rulebook or a bug does not."""
    try:
        state.result(raise_on_failure=True)
    except (OperationalError, ConnectionError, TimeoutError):
        return True
    except BaseException:
        return False
    return False
