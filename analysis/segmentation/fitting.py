"""The fit of the chosen model."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame
from sklearn.cluster import KMeans
from sklearn.pipeline import Pipeline

from analysis.errors import InputError
from analysis.segmentation.measures import count_distinct
from analysis.segmentation.model import Segmentation
from analysis.segmentation.parallel import on_one_core
from analysis.segmentation.preparation import (
    NAMED,
    has_purchased,
    prepared,
    raw_values,
)
from analysis.settings import Space

# Share of the training customers that the reach of a model leaves out.
FARTHEST = 0.001
FIRST = 1000


def fit(
    customers: DataFrame,
    space: Space,
    k: int,
    seed: int,
    *,
    n_init: int = 5,
    init: str = "k-means++",
    name: str = "",
) -> Segmentation:
    """Fit k-means and order its segments by value.

    Parameters
    ----------
    customers : DataFrame
        The customer table; those without any purchase do not take part.
    space : Space
        One that can be deployed (see `is_writable`).
    k : int
        Number of segments.
    seed : int
    n_init : int
        How many times k-means starts; the fit of lowest inertia is kept.
    init : str
        How it starts: ``"k-means++"`` or ``"random"``.
    name : str
        Name of the space.

    Returns
    -------
    Segmentation

    Raises
    ------
    InputError
        A feature cannot be used, or fewer than k customers differ.
    """
    points, steps = prepared(customers, space)
    # The first points tell it at once, unless most customers are alike.
    if count_distinct(points[:FIRST]) < k:
        check_enough(count_distinct(points), k)
    clusterer = KMeans(k, init=init, n_init=n_init, random_state=seed)
    on_one_core(clusterer.fit, (points,))
    paid = raw_values(customers, ["monetary"])["monetary"]
    value = paid[has_purchased(customers)].groupby(clusterer.labels_).mean()
    order = value.sort_values(ascending=False, kind="stable").index
    centroids = clusterer.cluster_centers_[order]
    distances = clusterer.transform(points).min(axis=1)
    return Segmentation(
        space=name,
        features=tuple(space.features),
        **learnt(steps, space),
        centroids=tuple(map(tuple, centroids.tolist())),
        reach=float(np.quantile(distances, 1 - FARTHEST)),
        seed=seed,
        n_init=n_init,
        trained_on=len(points),
        inertia=float(clusterer.inertia_),
    )


def is_writable(space: Space) -> bool:
    """Whether a `Segmentation`, hence a query, can hold the steps of a space."""
    return NAMED not in space.features and "quantile" not in space.transforms.values()


def learnt(steps: Pipeline, space: Space) -> dict[str, tuple]:
    """What the fitted steps of a space hold, per feature, as plain values."""
    columns, scaler = (step for _, step in steps.steps)
    imputers = [columns.named_transformers_[each][0] for each in space.features]
    powers = [columns.named_transformers_[each][1] for each in space.features]
    names = [space.transforms.get(each, "none") for each in space.features]
    exponents = [
        float(power.lambdas_[0]) if name == "yeo-johnson" else 1.0
        for power, name in zip(powers, names, strict=True)
    ]
    centre, scale = centre_and_scale(scaler)
    return {
        "transforms": tuple(names),
        "exponents": tuple(exponents),
        "fill": tuple(float(imputer.statistics_[0]) for imputer in imputers),
        "centre": tuple(centre.tolist()),
        "scale": tuple(scale.tolist()),
    }


def centre_and_scale(scaler: object) -> tuple[np.ndarray, np.ndarray]:
    """What a fitted scaler subtracts, and by what it divides."""
    if hasattr(scaler, "mean_"):
        return scaler.mean_, scaler.scale_
    if hasattr(scaler, "center_"):
        return scaler.center_, scaler.scale_
    return scaler.data_min_, 1 / scaler.scale_


def check_enough(distinct: int, k: int) -> None:
    if distinct < k:
        raise InputError(
            f"customer table: {distinct} different customers with a purchase cannot "
            f"form {k} segments; give more data or lower study.yml › segmentation › "
            "rule › segments."
        )
