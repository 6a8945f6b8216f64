"""Turn a source into typed, checked Parquet files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from analysis.aside import written_aside
from analysis.errors import InputError
from analysis.schema.casts import copy_typed
from analysis.schema.checks import check_tables
from analysis.schema.contract import CONTRACTS
from analysis.schema.inventory import write_inventory
from analysis.schema.sql import literal

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
        Receives ``<table>.parquet`` for each table found and ``inventory.parquet`` (one
        row per table).  It belongs to this function: it is replaced as a whole, in one
        step, once all is checked.

    Raises
    ------
    InputError
        The data cannot be used: a required table or column is missing, a value is not
        of its type or out of its range, a key is not unique, a reference leads nowhere.
    """
    check_complete(source)
    with (
        written_aside(folder) as made,
        tempfile.TemporaryDirectory(dir=made.parent) as scratch,
        duckdb.connect() as connection,
    ):
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET temp_directory = {literal(scratch)}")
        raw = source.open(connection, Path(scratch))
        for name in source.tables:
            copy_typed(connection, CONTRACTS[name], raw[name], made)
        check_tables(connection, source.tables, raw)
        write_inventory(connection, source.tables, raw, made)


def check_complete(source: Source) -> None:
    """Refuse a source without one of the tables that the study cannot do without."""
    missing = [
        contract.stems[0]
        for name, contract in CONTRACTS.items()
        if contract.required and name not in source.tables
    ]
    if missing:
        found = ", ".join(source.places[name] for name in source.tables)
        noun, verb = ("table", "is") if len(missing) == 1 else ("tables", "are")
        raise InputError(
            f"{source.path}: the {noun} {', '.join(missing)} {verb} missing (found: "
            f"{found}); download the data set again, or point study.yml › data at a "
            "complete copy."
        )
