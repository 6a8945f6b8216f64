"""How far the customers of a date have drifted from those whom the model was fitted on.

Three distances between two samples of a feature, each of which sees something else:
the population stability index (shares of ten classes), the Kolmogorov-Smirnov statistic
(the largest gap between the two distribution functions) and the Wasserstein distance
(how far values moved on average).  Values that are shifted by half a standard deviation
within a normal law have 0.25, 0.2 and 0.5: the levels at which alarms usually ring.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pandas import DataFrame

DECILES = np.arange(1, 10) / 10
# What an empty class counts for, so that its logarithm exists.
SMALLEST_SHARE = 1e-4


@dataclass(frozen=True)
class Sample:
    """The values of one feature at one date, sorted once for all comparisons.

    Attributes
    ----------
    known : ndarray of float
        In increasing order, missing values left out.
    size : int
        Number of values, missing ones included.
    """

    known: NDArray[np.float64]
    size: int

    @classmethod
    def of(cls, values: ArrayLike) -> Sample:
        every = np.asarray(values, dtype=np.float64)
        return cls(np.sort(every[~np.isnan(every)]), len(every))


def drift(reference: DataFrame, later: DataFrame, features: Sequence[str]) -> DataFrame:
    """Compare the features of two customer tables.

    Parameters
    ----------
    reference, later : DataFrame
        One row per customer, one column per feature, missing values as NaN; whoever
        is in both tables need not stand in the same place.
    features : sequence of str

    Returns
    -------
    DataFrame
        One row per feature: ``feature``, ``psi`` (see `psi`), ``ks`` (0 to 1) and
        ``wasserstein`` (standard deviations of the reference), see `distances`.
    """
    rows = []
    for feature in features:
        then, now = (Sample.of(table[feature]) for table in (reference, later))
        stability = shares_psi(*class_shares(classes(then), then, now))
        rows.append((feature, stability, *distances(then, now)))
    return DataFrame(rows, columns=["feature", "psi", "ks", "wasserstein"])


def psi(reference: ArrayLike, later: ArrayLike) -> float:
    """Population stability index between two samples of one feature.

    Parameters
    ----------
    reference, later : array-like of float
        The classes are the deciles of the reference (see `classes`); missing values
        are a class of their own.

    Returns
    -------
    float
        0 when all shares are equal.  By custom, a change is minor under 0.1 and major
        from 0.25 on.

    References
    ----------
    N. Siddiqi, *Credit Risk Scorecards*, Wiley, 2006, chapter 9.
    B. Yurdakul, J. Naranjo, "Statistical properties of the population stability index",
    *Journal of Risk Model Validation* 14 (4), 2020.
    """
    then, now = Sample.of(reference), Sample.of(later)
    return shares_psi(*class_shares(classes(then), then, now))


def psi_of_pairs(
    snapshots: Mapping[dt.date, DataFrame], features: Sequence[str]
) -> DataFrame:
    """Population stability index of each date's customers against each earlier date's.

    Parameters
    ----------
    snapshots : mapping of date to DataFrame
        Customers as of each date; every feature of a date is sorted once.
    features : sequence of str

    Returns
    -------
    DataFrame
        One row per pair of dates, the same one twice included: ``fitted``, ``date``,
        then ``psi_…`` for each feature.
    """
    dates = sorted(snapshots)
    pairs = list(combinations_with_replacement(dates, 2))
    table = DataFrame(pairs, columns=["fitted", "date"])
    for feature in features:
        samples = {date: Sample.of(snapshots[date][feature]) for date in dates}
        edges = {date: classes(sample) for date, sample in samples.items()}
        table[f"psi_{feature}"] = [
            shares_psi(*class_shares(edges[fitted], samples[fitted], samples[date]))
            for fitted, date in pairs
        ]
    return table


def shares_psi(then: ArrayLike, now: ArrayLike) -> float:
    """Population stability index between the shares of the same classes at two dates.

    Parameters
    ----------
    then, now : array-like of float, shape (classes,)
        An empty class counts for one customer of 10 000.

    Returns
    -------
    float
        Symmetric, never negative.
    """
    before, after = (
        np.maximum(np.asarray(shares, dtype=np.float64), SMALLEST_SHARE)
        for shares in (then, now)
    )
    return float(np.sum((after - before) * np.log(after / before)))


def classes(reference: Sample) -> NDArray[np.float64]:
    """Upper edges of the classes of a feature but the last one, which is open.

    They are the deciles.  A value that fills several of them (one purchase, five
    stars) is a class of its own, apart from what lies below it.
    """
    if not len(reference.known):
        return np.empty(0)
    deciles = np.quantile(reference.known, DECILES, method="inverted_cdf")
    edges, times = np.unique(deciles, return_counts=True)
    below = np.nextafter(edges[times > 1], -np.inf)
    return np.union1d(edges, below)


def class_shares(
    edges: NDArray[np.float64], *samples: Sample
) -> list[NDArray[np.float64]]:
    """Share of each class in each sample; the last class holds missing values."""
    shares = []
    for sample in samples:
        ends = np.searchsorted(sample.known, edges, side="right")
        counts = np.diff([0, *ends, len(sample.known), sample.size])
        shares.append(counts / max(sample.size, 1))
    return shares


def distances(reference: Sample, later: Sample) -> tuple[float, float]:
    """Kolmogorov-Smirnov statistic and Wasserstein distance, of the known values.

    Both are read off the gap between the two distribution functions, which one sort
    gives: `scipy.stats`, that sorts for each of them, takes ten times as long.

    Returns
    -------
    ks : float
        Largest gap, 0 to 1; NaN when one sample holds no known value.
    wasserstein : float
        Area of the gap, in standard deviations of the reference; NaN also when the
        reference does not vary and the later sample differs from it.

    References
    ----------
    A. Ramdas, N. García Trillos, M. Cuturi, "On Wasserstein two-sample testing and
    related families of nonparametric tests", *Entropy* 19 (2), 2017.
    """
    one, other = len(reference.known), len(later.known)
    if not one or not other:
        return np.nan, np.nan
    both = np.concatenate([reference.known, later.known])
    # Two sorted halves: a stable sort only merges them.
    order = np.argsort(both, kind="stable")
    # Whole numbers: equal samples are at a distance of exactly 0.
    steps = np.where(order < one, other, -one)
    gap = np.abs(np.cumsum(steps)[:-1]) / (one * other)
    widths = np.diff(both[order])
    # Between equal values, the gap is not yet that of the distribution functions.
    largest, area = gap[widths > 0].max(initial=0.0), float(gap @ widths)
    spread = np.std(reference.known) or np.nan
    return float(largest), area / spread if area else 0.0
