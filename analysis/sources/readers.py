"""Present every form of source to DuckDB as untyped rows.

A reader gives, for each table, something that can stand after ``FROM``.  CSV and SQLite
values arrive as text, so that the one cast of :mod:`analysis.schema` can say which row
holds a value that is not what the contract declares.
"""

from __future__ import annotations

import csv
import gzip
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.errors import InputError
from analysis.schema.sql import identifier, literal
from analysis.sources.names import suffix_of

Places = Mapping[str, str]

BATCH = 50_000
CSV_DAMAGE = re.compile(r"CSV Error on Line: (\d+)")
NOT_UTF8 = "the text is not encoded in UTF-8"
AGAIN = "download the file again, or point study.yml › data at another folder."


@dataclass(frozen=True)
class Raw:
    """One table before any type is checked.

    Attributes
    ----------
    place : str
        Where it is, for messages: a file, or a database and its table.
    relation : str
        SQL that stands after ``FROM``.
    types : dict of str to str
        DuckDB type of each column found.
    where : callable
        ``where(row)`` says in words where the row of a rank (from 1) is.
    """

    place: str
    relation: str
    types: dict[str, str]
    where: Callable[[int], str]

    def damage(self, error: duckdb.Error) -> InputError:
        """Say in one sentence what DuckDB stumbled over while it read the table."""
        text = str(error)
        if "No space left on device" in text:
            return InputError(
                "the disk that holds the computed results is full; make room, or set "
                "OLIST_CACHE to a folder on another disk."
            )
        line = CSV_DAMAGE.search(text)
        place = f"{self.place}, line {line[1]}" if line else self.place
        if "unterminated quote" in text:
            reason = "a quoted value is never closed: the file is cut short or damaged"
        elif "Expected Number of Columns" in text:
            reason = (
                "the line has not as many values as the header: it is cut or damaged"
            )
        elif "unicode" in text:
            reason = NOT_UTF8
        else:
            reason = text.splitlines()[0]
        return InputError(f"{place}: {reason}; {AGAIN}")


def read_csv_folder(
    path: Path, places: Places, connection: duckdb.DuckDBPyConnection, scratch: Path
) -> dict[str, Raw]:
    return {
        name: csv_table(path / place, str(path / place))
        for name, place in places.items()
    }


def read_zip(
    path: Path, places: Places, connection: duckdb.DuckDBPyConnection, scratch: Path
) -> dict[str, Raw]:
    tables = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name, member in places.items():
                file = scratch / f"{name}{suffix_of(member)}"
                with archive.open(member) as packed, file.open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
                tables[name] = csv_table(file, f"{path} › {member}")
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise InputError(
            f"{path}: the archive is damaged or locked ({error}); {AGAIN}"
        ) from error
    return tables


def csv_table(file: Path, place: str) -> Raw:
    """A CSV file, all of whose values are text."""
    try:
        with open_text(file) as stream:
            header = next(csv.reader(stream), [])
    except UnicodeDecodeError as error:
        raise InputError(f"{place}: {NOT_UTF8}; {AGAIN}") from error
    except (OSError, EOFError, csv.Error) as error:
        raise InputError(f"{place} cannot be read ({error}); {AGAIN}") from error
    # An index that pandas wrote has no name; DuckDB wants one.
    header = [name or f"column {rank}" for rank, name in enumerate(header, 1)]
    if len(set(header)) < len(header):
        raise InputError(f"{place}: a column name appears twice in line 1; {AGAIN}")
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    relation = (
        f"read_csv({literal(file)}, columns = {{{columns}}}, auto_detect = false, "
        """header = true, delim = ',', quote = '"', escape = '"', strict_mode = true)"""
    )
    types = dict.fromkeys(header, "VARCHAR")
    return Raw(place, relation, types, lambda row: f"line {line_of_row(file, row)}")


def open_text(file: Path) -> TextIO:
    """Open a CSV file, compressed or not, without its byte-order mark."""
    opener = gzip.open if file.suffix.lower() == ".gz" else open
    return opener(file, "rt", encoding="utf-8-sig", newline="")


def line_of_row(file: Path, row: int) -> int:
    """Line on which a row starts; comments of several lines make the two differ."""
    with open_text(file) as stream:
        reader = csv.reader(stream)
        next(reader)
        line = 1 + reader.line_num
        for values in reader:
            row -= bool(values)
            if row == 0:
                return line
            line = 1 + reader.line_num
    return line


def read_parquet_folder(
    path: Path, places: Places, connection: duckdb.DuckDBPyConnection, scratch: Path
) -> dict[str, Raw]:
    return {
        name: typed_table(
            connection,
            f"read_parquet({literal(path / place)})",
            str(path / place),
        )
        for name, place in places.items()
    }


def read_duckdb(
    path: Path, places: Places, connection: duckdb.DuckDBPyConnection, scratch: Path
) -> dict[str, Raw]:
    connection.execute(f"ATTACH {literal(path)} AS source (READ_ONLY)")
    return {
        name: typed_table(
            connection, f"source.{identifier(place)}", f"{path} › {place}"
        )
        for name, place in places.items()
    }


def typed_table(
    connection: duckdb.DuckDBPyConnection, relation: str, place: str
) -> Raw:
    """A table that brings its own types."""
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{place} cannot be read ({reason}); {AGAIN}") from error
    types = {name: kind for name, kind, *_ in described}
    return Raw(place, relation, types, "row {}".format)


def read_sqlite(
    path: Path, places: Places, connection: duckdb.DuckDBPyConnection, scratch: Path
) -> dict[str, Raw]:
    tables = {}
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as database:
            for name, place in places.items():
                file = scratch / f"{name}.parquet"
                copy_sqlite_table(database, place, file)
                tables[name] = typed_table(
                    connection,
                    f"read_parquet({literal(file)})",
                    f"{path} › {place}",
                )
    except sqlite3.DatabaseError as error:
        raise InputError(
            f"{path} is a damaged SQLite file ({error}); {AGAIN}"
        ) from error
    return tables


def copy_sqlite_table(database: sqlite3.Connection, table: str, file: Path) -> None:
    """Copy a SQLite table to Parquet as text, 17 digits kept of every number."""
    described = database.execute(f"SELECT * FROM {identifier(table)} LIMIT 0")
    names = [column[0] for column in described.description]
    values = ", ".join(
        f"CASE typeof({column}) WHEN 'real' THEN printf('%!.17g', {column}) "
        f"ELSE CAST({column} AS TEXT) END"
        for column in map(identifier, names)
    )
    cursor = database.execute(f"SELECT {values} FROM {identifier(table)}")
    schema = pa.schema([(name, pa.string()) for name in names])
    with pq.ParquetWriter(file, schema) as writer:
        for rows in batches(cursor):
            columns = [
                pa.array(column, pa.string()) for column in zip(*rows, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def batches(cursor: sqlite3.Cursor) -> Iterator[list[tuple]]:
    while rows := cursor.fetchmany(BATCH):
        yield rows


READERS: dict[str, Callable] = {
    "csv": read_csv_folder,
    "zip": read_zip,
    "sqlite": read_sqlite,
    "parquet": read_parquet_folder,
    "duckdb": read_duckdb,
}
