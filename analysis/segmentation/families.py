"""The families of methods that are tried: points in, a partition out.

Each function takes `Points`, the hyper-parameters of its grid and a seed, and gives a
`Partition`.  Label -1 is noise: customers that a density method leaves aside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series, qcut
from scipy.cluster.hierarchy import fcluster
from sklearn.cluster import DBSCAN, HDBSCAN, KMeans, kmeans_plusplus
from sklearn.mixture import GaussianMixture
from stepmix.stepmix import StepMix

from analysis.segmentation.ward import weighted_linkage

Labels = NDArray[np.int64]

# Beyond so many customers, DBSCAN's neighbourhoods no longer fit the memory: cells of
# this side (in standard deviations) then stand for the customers that they hold.
MOST_NEIGHBOURS = 20_000
CELL = 0.1
# Purchases are few: one, two, or more.
MOST_PURCHASES = 3


@dataclass(frozen=True, eq=False)
class Points:
    """Customers with a purchase, in one space.

    Attributes
    ----------
    name : str
        Name of the space.
    customers : DataFrame
        Their rows of the customer table.
    values : ndarray of shape (customers, coordinates)
    """

    name: str
    customers: DataFrame
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Partition:
    """Labels 0, 1, … of the customers (-1: noise) and the method's own criterion."""

    labels: Labels
    inertia: float = np.nan
    bic: float = np.nan


def kmeans(points: Points, seed: int, *, k: int, init: str, n_init: int) -> Partition:
    """Centroids that minimise the squared distances (Lloyd)."""
    model = KMeans(k, init=init, n_init=n_init, random_state=seed).fit(points.values)
    return Partition(model.labels_, inertia=model.inertia_)


def rfm_grid(points: Points, seed: int, *, levels: int) -> Partition:
    """Cells of the classic grid: each variable cut into equal parts, then crossed.

    Equal values stay together, so that a variable with few values has fewer parts.
    """
    parts = DataFrame(
        {
            feature: qcut(
                points.customers[feature], levels, duplicates="drop"
            ).cat.codes
            for feature in ("recency", "frequency", "monetary")
        }
    )
    return Partition(parts.groupby(list(parts), sort=True).ngroup().to_numpy())


def equal_parts(values: Series, levels: int) -> Series:
    """Number of the part, from 0, in which each value falls."""
    if values.nunique() == 1:
        return Series(0, index=values.index)
    return qcut(values, levels, duplicates="drop").cat.codes


def ward(points: Points, seed: int, *, k: int, reduced_to: int) -> Partition:
    """Merges that add least variance, from micro-clusters weighed by their customers.

    The merges of 100 000 customers would need their 5 billion distances; those of
    ``reduced_to`` k-means micro-clusters do not.
    """
    merges, members = tree(points, seed, reduced_to)
    return Partition((fcluster(merges, k, criterion="maxclust") - 1)[members])


@lru_cache(maxsize=64)
def tree(points: Points, seed: int, reduced_to: int) -> tuple[NDArray, Labels]:
    """Ward's merges, and the micro-cluster of each customer."""
    centres, members = micro_clusters(points.values, seed, reduced_to)
    return weighted_linkage(centres, np.bincount(members)), members


def micro_clusters(
    values: NDArray[np.float64], seed: int, number: int
) -> tuple[NDArray[np.float64], Labels]:
    """Means of about ``number`` small groups, and the group of each customer.

    A few steps of k-means, from centres that k-means++ finds among some customers: the
    groups need to be small, not best.
    """
    members = np.unique(values, axis=0, return_inverse=True)[1]
    if members.max() >= number:
        draw = np.random.default_rng(seed)
        some = draw.choice(values, min(len(values), 10 * number), replace=False)
        centres, _ = kmeans_plusplus(some, number, random_state=seed)
        model = KMeans(number, init=centres, n_init=1, max_iter=10)
        members = np.unique(model.fit(values).labels_, return_inverse=True)[1]
    return means(values, members), members


