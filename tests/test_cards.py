"""Segment cards: complete, in order, and safe whatever the names hold."""

from __future__ import annotations

from bs4 import BeautifulSoup
from made_up_segments import contrasted, portraits

from analysis.cards import cards


def read(markup: str) -> BeautifulSoup:
    return BeautifulSoup(markup, "lxml")


def test_cards_go_by_value_and_end_with_the_group_without_purchase():
    found = read(cards(contrasted().iloc[::-1], 20)).select("article.segment-card")
    assert found[-1].select_one(".segment-card-name").text == "Sans achat"
    assert len(found) == 5


def test_a_segment_without_customers_has_no_card():
    table = portraits(("A", 50, 100.0, 4.0), ("Personne", 0, 0.0, 4.0))
    assert len(read(cards(table, 20)).select("article.segment-card")) == 1


def test_a_card_says_size_portrait_rule_and_action():
    card = read(cards(contrasted(), 20)).select_one("#segment-1")
    assert card.select_one(".segment-card-size").text == (
        "2\u202f000\u00a0clients, 25,3\u202f% du total"
    )
    assert card.select_one(".segment-card-portrait").text == "Ils achètent."
    assert card.select_one(".segment-card-rule dd").text == "Plus de 100 R$ payés."
    assert card.select_one(".segment-card-action dd").text == "Leur écrire."


def test_a_card_has_the_segments_colour():
    card = read(cards(contrasted(), 20)).select_one("#segment-2")
    assert "#b5540f" in card["style"]


def test_unknown_figures_are_left_out():
    figures = read(cards(contrasted(), 20)).select("#segment-0 .segment-card-figure dt")
    assert "note moyenne sur 5" not in [label.text for label in figures]


def test_the_group_without_purchase_is_set_apart():
    apart = read(cards(contrasted(), 20)).select(".segment-card-apart")
    assert [card["id"] for card in apart] == ["segment-0"]


def test_names_and_texts_are_escaped():
    hostile = "<script>alert('&')</script>"
    table = portraits((hostile, 50, 100.0, 4.0)).assign(action=hostile, rule=hostile)
    page = read(cards(table, 20))
    assert page.script is None
    assert page.select_one(".segment-card-name").text == hostile
    assert page.select_one(".segment-card-action dd").text == hostile


def test_a_colour_cannot_leave_its_attribute():
    table = portraits(("A", 50, 100.0, 4.0)).assign(colour='red"><b>x</b>')
    assert read(cards(table, 20)).b is None


def test_a_segment_of_too_few_customers_shows_no_figure():
    table = portraits(("Rares", 12, 987.0, 1.3))
    card = read(cards(table, 20)).select_one("#segment-1")
    assert card.select_one(".segment-card-size").text == "<\u00a020 clients"
    assert not card.select(".segment-card-figure, .segment-card-rule")
    assert "987" not in card.text


def test_documents_show_cards_as_raw_html():
    shown = cards(contrasted(), 20)._repr_markdown_()
    assert shown.startswith("```{=html}\n<article")
    assert shown.endswith("\n```")
