"""Why models disagree: what was planted is what is told."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from analysis.maintenance.causes import (
    CAUSES,
    EVERYTHING,
    NOTHING,
    counterfactual,
    shapley,
    subsets,
)
from analysis.maintenance.replay import (
    Live,
    Replay,
    causes_of,
    counterfactual_tables,
    pairs_of,
    weeks_of,
)
from analysis.maintenance.variants import Variant
from analysis.settings import Space

DAYS = 28
T0 = dt.date(2018, 1, 5)
TI = T0 + dt.timedelta(days=DAYS)


def customers(groups: list[tuple[float, float]], start: int = 0, each: int = 150):
    """Groups of customers around a recency and an amount, numbered from ``start``."""
    draw = np.random.default_rng(start)
    parts = [
        DataFrame(
            {
                "recency": recency + draw.normal(0, 4, each),
                "frequency": 1.0,
                "monetary": monetary + draw.normal(0, 8, each),
            }
        )
        for recency, monetary in groups
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.set_axis(np.arange(start, start + len(table)))


def told(then: DataFrame, now: DataFrame, features: tuple[str, ...], k: int) -> dict:
    """The causes of the disagreement between T0 and Ti."""
    variant = Variant("live", "mine", Space(features=features), k)
    replay = Replay({T0: then, TI: now}, [T0], 4, 1, 5, lambda *_: None)
    models = replay.models(variant)
    live = Live.of(models, models[TI])
    weeks = weeks_of(replay, live, replay.models(variant, again=True))
    undone = counterfactual_tables(replay, live, variant)
    [row] = causes_of(undone, pairs_of(replay, live)[1], weeks).to_dict("records")
    return row


def test_nothing_but_time_is_told_as_ageing():
    then = customers([(20, 100), (60, 100), (100, 100)])
    found = told(then, then.assign(recency=then["recency"] + DAYS), ("recency",), 3)
    assert found["ari"] < 0.8
    assert found["ageing"] == pytest.approx(1 - found["ari"])
    assert found["newcomers"] == found["behaviour"] == found["refit_noise"] == 0


def test_nothing_but_new_customers_is_told_as_newcomers():
    then = customers([(50, 100), (50, 200), (50, 500)])
    others = customers([(10, 900), (10, 300)], start=1000, each=400)
    found = told(then, pd.concat([then, others]), ("monetary",), 3)
    assert found["ari"] < 0.8
    assert found["newcomers"] == pytest.approx(1 - found["ari"])
    assert found["ageing"] == found["behaviour"] == 0


def test_nothing_but_other_purchases_is_told_as_behaviour():
    then = customers([(50, 100), (50, 200), (50, 500)])
    more = np.repeat([0.0, 300.0, 0.0], 150)
    found = told(then, then.assign(monetary=then["monetary"] + more), ("monetary",), 3)
    assert found["ari"] < 0.8
    assert found["behaviour"] == pytest.approx(1 - found["ari"])
    assert found["ageing"] == found["newcomers"] == 0


def test_causes_add_up_to_the_whole_disagreement():
    then = customers([(20, 100), (60, 300), (100, 100)])
    aged = then.assign(recency=then["recency"] + DAYS, monetary=then["monetary"] * 1.5)
    aged.loc[:60, "recency"] = 3.0
    now = pd.concat([aged, customers([(5, 100), (10, 700)], start=1000)])
    found = told(then, now, ("recency", "monetary"), 3)
    parts = [found["refit_noise"], *(found[cause] for cause in CAUSES)]
    assert sum(parts) == pytest.approx(1 - found["ari"])


def test_the_customers_without_any_cause_and_with_all():
    then, now = customers([(20, 100)]), customers([(48, 100), (5, 80)])
    assert_frame_equal(counterfactual(then, now, DAYS, NOTHING), then)
    assert_frame_equal(counterfactual(then, now, DAYS, EVERYTHING), now)


def test_the_clock_stops_for_those_who_did_not_come_back():
    then = DataFrame({"recency": [10.0, 20.0], "monetary": [5.0, 6.0]}, index=[1, 3])
    now = DataFrame(
        {"recency": [10.0 + DAYS, 4.0, 2.0], "monetary": [5.0, 16.0, 7.0]},
        index=[1, 3, 8],
    )
    stopped = counterfactual(then, now, DAYS, EVERYTHING - {"ageing"})
    assert stopped["recency"].tolist() == [10, 4, 2]
    assert stopped["monetary"].tolist() == [5, 16, 7]
    aged = counterfactual(then, now, DAYS, frozenset({"ageing"}))
    assert aged["recency"].tolist() == [10 + DAYS, 20 + DAYS]
    assert aged["monetary"].tolist() == [5, 6]


@given(st.lists(st.floats(-1, 1), min_size=8, max_size=8))
def test_shapley_values_share_out_all_that_is_lost(values):
    agreement = dict(zip(subsets(), values, strict=True))
    shared = shapley(agreement)
    lost = agreement[NOTHING] - agreement[EVERYTHING]
    assert sum(shared.values()) == pytest.approx(lost)


def test_a_cause_that_changes_nothing_costs_nothing():
    agreement = {causes: 1 - 0.3 * ("ageing" in causes) for causes in subsets()}
    assert shapley(agreement) == pytest.approx(
        {"ageing": 0.3, "newcomers": 0, "behaviour": 0}
    )
