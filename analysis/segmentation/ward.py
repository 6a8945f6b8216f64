"""Ward's hierarchical clustering of points that stand for several customers each.

SciPy's and scikit-learn's linkages give every point the same weight; micro-clusters
of very different sizes need theirs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.cluster.hierarchy import DisjointSet


def weighted_linkage(
    centres: NDArray[np.float64], weights: ArrayLike
) -> NDArray[np.float64]:
    """Ward's merges of weighted points, by chains of nearest neighbours.

    Parameters
    ----------
    centres : ndarray of shape (points, features)
    weights : array-like of shape (points,)
        Number of customers behind each point.

    Returns
    -------
    ndarray of shape (points - 1, 4)
        As :func:`scipy.cluster.hierarchy.linkage`: the two clusters merged, the height
        (the square root of twice the variance added, so that unit weights give SciPy's
        heights) and the number of *points* in the new cluster.

    References
    ----------
    F. Murtagh, "A survey of recent advances in hierarchical clustering algorithms", The
    Computer Journal 26 (1983), p. 354–359 (nearest-neighbour chains).
    """
    centres, weights = centres.astype(float), np.asarray(weights, dtype=float)
    merges: list[tuple[int, int, float]] = []
    alive = np.ones(len(centres), dtype=bool)
    chain: list[int] = []
    while len(merges) < len(centres) - 1:
        if not chain:
            chain.append(int(np.argmax(alive)))
        last = chain[-1]
        costs = merging_costs(centres, weights, alive, last)
        nearest = int(np.argmin(costs))
        # The one before in the chain is kept when as near: the chain must end.
        if len(chain) > 1 and costs[chain[-2]] <= costs[nearest]:
            other = chain[-2]
            del chain[-2:]
            merges.append((last, other, float(np.sqrt(2 * costs[other]))))
            total = weights[last] + weights[other]
            share = weights[other] / total
            centres[last] += share * (centres[other] - centres[last])
            weights[last] = total
            alive[other] = False
        else:
            chain.append(nearest)
    return in_order(merges, len(centres))


def merging_costs(
    centres: NDArray[np.float64],
    weights: NDArray[np.float64],
    alive: NDArray[np.bool_],
    one: int,
) -> NDArray[np.float64]:
    """Variance that merging ``one`` with each other cluster would add."""
    distances = np.square(centres - centres[one]).sum(axis=1)
    costs = distances * weights * weights[one] / (weights + weights[one])
    costs[~alive] = np.inf
    costs[one] = np.inf
    return costs


def in_order(merges: list[tuple[int, int, float]], points: int) -> NDArray[np.float64]:
    """Sort merges by height and number the clusters that they make, as SciPy does."""
    clusters = DisjointSet(range(points))
    number, size = list(range(points)), [1] * (2 * points - 1)
    rows = np.zeros((len(merges), 4))
    ordered = sorted(merges, key=lambda merge: merge[2])
    for made, (one, other, height) in enumerate(ordered, start=points):
        left, right = sorted((number[clusters[one]], number[clusters[other]]))
        size[made] = size[left] + size[right]
        rows[made - points] = left, right, height, size[made]
        clusters.merge(one, other)
        number[clusters[one]] = made
    return rows
