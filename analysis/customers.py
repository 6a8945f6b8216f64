"""One row per customer, as of a date: the only place where features are computed.

Everything that happened after the date is unknown: orders placed later are left out and
so is every later *value* of an earlier order (the delivery, the answer to the review).
Items, payments and the promised date are part of the order from the day it is placed.
The status of an order has no date of its own; the convention is that its final status
counts: an order is a purchase unless it ended canceled or unavailable.

Payments, items and reviews are reduced to one row per order before anything is joined;
money is summed as decimals, so that the result does not depend on the order of rows.
The expressions are Ibis: DuckDB runs them here, other backends elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

import ibis
from ibis import Deferred, Table
from ibis import _ as row
from ibis.expr import types as ir

from analysis.sources import Tables

# A date, or an expression that a database computes.
Moment = dt.datetime | ir.TimestampScalar | Deferred
BY_DATE = ("as_of",)
NOT_PURCHASED = ("canceled", "unavailable")
SECONDS_PER_DAY = 86_400


def customers(tables: Tables, as_of: dt.datetime) -> Table:
    """One row per person who placed an order by ``as_of``.

    Parameters
    ----------
    tables : Tables
        The nine tables; ``products`` may be absent.
    as_of : datetime
        The moment from which the past is described.

    Returns
    -------
    Table
        Ordered by ``customer_unique_id``:

        ===================  =========================================================
        customer_unique_id   the person (``customer_id`` is new for each order)
        recency              days from the last purchase to ``as_of``; null without one
        frequency            number of purchases
        monetary             R$ paid for these purchases, freight included
        satisfaction         mean score (1 to 5) of the orders reviewed by ``as_of``
                             (the latest answer of each); null when there is none
        reviews              number of reviewed orders
        delivery_delay       days after the promised date, mean over the orders
                             delivered by ``as_of`` (negative: early); null when none
        freight_share        freight in what the items and their freight cost; null
                             when the purchases hold no item
        installments         mean over purchases of the largest number of instalments
        categories           number of distinct product categories bought
        main_category        the one with most items (ties: first in the alphabet)
        orders_placed        number of orders, purchases or not
        first_order,         dates of the first and the last purchase; null without one
        last_order
        state, city          of the last order placed (ties: the largest ``order_id``)
        ===================  =========================================================

        Scores and delays are those of all orders placed: a cancelled order also makes
        a customer happy or not.  The other features describe purchases.
    """
    people = by_person(orders(tables, as_of), as_of).left_join(
        categories_by_person(tables, as_of), "customer_unique_id"
    )
    return people.select(
        "customer_unique_id",
        "recency",
        "frequency",
        "monetary",
        "satisfaction",
        "reviews",
        "delivery_delay",
        "freight_share",
        "installments",
        row.categories.fill_null(0).name("categories"),
        "main_category",
        "orders_placed",
        "first_order",
        "last_order",
        "state",
        "city",
    ).order_by("customer_unique_id")


def purchases(tables: Tables, as_of: dt.datetime) -> Table:
    """The orders placed by ``as_of`` that count as purchases; columns of `orders`."""
    return orders(tables, as_of).filter(row.is_purchase)


def orders(tables: Tables, as_of: dt.datetime) -> Table:
    """One row per order placed by ``as_of``, with what is known of it at that moment.

    Returns
    -------
    Table
        ``order_id``, ``customer_unique_id``, ``state``, ``city``, ``status`` (final),
        ``is_purchase``, ``purchased_at``, ``delivered_at`` (null when later than
        ``as_of``), ``promised_at``, ``delay`` (days from the promised to the actual
        day; 0: on that very day), ``paid`` and ``items_value``, ``freight`` (R$; 0
        without payment or item), ``installments`` (largest of its payments), ``items``
        (number) and ``score`` (1 to 5, of the latest answered review).
    """
    return known_at(history(tables), tables.reviews, as_of)


def features_at(
    tables: Tables,
    dates: Iterable[dt.datetime],
    columns: Sequence[str],
    *,
    hindsight: bool = False,
) -> Table:
    """Some columns of the customer table, as of several dates, in one query.

    Parameters
    ----------
    tables : Tables
    dates : iterable of datetime
    columns : sequence of str
        Any but ``categories`` and ``main_category``.
    hindsight : bool, default False
        Let the features of an order know the reviews and the deliveries that came after
        the date.  This is the mistake of tables that are cut by the date of purchase
        only; it is here to be measured.

    Returns
    -------
    Table
        ``as_of``, then the columns as `customers` gives them for that date; ordered by
        ``as_of`` and ``customer_unique_id``.
    """
    moments = ibis.memtable({"as_of": list(dates)})
    past, reviews = history(tables), tables.reviews
    if hindsight:
        past = known_at(past, reviews, dt.datetime.max.replace(microsecond=0))
        known = past.cross_join(moments).filter(row.purchased_at <= row.as_of)
    else:
        answers = reviews.cross_join(moments)
        known = known_at(past.cross_join(moments), answers, row.as_of, BY_DATE)
    people = by_person(known, row.as_of.max(), columns, BY_DATE)
    ordered = people.order_by("as_of", "customer_unique_id")
    return ordered.select("as_of", *columns)


def history(tables: Tables, parts: Collection[str] = ("payments", "items")) -> Table:
    """One row per order, with all that is ever known of it but the reviews.

    ``parts`` names the tables that are looked up beside the orders and the customers;
    without one of them, its columns are not there.
    """
    past = placed(tables)
    if "payments" in parts:
        past = looked_up(past, payments_per_order(tables))
        past = past.mutate(paid=row.paid.fill_null(0))
    if "items" in parts:
        past = looked_up(past, items_per_order(tables)).mutate(
            items=row["items"].fill_null(0),
            items_value=row.items_value.fill_null(0),
            freight=row.freight.fill_null(0),
        )
    return past


def looked_up(orders: Table, other: Table, keys: Sequence[str] = ()) -> Table:
    """Orders, with what a table of one row per order (and key) says of them."""
    shared = ("order_id", *keys)
    told = [name for name in other.columns if name not in shared]
    return orders.left_join(other, shared).select(*orders.columns, *told)


def known_at(
    past: Table, reviews: Table | None, as_of: Moment, keys: Sequence[str] = ()
) -> Table:
    """The part of a history (see `history`) that is known at a date: `orders`.

    Without ``reviews`` there is no score.  With several dates at once, each order and
    each review stands once for every date; ``keys`` names the column of the date.
    """
    known = past.filter(row.purchased_at <= as_of).mutate(
        delivered_at=(row.delivered_at <= as_of).ifelse(row.delivered_at, None)
    )
    if reviews is not None:
        known = looked_up(known, score_per_order(reviews, as_of, keys), keys)
    delay = row.delivered_at.date().delta(row.promised_at.date(), unit="day")
    return known.mutate(delay=delay)


def by_person(
    placed: Table,
    as_of: Moment,
    columns: Iterable[str] | None = None,
    keys: Sequence[str] = (),
) -> Table:
    """Reduce orders (see `orders`) to one row per person (and key, see `known_at`).

    By default every column is computed; of ``columns``, only those and what they need.
    """
    wanted = [*AGGREGATES, *NEEDED] if columns is None else list(columns)
    needed = {part for name in wanted for part in NEEDED.get(name, (name,))}
    values = {name: how for name, how in AGGREGATES.items() if name in needed}
    if "recency" in wanted:
        now = ibis.literal(as_of) if isinstance(as_of, dt.datetime) else as_of
        last = placed.purchased_at.max(where=placed.is_purchase)
        # A float, because the quotient of whole numbers is cut short in MySQL.
        since = now.delta(last, unit="second").cast("float64")
        values["recency"] = since / SECONDS_PER_DAY
    people = placed.group_by("customer_unique_id", *keys).agg(**values)
    if "freight_share" in wanted:
        cost = row.value + row.freight
        people = people.mutate(freight_share=row.freight / cost.nullif(0))
    return people


def categories_by_person(tables: Tables, as_of: dt.datetime) -> Table:
    """``customer_unique_id``, ``categories`` (number), ``main_category``."""
    bought = placed(tables).filter(row.is_purchase, row.purchased_at <= as_of)
    per_category = (
        bought.select("order_id", "customer_unique_id")
        .inner_join(item_categories(tables), "order_id")
        .group_by("customer_unique_id", "category")
        .agg(items=row.count())
    )
    return per_category.group_by("customer_unique_id").agg(
        categories=row.count(),
        main_category=row.category.first(order_by=[ibis.desc("items"), "category"]),
    )


def item_categories(tables: Tables) -> Table:
    """``order_id``, ``category`` of each item; empty without a table of products."""
    items = tables.items.select("order_id", "product_id")
    if tables.products is None:
        return items.mutate(category=ibis.literal("")).limit(0)
    categories = tables.products.filter(row.product_category_name.notnull()).select(
        "product_id", category=row.product_category_name
    )
    return items.inner_join(categories, "product_id")


def placed(tables: Tables) -> Table:
    """Every order with the person who placed it."""
    persons = tables.customers.select(
        "customer_id",
        "customer_unique_id",
        state=row.customer_state,
        city=row.customer_city,
    )
    return tables.orders.inner_join(persons, "customer_id").select(
        "order_id",
        "customer_unique_id",
        "state",
        "city",
        status=row.order_status,
        is_purchase=row.order_status.notin(NOT_PURCHASED),
        purchased_at=row.order_purchase_timestamp,
        promised_at=row.order_estimated_delivery_date,
        delivered_at=row.order_delivered_customer_date,
    )


def payments_per_order(tables: Tables) -> Table:
    """``order_id``, ``paid`` (R$), ``installments`` (largest number)."""
    return tables.payments.group_by("order_id").agg(
        paid=money(row.payment_value).sum().cast("float64"),
        installments=row.payment_installments.max(),
    )


def items_per_order(tables: Tables) -> Table:
    """``order_id``, ``items`` (number), ``items_value`` and ``freight`` (R$)."""
    return tables.items.group_by("order_id").agg(
        items=row.count(),
        items_value=money(row.price).sum().cast("float64"),
        freight=money(row.freight_value).sum().cast("float64"),
    )


def score_per_order(reviews: Table, as_of: Moment, keys: Sequence[str] = ()) -> Table:
    """``order_id``, ``score``: the latest review answered by ``as_of``.

    Two answers of the same second are told apart by ``review_id``; for ``keys``, see
    `known_at`.
    """
    order, latest = ("order_id", *keys), ("review_answer_timestamp", "review_id")
    values = (*latest, "review_score")
    latest_first = ibis.window(group_by=order, order_by=map(ibis.desc, values))
    ranked = (
        reviews.select(*order, *values)
        .filter(row.review_answer_timestamp <= as_of)
        .select(*order, "review_score", rank=ibis.row_number().over(latest_first))
        .filter(row["rank"] == 0)
    )
    return ranked.select(*order, score=row.review_score)


def money(amount: Deferred) -> Deferred:
    """An amount whose sum is exact to the cent, whatever the order of rows."""
    return amount.cast("decimal(18, 2)")


def mean(value: Deferred, where: Deferred | None = None) -> Deferred:
    """Mean of whole numbers, as floats because MySQL keeps four decimals otherwise."""
    return value.cast("float64").mean(where=where)


BOUGHT = row.is_purchase
LATEST = ibis.struct({"at": row.purchased_at, "order": row.order_id})
# How the orders of a person become one value, and what the other features need of it.
AGGREGATES = {
    "frequency": BOUGHT.sum(),
    "monetary": money(row.paid).sum(where=BOUGHT).cast("float64").fill_null(0),
    "satisfaction": mean(row.score),
    "reviews": row.score.count(),
    "delivery_delay": mean(row.delay),
    "value": money(row.items_value).sum(where=BOUGHT).cast("float64"),
    "freight": money(row.freight).sum(where=BOUGHT).cast("float64"),
    "installments": mean(row.installments, where=BOUGHT),
    "orders_placed": row.count(),
    "first_order": row.purchased_at.min(where=BOUGHT),
    "last_order": row.purchased_at.max(where=BOUGHT),
    "state": row.state.argmax(LATEST),
    "city": row.city.argmax(LATEST),
}
NEEDED = {"recency": (), "freight_share": ("value", "freight")}
