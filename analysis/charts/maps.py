"""Maps of the customers, as images: a page never holds a customer's row.

Both have a transparent background and a middle grey for their words, so that they read
well on the light page and on the dark one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from analysis.charts.canvas import canvas, png
from analysis.charts.pictures import stratified
from analysis.french import percent, sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.segmentation import Segmentation

SAMPLE = 4000
PERPLEXITY = 30
# What each segment has at least: a small one would have no point to be seen.
LEAST = 60
# Share of the points, at each end of an axis, that stands out of the frame.
TRIMMED = 0.002
DOT, OPACITY = 7, 0.55
WORDS = "#7c766b"


@dataclass(frozen=True)
class Maps:
    """Customers on the plane, coloured by segment.

    Attributes
    ----------
    pca, tsne : bytes
        PNG images.
    explained : DataFrame
        ``axis`` (1, 2, …), ``share`` of the variance of the space.
    sampled : int
        Customers drawn.
    """

    pca: bytes
    tsne: bytes
    explained: DataFrame
    sampled: int


def maps(
    customers: DataFrame, segmentation: Segmentation, portraits: DataFrame, seed: int
) -> Maps:
    """Draw a stratified sample of the customers who purchased, in two projections.

    Parameters
    ----------
    customers : DataFrame
        See :func:`analysis.customers.customers`.
    segmentation : Segmentation
    portraits : DataFrame
        See :func:`analysis.portraits.portraits`: names and colours.
    seed : int

    References
    ----------
    L. van der Maaten and G. Hinton, "Visualizing data using t-SNE", Journal of Machine
    Learning Research 9 (2008), p. 2579–2605.
    """
    from sklearn.decomposition import PCA

    segments = segmentation.assign(customers)
    sample = stratified(segments, SAMPLE, seed, LEAST)
    space = segmentation.prepare(customers.loc[sample])
    belongs = segments.loc[sample].reset_index(drop=True)
    projection = PCA(random_state=seed).fit(
        segmentation.prepare(customers[segments > 0])
    )
    shares = projection.explained_variance_ratio_
    known = portraits[portraits["segment"] > 0].sort_values("segment")
    names = [f"axe {axis} ({percent(share)})" for axis, share in enumerate(shares, 1)]
    return Maps(
        pca=drawn(plane(projection.transform(space)), belongs, known, names[:2]),
        tsne=drawn(neighbours(space, seed), belongs, known, []),
        explained=DataFrame({"axis": range(1, len(shares) + 1), "share": shares}),
        sampled=len(sample),
    )


def plane(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first two coordinates; a second one of zeros where there is but one."""
    if points.shape[1] < 2:
        points = np.column_stack([points, np.zeros(len(points))])
    return points[:, :2]


def neighbours(space: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Place customers on the plane so that neighbours stay neighbours (t-SNE)."""
    from sklearn.manifold import TSNE

    perplexity = min(PERPLEXITY, max(1, (len(space) - 1) // 3))
    model = TSNE(perplexity=perplexity, init="random", random_state=seed)
    return model.fit_transform(space)


def drawn(
    points: NDArray[np.float64], belongs: Series, portraits: DataFrame, axes: list[str]
) -> bytes:
    """One dot per customer in the colour of the segment, large segments below.

    Parameters
    ----------
    points : array of shape (customers, 2)
    belongs : Series of int
        Segment of each point.
    portraits : DataFrame
        ``segment``, ``name`` and ``colour`` of the segments.
    axes : list of str
        Names of the axes, if they have any.
    """
    with canvas() as frame:
        frame.figure.set(facecolor="none")
        frame.set(facecolor="none", xticks=[], yticks=[])
        for segment in belongs.value_counts().index:
            place = portraits["segment"] == segment
            dots = points[(belongs == segment).to_numpy()]
            colour, name = portraits.loc[place, ["colour", "name"]].iloc[0]
            frame.scatter(*dots.T, s=DOT, c=colour, alpha=OPACITY, lw=0, label=name)
        bounded(frame, points)
        for set_name, name in zip(
            (frame.set_xlabel, frame.set_ylabel), axes, strict=False
        ):
            set_name(sentence(name), color=WORDS)
        legend(frame, list(portraits["name"]))
        return png(frame)


def bounded(frame: Axes, points: NDArray[np.float64]) -> None:
    """Leave the farthest points out of the frame: they would crowd all the others."""
    low, high = np.quantile(points, [TRIMMED, 1 - TRIMMED], axis=0)
    room = 0.05 * np.maximum(high - low, 1e-9)
    (left, bottom), (right, top) = low - room, high + room
    frame.set(xlim=(left, right), ylim=(bottom, top))


def legend(frame: Axes, order: list[str]) -> None:
    """Names of the segments beside the dots, in the order of the portraits."""
    handles, names = frame.get_legend_handles_labels()
    found = dict(zip(names, handles, strict=True))
    shown = frame.legend(
        [found[name] for name in order if name in found],
        [name for name in order if name in found],
        loc="center left",
        bbox_to_anchor=(1, 0.5),
        frameon=False,
        labelcolor=WORDS,
        markerscale=2.5,
        handletextpad=0.2,
    )
    for handle in shown.legend_handles:
        handle.set_alpha(1)
