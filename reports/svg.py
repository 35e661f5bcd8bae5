"""Figures as inline SVG: text stays text, ids are the figure's own, the same figure gives the same bytes."""

import logging
import re
import warnings
from io import StringIO
from typing import Any

import matplotlib as mpl
from markupsafe import Markup, escape
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

INK, SOFT, RULE, HAIR = "#1b2733", "#566370", "#d5dbe1", "#e6eaee"
STYLE: Any = {
    "svg.fonttype": "none", "svg.hashsalt": "jixiao",
    "text.parse_math": False,  # a project called 补助$100_{x$ is not a formula
    "font.family": "sans-serif", "font.size": 10,
    "font.sans-serif": ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans CJK JP", "DejaVu Sans"],
    "text.color": INK, "axes.edgecolor": RULE, "axes.labelcolor": SOFT, "xtick.color": SOFT, "ytick.color": SOFT,
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "axes.axisbelow": True,
    "grid.color": HAIR, "grid.linewidth": 0.8, "xtick.major.size": 3, "ytick.major.size": 0,
}
_LEFT_OUT = re.compile(r"\s*<metadata>.*?</metadata>|\s*<style.*?</style>|<!--.*?-->", re.DOTALL)


def blank_axes(height: float) -> tuple[Figure, Any]:
    """A figure 5.6 inches wide, in STYLE: at phone width its text still has nine pixels. Draw inside `drawing()`."""
    figure = Figure(figsize=(5.6, height))
    axes = figure.add_axes((0.075, 0.11, 0.895, 0.78))
    axes.grid(axis="y")
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    return figure, axes


def drawing() -> Any:
    """The context in which figures are made and saved."""
    return mpl.rc_context(STYLE)


def inline(figure: Figure, name: str, title: str, description: str) -> Markup:
    """The figure as one `<svg>`; `name` goes before its ids. Title and description are what a screen reader says."""
    svg = _LEFT_OUT.sub("", _saved(figure))
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    view_box = re.search(r'viewBox="[^"]*"', svg)
    body = svg[svg.index(">") + 1 :]
    return Markup(  # noqa: S704  (our own figure; matplotlib escapes its labels)
        f'<svg class="chart" role="img" aria-labelledby="{name}-t {name}-d" {view_box.group() if view_box else ""} '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>{body}'
    )


def _saved(figure: Figure) -> str:
    """matplotlib's SVG from `<svg` on. A missing CJK font only costs the build machine the text widths."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    drawn = StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    whole = drawn.getvalue()
    return whole[whole.index("<svg") :].strip()
