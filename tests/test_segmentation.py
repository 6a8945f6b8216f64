"""Segmentation: preparation, the fitted model, plain rules."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_models import saved
from pandas.testing import assert_series_equal
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from analysis.customers import customers
from analysis.errors import InputError
from analysis.everyday.saved import SavedSegmentation
from analysis.segmentation import Segmentation, fit, plain_rules
from analysis.segmentation.model import inverse_yeo_johnson, yeo_johnson
from analysis.segmentation.preparation import prepared
from analysis.settings import Space
from analysis.sources import Tables

FEATURES = ("recency", "frequency", "monetary", "satisfaction")


def crowd(
    size: int,
    *,
    recency: float,
    monetary: float,
    satisfaction: float,
    frequency: int = 1,
    seed: int = 0,
) -> pd.DataFrame:
    """Customers who resemble each other."""
    draw = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "recency": recency + draw.uniform(-10, 10, size),
            "frequency": frequency,
            "monetary": monetary * draw.uniform(0.9, 1.1, size),
            "satisfaction": satisfaction,
            "orders_placed": frequency,
            "delivery_delay": draw.integers(-20, 3, size).astype(float),
            "freight_share": 0.2,
            "installments": 1.0,
        }
    )


@pytest.fixture(scope="module")
def four_crowds() -> pd.DataFrame:
    """Loyal, unhappy, recent and old customers, and some without purchase."""
    nobody = crowd(30, recency=np.nan, monetary=0, satisfaction=1, frequency=0)
    return pd.concat(
        [
            crowd(60, recency=200, monetary=400, satisfaction=5, frequency=3, seed=1),
            crowd(200, recency=200, monetary=100, satisfaction=1, seed=2),
            crowd(400, recency=60, monetary=100, satisfaction=5, seed=3),
            crowd(340, recency=400, monetary=100, satisfaction=5, seed=4),
            nobody,
        ],
        ignore_index=True,
    )


def test_planted_segments_are_found_and_ordered_by_value(four_crowds):
    segmentation = fit(four_crowds, Space(), 4, seed=1)
    segments = segmentation.assign(four_crowds)
    truth = np.repeat([1, 2, 3, 4, 0], [60, 200, 400, 340, 30])
    assert adjusted_rand_score(truth, segments) == 1
    assert set(segments[:60]) == {1}
    assert set(segments[-30:]) == {0}
    assert segmentation.trained_on == 1000
    value = four_crowds.groupby(segments)["monetary"].mean()
    assert value.loc[1:].is_monotonic_decreasing


def test_the_same_seed_gives_the_same_segmentation(four_crowds):
    one, other = (fit(four_crowds, Space(), 5, seed=3) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    "space",
    [
        Space(),
        Space(transforms={"monetary": "log", "recency": "log"}),
        Space(transforms={"monetary": "yeo-johnson"}, scaling="robust"),
        Space(scaling="min-max", missing="median"),
        Space(missing="neutral"),
    ],
)
def test_a_saved_segmentation_is_the_same_and_agrees_with_scikit_learn(
    four_crowds, space
):
    four_crowds = four_crowds.assign(
        satisfaction=four_crowds["satisfaction"].where(four_crowds.index % 7 > 0)
    )
    segmentation = fit(four_crowds, space, 4, seed=1)
    assert read_again(segmentation) == segmentation
    assert_agrees_with_scikit_learn(four_crowds, segmentation, space)


def read_again(segmentation: Segmentation) -> Segmentation:
    """The model as it comes back from what is kept of it."""
    return SavedSegmentation.from_json(saved(segmentation).to_json()).segmentation


def assert_agrees_with_scikit_learn(
    table: pd.DataFrame, segmentation: Segmentation, space: Space
) -> None:
    """Compare the model read from JSON with scikit-learn's pipeline and k-means."""
    points, _ = prepared(table, space)
    bought = table[table["frequency"] > 0]
    model = KMeans(segmentation.k, n_init=1, init=np.array(segmentation.centroids))
    model.fit(points)
    model.cluster_centers_ = np.array(segmentation.centroids)
    expected = pd.Series(model.predict(points) + 1, bought.index, "int64")
    again = read_again(segmentation).assign(bought)
    assert_series_equal(again, expected, check_names=False)


