"""The exploration's answers: toy cases, planted effects, the real tables."""

from __future__ import annotations

import dataclasses
import datetime as dt

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, Series

from analysis import publication, store
from analysis.customers import customers
from analysis.exploration import Exploration, explore
from analysis.exploration.distributions import gini, lorenz, monetary_histogram
from analysis.exploration.joins import double_counting
from analysis.exploration.places import great_circle
from analysis.exploration.returns import returns
from analysis.exploration.satisfaction import lateness, score_by_delay
from analysis.labels import STATES
from analysis.period import find_period
from analysis.settings import Settings
from analysis.sources import Tables
from analysis.sources.demo import demo_tables

MINIMUM = 20
DAY = dt.datetime(2018, 1, 1)


def explored(tables: Tables, settings: Settings | None = None) -> Exploration:
    period = find_period(tables, settings or Settings())
    people = customers(tables, period.as_of).to_pandas()
    return explore(tables, people, period, MINIMUM)


@pytest.fixture(scope="module")
def demo() -> Exploration:
    return explored(demo_tables(customers=4000, seed=1))


def orders(**columns: list) -> DataFrame:
    """Orders of as many different customers, with the given columns."""
    table = DataFrame(columns)
    return table.assign(customer=range(len(table)))


def test_no_published_table_has_a_cell_of_fewer_customers(demo: Exploration) -> None:
    counted = [
        (field.name, getattr(demo, field.name)["customers"].dropna())
        for field in dataclasses.fields(demo)
        if isinstance(getattr(demo, field.name), DataFrame)
        and "customers" in getattr(demo, field.name)
    ]
    assert len(counted) >= 10
    assert [name for name, cells in counted if (cells < MINIMUM).any()] == []


def test_every_figure_is_that_of_the_orders_known_at_the_date() -> None:
    tables, day = demo_tables(customers=1500, seed=1), dt.date(2018, 1, 1)
    placed = tables.orders.filter(
        tables.orders.order_purchase_timestamp < dt.datetime(2018, 1, 2)
    )
    past = dataclasses.replace(
        tables,
        orders=placed,
        customers=tables.customers.semi_join(placed, "customer_id"),
        payments=tables.payments.semi_join(placed, "order_id"),
        items=tables.items.semi_join(placed, "order_id"),
        reviews=tables.reviews.filter(
            tables.reviews.review_answer_timestamp < dt.datetime(2018, 1, 2)
        ),
    )
    settings = Settings(as_of=day)
    found, expected = explored(tables, settings), explored(past, settings)
    assert found.totals == expected.totals
    pd.testing.assert_frame_equal(found.double_counting, expected.double_counting)
    pd.testing.assert_frame_equal(found.months, expected.months)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_merging_the_tail_loses_nobody(counts: list[int]) -> None:
    classes = Series(counts, index=range(1, len(counts) + 1))
    merged = publication.merged_tail(classes, MINIMUM)
    assert merged.sum() == sum(counts)
    assert len(merged) == 1 or merged.iloc[-1] >= MINIMUM


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (1, "< 20"), (20, "20")])
def test_a_small_count_is_written_as_less_than_the_minimum(
    value: int, shown: str
) -> None:
    assert publication.count(value, MINIMUM).replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([5, 5, 5, 5], 0.0), ([0, 0, 0, 1], 0.75), ([1, 3], 0.25), ([0, 0], None)],
)
def test_gini_of_cases_known_by_hand(amounts: list, expected: float | None) -> None:
    found = gini(Series(amounts, dtype=float))
    assert found == expected if expected is None else found == pytest.approx(expected)


def test_lorenz_starts_with_the_customers_who_pay_most() -> None:
    table = lorenz(DataFrame({"monetary": [0.0] * 80 + [10.0] * 20}), MINIMUM)
    shares = table.set_index("customers_share")["revenue_share"]
    assert shares.loc[[0.0, 0.2, 1.0]].tolist() == [0, 1, 1]


def test_lorenz_points_are_far_enough_apart_to_be_published() -> None:
    amounts = np.random.default_rng(0).lognormal(size=507)
    table = lorenz(DataFrame({"monetary": amounts}), MINIMUM)
    assert (table["customers_share"].diff().dropna() * 507 >= MINIMUM - 1e-9).all()


def test_amounts_are_counted_in_classes_of_equal_ratio() -> None:
    table = monetary_histogram(DataFrame({"monetary": [150.0] * 25 + [0.0] * 25}), 20)
    assert table["customers"].tolist() == [25]
    assert table["share"].tolist() == [1.0]
    assert table["low"].item() <= 150 < table["high"].item()


def test_a_careless_join_counts_a_payment_once_per_item() -> None:
    items = {"order_id": ["a", "a", "a", "b"], "price": [1.0, 1.0, 1.0, 5.0]}
    tables = Tables.from_frames(
        {
            "items": DataFrame(items | {"order_item_id": [1, 2, 3, 1]}),
            "payments": DataFrame(
                {"order_id": ["a", "b"], "payment_value": [3.0, 5.0]}
            ),
        }
    )
    paid = double_counting(tables).iloc[0]
    assert (paid["right"], paid["wrong"]) == (8.0, 14.0)
    assert paid["error"] == pytest.approx(0.75)


