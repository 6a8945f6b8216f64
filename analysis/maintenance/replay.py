"""Models of every week, and what they make of the customers of later weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, concat
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from analysis.maintenance.agreement import (
    Counts,
    accuracy,
    adjusted_rand,
    contingency,
    matched,
)
from analysis.maintenance.causes import (
    CLOCK_STOPPED,
    EVERYTHING,
    NOTHING,
    counterfactual,
    shapley,
    subsets,
)
from analysis.maintenance.drift import drift, psi_of_pairs, shares_psi
from analysis.maintenance.origins import age
from analysis.maintenance.variants import Variant
from analysis.segmentation import Segmentation, fit
from analysis.segmentation.parallel import in_threads

# The causes of a disagreement are told apart after one and two months, then quarters.
TOLD_APART = (4, 8, 13, 26, 39, 52)
# The clock is stopped every so many weeks.
STOPPED_EVERY = 2
# Told the stage, and how much of it is done out of how much.
Tell = Callable[[str, int, int], None]
Models = Mapping[dt.date, Segmentation]
Snapshots = Mapping[dt.date, DataFrame]


@dataclass(frozen=True)
class Replay:
    """The customers of every week, the origins, and how models are fitted.

    Attributes
    ----------
    snapshots : mapping of date to DataFrame
        See :func:`~analysis.maintenance.snapshots.snapshots`.
    origins : sequence of date
    horizon_weeks : int
    seed, n_init : int
    tell : callable
    """

    snapshots: Snapshots
    origins: Sequence[dt.date]
    horizon_weeks: int
    seed: int
    n_init: int
    tell: Tell

    @property
    def first(self) -> DataFrame:
        """The customers of the first week, who are the fewest."""
        return next(iter(self.snapshots.values()))

    @property
    def last(self) -> DataFrame:
        """The customers of the last week."""
        return self.snapshots[max(self.snapshots)]

    @property
    def aged(self) -> list[tuple[dt.date, dt.date]]:
        """Each origin with each week of its horizon, its own included."""
        return [
            (origin, date)
            for origin in self.origins
            for date in self.snapshots
            if 0 <= age(origin, date) <= self.horizon_weeks
        ]

    def fit(self, customers: DataFrame, variant: Variant, seed: int) -> Segmentation:
        return fit(customers, variant.space, variant.k, seed, n_init=self.n_init)

    def models(self, variant: Variant, again: bool = False) -> Models:
        """A model of each week; ``again``: with other draws."""
        seed = self.seed + again

        def fitted(date: dt.date) -> Segmentation:
            return self.fit(self.snapshots[date], variant, seed)

        models = self.run(f"fits {variant.label}", fitted, zip(self.snapshots))
        return dict(zip(self.snapshots, models, strict=True))

    def run(
        self, stage: str, function: Callable[..., Any], arguments: Iterable[tuple]
    ) -> list[Any]:
        """Call a function for each tuple, side by side, and tell the progress."""
        return in_threads(function, arguments, partial(self.tell, stage))


@dataclass(frozen=True)
class Live:
    """The models in use, one a week, whose segments have today's numbers.

    Attributes
    ----------
    models : mapping of date to Segmentation
    numbers : mapping of date to ndarray of shape (k,)
        Per segment of the model, the number (1…k) of today's segment that it resembles.
    """

    models: Models
    numbers: Mapping[dt.date, NDArray[np.int_]]

    @classmethod
    def of(cls, models: Models, today: Segmentation) -> Live:
        numbers = {date: resembling(model, today) for date, model in models.items()}
        return cls(models, numbers)

    def assign(self, date: dt.date, customers: DataFrame) -> NDArray[np.int_]:
        """Segments of customers by the model of a date, in today's numbers."""
        return self.numbered(date, self.models[date], customers)

    def numbered(
        self, date: dt.date, model: Segmentation, customers: DataFrame
    ) -> NDArray[np.int_]:
        return self.numbers[date][model.assign(customers).to_numpy() - 1]


