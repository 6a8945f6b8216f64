"""The search: two rounds, one choice, nothing dropped, nothing done twice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import store
from analysis.customers import customers
from analysis.errors import InputError
from analysis.segmentation import families
from analysis.segmentation.attempts import by_value
from analysis.segmentation.candidates import declared
from analysis.segmentation.trials import Trials, sample, search
from analysis.settings import SegmentationSettings
from analysis.sources import Tables
from analysis.sources.demo import demo_tables

SETTINGS = SegmentationSettings.model_validate(
    {
        "spaces": {
            "rfm": {"features": ["recency", "frequency", "monetary"]},
            "rfm_satisfaction": {},
            "min_max": {"scaling": "min-max"},
            "categories": {"features": ["monetary", "satisfaction", "main_category"]},
        },
        "grids": [
            {"family": "kmeans", "n_init": [2], "k": [3, 4, 5, 6]},
            {
                "family": "rfm_grid",
                "spaces": ["rfm"],
                "in_full": "always",
                "levels": [2, 5],
            },
            {"family": "ward", "spaces": ["rfm_satisfaction"], "k": [4, 5]},
            {
                "family": "dbscan",
                "spaces": ["rfm_satisfaction"],
                "min_samples": [10],
                "eps": [0.3, 1.0],
            },
            {
                "family": "mixture",
                "spaces": ["rfm_satisfaction"],
                "covariance": ["diag", "full"],
                "k": [4],
            },
        ],
        "sample": 900,
        "finalists": 2,
        "seeds": 2,
        "bootstraps": 3,
    }
)


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    tables = demo_tables(2500, seed=6)
    return customers(tables, dt.datetime(2018, 9, 1)).to_pandas()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="module")
def trials(people: pd.DataFrame, shelf: Path) -> Trials:
    return search(people, SETTINGS, 3, shelf)


def test_every_declared_candidate_is_screened_on_one_sample(trials):
    names = [each.name for each in declared(SETTINGS)]
    assert trials.screened["candidate"].tolist() == names
    assert len(names) == 4 * 4 + 2 + 2 + 2 + 2
    assert set(trials.screened["scored_on"]) == {"sample"}
    assert trials.screened["customers"].nunique() == 1
    assert trials.screened["customers"].iloc[0] == 900


def test_the_best_spaces_go_on_and_what_the_settings_want(trials, people):
    assert len(trials.finalists) == 2
    scored = trials.scored
    assert set(scored["customers"]) == {(people["frequency"] > 0).sum()}
    kmeans = scored[scored["family"] == "kmeans"]
    assert set(kmeans["space"]) == set(trials.finalists)
    tried = kmeans.groupby("space")["k"].apply(sorted)
    assert tried.map(lambda ks: ks[-3:]).tolist() == [[4, 5, 6]] * 2
    # Once it is chosen, all of its curve.
    assert tried[trials.chosen["space"]] == [3, 4, 5, 6]
    assert (scored["family"] == "rfm_grid").sum() == 2
    assert not (scored["family"] == "dbscan").any()


def test_one_candidate_is_chosen_that_a_query_can_compute(trials):
    assert trials.scored["chosen"].sum() == 1
    assert trials.chosen["family"] == "kmeans"
    assert trials.chosen["writable"]
    assert trials.runner_up is not None
    assert trials.curve["k"].tolist() == [3, 4, 5, 6]
    assert trials.curve["chosen"].sum() == 1
    assert trials.starts == {"init": "k-means++", "n_init": 2}


def test_every_verdict_has_its_reason(trials):
    for table in (trials.screened, trials.scored):
        assert ((table["reason"] == "") == table["eligible"]).all()
        counts = trials.eliminated[trials.eliminated["round"] == table["scored_on"][0]]
        assert counts["candidates"].sum() == (~table["eligible"]).sum()


def test_only_candidates_within_reach_are_resampled(trials):
    known = trials.scored.set_index("candidate")["jaccard"].dropna()
    assert set(known.index) == set(trials.jaccard["candidate"])
    assert trials.jaccard["jaccard"].between(0, 1).all()
    assert known[trials.chosen["candidate"]] == pytest.approx(
        trials.jaccard.groupby("candidate")["jaccard"].min()[trials.chosen["candidate"]]
    )


def test_demonstrations_are_small_tables(trials):
    assert set(trials.reductions["family"]) == {"ward", "dbscan"}
    assert trials.reductions["agreement"].between(-0.5, 1).all()
    merges = trials.linkage
    assert merges["height"].is_monotonic_increasing
    assert merges["size"].iloc[-1] == trials.scored["customers"].iloc[0]
    assert (merges["left_size"] + merges["right_size"] == merges["size"]).all()
    curve = trials.neighbours
    assert (
        curve.groupby("min_samples")["distance"]
        .apply(lambda distances: distances.is_monotonic_increasing)
        .all()
    )


def test_results_come_back_from_disk(trials, tmp_path: Path):
    store.save(trials, tmp_path)
    again = store.load(Trials, tmp_path)
    pd.testing.assert_frame_equal(again.scored, trials.scored)
    assert again.finalists == trials.finalists


def test_what_was_tried_is_not_tried_again(
    people, trials, shelf, monkeypatch: pytest.MonkeyPatch
):
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("fitted twice")

    for name in families.FAMILIES:
        monkeypatch.setitem(families.FAMILIES, name, forbidden)
    again = search(people, SETTINGS, 3, shelf)
    pd.testing.assert_frame_equal(again.scored, trials.scored)


def test_an_interrupted_search_goes_on_where_it_stopped(
    people, trials, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    calls = []
    kmeans = families.FAMILIES["kmeans"]

    def interrupted(points, seed, **parameters):
        calls.append(parameters)
        if len(calls) > 12:
            raise KeyboardInterrupt
        return kmeans(points, seed, **parameters)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setitem(families.FAMILIES, "kmeans", interrupted)
        search(people, SETTINGS, 3, tmp_path)
    done = len(list(tmp_path.glob("*/values.json")))
    assert 0 < done < 16

    refitted = []

    def counted(points, seed, **parameters):
        refitted.append(len(points.values))
        return kmeans(points, seed, **parameters)

    monkeypatch.setitem(families.FAMILIES, "kmeans", counted)
    again = search(people, SETTINGS, 3, tmp_path)
    same = again.chosen.drop("seconds"), trials.chosen.drop("seconds")
    pd.testing.assert_series_equal(*same)
    on_sample = [size for size in refitted if size < 1000]
    assert len(on_sample) <= 2 * (16 - done)


def test_progress_is_told(people, shelf, trials):
    told = []
    search(people, SETTINGS, 3, shelf, lambda *progress: told.append(progress))
    assert told[0] == ("sample", 1, 24)
    assert told[-1] == ("all customers", len(trials.scored), len(trials.scored))


def test_the_sample_keeps_the_shares_of_repeat_buyers_and_scores(people):
    buyers = people[people["frequency"] > 0]
    part = sample(buyers, 800, seed=1)
    assert len(part) == 800
    assert part["customer_unique_id"].is_unique
    share = (buyers["frequency"] > 1).mean()
    assert (part["frequency"] > 1).mean() == pytest.approx(share, abs=0.002)
    unhappy = (buyers["satisfaction"].round() == 1).mean()
    found = (part["satisfaction"].round() == 1).mean()
    assert found == pytest.approx(unhappy, abs=0.003)
    pd.testing.assert_frame_equal(part, sample(buyers, 800, seed=1))


def test_segments_are_numbered_by_what_their_customers_pay():
    labels, paid = np.array([4, 4, 7, 7, -1]), np.array([1.0, 3, 90, 110, 5])
    assert by_value(labels, paid).tolist() == [1, 1, 0, 0, -1]


def test_too_few_customers_is_one_sentence(people, tmp_path: Path):
    with pytest.raises(InputError, match="2 different customers .* 4 segments"):
        search(people[people["frequency"] > 0].iloc[:2], SETTINGS, 3, tmp_path)


@pytest.mark.real
def test_olist_s_search_chooses_five_segments_a_marketer_can_use(
    real_tables: Tables, tmp_path: Path
):
    people = customers(real_tables, dt.datetime(2018, 10, 17, 17, 30, 18)).to_pandas()
    chosen_by = SegmentationSettings.model_validate(
        {
            "spaces": {"rfm_satisfaction": {}, "robust": {"scaling": "robust"}},
            "grids": [{"family": "kmeans", "n_init": [2], "k": [4, 5, 6]}],
            "seeds": 3,
            "bootstraps": 4,
            "finalists": 1,
        }
    )
    found = search(people, chosen_by, 42, tmp_path)
    assert (found.chosen["space"], found.chosen["segments"]) == ("rfm_satisfaction", 5)
    assert found.chosen["smallest_share"] > 0.02
    assert found.chosen["stability"] > 0.95
    assert found.chosen[["eta_monetary", "eta_frequency", "eta_satisfaction"]].min() > (
        0.5
    )
    assert found.chosen["jaccard"] > 0.6
    reasons = found.scored.set_index("k")["objection"]
    assert reasons[4] == "separation"  # money is told apart from five segments on
    # Some starts isolate a few customers, others do not: see how small, how stable.
    assert reasons[6] in ("smallest", "stability")
