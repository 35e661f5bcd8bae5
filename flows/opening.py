"""年度开账 (X02, X09, X11): what the last work year left, and what must be decided before anybody is graded."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def opening(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """结转上年的监控不合格、未了结的整改、偏低的结果、延期、撤并单位和未决建议。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("opening", request)
