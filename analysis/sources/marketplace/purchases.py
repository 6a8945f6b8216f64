"""When orders are placed: growth, season, week, peak and truncated edges."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.sources.marketplace import draws
from analysis.sources.marketplace.draws import DAY
from analysis.sources.marketplace.shape import Shape

BUSY = 0.05


def day_weights(shape: Shape) -> pd.Series:
    """Expected share of first orders by day.

    Returns
    -------
    Series
        Indexed by day, from the first to the last one; its sum is 1.
    """
    days = pd.date_range(shape.first_day, shape.last_day, freq="D")
    months = days.strftime("%Y-%m")
    weekday = np.asarray(shape.weekdays, dtype=float)[days.day_of_week]
    weights = pd.Series(weekday, index=days)
    peak = days == shape.peak_day
    peak_month = np.asarray(months == shape.peak_day[:7])
    if peak.any():
        weights[peak] = 0.0
    within = weights / weights.groupby(months).transform("sum")
    if peak.any():
        within[peak_month] *= 1 - shape.peak_share
        within[peak] = shape.peak_share
    monthly = pd.Series(months).map(shape.monthly_orders).fillna(0.0).to_numpy()
    weights = within * monthly
    return weights / weights.sum()


def busy_end(weights: pd.Series) -> int:
    """End of the last busy month, in seconds: orders that repeat come before it."""
    monthly = weights.groupby(weights.index.strftime("%Y-%m")).sum()
    last = monthly[monthly >= BUSY * monthly.max()].index.max()
    days = weights.index[weights.index.strftime("%Y-%m") == last]
    return seconds_of(days[-1:])[0] + DAY


def seconds_of(days: pd.DatetimeIndex) -> np.ndarray:
    return days.to_numpy().astype("datetime64[s]").astype(np.int64)


def draw_purchases(
    random: np.random.Generator, shape: Shape, persons: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw who orders when.

    Returns
    -------
    person : ndarray of int, shape (orders,)
    purchased : ndarray of int, shape (orders,)
        Seconds since 1970.
    """
    weights = day_weights(shape)
    day = seconds_of(weights.index)[draws.choose(random, weights.to_numpy(), persons)]
    moment = day + draws.choose(random, shape.hours, persons) * 3600
    moment += random.integers(0, 3600, persons)
    end = busy_end(weights)
    # Whoever came late had less time to come back: all return at the same pace.
    time_left = opportunity(shape, moment, end)
    share = shape.repeat_share * time_left / max(time_left.mean(), 1e-9)
    repeats = random.random(persons) < share
    further = random.geometric(1 - shape.again_share, persons)
    count = 1 + np.where(repeats, further, 0)
    person, purchased = [np.arange(persons)], [moment.copy()]
    while (remaining := np.flatnonzero(count > len(person))).size:
        moment[remaining] = following(random, shape, moment[remaining], end)
        person.append(remaining)
        purchased.append(moment[remaining])
    return np.concatenate(person), np.concatenate(purchased)


def following(
    random: np.random.Generator, shape: Shape, moment: np.ndarray, end: int
) -> np.ndarray:
    """The next order of each person: an exponential gap that ends within the data."""
    within = random.random(len(moment)) * opportunity(shape, moment, end)
    drawn = -shape.gap * DAY * np.log1p(-within)
    return moment + np.ceil(drawn).astype(np.int64)


def opportunity(shape: Shape, moment: np.ndarray, end: int) -> np.ndarray:
    """Share of the exponential gaps between two orders that end within the data."""
    room = np.maximum(end - moment, 0)
    return -np.expm1(-room / (shape.gap * DAY))