def test_the_steps_of_a_space_are_fitted_on_the_customers_given(four_crowds):
    """Other customers go through the same steps: nothing is fitted on them."""
    early, late = four_crowds.iloc[:500], four_crowds.iloc[500:970]
    _, steps = prepared(early, Space(transforms={"monetary": "yeo-johnson"}))
    features = list(Space().features)
    alone = steps.transform(late[features])
    together = steps.transform(pd.concat([early, late])[features])[-len(late) :]
    np.testing.assert_array_equal(alone, together)
    assert abs(alone[:, 0].mean()) > 0.1  # centred on the early ones, not on these


def test_rare_categories_are_gathered(four_crowds):
    names = np.where(four_crowds.index < 5, "rare", "usual")
    named = four_crowds.assign(main_category=np.where(names == "rare", "a", "b"))
    space = Space(features=("monetary", "main_category"))
    points, steps = prepared(named, space)
    assert points.shape == (1000, 3)
    unseen = named.iloc[:1].assign(main_category="never seen")
    assert np.isfinite(steps.transform(unseen[["monetary", "main_category"]])).all()


def test_few_customers_are_far_from_all_segments(four_crowds):
    segmentation = fit(four_crowds, Space(), 4, seed=1)
    assert segmentation.is_far(four_crowds).sum() == 1
    stranger = four_crowds.iloc[[0]].assign(monetary=1e6)
    assert segmentation.is_far(stranger).all()
    nobody = stranger.assign(frequency=0, recency=np.nan)
    assert not segmentation.is_far(nobody).any()


@given(
    values=st.lists(st.floats(-50, 50), min_size=1, max_size=20),
    exponent=st.integers(-20, 40).map(lambda tenths: tenths / 10),
)
def test_yeo_johnson_can_be_undone(values, exponent):
    values = np.array(values)
    there = yeo_johnson(values, exponent)
    np.testing.assert_allclose(there, scipy.stats.yeojohnson(values, exponent))
    # Where the transform is nearly flat, doubles no longer tell the values apart.
    if 0 <= exponent <= 2:
        back = inverse_yeo_johnson(there, exponent)
        np.testing.assert_allclose(back, values, rtol=1e-5, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(40)), seed=st.integers(0, 5))
def test_a_customer_s_segment_does_not_depend_on_the_others(order, seed):
    draw = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "recency": draw.uniform(0, 700, 40),
            "frequency": draw.integers(0, 3, 40),
            "monetary": draw.lognormal(4, 1, 40),
            "satisfaction": draw.choice([1, 3, 5, np.nan], 40),
        }
    )
    segmentation = Segmentation(
        space="made up",
        features=FEATURES,
        transforms=("none", "yeo-johnson", "log", "none"),
        exponents=(1.0, 0.5, 1.0, 1.0),
        fill=(300.0, 1.0, 100.0, 4.1),
        centre=(300.0, 1.0, 4.6, 4.1),
        scale=(150.0, 0.2, 0.8, 1.3),
        centroids=tuple(map(tuple, draw.normal(size=(5, 4)).tolist())),
        reach=3.0,
        seed=0,
        n_init=1,
        trained_on=40,
        inertia=1.0,
    )
    whole = segmentation.assign(table)
    assert_series_equal(segmentation.assign(table.iloc[order]), whole.iloc[order])
    alone = [segmentation.assign(table.iloc[[row]]).item() for row in range(5)]
    assert alone == whole.iloc[:5].tolist()


def test_the_missing_score_stands_at_the_mean_of_the_others(four_crowds):
    silent = four_crowds.assign(
        satisfaction=four_crowds["satisfaction"].where(four_crowds.index % 2 > 0)
    )
    segmentation = fit(silent, Space(), 4, seed=1)
    bought = silent[silent["frequency"] > 0]
    assert segmentation.fill[3] == pytest.approx(bought["satisfaction"].mean())
    nobody = bought.iloc[:1].assign(satisfaction=np.nan)
    assert segmentation.prepare(nobody)[0, 3] == pytest.approx(0)


