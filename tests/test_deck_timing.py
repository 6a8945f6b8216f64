"""The deck keeps to the time of the defence: 5, 10 and 5 minutes."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

DECK = Path(__file__).parent.parent / "slides" / "index.qmd"
SLIDE = re.compile(r"^## .+ \{#(?P<id>[\w-]+)(?P<attributes>[^}]*)\}$", re.MULTILINE)
MINUTES = {"Contexte et données": 5, "Essais et modèle": 10, "Maintenance": 5}


def attribute(slide: re.Match, name: str) -> str:
    return re.search(rf'{name}="([^"]+)"', slide["attributes"])[1]


def test_each_part_takes_its_minutes():
    seconds: dict[str, int] = defaultdict(int)
    for slide in SLIDE.finditer(DECK.read_text(encoding="utf8")):
        seconds[attribute(slide, "data-part")] += int(attribute(slide, "data-timing"))
    assert {part: total / 60 for part, total in seconds.items()} == MINUTES


def test_every_slide_is_timed_and_says_its_part():
    text = DECK.read_text(encoding="utf8")
    slides = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert len(slides) == len(SLIDE.findall(text)) >= 15
    for slide in slides:
        part = re.search(r'data-part="([^"]+)"', slide)[1]
        assert f"::: {{.part}}\n{part}\n:::" in slide
        assert "::: {.notes}" in slide


def test_every_trial_of_the_chapter_that_matters_has_its_slide():
    ids = [slide["id"] for slide in SLIDE.finditer(DECK.read_text(encoding="utf8"))]
    assert {"recherche", "densite", "choix", "carte", "robustesse"} <= set(ids)
