"""直达资金审核 (J01–J03): every direct-funds project of the counties is reviewed; problems go out the same day."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def direct_funds_review(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """监控之后和考核之前，对县（市）直达资金100%审核，问题当日推送。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("direct_funds_review", request)
