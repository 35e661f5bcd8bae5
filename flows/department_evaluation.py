"""部门评价 (D02, D03): by 30 April every department evaluates projects worth a fifth of its money."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def department_evaluation(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """4月底前，各主管部门选取不低于项目预算总额20%的项目开展部门评价。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("department_evaluation", request)
