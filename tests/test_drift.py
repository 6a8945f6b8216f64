"""Distances between the customers of two dates."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pandas import DataFrame
from scipy.stats import ecdf, norm, wasserstein_distance

from analysis.maintenance.drift import (
    Sample,
    distances,
    drift,
    psi,
    psi_of_pairs,
    shares_psi,
)

# Rounded: halves are exact, and ties are frequent.
VALUES = st.floats(-1000, 1000).map(lambda value: round(2 * value) / 2)
SAMPLES = st.lists(VALUES, min_size=1, max_size=60).map(np.array)
WITH_GAPS = st.lists(VALUES | st.just(np.nan), min_size=1, max_size=60).map(np.array)
SHARES = arrays(float, 6, elements=st.floats(0, 1))


def of(*samples: np.ndarray) -> tuple[Sample, ...]:
    return tuple(map(Sample.of, samples))


def table(**features: list[float]) -> DataFrame:
    return DataFrame(features, dtype="float64")


@given(WITH_GAPS, st.randoms(use_true_random=False))
def test_a_sample_is_at_no_distance_from_itself_in_any_order(values, random):
    shuffled = values.copy()
    random.shuffle(shuffled)
    known = values[~np.isnan(values)]
    assert psi(values, shuffled) == 0
    if len(known):
        assert distances(*of(values, shuffled)) == (0, 0)


@given(WITH_GAPS, WITH_GAPS)
def test_the_index_is_never_negative(one, other):
    assert psi(one, other) >= 0


@given(SHARES, SHARES)
def test_the_index_of_two_sets_of_shares_is_symmetric(one, other):
    assert shares_psi(one, other) == pytest.approx(shares_psi(other, one))
    assert shares_psi(one, other) >= 0


@given(SAMPLES, SAMPLES)
def test_the_two_distances_are_those_of_scipy(one, other):
    ks, wasserstein = distances(*of(one, other))
    everywhere = np.concatenate([one, other])
    below = [ecdf(sample).cdf.evaluate(everywhere) for sample in (one, other)]
    assert ks == pytest.approx(np.abs(below[0] - below[1]).max())
    area = wasserstein_distance(one, other)
    if one.std() > 0:
        assert wasserstein * one.std() == pytest.approx(area)


@given(SAMPLES, SAMPLES)
def test_the_largest_gap_is_symmetric(one, other):
    assert distances(*of(one, other))[0] == distances(*of(other, one))[0]


@given(st.lists(st.floats(0, 3), min_size=2, max_size=5))
def test_the_further_customers_move_the_greater_the_distances(shifts):
    reference = norm.ppf((np.arange(1000) + 0.5) / 1000)
    found = [
        drift(table(x=reference), table(x=reference + shift), ["x"]).iloc[0, 1:]
        for shift in sorted(shifts)
    ]
    measured = np.array(found, dtype=float)
    assert (np.diff(measured, axis=0) >= -1e-9).all()


def test_half_a_standard_deviation_reaches_the_usual_levels():
    reference = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    found = drift(table(x=reference), table(x=reference + 0.5), ["x"]).iloc[0]
    assert found["psi"] == pytest.approx(0.25, abs=0.02)
    assert found["ks"] == pytest.approx(0.2, abs=0.01)
    assert found["wasserstein"] == pytest.approx(0.5, abs=0.01)


def test_one_row_for_each_feature_in_their_order():
    then = table(recency=[1, 2, 3, 4], frequency=[1, 1, 1, 1])
    now = table(recency=[1, 2, 3, 4, 5], frequency=[1, 1, 1, 1, 2])
    found = drift(then, now, ["frequency", "recency"])
    assert found["feature"].tolist() == ["frequency", "recency"]
    assert found["ks"].tolist() == pytest.approx([0.2, 0.2])
    assert np.isnan(found["wasserstein"].iloc[0])


def test_a_value_of_most_customers_is_a_class_of_its_own():
    then = np.repeat([1.0, 3.0, 4.0, 5.0], [10, 10, 20, 60])
    down = np.where(then == 5, 4.5, then)
    assert psi(then, down) > 1
    assert psi(np.ones(50), np.zeros(50)) > 1


def test_more_missing_values_are_a_change_of_the_index_alone():
    then = np.r_[np.full(10, np.nan), np.arange(90.0)]
    now = np.r_[np.full(70, np.nan), np.arange(90.0)]
    assert psi(then, now) > 0.1
    assert distances(*of(then, now)) == (0, 0)


def test_nothing_known_has_no_distance():
    unknown, known = np.full(5, np.nan), np.arange(5.0)
    for one, other in [(unknown, known), (known, unknown), (np.empty(0), known)]:
        assert np.isnan(distances(*of(one, other))).all()
        assert psi(one, other) > 1


def test_the_index_of_all_pairs_is_that_of_each_pair():
    days = [dt.date(2018, 1, day) for day in (1, 8, 15)]
    draw = np.random.default_rng(2)
    snapshots = {
        day: table(monetary=draw.normal(size, 1, size), satisfaction=[5.0] * size)
        for size, day in zip((50, 60, 80), days, strict=True)
    }
    pairs = psi_of_pairs(snapshots, ["monetary", "satisfaction"])
    assert len(pairs) == 6
    assert (pairs["fitted"] <= pairs["date"]).all()
    for pair in pairs.itertuples():
        then, now = snapshots[pair.fitted], snapshots[pair.date]
        assert pair.psi_monetary == psi(then["monetary"], now["monetary"])
        assert pair.psi_satisfaction == 0