def test_late_orders_score_lower_when_planted() -> None:
    tables = demo_tables(customers=3000, late_penalty=3.0, late_share=0.3)
    planted = explored(tables)
    score = planted.score_by_delay.set_index("delay")["score"]
    assert score.loc[5:].mean() < score.loc[:0].mean() - 1
    assert planted.lateness.harms


def test_lateness_does_not_harm_when_scores_do_not_depend_on_it() -> None:
    draw = np.random.default_rng(3)
    placed = orders(
        delay=draw.integers(-20, 20, 4000).tolist(),
        score=draw.integers(1, 6, 4000).tolist(),
    )
    assert not lateness(placed, MINIMUM).harms


def test_lateness_says_nothing_about_too_few_late_orders() -> None:
    placed = orders(delay=[-3] * 100 + [2] * 5, score=[5] * 105)
    found = lateness(placed, MINIMUM)
    assert found.share == pytest.approx(5 / 105)
    assert found.difference is None


def test_extreme_delays_are_gathered_at_both_ends() -> None:
    placed = orders(delay=[-200] * 30 + [90] * 30, score=[4] * 30 + [1] * 30)
    table = score_by_delay(placed, MINIMUM)
    assert table["delay"].tolist() == [-30, 20]
    assert table["score"].tolist() == [4, 1]
    assert (table["low"] == table["high"]).all()


def test_customers_count_only_as_long_as_they_are_observed() -> None:
    """Half come back after 15 days; the others are followed for 15 or 400 days."""
    firsts = [DAY - dt.timedelta(days=400)] * 200 + [DAY - dt.timedelta(days=15)] * 100
    bought = DataFrame({"customer": range(300), "purchased_at": firsts})
    again = bought.iloc[:100].assign(
        purchased_at=lambda table: table["purchased_at"] + dt.timedelta(days=15)
    )
    table = returns(pd.concat([bought, again]), DAY, MINIMUM).set_index("months")
    # 100 returns among 200 followed all along and 100 followed for half of the month.
    assert table.loc[1, "share"] == pytest.approx(100 / 250)
    assert table.loc[12, "share"] == table.loc[1, "share"]
    assert table.loc[2, "customers"] == 100


def test_nobody_comes_back_when_nobody_orders_twice() -> None:
    alone = explored(demo_tables(customers=1500, repeat_share=0))
    assert alone.totals.several_orders == 0
    assert alone.orders_placed["orders"].tolist() == [1]
    assert (alone.returns["share"] == 0).all()


def test_the_busiest_day_is_the_planted_one() -> None:
    busy = explored(demo_tables(customers=9000, peak_share=0.5))
    peak = busy.days.loc[busy.days["peak"], "day"].item()
    assert peak == pd.Timestamp("2017-11-24")


def test_distance_between_two_known_towns() -> None:
    """São Paulo to Rio de Janeiro: about 360 km as the crow flies."""
    here, there = (-23.5505, -46.6333), (-22.9068, -43.1729)
    degrees = (ibis.literal(value) for value in (*here, *there))
    assert great_circle(*degrees).execute() == pytest.approx(360.7, abs=1)


def test_tiles_are_all_different_and_cover_the_27_states() -> None:
    places = {(row, column) for _, row, column in STATES.values()}
    assert len(STATES) == len(places) == 27


def test_a_state_with_too_few_customers_keeps_its_tile_without_values() -> None:
    two = explored(demo_tables(customers=600, states=("SP", "RJ"))).states
    known = two.dropna(subset="customers")
    assert len(two) == 27
    assert set(known["state"]) == {"SP", "RJ"}
    assert two.loc[~two.index.isin(known.index), "satisfaction"].isna().all()


def test_optional_tables_may_be_absent() -> None:
    tables = dataclasses.replace(
        demo_tables(customers=500), geolocation=None, products=None, translation=None
    )
    answers = explored(tables)
    assert answers.freight_by_distance.empty
    assert answers.categories.empty
    assert not answers.payment_types.empty


def test_the_answers_are_the_same_after_a_stay_on_disk(demo, tmp_path) -> None:
    store.save(demo, tmp_path)
    back = store.load(Exploration, tmp_path)
    assert back.totals == demo.totals
    assert back.lateness == demo.lateness
    for name in ("months", "states", "installments", "freight_by_distance"):
        pd.testing.assert_frame_equal(getattr(back, name), getattr(demo, name))


@pytest.mark.real
def test_real_totals(real_tables: Tables) -> None:
    answers = explored(real_tables)
    totals = answers.totals
    assert (totals.orders, totals.customers) == (99_441, 96_096)
    assert (totals.several_orders, totals.buyers) == (2_997, 94_971)
    assert totals.several_purchases == 2_903
    assert round(totals.several_orders_share, 4) == 0.0312
    assert round(totals.several_purchases_share, 4) == 0.0306
    assert (totals.paid, totals.purchases_paid) == (16_008_872.12, 15_740_425.69)
    peak = answers.days.loc[answers.days["peak"]].iloc[0]
    assert (peak["day"], peak["orders"]) == (pd.Timestamp("2017-11-24"), 1_162)
    assert answers.lateness.harms
    assert answers.states.set_index("state").loc["SP", "share"] > 0.41
    assert answers.double_counting["right"].iloc[0] == pytest.approx(16_008_872.12)
    assert answers.double_counting["error"].iloc[0] > 0.2
