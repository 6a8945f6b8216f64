"""The typed tables, ready for Ibis expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import pandas as pd
import psutil
from ibis.backends.duckdb import Backend

from analysis.schema.contract import CONTRACTS, Contract

MEMORY_LIMIT = 6 * 2**30


@dataclass(frozen=True)
class Tables:
    """The nine tables on one in-memory DuckDB connection.

    Each attribute is an :class:`ibis.Table` whose columns have the types of the contract
    (timestamps, money as double, zip codes as text), or None when the table is absent.
    """

    connection: Backend
    customers: ibis.Table
    orders: ibis.Table
    items: ibis.Table
    payments: ibis.Table
    reviews: ibis.Table
    products: ibis.Table | None = None
    sellers: ibis.Table | None = None
    geolocation: ibis.Table | None = None
    translation: ibis.Table | None = None

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """Open the Parquet files that ``ingest`` wrote.

        Parameters
        ----------
        folder : Path
            Holds ``<table>.parquet`` for each table that exists.

        Returns
        -------
        Tables
        """
        connection = connect()
        found = {
            name: connection.read_parquet(folder / f"{name}.parquet", table_name=name)
            for name in CONTRACTS
            if (folder / f"{name}.parquet").exists()
        }
        return cls(connection, **found)

    @classmethod
    def from_frames(cls, frames: Mapping[str, pd.DataFrame]) -> Tables:
        """Make tables of small data frames, for tests and examples.

        Parameters
        ----------
        frames : mapping of str to DataFrame
            By short name.  A column of the contract that a frame lacks is null; a required
            table that is not given is empty.

        Returns
        -------
        Tables
        """
        connection = connect()
        for name, contract in CONTRACTS.items():
            if name in frames or contract.required:
                create(connection, contract, frames.get(name, pd.DataFrame()))
        made = connection.list_tables()
        return cls(connection, **{name: connection.table(name) for name in made})


def connect() -> Backend:
    """An in-memory DuckDB that leaves room for others on the machine."""
    available = psutil.virtual_memory().total * 6 // 10
    limit = min(MEMORY_LIMIT, available) // 2**20
    return ibis.duckdb.connect(memory_limit=f"{limit}MiB")


def create(connection: Backend, contract: Contract, frame: pd.DataFrame) -> None:
    """Create a table with the contract's columns and types from a data frame."""
    schema = {column.name: column.sql_type for column in contract.columns}
    columns = ", ".join(f'"{name}" {kind}' for name, kind in schema.items())
    connection.raw_sql(f'CREATE TABLE "{contract.name}" ({columns})')
    if not frame.empty:
        rows = frame.reindex(columns=list(schema))
        connection.con.register("given", rows)
        connection.raw_sql(f'INSERT INTO "{contract.name}" SELECT * FROM given')
        connection.con.unregister("given")
