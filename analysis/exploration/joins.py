"""The trap of joining tables of different grain: the same total, right and wrong."""

from __future__ import annotations

from ibis import Table
from pandas import DataFrame

from analysis.sources import Tables

PAYMENTS, ITEMS, REVIEWS = "paiements", "articles", "avis"
QUESTIONS = (
    ("Montant payé", "R$", PAYMENTS, "payment_value", "sum"),
    ("Prix des articles", "R$", ITEMS, "price", "sum"),
    ("Note moyenne", "étoiles", REVIEWS, "review_score", "mean"),
)


def double_counting(tables: Tables) -> DataFrame:
    """Compute totals in their own table and after joins by order.

    An order has several items, several payments and sometimes several reviews: joined
    by order, each row of one is repeated for each row of the others.

    Returns
    -------
    DataFrame
        Per measure, one row for the join of its table with each other one, and one for
        all three joined at once: ``measure`` and ``join`` (French),
        ``unit``, ``right`` (in its own table), ``wrong`` (after the join), ``error``
        (wrong / right - 1; missing when the right value is 0), ``rows`` (of the join).
    """
    sources = {
        PAYMENTS: tables.payments,
        ITEMS: tables.items,
        REVIEWS: tables.reviews,
    }
    rows = []
    for measure, unit, name, column, how in QUESTIONS:
        others = [other for other in sources if other != name]
        right, _ = reduced(sources[name], column, how)
        for joined in ([others[0]], [others[1]], others):
            table = sources[name]
            for other in joined:
                keys = sources[other].select("order_id")
                table = table.left_join(keys, "order_id").drop("order_id_right")
            wrong, count = reduced(table, column, how)
            join = " × ".join([name, *joined])
            rows.append((measure, join, unit, right, wrong, count))
    columns = ["measure", "join", "unit", "right", "wrong", "rows"]
    result = DataFrame(rows, columns=columns)
    result["error"] = result["wrong"] / result["right"].where(result["right"] != 0) - 1
    return result


def reduced(table: Table, column: str, how: str) -> tuple[float, int]:
    """Sum or mean of a column (missing when the table is empty), and the rows."""
    value = getattr(table[column], how)()
    found = table.aggregate(value=value, rows=table.count()).to_pandas().iloc[0]
    return float(found["value"]), int(found["rows"])
