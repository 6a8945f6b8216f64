"""The quality register: each anomaly, how many, what was decided, what it changes."""

from __future__ import annotations

from duckdb import DuckDBPyConnection
from ibis import _ as row
from pandas import DataFrame

from analysis.customers import orders
from analysis.period import Period, busy_months, orders_by_day
from analysis.schema.anomalies import ANOMALIES, Anomaly
from analysis.schema.sql import literal
from analysis.sources import Tables

COLUMNS = [
    "table",
    "anomaly",
    "count",
    "total",
    "decision",
    "effect",
    "measure",
    "value",
    "whole",
    "customers",
]
AMOUNTS = {
    "customers": "count(DISTINCT customer_unique_id)",
    "orders": "count(*)",
    "money": "sum(CAST(paid AS DECIMAL(18, 2)))",
}


def register(tables: Tables, period: Period, minimum_share: float) -> DataFrame:
    """Look for every declared anomaly, and measure what its decision changes.

    Parameters
    ----------
    tables : Tables
        An anomaly that needs an absent table is left out.
    period : Period
        Effects are counted over the orders known at ``as_of``.
    minimum_share : float
        ``study.yml › window › minimum_share``: below this share of the busiest month's
        orders, the first and last months count as nearly empty.

    Returns
    -------
    DataFrame
        ``table`` (short name), ``anomaly`` and ``decision`` (French), ``count`` (rows
        concerned, 0 when the check finds nothing), ``total`` (rows looked at),
        ``effect`` (French: what changes, or why nothing does), ``measure``
        (``"customers"``, ``"orders"``, ``"money"`` or empty), ``value`` and ``whole``
        (those concerned and all of them; missing without measure), ``customers``
        (concerned by the effect).
    """
    connection = tables.connection.con
    describe(tables, period, minimum_share)
    rows = [
        measured(connection, anomaly)
        for anomaly in ANOMALIES
        if all(
            getattr(tables, name) is not None
            for name in (anomaly.table, *anomaly.needs)
        )
    ]
    numbers = ["value", "whole", "customers"]
    return DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(numbers, float))


def describe(tables: Tables, period: Period, minimum_share: float) -> None:
    """Give the conditions the table ``known`` and their variables."""
    first, last = busy_months(orders_by_day(tables.orders), minimum_share)
    connection = tables.connection.con
    moments = {"as_of": period.as_of, "first_month": first, "last_month": last}
    for name, moment in moments.items():
        connection.execute(f"SET VARIABLE {name} = TIMESTAMP {literal(moment)}")
    placed = orders(tables, period.as_of)
    known = placed.select(
        "order_id",
        "customer_unique_id",
        "is_purchase",
        "purchased_at",
        "paid",
        "score",
        "delay",
        inside=row.purchased_at.date().between(period.start, period.end),
    )
    connection.register("known", known.to_pyarrow())


def measured(connection: DuckDBPyConnection, anomaly: Anomaly) -> list:
    """A row of the register."""
    # All rows are fetched: others use the connection, which a rest would keep busy.
    [(count, total)] = connection.execute(anomaly.query).fetchall()
    effect, value, whole, customers = anomaly.effect, None, None, None
    if effect.measure:
        amount = AMOUNTS[effect.measure]
        [(value, whole, customers)] = connection.execute(
            f"SELECT coalesce({amount} FILTER (concerned), 0), coalesce({amount}, 0), "
            "count(DISTINCT customer_unique_id) FILTER (concerned) "
            f"FROM (SELECT *, {anomaly.concerned} AS concerned FROM known)"
        ).fetchall()
    found = [anomaly.table, anomaly.label, count, total, anomaly.decision]
    return [*found, effect.text, effect.measure, value, whole, customers]
