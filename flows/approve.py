"""审批 (X11): a named person decides a proposal, with a reason; until then nothing that hurts anybody counts."""

from prefect import flow

from tasks.approval import Approval
from tasks.decide import decide
from tasks.desk import at_desk
from tasks.request import Request


@flow(name="审批", description="决定一条建议：同意或不同意，写明决定人和理由")
def approve(approval: Approval) -> None:
    """决定一条建议；之后由各节点的下一次运行采用。

    Args:
        approval: 建议编号、决定、决定人和理由。
    """
    request = Request(work_year=approval.work_year, operator=approval.decided_by, reason=approval.reason)
    with at_desk("daily", request) as desk:
        decide(desk, approval)
