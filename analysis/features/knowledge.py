"""What is known of the orders at a date, and what the customer table masks."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
from ibis import _ as row
from pandas import DataFrame, Series, Timedelta

from analysis.customers import NOT_PURCHASED, history
from analysis.publication import publishable
from analysis.sources import Tables

EARLIER = dt.timedelta(weeks=26)
PERIODS_BEFORE, PERIODS_AFTER = 12, 4
# In weeks; a longer period is taken when the cells of a shorter one are too small to
# show this part of the orders.
LENGTHS = (1, 2, 4)
ENOUGH = 0.9


def earlier_date(first_order: dt.datetime, as_of: dt.datetime) -> dt.datetime:
    """A day in the past of the study on which to look at what was known.

    Returns
    -------
    datetime
        The midnight 26 weeks before ``as_of``, or the one half-way to the first order
        when the orders do not go back so far.
    """
    half = first_order + (as_of - first_order) / 2
    return max(as_of - EARLIER, half).replace(hour=0, minute=0, second=0, microsecond=0)


def lives(tables: Tables, as_of: dt.datetime) -> DataFrame:
    """One row per order, with the moments at which its values became known.

    Parameters
    ----------
    tables : Tables
    as_of : datetime
        Nothing later is told.

    Returns
    -------
    DataFrame
        ``customer`` (a number that only tells persons apart), ``purchased_at``,
        ``delivered_at`` and ``answered_at`` (of its first review; both NaT when not
        known at ``as_of``), ``kept`` (bool: the final status makes it a purchase).
    """
    answers = (
        tables.reviews.filter(row.review_answer_timestamp <= as_of)
        .group_by("order_id")
        .agg(answered_at=row.review_answer_timestamp.min())
    )
    placed = history(tables).filter(row.purchased_at <= as_of)
    return (
        placed.left_join(answers, "order_id")
        .select(
            row.customer_unique_id.hash().name("customer"),
            "purchased_at",
            (row.delivered_at <= as_of)
            .ifelse(row.delivered_at, ibis.null("timestamp"))
            .name("delivered_at"),
            "answered_at",
            row.status.notin(NOT_PURCHASED).name("kept"),
        )
        .to_pandas()
    )


def periods(orders: DataFrame, date: dt.datetime, minimum: int) -> DataFrame:
    """Orders around a date, by what is known of their score that day.

    Parameters
    ----------
    orders : DataFrame
        See `lives`.
    date : datetime
    minimum : int
        Cells of fewer customers are left out.

    Returns
    -------
    DataFrame
        ``start`` and ``end`` of each period, as short as its customers allow (weeks,
        see ``LENGTHS``), ``state`` (``"known"``: scored by the date; ``"masked"``:
        scored later; ``"never"``: without a score; ``"future"``: ordered later),
        ``orders``, ``customers``.
    """
    told = orders.assign(state=score_states(orders, date))
    for length in LENGTHS:
        span = Timedelta(weeks=length)
        period = (told["purchased_at"] - date) // span
        near = told.assign(period=period)
        near = near[period.between(-PERIODS_BEFORE, PERIODS_AFTER - 1)]
        counts = near.groupby(["period", "state"])["customer"].agg(
            orders="size", customers="nunique"
        )
        table = publishable(counts.reset_index(), "customers", minimum)
        if table["orders"].sum() >= ENOUGH * len(near) > 0:
            break
    table["start"] = date + table.pop("period") * span
    return table.assign(end=table["start"] + span)


def score_states(orders: DataFrame, date: dt.datetime) -> Series:
    """What is known at a date of each order's score: see `periods`."""
    answered = orders["answered_at"]
    state = np.select(
        [orders["purchased_at"] > date, answered <= date, answered > date],
        ["future", "known", "masked"],
        "never",
    )
    return Series(state, orders.index)


def known(orders: DataFrame, date: dt.datetime) -> DataFrame:
    """Count what is known at a date and what only came later.

    Returns
    -------
    DataFrame
        One row per kind of value, ``value``: ``"order"``, ``"delivery"``, ``"score"``
        and ``"status"``; ``known`` (number that the customer table of the date uses)
        and ``later`` (number that came between the date and the study's: masked, but
        for the status, of which ``later`` counts the orders of that date that ended
        cancelled or unavailable).
    """
    placed = orders["purchased_at"] <= date
    before = orders[placed]
    delivered, answered = before["delivered_at"], before["answered_at"]
    rows = [
        ("order", placed.sum(), (~placed).sum()),
        ("delivery", (delivered <= date).sum(), (delivered > date).sum()),
        ("score", (answered <= date).sum(), (answered > date).sum()),
        ("status", before["kept"].sum(), (~before["kept"]).sum()),
    ]
    return DataFrame(rows, columns=["value", "known", "later"])
