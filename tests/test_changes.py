"""Changes of behaviour in the flow of new orders, found where they were planted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from ibis import _ as row
from pandas import DataFrame, Timestamp

from analysis.maintenance.changes import BEHAVIOURS, SETTLED_WEEKS, changes, flows
from analysis.sources import Tables
from analysis.sources.demo import demo_tables

START, END = dt.date(2017, 1, 1), dt.date(2018, 8, 31)
TWO_WEEKS = pd.Timedelta(weeks=2)


def found(tables: Tables) -> DataFrame:
    table = changes(flows(tables, START, END))
    return table[table["found"]]


def first_whole_week(date: str) -> Timestamp:
    """The first day of the first week, counted back from the end, after a date."""
    before = (Timestamp(END) - Timestamp(date)).days // 7
    return Timestamp(END) - pd.Timedelta(days=7 * before - 1)


def planted(customers: int, seed: int, date: str) -> Tables:
    drift = {"drift_date": date, "drift_price": 1.6, "drift_late_share": 0.3}
    return demo_tables(customers, seed, **drift)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("date", ["2017-10-02", "2018-01-10", "2018-04-20"])
def test_a_planted_change_is_dated_within_two_weeks(seed, date):
    table = found(planted(10_000, seed, date)).set_index("feature")
    for feature in ("paid", "delay", "score", "freight_share"):
        found_week = table.loc[feature, "week"]
        assert abs(found_week - first_whole_week(date)) <= TWO_WEEKS
    ratio = table.loc["paid", "after"] / table.loc["paid", "before"]
    # The freight, which is part of what is paid, did not rise.
    assert 1.3 < ratio < 1.6
    assert table.loc["delay", "after"] > table.loc["delay", "before"] + 2
    assert table.loc["score", "after"] < table.loc["score", "before"] - 0.2


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("date", ["2017-10-02", "2018-01-10", "2018-04-20"])
def test_in_a_small_marketplace_the_surest_change_tells_the_date(seed, date):
    table = found(planted(3000, seed, date))
    assert len(table) >= 3
    surest = table.loc[table["p_value"].idxmin()]
    assert abs(surest["week"] - first_whole_week(date)) <= TWO_WEEKS


@pytest.mark.parametrize("customers", [3000, 10_000])
@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_found_where_nothing_changed(customers, seed):
    assert found(demo_tables(customers, seed)).empty


def series(mean: np.ndarray, *, orders: int = 400, deviation: float = 1.0) -> DataFrame:
    """The weekly scores of a marketplace, given their means."""
    weeks = pd.date_range("2017-01-07", periods=len(mean), freq="7D")
    return DataFrame(
        {
            "feature": "score",
            "week": weeks,
            "orders": orders,
            "mean": mean,
            "deviation": deviation,
        }
    )


def noise(weeks: int, seed: int, echo: float = 0.0) -> np.ndarray:
    """Fluctuations between weeks, three times those that 400 orders explain."""
    draw = np.random.default_rng(seed).normal(0, 0.15, weeks)
    for week in range(1, weeks):
        draw[week] = echo * draw[week - 1] + np.sqrt(1 - echo**2) * draw[week]
    return draw


def levels(*parts: tuple[int, float]) -> np.ndarray:
    return np.repeat([level for _, level in parts], [weeks for weeks, _ in parts])


def test_weeks_that_differ_as_wholes_are_no_change():
    tables = [changes(series(4 + noise(80, seed))) for seed in range(40)]
    assert sum(table["found"].any() for table in tables) <= 1


def test_weeks_that_resemble_the_week_before_are_no_change():
    tables = [changes(series(4 + noise(80, seed, echo=0.5))) for seed in range(40)]
    assert sum(table["found"].any() for table in tables) <= 2


def test_a_change_is_found_among_fluctuations():
    table = changes(series(levels((50, 4.0), (30, 3.6)) + noise(80, 1)))
    assert table["found"].tolist() == [True]
    assert abs(table["week"].iloc[0] - Timestamp("2017-12-23")) <= TWO_WEEKS
    assert table["before"].iloc[0] == pytest.approx(4.0, abs=0.1)
    assert table["after"].iloc[0] == pytest.approx(3.6, abs=0.1)
    assert table["p_value"].iloc[0] < 0.01


def test_several_changes_are_told_in_order():
    mean = levels((40, 4.0), (40, 3.0), (40, 3.8)) + noise(120, 3) / 3
    table = changes(series(mean))
    weeks = pd.to_datetime(["2017-10-14", "2018-07-21"])
    assert np.abs(table["week"].to_numpy() - weeks).max() <= TWO_WEEKS
    assert table["before"].tolist() == pytest.approx([4.0, 3.0], abs=0.05)
    assert table["after"].tolist() == pytest.approx([3.0, 3.8], abs=0.05)


def test_a_behaviour_without_change_has_one_row_that_says_so():
    table = changes(series(4 + noise(80, 5)))
    assert table["found"].tolist() == [False]
    assert table[["week", "before", "after"]].isna().all(axis=None)
    assert table["label"].tolist() == ["note"]
    assert table["p_value"].iloc[0] >= 0.01


def test_the_behaviours_share_the_level():
    one = series(levels((50, 4.0), (30, 3.9)) + noise(80, 6))
    alone = changes(one)["p_value"].iloc[0]
    beside = changes(pd.concat([one, one.assign(feature="delay")]))["p_value"].iloc[0]
    assert beside == pytest.approx(min(1, 2 * alone))


def test_a_behaviour_that_never_varies_does_not_change():
    table = changes(series(np.full(60, 5.0), deviation=0.0))
    assert table["found"].tolist() == [False]


def test_too_few_weeks_tell_nothing():
    table = changes(series(levels((6, 5.0), (6, 1.0))))
    assert table["found"].tolist() == [False]
    assert table["p_value"].isna().all()
    assert changes(series(np.empty(0))).empty


@pytest.fixture(scope="module")
def tables() -> Tables:
    return demo_tables(3000, seed=8)


def test_flows_are_of_whole_weeks_that_end_with_the_window(tables):
    table = flows(tables, START, END)
    paid = table[table["feature"] == "paid"]
    assert paid["week"].max() == Timestamp("2018-08-25")
    assert paid["week"].min() >= Timestamp(START)
    assert (paid["week"].diff().dropna() == pd.Timedelta(weeks=1)).all()
    assert list(table["feature"].unique()) == list(BEHAVIOURS)


def test_weeks_whose_orders_are_on_their_way_are_left_out(tables):
    last = flows(tables, START, END).groupby("feature")["week"].max()
    waited = (last["paid"] - last[["score", "delay"]]) // pd.Timedelta(weeks=1)
    assert waited.tolist() == [SETTLED_WEEKS] * 2


def test_flows_count_what_was_known_at_the_end(tables):
    earlier = dt.date(2018, 2, 28)
    placed = tables.orders.filter(
        row.order_purchase_timestamp < dt.datetime(2018, 3, 1)
    )
    past = Tables(**{**vars(tables), "orders": placed})
    table = flows(past, START, earlier)
    pd.testing.assert_frame_equal(table, flows(tables, START, earlier))


def test_flows_of_one_week_are_the_means_of_its_orders(tables):
    table = flows(tables, START, END).set_index(["feature", "week"])
    week = table.loc[("installments", Timestamp("2018-08-25"))]
    last = tables.orders.filter(
        row.order_purchase_timestamp.between(
            dt.datetime(2018, 8, 25), dt.datetime(2018, 8, 31, 23, 59, 59)
        ),
        row.order_status.notin(["canceled", "unavailable"]),
    )
    largest = tables.payments.group_by("order_id").agg(
        installments=row.payment_installments.max()
    )
    known = last.inner_join(largest, "order_id")["installments"].to_pandas()
    assert week["orders"] == len(known)
    # One order in a hundred has more instalments than are counted.
    assert week["mean"] == pytest.approx(known.clip(upper=10).mean(), abs=0.1)


def test_a_window_without_a_whole_week_has_no_flow(tables):
    assert flows(tables, END - dt.timedelta(days=3), END).empty


@pytest.mark.real
def test_olist_delivers_earlier_than_promised_from_late_may_2018(real_tables):
    table = changes(flows(real_tables, START, END))
    change = table[table["feature"] == "delay"].iloc[-1]
    assert abs(change["week"] - Timestamp("2018-05-26")) <= TWO_WEEKS
    assert change["after"] < change["before"] - 5
