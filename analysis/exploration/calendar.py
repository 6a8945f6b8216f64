"""Orders in time: months, days, and how long customers take to come back."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from pandas import DataFrame

from analysis.period import Period
from analysis.publication import publishable

RETURN_DAYS = 30
RETURN_MONTHS = 18


def orders_per_month(placed: DataFrame, period: Period, minimum: int) -> DataFrame:
    """Count the orders of each month, inside and outside the study window.

    Parameters
    ----------
    placed : DataFrame
        One row per order: ``purchased_at``, ``customer``.
    period : Period
    minimum : int
        Months with fewer customers are left out.

    Returns
    -------
    DataFrame
        ``month`` (first day), ``orders``, ``customers``, ``inside`` (the window).
    """
    month = placed["purchased_at"].dt.to_period("M").dt.start_time
    table = counted(placed, month.rename("month"))
    table["inside"] = table["month"].between(
        pd.Timestamp(period.start).to_period("M").start_time, pd.Timestamp(period.end)
    )
    return publishable(table, "customers", minimum)


def orders_per_day(placed: DataFrame, period: Period, minimum: int) -> DataFrame:
    """Count the orders of each day of the study window.

    Returns
    -------
    DataFrame
        ``day``, ``orders``, ``customers``, ``usual`` (median of the 28 days around),
        ``peak`` (the busiest day).
    """
    day = placed["purchased_at"].dt.normalize()
    inside = within(placed, period)
    table = counted(placed[inside], day[inside].rename("day")).set_index("day")
    calendar = pd.date_range(period.start, period.end, name="day")
    table = table.reindex(calendar, fill_value=0)
    table["usual"] = table["orders"].rolling(28, center=True, min_periods=14).median()
    table["peak"] = table["orders"] == table["orders"].max()
    table = table[table["orders"] > 0].reset_index()
    return publishable(table, "customers", minimum)


def outside_window(placed: DataFrame, period: Period) -> int:
    """Count the orders that the analyses in time leave out."""
    return int((~within(placed, period)).sum())


def within(placed: DataFrame, period: Period) -> pd.Series:
    """Whether each order falls into the study window."""
    day = placed["purchased_at"].dt.normalize()
    return day.between(pd.Timestamp(period.start), pd.Timestamp(period.end))


def counted(placed: DataFrame, by: pd.Series) -> DataFrame:
    """Orders and distinct customers of each group."""
    groups = placed.groupby(by)["customer"]
    return groups.agg(orders="size", customers="nunique").reset_index()


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
    followed = (pd.Timestamp(as_of) - first).dt.total_seconds() / 86_400
    waited = (second - first).dt.total_seconds() / 86_400
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


def first_and_second(bought: DataFrame) -> tuple[pd.Series, pd.Series]:
    """Dates of each customer's first and second purchase (missing when only one)."""
    ordered = bought.sort_values("purchased_at", kind="stable")
    rank = ordered.groupby("customer").cumcount()
    dates = ordered.set_index("customer")["purchased_at"]
    first = dates[(rank == 0).to_numpy()]
    second = dates[(rank == 1).to_numpy()].reindex(first.index)
    return first, second
