"""Product categories: what sells, and how it is liked."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import Table
from ibis import _ as row
from pandas import DataFrame

from analysis.customers import purchases
from analysis.labels import category
from analysis.publication import OTHERS, publishable
from analysis.sources import Tables

SHOWN_CATEGORIES = 12
WITHOUT_CATEGORY = "sans catégorie"
COLUMNS = ["category", "revenue", "share", "customers", "score", "low", "high"]


def categories(tables: Tables, as_of: dt.datetime, minimum: int) -> DataFrame:
    """Sales and satisfaction of the largest product categories, over purchases.

    Returns
    -------
    DataFrame
        ``category`` (French), ``revenue`` (R$, items without freight), ``share``,
        ``customers``; ``score`` (mean of the orders that hold such an item, stars),
        ``low`` and ``high`` (95 % interval), missing when too few customers answered;
        the twelve largest, then « autres » and « sans catégorie ».  Empty without a
        table of products.
    """
    if tables.products is None:
        return DataFrame(columns=COLUMNS)
    items = items_sold(tables, as_of)
    named = row.name != ""
    largest = (
        items.filter(named)
        .group_by("name")
        .agg(revenue=row.price.sum(), customers=row.customer_unique_id.nunique())
        .filter(row.customers >= minimum)
        .order_by(row.revenue.desc(), row.name)
        .limit(SHOWN_CATEGORIES)
        .to_pandas()["name"]
    )
    shown = ibis.cases(
        (row.name == "", WITHOUT_CATEGORY),
        (row.name.isin(largest.tolist()), row.name),
        else_=OTHERS,
    )
    sold = items.mutate(category=shown)
    table = (
        sold.group_by("category")
        .agg(revenue=row.price.sum(), customers=row.customer_unique_id.nunique())
        .to_pandas()
        .merge(satisfaction(sold, minimum), on="category", how="left")
        .assign(rest=lambda table: table["category"].isin([WITHOUT_CATEGORY, OTHERS]))
        .sort_values(["rest", "revenue"], ascending=[True, False])
        .drop(columns="rest")
    )
    table["category"] = table["category"].map(category)
    table["share"] = table["revenue"] / (table["revenue"].sum() or 1)
    return publishable(table[COLUMNS], "customers", minimum)


def items_sold(tables: Tables, as_of: dt.datetime) -> Table:
    """``order_id``, ``customer_unique_id``, ``score``, ``name``, ``price`` per item."""
    bought = purchases(tables, as_of).select("order_id", "customer_unique_id", "score")
    names = tables.products.select(
        "product_id", name=row.product_category_name.fill_null("")
    )
    return (
        bought.inner_join(tables.items, "order_id")
        .inner_join(names, "product_id")
        .select("order_id", "customer_unique_id", "score", "name", "price")
    )


def satisfaction(sold: Table, minimum: int) -> DataFrame:
    """``category``, ``score``, ``low``, ``high``: each order counts once in each."""
    orders = sold.filter(row.score.notnull()).select(
        "category", "order_id", "customer_unique_id", "score"
    )
    table = (
        orders.distinct()
        .group_by("category")
        .agg(
            score=row.score.mean(),
            spread=row.score.std(),
            orders=row.count(),
            answered=row.customer_unique_id.nunique(),
        )
        .to_pandas()
    )
    table = table[table["answered"] >= minimum]
    margin = 1.96 * table["spread"] / table["orders"] ** 0.5
    table["low"] = (table["score"] - margin).clip(lower=1)
    table["high"] = (table["score"] + margin).clip(upper=5)
    return table[["category", "score", "low", "high"]]
