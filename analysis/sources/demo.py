"""Write a demonstration marketplace: synthetic tables with Olist's published shapes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from analysis.aside import written_aside
from analysis.errors import InputError
from analysis.schema.contract import CONTRACTS
from analysis.sources.marketplace.block import BLOCK, draw_block
from analysis.sources.marketplace.catalogue import Catalogue, draw_catalogue
from analysis.sources.marketplace.shape import Shape, parameters
from analysis.sources.source import MARKER
from analysis.sources.tables import Tables

VERSION = 2
FIXED = ("products", "sellers", "geolocation", "translation")

__all__ = ["demo_tables", "parameters", "write_demo"]


def write_demo(
    folder: Path,
    customers: int,
    seed: int,
    *,
    form: Literal["parquet", "csv"] = "parquet",
    progress: Callable[[int, int], None] | None = None,
    **shape: Any,
) -> None:
    """Write the nine tables of a synthetic marketplace.

    The same seed, size and shape give the same tables.  Persons are drawn in blocks of
    50 000, each from its own random stream, so that memory does not grow with the size.

    Parameters
    ----------
    folder : Path
        Receives one file per table, under the published names, and the marker
        ``demonstration.json``.  A previous demonstration there is replaced in one step.
    customers : int
        Number of persons (``customer_unique_id``).
    seed : int
    form : {"parquet", "csv"}
    progress : callable, optional
        Called with the number of persons written and their total after each block.
    **shape
        Parameters of :class:`~analysis.sources.marketplace.shape.Shape` that differ
        from the published ones; see :func:`parameters`.

    Raises
    ------
    InputError
        The folder holds something else than a demonstration, or the size is below 1.
    """
    folder, wanted = Path(folder), Shape(**shape)
    check_request(folder, customers)
    catalogue = draw_catalogue(wanted, customers, seed)
    with written_aside(folder) as aside, ExitStack() as opened:
        writers: dict[str, Any] = {}
        for done, tables in draw_tables(wanted, catalogue, customers, seed):
            for name, table in tables.items():
                if name not in writers:
                    writer = open_writer(aside, name, table.schema, form)
                    writers[name] = opened.enter_context(closing(writer))
                writers[name].write_table(table)
            if progress:
                progress(done, customers)
        write_marker(aside, wanted, customers, seed)


def check_request(folder: Path, customers: int) -> None:
    if customers < 1:
        raise InputError(
            f"a demonstration of {customers} customers is impossible; ask for at least "
            "one."
        )
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file; give a folder that is new or empty.")
    ours = {MARKER} | {
        f"{contract.stems[0]}.{suffix}"
        for contract in CONTRACTS.values()
        for suffix in ("csv", "parquet")
    }
    foreign = sorted({entry.name for entry in folder.iterdir()} - ours)
    if foreign or (any(folder.iterdir()) and not (folder / MARKER).exists()):
        seen = f" ({foreign[0]})" if foreign else ""
        raise InputError(
            f"{folder} holds files that are not a demonstration{seen}; give a folder "
            "that is new or empty."
        )


def write_marker(folder: Path, shape: Shape, customers: int, seed: int) -> None:
    """Say beside the tables that they are synthetic, and how to make them again."""
    marker = {
        "demonstration": True,
        "version": VERSION,
        "customers": customers,
        "seed": seed,
        "parameters": dataclasses.asdict(shape),
    }
    text = json.dumps(marker, indent=2, ensure_ascii=False)
    (folder / MARKER).write_text(text + "\n", encoding="utf8")


def demo_tables(customers: int = 500, seed: int = 0, **shape: Any) -> Tables:
    """The tables of a small demonstration marketplace, in memory.

    Examples
    --------
    >>> tables = demo_tables(repeat_share=0)
    >>> tables.customers.customer_unique_id.nunique().execute()
    500
    """
    wanted = Shape(**shape)
    catalogue = draw_catalogue(wanted, customers, seed)
    parts: dict[str, list[pa.Table]] = {name: [] for name in CONTRACTS}
    for _, tables in draw_tables(wanted, catalogue, customers, seed):
        for name, table in tables.items():
            parts[name].append(table)
    return Tables.from_frames(
        {name: pa.concat_tables(tables) for name, tables in parts.items()}
    )


def draw_tables(
    shape: Shape, catalogue: Catalogue, customers: int, seed: int
) -> Iterator[tuple[int, dict[str, pa.Table]]]:
    """Yield the number of persons drawn so far, and the tables that came with them."""
    for block, start in enumerate(range(0, customers, BLOCK)):
        size = min(BLOCK, customers - start)
        tables = draw_block(shape, catalogue, seed, block, size)
        if block == 0:
            tables |= {name: getattr(catalogue, name) for name in FIXED}
        yield start + size, tables


def open_writer(folder: Path, name: str, schema: pa.Schema, form: str) -> Any:
    stem = CONTRACTS[name].stems[0]
    if form == "csv":
        return CsvWriter(folder / f"{stem}.csv", schema)
    return pq.ParquetWriter(
        folder / f"{stem}.parquet", schema, compression="zstd", compression_level=1
    )


class CsvWriter:
    """Write CSV as published: dates without fractions of a second."""

    def __init__(self, file: Path, schema: pa.Schema) -> None:
        fields = [
            pa.field(field.name, pa.timestamp("s"))
            if pa.types.is_timestamp(field.type)
            else field
            for field in schema
        ]
        self.schema = pa.schema(fields)
        options = pyarrow.csv.WriteOptions(quoting_style="needed")
        self.writer = pyarrow.csv.CSVWriter(file, self.schema, write_options=options)

    def write_table(self, table: pa.Table) -> None:
        self.writer.write_table(table.cast(self.schema))

    def close(self) -> None:
        self.writer.close()
