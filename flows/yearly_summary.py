"""年度总结 (H01–H03, I01–I03, N01, N02, E01): funds, counties and the prefecture sum up the year."""

from flows.round import go_round, milestone
from tasks.request import Request


@milestone
def yearly_summary(request: Request = Request()) -> None:  # noqa: B008  (frozen by Prefect into the form's defaults)
    """11月底前基金、县（市）总结，12月形成自治州总结。

    Args:
        request: 都可以空着：空着就是今天、全部区划。
    """
    go_round("yearly_summary", request)
