"""How the agreement falls with age: curves, bands, crossings, and the interval.

A curve follows one origin.  The band of an age pools the origins, each with resampled
customers: it tells what a segmentation of any date may expect.  The interval between
two refreshes is the largest age up to which the lower edge of the band has stayed above
the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Index, MultiIndex

from analysis.maintenance.agreement import (
    Counts,
    accuracy,
    adjusted_rand,
    matched,
    resampled,
)

KEYS = ["origin", "age_weeks"]
# Of each origin, when origins are resampled: they differ far more than its customers.
RESAMPLED_CUSTOMERS = 20


@dataclass(frozen=True)
class Aged:
    """Contingency tables of one variant, by origin and age.

    Attributes
    ----------
    index : MultiIndex
        ``origin`` and ``age_weeks`` of each table, in their order.
    tables : ndarray of shape (pairs, k, k)
        Columns are matched to the rows: the diagonal holds who stays.
    """

    index: MultiIndex
    tables: Counts

    @classmethod
    def of(cls, tables: DataFrame, variant: str) -> Aged:
        """Those of a variant (see :class:`~analysis.maintenance.simulation.Aging`)."""
        cells = tables[tables["variant"] == variant]
        cells = cells.sort_values([*KEYS, "old", "new"])
        k = int(cells["old"].max())
        counts = cells["customers"].to_numpy().reshape(-1, k, k)
        index = MultiIndex.from_frame(cells[KEYS].iloc[:: k * k])
        return cls(index, np.array([matched(table) for table in counts]))

    @property
    def ages(self) -> Index:
        return self.index.unique("age_weeks").sort_values()

    def only(self, segments: Sequence[int]) -> Aged:
        """Without the customers whom neither model puts into one of some segments."""
        k = self.tables.shape[-1]
        others = [place for place in range(k) if place + 1 not in segments]
        tables = self.tables.copy()
        tables[np.ix_(range(len(tables)), others, others)] = 0
        return Aged(self.index, tables)

    def wide(self, values: NDArray[np.float64]) -> DataFrame:
        """One value per pair, as one row per origin and one column per age."""
        return DataFrame({"value": values}, index=self.index)["value"].unstack()


def bootstrapped(aged: Aged, times: int, seed: int) -> NDArray[np.float64]:
    """Agreement with resampled customers, by origin and age.

    The models are not fitted again.

    Returns
    -------
    ndarray of shape (origins, ages, times)
        NaN where an age has not been observed.
    """
    agreement = np.array(
        [
            adjusted_rand(resampled(table, times, seed + place))
            for place, table in enumerate(aged.tables)
        ]
    )
    origins = aged.index.unique("origin")
    filled = np.full((len(origins), len(aged.ages), times), np.nan)
    rows = origins.get_indexer(aged.index.get_level_values("origin"))
    columns = aged.ages.get_indexer(aged.index.get_level_values("age_weeks"))
    filled[rows, columns] = agreement
    return filled


def edges(
    values: NDArray[np.float64], confidence: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Edges of the central share ``confidence`` of values of shape (origins, ages, …).

    Returns
    -------
    low, high : ndarray of shape (ages,)
    """
    tail = (1 - confidence) / 2
    pooled = np.moveaxis(values, 1, 0).reshape(values.shape[1], -1)
    low, high = np.nanquantile(pooled, [tail, 1 - tail], axis=1)
    return low, high


def first_crossing(
    ages: Sequence[float], agreement: Sequence[float], threshold: float
) -> float:
    """Age at which the agreement first falls below the threshold; NaN: never.

    Between two ages the agreement is taken to change at a constant pace.
    """
    ages, agreement = np.asarray(ages, float), np.asarray(agreement, float)
    below = np.flatnonzero(agreement < threshold)
    if not len(below):
        return np.nan
    after = int(below[0])
    if after == 0:
        return float(ages[0])
    before = after - 1
    part = (agreement[before] - threshold) / (agreement[before] - agreement[after])
    return float(ages[before] + part * (ages[after] - ages[before]))


