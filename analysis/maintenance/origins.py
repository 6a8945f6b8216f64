"""From which days on history can be replayed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import dropwhile

import numpy as np
from ibis import _ as row

from analysis.customers import history
from analysis.period import end_of_day
from analysis.sources import Tables

DAYS_PER_WEEK = 7
# With fewer buyers, the segments would be a handful of customers each.
MINIMUM_CUSTOMERS = 100


def age(origin: dt.date, date: dt.date) -> int:
    """Whole weeks from one day to another."""
    return (date - origin).days // DAYS_PER_WEEK


def weekly_dates(first: dt.date, last: dt.date) -> list[dt.date]:
    """``last`` and the days that precede it by whole weeks, from ``first`` on."""
    weeks = range(age(first, last), -1, -1)
    return [last - dt.timedelta(weeks=week) for week in weeks]


def simulated_dates(
    tables: Tables, start: dt.date, end: dt.date, minimum_share: float
) -> list[dt.date]:
    """The weeks of the study window in which there were enough buyers.

    Parameters
    ----------
    tables : Tables
    start, end : date
        First and last day of the window.
    minimum_share : float
        Of the buyers of ``end``; and there must be ``MINIMUM_CUSTOMERS``.

    Returns
    -------
    list of date
        Empty when there are too few buyers to the end.
    """
    bought = history(tables, ()).filter(row.is_purchase)
    persons = bought.group_by("customer_unique_id").agg(first=row.purchased_at.min())
    arrivals = np.sort(persons["first"].to_pandas().to_numpy())

    def known(date: dt.date) -> int:
        moment = np.datetime64(end_of_day(date))
        return int(np.searchsorted(arrivals, moment, "right"))

    enough = max(MINIMUM_CUSTOMERS, minimum_share * known(end))
    dates = weekly_dates(start, end)
    return list(dropwhile(lambda date: known(date) < enough, dates))


def monthly_origins(dates: Sequence[dt.date], horizon_weeks: int) -> list[dt.date]:
    """The first date of each month that a third of the horizon follows."""
    firsts = {(date.year, date.month): date for date in reversed(dates)}
    return sorted(
        date for date in firsts.values() if 3 * age(date, dates[-1]) >= horizon_weeks
    )
