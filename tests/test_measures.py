"""What is measured of a partition, against scikit-learn and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from analysis.segmentation.bootstrap import best_matches, jaccard_by_segment
from analysis.segmentation.measures import agreement, eta_squared, fidelity, measures


def test_eta_squared_by_hand():
    values = pd.Series([1.0, 3.0, 5.0, 7.0])
    # Means 2 and 6 around 4: 16 of the total of 20.
    assert eta_squared(values, [0, 0, 1, 1]) == pytest.approx(0.8)
    assert eta_squared(values, [0, 1, 0, 1]) == pytest.approx(0.2)
    assert eta_squared(values, [0, 1, 2, 3]) == 1
    assert np.isnan(eta_squared(pd.Series([2.0, 2.0]), [0, 1]))


def test_eta_squared_leaves_out_what_is_unknown():
    values = pd.Series([1.0, np.nan, 3.0, 5.0, np.nan, 7.0])
    assert eta_squared(values, [0, 0, 0, 1, 1, 1]) == pytest.approx(0.8)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=3))
def test_eta_squared_is_a_share_that_finer_segments_raise(rows):
    values = pd.Series([float(value) for value, _ in rows])
    labels = [label for _, label in rows]
    share = eta_squared(values, labels)
    if values.nunique() > 1:
        finer = [f"{label} {place % 2}" for place, label in enumerate(labels)]
        assert -1e-9 <= share <= 1 + 1e-9
        assert eta_squared(values, finer) >= share - 1e-9


@pytest.fixture
def customers() -> pd.DataFrame:
    draw = np.random.default_rng(2)
    rich = draw.random(400) < 0.3
    return pd.DataFrame(
        {
            "recency": draw.uniform(0, 700, 400),
            "frequency": 1 + (draw.random(400) < 0.2),
            "monetary": np.where(rich, 900.0, 100.0) + draw.uniform(0, 50, 400),
            "satisfaction": draw.choice([1.0, 5.0, np.nan], 400),
        }
    )


def test_scores_are_those_of_scikit_learn(customers):
    points = customers[["recency", "monetary"]].to_numpy()
    labels = (customers["monetary"] > 500).to_numpy().astype(int)
    found = measures(points, customers, labels)
    assert found["segments"] == 2
    expected = calinski_harabasz_score(points, labels)
    assert found["calinski_harabasz"] == pytest.approx(expected)
    assert found["davies_bouldin"] == pytest.approx(
        davies_bouldin_score(points, labels)
    )
    assert found["eta_monetary"] > 0.99
    assert found["eta_satisfaction"] < 0.1
    assert found["fidelity"] == 1
    assert found["smallest_share"] + found["largest_share"] == pytest.approx(1)


def test_noise_counts_in_the_shares_only(customers):
    labels = (customers["monetary"] > 500).to_numpy().astype(int)
    labels[:100] = -1
    found = measures(customers[["monetary"]].to_numpy(), customers, labels)
    assert found["noise_share"] == 0.25
    assert found["segments"] == 2
    assert found["smallest_share"] + found["largest_share"] == pytest.approx(0.75)


def test_one_segment_has_no_shape(customers):
    labels = np.zeros(len(customers), dtype=int)
    found = measures(customers[["monetary"]].to_numpy(), customers, labels)
    assert (found["segments"], found["largest_share"]) == (1, 1)
    assert np.isnan(found["davies_bouldin"])
    nobody = measures(customers[["monetary"]].to_numpy(), customers, labels - 1)
    assert (nobody["segments"], nobody["noise_share"]) == (0, 1)


def test_a_partition_that_follows_no_variable_cannot_be_told(customers):
    drawn = np.random.default_rng(0).integers(0, 4, len(customers))
    assert fidelity(customers, drawn) < 0.5


def test_agreement_is_the_mean_over_pairs():
    same, other = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    assert agreement([same, 1 - same]) == 1
    assert agreement([same, same, other]) == pytest.approx((1 - 0.5 - 0.5) / 3)


def test_jaccard_by_hand():
    labels, again = np.array([0, 0, 0, 1, 1, 1]), np.array([5, 5, 7, 7, 7, 7])
    # {1,2,3} against {1,2}: 2/3; {4,5,6} against {3,4,5,6}: 3/4.
    assert best_matches(labels, again, 2) == pytest.approx([2 / 3, 3 / 4])
    noise = np.array([-1, -1, -1, 7, 7, 7])
    assert best_matches(labels, noise, 3) == pytest.approx([0, 1, 0])


def test_a_planted_segment_comes_back_and_an_invented_one_does_not():
    draw = np.random.default_rng(0)
    values = np.concatenate([draw.normal(0, 1, 300), draw.normal(20, 1, 100)])
    labels = (values > 10).astype(int)
    labels[:150] = 2  # half of the first crowd, told from the other by nothing

    def resamples():
        for _ in range(20):
            drawn = np.sort(draw.integers(0, 400, 400))
            found = (values[drawn] > 10).astype(int)
            yield drawn, np.where(found, 1, 2 * draw.integers(0, 2, 400))

    table = jaccard_by_segment(labels, resamples()).set_index("segment")
    assert table.loc[2, "jaccard"] == 1
    assert table.loc[[1, 3], "jaccard"].max() < 0.5
    assert table["dissolved"].tolist() == [1, 0, 1]
    assert table["customers"].tolist() == [150, 100, 150]