def resembling(model: Segmentation, today: Segmentation) -> NDArray[np.int_]:
    """Number of today's segment that each segment of an earlier model resembles.

    Centroids are compared in each model's own standard deviations: customers who were
    recent for their time resemble those who are recent today.
    """
    distances = cdist(model.centroids, today.centroids, "sqeuclidean")
    return linear_sum_assignment(distances)[1] + 1


def weeks_of(replay: Replay, live: Live, again: Models) -> DataFrame:
    """One row per week, see :class:`~analysis.maintenance.simulation.Aging`."""

    def refit(date: dt.date) -> float:
        customers, model = replay.snapshots[date], live.models[date]
        partitions = model.assign(customers), again[date].assign(customers)
        return float(adjusted_rand(contingency(*partitions, model.k)))

    return DataFrame(
        {
            "date": pd.to_datetime(list(replay.snapshots)),
            "customers": [len(table) for table in replay.snapshots.values()],
            "refit_ari": replay.run("refit noise", refit, zip(replay.snapshots)),
            "is_origin": [date in replay.origins for date in replay.snapshots],
        }
    )


def models_of(replay: Replay, live: Live) -> DataFrame:
    """One row per week and segment: share and centroid."""
    parts = []
    for date, model in live.models.items():
        labels = live.assign(date, replay.snapshots[date])
        shares = np.bincount(labels, minlength=model.k + 1)[1:] / len(labels)
        centroids = model.profile_of_centroids().set_axis(live.numbers[date])
        told = centroids.sort_index().rename_axis("segment").reset_index()
        told.insert(0, "date", pd.Timestamp(date))
        told.insert(2, "share", shares)
        parts.append(told)
    return concat(parts, ignore_index=True)


def pairs_of(
    replay: Replay, live: Live
) -> tuple[DataFrame, dict[tuple[dt.date, dt.date], Counts]]:
    """Every model about the customers of every later week.

    Returns
    -------
    pairs : DataFrame
        See :class:`~analysis.maintenance.simulation.Aging`.
    tables : dict of (date, date) to ndarray
        Contingency table of each pair: the date of the old model, and of the customers.
    """
    pairs = list(combinations_with_replacement(replay.snapshots, 2))
    new = {date: live.assign(date, table) for date, table in replay.snapshots.items()}
    k = max(len(numbers) for numbers in live.numbers.values())

    def table(fitted: dt.date, date: dt.date) -> Counts:
        old = live.assign(fitted, replay.snapshots[date])
        return contingency(old, new[date], k)

    tables = dict(zip(pairs, replay.run("ages models", table, pairs), strict=True))
    shares = {pair: each.sum(axis=1) / each.sum() for pair, each in tables.items()}
    matches = [matched(tables[pair]) for pair in pairs]
    features = next(iter(live.models.values())).features
    told = DataFrame(
        {
            "fitted": pd.to_datetime([fitted for fitted, _ in pairs]),
            "date": pd.to_datetime([date for _, date in pairs]),
            "age_weeks": [age(*pair) for pair in pairs],
            "ari": adjusted_rand([tables[pair] for pair in pairs]),
            "moved_share": 1 - accuracy(matches),
            "psi_segments": [
                shares_psi(shares[fitted, fitted], shares[fitted, date])
                for fitted, date in pairs
            ],
        }
    )
    drifted = psi_of_pairs(replay.snapshots, features)
    return concat([told, drifted.drop(columns=["fitted", "date"])], axis=1), tables


def cells(
    variant: str, pairs: Sequence[tuple[dt.date, dt.date]], tables: Sequence[Counts]
) -> DataFrame:
    """Contingency tables of origins and dates, one row per cell."""
    k = len(tables[0])
    old, new = (index.ravel() + 1 for index in np.indices((k, k)))
    origins, dates = (
        np.repeat(pd.to_datetime(list(each)), k * k)
        for each in zip(*pairs, strict=True)
    )
    return DataFrame(
        {
            "variant": variant,
            "origin": origins,
            "date": dates,
            "age_weeks": np.repeat([age(*pair) for pair in pairs], k * k),
            "old": np.tile(old, len(pairs)),
            "new": np.tile(new, len(pairs)),
            "customers": np.ravel(tables),
        }
    )


