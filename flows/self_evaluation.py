"""单位自评 (D01): by 31 March every unit rates all its projects of the year before; who is late is told so."""

from prefect import flow

from tasks.check import check
from tasks.collect import collect
from tasks.desk import at_desk
from tasks.judge import judge
from tasks.notify import notify
from tasks.publish import publish
from tasks.record import record
from tasks.request import Request
from tasks.verb import run_name


@flow(name="单位自评", flow_run_name=run_name("单位自评"), description="收表 → 核对 → 评定 → 入账 → 通知 → 出表")
def self_evaluation(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """收表 → 核对 → 评定 → 入账 → 通知 → 出表。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    with at_desk("self_evaluation", request) as desk:
        filed = collect(desk)
        checked = check(desk, filed)
        judged = judge(desk, checked)
        recorded = record(desk, checked, judged)
        told = notify(desk)
        publish(desk, recorded, told)
