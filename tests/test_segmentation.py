"""Segmentation: preparation, choice of k, the fitted model, names and plain rules."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_series_equal
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from analysis.customers import customers
from analysis.errors import InputError
from analysis.segmentation import Segmentation, fit, plain_rules, scan
from analysis.segmentation.choice import choose
from analysis.segmentation.preparation import preparation
from analysis.settings import SegmentationSettings
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


def options(**changes) -> SegmentationSettings:
    return SegmentationSettings(**{"seeds": 4, "n_init": 3, **changes})


def test_planted_segments_are_found_and_ordered_by_value(four_crowds):
    trials = scan(four_crowds, options(), seed=1)
    assert trials["k"].tolist() == [3, 4, 5, 6, 7]
    assert trials.loc[trials["chosen"], "k"].tolist() == [4]

    segmentation = fit(four_crowds, options(), seed=1)
    segments = segmentation.assign(four_crowds)
    truth = np.repeat([1, 2, 3, 4, 0], [60, 200, 400, 340, 30])
    assert adjusted_rand_score(truth, segments) == 1
    assert set(segments[:60]) == {1}
    assert set(segments[-30:]) == {0}
    assert segmentation.trained_on == 1000
    value = four_crowds.groupby(segments)["monetary"].mean()
    assert value.loc[1:].is_monotonic_decreasing


def test_scores_are_those_of_scikit_learn(four_crowds):
    row = scan(four_crowds, options(k_min=3, k_max=3), seed=5).iloc[0]
    bought = four_crowds[four_crowds["frequency"] > 0][list(FEATURES)]
    space = preparation(FEATURES, {}).fit_transform(bought.to_numpy())
    model = KMeans(3, n_init=3, random_state=5).fit(space)
    assert row["inertia"] == pytest.approx(model.inertia_)
    assert row["silhouette"] == pytest.approx(silhouette_score(space, model.labels_))
    share = np.bincount(model.labels_).min() / len(space)
    assert row["smallest_share"] <= share


def test_the_same_seed_gives_the_same_segmentation(four_crowds):
    one, other = (fit(four_crowds, options(), seed=3, k=5) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("transforms", [{}, {"monetary": "log", "recency": "log"}])
def test_a_saved_segmentation_is_the_same_and_agrees_with_scikit_learn(
    four_crowds, transforms
):
    four_crowds = four_crowds.assign(
        satisfaction=four_crowds["satisfaction"].where(four_crowds.index % 7 > 0)
    )
    segmentation = fit(four_crowds, options(transforms=transforms), seed=1, k=4)
    assert Segmentation.from_json(segmentation.to_json()) == segmentation
    assert_agrees_with_scikit_learn(four_crowds, segmentation, transforms)


def assert_agrees_with_scikit_learn(
    table: pd.DataFrame, segmentation: Segmentation, transforms: dict[str, str]
) -> None:
    """Compare the model read from JSON with scikit-learn's pipeline and k-means."""
    bought = table[table["frequency"] > 0]
    steps = preparation(FEATURES, transforms)
    space = steps.fit_transform(bought[list(FEATURES)].to_numpy(dtype="float64"))
    model = KMeans(segmentation.k, n_init=1, init=np.array(segmentation.centroids))
    model.fit(space)
    model.cluster_centers_ = np.array(segmentation.centroids)
    expected = pd.Series(model.predict(space) + 1, bought.index, "int64")
    again = Segmentation.from_json(segmentation.to_json())
    assert_series_equal(again.assign(bought), expected, check_names=False)


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
        features=FEATURES,
        transforms=("none", "none", "log", "none"),
        fill=(300.0, 1.0, 100.0, 4.1),
        centre=(300.0, 1.0, 4.6, 4.1),
        scale=(150.0, 0.2, 0.8, 1.3),
        centroids=tuple(map(tuple, draw.normal(size=(5, 4)).tolist())),
        seed=0,
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
    segmentation = fit(silent, options(), seed=1, k=4)
    bought = silent[silent["frequency"] > 0]
    assert segmentation.fill[3] == pytest.approx(bought["satisfaction"].mean())
    nobody = bought.iloc[:1].assign(satisfaction=np.nan)
    assert segmentation.prepare(nobody)[0, 3] == pytest.approx(0)


def test_centroids_are_told_in_the_features_own_units(four_crowds):
    segmentation = fit(
        four_crowds, options(transforms={"monetary": "log"}), seed=1, k=4
    )
    centroids = segmentation.profile_of_centroids()
    assert centroids.loc[1, "frequency"] == pytest.approx(3)
    assert centroids.loc[1, "monetary"] == pytest.approx(400, rel=0.05)


# The rule, on made-up scores.


