"""The rule that chooses, on made-up scores."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.segmentation.choice import (
    CONSTRAINTS,
    choose,
    eliminated,
    judged,
    sensitivity,
)
from analysis.settings import Rule

RULE = Rule()


def made_up(**columns) -> pd.DataFrame:
    """Four candidates that nothing speaks against, but for what is given."""
    usual = {
        "space": "rfm",
        "family": "kmeans",
        "segments": [4.0, 5.0, 6.0, 7.0],
        "noise_share": 0.0,
        "smallest_share": 0.1,
        "eta_monetary": 0.5,
        "eta_frequency": 0.5,
        "eta_satisfaction": 0.5,
        "separation": 0.5,
        "fidelity": 0.9,
        "stability": 0.95,
        "jaccard": 0.9,
        "silhouette": 0.4,
        "writable": True,
    }
    table = pd.DataFrame(usual | columns)
    return table.assign(candidate=[f"candidate {row}" for row in table.index])


def taken(table: pd.DataFrame, rule: Rule = RULE) -> pd.Series:
    verdict = choose(table, rule)
    assert verdict["chosen"].sum() == 1
    return verdict[verdict["chosen"]].iloc[0]


def test_the_best_mean_rank_of_the_eligible_wins():
    table = made_up(silhouette=[0.3, 0.5, 0.4, 0.2], fidelity=[0.9, 0.9, 0.95, 0.9])
    # The second is first, then shares the second to fourth places: mean rank 2.
    verdict = choose(table, Rule(rank_by=("silhouette", "fidelity")))
    assert verdict["rank"].tolist() == [3, 2, 1.5, 3.5]
    assert verdict["chosen"].tolist() == [False, False, True, False]
    assert verdict["runner_up"].tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("column", "value", "objection", "words"),
    [
        ("segments", 9.0, "segments", "9\u00a0segments, hors de l'intervalle de 4 à 7"),
        ("segments", 0.0, "segments", "moins de clients différents que de segments"),
        ("noise_share", 0.3, "noise", "30\u202f% des clients sans segment"),
        ("smallest_share", 0.004, "smallest", "trop petit (0,40\u202f% des acheteurs)"),
        ("eta_frequency", 0.02, "separation", "le nombre d'achats (η² de 0,02)"),
        ("fidelity", 0.6, "fidelity", "60\u202f% des acheteurs"),
        ("stability", 0.56, "stability", "instable (accord entre tirages de 0,56)"),
        ("jaccard", 0.41, "jaccard", "Jaccard de 0,41"),
        ("writable", False, "writable", "ne s'écrit pas comme une requête SQL"),
    ],
)
def test_each_constraint_eliminates_and_says_why(column, value, objection, words):
    table = made_up()
    table.loc[1, column] = value
    # Even when it would be the best of all.
    table.loc[1, ["silhouette", "separation"]] = 0.9
    verdict = choose(table, RULE)
    assert verdict.loc[1, "objection"] == objection
    assert words in verdict.loc[1, "reason"].replace("’", "'")
    assert not verdict.loc[1, "chosen"]
    assert verdict["eligible"].tolist() == [True, False, True, True]


def test_what_does_not_vary_need_not_be_separated():
    verdict = choose(made_up(eta_frequency=float("nan")), RULE)
    assert verdict["eligible"].all()


def test_what_the_sample_cannot_tell_is_not_asked_of_it():
    table = made_up(jaccard=float("nan"), writable=False)
    verdict = judged(table, RULE, skipped=("jaccard", "writable"))
    assert verdict["eligible"].all()
    assert verdict["rank"].notna().all()
    assert not judged(table, RULE)["eligible"].any()


def test_without_any_eligible_candidate_the_one_that_got_farthest_is_taken():
    table = made_up(
        smallest_share=[0.001, 0.1, 0.1, 0.1], stability=[0.9, 0.5, 0.7, 0.7]
    )
    table.loc[2:, "noise_share"] = 0.5
    chosen = taken(table)
    assert chosen.name == 1
    assert not chosen["eligible"]
    assert chosen["reason"].endswith("retenu par défaut, faute de mieux")


def test_the_default_can_be_deployed_and_was_fitted():
    table = made_up(
        segments=[9.0, 9.0, 0.0, 5.0], writable=[True, True, True, False], jaccard=0.1
    )
    assert taken(table).name == 0
    assert not choose(made_up(writable=False), RULE)["chosen"].any()


def test_the_runner_up_makes_other_segments():
    table = made_up(segments=[5.0, 5.0, 6.0, 7.0], silhouette=[0.5, 0.49, 0.4, 0.3])
    verdict = choose(table, RULE)
    assert verdict["chosen"].tolist() == [True, False, False, False]
    assert verdict["runner_up"].tolist() == [False, False, True, False]
    alone = choose(made_up().iloc[:1], RULE)
    assert not alone["runner_up"].any()


def test_what_each_rule_eliminated_adds_up():
    table = made_up(
        noise_share=[0.3, 0, 0, 0],
        stability=[0.1, 0.1, 0.9, 0.9],
        segments=[4, 5, 6, 2],
    )
    rows = eliminated(choose(table, RULE), "all").set_index("objection")
    assert rows["candidates"].to_dict() == dict.fromkeys(rows.index, 0) | {
        "segments": 1,
        "noise": 1,
        "stability": 1,
    }
    assert rows["left"].tolist() == [3, 2, 2, 2, 2, 1, 1, 1]
    assert list(rows.index) == [each.code for each in CONSTRAINTS]


def test_sensitivity_tells_which_rule_changes_the_choice():
    table = made_up(silhouette=[0.3, 0.5, 0.6, 0.2], stability=[0.95, 0.9, 0.6, 0.9])
    rows = sensitivity(table, RULE).set_index("variant")
    assert rows["same"].mean() < 1
    free = rows.loc["sans écarter des segments qui changent avec le tirage de départ"]
    assert (free["segments"], free["same"]) == (6, False)
    assert rows.loc["classement par la silhouette seule", "segments"] == 5
    assert rows.loc["de 5 à 6 segments", "segments"] == 5


def test_what_only_a_database_speaks_against_shows_its_cost():
    table = made_up(writable=[True, True, True, False], silhouette=[0.3, 0.4, 0.3, 0.6])
    assert taken(table).name == 1
    verdict = choose(table, RULE)
    assert verdict["runner_up"].tolist() == [True, False, False, False]
    rows = sensitivity(table, RULE).set_index("variant")
    free = rows.loc[
        "sans écarter un modèle qu'une base de données ne peut pas appliquer"
    ]
    assert (free["segments"], free["same"]) == (7, False)


shares = st.floats(0, 1)


@given(
    stability=st.lists(shares, min_size=4, max_size=4),
    smallest=st.lists(shares, min_size=4, max_size=4),
    threshold=shares,
)
def test_a_stricter_rule_never_admits_more(stability, smallest, threshold):
    table = made_up(stability=stability, smallest_share=smallest)
    usual = judged(table, RULE)["eligible"]
    strict = {"minimum_stability": max(threshold, RULE.minimum_stability)}
    admitted = judged(table, RULE.model_copy(update=strict))["eligible"]
    assert not (admitted & ~usual).any()
    assert choose(table, RULE)["chosen"].sum() == 1
