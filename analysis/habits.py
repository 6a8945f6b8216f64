"""When the customers of each segment buy, how they pay, how they are delivered."""

from __future__ import annotations

import datetime as dt
from math import nan

import pandas as pd
from ibis import _ as row
from pandas import DataFrame, Series

from analysis.customers import purchases
from analysis.labels import payment_type
from analysis.period import Period
from analysis.publication import protected
from analysis.sources import Tables

# Means of payment of their own column, the most used first.
SHOWN_PAYMENTS = 3
SEVERAL, LATE, UNDELIVERED = "en plusieurs fois", "en retard", "sans livraison connue"
BLACK_FRIDAY = "achat au Black Friday"


def purchase_months(
    tables: Tables,
    customers: DataFrame,
    segments: Series,
    period: Period,
    minimum: int,
) -> DataFrame:
    """Share of each segment's purchases by month of the study window.

    Parameters
    ----------
    tables : Tables
    customers : DataFrame
        Buyers.
    segments : Series of int
        Segment of each buyer, on the same index.
    period : Period
    minimum : int
        Months with fewer customers in a segment have no row, nor have those that would
        give them away.

    Returns
    -------
    DataFrame
        ``segment``, ``month`` (first day), ``customers``, ``share`` (of the segment's
        purchases in the window).
    """
    bought = dated(tables, customers, segments, period)
    month = bought["day"].dt.to_period("M").dt.start_time.rename("month")
    groups = bought.groupby(["segment", month])["customer"]
    counts = groups.nunique().unstack(fill_value=0)
    orders = groups.size().unstack(fill_value=0)
    shown = protected(counts, minimum) & (counts > 0)
    share = orders.div(orders.sum(axis=1), axis=0)
    table = DataFrame(
        {
            "customers": counts.where(shown).stack(future_stack=True),
            "share": share.where(shown).stack(future_stack=True),
        }
    )
    return table.dropna().reset_index().astype({"customers": int})


def habits(
    tables: Tables,
    customers: DataFrame,
    segments: Series,
    period: Period,
    minimum: int,
) -> DataFrame:
    """Share of each segment's customers who have a habit, or an experience.

    Parameters
    ----------
    tables, customers, segments, period
        See `purchase_months`.
    minimum : int
        Fewer customers are not told, nor are those who would give them away.

    Returns
    -------
    DataFrame
        ``segment``, ``habit`` (French), ``customers``, ``share`` (of the customers of
        whom it is known); both missing where they may not be told.
    """
    delay = customers["delivery_delay"]
    known = {
        **payments(tables, customers, period),
        SEVERAL: (customers["installments"] > 1).where(
            customers["installments"].notna()
        ),
        LATE: (delay > 0).where(delay.notna()),
        UNDELIVERED: delay.isna(),
        BLACK_FRIDAY: on_black_friday(tables, customers, segments, period),
    }
    facts = DataFrame(known, index=customers.index).astype("float64")
    groups = facts.groupby(segments)
    counts, share = groups.sum(), groups.mean()
    shown = protected(counts, minimum, rows=False) & (groups.count() >= minimum)
    table = DataFrame(
        {
            "customers": counts.where(shown).stack(future_stack=True),
            "share": share.where(shown).stack(future_stack=True),
        }
    )
    return table.rename_axis(["segment", "habit"]).reset_index()


def payments(tables: Tables, customers: DataFrame, period: Period) -> dict[str, Series]:
    """Who used each of the main means of payment for a purchase."""
    bought = purchases(tables, period.as_of).select("order_id", "customer_unique_id")
    used = (
        bought.inner_join(tables.payments, "order_id")
        .select("customer_unique_id", "payment_type")
        .distinct()
        .to_pandas()
    )
    people = used.groupby("payment_type")["customer_unique_id"]
    main = people.nunique().sort_values(ascending=False, kind="stable")
    return {
        payment_type(name): customers["customer_unique_id"].isin(people.get_group(name))
        for name in main.index[:SHOWN_PAYMENTS]
    }


def on_black_friday(
    tables: Tables, customers: DataFrame, segments: Series, period: Period
) -> Series:
    """Who bought from the Friday to the Monday of some Black Friday.

    It is missing for everybody when the study window holds none.
    """
    days = black_fridays(period.start, period.end)
    bought = dated(tables, customers, segments, period)
    there = customers["customer_unique_id"].isin(
        bought.loc[bought["day"].isin(days), "customer"]
    )
    return there if len(days) else Series(nan, index=customers.index)


def black_fridays(start: dt.date, end: dt.date) -> pd.DatetimeIndex:
    """Days from Friday to Monday after the fourth Thursdays of November.

    Only whole weekends between the two dates are given.
    """
    days = pd.DatetimeIndex([])
    for year in range(start.year, end.year + 1):
        thursday = pd.date_range(f"{year}-11-01", f"{year}-11-30", freq="W-THU")[3]
        weekend = pd.date_range(thursday + pd.Timedelta(days=1), periods=4)
        if start <= weekend[0].date() and weekend[-1].date() <= end:
            days = days.append(weekend)
    return days


def dated(
    tables: Tables, customers: DataFrame, segments: Series, period: Period
) -> DataFrame:
    """Purchases of the study window: ``customer``, ``segment``, ``day``."""
    bought = (
        purchases(tables, period.as_of)
        .select(customer=row.customer_unique_id, day=row.purchased_at.truncate("D"))
        .to_pandas()
    )
    inside = bought["day"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    belongs = Series(segments.to_numpy(), index=customers["customer_unique_id"])
    bought = bought[inside & bought["customer"].isin(belongs.index)]
    return bought.assign(segment=bought["customer"].map(belongs))
