"""The demonstration marketplace has the published shapes, and any other on demand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.schema import CONTRACTS, ingest
from analysis.sources import Tables, find
from analysis.sources.demo import demo_tables, parameters, write_demo
from analysis.sources.marketplace import block, draws
from analysis.sources.marketplace.block import draw_block
from analysis.sources.marketplace.catalogue import draw_catalogue
from analysis.sources.marketplace.shape import MONTHLY_ORDERS, Shape


@dataclass(frozen=True)
class Frames:
    """The tables as data frames, and what most tests look at."""

    tables: Tables

    def __getattr__(self, name: str) -> pd.DataFrame:
        return getattr(self.tables, name).execute()

    @property
    def placed(self) -> pd.Series:
        """Orders by person."""
        return self.customers["customer_unique_id"].value_counts()

    @property
    def delivered(self) -> pd.DataFrame:
        """Delivered orders with their score and whether they came late."""
        orders = self.orders.dropna(subset="order_delivered_customer_date")
        late = orders.eval(
            "order_delivered_customer_date > order_estimated_delivery_date"
        )
        scores = self.reviews[["order_id", "review_score"]]
        return orders.assign(late=late).merge(scores, on="order_id")


def frames(customers: int = 5_000, seed: int = 0, **shape) -> Frames:
    return Frames(demo_tables(customers, seed, **shape))


@pytest.fixture(scope="module")
def market() -> Frames:
    """A marketplace large enough for its shares to be seen."""
    return frames(40_000)


def test_few_persons_order_again(market):
    assert len(market.placed) == 40_000
    assert (market.placed > 1).mean() == pytest.approx(0.0312, abs=0.003)
    assert market.placed.max() >= 3


def test_scores_have_the_shape_of_a_j(market):
    shares = market.reviews["review_score"].value_counts(normalize=True)
    assert list(shares.sort_values().index) == [2, 3, 1, 4, 5]
    assert market.reviews["review_score"].mean() == pytest.approx(4.086, abs=0.03)


def test_late_orders_lose_the_planted_number_of_stars(market):
    score = market.delivered.groupby("late")["review_score"].mean()
    assert score[False] - score[True] == pytest.approx(1.57, abs=0.1)


def test_the_later_the_worse(market):
    late = market.delivered.query("late")
    delay = (
        late["order_delivered_customer_date"] - late["order_estimated_delivery_date"]
    )
    long = delay > delay.median()
    assert late[long]["review_score"].mean() < late[~long]["review_score"].mean() - 0.5


def test_a_known_share_of_orders_is_late(market):
    assert market.delivered["late"].mean() == pytest.approx(0.081, abs=0.006)


def test_the_peak_is_on_black_friday(market):
    days = market.orders["order_purchase_timestamp"].dt.date.value_counts()
    assert str(days.index[0]) == "2017-11-24"
    assert days.iloc[0] > 2 * days.iloc[1]


def test_months_grow_as_published_with_truncated_edges(market):
    months = market.orders["order_purchase_timestamp"].dt.strftime("%Y-%m")
    shares = months.value_counts(normalize=True)
    published = pd.Series(MONTHLY_ORDERS) / sum(MONTHLY_ORDERS.values())
    difference = shares.sub(published, fill_value=0).abs()
    assert difference.max() < 0.006
    assert months.min() <= "2016-10"
    assert shares.get("2018-09", 0) + shares.get("2018-10", 0) < 0.001


def test_states_have_their_shares(market):
    homes = market.customers.drop_duplicates("customer_unique_id")
    shares = homes["customer_state"].value_counts(normalize=True)
    assert shares["SP"] == pytest.approx(0.419, abs=0.01)
    assert shares["RJ"] == pytest.approx(0.129, abs=0.01)
    assert len(shares) == 27


def test_prices_are_log_normal_within_a_category(market):
    items = market.items.merge(market.products, on="product_id")
    toys = items.query("product_category_name == 'brinquedos'")
    toys = np.log(toys.drop_duplicates("product_id")["price"])
    assert toys.mean() == pytest.approx(np.log(83), abs=0.1)
    assert toys.std() == pytest.approx(0.8, abs=0.1)
    assert abs(toys.skew()) < 0.3


def test_payments_sum_to_items_and_freight(market):
    paid = market.payments.groupby("order_id")["payment_value"].sum()
    owed = (
        market.items.groupby("order_id")[["price", "freight_value"]].sum().sum(axis=1)
    )
    both = pd.concat([paid, owed], axis=1, keys=["paid", "owed"]).dropna()
    defined = both.query("paid > 0")
    assert len(defined) > 0.99 * len(both)
    assert (defined["paid"] - defined["owed"]).abs().max() < 0.005


def test_means_of_payment_have_their_shares(market):
    shares = market.payments["payment_type"].value_counts(normalize=True)
    assert shares["credit_card"] == pytest.approx(0.739, abs=0.02)
    assert shares["boleto"] == pytest.approx(0.19, abs=0.02)
    assert shares["voucher"] == pytest.approx(0.055, abs=0.015)


def test_larger_amounts_are_paid_in_more_instalments(market):
    cards = market.payments.query("payment_type == 'credit_card'")
    link = cards["payment_value"].corr(cards["payment_installments"], method="spearman")
    assert 0.3 < link < 0.6


@pytest.mark.parametrize(
    ("table", "condition", "share"),
    [
        ("orders", "order_status == 'canceled'", 625 / 99_441),
        ("orders", "order_status == 'unavailable'", 609 / 99_441),
        ("products", "product_category_name.isna()", 610 / 32_951),
        ("items", "freight_value == 0", 383 / 112_650),
        ("reviews", "review_comment_message.isna()", 0.587),
    ],
)
def test_known_anomalies_come_at_their_rate(market, table, condition, share):
    rows = getattr(market, table)
    margin = 4 * (share / len(rows)) ** 0.5
    assert len(rows.query(condition)) / len(rows) == pytest.approx(share, abs=margin)


def test_two_categories_have_no_translation(market):
    sold = set(market.products["product_category_name"].dropna())
    translated = set(market.translation["product_category_name"])
    assert sold - translated == {
        "pc_gamer",
        "portateis_cozinha_e_preparadores_de_alimentos",
    }


def test_identifiers_look_like_olists_and_never_meet(market):
    for name in ("customers", "orders", "products", "sellers"):
        identifier = getattr(market, name)[CONTRACTS[name].key[0]]
        assert identifier.is_unique
        assert identifier.str.fullmatch("[0-9a-f]{32}").all()


def test_nobody_orders_again_when_so_planted():
    assert frames(repeat_share=0.0).placed.max() == 1


def test_everyone_is_satisfied_when_so_planted():
    happy = frames(score_shares=(0, 0, 0, 0, 1), late_penalty=0, undelivered_penalty=0)
    assert set(happy.reviews["review_score"]) == {5}


def test_two_states_only_when_so_planted():
    states = frames(states=("RJ", "AC")).customers["customer_state"]
    assert set(states) == {"RJ", "AC"}


@settings(max_examples=8, deadline=None)
@given(penalty=st.floats(0, 3))
def test_lateness_costs_the_stars_that_were_asked_for(penalty):
    asked = frames(4_000, late_penalty=penalty, late_share=0.5)
    score = asked.delivered.groupby("late")["review_score"].mean()
    assert score[False] - score[True] == pytest.approx(penalty, abs=0.2)


def test_behaviour_changes_on_the_planted_date():
    drift = {"drift_date": "2018-01-01", "drift_price": 3.0, "drift_late_share": 0.6}
    changed, steady = frames(**drift), frames()
    after = changed.orders["order_purchase_timestamp"] >= "2018-01-01"
    prices = [
        market.items.merge(market.orders[["order_id"]].assign(after=after))
        for market in (changed, steady)
    ]
    ratio = prices[0]["price"] / prices[1]["price"]
    assert ratio[~prices[0]["after"]].eq(1).all()
    assert ratio[prices[0]["after"]].median() == pytest.approx(3, abs=0.01)
    recent = changed.delivered["order_purchase_timestamp"] >= "2018-01-01"
    late = changed.delivered["late"].groupby(recent).mean()
    assert late[False] == pytest.approx(0.081, abs=0.02)
    assert late[True] == pytest.approx(0.6, abs=0.05)


def test_an_unknown_parameter_is_refused():
    with pytest.raises(TypeError, match="repeat_shares"):
        demo_tables(repeat_shares=0)


def test_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="ZZ"):
        demo_tables(states=("ZZ",))


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), customers=st.integers(1, 400))
def test_the_same_seed_gives_the_same_tables(seed, customers):
    first, second = frames(customers, seed), frames(customers, seed)
    for name in CONTRACTS:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


def test_another_seed_gives_other_tables():
    first, second = frames(100, seed=0).customers, frames(100, seed=1).customers
    assert not set(first["customer_unique_id"]) & set(second["customer_unique_id"])


def test_blocks_can_be_drawn_in_any_order():
    shape, size = Shape(), 500
    catalogue = draw_catalogue(shape, 3 * size, seed=2)
    forward = [draw_block(shape, catalogue, 2, number, size) for number in (0, 1, 2)]
    backward = [draw_block(shape, catalogue, 2, number, size) for number in (2, 1, 0)]
    assert forward == backward[::-1]


def test_several_blocks_make_one_sound_marketplace(tmp_path, monkeypatch):
    monkeypatch.setattr(block, "BLOCK", 300)
    monkeypatch.setattr("analysis.sources.demo.BLOCK", 300)
    told = []
    write_demo(
        tmp_path / "demo",
        1_000,
        seed=4,
        progress=lambda done, total: told.append((done, total)),
    )
    ingest(find(tmp_path / "demo"), tmp_path / "tables")
    customers = pd.read_parquet(tmp_path / "tables" / "customers.parquet")
    assert customers["customer_unique_id"].nunique() == 1_000
    assert told == [(300, 1_000), (600, 1_000), (900, 1_000), (1_000, 1_000)]


def test_csv_and_parquet_hold_the_same(tmp_path):
    found = []
    for form in ("csv", "parquet"):
        write_demo(tmp_path / form, 200, seed=6, form=form)
        ingest(find(tmp_path / form), tmp_path / f"{form}-tables")
        found.append(Frames(Tables.read(tmp_path / f"{form}-tables")))
    for name in CONTRACTS:
        pd.testing.assert_frame_equal(getattr(found[0], name), getattr(found[1], name))


def test_the_marker_says_how_the_tables_were_made(tmp_path):
    write_demo(tmp_path / "demo", 100, seed=8, repeat_share=0.5)
    marker = json.loads((tmp_path / "demo" / "demonstration.json").read_text("utf8"))
    assert marker["demonstration"] is True
    assert (marker["customers"], marker["seed"]) == (100, 8)
    assert marker["parameters"]["repeat_share"] == 0.5


def test_a_new_demonstration_replaces_the_previous_one(tmp_path):
    folder = tmp_path / "demo"
    write_demo(folder, 100, seed=0, form="csv")
    write_demo(folder, 100, seed=0)
    assert find(folder).kind == "parquet"
    assert not list(folder.glob("*.csv"))
    assert list(tmp_path.iterdir()) == [folder]


def test_an_interrupted_demonstration_leaves_nothing(tmp_path: Path):
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_demo(tmp_path / "demo", 100, seed=0, progress=interrupt)
    assert not list(tmp_path.iterdir())


def test_every_parameter_has_a_source():
    table = parameters()
    assert list(table.columns) == ["name", "value", "source"]
    assert table["source"].str.len().min() > 10
    assert table["name"].is_unique


@given(st.sets(st.integers(0, 2**63 - 1), min_size=1, max_size=50))
def test_no_two_positions_share_an_identifier(positions):
    order = np.array(sorted(positions))
    assert len(set(draws.identifiers(0, "order", order).to_pylist())) == len(order)


@given(
    weights=st.lists(st.floats(0, 10), min_size=1, max_size=20).filter(
        lambda weights: sum(weights) > 1e-6
    ),
    seed=st.integers(0, 1000),
)
def test_what_has_no_weight_is_never_drawn(weights, seed):
    drawn = draws.choose(draws.stream(seed), weights, 200)
    assert all(weights[position] > 0 for position in drawn)
