"""How long a segmentation stays the one that would be fitted again.

A model M0 is fitted at the origin T0 on the customers known then.  At each later date
Ti the customer table Fi is rebuilt from what is known at Ti, and two answers about the
same customers are compared: M0's, with its own scaler, and that of a model Mi fitted on
Fi with M0's settings (both start ``maintenance.n_init`` times).  The group without
purchase is a rule that both share: it stays out, because it would only raise the
agreement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix

from analysis import french
from analysis.customers import features_at
from analysis.errors import InputError
from analysis.period import end_of_day
from analysis.segmentation import Segmentation, fit
from analysis.segmentation.parallel import in_threads
from analysis.settings import MaintenanceSettings, Space
from analysis.sources import Tables

DAYS_PER_WEEK = 7
# Below this, the origin's segments would be a handful of customers each.
MINIMUM_CUSTOMERS = 100
COLUMNS = (
    "date",
    "age_days",
    "age_weeks",
    "customers",
    "new_customers",
    "ari",
    "moved_share",
    "refit_ari",
)

# Fits the same model to other customers: takes them and a seed.
Fit = Callable[..., Segmentation]


@dataclass(frozen=True)
class Maintenance:
    """What the simulation found.

    Attributes
    ----------
    origin : date
        Day on which M0 is fitted.
    threshold : float
        Adjusted Rand index below which the segmentation is out of date.
    k : int
        Number of fitted segments.
    curve : DataFrame
        One row per date, from the origin on: ``date``, ``age_days``, ``age_weeks``,
        ``customers`` (compared at that date), ``new_customers`` (among them, since the
        origin), ``ari`` (M0 against Mi), ``moved_share`` (of the customers, those whom
        Mi places in another segment than M0, once Mi's segments are matched to M0's)
        and ``refit_ari`` (Mi against a second fit of the same table from another seed:
        what disagreement is not due to time).  Empty when there is too little history.
    crossing_weeks : float or None
        Age at which the agreement first falls below the threshold, by linear
        interpolation; None when it never does.
    reason : str
        In French, why the curve is empty: a clause, without capital or full stop.
        Empty otherwise.
    """

    origin: dt.date
    threshold: float
    k: int
    curve: DataFrame
    crossing_weeks: float | None
    reason: str


def simulate(
    tables: Tables,
    options: MaintenanceSettings,
    space: Space,
    *,
    k: int,
    window_end: dt.date,
    seed: int,
) -> Maintenance:
    """Let a segmentation grow old on the data's own history.

    Parameters
    ----------
    tables : Tables
    options : MaintenanceSettings
    space : Space
        That of the chosen segmentation.
    k : int
        Its number of segments.
    window_end : date
        Last day of the study window, and of the simulation.
    seed : int

    Returns
    -------
    Maintenance

    Raises
    ------
    InputError
        The configured origin is not before the end of the window.
    """
    origin = options.origin or window_end - dt.timedelta(weeks=options.horizon_weeks)
    if options.origin and origin >= window_end:
        raise InputError(
            f"study.yml › maintenance › origin is {origin}, not before the end of the "
            f"study window ({window_end}); choose an earlier day, or leave it empty."
        )
    dates = simulated_dates(origin, window_end, options.step_days)
    snapshots = buyers_at(tables, dates, space.features)
    curve, reason = grow_old(snapshots, space, k, seed, options.n_init)
    return Maintenance(
        origin=origin,
        threshold=options.threshold,
        k=k,
        curve=curve,
        crossing_weeks=first_crossing(
            curve["age_weeks"], curve["ari"], options.threshold
        ),
        reason=reason,
    )


def simulated_dates(origin: dt.date, end: dt.date, step_days: int) -> list[dt.date]:
    """The origin, then every ``step_days`` up to ``end``, included when it falls so."""
    steps = (end - origin).days // step_days
    return [origin + dt.timedelta(days=step * step_days) for step in range(steps + 1)]


def buyers_at(
    tables: Tables, dates: Sequence[dt.date], features: Sequence[str]
) -> Iterator[tuple[dt.date, DataFrame]]:
    """Customers with a purchase, as known at the end of each date, one by one."""
    columns = list(dict.fromkeys(["frequency", "monetary", *features]))
    snapshots = features_at(tables, map(end_of_day, dates), columns)
    for date, known in zip(dates, snapshots, strict=True):
        yield date, known.filter(known.frequency > 0).to_pandas()


def grow_old(
    snapshots: Iterable[tuple[dt.date, DataFrame]],
    space: Space,
    k: int,
    seed: int,
    n_init: int,
) -> tuple[DataFrame, str]:
    """Compare the first snapshot's model with a new one at each date.

    Returns
    -------
    curve : DataFrame
        See :class:`Maintenance`.
    reason : str
        Why there is no curve, in French; empty when there is one.
    """
    snapshots = iter(snapshots)
    origin, buyers = next(snapshots)
    distinct = len(buyers[list(space.features)].drop_duplicates())
    if len(buyers) < MINIMUM_CUSTOMERS or distinct < k:
        return DataFrame(columns=list(COLUMNS)), too_few(origin, k)
    refit = partial(fit, space=space, k=k, n_init=n_init)
    first = refit(buyers, seed=seed)
    rows = []
    for date, known in chain([(origin, buyers)], snapshots):
        rows.append(
            {
                "date": pd.Timestamp(date),
                "age_days": (date - origin).days,
                "age_weeks": (date - origin).days / DAYS_PER_WEEK,
                "customers": len(known),
                "new_customers": len(known) - len(buyers),
                **compare(first, known, refit, seed),
            }
        )
    return DataFrame(rows, columns=list(COLUMNS)), ""


def compare(
    first: Segmentation, buyers: DataFrame, refit: Fit, seed: int
) -> dict[str, float]:
    """Agreement of an old model with a new one about the same customers."""
    old = first.assign(buyers)
    new, again = in_threads(
        lambda each: refit(buyers, seed=each).assign(buyers),
        [(seed,), (seed + 1,)],
    )
    return {
        "ari": adjusted_rand_score(old, new),
        "moved_share": moved_share(old, new),
        "refit_ari": adjusted_rand_score(new, again),
    }


def moved_share(old: Series, new: Series) -> float:
    """Share of customers in another segment, once new segments are matched to old.

    The matching is the one that moves fewest customers (Hungarian algorithm).
    """
    together = contingency_matrix(old, new)
    rows, columns = linear_sum_assignment(together, maximize=True)
    return float(1 - together[rows, columns].sum() / together.sum())


def first_crossing(
    ages: Sequence[float], agreement: Sequence[float], threshold: float
) -> float | None:
    """Age at which the agreement first falls below the threshold.

    Between two dates the agreement is taken to change at a constant pace.  None when it
    never falls below.
    """
    ages, agreement = np.asarray(ages, float), np.asarray(agreement, float)
    below = np.flatnonzero(agreement < threshold)
    if not len(below):
        return None
    after = int(below[0])
    if after == 0:
        return float(ages[0])
    before = after - 1
    part = (agreement[before] - threshold) / (agreement[before] - agreement[after])
    return float(ages[before] + part * (ages[after] - ages[before]))


def too_few(origin: dt.date, k: int) -> str:
    return french.sentence(
        f"à l'origine de la simulation ({french.date(origin)}), les clients qui "
        f"avaient acheté étaient moins de {MINIMUM_CUSTOMERS}, ou trop semblables pour "
        f"former {k} segments"
    )
