"""What the chapters on segments and maintenance say is true for every shape of data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_segments import ageing, contrasted, portraits, simulation

from analysis import say
from analysis.provenance import Provenance

HAPPY = portraits(("Gros paniers", 500, 300.0, 4.6), ("Petits paniers", 900, 50.0, 4.1))


def plain(text: str) -> str:
    """Replace the no-break spaces and the curly apostrophe by those of a keyboard."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def test_the_group_without_purchase_is_not_counted_as_a_segment():
    assert plain(say.segments.count(contrasted())) == "4 segments"


def test_the_heaviest_segment_for_its_size_is_named():
    told = plain(say.segments.shares(contrasted()))
    assert "« Gros paniers » réunit 25 % des clients et 45 % du" in told


def test_equal_weights_are_told_as_such():
    same = portraits(("A", 500, 100.0, 4.5), ("B", 700, 101.0, 4.1))
    assert say.segments.shares(same).startswith("Chaque segment pèse autant")


def test_an_unhappy_segment_of_high_value_is_told():
    told = plain(say.segments.matrix(contrasted()))
    assert told == (
        "Le segment « Déçus » dépense plus que la moyenne (280 R$ contre 171 R$) et "
        "note 1,4 étoile sur 5"
    )


def test_an_unhappy_segment_of_low_value_is_told_otherwise():
    poor = portraits(("Gros paniers", 500, 300.0, 4.6), ("Déçus", 500, 50.0, 1.9))
    assert "dépense moins que la moyenne" in say.segments.matrix(poor)
    near = portraits(("Gros paniers", 500, 110.0, 4.6), ("Déçus", 500, 100.0, 1.9))
    assert "dépense un peu moins que la moyenne" in say.segments.matrix(near)


def test_the_right_corners_of_the_matrix_are_named():
    told = plain(say.segments.corners(contrasted()))
    assert told == (
        "En haut à droite, ceux à garder : « Gros paniers » et « Fidèles » ; en bas à "
        "droite, ceux qu'il coûte cher de décevoir : « Déçus »"
    )
    assert plain(say.segments.corners(HAPPY)).endswith("décevoir : aucun segment")


def test_without_any_score_nobody_is_said_to_be_happy():
    silent = contrasted().assign(satisfaction=float("nan"))
    for told in (say.segments.matrix(silent), say.segments.satisfaction(silent)):
        assert told.startswith("Aucune note")


def test_several_unhappy_segments_are_told_in_the_plural():
    two = portraits(
        ("A", 100, 300.0, 1.5), ("B", 100, 310.0, 2.0), ("C", 900, 9.0, 4.0)
    )
    told = plain(say.segments.matrix(two))
    assert told.startswith("Les segments « A » et « B » dépensent plus")
    assert "notent 1,8 étoile" in told


def test_without_unhappy_segment_the_range_of_scores_is_told():
    told = plain(say.segments.matrix(HAPPY))
    assert told == (
        "Aucun segment n'est mécontent : les notes moyennes vont de 4,1 à 4,6 étoiles"
    )


def test_good_customers_in_orders_are_those_who_come_back_and_those_who_spend():
    told = plain(say.segments.orders(contrasted()))
    assert "le segment « Fidèles » revient (2,1 achats par client)" in told
    assert "de 60 R$ (« Petits paniers ») à 300 R$ (« Gros paniers »)" in told


def test_without_repeat_customers_nobody_is_said_to_come_back():
    assert "aucun segment ne se distingue" in say.segments.orders(HAPPY)


def test_best_and_worst_scores_are_named():
    told = plain(say.segments.satisfaction(contrasted()))
    assert "« Déçus » les moins bonnes (1,4 étoile)" in told


@pytest.mark.parametrize(
    ("customers", "expected"),
    [(90, "90 clients"), (7, "< 20 clients"), (0, "au moins un achat")],
)
def test_the_group_without_purchase_is_introduced_if_there_is_one(customers, expected):
    table = portraits(("A", 500, 100.0, 4.5), without_purchase=customers)
    assert expected in plain(say.segments.without_purchase(table, minimum=20))


def test_segments_that_score_and_spend_alike_are_said_to():
    same = portraits(("A", 500, 100.0, 4.70), ("B", 700, 101.0, 4.65))
    assert plain(say.segments.satisfaction(same)) == (
        "En satisfaction, les segments se valent : 4,7 étoiles en moyenne"
    )
    assert "partout de 101 R$ environ" in plain(say.segments.orders(same))
    assert "les segments se valent" in say.summary.good_and_less_good(same)


def test_with_segments_too_small_to_tell_the_comparison_says_among_whom():
    table = portraits(("A", 500, 90.0, 4.0), ("B", 80, 50.0, 2.0), ("C", 12, 9.0, 4.0))
    table.loc[2, "revenue"] = float("nan")
    for told in (
        say.segments.orders(table),
        say.segments.satisfaction(table),
        say.summary.good_and_less_good(table),
    ):
        assert "parmi les segments assez grands" in told


