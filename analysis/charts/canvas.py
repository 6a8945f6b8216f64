"""The paper that matplotlib draws on: the report's colours and type, in French."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from analysis.charts import typeface
from analysis.french import sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 5.4, 3.4
RESOLUTION = 260
PAPER, INK, QUIET = "#fcfaf6", "#1f1d1a", "#5f594f"


@contextmanager
def canvas() -> Iterator[Axes]:
    """Axes on paper, in the book's type; Yellowbrick's own style stays out."""
    from matplotlib import pyplot

    with pyplot.rc_context(style()):
        # One that pyplot knows: Yellowbrick makes its axes the current ones.
        figure = pyplot.figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        try:
            yield figure.subplots()
        finally:
            pyplot.close(figure)


def style() -> dict[str, Any]:
    """Matplotlib settings: paper and ink, no frame, the report's type."""
    return {
        "font.family": [typeface.for_matplotlib(), "DejaVu Sans"],
        "font.size": 11,
        "axes.labelsize": 11,
        "axes.titlesize": 11,
        "xtick.labelsize": 11,
        "ytick.labelsize": 11,
        "axes.titlecolor": QUIET,
        "axes.labelcolor": QUIET,
        "axes.facecolor": PAPER,
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.spines.bottom": False,
        "axes.grid": False,
        "figure.facecolor": PAPER,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "text.color": INK,
    }


def label(
    axes: Axes, text: str, point: tuple[float, float], offset: tuple[int, int]
) -> None:
    """Write beside a point, ``offset`` typographic points away."""
    axes.annotate(sentence(text), point, offset, textcoords="offset points")


def png(axes: Axes) -> bytes:
    """Write the figure of some axes as an image that depends on nothing but them."""
    content = io.BytesIO()
    axes.figure.savefig(content, dpi=RESOLUTION, metadata={"Software": None})
    return content.getvalue()
