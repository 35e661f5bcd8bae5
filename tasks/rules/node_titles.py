"""What a milestone and its node are called in the reasons that rules give: “5月监控”, “单位自评”."""

from config.rulebook import Rulebook


def node_title(book: Rulebook, milestone: str, node: str) -> str:
    """The title of the node, else of the milestone. Raises ConfigError for what the calendar does not have."""
    described = book.calendar.milestone(milestone)
    return (described.node(node).title if described.nodes else "") or described.title
