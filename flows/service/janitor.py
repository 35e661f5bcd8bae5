"""Before a worker starts: settle the runs that a dead worker left Running, and cancel what is hours too late."""

import asyncio
from datetime import timedelta

import psutil
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Cancelled, Crashed

from config.clock import now

SKIPPED: State[None] = Cancelled(message="错过时间超过 6 小时；之后的运行会补做")
TOO_LATE = timedelta(hours=6)  # every run asks what is due, so a burst of late ones would only repeat the first


async def settle() -> int:
    """Settle all dead and hopelessly late runs; returns how many."""
    async with get_client() as client:
        begun = await _unfinished(client, StateType.RUNNING, StateType.PENDING, StateType.CANCELLING)
        left = [run for run in begun if not _alive(run)]
        for run in left:
            await client.set_flow_run_state(run.id, Crashed(message="上次的工作进程已不在，运行作废"), force=True)
        late = [run for run in await _unfinished(client, StateType.SCHEDULED) if run.auto_scheduled and _too_late(run)]
        for run in late:
            await client.set_flow_run_state(run.id, SKIPPED, force=True)
        return len(left) + len(late)


async def _unfinished(client: PrefectClient, *types: StateType) -> list[FlowRun]:
    wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types))))
    return await client.read_flow_runs(flow_run_filter=wanted, limit=200)


def _alive(run: FlowRun) -> bool:
    """A run lives as long as the process that its worker noted does."""
    try:
        return bool(run.infrastructure_pid) and psutil.pid_exists(int(str(run.infrastructure_pid).rsplit(":", 1)[-1]))
    except ValueError:
        return False


def _too_late(run: FlowRun) -> bool:
    return run.expected_start_time is not None and now() - run.expected_start_time > TOO_LATE


if __name__ == "__main__":
    asyncio.run(settle())
