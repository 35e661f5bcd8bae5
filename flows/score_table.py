"""评价打分表 (D04, C05, E03, E04, X03–X05): one final score per project, capped by what audits and monitoring found."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def score_table(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """5月底前形成评价打分表；真实性核查、重点评价之后和预算编制之前重算。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("score_table", request)
