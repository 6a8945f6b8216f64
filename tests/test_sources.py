"""The nine tables come out the same, whatever form they came in."""

from __future__ import annotations

import csv
import gzip
import shutil
import sqlite3
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.schema import CONTRACTS, ingest
from analysis.sources import Tables, find
from analysis.sources.demo import write_demo
from analysis.sources.kaggle import download

OPENCLASSROOMS = {
    "customers": "customers",
    "orders": "orders",
    "items": "order_items",
    "payments": "order_pymts",
    "reviews": "order_reviews",
    "products": "products",
    "sellers": "sellers",
    "geolocation": "geoloc",
    "translation": "translation",
}


@pytest.fixture(scope="module")
def parquet_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "parquet"
    write_demo(folder, 300, seed=1, unknown_zip=0.1, no_category=0.2)
    return folder


@pytest.fixture(scope="module")
def csv_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "csv"
    write_demo(folder, 300, seed=1, form="csv", unknown_zip=0.1, no_category=0.2)
    return folder


@pytest.fixture(scope="module")
def expected(parquet_folder: Path, tmp_path_factory) -> dict[str, pd.DataFrame]:
    return frames_of(parquet_folder, tmp_path_factory.mktemp("expected") / "tables")


def frames_of(path: Path, folder: Path) -> dict[str, pd.DataFrame]:
    """Ingest a source and return its tables as data frames."""
    ingest(find(path), folder)
    tables = Tables.read(folder)
    present = {name: getattr(tables, name) for name in CONTRACTS}
    return {
        name: table.execute() for name, table in present.items() if table is not None
    }


def same(found: dict[str, pd.DataFrame], expected: dict[str, pd.DataFrame]) -> None:
    assert found.keys() == expected.keys()
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found[name], frame, obj=name)


def as_compressed(csv_folder: Path, target: Path) -> Path:
    target.mkdir()
    for file in csv_folder.glob("*.csv"):
        (target / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    return target


def as_zip(csv_folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in csv_folder.glob("*.csv"):
            archive.write(file, f"archive/{file.name}")
    return target


def as_short_names(csv_folder: Path, target: Path) -> Path:
    target.mkdir()
    for name, contract in CONTRACTS.items():
        shutil.copy(csv_folder / f"{contract.stems[0]}.csv", target / f"{name}.csv")
    return target


def as_marked_quoted_windows(csv_folder: Path, target: Path) -> Path:
    """Every value quoted, lines ended and a byte-order mark set as Windows does."""
    target.mkdir()
    for file in csv_folder.glob("*.csv"):
        with file.open(encoding="utf8", newline="") as stream:
            rows = list(csv.reader(stream))
        with (target / file.name).open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return target


def as_sqlite(csv_folder: Path, target: Path) -> Path:
    """A database as pandas writes it: dates as text, the published names."""
    with closing(sqlite3.connect(target)) as database:
        for contract in CONTRACTS.values():
            frame = pd.read_csv(
                csv_folder / f"{contract.stems[0]}.csv", dtype=kept(contract)
            )
            frame.to_sql(contract.stems[0], database, index=False)
    return target


def as_openclassrooms(csv_folder: Path, target: Path) -> Path:
    """OpenClassrooms' form: other names, an index, zip codes as numbers."""
    with closing(sqlite3.connect(target)) as database:
        for name, contract in CONTRACTS.items():
            frame = pd.read_csv(csv_folder / f"{contract.stems[0]}.csv")
            frame.to_sql(OPENCLASSROOMS[name], database, index_label="index")
    return target


def as_duckdb(csv_folder: Path, target: Path) -> Path:
    with duckdb.connect(str(target)) as database:
        for name, contract in CONTRACTS.items():
            columns = ", ".join(f'"{c.name}" {c.sql_type}' for c in contract.columns)
            database.execute(f"CREATE TABLE {name} ({columns})")
            file = csv_folder / f"{contract.stems[0]}.csv"
            database.execute(f"COPY {name} FROM '{file}' (FORMAT csv, HEADER true)")
    return target


def kept(contract) -> dict[str, str]:
    """Text for the columns that pandas would read as numbers."""
    return {c.name: "str" for c in contract.columns if c.kind in ("zip", "text")}


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda csv_folder, target: csv_folder, "csv"),
        (as_compressed, "csv"),
        (as_short_names, "csv"),
        (as_marked_quoted_windows, "csv"),
        (as_zip, "zip"),
        (as_sqlite, "sqlite"),
        (as_openclassrooms, "sqlite"),
        (as_duckdb, "duckdb"),
    ],
    ids=[
        "csv",
        "csv.gz",
        "short names",
        "quoted",
        "zip",
        "sqlite",
        "openclassrooms",
        "duckdb",
    ],
)
def test_every_form_gives_the_same_tables(make, kind, csv_folder, expected, tmp_path):
    path = make(csv_folder, tmp_path / "source")
    assert find(path).kind == kind
    same(frames_of(path, tmp_path / "tables"), expected)
    assert {entry.name for entry in tmp_path.iterdir()} <= {"source", "tables"}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    comments=st.lists(
        # Python's writer leaves a lone carriage return bare, which is not valid CSV.
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1),
        min_size=1,
        max_size=8,
    ),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    ending=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf8", "utf-8-sig"]),
)
def test_csv_reading_keeps_any_comment(
    comments, quoting, ending, encoding, csv_folder, tmp_path
):
    source = tmp_path / "source"
    shutil.copytree(csv_folder, source, dirs_exist_ok=True)
    file = source / "olist_order_reviews_dataset.csv"
    rows = pd.read_csv(file, dtype="str", keep_default_na=False).head(len(comments))
    rows["review_comment_message"] = comments
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, quoting=quoting, lineterminator=ending)
        writer.writerows([list(rows.columns), *rows.to_numpy().tolist()])
    reviews = frames_of(source, tmp_path / "tables")["reviews"]
    assert reviews["review_comment_message"].tolist() == comments


