"""Yellowbrick's pictures of the choice of k, as images: they show customers one by one.

They are drawn on paper whatever the page's theme (``book/theme.css`` frames them), in
French, with the segments' colours.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from IPython.display import Image
from numpy.typing import NDArray
from pandas import DataFrame, Series

from analysis.charts.canvas import INK, PAPER, canvas, label, png
from analysis.charts.theme import ACCENT, NEUTRAL
from analysis.french import number, sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from sklearn.base import BaseEstimator

    from analysis.segmentation import Segmentation

SAMPLE = 6000
# Widths in pixels, on a page and on a slide.
SHOWN, ON_SLIDE = 620, 790


@dataclass(frozen=True)
class Pictures:
    """PNG images of the choice of the number of segments.

    Attributes
    ----------
    elbow : bytes
        Distortion against k (Yellowbrick's KElbowVisualizer).
    elbow_k : int or None
        Where Yellowbrick finds the elbow; None where it finds none.
    silhouette, silhouette_beside : bytes
        Silhouette of each sampled customer, by segment (SilhouetteVisualizer), for the
        retained number and for the one beside it.
    distances, distances_beside : bytes
        Segments placed by the distances of their centroids (InterclusterDistance).
    beside : int
        The number of segments that the retained one is compared with.
    sampled : int
        Customers of the sample on which everything is drawn.
    """

    elbow: bytes
    elbow_k: int | None
    silhouette: bytes
    silhouette_beside: bytes
    distances: bytes
    distances_beside: bytes
    beside: int
    sampled: int


def pictures(
    customers: DataFrame,
    segmentation: Segmentation,
    portraits: DataFrame,
    k_max: int,
    seed: int,
) -> Pictures:
    """Draw all pictures on one stratified sample of the customers who purchased.

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
    distinct = len(np.unique(space, axis=0))
    segments = portraits[portraits["segment"] > 0].sort_values("segment")
    centroids = np.array(segmentation.centroids)
    k = segmentation.k
    beside = k + 1 if k < min(k_max, distinct) else max(k - 1, 2)
    others = neighbouring(space, beside, seed)
    candidates = range(2, min(k_max, distinct) + 1)
    drawn, elbow_k = elbow(space, candidates, k, seed)
    return Pictures(
        elbow=drawn,
        elbow_k=elbow_k,
        silhouette=silhouette(space, centroids, segments),
        silhouette_beside=silhouette(space, others, numbered(beside)),
        distances=distances(space, centroids, segments),
        distances_beside=distances(space, others, numbered(beside)),
        beside=beside,
        sampled=len(sample),
    )


def neighbouring(space: NDArray[np.float64], k: int, seed: int) -> NDArray[np.float64]:
    """Centroids of k-means with another number of segments, the largest first."""
    from sklearn.cluster import KMeans

    model = KMeans(k, n_init=4, random_state=seed).fit(space)
    order = np.argsort(-np.bincount(model.labels_, minlength=k), kind="stable")
    return model.cluster_centers_[order]


def numbered(k: int) -> DataFrame:
    """Names of segments that have no portrait: their number, all in grey."""
    names = [f"segment {number}" for number in range(1, k + 1)]
    return DataFrame({"name": names, "colour": NEUTRAL})


def shown(picture: bytes, width: int = SHOWN) -> Image:
    """Show a picture at its size on the page, or at another."""
    return Image(picture, format="png", width=width)


def stratified(segments: Series, size: int, seed: int, least: int = 2) -> list[Any]:
    """Draw customers so that each segment keeps its share; the rule-based one is out.

    Returns
    -------
    list
        Labels of the index of ``segments``; at least ``least`` customers of each
        segment that has as many.
    """
    fitted = segments[segments > 0]
    part = min(1.0, size / max(len(fitted), 1))
    drawn = []
    for _, members in fitted.groupby(fitted):
        wanted = min(len(members), max(least, round(part * len(members))))
        drawn.extend(members.sample(wanted, random_state=seed).index)
    return drawn


def elbow(
    space: NDArray[np.float64], candidates: range, chosen: int, seed: int
) -> tuple[bytes, int | None]:
    """Draw the distortion of k-means against k, and say where its elbow is.

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
        found = visualizer.elbow_value_
        return png(axes), None if found is None else int(found)


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
            nearest(space, centroids),
            colors=list(segments["colour"]),
            is_fitted=True,
            ax=axes,
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


def distances(
    space: NDArray[np.float64], centroids: NDArray[np.float64], segments: DataFrame
) -> bytes:
    """Draw the segments as discs, as far apart as their centroids are.

    Parameters
    ----------
    space : array of shape (customers, features)
    centroids : array of shape (k, features)
    segments : DataFrame
        ``name`` and ``colour``, one row per centroid.
    """
    from yellowbrick.cluster import InterclusterDistance

    with canvas() as axes, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="sklearn")  # of the layout
        InterclusterDistance(
            nearest(space, centroids),
            min_size=150,
            max_size=6000,
            legend=False,
            is_fitted=True,
            random_state=0,
            ax=axes,
        ).fit(space)
        [discs] = axes.collections
        discs.set(facecolor=list(segments["colour"]), edgecolor=PAPER, alpha=0.75)
        named_apart(axes, list(segments["name"]))
        axes.set(xticks=[], yticks=[])
        axes.margins(0.3)
        return png(axes)


def named_apart(axes: Axes, names: Sequence[str]) -> None:
    """Write names in the place of the numbers, none over another."""
    heights = [text.get_position()[1] for text in axes.texts]
    least = 0.09 * max(np.ptp(heights), np.finfo(float).tiny)
    order = np.argsort(heights)
    places = apart([heights[place] for place in order], least)
    for place, height in zip(order, places, strict=True):
        text = axes.texts[place]
        text.set(text=names[place], y=height, color=INK)


def apart(places: Sequence[float], least: float) -> list[float]:
    """Push increasing places upwards until each is ``least`` after the one before."""
    spaced = [places[0]]
    for place in places[1:]:
        spaced.append(max(place, spaced[-1] + least))
    return spaced


def nearest(
    space: NDArray[np.float64], centroids: NDArray[np.float64]
) -> BaseEstimator:
    """Give Yellowbrick the chosen model as the estimator that it expects."""
    from sklearn.base import BaseEstimator, ClusterMixin
    from sklearn.metrics import pairwise_distances_argmin

    class NearestCentroid(ClusterMixin, BaseEstimator):
        n_clusters = len(centroids)
        cluster_centers_ = centroids
        labels_ = pairwise_distances_argmin(space, centroids)

        def predict(self, space: NDArray[np.float64]) -> NDArray[np.int64]:
            return pairwise_distances_argmin(space, centroids)

    return NearestCentroid()
