"""Turn a source into typed, checked Parquet files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from analysis.errors import InputError
from analysis.schema.checks import check_tables
from analysis.schema.contract import CONTRACTS
from analysis.schema.aside import written_aside
from analysis.schema.casts import copy_typed
from analysis.schema.quality import write_inventory, write_register

if TYPE_CHECKING:
    from analysis.sources.source import Source

MEMORY_LIMIT = "2GB"


def ingest(source: Source, folder: Path) -> None:
    """Check a source against the contract and store it as typed Parquet files.

    Parameters
    ----------
    source : Source
        What :func:`analysis.sources.find` recognised.
    folder : Path
        Receives ``<table>.parquet`` for each table found, ``inventory.parquet`` (one row
        per table) and ``quality.parquet`` (one row per anomaly looked for).  It belongs to
        this function: it is replaced as a whole, in one step, once everything is checked.

    Raises
    ------
    InputError
        The data cannot be used: a required table or column is missing, a value is not of
        its type or out of its range, a key is not unique, a reference leads nowhere.
    """
    # The reader imports the contract: importing it here keeps the two packages acyclic.
    from analysis.sources.readers import open_source

    missing = [
        contract.stems[0]
        for name, contract in CONTRACTS.items()
        if contract.required and name not in source.tables
    ]
    if missing:
        found = ", ".join(source.places[name] for name in source.tables)
        raise InputError(
            f"{source.path}: the table {missing[0]} is missing (found: {found}); add it, "
            "or point study.yml › data at a complete copy."
        )
    with written_aside(folder) as made, duckdb.connect() as connection:
        with tempfile.TemporaryDirectory(dir=made.parent) as scratch:
            connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            connection.execute("SET temp_directory = ?", [scratch])
            raw = open_source(source, connection, Path(scratch))
            for name in source.tables:
                copy_typed(connection, CONTRACTS[name], raw[name], made)
            check_tables(connection, source.tables, raw)
            write_inventory(connection, source.tables, raw, made)
            write_register(connection, source.tables, made)
