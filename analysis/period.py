"""The dates of the study: when customers are described, which months are studied."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import ibis
import pandas as pd
from ibis import Table

from analysis.errors import InputError
from analysis.settings import Settings, Window
from analysis.sources import Tables


@dataclass(frozen=True)
class Period:
    """Dates that every chapter shares.

    Attributes
    ----------
    first_order, last_order : datetime
        Of the orders known at ``as_of``.
    as_of : datetime
        Customers are described with what was known at that instant.
    start, end : date
        First and last day of the study window, both included: the months that analyses
        in time cover.  It never limits who is segmented.
    """

    first_order: dt.datetime
    last_order: dt.datetime
    as_of: dt.datetime
    start: dt.date
    end: dt.date


def find_period(tables: Tables, settings: Settings) -> Period:
    """Read the edges of the data and decide the dates of the study.

    Raises
    ------
    InputError
        No order was placed by ``as_of``, or none in the configured window.
    """
    placed = tables.orders.order_purchase_timestamp
    edges = tables.orders.aggregate(first=placed.min(), last=placed.max()).to_pandas()
    first, last = (edges[name].iloc[0].to_pydatetime() for name in ("first", "last"))
    as_of = end_of_day(settings.as_of) if settings.as_of else last
    if as_of < first:
        raise InputError(
            f"study.yml: as_of is {settings.as_of}, before the first order "
            f"({first.date()}); choose a later day, or leave it empty."
        )
    known = tables.orders.filter(placed <= ibis.literal(as_of))
    start, end = study_window(orders_by_day(known), settings.window)
    last = known.order_purchase_timestamp.max().to_pandas().to_pydatetime()
    return Period(first, last, as_of, start, min(end, as_of.date()))


def orders_by_day(orders: Table) -> pd.Series:
    """Number of orders of each day that has some, indexed by the day, in order."""
    day = orders.order_purchase_timestamp.truncate("D")
    counts = orders.group_by(day=day).aggregate(orders=orders.count())
    return counts.order_by("day").to_pandas().set_index("day")["orders"]


def end_of_day(day: dt.date) -> dt.datetime:
    """The last instant of a day: what happened on that day is known."""
    return dt.datetime.combine(day, dt.time.max)


def study_window(days: pd.Series, window: Window) -> tuple[dt.date, dt.date]:
    """First and last day of the months that analyses in time cover.

    Parameters
    ----------
    days : Series of int
        Orders per day, indexed by the day, in order; days without orders may lack.
    window : Window
        Configured edges win; otherwise the longest run of consecutive months that each
        hold at least ``minimum_share`` of the busiest month's orders.

    Returns
    -------
    start, end : date
        Both included.

    Raises
    ------
    InputError
        No order falls into the window.
    """
    first, last = busy_months(days, window.minimum_share)
    start = window.start or first.date()
    end = window.end or (last + pd.offsets.MonthEnd()).date()
    inside = days[
        (days.index >= pd.Timestamp(start)) & (days.index <= pd.Timestamp(end))
    ]
    if inside.sum() == 0:
        raise InputError(
            f"study.yml: no order falls into the study window {start} … {end} (orders "
            f"exist from {days.index[0]:%Y-%m-%d} to {days.index[-1]:%Y-%m-%d}); "
            "change window › start and end, or leave them empty."
        )
    return start, end


def busy_months(
    days: pd.Series, minimum_share: float
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last month of the longest run of busy, consecutive months.

    Parameters
    ----------
    days : Series of int
        Orders per day; see `study_window`.
    minimum_share : float
        A month is busy from this share of the busiest month's orders on.
    """
    months = days.groupby(days.index.to_period("M").start_time).sum()
    calendar = pd.date_range(months.index[0], months.index[-1], freq="MS")
    busy = months.reindex(calendar, fill_value=0) >= minimum_share * months.max()
    run = busy.ne(busy.shift()).cumsum()[busy]
    longest = run[run == run.value_counts(sort=False).idxmax()]
    return longest.index[0], longest.index[-1]
