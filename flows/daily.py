"""每日台账与催报 (O02–O10, X01): every working day the ledger is held against the calendar, gaps are named."""

from flows.round import finish_last_year, go_round, milestone
from tasks.request import Request


@milestone
def daily(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """每个工作日核对总台账，列出缺项、断链和追责建议；1月里先收上一工作年度没有办完的。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    finish_last_year(request)
    go_round("daily", request)
