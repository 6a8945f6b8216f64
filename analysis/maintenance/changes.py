"""Date a change of behaviour in the flow of new orders.

The customer table piles up the past, and a change shows in it late and diluted.  The
orders of each week do not: their weekly means are tested for a change of level, which
is then dated.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series
from scipy.stats import kstwobign

from analysis.customers import orders
from analysis.period import end_of_day
from analysis.sources import Tables

Floats = NDArray[np.float64]
DAYS_PER_WEEK = 7
# Deliveries and answers are known of 99 % of the orders after so many weeks.
SETTLED_WEEKS = 8
# Within so many weeks, a customer bought again or not.
AGAIN_WEEKS = 8
# Tails that are drawn to their edge: one order of 10 000 R$ would move a week's mean.
CLIPPED = (0.01, 0.99)
# Fewer weeks say nothing of a level, and fewer orders nothing of a week.
FEWEST_WEEKS, FEWEST_ORDERS = 6, 5
# Fewer weeks, and the noise between weeks cannot be told from a change.
SHORTEST = 24
# Autocorrelation beyond which the noise would be without bounds.
STRONGEST_ECHO = 0.9
PAID, SCORE, DELAY = "paid", "score", "delay"
FREIGHT_SHARE, INSTALLMENTS, AGAIN = "freight_share", "installments", "again"


@dataclass(frozen=True)
class Behaviour:
    """What is followed of the new orders.

    Attributes
    ----------
    label : str
        In French.
    weeks : int
        The last weeks, of which it is not yet known.
    has_tails : bool
        Whether extreme values are clipped.
    """

    label: str
    weeks: int
    has_tails: bool


BEHAVIOURS = {
    PAID: Behaviour("montant payé", 0, True),
    SCORE: Behaviour("note", SETTLED_WEEKS, False),
    DELAY: Behaviour("retard de livraison", SETTLED_WEEKS, True),
    FREIGHT_SHARE: Behaviour("part du port", 0, True),
    INSTALLMENTS: Behaviour("nombre de mensualités", 0, True),
    AGAIN: Behaviour(
        f"part des commandes suivies d’une autre en {AGAIN_WEEKS} semaines",
        AGAIN_WEEKS,
        False,
    ),
}


def flows(tables: Tables, start: dt.date, end: dt.date) -> DataFrame:
    """Mean behaviour of the orders of each week, as it is known at the end.

    Parameters
    ----------
    tables : Tables
    start, end : date
        First and last day of the window; weeks are counted back from its last day, and
        only whole ones are told.

    Returns
    -------
    DataFrame
        One row per behaviour and week: ``feature`` (see ``BEHAVIOURS``), ``week``
        (first day), ``orders`` (of which it is known), ``mean`` and ``deviation``
        (standard deviation between orders), in the behaviour's unit: R$, stars, days
        after the promise, shares, instalments.  Money, delays, freight and instalments
        have their extreme hundredths clipped.  The last weeks are left out where their
        orders are still on their way.
    """
    placed = orders(tables, end_of_day(end)).to_pandas()
    placed = placed.sort_values(["customer_unique_id", "purchased_at"], kind="stable")
    last = pd.Timestamp(end)
    back = (last - placed["purchased_at"].dt.normalize()).dt.days // DAYS_PER_WEEK
    whole = ((end - start).days + 1) // DAYS_PER_WEEK
    week = last - pd.to_timedelta(DAYS_PER_WEEK * (back + 1) - 1, unit="D")
    values = behaviours(placed)
    parts = []
    for feature, behaviour in BEHAVIOURS.items():
        known = values[feature].dropna()[back.between(behaviour.weeks, whole - 1)]
        if behaviour.has_tails:
            known = known.clip(*known.quantile(CLIPPED))
        weekly = known.groupby(week).agg(orders="size", mean="mean", deviation="std")
        weekly = weekly[weekly["orders"] >= FEWEST_ORDERS].rename_axis("week")
        parts.append(weekly.reset_index().assign(feature=feature))
    columns = ["feature", "week", "orders", "mean", "deviation"]
    return pd.concat(parts, ignore_index=True)[columns]


def behaviours(placed: DataFrame) -> DataFrame:
    """The behaviours of each order (see :func:`analysis.customers.orders`).

    Orders are sorted by customer, then by date.  What is paid, for what, and what
    follows is that of purchases; scores and delays are those of all orders.  That a
    customer came back is told of the order that another one follows: the share of
    customers who had bought before would rise with the age of the marketplace alone.
    """
    bought = placed[placed["is_purchase"]]
    cost = bought["items_value"] + bought["freight"]
    following = bought.groupby("customer_unique_id")["purchased_at"].shift(-1)
    wait = following - bought["purchased_at"]
    of_purchases = {
        PAID: bought["paid"],
        FREIGHT_SHARE: bought["freight"] / cost.where(cost > 0),
        INSTALLMENTS: bought["installments"],
        AGAIN: wait <= pd.Timedelta(weeks=AGAIN_WEEKS),
    }
    of_orders = {SCORE: placed["score"], DELAY: placed["delay"]}
    return DataFrame(of_orders | of_purchases, index=placed.index).astype("float64")


def changes(flows: DataFrame, level: float = 0.01) -> DataFrame:
    """Test each behaviour for changes of its level, and date them.

    The weekly means are summed up in time order, as deviations from their mean; without
    any change the sum wanders as a Brownian bridge does.  Where it wanders too far, the
    week that best splits the series in two levels (least squares) is a change, and both
    parts are searched in turn (binary segmentation).  A bad patch that passes within
    weeks is part of the noise: what is looked for are levels that last.

    Parameters
    ----------
    flows : DataFrame
        See `flows`.
    level : float, default 0.01
        Probability to find some change of some behaviour where there is none; the
        behaviours share it (Bonferroni).

    Returns
    -------
    DataFrame
        One row per change, in time order within each behaviour, and one for each
        behaviour without any: ``feature``, ``label`` (French), ``week`` (first day of
        the first week after it; NaT without change), ``before``, ``after`` (mean of the
        orders up to the changes next to it, in the behaviour's unit; NaN without
        change), ``p_value`` (times the number of behaviours, at most 1), ``found``.

    References
    ----------
    A. Aue, L. Horváth, "Structural breaks in time series", *Journal of Time Series
    Analysis* 34 (1), 2013, section 2.
    L. Ju. Vostrikova, "Detecting 'disorder' in multidimensional random processes",
    *Soviet Mathematics Doklady* 24, 1981 (binary segmentation).
    """
    groups = dict(list(flows.groupby("feature", sort=False)))
    rows = []
    for feature, series in groups.items():
        weekly = series.sort_values("week").reset_index(drop=True)
        found = search(weekly, level, len(groups))
        edges = [0, *found, len(weekly)]
        for place, (position, p_value) in enumerate(found.items()):
            before = mean_level(weekly[edges[place] : position])
            after = mean_level(weekly[position : edges[place + 2]])
            week = weekly["week"].iloc[position]
            rows.append((feature, week, before, after, p_value, True))
        if not found:
            p_value = tested(weekly, len(groups))[1]
            rows.append((feature, pd.NaT, np.nan, np.nan, p_value, False))
    names = ["feature", "week", "before", "after", "p_value", "found"]
    table = DataFrame(rows, columns=names)
    labels = [BEHAVIOURS[feature].label for feature in table["feature"]]
    table.insert(1, "label", Series(labels, dtype=object))
    return table.astype({"week": "datetime64[us]", "found": bool})


def search(weekly: DataFrame, level: float, tests: int) -> dict[int, float]:
    """Positions of the first week after each change, in order, and their p-values."""
    position, p_value = tested(weekly, tests)
    if not p_value < level:
        return {}
    before = search(weekly[:position], level, tests)
    after = search(weekly[position:], level, tests)
    later = {position + place: value for place, value in after.items()}
    return before | {position: p_value} | later


def tested(weekly: DataFrame, tests: int) -> tuple[int, float]:
    """The likeliest place of a change, and how likely so much is by chance.

    Parameters
    ----------
    weekly : DataFrame
        ``orders``, ``mean`` and ``deviation`` of the weeks of one behaviour, in order.
    tests : int
        Number of behaviours.

    Returns
    -------
    position : int
        Of the first week after it.
    p_value : float
        NaN when there are too few weeks to tell.
    """
    if len(weekly) < SHORTEST:
        return 0, np.nan
    mean, weight = weekly["mean"].to_numpy(), precision(weekly)
    position, _ = split(mean, weight)
    noise = dispersion(mean, weight)
    reached = wandering(mean, weight).max() / np.sqrt(noise * weight.sum())
    return position, min(1.0, tests * float(kstwobign.sf(reached)))


def split(mean: Floats, weight: Floats) -> tuple[int, float]:
    """Where two levels fit some weeks best, and by how much better than one does.

    Returns
    -------
    position : int
        Of the first week of the second level.
    gain : float
        Drop of the weighted sum of squares; 0 when there are too few weeks to split.
    """
    if len(mean) < 2 * FEWEST_WEEKS:
        return 0, 0.0
    share = np.cumsum(weight)[:-1] / weight.sum()
    gain = wandering(mean, weight) ** 2 / (share * (1 - share) * weight.sum())
    inside = gain[FEWEST_WEEKS - 1 : 1 - FEWEST_WEEKS]
    return FEWEST_WEEKS + int(inside.argmax()), float(inside.max())


def wandering(mean: Floats, weight: Floats) -> Floats:
    """Sum of the deviations from the mean, up to each week but the last one."""
    deviation = mean - np.average(mean, weights=weight)
    return np.abs(np.cumsum(weight * deviation))[:-1]


def precision(weekly: DataFrame) -> Floats:
    """Inverse of the variance of each weekly mean, if orders alone made it vary."""
    freedom = weekly["orders"] - 1
    variance = np.average(np.square(weekly["deviation"]), weights=freedom)
    return weekly["orders"].to_numpy(dtype=np.float64) / (variance or 1.0)


def dispersion(mean: Floats, weight: Floats) -> float:
    """How many times more the sum of the weeks varies than orders alone explain.

    Weeks also differ as wholes, and resemble the week before.  Both are estimated
    around three levels, so that one or two changes do not pass for noise: the variance
    of the residuals, times what a first-order autoregressive process makes of it.  The
    autocorrelation of residuals is too small by about its share of each level.

    References
    ----------
    D. W. K. Andrews, "Heteroskedasticity and autocorrelation consistent covariance
    matrix estimation", *Econometrica* 59 (3), 1991.
    """
    first, _ = split(mean, weight)
    before, after = (
        split(mean[:first], weight[:first]),
        split(mean[first:], weight[first:]),
    )
    second = before[0] if before[1] > after[1] else first + after[0]
    cuts = sorted({first, second})
    parts = zip(np.split(mean, cuts), np.split(weight, cuts), strict=True)
    residual = np.concatenate(
        [
            np.sqrt(each) * (part - np.average(part, weights=each))
            for part, each in parts
        ]
    )
    squares, levels, weeks = residual @ residual, len(cuts) + 1, len(mean)
    if not squares:
        return 1.0
    echo = residual[1:] @ residual[:-1] / squares
    echo = np.clip(echo + levels * (1 + echo) / weeks, 0, STRONGEST_ECHO)
    # Each level and each cut take a degree of freedom.
    variance = squares / (weeks - levels - len(cuts))
    return float(max(1.0, variance * (1 + echo) / (1 - echo)))


def mean_level(weekly: DataFrame) -> float:
    """Mean of the orders of some weeks."""
    return float(np.average(weekly["mean"], weights=weekly["orders"]))
