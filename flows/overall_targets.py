"""整体绩效目标 (G01): in February every unit sets the targets of its whole budget."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def overall_targets(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """2月，各单位设定部门（单位）整体支出绩效目标。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("overall_targets", request)
