"""重点评价 (D05–D08): by 31 July every finance department has at least ten key projects evaluated independently."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def key_evaluation(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """7月底前，各级财政完成不少于10个项目的重点绩效评价。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("key_evaluation", request)
