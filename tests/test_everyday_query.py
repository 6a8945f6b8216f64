"""The scoring query says of every customer what the model says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_models import around, saved
from pandas import DataFrame
from pandas.testing import assert_frame_equal
from sqlglot import expressions as sge

from analysis.customers import customers
from analysis.errors import InputError
from analysis.everyday import Dialect
from analysis.everyday.query import LOOKED_UP, tables_needed
from analysis.everyday.saved import SavedSegmentation
from analysis.everyday.script import scoring_sql, table_places
from analysis.segmentation import fit
from analysis.settings import read_settings
from analysis.sources import Tables
from analysis.sources.demo import demo_tables

if TYPE_CHECKING:
    from postgres import Database

pytest_plugins = ["postgres"]

ROOT = Path(__file__).parent.parent
RFM = ("recency", "frequency", "monetary", "satisfaction")
EVERY_FEATURE = tuple(LOOKED_UP)
TRANSFORMS = {
    "recency": ("yeo-johnson", 0.7),
    "monetary": ("log", 1.0),
    "satisfaction": ("yeo-johnson", 2.6),
    "delivery_delay": ("yeo-johnson", 1.3),
    "installments": ("yeo-johnson", 0.0),
}
HOSTILE = ("Sans achat", "Déçus'; DROP TABLE x; --", 'l’"un"', "\\'; --", "`a`\n$$%s")
EARLIER = dt.datetime(2018, 2, 1, 23, 59, 59, 999_999)
SHORT = table_places("short")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return demo_tables(customers=1500, seed=7)


@pytest.fixture(scope="module")
def latest(tables: Tables) -> dt.datetime:
    return tables.orders.order_purchase_timestamp.max().to_pyarrow().as_py()


@pytest.fixture(scope="module")
def known(tables: Tables, latest: dt.datetime) -> DataFrame:
    """The customer table as of the latest order."""
    return customers(tables, latest).to_pandas()


def expected(kept: SavedSegmentation, tables: Tables, as_of: dt.datetime) -> DataFrame:
    """What the model says, in Python."""
    table = customers(tables, as_of).to_pandas()
    segments = kept.segmentation.assign(table)
    return DataFrame(
        {
            "customer_unique_id": table["customer_unique_id"],
            "segment": segments,
            "name": segments.map(dict(enumerate(kept.names))),
            "far": kept.segmentation.is_far(table),
        }
    )


def in_duckdb(query: str, tables: Tables) -> DataFrame:
    return tables.connection.con.execute(query).df().pipe(in_order)


def in_order(found: DataFrame) -> DataFrame:
    return found.sort_values("customer_unique_id", ignore_index=True)


def same(found: DataFrame, wanted: DataFrame) -> None:
    assert_frame_equal(found, wanted, check_dtype=False)


@pytest.mark.parametrize("features", [RFM, EVERY_FEATURE, ("frequency",)])
@pytest.mark.parametrize("transforms", [{}, TRANSFORMS], ids=["as is", "transformed"])
@pytest.mark.parametrize("as_of", [None, EARLIER])
def test_duckdb_finds_what_the_model_finds(
    tables: Tables, latest: dt.datetime, features: tuple, transforms: dict, as_of
):
    table = customers(tables, as_of or latest).to_pandas()
    kept = saved(around(table, features, transforms=transforms), HOSTILE)
    query = scoring_sql(kept, Dialect.duckdb, as_of=as_of, places=SHORT)
    wanted = expected(kept, tables, as_of or latest)
    same(in_duckdb(query, tables), wanted)
    assert wanted["segment"].nunique() > 1


@pytest.mark.parametrize("as_of", [None, EARLIER])
def test_postgres_finds_what_the_model_finds(
    postgres: Database, tables: Tables, latest: dt.datetime, as_of
):
    table = customers(tables, as_of or latest).to_pandas()
    kept = saved(around(table, EVERY_FEATURE, transforms=TRANSFORMS), HOSTILE)
    odd = {"orders": 'public.the "orders"; --', "customers": "people"}
    places = table_places("published", odd)
    needed = tables_needed(kept.segmentation)
    postgres.load(tables, {name: places[name] for name in needed})
    query = scoring_sql(kept, Dialect.postgres, as_of=as_of, places=places)
    wanted = expected(kept, tables, as_of or latest)
    same(in_order(postgres.answer(query)), wanted)
    assert 0 < wanted["far"].sum() < len(wanted)


centroids = st.lists(
    st.tuples(*[st.floats(-3, 6, allow_subnormal=False)] * len(RFM)),
    min_size=2,
    max_size=7,
)
exponents = st.floats(-2, 4).filter(lambda value: value == 0 or abs(value) > 1e-3)
kinds = st.sampled_from(["none", "log", "yeo-johnson"])


@settings(max_examples=20)
@given(
    centroids=centroids,
    kinds=st.tuples(*[kinds] * len(RFM)),
    exponents=st.tuples(*[exponents] * len(RFM)),
    reach=st.floats(0.1, 10),
)
def test_any_model_is_the_same_as_a_query(
    tables: Tables, known: DataFrame, centroids, kinds, exponents, reach
):
    transforms = dict(zip(RFM, zip(kinds, exponents, strict=True), strict=True))
    model = around(known, RFM, transforms=transforms, reach=reach)
    model = type(model)(**{**vars(model), "centroids": tuple(centroids)})
    kept = saved(model, [f"Groupe {rank}" for rank in range(len(centroids) + 1)])
    found = in_duckdb(scoring_sql(kept, Dialect.duckdb, places=SHORT), tables)

    bought = (known["frequency"] > 0).to_numpy()
    assert ((found["segment"] > 0) == bought).all()
    # As near to two centroids, the last digit of a logarithm may decide.
    distances = model.squared_distances(known)[bought]
    segments = found.loc[bought, "segment"].to_numpy()
    theirs = distances[np.arange(len(distances)), segments - 1]
    np.testing.assert_allclose(theirs, distances.min(axis=1), rtol=1e-9, atol=1e-9)
    clear = np.abs(distances.min(axis=1) - reach**2) > 1e-9
    far = distances.min(axis=1) > reach**2
    assert (found.loc[bought, "far"].to_numpy() == far)[clear].all()


@pytest.mark.parametrize("dialect", list(Dialect))
@pytest.mark.parametrize("as_of", [None, EARLIER])
def test_every_dialect_is_one_select_of_known_functions(
    known: DataFrame, dialect: Dialect, as_of
):
    kept = saved(around(known, EVERY_FEATURE, transforms=TRANSFORMS), HOSTILE)
    [tree] = sqlglot.parse(scoring_sql(kept, dialect, as_of=as_of), dialect=dialect)
    assert isinstance(tree, sge.Select)
    unknown = {call.name.upper() for call in tree.find_all(sge.Anonymous)}
    assert unknown <= {"IEEE_DIVIDE"}
    assert not list(tree.find_all(sge.Command, sge.Lateral, sge.Struct))
    if dialect in (Dialect.mysql, Dialect.bigquery):
        assert not list(tree.find_all(sge.Filter))
    assert tree.named_selects == ["customer_unique_id", "segment", "name", "far"]


@pytest.mark.parametrize("dialect", list(Dialect))
def test_no_name_changes_the_query(known: DataFrame, dialect: Dialect):
    model = around(known, RFM)
    odd = "a\"b'c`d; DROP TABLE x; --"
    places = table_places("short", {"orders": f"sales.{odd}", "payments": "people"})
    kept = saved(model, HOSTILE, fingerprint="1\n; DROP TABLE x; --\u2028DROP")
    query = scoring_sql(kept, dialect, places=places)
    [tree] = sqlglot.parse(query, dialect=dialect)
    written = {each.this for each in tree.find_all(sge.Literal) if each.is_string}
    assert set(HOSTILE) <= written
    steps = {step.alias for step in tree.ctes}
    read = {each.name for each in tree.find_all(sge.Table) if each.name not in steps}
    assert read == {odd, "people", "customers", "reviews"}
    assert all(line.startswith("--") for line in query.split("WITH")[0].split("\n")[:9])


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ({"order": "x"}, "order is not one of the tables"),
        ({"orders": "a..b"}, "expected a table's name"),
        ({"orders": ""}, "expected a table's name"),
        ({"orders": "a.b.c.d"}, "expected a table's name"),
        ({"orders": "a\\"}, "expected a table's name"),
        ({"orders": "a\nb"}, "expected a table's name"),
    ],
)
def test_a_place_that_is_none_is_refused(others: dict, sentence: str):
    with pytest.raises(InputError, match=sentence):
        table_places("published", others)


def test_only_the_tables_of_the_features_are_read(known: DataFrame):
    query = scoring_sql(saved(around(known, ("recency",))), Dialect.postgres)
    assert "olist_orders_dataset" in query
    for absent in ("reviews", "payments", "items", "customer_state", "delivered"):
        assert absent not in query


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"features": ("main_category",)}, "main_category: it has no form"),
        ({"transforms": ("quantile",)}, "a query would lose it"),
    ],
)
def test_what_no_query_can_hold_is_said(known: DataFrame, change: dict, sentence: str):
    model = around(known, ("recency",))
    model = type(model)(**{**vars(model), **change})
    with pytest.raises(InputError, match=sentence):
        scoring_sql(saved(model), Dialect.duckdb)


@pytest.mark.real
@pytest.mark.parametrize("space", ["rfm_satisfaction", "rfm_satisfaction_yeo_johnson"])
def test_postgres_and_duckdb_agree_with_the_fit_on_every_real_customer(
    postgres: Database, real_tables: Tables, space: str
):
    latest = real_tables.orders.order_purchase_timestamp.max().to_pyarrow().as_py()
    table = customers(real_tables, latest).to_pandas()
    declared = read_settings(ROOT / "study.yml").segmentation.spaces[space]
    kept = saved(fit(table, declared, k=5, seed=42))
    wanted = expected(kept, real_tables, latest)
    assert len(wanted) == 96_096
    assert wanted["segment"].nunique() == 6
    query = scoring_sql(kept, Dialect.duckdb, places=SHORT)
    same(in_duckdb(query, real_tables), wanted)
    places = table_places()
    needed = tables_needed(kept.segmentation)
    postgres.load(real_tables, {name: places[name] for name in needed})
    query = scoring_sql(kept, Dialect.postgres)
    same(in_order(postgres.answer(query)), wanted)
