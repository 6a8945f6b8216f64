"""A real PostgreSQL: started in a temporary folder, stopped when the tests end."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
from ibis import Table
from pandas import DataFrame
from psycopg import sql

from analysis.schema.contract import CONTRACTS
from analysis.sources import Tables

TYPES = {"integer": "BIGINT", "number": "DOUBLE PRECISION", "timestamp": "TIMESTAMP"}
# PostgreSQL refuses to run as root; Debian's package makes the user postgres.
UNPRIVILEGED = ("postgres", "nobody")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    """An empty database, on a free port of the loopback."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (Debian package `postgresql`)")
    user = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="olist-postgres-"))
    server = Server(binaries, folder, user)
    try:
        server.start()
        with psycopg.connect(server.address, autocommit=True) as connection:
            yield Database(connection)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Database:
    """What the tests ask of a database: to take tables, to answer a query."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def load(self, tables: Tables, places: Mapping[str, str]) -> None:
        """Copy tables, by short name, to the places given."""
        for name, place in places.items():
            columns = CONTRACTS[name].columns
            declared = sql.SQL(", ").join(
                sql.SQL("{} {}").format(
                    sql.Identifier(column.name), sql.SQL(TYPES.get(column.kind, "TEXT"))
                )
                for column in columns
            )
            table = sql.Identifier(*place.split("."))
            rows = getattr(tables, name).select([column.name for column in columns])
            self.run("DROP TABLE IF EXISTS {}", table)
            self.run("CREATE TABLE {} ({})", table, declared)
            self.copy(table, rows)
            self.run("ANALYZE {}", table)

    def run(self, statement: str, *parts: sql.Composable) -> None:
        self.connection.execute(sql.SQL(statement).format(*parts))

    def copy(self, table: sql.Identifier, rows: Table) -> None:
        statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(table)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rows.csv"
            rows.to_csv(file, header=False)
            with (
                file.open("rb") as stream,
                self.connection.cursor().copy(statement) as copying,
            ):
                shutil.copyfileobj(stream, copying)

    def answer(self, query: str) -> DataFrame:
        cursor = self.connection.execute(query.encode())
        return DataFrame(
            cursor.fetchall(), columns=[column.name for column in cursor.description]
        )


class Server:
    """One server with its files in one folder.

    Parameters
    ----------
    binaries : Path
        Folder of ``initdb`` and ``pg_ctl``.
    folder : Path
        Exists and is empty; the caller removes it.
    user : str or None
        Who runs the server; None: who runs the tests.
    """

    def __init__(self, binaries: Path, folder: Path, user: str | None) -> None:
        self.binaries, self.folder, self.user = binaries, folder, user
        self.data = folder / "data"
        self.port = free_port()
        self.password = secrets.token_urlsafe()
        self.running = False

    @property
    def address(self) -> str:
        return psycopg.conninfo.make_conninfo(
            host="127.0.0.1",
            port=self.port,
            user="olist",
            dbname="postgres",
            password=self.password,
        )

    def start(self) -> None:
        password = self.folder / "password"
        password.write_text(self.password)
        if self.user:
            for path in (self.folder, password):
                shutil.chown(path, self.user)
        access = ["--auth=scram-sha-256", f"--pwfile={password}", "--username=olist"]
        files = ["--encoding=UTF8", "--locale=C", "--no-sync"]
        self.run("initdb", f"--pgdata={self.data}", *access, *files)
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
        }
        written = " ".join(f"-c {name}={value}" for name, value in options.items())
        log = f"--log={self.folder / 'log'}"
        self.run("pg_ctl", "start", "-w", f"-D{self.data}", log, f"-o{written}")
        self.running = True

    def stop(self) -> None:
        if self.running:
            self.run("pg_ctl", "stop", "-w", f"-D{self.data}", "-m", "immediate")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs; what it says is shown when it fails."""
        done = subprocess.run(
            [self.binaries / program, *arguments],
            user=self.user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}")


def find_binaries() -> Path | None:
    """Folder of the server's programs: on the PATH, or where Debian puts them."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in versions), default=None)


def unprivileged_user() -> str | None:
    """Who runs the server: nobody else, unless the tests run as root."""
    if os.geteuid() != 0:
        return None
    known = Path("/etc/passwd").read_text()
    return next(name for name in UNPRIVILEGED if f"\n{name}:" in known)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
