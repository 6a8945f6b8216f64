"""Where the tables are: recognise what a path holds."""

from __future__ import annotations

import hashlib
import sqlite3
import zipfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb

from analysis.errors import InputError
from analysis.schema.contract import CONTRACTS, table_named
from analysis.sources.names import stem_of, suffix_of
from analysis.sources.readers import READERS, Raw

Form = Literal["csv", "zip", "sqlite", "parquet", "duckdb"]

MARKER = "demonstration.json"
SUFFIXES: dict[str, Form] = {".csv": "csv", ".csv.gz": "csv", ".parquet": "parquet"}
SQLITE_HEADER = b"SQLite format 3\0"
DUCKDB_MAGIC = b"DUCK"
BLOCK = 1 << 22


@dataclass(frozen=True)
class Source:
    """A place that holds tables of the marketplace.

    Attributes
    ----------
    path : Path
        The folder, or the single file.
    kind : {"csv", "zip", "sqlite", "parquet", "duckdb"}
    demo : bool
        Whether the tables are synthetic: a folder marked by ``demonstration.json``.
    places : dict of str to str
        For each table found, by short name: the file's name in the folder or the
        archive, or the table's name in the database.
    """

    path: Path
    kind: Form
    demo: bool = False
    places: dict[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[str, ...]:
        """Short names of the tables found, in the order of the contract."""
        return tuple(name for name in CONTRACTS if name in self.places)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that hold the tables, in the order of the contract."""
        if self.path.is_dir():
            return tuple(self.path / self.places[name] for name in self.tables)
        return (self.path,)

    def fingerprint(self) -> str:
        """Hash of the content: the same bytes elsewhere have the same fingerprint.

        Returns
        -------
        str
            32 hex digits (BLAKE2b of each table's name and bytes).
        """
        digest = hashlib.blake2b(digest_size=16)
        for name, place in sorted(self.places.items()):
            digest.update(f"{name}={place};".encode())
        for file in self.files:
            with file.open("rb") as stream:
                while block := stream.read(BLOCK):
                    digest.update(block)
        return digest.hexdigest()

    def open(
        self, connection: duckdb.DuckDBPyConnection, scratch: Path
    ) -> dict[str, Raw]:
        """Make the tables readable on a DuckDB connection, untyped.

        Parameters
        ----------
        connection : DuckDBPyConnection
        scratch : Path
            An existing folder for unpacked files; the caller removes it.

        Returns
        -------
        dict of str to Raw
            By short name.

        Raises
        ------
        InputError
            A file is damaged or cannot be opened.
        """
        return READERS[self.kind](self.path, self.places, connection, scratch)


def find(path: Path) -> Source:
    """Recognise the tables that a path holds.

    Parameters
    ----------
    path : Path
        A folder of CSV (also ``.csv.gz``) or Parquet files, the ``.zip`` of the Kaggle
        archive, a SQLite file such as ``olist.db``, or a DuckDB file.  A folder that
        holds no table but exactly one such archive or database stands for it.

    Returns
    -------
    Source

    Raises
    ------
    InputError
        The path does not exist, is not of a known form, or holds no known table.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(
            f"{path} does not exist; correct --data, OLIST_DATA or study.yml › data, "
            "or run `olist data --demo 20000` for a demonstration."
        )
    try:
        return find_in_folder(path) if path.is_dir() else find_in_file(path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror or error}); check its permissions."
        ) from error


def find_in_folder(folder: Path) -> Source:
    """Recognise a folder of table files, or of one database or archive."""
    entries = sorted(entry for entry in folder.iterdir() if entry.is_file())
    by_form: dict[Form, list[str]] = {"csv": [], "parquet": []}
    for entry in entries:
        form = SUFFIXES.get(suffix_of(entry.name))
        if form and table_named(stem_of(entry.name)):
            by_form[form].append(entry.name)
    form = max(by_form, key=lambda candidate: len(by_form[candidate]))
    if by_form[form]:
        places = places_of(by_form[form], folder)
        return Source(folder, form, (folder / MARKER).is_file(), places)
    singles = [entry for entry in entries if form_of_file(entry)]
    if len(singles) == 1:
        return find_in_file(singles[0])
    seen = ", ".join(entry.name for entry in entries[:5]) or "no file"
    raise InputError(
        f"{folder} holds no table of the marketplace (found: {seen}); expected files "
        "such as olist_orders_dataset.csv, or point study.yml › data elsewhere."
    )


def find_in_file(path: Path) -> Source:
    """Recognise an archive or a database by its first bytes, never by its name."""
    form = form_of_file(path)
    if form is None:
        hint = "an archive (.zip), a SQLite file or a DuckDB file"
        if suffix_of(path.name) in SUFFIXES:
            hint = f"the folder that holds it ({path.parent}), not one table"
        raise InputError(
            f"{path} is not a SQLite file, nor any other form that can be read; give "
            f"{hint}."
        )
    names = {"zip": zip_names, "sqlite": sqlite_names, "duckdb": duckdb_names}[form]
    places = places_of(names(path), path)
    if not places:
        raise InputError(
            f"{path} holds no table of the marketplace; expected tables such as "
            "olist_orders_dataset or orders."
        )
    return Source(path, form, places=places)


def form_of_file(path: Path) -> Form | None:
    with path.open("rb") as stream:
        start = stream.read(16)
    if start == SQLITE_HEADER:
        return "sqlite"
    if start[8:12] == DUCKDB_MAGIC:
        return "duckdb"
    return "zip" if zipfile.is_zipfile(path) else None


def zip_names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return [name for name in names if SUFFIXES.get(suffix_of(name)) == "csv"]


def sqlite_names(path: Path) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as db:
            return [name for (name,) in db.execute(query)]
    except sqlite3.DatabaseError as error:
        raise InputError(
            f"{path} is a damaged SQLite file ({error}); copy or download it again."
        ) from error


def duckdb_names(path: Path) -> list[str]:
    try:
        with duckdb.connect(str(path), read_only=True) as database:
            return [name for (name,) in database.execute("SHOW TABLES").fetchall()]
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"{path} cannot be opened by DuckDB ({reason}); close the program that "
            "writes to it, or export its tables to Parquet."
        ) from error


def places_of(names: Iterable[str], path: Path) -> dict[str, str]:
    """Map short names to the places that hold them; two places for one are refused."""
    places: dict[str, str] = {}
    for place in names:
        name = table_named(stem_of(place))
        if name in places:
            raise InputError(
                f"{path} holds the table {name} twice ({places[name]} and {place}); "
                "remove one of them."
            )
        if name:
            places[name] = place
    return places
