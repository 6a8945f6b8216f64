"""Exact silhouettes of several partitions: the same as scikit-learn's, one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_samples as reference

from analysis.segmentation.silhouette import COLUMNS, ROWS, silhouette_samples


@given(
    seed=st.integers(0, 2**32 - 1),
    points=st.integers(4, 60),
    features=st.integers(1, 6),
    segments=st.lists(st.integers(2, 6), min_size=1, max_size=4),
)
def test_silhouettes_are_those_of_scikit_learn(seed, points, features, segments):
    draw = np.random.default_rng(seed)
    space = draw.normal(size=(points, features))
    partitions = [draw.integers(0, k, points) for k in segments]
    partitions = [each for each in partitions if 1 < len(set(each)) < points]
    found = silhouette_samples(space, partitions) if partitions else []
    for labels, values in zip(partitions, found, strict=True):
        np.testing.assert_allclose(values, reference(space, labels), atol=1e-4)


def test_blocks_do_not_show():
    draw = np.random.default_rng(0)
    space = draw.normal(size=(2 * COLUMNS + ROWS // 2 + 7, 4)) * [1, 5, 0.1, 2]
    space[0] = 60  # an extreme customer, as standardised amounts have
    partitions = [
        KMeans(k, n_init=1, random_state=0).fit_predict(space) for k in (2, 5)
    ]
    found = silhouette_samples(space, partitions)
    for labels, values in zip(partitions, found, strict=True):
        np.testing.assert_allclose(values, reference(space, labels), atol=1e-4)


def test_labels_may_be_of_any_kind():
    space = np.array([[0.0], [0.1], [5.0], [5.1]])
    [names] = silhouette_samples(space, [["a", "a", "z", "z"]])
    [numbers] = silhouette_samples(space, [[7, 7, -1, -1]])
    np.testing.assert_array_equal(names, numbers)
    assert (names > 0.9).all()


def test_noise_has_no_silhouette_and_counts_in_nobody_s():
    draw = np.random.default_rng(3)
    space, labels = draw.normal(size=(50, 2)), draw.integers(-1, 3, 50)
    [values] = silhouette_samples(space, [labels], noise=-1)
    kept = labels >= 0
    np.testing.assert_allclose(
        values[kept], reference(space[kept], labels[kept]), atol=1e-4
    )
    assert np.isnan(values[~kept]).all()


def test_one_segment_has_no_silhouette():
    [values] = silhouette_samples(np.eye(3), [[0, 0, 0]])
    assert (values == 0).all()


def test_a_point_alone_in_its_segment_has_none_either():
    [values] = silhouette_samples(np.array([[0.0], [1.0], [9.0]]), [[0, 0, 1]])
    assert values[2] == 0
    assert values[0] > 0


def test_customers_who_are_all_alike_have_none():
    [values] = silhouette_samples(np.ones((4, 2)), [[0, 0, 1, 1]])
    assert values == pytest.approx(0)
