"""What is measured of a partition: shape, sizes, meaning and stability."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pandas import DataFrame, Series
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
)
from sklearn.tree import DecisionTreeClassifier

from analysis.feature_names import NUMERIC

# What the client asks the segments to differ on.
SEPARATED = ("monetary", "frequency", "satisfaction")
DEPTH = 3


def measures(
    points: NDArray[np.float64], customers: DataFrame, labels: NDArray[np.integer]
) -> dict[str, float]:
    """Scores of one partition, but its silhouette.

    Parameters
    ----------
    points : ndarray of shape (customers, coordinates)
        The space of the partition.
    customers : DataFrame
        The same customers, with their features as they are.
    labels : ndarray of int, shape (customers,)
        -1 is noise: left out of all but the shares, which are of all customers.

    Returns
    -------
    dict
        ``segments`` (number), ``smallest_share``, ``largest_share``, ``noise_share``,
        ``calinski_harabasz``, ``davies_bouldin``, ``eta_…`` (see `eta_squared`) of
        monetary, frequency and satisfaction, ``rank_eta_monetary`` (of the ranks),
        ``separation`` (mean of the three), ``fidelity`` (see `fidelity`); NaN where a
        score has no meaning.
    """
    kept = labels >= 0
    found = labels[kept]
    shares = segment_shares(labels)
    scores = {
        "segments": len(shares),
        "smallest_share": shares.min() if len(shares) else np.nan,
        "largest_share": shares.max() if len(shares) else np.nan,
        "noise_share": 1 - kept.mean(),
    }
    told = customers[kept]
    etas = {f"eta_{name}": eta_squared(told[name], found) for name in SEPARATED}
    scores |= etas
    scores["rank_eta_monetary"] = eta_squared(told["monetary"].rank(), found)
    known = [value for value in etas.values() if not np.isnan(value)]
    scores["separation"] = np.mean(known) if known else np.nan
    if not 1 < len(shares) < len(found):
        alone = ("calinski_harabasz", "davies_bouldin", "fidelity")
        return scores | dict.fromkeys(alone, np.nan)
    return scores | {
        "calinski_harabasz": calinski_harabasz_score(points[kept], found),
        "davies_bouldin": davies_bouldin_score(points[kept], found),
        "fidelity": fidelity(told, found),
    }


def segment_shares(labels: NDArray[np.integer]) -> NDArray[np.float64]:
    """Share of all customers in each segment; the noise (-1) is none."""
    return np.unique_counts(labels[labels >= 0]).counts / len(labels)


def count_distinct(points: NDArray[np.float64]) -> int:
    """Number of points that differ from each other."""
    return len(np.unique(points, axis=0))


def eta_squared(values: Series, labels: ArrayLike) -> float:
    """Share of the variance of a variable that the segments explain.

    0 when all segments have the same mean, 1 when nobody differs within a segment; from
    0.14 on, a large effect.  NaN when the variable does not vary.

    References
    ----------
    J. Cohen, *Statistical Power Analysis for the Behavioral Sciences*, 2nd ed. (1988),
    p. 283–287.
    """
    known = values.notna().to_numpy()
    values = values[known].astype("float64").reset_index(drop=True)
    means = values.groupby(np.asarray(labels)[known]).transform("mean")
    total = np.square(values - values.mean()).sum()
    if len(values) < 2 or not total > 0:
        return np.nan
    return float(np.square(means - values.mean()).sum() / total)


def fidelity(customers: DataFrame, labels: NDArray[np.integer]) -> float:
    """Share of customers whom a tree of three questions sends to their segment.

    A segmentation that so few plain questions reproduce can be told to a colleague.
    """
    told = customers[[name for name in NUMERIC if name in customers]].astype("float64")
    told = told.fillna(told.mean()).fillna(0.0)
    tree = DecisionTreeClassifier(max_depth=DEPTH, random_state=0)
    return float(tree.fit(told, labels).score(told, labels))


def agreement(partitions: list[NDArray[np.integer]]) -> float:
    """Mean adjusted Rand index over all pairs of partitions of the same customers."""
    pairs = combinations(partitions, 2)
    return float(np.mean([adjusted_rand_score(one, other) for one, other in pairs]))
