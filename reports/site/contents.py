"""The contents page: one place from which everything people read can be opened."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from config.routing import routing
from reports.environment import html
from reports.site.shelf import grouped


class Piece(NamedTuple):
    """One file: under which heading, its name, where it lies."""

    heading: str
    name: str
    path: str

    @property
    def address(self) -> str:
        """The path as a link has it."""
        return quote(self.path)


def contents_page(years: Sequence[tuple[str, bool, Sequence[Piece]]]) -> str:
    """Of each work year whether it has a ledger, and its pieces; the style stands in the page itself."""
    told = [(year, ledger, grouped(pieces, lambda piece: piece.heading)) for year, ledger, pieces in years]
    return html().get_template("site/contents.html").render(years=told, place=routing())
