"""Every slide of the deck, opened in Chromium."""

from __future__ import annotations

import json

import pytest

from .site import visiting

pytestmark = pytest.mark.browser

STAGE = {"width": 1280, "height": 720}
SMALLEST = 24  # px: read from the back of a room

READY = "() => window.Reveal && Reveal.isReady()"
SLIDES = "() => Reveal.getSlides().map(slide => Reveal.getIndices(slide))"
SHOW = (
    """({h, v}) => { Reveal.configure({fragments: false}); Reveal.slide(h, v || 0) }"""
)
SETTLED = """() => [...Reveal.getCurrentSlide().querySelectorAll(".chart")]
  .every(chart => chart.dataset.chart)"""
MARKS = """() => [...Reveal.getCurrentSlide().querySelectorAll(".chart")].map(
  chart => chart.querySelectorAll("svg .role-mark :is(path[d], text, line)").length)"""
NOTES = "() => (Reveal.getSlideNotes() || '').trim()"

LABEL = """() => {
  const slide = document.querySelector("#title-slide");
  return getComputedStyle(slide, "::after").content;
}"""

# Pixels of the slide, whatever the zoom: how far words and pictures stand out of it.
OVERFLOW = """() => {
  const slides = document.querySelector(".reveal .slides").getBoundingClientRect();
  const zoom = slides.width / 1280;
  const parts = Reveal.getCurrentSlide().querySelectorAll(
    "h1, h2, h3, p, li, img, svg, table, pre");
  const shown = [...parts].filter(
    part => part.getClientRects().length && !part.closest("aside.notes"));
  return shown.map(part => {
    const box = part.getBoundingClientRect();
    const out = Math.max(box.right - slides.right, box.bottom - slides.bottom,
      slides.left - box.left, slides.top - box.top) / zoom;
    return {what: part.tagName + " " + part.textContent.slice(0, 40), out};
  }).filter(part => part.out > 1);
}"""

SMALL = """smallest => {
  const slide = Reveal.getCurrentSlide();
  const words = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  const small = [];
  while (words.nextNode()) {
    const parent = words.currentNode.parentElement;
    if (!words.currentNode.textContent.trim()) continue;
    if (parent.closest("aside, script, style, sup, sub")) continue;
    if (!parent.getClientRects().length) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < smallest) small.push([words.currentNode.textContent.trim(), size]);
  }
  return small;
}"""


@pytest.fixture(scope="module")
def deck(browser, site):
    """The deck at its first slide, opened from a folder without network."""
    with visiting(browser, offline=True, viewport=STAGE) as visit:
        visit.page.goto((site.folder / "slides" / "index.html").as_uri())
        visit.page.wait_for_function(READY)
        yield visit


@pytest.fixture(scope="module")
def slides(deck):
    """Go to every slide in turn and give the open page."""
    indices = deck.page.evaluate(SLIDES)

    def visit_all():
        for index in indices:
            deck.page.evaluate(SHOW, index)
            deck.page.wait_for_function(SETTLED)
            yield f"{index['h']}.{index['v'] or 0}", deck.page

    return visit_all


def test_slides_draw_their_charts_without_error_or_network(deck, slides):
    marks = {slide: page.evaluate(MARKS) for slide, page in slides()}
    assert any(marks.values())
    assert all(all(drawn) for drawn in marks.values()), marks
    assert not deck.problems


def test_slides_have_notes(slides):
    without = [slide for slide, page in slides() if not page.evaluate(NOTES)]
    assert without in ([], ["0.0"])  # the title slide may speak for itself


def test_nothing_stands_out_of_a_slide(slides):
    outside = {slide: page.evaluate(OVERFLOW) for slide, page in slides()}
    assert not {slide: parts for slide, parts in outside.items() if parts}


def test_words_are_large_enough(slides):
    small = {slide: page.evaluate(SMALL, SMALLEST) for slide, page in slides()}
    assert not {slide: words for slide, words in small.items() if words}


def test_the_title_slide_says_when_the_data_are_a_demonstration(browser, site, serve):
    with visiting(browser) as visit:
        visit.open(f"{serve(site.folder)}/slides/index.html")
        label = visit.page.evaluate(LABEL)
    demo = json.loads((site.folder / "provenance.json").read_text())["demo"]
    assert ("démonstration" in label) is demo
