"""What the chapter on segments says is true for every shape of data."""

from __future__ import annotations

import pytest
from made_up_segments import contrasted, portraits

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
