"""The spaces of ``study.yml``: what weighs in their distances, what they separate."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from analysis.segmentation.measures import count_distinct
from analysis.segmentation.parallel import in_threads
from analysis.segmentation.preparation import NAMED
from analysis.settings import Space

N_INIT = 5
SCORES = [
    "silhouette",
    "smallest_share",
    "eta_monetary",
    "rank_eta_monetary",
    "eta_frequency",
    "eta_satisfaction",
]
Points = NDArray[np.float64]
Spaces = Mapping[str, Space]


def partition(points: Points, k: int, seed: int) -> NDArray[np.int_] | None:
    """Segment of each point under k-means; None when fewer than k points differ."""
    if count_distinct(points) < k:
        return None
    model = KMeans(k, n_init=N_INIT, random_state=seed)
    return model.fit_predict(points)


def partitions(
    points: Mapping[str, Points], k: int, seed: int
) -> dict[str, NDArray[np.int_] | None]:
    """Segments of all buyers under the same k-means in each space."""
    fits = in_threads(partition, [(each, k, seed) for each in points.values()])
    return dict(zip(points, fits, strict=True))


def weights(points: Mapping[str, Points], spaces: Spaces) -> DataFrame:
    """Share of each feature in the distances of each space.

    The mean squared distance between two customers is twice the sum of the variances
    of the coordinates: a feature weighs in it what its coordinates vary.

    Parameters
    ----------
    points : mapping of str to array of shape (customers, coordinates)
        The customers in each space.
    spaces : mapping of str to Space

    Returns
    -------
    DataFrame
        ``space``, ``feature``, ``share`` (of the total variance, 0 when all customers
        are alike), ``coordinates`` (1, or the number of categories).
    """
    rows = []
    for name, space in spaces.items():
        variances = points[name].var(axis=0)
        total = variances.sum() or 1.0
        numeric = [feature for feature in space.features if feature != NAMED]
        rows += [
            (name, feature, variance / total, 1)
            for feature, variance in zip(numeric, variances, strict=False)
        ]
        if NAMED in space.features:
            rest = variances[len(numeric) :]
            rows.append((name, NAMED, rest.sum() / total, len(rest)))
    return DataFrame(rows, columns=["space", "feature", "share", "coordinates"])


def agreements(fits: dict[str, NDArray[np.int_] | None], chosen: Series) -> DataFrame:
    """Adjusted Rand index of each space's segments with the chosen ones.

    Returns
    -------
    DataFrame
        ``space``, ``ari`` (NaN where nothing could be fitted).
    """
    rows = [
        (name, np.nan if labels is None else adjusted_rand_score(chosen, labels))
        for name, labels in fits.items()
    ]
    return DataFrame(rows, columns=["space", "ari"])


def effects(agreements: DataFrame, screened: DataFrame, k: int) -> DataFrame:
    """What the same k-means separates in each space.

    Parameters
    ----------
    agreements : DataFrame
        See `agreements`.
    screened : DataFrame
        First round of the trials (:class:`analysis.segmentation.trials.Trials`).
    k : int
        Number of segments.

    Returns
    -------
    DataFrame
        ``space``, ``ari`` and, from the trials, ``silhouette``, ``smallest_share``,
        ``eta_monetary``, ``rank_eta_monetary``, ``eta_frequency``,
        ``eta_satisfaction`` (NaN where the space was not tried with k segments).
    """
    tried = screened[(screened["family"] == "kmeans") & (screened["k"] == k)]
    first = tried.drop_duplicates("space").set_index("space")
    return agreements.join(first[SCORES], on="space")


def recited(
    buyers: DataFrame, fits: dict[str, NDArray[np.int_] | None], minimum: int
) -> DataFrame:
    """Main category of the customers of each segment, in the spaces with categories.

    Returns
    -------
    DataFrame
        ``space``, ``segment`` (number without meaning), ``customers``, ``category``
        (the most frequent), ``share`` (of the segment's customers), ``base`` (of all
        buyers); segments of fewer than ``minimum`` customers are left out.
    """
    everywhere = buyers[NAMED].value_counts(normalize=True)
    rows = []
    for name, labels in fits.items():
        for segment, members in buyers[NAMED].groupby(labels):
            shares = members.value_counts(normalize=True)
            if len(shares) and len(members) >= minimum:
                first = shares.index[0]
                share, base = shares.iloc[0], everywhere[first]
                rows.append((name, segment, len(members), first, share, base))
    columns = ["space", "segment", "customers", "category", "share", "base"]
    return DataFrame(rows, columns=columns)
