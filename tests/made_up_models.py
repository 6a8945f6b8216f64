"""Segmentations made without fitting: around a few customers taken at random."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
from pandas import DataFrame

from analysis.everyday.saved import SavedSegmentation
from analysis.segmentation import Segmentation

COLOURS = ("#80868c", "#ac4c02", "#4a63c5", "#a84a75", "#c1801b", "#6986f5", "#cd6ab7")


def around(
    customers: DataFrame,
    features: Sequence[str],
    k: int = 4,
    *,
    transforms: Mapping[str, tuple[str, float]] | None = None,
    reach: float = 2.5,
    seed: int = 0,
) -> Segmentation:
    """A model whose centroids are customers; ``transforms``: kind and exponent."""
    transforms = transforms or {}
    kinds = [transforms.get(feature, ("none", 1.0)) for feature in features]
    bought = customers[customers["frequency"] > 0]
    fill = bought[list(features)].mean().fillna(0)
    flat = Segmentation(
        space="made up",
        features=tuple(features),
        transforms=tuple(kind for kind, _ in kinds),
        exponents=tuple(exponent for _, exponent in kinds),
        fill=tuple(fill.tolist()),
        centre=(0.0,) * len(features),
        scale=(1.0,) * len(features),
        centroids=((0.0,) * len(features),),
        reach=reach,
        seed=seed,
        n_init=1,
        trained_on=len(bought),
        inertia=0.0,
    )
    values = flat.prepare(bought)
    centre, spread = values.mean(axis=0), values.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    chosen = np.random.default_rng(seed).choice(len(values), k, replace=False)
    placed = (values[chosen] - centre) / scale
    return Segmentation(
        **{
            **vars(flat),
            "centre": tuple(centre.tolist()),
            "scale": tuple(scale.tolist()),
            "centroids": tuple(map(tuple, placed.tolist())),
        }
    )


def saved(
    model: Segmentation, names: Sequence[str] = (), fingerprint: str = "f00d"
) -> SavedSegmentation:
    """What an export would keep of a model."""
    made_up = ["Sans achat", *(f"Groupe {rank}" for rank in range(1, model.k + 1))]
    return SavedSegmentation(
        segmentation=model,
        names=tuple(names or made_up),
        colours=COLOURS[: model.k + 1],
        as_of=dt.datetime(2018, 8, 31),
        fingerprint=fingerprint,
    )
