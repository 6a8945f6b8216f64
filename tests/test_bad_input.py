"""Data that cannot be used: one sentence that says what, where and what to do."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.schema import ingest
from analysis.sources import find
from analysis.sources.demo import write_demo

ORDERS = "olist_orders_dataset.csv"
ITEMS = "olist_order_items_dataset.csv"
PAYMENTS = "olist_order_payments_dataset.csv"
REVIEWS = "olist_order_reviews_dataset.csv"
CUSTOMERS = "olist_customers_dataset.csv"
Edit = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "data"
    write_demo(folder, 100, seed=3, form="csv", messages=0, unanswered=0)
    return folder


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    """A sound CSV folder that a test may spoil."""
    return shutil.copytree(sound, tmp_path / "data")


def edit(file: Path, change: Edit) -> None:
    rows = pd.read_csv(file, dtype="str", keep_default_na=False)
    change(rows).to_csv(file, index=False)


def message(path: Path) -> str:
    """What the person at the keyboard reads; checks that nothing is left behind."""
    target = path.parent / "tables"
    with pytest.raises(InputError) as caught:
        ingest(find(path), target)
    assert not target.exists()
    assert not [entry for entry in path.parent.iterdir() if entry.name.startswith(".")]
    text = str(caught.value)
    assert "\n" not in text
    return text


def assert_says(text: str, *parts: object) -> None:
    for part in parts:
        assert str(part) in text


def with_value(column: str, value: str, row: int = 4) -> Edit:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        rows.loc[row, column] = value
        return rows

    return change


def test_a_path_that_does_not_exist(tmp_path):
    text = message(tmp_path / "nowhere")
    assert_says(text, tmp_path / "nowhere", "does not exist", "study.yml › data")


def test_a_folder_without_any_table(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "cat.jpg").write_bytes(b"")
    text = message(folder)
    assert_says(text, folder, "holds no table", "cat.jpg", ORDERS)


def test_a_missing_required_table(data):
    (data / REVIEWS).unlink()
    text = message(data)
    assert_says(text, data, "olist_order_reviews_dataset is missing", ORDERS)


def test_a_missing_column_names_those_found(data):
    edit(data / ORDERS, lambda rows: rows.drop(columns="order_purchase_timestamp"))
    text = message(data)
    assert_says(text, data / ORDERS, "column order_purchase_timestamp is missing")
    assert_says(text, "found: order_id, customer_id", "download the data set again")


def test_semicolons_instead_of_commas(data):
    rows = pd.read_csv(data / ITEMS)
    rows.to_csv(data / ITEMS, index=False, sep=";")
    assert_says(message(data), data / ITEMS, "are missing", "order_id;order_item_id")


def test_an_additional_column_is_left_out(data, tmp_path):
    edit(data / ORDERS, lambda rows: rows.assign(note="x"))
    ingest(find(data), tmp_path / "tables")
    assert "note" not in pd.read_parquet(tmp_path / "tables" / "orders.parquet")
    inventory = pd.read_parquet(tmp_path / "tables" / "inventory.parquet")
    assert inventory.set_index("table").loc["orders", "ignored"] == "note"


def test_an_index_without_name_is_left_out(data, tmp_path):
    rows = pd.read_csv(data / ORDERS, dtype="str")
    rows.to_csv(data / ORDERS, index=True)
    ingest(find(data), tmp_path / "tables")
    assert len(pd.read_parquet(tmp_path / "tables" / "orders.parquet")) == len(rows)


@pytest.mark.parametrize(
    ("file", "column", "value", "expected"),
    [
        (ORDERS, "order_purchase_timestamp", "24/11/2017 18:30", "a date such as"),
        (ORDERS, "order_purchase_timestamp", "2017-02-30 10:00:00", "a date such as"),
        (ORDERS, "order_approved_at", "2017-11-24 18:3", "a date such as"),
        (ITEMS, "price", "12,90 reais", "a number such as"),
        (ITEMS, "price", "nan", "a number such as"),
        (ITEMS, "order_item_id", "1.5", "a whole number"),
        (ITEMS, "price", "-12.9", "at least 0"),
        (PAYMENTS, "payment_value", "-0.01", "at least 0"),
        (PAYMENTS, "payment_installments", "two", "a whole number"),
        (REVIEWS, "review_score", "6", "1 to 5"),
        (CUSTOMERS, "customer_unique_id", "", "a value"),
    ],
)
def test_a_value_that_cannot_be(data, file, column, value, expected):
    edit(data / file, with_value(column, value))
    assert_says(message(data), f"{data / file}, line 6: {column} is", expected)


def test_the_line_named_is_the_one_an_editor_shows(data):
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        rows.loc[0, "review_comment_message"] = 'three\nlines, "quoted"\nlong'
        rows.loc[2, "review_score"] = "many"
        return rows

    edit(data / REVIEWS, change)
    text = message(data)
    assert_says(text, f"{data / REVIEWS}, line 6: review_score is 'many'")
    assert "many" in (data / REVIEWS).read_text().split("\n")[6 - 1]


def test_an_empty_table(data):
    edit(data / PAYMENTS, lambda rows: rows.head(0))
    assert_says(message(data), data / PAYMENTS, "has no row")


def test_an_empty_file(data):
    (data / PAYMENTS).write_bytes(b"")
    assert_says(message(data), data / PAYMENTS, "are missing (found: nothing)")


def test_a_file_cut_in_the_middle_of_a_line(data):
    lines = (data / ITEMS).read_text().splitlines()
    (data / ITEMS).write_text("\n".join([*lines[:50], lines[50][:40]]))
    assert_says(message(data), f"{data / ITEMS}, line 51", "cut")


def test_a_file_cut_within_quotes(data):
    with (data / REVIEWS).open("a") as stream:
        stream.write('0123,4567,5,"never clo')
    assert_says(message(data), f"{data / REVIEWS}, line", "never closed")


def test_a_file_cut_between_two_lines_breaks_a_reference(data):
    lines = (data / ORDERS).read_text().splitlines()
    (data / ORDERS).write_text("\n".join(lines[:-10]) + "\n")
    assert_says(message(data), "order_id", "is not in the table orders", "incomplete")


def test_a_file_that_is_not_utf8(data):
    content = (data / CUSTOMERS).read_text()
    (data / CUSTOMERS).write_text(content.replace("sao", "são"), encoding="latin1")
    assert_says(message(data), data / CUSTOMERS, "UTF-8")


def test_a_compressed_file_cut_short(data):
    packed = gzip.compress((data / ORDERS).read_bytes())
    (data / ORDERS).unlink()
    (data / f"{ORDERS}.gz").write_bytes(packed[: len(packed) // 2])
    assert_says(message(data), data / f"{ORDERS}.gz")


def test_duplicate_orders(data):
    edit(data / ORDERS, lambda rows: pd.concat([rows, rows.head(2)]))
    assert_says(message(data), data / ORDERS, "order_id must be unique", "2 rows")


def test_an_order_without_customer(data):
    edit(data / ORDERS, with_value("customer_id", "nobody"))
    text = message(data)
    assert_says(
        text, f"{data / ORDERS}, line 6", "nobody is not in the table customers"
    )


def test_the_same_table_twice(data):
    shutil.copy(data / ORDERS, data / "orders.csv")
    assert_says(message(data), data, "orders twice", ORDERS, "orders.csv")


def test_a_text_file_is_not_a_database(tmp_path):
    file = tmp_path / "olist.db"
    file.write_text("hello")
    assert_says(message(file), file, "is not a SQLite file")


def test_a_single_table_file_asks_for_its_folder(data):
    assert_says(message(data / ORDERS), "give the folder that holds it", data)


def test_a_damaged_sqlite_file(tmp_path):
    file = tmp_path / "olist.db"
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 4000)
    assert_says(message(file), file, "damaged SQLite file")


def test_a_sqlite_value_names_its_row(data, tmp_path):
    edit(data / ITEMS, with_value("price", "twelve"))
    file = tmp_path / "olist.db"
    with closing(sqlite3.connect(file)) as database:
        for table in data.glob("*.csv"):
            pd.read_csv(table).to_sql(table.stem, database)
    text = message(file)
    assert_says(text, f"{file} › olist_order_items_dataset, row 5", "'twelve'")


def test_a_database_without_the_tables(tmp_path):
    file = tmp_path / "other.duckdb"
    with duckdb.connect(str(file)) as database:
        database.execute("CREATE TABLE films (title VARCHAR)")
    assert_says(message(file), file, "holds no table of the marketplace")


def test_a_damaged_archive(data, tmp_path):
    file = tmp_path / "archive.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for table in data.glob("*.csv"):
            archive.write(table, table.name)
    content = bytearray(file.read_bytes())
    content[200:2000] = bytes(1800)
    file.write_bytes(bytes(content))
    assert_says(message(file), file, "damaged")


def test_a_damaged_parquet_file(tmp_path):
    folder = tmp_path / "data"
    write_demo(folder, 100, seed=3)
    file = folder / "olist_orders_dataset.parquet"
    file.write_bytes(file.read_bytes()[:500])
    assert_says(message(folder), file, "cannot be read")


def test_a_failed_ingestion_keeps_the_previous_tables(data, tmp_path):
    tables = tmp_path / "kept"
    ingest(find(data), tables)
    before = {file.name: file.read_bytes() for file in tables.iterdir()}
    edit(data / ITEMS, with_value("price", "twelve"))
    with pytest.raises(InputError):
        ingest(find(data), tables)
    assert {file.name: file.read_bytes() for file in tables.iterdir()} == before


def test_a_demonstration_never_replaces_other_files(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(InputError, match="not a demonstration"):
        write_demo(tmp_path, 100, seed=0)
    assert (tmp_path / "thesis.txt").read_text() == "precious"


def test_a_demonstration_never_replaces_files_that_joined_it(tmp_path):
    write_demo(tmp_path, 100, seed=0)
    (tmp_path / "notes.txt").write_text("precious")
    with pytest.raises(InputError, match=r"notes\.txt"):
        write_demo(tmp_path, 100, seed=1)
    assert (tmp_path / "notes.txt").read_text() == "precious"


def test_a_demonstration_of_nobody(tmp_path):
    with pytest.raises(InputError, match="0 customers is impossible"):
        write_demo(tmp_path / "demo", 0, seed=0)
