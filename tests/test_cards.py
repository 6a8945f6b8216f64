"""Segment cards: complete, in order, and safe whatever the names hold."""

from __future__ import annotations

from bs4 import BeautifulSoup
from made_up_segments import campaign_tests, contrasted, portraits
from pandas import DataFrame

from analysis.cards import Markup, cards


def written(table: DataFrame) -> Markup:
    return cards(table, campaign_tests(table), 20)


def read(markup: str) -> BeautifulSoup:
    return BeautifulSoup(markup, "lxml")


def test_cards_go_by_value_and_end_with_the_group_without_purchase():
    found = read(written(contrasted().iloc[::-1])).select("article.segment-card")
    assert found[-1].select_one(".segment-card-name").text == "Sans achat"
    assert len(found) == 5


def test_a_segment_without_customers_has_no_card():
    table = portraits(("A", 50, 100.0, 4.0), ("Personne", 0, 0.0, 4.0))
    assert len(read(written(table)).select("article.segment-card")) == 1


def test_a_card_says_size_portrait_rule_and_action():
    card = read(written(contrasted())).select_one("#segment-1")
    assert card.select_one(".segment-card-size").text == (
        "2\u202f000\u00a0clients, 25,3\u202f% du total"
    )
    assert card.select_one(".segment-card-portrait").text == "Ils achètent."
    assert card.select_one(".segment-card-rule dd").text == "Plus de 100 R$ payés."
    assert card.select_one(".segment-card-action dd").text == "Leur écrire."


def test_a_card_says_what_to_write_how_and_what_it_may_bring():
    card = read(written(contrasted())).select_one("#segment-1")
    labels = [label.text for label in card.select(".segment-card-use dt")]
    assert labels == [
        *("Règle", "Action", "Message", "Offre", "Canal", "Moment", "À éviter"),
        *("Indicateur à suivre", "Valeur en jeu", "Groupe témoin"),
    ]
    assert "R$ en 90\u00a0jours" in card.select_one(".segment-card-stake dd").text
    assert "Tirez au sort" in card.select_one(".segment-card-test dd").text


def test_a_card_has_the_segments_colour():
    card = read(written(contrasted())).select_one("#segment-2")
    assert "#b5540f" in card["style"]


def test_unknown_figures_are_left_out():
    figures = read(written(contrasted())).select("#segment-0 .segment-card-figure dt")
    assert "note moyenne sur 5" not in [label.text for label in figures]


def test_the_group_without_purchase_is_set_apart():
    apart = read(written(contrasted())).select(".segment-card-apart")
    assert [card["id"] for card in apart] == ["segment-0"]


def test_names_and_texts_are_escaped():
    hostile = "<script>alert('&')</script>"
    table = portraits((hostile, 50, 100.0, 4.0)).assign(action=hostile, rule=hostile)
    page = read(written(table))
    assert page.script is None
    assert page.select_one(".segment-card-name").text == hostile
    assert page.select_one(".segment-card-action dd").text == hostile


def test_a_colour_cannot_leave_its_attribute():
    table = portraits(("A", 50, 100.0, 4.0)).assign(colour='red"><b>x</b>')
    assert read(written(table)).b is None


def test_a_segment_of_too_few_customers_shows_no_figure():
    table = portraits(("Rares", 12, 987.0, 1.3))
    card = read(written(table)).select_one("#segment-1")
    assert card.select_one(".segment-card-size").text == "<\u00a020 clients"
    assert not card.select(".segment-card-figure, .segment-card-rule")
    assert "987" not in card.text


def test_a_segment_untold_for_another_hides_its_number_too():
    table = portraits(("A", 500, 90.0, 4.0), ("B", 80, 1.0, 4.0), ("C", 12, 1.0, 4.0))
    table["told"] = [True, False, False]
    card = read(written(table)).select_one("#segment-2")
    assert card.select_one(".segment-card-size").text == "effectif non publié"
    assert not card.select(".segment-card-figure, .segment-card-rule")
    assert not card.select(".segment-card-stake, .segment-card-test")


def test_documents_show_cards_as_raw_html():
    markup = written(contrasted())._repr_markdown_()
    assert markup.startswith("```{=html}\n<article")
    assert markup.endswith("\n```")
