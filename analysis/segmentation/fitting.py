"""Candidates, their scores, and the fit of the chosen one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame
from sklearn.cluster import KMeans
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
)
from sklearn.pipeline import Pipeline

from analysis.errors import InputError
from analysis.segmentation.choice import choose
from analysis.segmentation.model import Segmentation
from analysis.segmentation.parallel import in_threads
from analysis.segmentation.preparation import has_purchased, preparation, raw_values
from analysis.segmentation.silhouette import silhouette_samples
from analysis.settings import SegmentationSettings

Space = NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """A way to cut the prepared space: k-means with ``k`` segments."""

    k: int
    n_init: int

    def fit(self, space: Space, seed: int) -> KMeans:
        clusterer = KMeans(self.k, n_init=self.n_init, random_state=seed)
        return clusterer.fit(space)


def candidates(settings: SegmentationSettings) -> list[Candidate]:
    """What the settings ask to try, in the order of k."""
    return [
        Candidate(k, settings.n_init) for k in range(settings.k_min, settings.k_max + 1)
    ]


def scan(customers: DataFrame, settings: SegmentationSettings, seed: int) -> DataFrame:
    """Try each number of segments and apply the rule of ``study.yml``.

    Parameters
    ----------
    customers : DataFrame
        The customer table; those without any purchase are left out.
    settings : SegmentationSettings
    seed : int
        The partitions whose agreement is the stability come from ``seed``,
        ``seed`` + 1, …; the other scores are those of ``seed``, which `fit` uses too.

    Returns
    -------
    DataFrame
        One row per k: ``k``, ``inertia``, ``silhouette`` (exact mean over all
        fitted customers), ``calinski_harabasz``, ``davies_bouldin``, ``smallest_share``
        (of the fitted customers, in whichever seed's partition it is smallest),
        ``stability`` (mean adjusted Rand index of the seeds' partitions, pair by pair),
        then ``eligible``, ``reason`` and ``chosen``: see `choose`.

    Raises
    ------
    InputError
        A feature cannot be used, or fewer customers differ than ``k_min`` needs.
    """
    space, _ = prepared(customers, settings)
    distinct = count_distinct(space)
    check_enough(distinct, settings.k_min)
    tried = candidates(settings)
    possible = [candidate for candidate in tried if candidate.k <= distinct]
    seeds = [seed + draw for draw in range(settings.seeds)]
    fits = in_threads(
        Candidate.fit,
        [(candidate, space, each) for candidate in possible for each in seeds],
    )
    groups = [fits[i : i + len(seeds)] for i in range(0, len(fits), len(seeds))]
    rows = in_threads(scores, [(space, group) for group in groups])
    table = DataFrame(rows, index=[candidate.k for candidate in possible])
    silhouettes = silhouette_samples(space, [group[0].labels_ for group in groups])
    table.insert(1, "silhouette", [values.mean() for values in silhouettes])
    table = table.reindex([candidate.k for candidate in tried]).rename_axis("k")
    return choose(
        table.reset_index(), settings.minimum_share, settings.minimum_stability
    )


def fit(
    customers: DataFrame,
    settings: SegmentationSettings,
    seed: int,
    k: int | None = None,
) -> Segmentation:
    """Fit k-means and order its segments by value.

    Parameters
    ----------
    customers : DataFrame
        The customer table; those without any purchase do not take part.
    settings : SegmentationSettings
    seed : int
    k : int, optional
        By default, what the rule chooses (see `scan`).

    Returns
    -------
    Segmentation

    Raises
    ------
    InputError
        A feature cannot be used, or fewer than k customers differ.
    """
    if k is None:
        trials = scan(customers, settings, seed)
        k = int(trials.loc[trials["chosen"], "k"].item())
    space, steps = prepared(customers, settings)
    check_enough(count_distinct(space), k)
    [clusterer] = in_threads(
        Candidate.fit, [(Candidate(k, settings.n_init), space, seed)]
    )
    paid = raw_values(customers, ["monetary"])["monetary"]
    value = paid[has_purchased(customers)].groupby(clusterer.labels_).mean()
    order = value.sort_values(ascending=False, kind="stable").index
    imputer, _, scaler = (step for _, step in steps.steps)
    return Segmentation(
        features=tuple(settings.features),
        transforms=tuple(
            settings.transforms.get(feature, "none") for feature in settings.features
        ),
        fill=tuple(imputer.statistics_.tolist()),
        centre=tuple(scaler.mean_.tolist()),
        scale=tuple(scaler.scale_.tolist()),
        centroids=tuple(map(tuple, clusterer.cluster_centers_[order].tolist())),
        seed=seed,
        trained_on=len(space),
        inertia=float(clusterer.inertia_),
    )


def prepared(
    customers: DataFrame, settings: SegmentationSettings
) -> tuple[Space, Pipeline]:
    """Customers who purchased, in the standardised space, and its fitted pipeline."""
    purchasers = customers[has_purchased(customers)]
    values = raw_values(purchasers, settings.features, settings.transforms)
    check_enough(len(values), settings.k_min)
    steps = preparation(settings.features, settings.transforms)
    return steps.fit_transform(values.to_numpy()), steps


def scores(space: Space, fits: list[KMeans]) -> dict[str, float]:
    """Scores of the first fit; the smallest segment and the agreement of all."""
    labels = fits[0].labels_
    return {
        "inertia": fits[0].inertia_,
        "calinski_harabasz": calinski_harabasz_score(space, labels),
        "davies_bouldin": davies_bouldin_score(space, labels),
        "smallest_share": min(smallest_share(each.labels_) for each in fits),
        "stability": agreement([each.labels_ for each in fits]),
    }


def agreement(partitions: list[NDArray[np.int32]]) -> float:
    """Mean adjusted Rand index over all pairs of partitions of the same customers."""
    pairs = combinations(partitions, 2)
    return float(np.mean([adjusted_rand_score(one, other) for one, other in pairs]))


def smallest_share(labels: NDArray[np.int32]) -> float:
    return float(np.bincount(labels).min() / len(labels))


def count_distinct(space: Space) -> int:
    return len(DataFrame(space).drop_duplicates())


def check_enough(distinct: int, k: int) -> None:
    if distinct < k:
        raise InputError(
            f"customer table: {distinct} different customers with a purchase cannot "
            f"form {k} segments; give more data or lower study.yml › segmentation › "
            "k_min."
        )
