"""整体监控 (G03): as of 30 June every unit reports how its whole budget stands."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def overall_monitoring(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """以6月底为节点，各单位开展整体支出绩效监控。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("overall_monitoring", request)