def test_types_are_declared_not_guessed(expected):
    orders, items = expected["orders"], expected["items"]
    assert orders["order_purchase_timestamp"].dtype.kind == "M"
    assert items["price"].dtype == "float64"
    assert items["order_item_id"].dtype == "int64"


def test_zip_codes_keep_their_leading_zeros(expected):
    codes = expected["customers"]["customer_zip_code_prefix"]
    assert codes.str.fullmatch(r"\d{5}").all()
    assert codes.str.startswith("0").any()


def test_an_optional_table_may_be_absent(csv_folder, tmp_path):
    source = shutil.copytree(csv_folder, tmp_path / "source")
    (source / "olist_geolocation_dataset.csv").unlink()
    ingest(find(source), tmp_path / "tables")
    assert Tables.read(tmp_path / "tables").geolocation is None


def test_a_folder_that_holds_one_archive_stands_for_it(csv_folder, tmp_path):
    archive = as_zip(csv_folder, tmp_path / "archive.zip")
    assert find(tmp_path) == find(archive)


def test_the_demonstration_is_known_as_such(csv_folder, tmp_path):
    assert find(csv_folder).demo
    assert not find(as_short_names(csv_folder, tmp_path / "copied")).demo


def test_the_fingerprint_follows_the_content(csv_folder, tmp_path):
    copy = shutil.copytree(csv_folder, tmp_path / "copy")
    assert find(copy).fingerprint() == find(csv_folder).fingerprint()
    with (copy / "olist_sellers_dataset.csv").open("a") as stream:
        stream.write("\n")
    assert find(copy).fingerprint() != find(csv_folder).fingerprint()


def test_tables_from_frames_have_the_types_of_the_contract():
    tables = Tables.from_frames({"orders": pd.DataFrame({"order_id": ["a"]})})
    assert tables.orders.execute()["order_status"].isna().all()
    assert tables.orders.order_purchase_timestamp.type().is_timestamp()
    assert tables.items.count().execute() == 0
    assert tables.products is None


def test_download_copies_what_kagglehub_fetched(csv_folder, tmp_path, monkeypatch):
    fetch = SimpleNamespace(dataset_download=lambda name: str(csv_folder))
    monkeypatch.setitem(sys.modules, "kagglehub", fetch)
    source = download(tmp_path / "data")
    assert source.tables == tuple(CONTRACTS)
    assert not source.demo


def test_download_without_network_says_how_to_do_it_by_hand(tmp_path, monkeypatch):
    def refuse(name: str) -> str:
        raise ConnectionError("no route to host")

    fetch = SimpleNamespace(dataset_download=refuse)
    monkeypatch.setitem(sys.modules, "kagglehub", fetch)
    with pytest.raises(
        InputError, match="no route to host.*olistbr/brazilian-ecommerce"
    ):
        download(tmp_path / "data")
    assert not any(tmp_path.iterdir())


def test_download_without_kagglehub_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "kagglehub", None)
    with pytest.raises(InputError, match=r"pip install -e \.\[download\]"):
        download(tmp_path / "data")


def test_download_never_writes_over_files(tmp_path):
    (tmp_path / "mine.csv").write_text("precious")
    with pytest.raises(InputError, match="already holds files"):
        download(tmp_path)