def last_above(ages: Index, low: NDArray[np.float64], threshold: float) -> float:
    """Largest age up to which ``low`` stays at the threshold or above; NaN: all."""
    below = np.flatnonzero(low < threshold)
    if not len(below):
        return np.nan
    return float(ages[max(below[0] - 1, 0)])


@dataclass(frozen=True)
class Interval:
    """How long one may wait, in weeks.

    Attributes
    ----------
    weeks : float
        NaN when the lower edge stays above the threshold as long as was observed.
    low, high : float
        Of the central share of intervals that other origins would have given; the
        last observed age stands for those without an end.
    origins : int
    """

    weeks: float
    low: float
    high: float
    origins: int


def interval(
    aged: Aged, threshold: float, confidence: float, times: int, seed: int
) -> Interval:
    """Derive the interval between two refreshes, and how sure it is.

    Origins are resampled with replacement, each with its resampled customers, and the
    interval is derived again.

    Parameters
    ----------
    aged : Aged
    threshold, confidence : float
    times : int
        Resamples.
    seed : int

    References
    ----------
    A. C. Davison and D. V. Hinkley, *Bootstrap Methods and Their Application* (1997),
    p. 100–102 (resampling of groups).
    """
    values = bootstrapped(aged, times, seed)
    found = last_above(aged.ages, edges(values, confidence)[0], threshold)
    draw = np.random.default_rng(seed)
    origins = draw.integers(len(values), size=(times, len(values)))
    tail = (1 - confidence) / 2
    # (resample, origin, age, …) → (resample, age, all values of that age)
    sampled = np.moveaxis(values[origins, :, :RESAMPLED_CUSTOMERS], 2, 1)
    sampled = sampled.reshape(times, len(aged.ages), -1)
    # An age that no resampled origin has reached says nothing against it.
    sampled[np.isnan(sampled).all(axis=2)] = 1
    lows = np.nanquantile(sampled, tail, axis=2)
    again = np.array([last_above(aged.ages, low, threshold) for low in lows])
    ends = np.nan_to_num(again, nan=float(aged.ages[-1]))
    low, high = np.quantile(ends, [tail, 1 - tail], method="inverted_cdf")
    return Interval(found, float(low), float(high), len(values))


def curves(aged: Aged, weeks: DataFrame) -> DataFrame:
    """One row per origin and age.

    Parameters
    ----------
    aged : Aged
    weeks : DataFrame
        See :class:`~analysis.maintenance.simulation.Aging`.

    Returns
    -------
    DataFrame
        ``origin``, ``date``, ``age_weeks``, ``customers``, ``new_customers`` (among
        them, since the origin), ``ari``, ``accuracy``, ``moved_share``, ``refit_ari``.
    """
    by_date = weeks.set_index("date")
    table = aged.index.to_frame(index=False)
    origin = table["origin"].dt.as_unit("us")
    date = origin + table["age_weeks"].map(lambda week: np.timedelta64(7 * week, "D"))
    kept = accuracy(aged.tables)
    known = by_date["customers"].reindex(date).to_numpy()
    return table.assign(
        date=date,
        customers=known,
        new_customers=known - by_date["customers"].reindex(origin).to_numpy(),
        ari=adjusted_rand(aged.tables),
        accuracy=kept,
        moved_share=1 - kept,
        refit_ari=by_date["refit_ari"].reindex(date).to_numpy(),
    )


def crossings(curve: DataFrame, threshold: float) -> DataFrame:
    """When each origin's agreement falls below the threshold.

    Returns
    -------
    DataFrame
        ``origin``, ``customers`` (of the origin), ``crossing_weeks`` (NaN: not seen),
        ``observed_weeks``.
    """
    rows = [
        {
            "origin": origin,
            "customers": int(rows["customers"].iloc[0]),
            "crossing_weeks": first_crossing(rows["age_weeks"], rows["ari"], threshold),
            "observed_weeks": int(rows["age_weeks"].iloc[-1]),
        }
        for origin, rows in curve.groupby("origin")
    ]
    return DataFrame(rows)
