"""What is said of the retained model: variables, missing values, number of segments."""

from __future__ import annotations

from collections.abc import Sequence

from made_up_trials import candidate, model
from pandas import DataFrame

from analysis import say


def curve(
    chosen: int, eligible: Sequence[int], silhouettes: Sequence[float]
) -> DataFrame:
    """Candidates of k = 3, 4, 5… segments with these silhouettes."""
    rows = [
        candidate(
            k=k,
            objection="" if k in eligible else "stability",
            chosen=k == chosen,
            silhouette=silhouette,
        )
        for k, silhouette in enumerate(silhouettes, 3)
    ]
    return DataFrame(rows).astype({"k": int})


def plain(text: str) -> str:
    for printed in ("\u202f", "\u00a0"):
        text = text.replace(printed, " ")
    return text.replace("’", "'")


def test_the_choice_names_all_eligible_candidates():
    told = plain(say.choice.chosen(curve(4, [4, 5], [0.30, 0.35, 0.33, 0.31])))
    assert told == (
        "4 segments : la meilleure silhouette (0,35) parmi les candidats admissibles "
        "(4 et 5)"
    )


def test_a_choice_that_other_criteria_made_is_not_told_as_the_best_silhouette():
    told = plain(say.choice.chosen(curve(5, [4, 5], [0.30, 0.35, 0.33])))
    assert told == (
        "5 segments : le mieux classé (silhouette 0,33) des candidats admissibles "
        "(4 et 5)"
    )
    assert "moins bon rang" in say.choice.passed_over(
        curve(5, [4, 5], [0.3, 0.35, 0.33])
    )


def test_a_better_silhouette_that_the_rule_did_not_follow_is_not_hidden():
    table = curve(4, [4, 5], [0.30, 0.35, 0.33, 0.37])
    assert plain(say.choice.passed_over(table)) == (
        "6 segments : silhouette plus haute (0,370 contre 0,350), mais la règle les "
        "écarte : partition instable (accord entre tirages de 0,56)"
    )
    assert "Aucun autre nombre" in say.choice.passed_over(table.iloc[:3])


def test_a_single_eligible_candidate_is_told_as_such():
    told = plain(say.choice.chosen(curve(5, [5], [0.4, 0.4, 0.33])))
    assert told == "Seul k = 5 respecte la règle (silhouette 0,33)"


def test_a_choice_against_the_rule_is_not_hidden():
    told = plain(say.choice.chosen(curve(3, [], [0.4, 0.3])))
    assert told.startswith("Aucun nombre de segments ne respecte la règle")


def test_variables_are_told_with_their_transform():
    used = model(("none", "log"), recency=1.0, monetary=1.0)
    assert plain(say.choice.features(used)) == (
        "le temps passé depuis son dernier achat et le montant qu'il a payé (en "
        "logarithme)"
    )


def test_missing_scores_of_buyers_are_told_with_what_stands_for_them():
    scores = [4.0] * 50 + [None] * 30
    people = DataFrame({"frequency": [1] * 70 + [0] * 10, "satisfaction": scores})
    used = model(satisfaction=4.04)
    assert plain(say.choice.filled(people, used, 20)) == (
        "20 acheteurs sur 70 n'ont pas donné de note et le modèle leur prête la "
        "moyenne des autres (4,0 étoiles)"
    )
    assert "< 21 acheteurs" in plain(say.choice.filled(people, used, 21))
    assert "médiane" in say.choice.filled(people, used, 20, "median")
    assert "Aucune" in say.choice.filled(people, model(frequency=1.0), 20)
