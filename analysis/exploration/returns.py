"""Coming back: how long customers take to buy again, and which cohorts do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

RETURN_DAYS = 30
RETURN_MONTHS = 18
COHORT_MONTHS = 12
WEEK = 7


@dataclass(frozen=True)
class SecondPurchase:
    """How soon the second purchase follows the first.

    Attributes
    ----------
    customers : int
        Those who bought at least twice.
    same_day, within_week : float or None
        Shares of them who did so on the very day, and within 7 days; None when too few
        customers are concerned.
    """

    customers: int
    same_day: float | None = None
    within_week: float | None = None


def returns(bought: DataFrame, as_of: dt.datetime, minimum: int) -> DataFrame:
    """Share of customers who bought again, by time since their first purchase.

    Customers are followed until ``as_of`` at most, some for a few weeks only: the
    life table (Cutler and Ederer, 1958) counts each of them for as long as they were
    observed, half a month in the month when the observation ends; the interval is
    Greenwood's.

    Parameters
    ----------
    bought : DataFrame
        One row per purchase: ``customer``, ``purchased_at``.
    as_of : datetime
    minimum : int
        The curve stops when fewer customers are still followed.

    Returns
    -------
    DataFrame
        ``months`` (of 30 days), ``share`` (0 to 1) with ``low`` and ``high`` (95 %
        interval), ``customers`` (still followed).
    """
    first, second = first_and_second(bought)
    followed = days_between(first, pd.Timestamp(as_of))
    waited = days_between(first, second)
    came_back = waited.notna()
    time = np.ceil(waited.where(came_back, followed) / RETURN_DAYS).clip(lower=1)
    rows, still, variance = [(0, 0.0, 0.0, len(first))], 1.0, 0.0
    for month in range(1, RETURN_MONTHS + 1):
        leaving = (time == month) & ~came_back
        risk = int((time >= month).sum()) - int(leaving.sum()) // 2
        events = int(((time == month) & came_back).sum())
        if risk < minimum or risk == events:
            break
        still *= 1 - events / risk
        variance += events / (risk * (risk - events))
        rows.append((month, 1 - still, 1.96 * still * variance**0.5, risk))
    table = DataFrame(rows, columns=["months", "share", "margin", "customers"])
    margin = table.pop("margin")
    table["low"] = (table["share"] - margin).clip(lower=0)
    table["high"] = table["share"] + margin
    return table if len(table) > 1 else table.iloc[:0]


def cohorts(bought: DataFrame, as_of: dt.datetime, minimum: int) -> DataFrame:
    """Share of each month's new customers who had bought again after so many months.

    Parameters
    ----------
    bought : DataFrame
        One row per purchase: ``customer``, ``purchased_at``.
    as_of : datetime
    minimum : int
        A cell needs so many customers who came back.

    Returns
    -------
    DataFrame
        ``cohort`` (first day of the month of the first purchase), ``months`` (of 30
        days since that purchase, 1 to 12), ``share`` (of the cohort that bought again
        by then, to one in a thousand), ``customers`` (in the cohort).  A cell that the
        cohort's last customer has not reached by ``as_of`` is left out.
    """
    first, second = first_and_second(bought)
    people = DataFrame(
        {
            "cohort": first.dt.to_period("M").dt.start_time,
            "followed": days_between(first, pd.Timestamp(as_of)),
            "waited": days_between(first, second),
        }
    )
    rows = []
    for cohort, members in people.groupby("cohort"):
        for months in range(1, COHORT_MONTHS + 1):
            limit = months * RETURN_DAYS
            back = int((members["waited"] <= limit).sum())
            if members["followed"].min() >= limit and back >= minimum:
                # Rounded, so that no small number can be told from two cells.
                share = round(back / len(members), 3)
                rows.append((cohort, months, share, len(members)))
    return DataFrame(rows, columns=["cohort", "months", "share", "customers"])


def second_purchase(bought: DataFrame, minimum: int) -> SecondPurchase:
    """Tell the second purchases that follow the first one at once from the others.

    Parameters
    ----------
    bought : DataFrame
        One row per purchase: ``customer``, ``purchased_at``.
    minimum : int
    """
    first, second = first_and_second(bought)
    again = second.dropna()
    first = first[again.index]
    same_day = again.dt.normalize() == first.dt.normalize()
    within_week = days_between(first, again) <= WEEK
    counts = [int(same_day.sum()), int(within_week.sum())]
    if len(again) < minimum or any(0 < count < minimum for count in counts):
        return SecondPurchase(len(again))
    return SecondPurchase(len(again), *(count / len(again) for count in counts))


def first_and_second(bought: DataFrame) -> tuple[Series, Series]:
    """Dates of each customer's first and second purchase (missing when only one)."""
    ordered = bought.sort_values("purchased_at", kind="stable")
    rank = ordered.groupby("customer").cumcount()
    dates = ordered.set_index("customer")["purchased_at"]
    first = dates[(rank == 0).to_numpy()]
    second = dates[(rank == 1).to_numpy()].reindex(first.index)
    return first, second


def days_between(start: Series, end: Series | pd.Timestamp) -> Series:
    return (end - start).dt.total_seconds() / 86_400
