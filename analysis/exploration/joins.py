"""The trap of joining tables of different grain: the same sum, right and wrong."""

from __future__ import annotations

from ibis import Table
from pandas import DataFrame

from analysis.sources import Tables


def double_counting(tables: Tables) -> DataFrame:
    """Compute totals in their own table and after a join by order.

    An order has several items, several payments and sometimes several reviews: joined
    by order, each row of one is repeated for each row of the other.

    Returns
    -------
    DataFrame
        ``measure`` and ``join`` (French), ``unit``, ``right`` (in its own table),
        ``wrong`` (after the join), ``error`` (wrong / right - 1; missing when the right
        value is 0).
    """
    payments, items, reviews = tables.payments, tables.items, tables.reviews
    paid, price, score = "payment_value", "price", "review_score"
    questions = [
        ("Montant payé", "paiements × articles", "R$", payments, items, paid, "sum"),
        (
            "Prix des articles",
            "articles × paiements",
            "R$",
            items,
            payments,
            price,
            "sum",
        ),
        ("Montant payé", "paiements × avis", "R$", payments, reviews, paid, "sum"),
        ("Note moyenne", "avis × articles", "étoiles", reviews, items, score, "mean"),
    ]
    rows = []
    for measure, join, unit, table, other, column, how in questions:
        right = reduced(table, column, how)
        keys = other.select("order_id")
        wrong = reduced(table.left_join(keys, "order_id"), column, how)
        rows.append((measure, join, unit, right, wrong))
    result = DataFrame(rows, columns=["measure", "join", "unit", "right", "wrong"])
    result["error"] = result["wrong"] / result["right"].where(result["right"] != 0) - 1
    return result


def reduced(table: Table, column: str, how: str) -> float:
    """Sum or mean of a column; missing when the table is empty."""
    value = getattr(table[column], how)()
    return float(table.aggregate(value=value).to_pandas()["value"].iloc[0])
