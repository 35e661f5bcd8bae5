"""县市报送 (K01, K02, F03): in June and November the counties hand in report, summary table and evidence."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def county_submission(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """6月10日、11月10日前，各县（市）财政局报送工作情况、汇总表和佐证材料。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("county_submission", request)
