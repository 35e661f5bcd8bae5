"""真实性核查 (E05, E06): by 30 June a random sample of self-evaluations is checked on the spot."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def verification(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """6月底前，按比例随机抽取项目，核查自评核心指标是否真实。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("verification", request)
