"""Recency, frequency, monetary: how customers are spread, and how money is shared."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

from analysis.publication import merged_tail, publishable

RECENCY_STEP = 30
CLASSES_PER_DECADE = 8


def per_orders(customers: DataFrame, minimum: int) -> DataFrame:
    """Customers by number of orders placed, the last classes merged.

    Parameters
    ----------
    customers : DataFrame
        ``orders_placed``, ``monetary``.
    minimum : int

    Returns
    -------
    DataFrame
        ``orders`` (number), ``last`` (True: this number and more), ``customers``,
        ``share``, ``revenue_share``.
    """
    counts = merged_tail(customers["orders_placed"].value_counts(), minimum)
    largest = int(counts.index[-1])
    table = counts.rename_axis("orders").rename("customers").reset_index()
    table["last"] = (table["orders"] == largest) & (
        customers["orders_placed"].max() > largest
    )
    table["share"] = table["customers"] / len(customers)
    revenue = customers.groupby(customers["orders_placed"].clip(upper=largest))
    paid = table["orders"].map(revenue["monetary"].sum())
    table["revenue_share"] = paid / (customers["monetary"].sum() or np.nan)
    return publishable(table, "customers", minimum)


def recency_histogram(customers: DataFrame, minimum: int) -> DataFrame:
    """Customers by days since their last purchase, in classes of 30 days.

    Returns
    -------
    DataFrame
        ``low``, ``high`` (days), ``customers``, ``share`` (of the customers with a
        purchase).
    """
    recency = customers["recency"].dropna()
    if recency.empty:
        return histogram(recency, np.array([0, RECENCY_STEP]), minimum)
    last = np.floor(recency.max() / RECENCY_STEP) + 1
    return histogram(recency, np.arange(last + 1) * RECENCY_STEP, minimum)


def monetary_histogram(customers: DataFrame, minimum: int) -> DataFrame:
    """Customers by what they paid, in classes of equal width on a logarithmic scale.

    Returns
    -------
    DataFrame
        ``low``, ``high`` (R$), ``customers``, ``share`` (of the customers who paid).
    """
    paid = customers["monetary"]
    paid = paid[paid > 0]
    if paid.empty:
        return histogram(paid, np.array([1.0, 10.0]), minimum)
    first, last = np.floor(np.log10([paid.min(), paid.max()]))
    decades = int(last - first) + 1
    powers = first + np.arange(decades * CLASSES_PER_DECADE + 1) / CLASSES_PER_DECADE
    return histogram(paid, 10.0**powers, minimum)


def histogram(values: Series, edges: np.ndarray, minimum: int) -> DataFrame:
    """Count values between edges; classes that are too small are left out."""
    counts, edges = np.histogram(values, edges)
    table = DataFrame({"low": edges[:-1], "high": edges[1:], "customers": counts})
    table["share"] = table["customers"] / max(len(values), 1)
    return publishable(table[table["customers"] > 0], "customers", minimum)


def lorenz(customers: DataFrame, minimum: int) -> DataFrame:
    """Share of revenue brought by the share of customers who pay most.

    Parameters
    ----------
    customers : DataFrame
        ``monetary`` (R$); those who paid nothing are part of the customers.
    minimum : int
        Two neighbouring points are at least so many customers apart.

    Returns
    -------
    DataFrame
        ``customers_share``, ``revenue_share`` (0 to 1, from the best customer down).
    """
    paid = np.sort(customers["monetary"].to_numpy())[::-1]
    if not paid.sum() > 0:
        return DataFrame({"customers_share": [], "revenue_share": []}, dtype=float)
    points = int(np.clip(len(paid) // minimum, 1, 100))
    taken = np.round(np.linspace(0, len(paid), points + 1)).astype(int)
    running = np.concatenate([[0.0], np.cumsum(paid)])
    return DataFrame(
        {
            "customers_share": taken / len(paid),
            "revenue_share": running[taken] / running[-1],
        }
    )


def gini(amounts: Series) -> float | None:
    """Gini coefficient: 0 when all pay the same, near 1 when one pays everything."""
    ordered = np.sort(amounts.to_numpy())
    if not ordered.sum() > 0:
        return None
    ranks = np.arange(1, len(ordered) + 1)
    return float(
        2 * (ranks * ordered).sum() / (len(ordered) * ordered.sum())
        - (len(ordered) + 1) / len(ordered)
    )
