"""Indices of two partitions, from their contingency table alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from sklearn.metrics import adjusted_rand_score

from analysis.maintenance.agreement import (
    accuracy,
    adjusted_rand,
    contingency,
    jaccard_by_segment,
    matched,
    resampled,
)

K = 4
partitions = st.lists(
    st.tuples(st.integers(1, K), st.integers(1, K)), min_size=2, max_size=60
)
tables = arrays(np.int64, (K, K), elements=st.integers(0, 500))


@given(partitions)
def test_adjusted_rand_is_that_of_scikit_learn(pairs):
    old, new = zip(*pairs, strict=True)
    found = adjusted_rand(contingency(old, new, K))
    assert found == pytest.approx(adjusted_rand_score(old, new))


@given(st.lists(tables, min_size=1, max_size=5))
def test_many_tables_at_once_are_each_table_alone(each):
    assert_allclose(adjusted_rand(each), [adjusted_rand(table) for table in each])


@given(tables, st.permutations(range(K)))
def test_the_names_of_the_new_segments_do_not_matter(table, names):
    renamed = table[:, list(names)]
    assert accuracy(matched(renamed)) == pytest.approx(accuracy(matched(table)))
    assert adjusted_rand(renamed) == pytest.approx(adjusted_rand(table))


@given(tables)
def test_matching_keeps_most_customers_and_loses_none(table):
    best = matched(table)
    assert best.sum() == table.sum()
    assert (best.sum(axis=1) == table.sum(axis=1)).all()
    assert accuracy(best) >= accuracy(table)


def test_equal_partitions_agree_wholly():
    table = contingency([1, 1, 2, 3], [2, 2, 3, 1], 3)
    best = matched(table)
    assert adjusted_rand(table) == 1
    assert accuracy(best) == 1
    assert jaccard_by_segment(best).tolist() == [1, 1, 1]


def test_jaccard_counts_who_left_and_who_came():
    #            stays  leaves;  joins  stays
    table = np.array([[6, 2], [4, 8]])
    assert jaccard_by_segment(table) == pytest.approx([6 / 12, 8 / 14])
    assert accuracy(table) == pytest.approx(14 / 20)


def test_resampled_customers_are_as_many_and_vary_around_the_table():
    table = np.array([[900, 100], [50, 950]])
    drawn = resampled(table, 400, seed=1)
    assert drawn.shape == (400, 2, 2)
    assert (drawn.sum(axis=(1, 2)) == table.sum()).all()
    assert_allclose(drawn.mean(axis=0), table, rtol=0.05)
    assert (resampled(table, 400, seed=1) == drawn).all()


def test_resampled_cells_spread_as_resampled_customers_do():
    old, new = (
        np.repeat(each, [300, 60, 40, 200]) for each in ([1, 1, 2, 2], [1, 2, 1, 2])
    )
    draw = np.random.default_rng(0)
    customers = [draw.integers(len(old), size=len(old)) for _ in range(600)]
    expected = [adjusted_rand_score(old[rows], new[rows]) for rows in customers]
    found = adjusted_rand(resampled(contingency(old, new, 2), 600, seed=2))
    assert np.mean(found) == pytest.approx(np.mean(expected), abs=0.005)
    assert np.std(found) == pytest.approx(np.std(expected), rel=0.15)
