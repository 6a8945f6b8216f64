"""How the tables hang together: which rows of one belong to a row of another."""

from __future__ import annotations

from ibis import Table
from ibis import _ as row
from pandas import DataFrame

from analysis.schema.contract import CONTRACTS
from analysis.sources import Tables

# Persons have no table of their own: this is the trap.
PERSONS = "persons"


def relations(tables: Tables) -> DataFrame:
    """Measure every relation that the contract declares between the tables found.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    DataFrame
        ``parent`` and ``child`` (short names; ``persons`` stands for the table that
        does not exist), ``column`` (of the child), ``one`` and ``many`` (``"1"`` or
        ``"n"``: rows of the parent and of the child that share a value), ``mean`` (rows
        of the child per value).
    """
    rows = [(PERSONS, "customers", "customer_unique_id", "1")]
    for contract in CONTRACTS.values():
        for reference in contract.references:
            parent = getattr(tables, reference.table)
            if parent is not None and getattr(tables, contract.name) is not None:
                one = "1" if repeats(parent, reference.target) <= 1 else "n"
                rows.append((reference.table, contract.name, reference.column, one))
    table = DataFrame(rows, columns=["parent", "child", "column", "one"])
    table["mean"] = [
        repeats(getattr(tables, child), column)
        for child, column in zip(table["child"], table["column"], strict=True)
    ]
    table["many"] = table["mean"].le(1).map({True: "1", False: "n"})
    return table


def repeats(table: Table, column: str) -> float:
    """Mean number of rows that share a value of a column."""
    known = table.filter(row[column].notnull())
    counts = known.aggregate(rows=row.count(), values=row[column].nunique()).to_pandas()
    return float(counts["rows"].iloc[0] / max(counts["values"].iloc[0], 1))
