"""事前评估与目标闸门 (A01–A04, B01–B03): without an evaluation and a target no project gets into the budget."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def budget_gate(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """申请预算时，无事前评估、无绩效目标的不安排预算。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("budget_gate", request)