def test_centroids_are_told_in_the_features_own_units(four_crowds):
    space = Space(transforms={"monetary": "log", "recency": "yeo-johnson"})
    segmentation = fit(four_crowds, space, 4, seed=1)
    centroids = segmentation.profile_of_centroids()
    assert centroids.loc[1, "frequency"] == pytest.approx(3)
    assert centroids.loc[1, "monetary"] == pytest.approx(400, rel=0.05)
    assert centroids.loc[1, "recency"] == pytest.approx(200, rel=0.05)


# Data that are not like Olist's.


def test_too_few_customers_is_one_sentence(four_crowds):
    kinds = pd.concat([four_crowds.iloc[[0, 100, 300, 700]]] * 30, ignore_index=True)
    with pytest.raises(InputError, match="4 different customers .* 5 segments"):
        fit(kinds, Space(), 5, seed=1)
    with pytest.raises(InputError, match="no customer has a purchase"):
        fit(four_crowds.iloc[-5:], Space(), 5, seed=1)


@pytest.mark.parametrize(
    "flat", [{"satisfaction": 5.0}, {"satisfaction": np.nan}, {"frequency": 1}]
)
def test_a_feature_that_never_varies_separates_nobody(four_crowds, flat):
    table = four_crowds.iloc[60:500].assign(**flat)
    segmentation = fit(table, Space(), 3, seed=1)
    segments = segmentation.assign(table)
    assert set(segments) == set(range(1, segmentation.k + 1))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda table: table.drop(columns="monetary"), "column monetary is missing"),
        (lambda table: table.assign(recency="old"), "recency must hold numbers"),
        (lambda table: table.assign(monetary=np.inf), "monetary holds an infinite"),
    ],
)
def test_an_unusable_feature_is_one_sentence(four_crowds, change, sentence):
    segmentation = fit(four_crowds, Space(), 3, seed=1)
    with pytest.raises(InputError, match=sentence):
        segmentation.assign(change(four_crowds))
    with pytest.raises(InputError, match=sentence):
        fit(change(four_crowds), Space(), 3, seed=1)


def test_a_negative_value_has_no_logarithm(four_crowds):
    space = Space(
        features=("recency", "delivery_delay"), transforms={"delivery_delay": "log"}
    )
    with pytest.raises(InputError, match="delivery_delay holds negative values"):
        fit(four_crowds, space, 3, seed=1)


# Names and plain rules.


def test_rules_say_what_was_planted(four_crowds):
    segmentation = fit(four_crowds, Space(), 4, seed=1)
    segments = segmentation.assign(four_crowds)
    rules = plain_rules(four_crowds, segments, segmentation)
    assert rules.loc[0, "rule"] == "aucun achat abouti"
    recent, old = segments[300], segments[900]
    assert "dernier achat il y a moins de" in rules.loc[recent, "rule"]
    assert "dernier achat il y a au moins" in rules.loc[old, "rule"]
    assert (rules[["coverage", "precision"]] > 0.99).all(axis=None)
    unhappy = segments[100]
    assert "note inférieure à 3" in rules.loc[unhappy, "rule"]


# Olist's own customers.


@pytest.fixture(scope="module")
def olist(real_tables: Tables) -> pd.DataFrame:
    return customers(real_tables, dt.datetime(2018, 10, 17, 17, 30, 18)).to_pandas()


@pytest.mark.real
def test_olist_s_customers_all_have_a_segment_as_scikit_learn_gives_it(olist):
    segmentation = fit(olist, Space(), 5, seed=42)
    segments = segmentation.assign(olist)
    assert len(segments) == 96_096
    assert (segments == 0).sum() == 96_096 - 94_971
    assert_agrees_with_scikit_learn(olist, segmentation, Space())
    assert segmentation.is_far(olist).sum() == 95