def test_corners_without_scores_name_only_who_spends():
    silent = contrasted().assign(satisfaction=float("nan"))
    assert say.segments.corners(silent).startswith("À droite, ceux qui dépensent")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Récents satisfaits", ["récent"]),
        ("Petits paniers actifs", ["actif"]),
        ("Endormis", ["endormi"]),
        ("Déçus, les plus récents", []),
    ],
)
def test_words_of_time_are_defined_when_a_name_uses_them(name, words):
    told = plain(say.segments.vocabulary(portraits((name, 50, 10.0, 4.0))))
    for word in ("récent", "actif", "endormi"):
        assert (f"« {word} »" in told) == (word in words)


def test_segments_that_may_not_be_told_are_left_out():
    table = portraits(("A", 500, 100.0, 4.5), ("B", 12, 1.0, 4.0), ("C", 0, 0.0, 4.0))
    assert say.segments.told(table)["name"].tolist() == ["A"]


def test_a_crossing_gives_whole_weeks_before_it():
    told = plain(say.maintenance.recommendation(ageing(6.3)))
    assert told == (
        "L'accord passe sous 0,80 après 6,3 semaines : mettez les segments à jour "
        "toutes les 6 semaines"
    )
    assert plain(say.maintenance.headline(ageing(6.3))).endswith(
        "toutes les 6 semaines"
    )


def test_a_long_interval_is_also_told_in_months():
    told = plain(say.maintenance.recommendation(ageing(14.2)))
    assert "toutes les 14 semaines (environ 3 mois)" in told


def test_no_crossing_gives_a_lower_bound():
    told = plain(say.maintenance.recommendation(simulation([1.0] * 31)))
    assert "pendant les 30 semaines observées" in told
    assert "rien ne dit encore si l'on peut attendre davantage" in told
    assert "minimum 1,00" in plain(say.maintenance.agreement(simulation([1.0] * 31)))


def test_a_crossing_within_a_week_gives_no_interval():
    told = plain(say.maintenance.recommendation(simulation([0.95, 0.6, 0.5])))
    assert "avant la fin de la première semaine" in told
    assert "toutes les" not in told


@pytest.mark.parametrize("agreement", [[], [1.0], [1.0, 0.95, 0.93]])
def test_too_little_history_gives_no_recommendation(agreement):
    found = simulation(agreement)
    told = plain(say.maintenance.recommendation(found))
    assert told.startswith("Aucune fréquence ne peut être recommandée")
    assert "trop court" in say.maintenance.headline(found)


def test_an_empty_simulation_says_why():
    told = plain(say.maintenance.recommendation(simulation([])))
    assert "12 clients seulement avaient acheté" in told


@given(agreement=st.lists(st.floats(0, 1), max_size=30), threshold=st.floats(0.1, 0.9))
def test_an_interval_is_recommended_only_where_the_agreement_held(agreement, threshold):
    found = simulation(agreement, threshold=threshold)
    interval = say.maintenance.refresh_weeks(found)
    if interval is None:
        assert all(value >= threshold for value in agreement)
    else:
        assert all(value >= threshold for value in agreement[:interval])
        assert say.maintenance.recommendation(found)


def test_misplaced_customers_are_counted_before_the_crossing():
    told = plain(say.maintenance.moved(ageing(6.3)))
    assert told.startswith("Après 6 semaines, 12 % des acheteurs")


@pytest.mark.parametrize(
    ("step_days", "pace", "age"),
    [
        (7, "chaque semaine", "Après 2 semaines"),
        (14, "toutes les 2 semaines", "Après 4 semaines"),
        (1, "chaque jour", "Après 0,3 semaine"),
        (10, "tous les 10 jours", "Après 2,9 semaines"),
    ],
)
def test_the_step_of_the_simulation_is_told_as_it_is(step_days, pace, age):
    found = simulation([1.0, 0.95, 0.9], step_days=step_days)
    assert f"est comparé {pace} à un modèle refait" in say.maintenance.protocol(found)
    assert plain(say.maintenance.moved(found)).startswith(age)


def test_an_origin_alone_compares_nothing():
    assert "rien à comparer" in say.maintenance.protocol(simulation([1.0]))


def test_new_customers_are_counted_at_the_last_date():
    told = plain(say.maintenance.newcomers(ageing(horizon=20)))
    assert told.startswith("Le 25 mai 2018, 50 % des 2 000 acheteurs")


@pytest.mark.parametrize(
    ("refit", "cause"), [(0.99, "vient du temps"), (0.7, "du hasard")]
)
def test_noise_of_the_computation_is_told_apart_from_time(refit, cause):
    told = say.maintenance.noise(simulation([1.0, 0.9], refit=refit))
    assert cause in told


@pytest.mark.parametrize(
    ("demo", "rows", "expected"),
    [
        (True, {}, "démonstration"),
        (False, {"sellers": 3095}, "Source : Olist, Kaggle"),
        (False, {"sellers": 3000}, "Kaggle (tables différentes de la publication)"),
    ],
)
def test_every_slide_says_where_its_numbers_come_from(demo, rows, expected):
    known = Provenance("x", "csv", demo, "", None, rows, {}, "folio")
    told = plain(say.notice.slide(known)._repr_markdown_())
    assert expected in told
    assert ("différentes" in told) == ("différentes" in expected)
