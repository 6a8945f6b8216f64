"""What makes a source unusable: missing values, impossible values, broken links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import duckdb

from analysis.errors import InputError
from analysis.schema.contract import CONTRACTS, Column, Contract, Reference

if TYPE_CHECKING:
    from analysis.sources.readers import Raw

AGAIN = "correct it, or download the data set again."


def check_tables(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[str], raw: Mapping[str, Raw]
) -> None:
    """Check the typed views of all tables against the contract.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Has one view per table, named by its short name.
    tables : iterable of str
        The tables that exist.
    raw : mapping of str to Raw
        Where each of them comes from, for the messages.

    Raises
    ------
    InputError
        At the first rule that a row breaks; the message names the place and the value.
    """
    present = list(tables)
    for name in present:
        contract = CONTRACTS[name]
        check_ranges(connection, contract, raw[name])
        if contract.key:
            check_key(connection, contract, raw[name])
    for name in present:
        for reference in CONTRACTS[name].references:
            if reference.strict and reference.table in present:
                check_reference(connection, CONTRACTS[name], reference, raw[name])


def check_ranges(
    connection: duckdb.DuckDBPyConnection, contract: Contract, raw: Raw
) -> None:
    """Refuse missing required values, and values beyond what can be true."""
    rules = [
        (column, broken)
        for column in contract.columns
        if (broken := rule_of(column)) is not None
    ]
    counts = ", ".join(f"count(*) FILTER ({broken})" for _, broken in rules)
    found = connection.execute(f'SELECT {counts} FROM "{contract.name}"').fetchone()
    for (column, broken), count in zip(rules, found, strict=True):
        if count:
            row, value = first_row(connection, contract.name, column.name, broken)
            more = f" (and {count - 1} more)" if count > 1 else ""
            raise InputError(
                f"{raw.place}, {raw.where(row)}: {column.name} is {said(value)}{more}, "
                f"expected {expectation(column)}; {AGAIN}"
            )


def rule_of(column: Column) -> str | None:
    """SQL condition of a row that breaks a column's rule, if it has one."""
    broken = []
    if column.required:
        broken.append(f'"{column.name}" IS NULL')
    if column.minimum is not None:
        broken.append(f'"{column.name}" < {column.minimum}')
    if column.maximum is not None:
        broken.append(f'"{column.name}" > {column.maximum}')
    return " OR ".join(broken) or None


def expectation(column: Column) -> str:
    if column.minimum is None:
        return "a value"
    if column.maximum is None:
        return f"at least {column.minimum:g}"
    return f"{column.minimum:g} to {column.maximum:g}"


def said(value: object) -> str:
    return "empty" if value is None else str(value)


def first_row(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, condition: str
) -> tuple[int, object]:
    """Rank (from 1) and value of the first row of a table that meets a condition."""
    return connection.execute(
        f'SELECT row, "{column}" FROM (SELECT *, row_number() OVER () AS row '
        f'FROM "{table}") WHERE {condition} ORDER BY row LIMIT 1'
    ).fetchone()


def check_key(
    connection: duckdb.DuckDBPyConnection, contract: Contract, raw: Raw
) -> None:
    """Refuse two rows with the same key."""
    key = ", ".join(f'"{name}"' for name in contract.key)
    repeated = (
        f'SELECT {key}, count(*) AS rows FROM "{contract.name}" '
        f"GROUP BY ALL HAVING count(*) > 1"
    )
    count = connection.execute(f"SELECT count(*) FROM ({repeated})").fetchone()[0]
    if count:
        *values, rows = connection.execute(
            f"{repeated} ORDER BY ALL LIMIT 1"
        ).fetchone()
        names = " and ".join(contract.key)
        raise InputError(
            f"{raw.place}: {names} must be unique, but {' / '.join(map(str, values))} "
            f"stands in {rows} rows ({count} such duplicates); remove the duplicates, "
            "or download the data set again."
        )


def check_reference(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    reference: Reference,
    raw: Raw,
) -> None:
    """Refuse a row that points at something which does not exist."""
    column, other = reference.column, reference.table
    unknown = f'"{column}" NOT IN (SELECT "{reference.target}" FROM "{other}")'
    count = connection.execute(
        f'SELECT count(*) FROM "{contract.name}" AS here ANTI JOIN "{other}" AS there '
        f'ON here."{column}" = there."{reference.target}"'
    ).fetchone()[0]
    if count:
        row, value = first_row(connection, contract.name, column, unknown)
        raise InputError(
            f"{raw.place}, {raw.where(row)}: {column} {value} is not in the table "
            f"{other} ({count} such rows); one of the two files is incomplete: "
            "download the data set again."
        )
