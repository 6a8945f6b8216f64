"""Exact silhouettes of many partitions of the same points at once.

Distances do not depend on the partition: each block of them is computed once, while it
fits the processor's cache, and summed by segment for all partitions together.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_limits

# A block of distances is ROWS × COLUMNS numbers: 1 MiB, within a processor's cache.
ROWS, COLUMNS = 256, 512


def silhouette_samples(
    space: NDArray[np.floating],
    partitions: Sequence[ArrayLike],
    *,
    noise: object = None,
) -> list[NDArray[np.float64]]:
    """Silhouette of each point in each partition.

    Parameters
    ----------
    space : ndarray of shape (points, features)
    partitions : sequence of array-like of shape (points,)
        Labels of any kind; one array per partition.
    noise : optional
        Label of the points that belong to no segment: they have no silhouette (NaN) and
        count in nobody's.

    Returns
    -------
    list of ndarray of shape (points,)
        For each partition, (b − a) / max(a, b), where a is the mean Euclidean distance
        to the other points of the segment, b the smallest mean distance to another
        segment; 0 for a point alone in its segment, and everywhere when there is only
        one segment.  Within 1e-4 of :func:`sklearn.metrics.silhouette_samples`: squared
        distances are computed in double precision, their roots in single precision.

    References
    ----------
    P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation
    of cluster analysis", Journal of Computational and Applied Mathematics 20 (1987),
    p. 53–65.
    """
    if not len(partitions):
        return []
    kept = [np.asarray(each) != noise for each in partitions]
    labels = [
        np.unique(np.asarray(each)[here], return_inverse=True)[1]
        for each, here in zip(partitions, kept, strict=True)
    ]
    sizes = [np.bincount(each) for each in labels]
    ends = np.cumsum([len(size) for size in sizes], dtype=int)
    points = np.asarray(space, dtype=np.float64)
    points = points - points.mean(axis=0)
    members = np.zeros((len(points), sum(map(len, sizes))), dtype=np.float32)
    for each, here, size, end in zip(labels, kept, sizes, ends, strict=True):
        members[np.flatnonzero(here), end - len(size) + each] = 1
    sums = distance_sums(points, members)
    found = []
    for each, here, size, end in zip(labels, kept, sizes, ends, strict=True):
        values = np.full(len(points), np.nan)
        values[here] = from_sums(sums[here, end - len(size) : end], each, size)
        found.append(values)
    return found


def distance_sums(
    points: NDArray[np.float64], members: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Sum of the distances from each point to the members of each segment."""
    squares = np.square(points).sum(axis=1, keepdims=True)
    ones = np.ones_like(squares)
    # The product of two such rows is the squared distance |x|² − 2x·y + |y|²; in single
    # precision, the difference would lose the distances between close points.
    left = np.hstack([points, squares, ones])
    right = np.hstack([-2 * points, ones, squares])

    def block(start: int) -> NDArray[np.float64]:
        rows = left[start : start + ROWS]
        total = np.zeros((len(rows), members.shape[1]))
        for first in range(0, len(points), COLUMNS):
            squared = rows @ right[first : first + COLUMNS].T
            distances = squared.astype(np.float32)
            np.sqrt(np.maximum(distances, 0, out=distances), out=distances)
            total += distances @ members[first : first + COLUMNS]
        return total

    with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.vstack(list(pool.map(block, range(0, len(points), ROWS))))


def from_sums(
    sums: NDArray[np.float64], labels: NDArray[np.intp], sizes: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Silhouettes of one partition, from the sums of distances to its segments."""
    if len(sizes) == 1:
        return np.zeros(len(labels))
    own = np.arange(len(labels)), labels
    within = sums[own] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[own] = np.inf
    between = means.min(axis=1)
    larger = np.maximum(within, between)
    measurable = (sizes[labels] > 1) & (larger > 0)
    return np.divide(
        between - within, larger, out=np.zeros(len(labels)), where=measurable
    )
