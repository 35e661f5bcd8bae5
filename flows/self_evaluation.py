"""单位自评 (D01): by 31 March every unit rates all its projects of the year before; who is late is told so."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def self_evaluation(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """3月底前，各单位对上年度全部项目支出自评。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("self_evaluation", request)
