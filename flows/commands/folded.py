"""Tables of the terminal whose cells fold: nothing an official must read is cut off by a narrow window."""

from rich.table import Table


def folded(title: str, *headings: str) -> Table:
    """An empty table with these headings."""
    table = Table(title=title)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
