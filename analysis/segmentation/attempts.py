"""One attempt: fit a family in a space from several seeds, and score what it found."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from analysis.segmentation.families import DETERMINISTIC, FAMILIES, Labels, Points
from analysis.segmentation.measures import (
    agreement,
    count_distinct,
    measures,
    segment_shares,
)

NOISE = -1

Seeds = list[int]


@dataclass(frozen=True)
class Tried:
    """What came of a candidate.

    Attributes
    ----------
    labels : DataFrame
        ``label`` of each customer, 0 for the segment that pays most; -1 is noise.
        Empty when the candidate could not be fitted.
    scores : dict
        ``segments`` (0 when it could not be fitted) and the other `measures`,
        ``smallest_share`` (whatever the seed), ``inertia``, ``bic``, ``stability``
        (mean adjusted Rand index between seeds), ``seconds`` (of one fit).
    """

    labels: DataFrame
    scores: dict[str, float]


def attempt(
    family: str, parameters: dict[str, Any], needed: int, points: Points, seeds: Seeds
) -> Tried:
    """Fit a family from each seed, and score the partition of the first.

    Parameters
    ----------
    family : str
    parameters : dict
        Its hyper-parameters.
    needed : int
        Number of different customers without which it cannot be fitted.
    points : Points
    seeds : list of int

    Returns
    -------
    Tried
    """
    if count_distinct(points.values) < needed:
        return Tried(DataFrame({"label": []}, dtype=np.int16), {"segments": 0.0})
    method, once = FAMILIES[family], family in DETERMINISTIC
    began = time.perf_counter()
    first = method(points, seeds[0], **parameters)
    seconds = time.perf_counter() - began
    others = [] if once else seeds[1:]
    again = [method(points, seed, **parameters).labels for seed in others]
    labels = by_value(first.labels, points.customers["monetary"].to_numpy())
    scores = measures(points.values, points.customers, labels) | {
        "smallest_share": smallest_share([labels, *again]),
        "inertia": first.inertia,
        "bic": first.bic,
        "stability": 1.0 if once else agreement([labels, *again]),
        "seconds": seconds,
    }
    plain = {name: float(value) for name, value in scores.items()}
    return Tried(DataFrame({"label": labels}), plain)


def smallest_share(partitions: list[Labels]) -> float:
    """Share of the smallest segment of any partition; NaN when none has a segment."""
    shares = np.concatenate([segment_shares(labels) for labels in partitions])
    return shares.min() if len(shares) else np.nan


def by_value(labels: Labels, paid: NDArray[np.float64]) -> Labels:
    """Number the segments from the one whose customers pay most; noise stays."""
    segments = np.unique(labels[labels != NOISE])
    means = np.array([paid[labels == segment].mean() for segment in segments])
    order = np.argsort(-means, kind="stable")
    place = np.empty(len(segments), dtype=np.int64)
    place[order] = np.arange(len(segments))
    ordered = np.full(len(labels), NOISE, dtype=np.int16)
    for segment, number in zip(segments, place, strict=True):
        ordered[labels == segment] = number
    return ordered
