"""What a reader can operate on a page, in a small book made for that."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .site import PHONE, visiting

pytestmark = pytest.mark.browser


@pytest.fixture
def widgets(browser, sampler):
    """The page of the small book that holds the widgets, from a folder."""
    with visiting(browser) as visit:
        visit.open((sampler.folder / "widgets.html").as_uri())
        yield visit.page
        assert not visit.problems


def test_tabs_follow_click_and_arrows(widgets):
    tabs = widgets.locator(".panel-tabset").first.get_by_role("tab")
    tabs.nth(1).click()
    expect(widgets.get_by_text("Un montant en euros.")).to_be_visible()
    expect(widgets.get_by_text("Un montant en réaux.")).to_be_hidden()
    widgets.keyboard.press("ArrowRight")
    expect(tabs.nth(2)).to_be_focused()
    expect(widgets.get_by_text("Un montant en dollars.")).to_be_visible()
    widgets.keyboard.press("ArrowRight")
    expect(tabs.nth(0)).to_have_attribute("aria-selected", "true")


def test_tabs_of_a_group_change_together(widgets):
    widgets.locator(".panel-tabset").first.get_by_role("tab", name="Euro").click()
    expect(widgets.get_by_text("La monnaie de vingt pays.")).to_be_visible()


def test_folds_open(widgets):
    code = widgets.locator("details.code-fold pre")
    expect(code).to_be_hidden()
    widgets.get_by_text("Voir le code").click()
    expect(code).to_be_visible()
    note = widgets.get_by_text("Un texte replié.")
    expect(note).to_be_hidden()
    widgets.get_by_text("Pour en savoir plus").click()
    expect(note).to_be_visible()


def test_code_can_be_copied(browser, sampler):
    allowed = ["clipboard-read", "clipboard-write"]
    with visiting(browser, permissions=allowed) as visit:
        visit.open((sampler.folder / "widgets.html").as_uri())
        visit.page.get_by_text("Voir le code").click()
        visit.page.locator(".code-copy").first.click()
        expect(visit.page.locator(".code-copy").first).to_have_text("Copié")


def test_search_opens_by_keyboard_and_closes(widgets):
    dialog = widgets.locator("#folio-search")
    widgets.keyboard.press("Control+k")
    expect(dialog).to_be_visible()
    widgets.keyboard.type("AGREMENT")
    result = widgets.locator(".folio-results a")
    expect(result).to_have_count(1)
    expect(result).to_contain_text("Mot rare")
    expect(result.locator("mark")).to_have_text("agrément")
    widgets.locator("#folio-search input").fill("introuvable")
    expect(widgets.locator(".folio-search-status")).not_to_be_empty()
    widgets.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_first_result_opens_on_enter(widgets):
    widgets.keyboard.press("/")
    widgets.keyboard.type("agrement")
    widgets.locator(".folio-results a").wait_for()
    widgets.keyboard.press("Enter")
    widgets.wait_for_url("**/widgets.html#mot-rare")


def test_theme_follows_the_system_then_the_reader(browser, sampler, serve):
    root = serve(sampler.folder)
    with visiting(browser, color_scheme="dark") as visit:
        visit.open(f"{root}/index.html")
        body = visit.page.locator("body")
        expect(body).to_contain_class("quarto-dark")
        visit.page.locator('[data-folio="theme"]').click()
        expect(body).to_contain_class("quarto-light")
        visit.open(f"{root}/widgets.html")
        expect(body).to_contain_class("quarto-light")


def test_current_section_is_marked_in_the_contents(widgets):
    widgets.locator("#mot-rare").scroll_into_view_if_needed()
    widgets.mouse.wheel(0, 5000)
    current = widgets.locator("#TOC a[aria-current]")
    expect(current).to_have_count(1)
    expect(current).to_contain_text("Mot rare")


def test_first_tab_stop_skips_to_the_text(widgets):
    widgets.keyboard.press("Tab")
    expect(widgets.locator(".skip-link")).to_be_focused()
    widgets.keyboard.press("Enter")
    expect(widgets.locator("main")).to_be_focused()


def test_chapters_are_a_drawer_on_a_phone(browser, sampler):
    with visiting(browser, viewport=PHONE) as visit:
        visit.open((sampler.folder / "widgets.html").as_uri())
        chapters = visit.page.locator("#quarto-sidebar")
        expect(chapters).to_be_hidden()
        visit.page.locator('[data-folio="menu"]').click()
        expect(chapters).to_be_visible()
        visit.page.keyboard.press("Escape")
        expect(chapters).to_be_hidden()
        expect(visit.page.locator('[data-folio="menu"]')).to_be_focused()


def test_wide_table_scrolls_in_its_own_box(browser, sampler):
    with visiting(browser, viewport=PHONE) as visit:
        visit.open((sampler.folder / "widgets.html").as_uri())
        box = visit.page.locator(".table-scroll").first
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
        expect(box).to_have_attribute("tabindex", "0")


def test_a_page_reads_without_its_scripts(browser, sampler):
    with visiting(browser, java_script_enabled=False) as visit:
        visit.page.goto((sampler.folder / "widgets.html").as_uri())
        expect(visit.page.locator("h1")).to_contain_text("Les éléments")
        expect(visit.page.locator(".sidebar-link.active")).to_be_visible()
