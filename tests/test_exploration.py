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
from analysis.exploration.baskets import basket_sizes, freight_by_basket
from analysis.exploration.calendar import weekdays
from analysis.exploration.distributions import gini, lorenz, monetary_histogram
from analysis.exploration.joins import double_counting
from analysis.exploration.places import great_circle
from analysis.exploration.quantiles import quantile_scores
from analysis.exploration.relations import relations
from analysis.exploration.returns import cohorts, returns, second_purchase
from analysis.exploration.satisfaction import lateness, score_by_delay
from analysis.labels import STATES
from analysis.period import Period, find_period
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


def test_three_tables_joined_at_once_multiply_their_rows() -> None:
    """One order of three items, paid in two times, reviewed once: six rows."""
    frames = {
        "items": DataFrame({"order_id": ["a"] * 3, "price": [10.0, 20.0, 30.0]}),
        "payments": DataFrame({"order_id": ["a"] * 2, "payment_value": [20.0, 40.0]}),
        "reviews": DataFrame({"order_id": ["a"], "review_score": [4]}),
    }
    table = double_counting(Tables.from_frames(frames)).set_index("join")
    paid = table.loc["paiements × articles × avis"]
    assert (paid["right"], paid["wrong"], paid["rows"]) == (60.0, 180.0, 6)
    price = table.loc["articles × paiements × avis"]
    assert (price["right"], price["wrong"], price["rows"]) == (60.0, 120.0, 6)
    assert table.loc["avis × paiements × articles", "wrong"] == 4.0


def test_relations_are_told_as_the_rows_show_them() -> None:
    frames = {
        "customers": DataFrame(
            {"customer_id": ["a", "b", "c"], "customer_unique_id": ["x", "x", "y"]}
        ),
        "orders": DataFrame({"order_id": [1, 2, 3], "customer_id": ["a", "b", "c"]}),
        "items": DataFrame({"order_id": [1, 1, 1, 2]}),
    }
    table = relations(Tables.from_frames(frames)).set_index(["parent", "child"])
    assert table.loc[("persons", "customers"), "mean"] == 1.5
    assert table.loc[("customers", "orders"), ["one", "many"]].tolist() == ["1", "1"]
    assert table.loc[("orders", "items"), ["one", "many"]].tolist() == ["1", "n"]
    assert table.loc[("orders", "items"), "mean"] == 2
    assert ("products", "items") not in table.index


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


def purchases(*visits: tuple[int, dt.datetime, list[int]]) -> DataFrame:
    """Customers with their first date, and after how many days each buys again."""
    rows, customer = [], 0
    for count, first, again in visits:
        for _ in range(count):
            customer += 1
            dates = [first, *(first + dt.timedelta(days=day) for day in again)]
            rows += [(customer, date) for date in dates]
    return DataFrame(rows, columns=["customer", "purchased_at"])


def test_a_cohort_is_told_when_all_were_followed_and_enough_came_back() -> None:
    january, march = DAY - dt.timedelta(days=360), DAY - dt.timedelta(days=45)
    bought = purchases(
        (60, january, []), (25, january, [10]), (15, january, [100]), (90, march, [5])
    )
    table = cohorts(bought, DAY, MINIMUM).set_index(["cohort", "months"])["share"]
    first, last = table.index[0][0], table.index[-1][0]
    assert table.loc[(first, 1)] == 0.25
    assert table.loc[(first, 3)] == 0.25
    assert table.loc[(first, 4)] == 0.4
    assert table.loc[last].index.tolist() == [1]
    assert cohorts(bought, DAY, 30).set_index("cohort").loc[first, "months"].min() == 4


def test_second_purchases_of_the_same_day_are_told_apart() -> None:
    morning = dt.datetime(2017, 6, 1, 9)
    bought = purchases(
        (30, morning, [0]), (20, morning, [3]), (50, morning, [90]), (70, morning, [])
    )
    found = second_purchase(bought, MINIMUM)
    assert (found.customers, found.same_day, found.within_week) == (100, 0.3, 0.5)
    assert second_purchase(bought[bought["customer"] > 15], MINIMUM).same_day is None


def test_growth_does_not_make_a_weekday_busy() -> None:
    """Each day of a week alike, each week twice the one before."""
    start = pd.Timestamp("2017-01-02")
    days = [start + dt.timedelta(days=day) for day in range(7 * 6)]
    dates = [day for rank, day in enumerate(days) for _ in range(2 ** (rank // 7))]
    placed = DataFrame({"purchased_at": dates, "customer": range(len(dates))})
    period = Period(start, days[-1], days[-1], start.date(), days[-1].date())
    table = weekdays(placed, period, MINIMUM)
    assert table["share"].tolist() == pytest.approx([1 / 7] * 7)
    assert (table["low"] <= table["share"]).all()
    short = dataclasses.replace(period, end=days[20].date())
    assert weekdays(placed, short, MINIMUM).empty


def test_the_share_of_freight_falls_with_the_price() -> None:
    bought = orders(items_value=[20.0] * 30 + [600.0] * 30, freight=[10.0] * 60)
    table = freight_by_basket(bought, MINIMUM).set_index("low")
    assert table.loc[0.0, "freight_share"] == pytest.approx(1 / 3)
    assert table.loc[500.0, "freight_share"] == pytest.approx(10 / 610)
    assert np.isnan(table.loc[500.0, "high"])


def test_large_baskets_are_one_class() -> None:
    bought = orders(items=[1] * 40 + [2] * 30 + [9] * 25, paid=[10.0] * 95)
    table = basket_sizes(bought, MINIMUM).set_index("items")
    assert table["orders"].to_dict() == {1: 40, 2: 30, 5: 25}
    assert table["last"].to_dict() == {1: False, 2: False, 5: True}


def test_an_order_counts_once_in_the_score_of_a_category(demo: Exploration) -> None:
    named = demo.categories.dropna(subset="score")
    assert len(named) >= 8
    assert named["score"].between(named["low"], named["high"]).all()
    assert named["score"].between(3, 5).all()


def test_fifths_of_a_constant_are_one_class() -> None:
    people = DataFrame(
        {
            "recency": np.arange(100.0),
            "frequency": [1] * 97 + [2] * 3,
            "monetary": np.arange(1.0, 101),
            "satisfaction": [5.0] * 60 + [4.0] * 20 + [1.0] * 20,
        }
    )
    table = quantile_scores(people, MINIMUM).set_index("feature")
    assert table["fifths"].to_dict() == {
        "recency": 5,
        "frequency": 1,
        "monetary": 5,
        "satisfaction": 3,
    }
    assert table.loc["frequency", "common"] == 0.97
    assert np.isnan(table.loc["monetary", "common"])  # nobody shares an amount
    assert table.loc["monetary", "last"] == pytest.approx(np.arange(81, 101).mean())


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
    joins = answers.double_counting.set_index("join")["error"]
    assert joins["paiements × articles × avis"] == pytest.approx(0.2787, abs=1e-4)
    scores = answers.quantile_scores.set_index("feature")["fifths"]
    assert (scores["frequency"], scores["monetary"]) == (1, 5)
    assert answers.second_purchase.same_day == pytest.approx(0.168, abs=0.001)
    assert len(answers.cohorts) > 150
