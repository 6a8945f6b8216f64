"""What is bought, and how it is paid."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _ as row
from pandas import DataFrame

from analysis.customers import purchases
from analysis.labels import category, payment_type
from analysis.publication import OTHERS, merged_tail, publishable
from analysis.sources import Tables

SHOWN_CATEGORIES = 12
WITHOUT_CATEGORY = "sans catégorie"


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
    known = bought.dropna(subset="installments")
    number = known["installments"].clip(lower=1).astype(int)
    counts = known.groupby(number)["customer"].nunique()
    if counts.empty:
        columns = [
            "installments",
            "last",
            "orders",
            "customers",
            "share",
            "median_paid",
        ]
        return DataFrame(columns=columns)
    largest = min(int(merged_tail(counts, minimum).index[-1]), 10)
    groups = known.groupby(number.clip(upper=largest).rename("installments"))
    table = groups["paid"].agg(orders="size", median_paid="median")
    table["customers"] = groups["customer"].nunique()
    table["share"] = table["orders"] / len(known)
    table = table.reset_index()
    table["last"] = (table["installments"] == largest) & (number.max() > largest)
    return publishable(table, "customers", minimum)


def categories(tables: Tables, as_of: dt.datetime, minimum: int) -> DataFrame:
    """Revenue of the largest product categories, over purchases.

    Returns
    -------
    DataFrame
        ``category`` (French), ``revenue`` (R$, items without freight), ``share``,
        ``customers``; the twelve largest, then « autres » and « sans catégorie ».
        Empty without a table of products.
    """
    if tables.products is None:
        return DataFrame(columns=["category", "revenue", "share", "customers"])
    bought = purchases(tables, as_of).select("order_id", "customer_unique_id")
    names = tables.products.select(
        "product_id", name=row.product_category_name.fill_null("")
    )
    items = (
        bought.inner_join(tables.items, "order_id")
        .inner_join(names, "product_id")
        .select("customer_unique_id", "name", "price")
    )
    largest = (
        items.filter(row.name != "")
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
    table = (
        items.group_by(category=shown)
        .agg(revenue=row.price.sum(), customers=row.customer_unique_id.nunique())
        .to_pandas()
        .assign(rest=lambda table: table["category"].isin([WITHOUT_CATEGORY, OTHERS]))
        .sort_values(["rest", "revenue"], ascending=[True, False])
        .drop(columns="rest")
    )
    table["category"] = table["category"].map(category)
    table["share"] = table["revenue"] / (table["revenue"].sum() or 1)
    return publishable(table, "customers", minimum)
