"""结果应用 (F01–F03, P03, P06): below 80 points the next budget is cut; the excellent are listed."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def results_application(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """预算编制前，按评价结果提出扣减、整改、通报、约谈建议。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("results_application", request)
