"""The inventory: what each table holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from analysis.schema.contract import CONTRACTS, Contract
from analysis.schema.sql import literal

if TYPE_CHECKING:
    from analysis.sources.readers import Raw


def write_inventory(
    connection: duckdb.DuckDBPyConnection,
    tables: Iterable[str],
    raw: Mapping[str, Raw],
    folder: Path,
) -> None:
    """Describe each table in one row of ``inventory.parquet``.

    Notes
    -----
    Columns: ``table`` (short name), ``label`` (French), ``place`` (file or database
    table), ``rows``, ``columns``, ``key`` (names joined by « + », empty when there is
    none), ``missing`` (empty values over all columns), ``duplicates`` (rows beyond the
    first of identical ones), ``ignored`` (columns of the source that the contract does
    not know).
    """
    connection.execute(
        'CREATE TABLE inventory ("table" VARCHAR, label VARCHAR, place VARCHAR, '
        "rows BIGINT, columns BIGINT, key VARCHAR, missing BIGINT, duplicates BIGINT, "
        "ignored VARCHAR)"
    )
    for name in tables:
        contract = CONTRACTS[name]
        known = {column.name for column in contract.columns}
        ignored = ", ".join(column for column in raw[name].types if column not in known)
        row = [
            name,
            contract.label,
            Path(raw[name].place).name,
            *counts(connection, contract),
            ignored,
        ]
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO inventory VALUES ({marks})", row)
    file = folder / "inventory.parquet"
    connection.execute(f"COPY inventory TO {literal(file)} (FORMAT parquet)")


def counts(
    connection: duckdb.DuckDBPyConnection, contract: Contract
) -> tuple[int, int, str, int, int]:
    """Rows, columns, key, missing values and duplicate rows of a table."""
    filled = " + ".join(f'count("{column.name}")' for column in contract.columns)
    width = len(contract.columns)
    rows, missing = connection.execute(
        f'SELECT count(*), count(*) * {width} - ({filled}) FROM "{contract.name}"'
    ).fetchone()
    duplicates = 0
    if not contract.key:
        distinct = f'SELECT count(*) FROM (SELECT DISTINCT * FROM "{contract.name}")'
        duplicates = rows - connection.execute(distinct).fetchone()[0]
    return rows, width, " + ".join(contract.key), missing, duplicates
