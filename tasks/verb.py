"""What makes a function a verb: a Prefect task that is an act, never a cached value, retried on outside faults."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from prefect import Task, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TaskRunContext
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from sqlalchemy.exc import OperationalError

P = ParamSpec("P")
R = TypeVar("R")


def verb(title: str, *, retries: int = 2) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Declare a verb with its Chinese title. Hashing its frames for a cache would cost more than the work itself."""
    return task(
        name=title, task_run_name=title, cache_policy=NO_CACHE, persist_result=False, retries=retries,
        retry_delay_seconds=[1, 10], retry_jitter_factor=0.5, retry_condition_fn=_worth_retrying, log_prints=False,
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


def watched() -> bool:
    """True inside a Prefect run: only there is anybody to show artifacts to."""
    return TaskRunContext.get() is not None


def progress(key: str, title: str, total: int) -> Callable[[int], None]:
    """A progress bar in the Prefect UI: call the result with how many of `total` are done.

    It moves in twentieths, and not for less than 25: each move is a call to the server.
    """
    if not total or not watched():
        return lambda done: None
    bar = create_progress_artifact(progress=0.0, key=key, description=f"{title}（共 {total}）")
    step = max(total // 20, 25)

    def tick(done: int) -> None:
        if isinstance(bar, UUID) and (done % step == 0 or done == total):
            update_progress_artifact(artifact_id=bar, progress=100.0 * done / total)

    return tick


def say(outcome: dict[str, Any], words: str) -> None:
    """What whoever looks at this run must know, in its log and among its outcome; "" is nothing to say."""
    if words:
        outcome.setdefault("said", []).append(words)
        if watched():
            get_run_logger().warning(words)


def run_name(title: str) -> Callable[[], str]:
    """Names a flow run by milestone and day: what the operator sees in the list of runs."""

    def named() -> str:
        request = flow_run.parameters.get("request")
        day = getattr(request, "as_of", None)
        return f"{title} {day}" if day else f"{title} 当日"

    return named
