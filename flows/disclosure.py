"""信息公开 (M01–M05, D08): what was approved is published in twenty days; what is secret or unknown never."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def disclosure(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """批复之后20日内公开；涉密、敏感和未确认的不公开。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("disclosure", request)
