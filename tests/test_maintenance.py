"""The simulation in time: two models, the same customers, many origins."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame
from pandas.testing import assert_frame_equal
from sklearn.metrics import adjusted_rand_score

from analysis.customers import customers
from analysis.maintenance import Maintenance, conclude, misplaced
from analysis.maintenance.curves import Aged, first_crossing, interval, last_above
from analysis.maintenance.origins import (
    monthly_origins,
    simulated_dates,
    weekly_dates,
)
from analysis.maintenance.result import good_segments
from analysis.maintenance.simulation import CONVENTIONAL, FROZEN, Aging, simulate
from analysis.maintenance.snapshots import snapshots
from analysis.maintenance.variants import LIVE, Variant
from analysis.period import end_of_day
from analysis.segmentation import fit
from analysis.settings import MaintenanceSettings, Space
from analysis.sources import Tables
from analysis.sources.demo import demo_tables, write_demo
from analysis.study import Study

START, END = dt.date(2017, 1, 1), dt.date(2018, 8, 31)
FEATURES = ("recency", "frequency", "monetary", "satisfaction")
SPACE = Space(features=FEATURES)
VARIANTS = [
    Variant("live", "mine", SPACE, 5),
    Variant("k", "mine", SPACE, 4),
    Variant("space", "rfm", Space(features=FEATURES[:3]), 5),
]
OPTIONS = MaintenanceSettings(
    horizon_weeks=8, minimum_share=0.5, n_init=2, bootstraps=40
)
PORTRAITS = DataFrame(
    {
        "segment": [0, 1, 2, 3, 4, 5],
        "customers": [10, 100, 100, 100, 100, 100],
        "revenue": [0.0, 90e3, 40e3, 60e3, 10e3, 10e3],
        "satisfaction": [np.nan, 4.5, 4.0, 1.5, 5.0, 5.0],
    }
)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return demo_tables(3000, seed=4)


@pytest.fixture(scope="module")
def aging(tables: Tables) -> Aging:
    now = customers(tables, end_of_day(END)).to_pandas()
    today = fit(now, SPACE, 5, 1, n_init=2)
    return simulate(tables, OPTIONS, today, VARIANTS, start=START, end=END, seed=1)


@pytest.fixture(scope="module")
def found(aging: Aging) -> Maintenance:
    return told(aging)


def told(aging: Aging, **options: float) -> Maintenance:
    chosen = OPTIONS.model_copy(update=options)
    return conclude(aging, PORTRAITS, chosen, 1, DataFrame(), DataFrame())


def test_weeks_are_counted_back_from_the_end():
    dates = weekly_dates(START, END)
    assert (dates[0], dates[-1]) == (dt.date(2017, 1, 6), END)
    assert {later - date for date, later in zip(dates, dates[1:], strict=False)} == {
        dt.timedelta(weeks=1)
    }


def test_history_is_replayed_once_there_were_enough_buyers(tables: Tables):
    half = simulated_dates(tables, START, END, 0.5)
    now, then, before = (
        len(snapshots(tables, [date], ["recency"])[date])
        for date in (END, half[0], half[0] - dt.timedelta(weeks=1))
    )
    assert before < now / 2 <= then
    assert simulated_dates(tables, START, START + dt.timedelta(weeks=2), 0.1) == []


def test_each_month_that_a_third_of_the_horizon_follows_is_an_origin():
    origins = monthly_origins(weekly_dates(dt.date(2018, 2, 10), END), 26)
    assert origins[0] == dt.date(2018, 2, 16)
    assert [origin.month for origin in origins] == [2, 3, 4, 5, 6]
    assert all(origin.day <= 7 for origin in origins[1:])
    assert monthly_origins(weekly_dates(dt.date(2018, 7, 1), END), 26) == []


def test_snapshots_number_the_same_customer_alike(tables: Tables):
    dates = [dt.date(2018, 1, 1), END]
    known = snapshots(tables, dates, FEATURES)
    for date, table in known.items():
        alone = customers(tables, end_of_day(date)).to_pandas()
        bought = alone[alone["frequency"] > 0][list(table.columns)]
        values = bought.astype("float64").reset_index(drop=True)
        assert_frame_equal(table.reset_index(drop=True), values)
    early, late = known.values()
    assert set(early.index) < set(late.index)
    assert late.index.is_monotonic_increasing
    assert (late.loc[early.index, "frequency"] >= early["frequency"]).all()


def test_removing_later_rows_from_the_source_changes_no_table(tables: Tables):
    date = dt.date(2018, 1, 1)
    end = end_of_day(date)
    past = dataclasses.replace(
        tables,
        orders=tables.orders.filter(tables.orders.order_purchase_timestamp <= end),
        reviews=tables.reviews.filter(tables.reviews.review_answer_timestamp <= end),
    )
    whole = snapshots(tables, [date, END], FEATURES)[date]
    again = snapshots(past, [date], FEATURES)[date]
    assert_frame_equal(whole.reset_index(drop=True), again.reset_index(drop=True))


def test_each_pair_compares_the_old_model_with_the_one_fitted_then(aging, tables):
    curve = told(aging).curves
    row = curve[curve["age_weeks"] == OPTIONS.horizon_weeks].iloc[0]
    then, now = (
        customers(tables, end_of_day(row[name].date())).to_pandas()
        for name in ("origin", "date")
    )
    bought = now[now["frequency"] > 0]
    old, new = (fit(known, SPACE, 5, 1, n_init=2) for known in (then, now))
    expected = adjusted_rand_score(old.assign(bought), new.assign(bought))
    assert row["ari"] == pytest.approx(expected)
    assert row["customers"] == len(bought)
    assert row["new_customers"] == len(bought) - (then["frequency"] > 0).sum()


def test_every_origin_starts_in_full_agreement(found: Maintenance):
    first = found.curves[found.curves["age_weeks"] == 0]
    assert len(first) == found.origins >= 2
    assert (first["ari"] == 1).all()
    assert (first["moved_share"] == 0).all()
    assert found.band.loc[0, ["mean", "low", "high"]].tolist() == [1, 1, 1]
    assert (found.band["low"] <= found.band["high"]).all()
    assert found.band["origins"].is_monotonic_decreasing


def test_each_variant_is_followed_from_each_origin(aging: Aging):
    ages = aging.tables.groupby("variant")["origin"].nunique()
    origins = int(aging.weeks["is_origin"].sum())
    assert ages.drop(CONVENTIONAL).eq(origins).all()
    assert ages[CONVENTIONAL] == 1
    names = {LIVE, FROZEN, CONVENTIONAL, "mine, k = 4", "rfm, k = 5"}
    assert set(ages.index) == names


def test_the_interval_is_the_last_week_whose_lower_edge_holds(found: Maintenance):
    low = found.band["low"]
    for threshold in (0.5, 0.7, 0.9, 0.99):
        below = low.index[low < threshold]
        weeks = last_above(found.band["age_weeks"], low.to_numpy(), threshold)
        if len(below):
            assert weeks == max(below[0] - 1, 0)
        else:
            assert np.isnan(weeks)


def test_a_stricter_threshold_never_allows_to_wait_longer(aging: Aging):
    strict, usual, kind = (
        told(aging, threshold=threshold) for threshold in (0.95, 0.8, 0.3)
    )
    ends = [
        each.horizon_weeks if each.is_lower_bound else each.interval_weeks
        for each in (strict, usual, kind)
    ]
    assert ends == sorted(ends)
    assert strict.interval_low <= strict.interval_weeks <= strict.interval_high


def test_what_never_crosses_is_told_as_a_lower_bound(aging: Aging):
    calm = told(aging, threshold=0.01)
    assert calm.is_lower_bound
    assert calm.interval_weeks is None
    assert calm.interval_low == calm.interval_high == calm.horizon_weeks
    assert calm.crossings["crossing_weeks"].isna().all()


def test_too_little_history_gives_a_reason_and_no_number(tables: Tables):
    now = customers(tables, end_of_day(END)).to_pandas()
    today = fit(now, SPACE, 5, 1, n_init=1)
    late = END - dt.timedelta(weeks=2)
    short = simulate(tables, OPTIONS, today, VARIANTS, start=late, end=END, seed=1)
    result = told(short)
    assert "histoire" in result.reason
    assert result.interval_weeks is None
    assert not result.is_lower_bound
    assert result.origins == 0
    assert misplaced(result).empty


def test_one_origin_alone_gives_a_curve(aging: Aging):
    first = aging.tables["origin"].min()
    alone = aging.tables[aging.tables["origin"] == first]
    aged = Aged.of(alone, LIVE)
    assert interval(aged, 0.8, 0.9, 20, seed=1).origins == 1


def test_misplaced_buyers_are_those_who_move(found: Maintenance):
    shares = misplaced(found).groupby("age_weeks")["share"].sum()
    moved = found.band.set_index("age_weeks")["moved_mean"]
    pd.testing.assert_series_equal(shares, moved, check_names=False)


def test_rows_of_the_migration_hold_everybody(found: Maintenance):
    totals = found.migration.groupby("old")["share"].sum()
    assert totals.to_numpy() == pytest.approx(np.ones(5))


QUICK = """\
data: tables
segmentation: {seeds: 2, bootstraps: 2, grids: [{family: kmeans, k: [4, 5]}]}
maintenance: {horizon_weeks: 4, minimum_share: 0.8, n_init: 1, bootstraps: 20}
"""


def changes_of(folder: Path, **drift: object) -> DataFrame:
    """The changes that the study of a demonstration marketplace tells."""
    write_demo(folder / "tables", 8000, seed=2, **drift)
    (folder / "study.yml").write_text(QUICK, encoding="utf8")
    table = Study.open(folder).maintenance.changes
    return table[table["found"]].set_index("feature")


@pytest.mark.usefixtures("bare_environment")
def test_the_study_dates_a_planted_change_within_two_weeks(tmp_path: Path):
    date = pd.Timestamp("2018-01-10")
    drift = {"drift_date": str(date.date()), "drift_price": 1.6}
    found = changes_of(tmp_path, **drift, drift_late_share=0.3)
    for feature in ("paid", "delay", "score"):
        assert abs(found.loc[feature, "week"] - date) <= pd.Timedelta(weeks=2)


@pytest.mark.usefixtures("bare_environment")
def test_the_study_dates_no_change_where_there_is_none(tmp_path: Path):
    assert changes_of(tmp_path).empty


def test_causes_add_up_at_each_age(found: Maintenance):
    parts = found.causes[["refit_noise", "ageing", "newcomers", "behaviour"]]
    assert parts.sum(axis=1).to_numpy() == pytest.approx(1 - found.causes["ari"])
    assert found.causes["age_weeks"].tolist() == [4, 8]


def test_good_customers_pay_more_than_most_and_are_not_unhappy():
    assert good_segments(PORTRAITS) == [1]


def test_sensitivity_tells_each_change_beside_the_reference(found: Maintenance):
    table = found.sensitivity
    assert table["what"].tolist() == [
        *("reference", "threshold", "threshold", "good", "k", "space")
    ]
    assert table["label"].is_unique
    reference = table.iloc[0]
    expected = np.nan if found.interval_weeks is None else found.interval_weeks
    assert reference["weeks"] == pytest.approx(expected, nan_ok=True)


def test_only_good_customers_leave_the_others_out():
    tables = DataFrame(
        {
            "variant": LIVE,
            "origin": pd.Timestamp("2018-01-05"),
            "age_weeks": 1,
            "old": [1, 1, 2, 2],
            "new": [1, 2, 1, 2],
            "customers": [50, 3, 2, 900],
        }
    )
    good = Aged.of(tables, LIVE).only([1])
    assert good.tables.tolist() == [[[50, 3], [2, 0]]]


@pytest.mark.parametrize(
    ("agreement", "crossing"),
    [
        ([1, 0.9, 0.7, 0.6], 1.5),
        ([1, 0.9, 0.85, 0.8], np.nan),
        ([1, 0.6, 0.9, 0.5], 0.5),
        ([0.7, 0.9], 0),
        ([], np.nan),
    ],
)
def test_first_crossing(agreement, crossing):
    found = first_crossing(range(len(agreement)), agreement, 0.8)
    assert found == pytest.approx(crossing, nan_ok=True)
