"""绩效监控 (C01–C05): as of 31 May and 31 August every unit reports how its projects stand."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def monitoring(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """5月、8月底为监控节点，次月10日前报送；亮灯、审核、整改。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("monitoring", request)
