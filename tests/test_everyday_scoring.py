"""Score other customers: as of a date, far ones marked, what lacks refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from made_up_models import around, saved
from pandas import DataFrame
from pandas.testing import assert_series_equal

from analysis.customers import customers
from analysis.errors import InputError
from analysis.everyday import scoring
from analysis.everyday.saved import SavedSegmentation
from analysis.schema import ingest
from analysis.sources import Tables, find
from analysis.sources.demo import write_demo

RFM = ("recency", "frequency", "monetary", "satisfaction")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop") / "tables"
    write_demo(folder, 800, seed=5, form="csv")
    return folder


@pytest.fixture(scope="module")
def tables(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("checked") / "tables"
    ingest(find(shop), folder)
    return Tables.read(folder)


@pytest.fixture(scope="module")
def kept(tables: Tables) -> SavedSegmentation:
    table = customers(tables, dt.datetime(2018, 6, 1)).to_pandas()
    return saved(around(table, RFM))


def test_the_nine_tables_are_described_as_of_the_last_order(
    shop: Path, tables: Tables, kept: SavedSegmentation
):
    table, as_of = scoring.read_tables(shop, scoring.needed_columns(kept), None)
    last = tables.orders.order_purchase_timestamp.max().to_pyarrow().as_py()
    assert as_of == last
    wanted = customers(tables, last).to_pandas()
    scored = scoring.score(kept, table)
    assert_series_equal(scored["segment"], kept.segmentation.assign(wanted))
    assert_series_equal(scored["far"], kept.segmentation.is_far(wanted))
    assert scored["recency"].min() == 0


def test_what_happened_after_the_date_is_unknown(
    shop: Path, tables: Tables, kept: SavedSegmentation
):
    day = dt.date(2018, 1, 31)
    table, as_of = scoring.read_tables(shop, scoring.needed_columns(kept), day)
    assert as_of == dt.datetime(2018, 1, 31, 23, 59, 59, 999_999)
    wanted = customers(tables, as_of).to_pandas()
    assert table["customer_unique_id"].tolist() == wanted["customer_unique_id"].tolist()
    assert_series_equal(table["satisfaction"], wanted["satisfaction"])


def test_a_date_before_the_first_order_is_refused(shop: Path):
    with pytest.raises(InputError, match="no order of .* was placed by then"):
        scoring.read_tables(shop, ["frequency"], dt.date(2001, 1, 1))


def test_tables_that_lack_a_column_are_refused(shop: Path, tmp_path: Path):
    for file in shop.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    orders = tmp_path / "olist_orders_dataset.csv"
    pd.read_csv(orders).drop(columns="order_status").to_csv(orders, index=False)
    with pytest.raises(InputError, match="column order_status is missing"):
        scoring.read_tables(tmp_path, ["frequency"], None)


def ready(file: Path, **changes: list) -> Path:
    """A customer table of two ordinary customers and one without purchase."""
    columns = {
        "customer_unique_id": ["ana", "bia", "caio"],
        "recency": [10.0, 200.0, None],
        "frequency": [1, 2, 0],
        "monetary": [90.0, 300.0, 0.0],
        "satisfaction": [5.0, None, 1.0],
        "note": ["x", "y", "z"],
        **changes,
    }
    kept = DataFrame({name: values for name, values in columns.items() if values})
    kept.to_csv(file, index=False)
    return file


def test_a_ready_customer_table_is_scored(tmp_path: Path, kept: SavedSegmentation):
    file = ready(tmp_path / "ready.csv")
    assert scoring.is_customer_table(file)
    assert not scoring.is_customer_table(tmp_path)
    columns = scoring.needed_columns(kept)
    scored = scoring.score(kept, scoring.read_customer_table(file, columns))
    assert scored["customer_unique_id"].tolist() == ["ana", "bia", "caio"]
    assert scored["segment"].iloc[2] == 0
    assert scored["name"].iloc[2] == "Sans achat"
    assert "note" not in scored
    scored.to_parquet(tmp_path / "ready.parquet")
    again = scoring.read_customer_table(tmp_path / "ready.parquet", columns)
    assert again["monetary"].tolist() == [90.0, 300.0, 0.0]


def test_customers_who_resemble_nobody_are_marked(
    tmp_path: Path, kept: SavedSegmentation
):
    file = ready(tmp_path / "ready.csv", monetary=[90.0, 1e6, 0.0])
    table = scoring.read_customer_table(file, scoring.needed_columns(kept))
    assert scoring.score(kept, table)["far"].tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"satisfaction": []}, "column satisfaction is missing .found: customer_"),
        ({"recency": [], "monetary": []}, "columns recency, monetary are missing"),
        ({"customer_unique_id": ["ana", "bia", "ana"]}, "row 3: customer_unique_id is"),
        ({"customer_unique_id": ["ana", None, "bia"]}, "row 2: customer_unique_id is"),
        ({"frequency": [1, None, 0]}, "frequency is empty in 1 rows"),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused(
    tmp_path: Path, kept: SavedSegmentation, changes: dict, sentence: str
):
    file = ready(tmp_path / "ready.csv", **changes)
    with pytest.raises(InputError, match=sentence):
        scoring.read_customer_table(file, scoring.needed_columns(kept))


def test_a_damaged_table_is_refused(tmp_path: Path):
    file = tmp_path / "ready.parquet"
    file.write_bytes(b"PAR1 but no more")
    with pytest.raises(InputError, match="not a readable customer table"):
        scoring.read_customer_table(file, ["frequency"])


def test_text_where_a_number_belongs_is_refused(
    tmp_path: Path, kept: SavedSegmentation
):
    file = ready(tmp_path / "ready.csv", monetary=["9 R$", "3 R$", "0 R$"])
    table = scoring.read_customer_table(file, scoring.needed_columns(kept))
    with pytest.raises(InputError, match="monetary must hold numbers"):
        scoring.score(kept, table)
