"""Every page of the report, opened in Chromium."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe

from .site import PHONE, visiting

pytestmark = pytest.mark.browser

MARKS = """() => [...document.querySelectorAll(".chart")].map(
  chart => chart.querySelectorAll(
    "svg .role-mark :is(path[d], text, line, image, rect)").length)"""
NAMES = """() => [...document.querySelectorAll(".chart svg")].map(
  svg => svg.getAttribute("role") === "img" && svg.getAttribute("aria-label"))"""
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"
PAPER = "() => getComputedStyle(document.body).backgroundColor"
TITLES = "main h1"
SERIOUS = {"serious", "critical"}


def heads(visit):
    """Titles of a page; the home page has the book's and its own."""
    return " ".join(visit.page.locator(TITLES).all_inner_texts())


def kept(findings):
    """Pages where something was found, so that a failure names only these."""
    return {page: found for page, found in findings.items() if found}


@pytest.fixture
def addresses(site, serve):
    """Address of each page, over HTTP."""
    root = serve(site.folder)
    return {page: f"{root}/{page}" for page in site.pages}


def test_pages_have_no_error_and_call_no_other_host(browser, addresses):
    problems = {}
    for page, address in addresses.items():
        with visiting(browser) as visit:
            visit.open(address)
            problems[page] = visit.problems
    assert not kept(problems)


def test_pages_open_from_a_folder_without_network(browser, site):
    problems = {}
    for page in site.pages:
        with visiting(browser, offline=True) as visit:
            visit.open((site.folder / page).as_uri())
            visit.open_tabs()
            problems[page] = visit.problems
    assert not kept(problems)


def test_every_chart_draws_marks_and_has_a_name(browser, site, addresses):
    drawn = 0
    for page, address in addresses.items():
        with visiting(browser) as visit:
            visit.open(address)
            visit.open_tabs()
            marks = visit.page.evaluate(MARKS)
            assert len(marks) == site.charts(page), page
            assert all(marks), (page, marks)
            assert all(visit.page.evaluate(NAMES)), page
            drawn += len(marks)
    assert drawn > 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser, addresses, theme):
    found = {}
    for page, address in addresses.items():
        with visiting(browser, color_scheme=theme) as visit:
            visit.open(address)
            results = Axe().run(visit.page).response["violations"]
            found[page] = [
                (violation["id"], violation["nodes"][0]["html"])
                for violation in results
                if violation["impact"] in SERIOUS
            ]
    assert not kept(found)


def test_nothing_scrolls_sideways_on_a_phone(browser, addresses):
    excess = {}
    for page, address in addresses.items():
        with visiting(browser, viewport=PHONE) as visit:
            visit.open(address)
            excess[page] = max(visit.page.evaluate(SIDEWAYS), 0)
    assert not kept(excess)


def test_sidebar_leads_where_it_says(browser, addresses):
    with visiting(browser) as visit:
        visit.open(addresses["index.html"])
        links = visit.page.locator(".sidebar-link")
        chapters = {
            urljoin(visit.page.url, link.get_attribute("href")): link.locator(
                ".chapter-title"
            ).inner_text()
            for link in links.all()
        }
        assert set(chapters) == set(addresses.values())
        for address, title in chapters.items():
            visit.open(address)
            assert title in heads(visit)
            current = visit.page.locator(".sidebar-link[aria-current=page]")
            assert current.inner_text().endswith(title)


def test_next_visits_every_chapter_and_previous_returns(browser, addresses):
    with visiting(browser) as visit:
        visit.open(addresses["index.html"])
        trail = [visit.page.url]
        while visit.page.locator("a[rel=next]").count():
            promised = visit.page.locator("a[rel=next] .chapter-title").inner_text()
            visit.page.locator("a[rel=next]").click()
            assert promised in heads(visit)
            trail.append(visit.page.url)
        assert len(trail) == len(addresses)
        for address in reversed(trail[:-1]):
            visit.page.locator("a[rel=prev]").click()
            assert visit.page.url == address


def test_contents_of_a_page_lead_to_its_sections(browser, addresses):
    for address in addresses.values():
        with visiting(browser) as visit:
            visit.open(address)
            for link in visit.page.locator("#TOC a").all():
                target = link.get_attribute("href")
                assert visit.page.locator(target).count() == 1, (address, target)


@pytest.mark.parametrize("over", ["http", "file"])
def test_search_finds_a_word_without_its_accents(browser, site, serve, over):
    root = serve(site.folder) if over == "http" else site.folder.as_uri()
    with visiting(browser) as visit:
        visit.open(f"{root}/index.html")
        visit.page.keyboard.press("/")
        visit.page.keyboard.type("recence")
        first = visit.page.locator(".folio-results a").first
        first.wait_for()
        found = visit.page.locator(".folio-results mark").first.inner_text()
        assert found.lower() == "récence"
        promised = urljoin(visit.page.url, first.get_attribute("href"))
        visit.page.keyboard.press("ArrowDown")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(promised)
        assert "récence" in visit.page.locator("main").inner_text().lower()
        assert not visit.problems


def test_print_shows_the_charts_and_hides_the_page_around(browser, site, addresses):
    for page, address in addresses.items():
        with visiting(browser, color_scheme="dark") as visit:
            visit.open(address)
            visit.page.emulate_media(media="print")
            assert not visit.page.locator("#quarto-sidebar").is_visible(), page
            paper = visit.page.evaluate(
                "getComputedStyle(document.body).backgroundColor"
            )
            assert paper == "rgb(255, 255, 255)", page
            assert visit.page.locator(".chart svg").count() == site.charts(page), page
            for drawing in visit.page.locator(".chart svg").all():
                assert drawing.bounding_box()["height"] > 50, page  # in tabs as well
