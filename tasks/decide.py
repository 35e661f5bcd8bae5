"""decide 决定: record what a named person decided about one proposal, if its basis still stands (X11)."""

from tasks.approval import Approval
from tasks.deciding import settle
from tasks.desk import Desk
from tasks.rules.rulings import WORDS
from tasks.verb import verb


class Expired(ValueError):
    """The proposal is not there any more: its facts or the rulebook have changed."""


@verb("决定 decide", retries=0)
def decide(desk: Desk, approval: Approval) -> int:
    """Record the decision on a proposal or a held paper; returns its id. Raises Expired when there is no such thing."""
    with desk.engine.begin() as conn:
        ruling = WORDS[approval.choice], approval.decided_by, approval.reason
        made = settle(conn, desk, [(approval.proposal, ruling)])
        if not made:
            raise Expired(f"没有编号为 {approval.proposal} 的待决定建议：依据可能已经变化，请按最新的审批表决定")
        return made[0]
