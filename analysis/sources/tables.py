"""The typed tables, ready for Ibis expressions."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import pandas as pd
import psutil
import pyarrow as pa
from ibis.backends.duckdb import Backend

from analysis.schema.contract import CONTRACTS, Contract

MEMORY_LIMIT = 6 * 2**30


@dataclass(frozen=True)
class Tables:
    """The nine tables on one in-memory DuckDB connection.

    Each attribute is an :class:`ibis.Table` whose columns have the types of the
    contract (timestamps, money as double, zip codes as text), or None when the table is
    absent.
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
    def from_frames(cls, frames: Mapping[str, pd.DataFrame | pa.Table]) -> Tables:
        """Make tables of data frames in memory, for tests and examples.

        Parameters
        ----------
        frames : mapping of str to DataFrame or pyarrow.Table
            By short name.  A column of the contract that a frame lacks is null; a
            required table that is not given is empty.

        Returns
        -------
        Tables
        """
        connection = connect()
        made = {
            name: create(connection, contract, frames.get(name))
            for name, contract in CONTRACTS.items()
            if name in frames or contract.required
        }
        return cls(connection, **made)


def connect() -> Backend:
    """An in-memory DuckDB that leaves room for others on the machine."""
    available = psutil.virtual_memory().total * 6 // 10
    limit = min(MEMORY_LIMIT, available) // 2**20
    # What does not fit goes to a folder of the system, not to the working directory.
    overflow = Path(tempfile.gettempdir()) / f"olist-{os.getpid()}"
    return ibis.duckdb.connect(memory_limit=f"{limit}MiB", temp_directory=str(overflow))


def create(
    connection: Backend, contract: Contract, given: pd.DataFrame | pa.Table | None
) -> ibis.Table:
    """Create a table with the contract's columns and types from rows in memory."""
    declared = ", ".join(
        f'"{column.name}" {column.sql_type}' for column in contract.columns
    )
    connection.raw_sql(f'CREATE TABLE "{contract.name}" ({declared})')
    names = [] if given is None else getattr(given, "column_names", list(given))
    shared = ", ".join(
        f'"{column.name}"' for column in contract.columns if column.name in names
    )
    if shared:
        connection.con.register("given", given)
        connection.raw_sql(
            f'INSERT INTO "{contract.name}" BY NAME SELECT {shared} FROM given'
        )
        connection.con.unregister("given")
    return connection.table(contract.name)
