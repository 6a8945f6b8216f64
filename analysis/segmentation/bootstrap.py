"""Does each segment come back when the customers are drawn again?"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame
from sklearn.metrics.cluster import contingency_matrix

Labels = NDArray[np.integer]

# Below this, a segment is called dissolved (Hennig, p. 265).
DISSOLVED = 0.5


def jaccard_by_segment(
    labels: Labels, resamples: Iterable[tuple[NDArray[np.intp], Labels]]
) -> DataFrame:
    """Similarity of each segment with its best match in resampled customers.

    Parameters
    ----------
    labels : ndarray of int, shape (customers,)
        The partition in question, 0, 1, …; -1 (noise) is no segment.
    resamples : iterable of (ndarray of int, ndarray of int)
        Positions of the customers drawn with replacement, sorted, and their labels when
        the method is run on them alone.

    Returns
    -------
    DataFrame
        One row per segment: ``segment`` (1, 2, …), ``customers``, ``jaccard`` (mean
        over the draws of the size of the intersection over that of the union, both
        among the customers drawn, counted once) and ``dissolved`` (share of the draws
        in which it is at most 0.5).

    References
    ----------
    C. Hennig, "Cluster-wise assessment of cluster stability", Computational Statistics
    & Data Analysis 52 (2007), p. 258–271.
    """
    k = int(labels.max()) + 1
    found = []
    for drawn, again in resamples:
        once = np.append(True, drawn[1:] != drawn[:-1])
        found.append(best_matches(labels[drawn[once]], again[once], k))
    return DataFrame(
        {
            "segment": np.arange(1, k + 1),
            "customers": np.bincount(labels[labels >= 0], minlength=k),
            "jaccard": np.mean(found, axis=0),
            "dissolved": np.mean(np.array(found) <= DISSOLVED, axis=0),
        }
    )


def best_matches(labels: Labels, again: Labels, k: int) -> NDArray[np.float64]:
    """Jaccard similarity of each of k segments with the most similar new one."""
    together = contingency_matrix(labels, again).astype(float)
    sizes, others = together.sum(axis=1), together.sum(axis=0)
    similar = together / (sizes[:, np.newaxis] + others - together)
    present, new = np.unique(labels), np.unique(again)
    similar[:, new < 0] = 0
    result = np.zeros(k)
    result[present[present >= 0]] = similar[present >= 0].max(axis=1, initial=0)
    return result
