"""整体自评 (G02): by 30 April every unit rates its whole budget of the year before."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def overall_self_evaluation(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """4月底前，各单位完成上年度整体支出绩效自评。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("overall_self_evaluation", request)