def made_up(**columns) -> pd.DataFrame:
    usual = {"silhouette": 0.4, "smallest_share": 0.1, "stability": 0.95}
    return pd.DataFrame({"k": [3, 4, 5], **usual, **columns})


def test_the_best_silhouette_of_the_eligible_wins():
    table = choose(made_up(silhouette=[0.3, 0.5, 0.4]), 0.005, 0.8)
    assert table["chosen"].tolist() == [False, True, False]
    assert table["eligible"].all()


def test_a_tiny_segment_or_an_unstable_partition_eliminates():
    table = choose(
        made_up(
            silhouette=[0.3, 0.5, 0.6],
            smallest_share=[0.1, 0.004, 0.1],
            stability=[0.9, 0.9, 0.56],
        ),
        0.005,
        0.8,
    )
    assert table["chosen"].tolist() == [True, False, False]
    assert "trop petit (0,40\u202f% des clients)" in table["reason"][1]
    assert "instable (accord entre tirages de 0,56)" in table["reason"][2]


def test_without_any_eligible_candidate_the_most_stable_is_taken_and_flagged():
    table = choose(made_up(stability=[0.5, 0.7, 0.6]), 0.005, 0.8)
    assert table.loc[table["chosen"], "k"].tolist() == [4]
    assert not table["eligible"].any()
    assert table.loc[1, "reason"].endswith("retenu par défaut, comme le plus stable")


# Data that are not like Olist's.


def test_more_segments_than_different_customers_are_not_tried(four_crowds):
    kinds = four_crowds.iloc[[0, 100, 300, 700]]
    table = pd.concat([kinds] * 30, ignore_index=True)
    trials = scan(table, options(), seed=1)
    assert trials["eligible"].tolist() == [True, True, False, False, False]
    assert trials["reason"][4] == "moins de clients différents que de segments"
    with pytest.raises(InputError, match="4 different customers .* 5 segments"):
        fit(table, options(), seed=1, k=5)


def test_too_few_customers_is_one_sentence(four_crowds):
    with pytest.raises(InputError, match="2 different customers .* 3 segments"):
        scan(four_crowds.iloc[:2], options(), seed=1)
    with pytest.raises(InputError, match="0 different customers"):
        scan(four_crowds.iloc[-5:], options(), seed=1)


@pytest.mark.parametrize(
    "flat", [{"satisfaction": 5.0}, {"satisfaction": np.nan}, {"frequency": 1}]
)
def test_a_feature_that_never_varies_separates_nobody(four_crowds, flat):
    table = four_crowds.iloc[60:500].assign(**flat)
    segmentation = fit(table, options(), seed=1)
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
    segmentation = fit(four_crowds, options(), seed=1, k=3)
    with pytest.raises(InputError, match=sentence):
        segmentation.assign(change(four_crowds))
    with pytest.raises(InputError, match=sentence):
        scan(change(four_crowds), options(), seed=1)


def test_a_negative_value_has_no_logarithm(four_crowds):
    settings = options(
        features=("recency", "delivery_delay"), transforms={"delivery_delay": "log"}
    )
    with pytest.raises(InputError, match="delivery_delay holds negative values"):
        fit(four_crowds, settings, seed=1, k=3)


def test_a_file_that_is_no_segmentation_is_one_sentence():
    with pytest.raises(InputError, match="modele.json: this is not a saved"):
        Segmentation.from_json('{"k": 3}', place="modele.json")


# Names and plain rules.


def test_rules_say_what_was_planted(four_crowds):
    segmentation = fit(four_crowds, options(), seed=1, k=4)
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
    segmentation = fit(olist, SegmentationSettings(), seed=42, k=5)
    segments = segmentation.assign(olist)
    assert len(segments) == 96_096
    assert (segments == 0).sum() == 96_096 - 94_971
    assert_agrees_with_scikit_learn(olist, segmentation, {})


@pytest.mark.real
def test_olist_s_rule_chooses_five_segments_a_marketer_can_use(olist):
    trials = scan(olist, SegmentationSettings(n_init=4, seeds=4), seed=42)
    chosen = trials[trials["chosen"]].iloc[0]
    assert chosen["k"] == 5
    assert chosen["stability"] > 0.99
    assert chosen["smallest_share"] > 0.02

    segments = fit(olist, SegmentationSettings(), seed=42, k=5).assign(olist)
    groups = olist[segments > 0].groupby(segments[segments > 0])
    repeat = groups["frequency"].apply(lambda orders: (orders > 1).mean())
    assert repeat.max() > 0.99
    assert groups["satisfaction"].mean().min() < 2
    assert groups["monetary"].mean().loc[1] > 1_000
