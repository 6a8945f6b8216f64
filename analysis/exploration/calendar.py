"""Orders in time: months, days, days of the week."""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame

from analysis.period import Period
from analysis.publication import publishable

LEAST_WEEKS = 4


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


def weekdays(placed: DataFrame, period: Period, minimum: int) -> DataFrame:
    """How the orders of a week are shared between its days.

    Each complete week of the study window (Monday to Sunday) counts once, whatever its
    number of orders: growth does not bias the comparison.

    Returns
    -------
    DataFrame
        ``weekday`` (0 is Monday), ``share`` (mean share of the week's orders), ``low``
        and ``high`` (95 % interval), ``orders``, ``customers``.  Empty when there are
        fewer than four such weeks.
    """
    day = placed["purchased_at"].dt.normalize()
    inside = within(placed, period)
    table = counted(placed[inside], day[inside].dt.day_of_week.rename("weekday"))
    calendar = pd.date_range(period.start, period.end)
    daily = day[inside].value_counts().reindex(calendar, fill_value=0)
    week = calendar - pd.to_timedelta(calendar.day_of_week, unit="D")
    weekly = daily.groupby(week).agg(["size", "sum"])
    complete = weekly.index[(weekly["size"] == 7) & (weekly["sum"] > 0)]
    if len(complete) < LEAST_WEEKS:
        return table.assign(share=0.0, low=0.0, high=0.0).iloc[:0]
    kept = week.isin(complete)
    shares = (daily / weekly["sum"].reindex(week).to_numpy())[kept]
    groups = shares.groupby(calendar[kept].day_of_week).agg(["mean", "std"])
    table = table.join(groups, on="weekday").rename(columns={"mean": "share"})
    margin = 1.96 * table.pop("std") / len(complete) ** 0.5
    table["low"] = (table["share"] - margin).clip(lower=0)
    table["high"] = table["share"] + margin
    return publishable(table, "customers", minimum)
