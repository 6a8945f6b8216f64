"""What is bought, and how it is paid."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from ibis import _ as row
from pandas import DataFrame

from analysis.customers import purchases
from analysis.labels import payment_type
from analysis.publication import merged_tail, publishable
from analysis.sources import Tables

MOST_INSTALLMENTS, MOST_ITEMS = 10, 5
BASKETS = (0, 25, 50, 100, 200, 500)


def payment_types(tables: Tables, as_of: dt.datetime, minimum: int) -> DataFrame:
    """Money paid by each means of payment, over purchases.

    Returns
    -------
    DataFrame
        ``payment`` (French), ``paid`` (R$), ``share`` (of the money), ``orders``,
        ``orders_share`` (an order may be paid by several means), ``customers``; the
        largest amount first, means that are too rare left out.
    """
    bought = purchases(tables, as_of).select("order_id", "customer_unique_id")
    table = (
        bought.inner_join(tables.payments, "order_id")
        .group_by(payment=row.payment_type)
        .agg(
            paid=row.payment_value.sum(),
            orders=row.order_id.nunique(),
            customers=row.customer_unique_id.nunique(),
        )
        .to_pandas()
        .sort_values("paid", ascending=False)
    )
    table["payment"] = table["payment"].map(payment_type)
    table["share"] = table["paid"] / (table["paid"].sum() or 1)
    table["orders_share"] = table["orders"] / max(bought.count().execute(), 1)
    return publishable(table, "customers", minimum)


def installments(bought: DataFrame, minimum: int) -> DataFrame:
    """Purchases by number of instalments, the last classes merged.

    Parameters
    ----------
    bought : DataFrame
        One row per purchase: ``installments``, ``paid`` (R$), ``customer``.
    minimum : int

    Returns
    -------
    DataFrame
        ``installments`` (number), ``last`` (True: this number and more), ``orders``,
        ``customers``, ``share`` (of the purchases), ``median_paid`` (R$).
    """
    return by_number(bought, "installments", minimum, MOST_INSTALLMENTS)


def basket_sizes(bought: DataFrame, minimum: int) -> DataFrame:
    """Purchases by number of items, the last classes merged.

    Parameters
    ----------
    bought : DataFrame
        One row per purchase: ``items``, ``paid`` (R$), ``customer``; purchases without
        item are left out.
    minimum : int

    Returns
    -------
    DataFrame
        ``items`` (number), and the other columns as `installments` gives them.
    """
    return by_number(bought[bought["items"] > 0], "items", minimum, MOST_ITEMS)


def by_number(bought: DataFrame, column: str, minimum: int, most: int) -> DataFrame:
    """Count purchases by a small whole number; ``most`` and above are one class."""
    known = bought.dropna(subset=column)
    number = known[column].clip(lower=1).astype(int)
    counts = known.groupby(number)["customer"].nunique()
    if counts.empty:
        measures = ["last", "orders", "customers", "share", "median_paid"]
        return DataFrame(columns=[column, *measures])
    largest = min(int(merged_tail(counts, minimum).index[-1]), most)
    groups = known.groupby(number.clip(upper=largest).rename(column))
    table = groups["paid"].agg(orders="size", median_paid="median")
    table["customers"] = groups["customer"].nunique()
    table["share"] = table["orders"] / len(known)
    table = table.reset_index()
    table["last"] = (table[column] == largest) & (number.max() > largest)
    return publishable(table, "customers", minimum)


def freight_by_basket(bought: DataFrame, minimum: int) -> DataFrame:
    """Share of freight in what a purchase costs, by the price of its items.

    Parameters
    ----------
    bought : DataFrame
        One row per purchase: ``items_value`` and ``freight`` (R$), ``customer``.
    minimum : int

    Returns
    -------
    DataFrame
        ``low``, ``high`` (R$ of items; the last class has no end), ``freight_share``
        (of items and freight), ``share`` (of the purchases), ``orders``,
        ``customers``.
    """
    known = bought[bought["items_value"] > 0]
    edges = [*BASKETS, np.inf]
    classes = pd.cut(known["items_value"], edges, right=False, labels=BASKETS)
    groups = known.groupby(classes.rename("low"), observed=True)
    table = DataFrame({"orders": groups.size()})
    table["customers"] = groups["customer"].nunique()
    table["share"] = table["orders"] / max(len(known), 1)
    freight, items = groups["freight"].sum(), groups["items_value"].sum()
    table["freight_share"] = freight / (freight + items)
    table = table.reset_index().astype({"low": float})
    ends = dict(zip(edges[:-1], [*BASKETS[1:], None], strict=True))
    table["high"] = table["low"].map(ends).astype(float)
    return publishable(table, "customers", minimum)
