"""县市考核 (K03, K04): in July and December the centre scores the counties item by item."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def county_assessment(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """7月、12月，对各县（市）全面实施预算绩效管理情况考核。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("county_assessment", request)