def aged_tables(
    replay: Replay, variant: Variant, label: str | None = None
) -> DataFrame:
    """Contingency tables of a variant, from each origin."""
    models = replay.models(variant)
    new = {
        date: models[date].assign(customers).to_numpy()
        for date, customers in replay.snapshots.items()
    }

    def table(origin: dt.date, date: dt.date) -> Counts:
        old = models[origin].assign(replay.snapshots[date])
        return contingency(old, new[date], variant.k)

    name = label or variant.label
    tables = replay.run(f"ages {name}", table, replay.aged)
    return cells(name, replay.aged, tables)


def counterfactual_tables(
    replay: Replay, live: Live, variant: Variant
) -> dict[tuple[dt.date, dt.date], dict[frozenset[str], Counts]]:
    """Contingency tables of each origin and age on the customers as they would be.

    The clock is stopped every ``STOPPED_EVERY`` weeks; the other sets of causes are
    tried at the ages ``TOLD_APART``.
    """
    pairs = [
        pair
        for pair in replay.aged
        if age(*pair) % STOPPED_EVERY == 0 or age(*pair) in TOLD_APART
    ]

    def tables(origin: dt.date, date: dt.date) -> dict[frozenset[str], Counts]:
        told_apart = age(origin, date) in TOLD_APART
        every = subsets() if told_apart else [CLOCK_STOPPED]
        wanted = [causes for causes in every if causes not in (NOTHING, EVERYTHING)]
        return {causes: table(origin, date, causes) for causes in wanted}

    def table(origin: dt.date, date: dt.date, causes: frozenset[str]) -> Counts:
        then, now = replay.snapshots[origin], replay.snapshots[date]
        customers = counterfactual(then, now, (date - origin).days, causes)
        model = replay.fit(customers, variant, replay.seed)
        new = live.numbered(date, model, customers)
        return contingency(live.assign(origin, customers), new, variant.k)

    found = replay.run("undoes causes", tables, pairs)
    return dict(zip(pairs, found, strict=True))


def causes_of(
    found: Mapping[tuple[dt.date, dt.date], Mapping[frozenset[str], Counts]],
    whole: Mapping[tuple[dt.date, dt.date], Counts],
    weeks: DataFrame,
) -> DataFrame:
    """What the lost agreement is due to, one row per origin and age."""
    refit = weeks.set_index("date")["refit_ari"]
    rows = []
    for (origin, date), tables in found.items():
        if len(tables) < len(subsets()) - 2:
            continue
        floor = float(refit[pd.Timestamp(origin)])
        agreement = {
            causes: float(adjusted_rand(each)) for causes, each in tables.items()
        }
        agreement[NOTHING] = floor
        agreement[EVERYTHING] = float(adjusted_rand(whole[origin, date]))
        rows.append(
            {
                "origin": pd.Timestamp(origin),
                "age_weeks": age(origin, date),
                "ari": agreement[EVERYTHING],
                "refit_noise": 1 - floor,
                **shapley(agreement),
            }
        )
    return DataFrame(rows)


def drift_of(replay: Replay, features: Sequence[str]) -> DataFrame:
    """How far the customers of each age are from those of the origin."""

    def compared(origin: dt.date, date: dt.date) -> DataFrame:
        then, now = replay.snapshots[origin], replay.snapshots[date]
        return drift(then, now, features).assign(
            origin=pd.Timestamp(origin),
            date=pd.Timestamp(date),
            age_weeks=age(origin, date),
        )

    return concat(replay.run("drift", compared, replay.aged), ignore_index=True)
