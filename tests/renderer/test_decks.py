"""Slides: structure, notes, settings, and nothing from another host."""

import json
import re

import pytest

SETTINGS = """\
project:
  type: default
  output-dir: _deck
lang: fr
format:
  revealjs:
    css: deck.css
    slide-number: true
    default-timing: 90
    footer: "Pied *de page*"
"""
DECK = """\
---
title: "L'étude"
date: 2026-03-14
---

# Partie

## Un message {#un data-timing="60"}

::: {.columns}
::: {.column width="40%"}
Gauche
:::
::: {.column width="60%"}
Droite^[Une note.]
:::
:::

::: {.notes}
Dire bonjour.
:::

## Une image

![Un carré](carre.png){fig-alt="Carré"}

## Cachée {visibility="hidden"}

Secret.
"""


@pytest.fixture
def deck(book):
    site = book(deck_css="", carre_png="")
    for name in ("index.qmd", "un.qmd"):
        (site.folder / name).unlink()
    (site.folder / "_quarto.yml").write_text(SETTINGS, encoding="utf8")
    return site.write(index_qmd=DECK).render()


def test_slides_stand_in_stacks_with_their_timing(deck):
    slides = deck.page("index.html", "_deck").select(".slides section[id]")
    assert [slide["id"] for slide in slides] == [
        "title-slide",
        "partie",
        "un",
        "une-image",
    ]
    assert slides[2]["data-timing"] == "60"
    assert slides[2].parent == slides[1].parent


def test_notes_go_to_the_speaker_and_footnotes_to_the_foot(deck):
    slide = deck.page("index.html", "_deck").select_one("#un")
    assert slide.select_one("aside.notes").get_text().strip() == "Dire bonjour."
    assert slide.select_one("ol.aside-footnotes li").get_text().strip() == "Une note."
    assert [c["style"] for c in slide.select(".column")] == ["width:40%;", "width:60%;"]


def test_an_image_alone_takes_the_height_of_its_slide(deck):
    slide = deck.page("index.html", "_deck").select_one("#une-image")
    image = slide.select_one("img.r-stretch")
    assert (image["alt"], image.find_next("p", "caption").get_text().strip()) == (
        "Carré",
        "Un carré",
    )


def test_settings_reach_reveal_one_per_line(deck):
    html = (deck.folder / "_deck" / "index.html").read_text()
    given = dict(re.findall(r"^    (\w+): (.+),$", html, re.MULTILINE))
    assert json.loads(given["slideNumber"]) == "c/t"
    assert json.loads(given["defaultTiming"]) == 90


def test_everything_a_deck_loads_is_beside_it(deck):
    folder = deck.folder / "_deck"
    page = deck.page("index.html", "_deck")
    found = [tag["src"] for tag in page.select("script[src]")]
    found += [tag["href"] for tag in page.select("link[href]")]
    assert "site_libs/revealjs/plugin/notes.js" in found
    for path in found:
        assert (folder / path).is_file()
    for style in folder.rglob("*.css"):
        assert not re.search(r"(@import|url\()[^;)]*//", style.read_text())
