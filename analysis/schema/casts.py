"""Give the raw values the types of the contract; nothing is guessed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from analysis.errors import InputError
from analysis.schema.contract import Column, Contract
from analysis.schema.sql import identifier, literal

if TYPE_CHECKING:
    from analysis.sources.readers import Raw

EXPECTED = {
    "integer": "a whole number",
    "number": "a number such as 129.90",
    "timestamp": "a date such as 2017-11-24 18:30:00",
}
DATE = r"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?$"


def copy_typed(
    connection: duckdb.DuckDBPyConnection, contract: Contract, raw: Raw, folder: Path
) -> None:
    """Write ``<table>.parquet`` with the contract's types, and make a view of it.

    Raises
    ------
    InputError
        A column is missing, the table is empty, a line is damaged, or a value cannot be
        read as what the contract declares.
    """
    check_columns(contract, raw)
    file = folder / f"{contract.name}.parquet"
    casts = ", ".join(
        f'{cast(column, raw.types[column.name])} AS "{column.name}"'
        for column in contract.columns
    )
    try:
        connection.execute(
            f"COPY (SELECT {casts} FROM {raw.relation}) TO {literal(file)} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    except duckdb.Error as error:
        raise raw.damage(error) from error
    connection.execute(
        f'CREATE VIEW "{contract.name}" AS FROM read_parquet({literal(file)})'
    )
    check_values(connection, contract, raw)


def check_columns(contract: Contract, raw: Raw) -> None:
    missing = [
        column.name for column in contract.columns if column.name not in raw.types
    ]
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        verb = "is" if len(missing) == 1 else "are"
        raise InputError(
            f"{raw.place}: {noun} {', '.join(missing)} {verb} missing (found: "
            f"{', '.join(raw.types) or 'nothing'}); download the data set again, or "
            "point study.yml › data at another folder."
        )


def check_values(
    connection: duckdb.DuckDBPyConnection, contract: Contract, raw: Raw
) -> None:
    """Refuse an empty table and any value that its cast could not read."""
    counted = ", ".join(
        f"count({present(column, raw.types[column.name])})"
        for column in contract.columns
    )
    given = connection.execute(
        f"SELECT count(*), {counted} FROM {raw.relation}"
    ).fetchone()
    if not given[0]:
        raise InputError(
            f"{raw.place}: the table has no row; download the data set again, or point "
            "study.yml › data at another folder."
        )
    names = ", ".join(f'count("{column.name}")' for column in contract.columns)
    read = connection.execute(f'SELECT count(*), {names} FROM "{contract.name}"')
    for column, before, after in zip(
        contract.columns, given[1:], read.fetchone()[1:], strict=True
    ):
        if before != after:
            raise unreadable(connection, column, raw)


def unreadable(
    connection: duckdb.DuckDBPyConnection, column: Column, raw: Raw
) -> InputError:
    """Name the first value of a column that is not what the contract declares."""
    given = raw.types[column.name]
    row, value = connection.execute(
        f"SELECT row, {identifier(column.name)} "
        f"FROM (SELECT *, row_number() OVER () AS row FROM {raw.relation}) "
        f"WHERE {present(column, given)} IS NOT NULL AND {cast(column, given)} IS NULL "
        "ORDER BY row LIMIT 1"
    ).fetchone()
    return InputError(
        f"{raw.place}, {raw.where(row)}: {column.name} is {str(value)!r}, expected "
        f"{EXPECTED[column.kind]}; correct the value or download the data set again."
    )


def present(column: Column, given: str) -> str:
    """SQL for the raw value, null when nothing is written.

    Parameters
    ----------
    column : Column
    given : str
        DuckDB type that the value has in the source.
    """
    name = identifier(column.name)
    if given != "VARCHAR" and column.kind in ("integer", "number", "timestamp"):
        return name
    return f"nullif(CAST({name} AS VARCHAR), '')"


def cast(column: Column, given: str) -> str:
    """SQL that reads a raw value as its declared type, null when it cannot be.

    Parameters
    ----------
    column : Column
    given : str
        DuckDB type that the value has in the source.
    """
    value = present(column, given)
    if column.kind == "text":
        return value
    if column.kind == "zip":
        # SQLite and Parquet files made with pandas hold 1037 or 1037.0 for "01037".
        digits = f"regexp_replace({value}, '\\.0$', '')"
        return f"repeat('0', 5 - length({digits})) || {digits}"
    if column.kind == "timestamp":
        moment = f"TRY_CAST({value} AS TIMESTAMP)"
        if given.startswith(("TIMESTAMP", "DATE")):
            return moment
        written = f"CAST({value} AS VARCHAR)"
        return f"CASE WHEN regexp_matches({written}, '{DATE}') THEN {moment} END"
    number = f"TRY_CAST({value} AS DOUBLE)"
    if column.kind == "number":
        return f"CASE WHEN isfinite({number}) THEN {number} END"
    whole = f"TRY_CAST({number} AS BIGINT)"
    return f"CASE WHEN {number} = trunc({number}) THEN {whole} END"