def means(values: NDArray[np.float64], members: Labels) -> NDArray[np.float64]:
    """Mean of the customers of each group, array of shape (groups, coordinates)."""
    sums = np.column_stack([np.bincount(members, column) for column in values.T])
    return sums / np.bincount(members)[:, np.newaxis]


def dbscan(points: Points, seed: int, *, eps: float, min_samples: int) -> Partition:
    """Regions where ``min_samples`` customers stand within ``eps`` of one of them."""
    cells, members = points.values, np.arange(len(points.values))
    if len(cells) > MOST_NEIGHBOURS:
        cells, members = gathered(points.values, CELL)
    model = DBSCAN(eps=eps, min_samples=min_samples)
    model.fit(cells, sample_weight=np.bincount(members))
    return Partition(model.labels_[members])


def gathered(
    values: NDArray[np.float64], side: float
) -> tuple[NDArray[np.float64], Labels]:
    """Means of the customers of each cell of a regular grid, and each one's cell."""
    cells = np.floor(values / side).astype(np.int64)
    members = np.unique(cells, axis=0, return_inverse=True)[1]
    return means(values, members), members


def hdbscan(
    points: Points, seed: int, *, min_samples: int, smallest: float
) -> Partition:
    """Regions of any density that persist; ``smallest``: share of the customers."""
    size = max(2, round(smallest * len(points.values)))
    model = HDBSCAN(min_cluster_size=size, min_samples=min_samples, copy=True)
    return Partition(model.fit(points.values).labels_)


def mixture(points: Points, seed: int, *, k: int, covariance: str) -> Partition:
    """Gaussian components of which each customer takes the most likely."""
    model = GaussianMixture(
        k, covariance_type=covariance, reg_covar=1e-3, random_state=seed
    ).fit(points.values)
    return Partition(model.predict(points.values), bic=model.bic(points.values))


def latent_classes(points: Points, seed: int, *, k: int) -> Partition:
    """Classes in which each variable has the law of its kind.

    Purchases (1, 2, 3 or more) and rounded scores are categories, of which the score
    may be missing; recency and the logarithm of the amount are normal.  Distances
    between a score of 1 and one of 5 are not assumed.

    References
    ----------
    S. Morin et al., "StepMix: a Python package for pseudo-likelihood estimation of
    generalized mixture models with external variables", Journal of Statistical Software
    113 (2025).
    """
    customers = points.customers
    amounts = DataFrame(
        {
            "recency": standardised(customers["recency"]),
            "amount": standardised(np.log1p(customers["monetary"])),
        }
    )
    purchases = customers["frequency"].clip(upper=MOST_PURCHASES) - 1
    score = customers["satisfaction"].round() - 1
    if score.isna().all():
        score = score.fillna(0)
    table = amounts.assign(purchases=purchases, score=score).astype("float64")
    columns = ["purchases", "score", "recency", "amount"]
    kinds = {
        "purchases": {"model": "categorical", "n_columns": 1},
        "score": {"model": "categorical_nan", "n_columns": 1},
        "amounts": {"model": "gaussian_diag", "n_columns": 2},
    }
    model = StepMix(
        k, measurement=kinds, max_iter=100, random_state=seed, progress_bar=0
    )
    labels = model.fit(table[columns]).predict(table[columns])
    return Partition(np.asarray(labels), bic=float(model.bic(table[columns])))


def standardised(values: Series) -> Series:
    return (values - values.mean()) / (values.std() or 1)


# Those that a seed changes are fitted from several, and their agreement measured.
DETERMINISTIC = ("rfm_grid", "dbscan", "hdbscan")
FAMILIES: dict[str, Callable[..., Partition]] = {
    each.__name__: each
    for each in (kmeans, rfm_grid, ward, dbscan, hdbscan, mixture, latent_classes)
}
