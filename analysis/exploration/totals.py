"""The key figures: how many orders, persons, repeat customers and reais."""

from __future__ import annotations

from dataclasses import dataclass

from pandas import DataFrame, Series

from analysis.sources import Tables


@dataclass(frozen=True)
class Totals:
    """Counts and sums over all orders placed by the date of the study.

    Attributes
    ----------
    orders, purchases : int
        Orders placed; those that are neither cancelled nor unavailable.
    customers : int
        Persons who placed an order (``customer_unique_id``).
    several_orders : int
        Among them, those who placed more than one.
    buyers, several_purchases : int
        The same, counting purchases only.
    customer_ids : int
        What counting ``customer_id`` gives instead of persons.
    paid, purchases_paid : float
        R$, over all orders and over purchases.
    basket : float or None
        Mean payment of a purchase, in R$.
    median_monetary, median_recency : float or None
        Of the buyers, in R$ and in days.
    freight_share : float or None
        Freight in what customers pay for items and freight.
    without_sale : int
        Persons who placed an order that is not a purchase.
    minimum : int
        Shares and amounts of fewer customers are not told.
    """

    orders: int
    purchases: int
    customers: int
    several_orders: int
    buyers: int
    several_purchases: int
    customer_ids: int
    paid: float
    purchases_paid: float
    basket: float | None
    median_monetary: float | None
    median_recency: float | None
    freight_share: float | None
    without_sale: int
    minimum: int

    @property
    def several_orders_share(self) -> float | None:
        """Missing when too few customers are concerned."""
        return self.told_share(self.several_orders, self.customers)

    @property
    def several_purchases_share(self) -> float | None:
        """Missing when too few customers are concerned."""
        return self.told_share(self.several_purchases, self.buyers)

    def told_share(self, count: int, whole: int) -> float | None:
        return None if 0 < count < self.minimum else count / max(whole, 1)

    @property
    def without_purchase(self) -> int:
        return self.customers - self.buyers


def totals(
    tables: Tables, placed: DataFrame, customers: DataFrame, minimum: int
) -> Totals:
    """Count orders, persons and money.

    Parameters
    ----------
    tables : Tables
    placed : DataFrame
        One row per order: ``is_purchase, paid, items_value, freight, customer``.
    customers : DataFrame
        The customer table: ``orders_placed, frequency``.
    minimum : int
        See :class:`Totals`.
    """
    bought = placed[placed["is_purchase"]]
    buyers = customers[customers["frequency"] > 0]
    freight = amount(bought["freight"])
    cost = amount(bought["items_value"]) + freight
    return Totals(
        orders=len(placed),
        purchases=len(bought),
        customers=len(customers),
        several_orders=int((customers["orders_placed"] > 1).sum()),
        buyers=int((customers["frequency"] > 0).sum()),
        several_purchases=int((customers["frequency"] > 1).sum()),
        customer_ids=int(tables.customers.customer_id.nunique().execute()),
        paid=amount(placed["paid"]),
        purchases_paid=amount(bought["paid"]),
        basket=amount(bought["paid"]) / len(bought) if len(bought) else None,
        median_monetary=median(buyers["monetary"]),
        median_recency=median(buyers["recency"]),
        freight_share=freight / cost if cost else None,
        without_sale=placed.loc[~placed["is_purchase"], "customer"].nunique(),
        minimum=minimum,
    )


def amount(values: Series) -> float:
    """Sum to the cent, which the order of the rows does not change."""
    return round(float(values.sum()), 2)


def median(values: Series) -> float | None:
    return float(values.median()) if len(values) else None
