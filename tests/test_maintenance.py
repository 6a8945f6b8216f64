"""The simulation in time: two models, the same customers, one index."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from analysis.customers import customers
from analysis.errors import InputError
from analysis.maintenance import (
    buyers_at,
    first_crossing,
    grow_old,
    moved_share,
    simulate,
    simulated_dates,
)
from analysis.period import end_of_day
from analysis.segmentation import fit
from analysis.settings import MaintenanceSettings, Space
from analysis.sources import Tables
from analysis.sources.demo import demo_tables

END = dt.date(2018, 8, 31)
FEATURES = ("recency", "frequency", "monetary", "satisfaction")


SPACE = Space(features=FEATURES)


def options(**maintenance) -> MaintenanceSettings:
    quick = {"horizon_weeks": 12, "step_days": 28, "n_init": 3}
    return MaintenanceSettings.model_validate(quick | maintenance)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return demo_tables(3000, seed=4)


def test_the_curve_starts_at_the_origin_and_reaches_the_end(tables):
    result = simulate(tables, options(), SPACE, k=4, window_end=END, seed=1)
    curve = result.curve
    assert result.origin == END - dt.timedelta(weeks=12)
    assert curve["date"].iloc[[0, -1]].dt.date.tolist() == [result.origin, END]
    assert curve["age_days"].tolist() == [0, 28, 56, 84]
    assert curve["age_weeks"].tolist() == [0, 4, 8, 12]
    assert (curve["ari"].iloc[0], curve["moved_share"].iloc[0]) == (1, 0)
    assert curve["customers"].is_monotonic_increasing
    first = curve["customers"].iloc[0]
    assert (curve["new_customers"] == curve["customers"] - first).all()
    assert (result.k, result.reason) == (4, "")


def test_each_date_compares_the_old_model_with_a_new_one(tables):
    result = simulate(tables, options(), SPACE, k=4, window_end=END, seed=1)
    then, now = (
        customers(tables, end_of_day(day)).to_pandas() for day in (result.origin, END)
    )
    old = fit(then, SPACE, 4, 1, n_init=3)
    bought = now[now["frequency"] > 0]
    expected = adjusted_rand_score(
        old.assign(bought), fit(now, SPACE, 4, 1, n_init=3).assign(bought)
    )
    assert result.curve["ari"].iloc[-1] == pytest.approx(expected)
    assert result.curve["customers"].iloc[-1] == len(bought)


def test_customers_of_a_date_are_blind_to_what_comes_later(tables):
    known = dict(buyers_at(tables, [dt.date(2018, 1, 1), END], FEATURES))
    early = known[dt.date(2018, 1, 1)]
    placed = tables.orders.order_purchase_timestamp
    past = Tables(
        **{
            **vars(tables),
            "orders": tables.orders.filter(placed < dt.datetime(2018, 1, 2)),
        }
    )
    [(_, again)] = buyers_at(past, [dt.date(2018, 1, 1)], FEATURES)
    pd.testing.assert_frame_equal(early, again)
    assert len(early) < len(known[END])


def crowd(draw: np.random.Generator, recency: float, monetary: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "recency": recency + draw.normal(0, 3, 200),
            "frequency": 1,
            "monetary": monetary + draw.normal(0, 3, 200),
            "satisfaction": 5.0,
        }
    )


def snapshot(*places: tuple[float, float]) -> pd.DataFrame:
    draw = np.random.default_rng(1)
    return pd.concat([crowd(draw, *place) for place in places], ignore_index=True)


DATES = [dt.date(2018, 1, 1) + dt.timedelta(weeks=week) for week in range(3)]


def test_nothing_ages_when_customers_stay_what_they_are():
    same = snapshot((50, 100), (300, 100), (50, 900))
    snapshots = [(date, same) for date in DATES]
    curve, reason = grow_old(snapshots, SPACE, k=3, seed=1, n_init=3)
    assert curve["ari"].tolist() == [1, 1, 1]
    assert curve["moved_share"].tolist() == [0, 0, 0]
    assert curve["refit_ari"].tolist() == [1, 1, 1]
    assert reason == ""


def test_a_planted_change_of_behaviour_lowers_the_agreement_at_its_date():
    before = snapshot((50, 100), (300, 100), (50, 900))
    after = snapshot((50, 100), (60, 400), (50, 900))
    snapshots = zip(DATES, [before, before, after], strict=True)
    curve, _ = grow_old(snapshots, SPACE, k=3, seed=1, n_init=3)
    assert curve["ari"].iloc[1] == 1
    assert curve["ari"].iloc[2] < 0.7
    assert curve["moved_share"].iloc[2] == pytest.approx(1 / 3)
    assert curve["refit_ari"].iloc[2] == 1
    crossing = first_crossing(curve["age_weeks"], curve["ari"], 0.8)
    assert 1 < crossing < 2


@pytest.mark.parametrize(
    ("agreement", "crossing"),
    [
        ([1, 0.9, 0.7, 0.6], 1.5),
        ([1, 0.9, 0.85, 0.8], None),
        ([1, 0.6, 0.9, 0.5], 0.5),
        ([0.7, 0.9], 0),
        ([], None),
    ],
)
def test_first_crossing(agreement, crossing):
    found = first_crossing(range(len(agreement)), agreement, 0.8)
    assert found == (crossing if crossing is None else pytest.approx(crossing))


@given(st.lists(st.integers(0, 4), min_size=1), st.permutations(range(5)))
def test_renaming_segments_moves_nobody(segments, names):
    old = pd.Series(segments)
    assert moved_share(old, old.map(dict(enumerate(names)))) == 0


def test_moved_share_counts_who_leaves_the_matched_segment():
    old = pd.Series([1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    new = pd.Series([2, 2, 2, 1, 1, 1, 1, 1, 1, 3])
    assert moved_share(old, new) == pytest.approx(0.2)


def test_dates_stop_at_the_end_of_the_window():
    dates = simulated_dates(dt.date(2018, 1, 1), dt.date(2018, 1, 20), 7)
    assert [date.day for date in dates] == [1, 8, 15]


def test_too_little_history_says_so(tables):
    early = options(origin="2016-10-01")
    result = simulate(tables, early, SPACE, k=4, window_end=END, seed=1)
    assert result.curve.empty
    assert result.crossing_weeks is None
    assert "octobre 2016" in result.reason.replace("\u00a0", " ")
    assert "moins de 100" in result.reason


def test_an_origin_after_the_window_is_one_sentence(tables):
    with pytest.raises(InputError, match="maintenance › origin is 2018-09-01"):
        late = options(origin="2018-09-01")
        simulate(tables, late, SPACE, k=4, window_end=END, seed=1)


@pytest.mark.real
def test_olist_s_segments_need_a_refresh_within_a_season(real_tables: Tables):
    settings = options(horizon_weeks=24, step_days=28)
    result = simulate(real_tables, settings, SPACE, k=5, window_end=END, seed=42)
    curve = result.curve
    assert curve["ari"].iloc[0] == 1
    assert curve["ari"].iloc[-1] < 0.8
    assert (curve["refit_ari"] > 0.9).all()
    assert 4 < result.crossing_weeks < 20
