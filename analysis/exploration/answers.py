"""All the answers of the exploration, computed in one step of the study."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from ibis import _ as row
from pandas import DataFrame

from analysis.customers import orders
from analysis.exploration.baskets import (
    basket_sizes,
    freight_by_basket,
    installments,
    payment_types,
)
from analysis.exploration.calendar import (
    orders_per_day,
    orders_per_month,
    outside_window,
    weekdays,
)
from analysis.exploration.categories import categories
from analysis.exploration.distributions import (
    gini,
    lorenz,
    monetary_histogram,
    per_orders,
    recency_histogram,
)
from analysis.exploration.joins import double_counting
from analysis.exploration.places import freight_by_distance, states
from analysis.exploration.quantiles import quantile_scores
from analysis.exploration.relations import relations
from analysis.exploration.returns import (
    SecondPurchase,
    cohorts,
    returns,
    second_purchase,
)
from analysis.exploration.satisfaction import Lateness, lateness, score_by_delay, scores
from analysis.exploration.totals import Totals, totals
from analysis.period import Period
from analysis.sources import Tables


@dataclass(frozen=True)
class Exploration:
    """Answers to the questions of the chapter.

    Each table is described by the function of the same name; a table is empty when the
    data cannot answer (an optional table is absent, or every cell is too small).
    """

    minimum: int
    totals: Totals
    outside_window: int
    relations: DataFrame
    double_counting: DataFrame
    months: DataFrame
    days: DataFrame
    weekdays: DataFrame
    returns: DataFrame
    cohorts: DataFrame
    second_purchase: SecondPurchase
    orders_placed: DataFrame
    recency: DataFrame
    monetary: DataFrame
    lorenz: DataFrame
    gini: float | None
    scores: DataFrame
    score_by_delay: DataFrame
    lateness: Lateness
    basket_sizes: DataFrame
    freight_by_basket: DataFrame
    payment_types: DataFrame
    installments: DataFrame
    categories: DataFrame
    states: DataFrame
    freight_by_distance: DataFrame
    quantile_scores: DataFrame


def explore(
    tables: Tables, customers: DataFrame, period: Period, minimum: int
) -> Exploration:
    """Answer every question of the exploration chapter.

    Parameters
    ----------
    tables : Tables
        ``products``, ``sellers`` and ``geolocation`` may be absent.
    customers : DataFrame
        The customer table, as of ``period.as_of``.
    period : Period
        Analyses in time cover its window; the others cover all orders.
    minimum : int
        No published cell describes fewer customers.

    Returns
    -------
    Exploration
    """
    placed = known_orders(tables, period)
    bought = placed[placed["is_purchase"]]
    known = known_tables(tables, period.as_of)
    return Exploration(
        minimum=minimum,
        totals=totals(known, placed, customers, minimum),
        outside_window=outside_window(placed, period),
        relations=relations(tables),
        double_counting=double_counting(known),
        months=orders_per_month(placed, period, minimum),
        days=orders_per_day(placed, period, minimum),
        weekdays=weekdays(placed, period, minimum),
        returns=returns(bought, period.as_of, minimum),
        cohorts=cohorts(bought, period.as_of, minimum),
        second_purchase=second_purchase(bought, minimum),
        orders_placed=per_orders(customers, minimum),
        recency=recency_histogram(customers, minimum),
        monetary=monetary_histogram(customers, minimum),
        lorenz=lorenz(customers, minimum),
        gini=gini(customers["monetary"]),
        scores=scores(placed, minimum),
        score_by_delay=score_by_delay(placed, minimum),
        lateness=lateness(placed, minimum),
        basket_sizes=basket_sizes(bought, minimum),
        freight_by_basket=freight_by_basket(bought, minimum),
        payment_types=payment_types(tables, period.as_of, minimum),
        installments=installments(bought, minimum),
        categories=categories(tables, period.as_of, minimum),
        states=states(customers, minimum),
        freight_by_distance=freight_by_distance(tables, period.as_of, minimum),
        quantile_scores=quantile_scores(customers, minimum),
    )


def known_tables(tables: Tables, as_of: dt.datetime) -> Tables:
    """The tables of customers, orders, items, payments and reviews as of a date."""
    placed = tables.orders.filter(row.order_purchase_timestamp <= as_of)
    answered = tables.reviews.filter(row.review_answer_timestamp <= as_of)
    return dataclasses.replace(
        tables,
        customers=tables.customers.semi_join(placed, "customer_id"),
        orders=placed,
        items=tables.items.semi_join(placed, "order_id"),
        payments=tables.payments.semi_join(placed, "order_id"),
        reviews=answered.semi_join(placed, "order_id"),
    )


def known_orders(tables: Tables, period: Period) -> DataFrame:
    """One row per order placed by ``as_of``, without anything that names a person.

    ``customer`` is a number that only tells persons apart, so that cells can be counted
    in customers.
    """
    return (
        orders(tables, period.as_of)
        .select(
            row.customer_unique_id.hash().name("customer"),
            "is_purchase",
            "purchased_at",
            "delay",
            "score",
            "paid",
            "items",
            "items_value",
            "freight",
            "installments",
        )
        .to_pandas()
    )
