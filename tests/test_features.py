"""What the features are, on made-up customers whose answer is known."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, Series

from analysis.customers import customers
from analysis.features import knowledge, missing
from analysis.features.shapes import NUMERIC, shapes, skewness, transformed
from analysis.features.spaces import (
    SCORES,
    agreements,
    effects,
    partition,
    recited,
    weights,
)
from analysis.features.structure import components, correlations
from analysis.segmentation.preparation import prepared
from analysis.settings import Space
from analysis.sources import Tables

DATE = dt.datetime(2018, 4, 18)
RFM = ("recency", "frequency", "monetary")
DRAW = np.random.default_rng(7)


def day(number: float) -> pd.Timestamp:
    """A moment, in days after the date that is looked at (before: negative)."""
    return pd.Timestamp(DATE) + pd.Timedelta(days=number)


def orders(*lives: tuple[float, float | None, float | None]) -> DataFrame:
    """Orders given as (purchase, delivery, answer), in days after the date."""
    rows = [
        (place, *(pd.NaT if moment is None else day(moment) for moment in life), True)
        for place, life in enumerate(lives)
    ]
    times = ["purchased_at", "delivered_at", "answered_at"]
    table = DataFrame(rows, columns=["customer", *times, "kept"])
    return table.astype(dict.fromkeys(times, "datetime64[us]") | {"kept": bool})


def buyers(count: int = 400, **columns: object) -> DataFrame:
    """Customers with a purchase, whose features are drawn unless they are given."""
    drawn = {
        "recency": DRAW.uniform(0, 700, count),
        "frequency": np.where(np.arange(count) < count // 20, 2, 1),
        "monetary": DRAW.lognormal(4.5, 1, count),
        "satisfaction": DRAW.choice([1.0, 3.0, 5.0], count),
        "delivery_delay": DRAW.normal(-10, 5, count),
        "freight_share": DRAW.uniform(0, 0.5, count),
        "installments": DRAW.choice([1.0, 2.0, 8.0], count),
        "main_category": DRAW.choice(["toys", "garden"], count),
    }
    return DataFrame(drawn | columns)


# ---- What is known at a date --------------------------------------------------------


def test_what_came_later_is_masked_and_who_came_later_is_absent():
    lives = orders((-9, -2, -1), (-5, -1, 3), (-2, 6, None), (4, 9, 10))
    table = knowledge.known(lives, DATE).set_index("value")
    assert table.loc["order"].tolist() == [3, 1]
    assert table.loc["delivery"].tolist() == [2, 1]
    assert table.loc["score"].tolist() == [1, 1]


def test_the_final_status_counts_even_when_it_came_later():
    lives = orders((-9, None, None), (-5, -1, None)).assign(kept=[False, True])
    table = knowledge.known(lives, DATE).set_index("value")
    assert table.loc["status"].tolist() == [1, 1]


def test_periods_tell_what_was_known_of_each_score():
    lives = orders((-6, -2, -1), (-6, -1, 3), (-6, 6, None), (4, 9, 10))
    table = knowledge.periods(lives, DATE, minimum=1)
    states = table.groupby("start")["state"].agg(set)
    assert states[day(-7)] == {"known", "masked", "never"}
    assert states[day(0)] == {"future"}


def test_periods_are_as_short_as_their_customers_allow():
    many = orders(*[(-6, -2, -1)] * 20, *[(-13, -9, -8)] * 20)
    few = orders(*[(-6, -2, -1)] * 10, *[(-13, -9, -8)] * 10)
    assert knowledge.periods(many, DATE, minimum=20)["start"].tolist() == [
        day(-14),
        day(-7),
    ]
    longer = knowledge.periods(few, DATE, minimum=20)
    assert longer["start"].tolist() == [day(-14)]
    assert longer["end"].tolist() == [day(0)]


def test_cells_of_too_few_customers_are_left_out():
    lives = orders(*[(-6, -2, -1)] * 19)
    assert knowledge.periods(lives, DATE, minimum=20).empty
    assert knowledge.periods(lives, DATE, minimum=19)["customers"].tolist() == [19]


moments = st.floats(0.5, 300)
histories = st.lists(
    st.tuples(st.floats(-80, 25), st.none() | moments, st.none() | moments),
    max_size=12,
)


@given(histories, moments)
def test_when_a_later_value_comes_changes_nothing_of_what_was_known(past, shift):
    told = orders(*past)
    later = told.copy()
    for column in ("delivered_at", "answered_at"):
        later[column] = later[column] + pd.Timedelta(days=shift)
    assert knowledge.known(told, DATE).equals(knowledge.known(later, DATE))
    assert knowledge.periods(told, DATE, 1).equals(knowledge.periods(later, DATE, 1))


@given(st.datetimes(dt.datetime(2016, 1, 1), dt.datetime(2018, 1, 1)), st.integers(1))
def test_the_earlier_date_lies_within_the_history(first, hours):
    as_of = first + dt.timedelta(hours=min(hours, 20_000))
    earlier = knowledge.earlier_date(first, as_of)
    assert earlier <= as_of
    assert earlier.time() == dt.time()
    assert as_of - earlier <= knowledge.EARLIER + dt.timedelta(days=1)


# ---- Shapes -------------------------------------------------------------------------


def asymmetry(table: DataFrame, feature: str, transform: str) -> float:
    rows = table.set_index(["feature", "transform"])
    return rows.loc[(feature, transform), "skewness"]


def test_a_logarithm_straightens_lognormal_amounts():
    table = skewness(buyers(5000))
    assert asymmetry(table, "monetary", "none") > 2
    for transform in ("log", "yeo-johnson", "quantile"):
        assert abs(asymmetry(table, "monetary", transform)) < 0.2


@pytest.mark.parametrize(
    ("values", "transform", "problem"),
    [
        ([], "log", "unknown"),
        ([2.0, 2.0, 2.0], "none", "constant"),
        ([-1.0, 2.0, 3.0], "log", "negative"),
        ([-1.0, 2.0, 3.0], "yeo-johnson", ""),
        ([1.0] * 970 + [2.0] * 30, "yeo-johnson", "crushed"),
        ([1.0] * 970 + [2.0] * 30, "log", ""),
    ],
)
def test_a_transform_that_makes_no_sense_says_why(values, transform, problem):
    known = Series(values, name="frequency", dtype="float64")
    after, why = transformed(known, transform)
    assert why == problem
    assert len(after) == (0 if problem else len(values))


def test_the_asymmetry_of_a_constant_does_not_exist():
    table = skewness(buyers(frequency=1)).set_index("feature").loc["frequency"]
    assert table["skewness"].isna().all()
    assert set(table["problem"]) == {"constant"}


@pytest.mark.parametrize("minimum", [1, 20, 100])
def test_published_classes_are_never_too_small(minimum):
    table = shapes(buyers(300), RFM, minimum)
    assert (table["customers"] >= minimum).all()
    assert (table.groupby(["feature", "transform"])["share"].sum() <= 1 + 1e-9).all()


# ---- Spaces -------------------------------------------------------------------------


def shares(people: DataFrame, **space: object) -> Series:
    here = Space(**space)
    table = weights({"here": prepared(people, here)[0]}, {"here": here})
    assert table["share"].sum() == pytest.approx(1)
    return table.set_index("feature")["share"]


def test_standardised_features_weigh_the_same():
    assert shares(buyers(), features=RFM).to_numpy() == pytest.approx(1 / 3)


def test_one_huge_amount_takes_the_amounts_out_of_a_min_max_scale():
    people = buyers()
    people.loc[0, "monetary"] = 1e6
    assert shares(people, features=RFM, scaling="min-max")["monetary"] < 0.05


def test_each_category_is_a_coordinate_and_they_outweigh_a_number():
    share = shares(buyers(), features=("recency", "main_category"))
    assert share["main_category"] == pytest.approx(2 / 3)


def test_a_constant_feature_weighs_nothing():
    assert shares(buyers(frequency=1), features=RFM)["frequency"] == 0


def test_fewer_different_customers_than_segments_form_none():
    assert partition(np.array([[0.0], [0.0], [1.0]]), 3, seed=0) is None
    labels = partition(np.array([[0.0], [0.1], [5.0], [5.1]]), 2, seed=0)
    assert labels[0] == labels[1] != labels[2] == labels[3]


def test_the_effect_of_a_space_is_what_the_trials_found_with_as_many_segments():
    tried = DataFrame(
        {
            "space": ["a", "a", "b"],
            "family": ["kmeans", "kmeans", "ward"],
            "k": [4.0, 5.0, 5.0],
            "silhouette": [0.1, 0.2, 0.3],
        }
    ).reindex(columns=["space", "family", "k", *SCORES])
    chosen = Series([1, 1, 2])
    agreed = agreements({"a": np.array([0, 0, 1]), "b": None}, chosen)
    table = effects(agreed, tried, k=5).set_index("space")
    assert table.loc["a", ["ari", "silhouette"]].tolist() == [1.0, 0.2]
    assert table.loc["b", ["ari", "silhouette"]].isna().all()


def test_a_segment_of_one_category_is_found_out():
    people = buyers(60, main_category=["toys"] * 25 + ["garden"] * 35)
    labels = np.array([0] * 25 + [1] * 30 + [2] * 5)
    table = recited(people, {"with categories": labels}, minimum=20)
    assert table["segment"].tolist() == [0, 1]
    assert table["share"].tolist() == [1.0, 1.0]
    assert table["base"].tolist() == pytest.approx([25 / 60, 35 / 60])


# ---- Missing scores -----------------------------------------------------------------


@given(st.lists(st.integers(1, 4), min_size=1, max_size=40), st.permutations(range(4)))
def test_another_numbering_of_the_segments_is_the_same_partition(chosen, order):
    chosen = np.array(chosen)
    labels = np.array(order)[chosen - 1]
    assert (missing.matched(labels, chosen) == chosen).all()


def test_a_segment_that_overlaps_none_is_new():
    chosen = np.array([1] * 50 + [2] * 50)
    labels = np.array([7] * 50 + [8, 9] * 25)
    named = Series(missing.matched(labels, chosen))
    assert named[:50].eq(1).all()
    assert named[50:].value_counts().to_dict() == {0: 25, 2: 25}


def silent_crowd() -> tuple[DataFrame, Series]:
    """Happy and unhappy customers in two segments; one in ten gave no score."""
    score = np.repeat([1.0, 5.0], 200)
    segments = Series(np.repeat([1, 2], 200))
    score[::10] = np.nan
    return buyers(400, satisfaction=score), segments


SATISFACTION = Space(features=("satisfaction",))


def refits(minimum: int = 20) -> DataFrame:
    people, chosen = silent_crowd()
    return missing.refitted(people, SATISFACTION, chosen, seed=0, minimum=minimum)


def test_every_option_is_compared_and_who_is_left_out_has_no_row():
    table = missing.options(refits()).set_index("option")
    assert list(table.index) == list(missing.OPTIONS)
    assert table.loc["left_out", "customers"] == 360
    assert table.loc["left_out", "ari"] == 1
    assert table.loc["indicator", "customers"] == 400


def test_the_median_of_high_scores_sends_the_silent_to_the_happy():
    people = buyers(400, satisfaction=np.repeat([1.0, 5.0], [100, 300]))
    people.loc[:39, "satisfaction"] = np.nan
    chosen = Series(np.repeat([1, 2], [100, 300]))
    table = missing.refitted(people, SATISFACTION, chosen, seed=0, minimum=20)
    landing = missing.landing(table, 20).set_index(["option", "segment"])["share"]
    assert landing["median", 2] == 1
    assert "left_out" not in landing.index.get_level_values("option")


def test_the_indicator_gathers_the_silent_and_dissolves_a_segment():
    people = buyers(400, satisfaction=np.repeat([1.0, 4.6, 5.0], [100, 150, 150]))
    people.loc[::10, "satisfaction"] = np.nan
    chosen = Series(np.repeat([1, 2, 3], [100, 150, 150]))
    table = missing.refitted(people, SATISFACTION, chosen, seed=0, minimum=20)
    row = missing.options(table).set_index("option").loc["indicator"]
    assert row["apart"] == 1
    assert row["lost"] in {2, 3}


def test_few_silent_customers_or_a_model_without_score_leave_nothing_to_compare():
    people, chosen = silent_crowd()
    other = missing.refitted(people, Space(features=RFM), chosen, 0, 20)
    for table in (refits(minimum=41), other):
        assert missing.options(table).empty
        assert missing.landing(table, 20).empty


def test_small_groups_of_the_silent_are_merged():
    table = DataFrame(
        {"option": "mean", "silent": True, "segment": [1] * 30 + [2] * 12 + [3] * 9}
    )
    landing = missing.landing(table, 20).set_index("segment")["customers"]
    assert landing.to_dict() == {1: 30, missing.MERGED: 21}


# ---- Structure ----------------------------------------------------------------------


def test_features_that_rise_together_are_correlated_whatever_their_scale():
    recency = np.arange(1.0, 401)
    people = buyers(recency=recency, monetary=np.exp(recency / 50))
    table = correlations(people, 20).set_index(["left", "right"])["correlation"]
    assert table["recency", "monetary"] == pytest.approx(1)
    assert table["monetary", "recency"] == table["recency", "monetary"]


def test_a_constant_or_rarely_known_feature_has_no_correlation():
    people = buyers(frequency=1)
    people.loc[10:, "delivery_delay"] = np.nan
    table = correlations(people, 20).set_index(["left", "right"])["correlation"]
    assert np.isnan(table["frequency", "monetary"])
    assert np.isnan(table["delivery_delay", "monetary"])


def test_components_share_the_variance_of_the_features_that_vary():
    explained, loadings = components(buyers(frequency=1))
    assert explained["cumulative"].iloc[-1] == pytest.approx(1)
    assert len(explained) == len(NUMERIC) - 1
    assert "frequency" not in set(loadings["feature"])
    told = loadings["loading"].pow(2).groupby(loadings["feature"]).sum()
    assert told.to_numpy() == pytest.approx(1, rel=0.01)


def test_a_feature_and_its_double_make_one_component():
    amount = np.arange(400.0)
    alike = dict.fromkeys(NUMERIC, 1.0) | {"monetary": amount, "recency": -amount}
    explained, loadings = components(buyers(**alike))
    assert explained["share"].iloc[0] == pytest.approx(1)
    first = loadings[loadings["component"] == 1].set_index("feature")["loading"]
    assert first["monetary"] == pytest.approx(-first["recency"])


def test_without_two_features_that_vary_there_is_no_component():
    explained, loadings = components(buyers(**dict.fromkeys(NUMERIC, 1.0)))
    assert explained.empty
    assert loadings.empty


# ---- Olist --------------------------------------------------------------------------


@pytest.mark.real
def test_what_olist_masked_six_months_before_the_end(real_tables: Tables):
    as_of = dt.datetime(2018, 10, 17, 17, 30, 18)
    lives = knowledge.lives(real_tables, as_of)
    earlier = knowledge.earlier_date(dt.datetime(2016, 9, 4), as_of)
    assert earlier == DATE
    table = knowledge.known(lives, earlier).set_index("value")
    assert table["known"].tolist() == [70_533, 65_209, 66_292, 69_552]
    assert table["later"].tolist() == [28_908, 3_029, 3_660, 981]


@pytest.mark.real
def test_no_transform_straightens_the_frequency_of_olist(real_tables: Tables):
    as_of = dt.datetime(2018, 10, 17, 17, 30, 18)
    people = customers(real_tables, as_of).to_pandas()
    table = skewness(people[people["frequency"] > 0])
    assert asymmetry(table, "frequency", "none") == pytest.approx(11.44, abs=0.01)
    assert asymmetry(table, "monetary", "none") == pytest.approx(9.12, abs=0.01)
    assert abs(asymmetry(table, "monetary", "yeo-johnson")) < 0.01
    crushed = table[table["problem"] == "crushed"]
    assert crushed[["feature", "transform"]].to_numpy().tolist() == [
        ["frequency", "yeo-johnson"]
    ]
