"""Yellowbrick's pictures of the choice of k, as images: they show customers one by one.

They are drawn on paper whatever the page's theme (``book/theme.css`` frames them), in
French, with the segments' colours.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from IPython.display import Image
from numpy.typing import NDArray
from pandas import DataFrame, Series

from analysis.charts import typeface
from analysis.charts.theme import ACCENT, NEUTRAL
from analysis.french import number, sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from sklearn.base import BaseEstimator

    from analysis.segmentation import Segmentation

SAMPLE = 6000
WIDTH, HEIGHT = 5.4, 3.4
RESOLUTION = 260
SHOWN = 620
PAPER, INK, QUIET = "#fcfaf6", "#1f1d1a", "#5f594f"


@dataclass(frozen=True)
class Pictures:
    """PNG images of the choice of the number of segments.

    Attributes
    ----------
    elbow : bytes
        Distortion against k (Yellowbrick's KElbowVisualizer).
    silhouette : bytes
        Silhouette of each sampled customer, by segment (SilhouetteVisualizer).
    """

    elbow: bytes
    silhouette: bytes


def pictures(
    customers: DataFrame,
    segmentation: Segmentation,
    portraits: DataFrame,
    k_max: int,
    seed: int,
) -> Pictures:
    """Draw both pictures on one stratified sample of the customers who purchased.

    Parameters
    ----------
    customers : DataFrame
        See :func:`analysis.customers.customers`.
    segmentation : Segmentation
    portraits : DataFrame
        See :func:`analysis.portraits.portraits`: names and colours.
    k_max : int
        Largest number of segments of the elbow's picture; the smallest is 2.
    seed : int
    """
    sample = stratified(segmentation.assign(customers), SAMPLE, seed)
    space = segmentation.prepare(customers.loc[sample])
    segments = portraits[portraits["segment"] > 0].sort_values("segment")
    return Pictures(
        elbow=elbow(space, range(2, k_max + 1), segmentation.k, seed),
        silhouette=silhouette(space, np.array(segmentation.centroids), segments),
    )


def shown(picture: bytes) -> Image:
    """Show a picture at its size on the page."""
    return Image(picture, format="png", width=SHOWN)


def stratified(segments: Series, size: int, seed: int) -> list[Any]:
    """Draw customers so that each segment keeps its share; the rule-based one is out.

    Returns
    -------
    list
        Labels of the index of ``segments``; at least two customers of each segment that
        has two.
    """
    fitted = segments[segments > 0]
    part = min(1.0, size / max(len(fitted), 1))
    drawn = []
    for _, members in fitted.groupby(fitted):
        wanted = min(len(members), max(2, round(part * len(members))))
        drawn.extend(members.sample(wanted, random_state=seed).index)
    return drawn


def elbow(
    space: NDArray[np.float64], candidates: range, chosen: int, seed: int
) -> bytes:
    """Draw the distortion of k-means against the number of segments.

    Parameters
    ----------
    space : array of shape (customers, features)
        Standardised.
    candidates : range
        Numbers of segments.
    chosen : int
        The one that the study retained.
    seed : int
    """
    from matplotlib.ticker import MaxNLocator
    from sklearn.cluster import KMeans
    from yellowbrick.cluster import KElbowVisualizer
    from yellowbrick.exceptions import YellowbrickWarning

    with canvas() as axes, warnings.catch_warnings():
        warnings.simplefilter("ignore", YellowbrickWarning)  # no elbow: none is drawn
        model = KMeans(n_init=4, random_state=seed)
        visualizer = KElbowVisualizer(
            model, k=list(candidates), timings=False, ax=axes
        ).fit(space)
        curve, *line = axes.lines
        curve.set(color=NEUTRAL, marker="o", markersize=5)
        score = visualizer.k_scores_[list(candidates).index(chosen)]
        axes.plot(chosen, score, "o", color=ACCENT, markersize=9)
        label(axes, f"k = {chosen}, retenu", (chosen, score), (8, 12))
        for rule in line:
            rule.set(color=NEUTRAL, linewidth=1)
            name = f"coude selon Yellowbrick : {visualizer.elbow_value_}"
            label(axes, name, (visualizer.elbow_value_, 0), (6, 8))
        axes.set(ylim=(0, None), xticks=list(candidates))
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_formatter(lambda value, _: number(value))
        axes.set_xlabel("nombre de segments")
        axes.set_title("somme des carrés des distances au centre", loc="left")
        return png(axes)


def silhouette(
    space: NDArray[np.float64], centroids: NDArray[np.float64], segments: DataFrame
) -> bytes:
    """Draw the silhouette of each sampled customer under the chosen model.

    Parameters
    ----------
    space : array of shape (customers, features)
    centroids : array of shape (k, features)
    segments : DataFrame
        ``name`` and ``colour``, one row per centroid.
    """
    from yellowbrick.cluster import SilhouetteVisualizer

    with canvas() as axes:
        visualizer = SilhouetteVisualizer(
            nearest(centroids), colors=list(segments["colour"]), is_fitted=True, ax=axes
        ).fit(space)
        mean = visualizer.silhouette_score_
        axes.lines[0].set(color=INK, linewidth=1)
        bottom, top = 1.02 * len(space), -0.08 * len(space)
        axes.set(ylim=(bottom, top), xlim=(None, 1))
        label(axes, f"moyenne : {number(mean, 2)}", (mean, top), (6, -10))
        places = apart(visualizer.y_tick_pos_, 0.075 * len(space))
        axes.set_yticks(places, list(segments["name"]))
        axes.xaxis.set_major_formatter(lambda value, _: number(value, 1))
        axes.set_xlabel(sentence("silhouette de chaque client, segment par segment"))
        return png(axes)


def apart(places: Sequence[float], least: float) -> list[float]:
    """Push increasing places upwards until each is ``least`` after the one before."""
    spaced = [places[0]]
    for place in places[1:]:
        spaced.append(max(place, spaced[-1] + least))
    return spaced


def nearest(centroids: NDArray[np.float64]) -> BaseEstimator:
    """Give Yellowbrick the chosen model as the estimator that it expects."""
    from sklearn.base import BaseEstimator, ClusterMixin
    from sklearn.metrics import pairwise_distances_argmin

    class NearestCentroid(ClusterMixin, BaseEstimator):
        n_clusters = len(centroids)

        def predict(self, space: NDArray[np.float64]) -> NDArray[np.int64]:
            return pairwise_distances_argmin(space, centroids)

    return NearestCentroid()


@contextmanager
def canvas() -> Iterator[Axes]:
    """Axes on paper, in the book's type; Yellowbrick's own style stays out."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(style()):
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        yield figure.subplots()


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
