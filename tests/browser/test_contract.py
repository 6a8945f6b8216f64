"""The contract, in the book and as a file of its own."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from .site import PHONE, visiting

pytestmark = pytest.mark.browser

FILE, CHAPTER = "contrat.html", "book/contract.html"
PAGE_STYLE = "body => getComputedStyle(body).page"
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"


def test_the_chapter_leads_to_the_file_which_opens_without_network(browser, site):
    with visiting(browser, offline=True) as visit:
        visit.open((site.folder / CHAPTER).as_uri())
        visit.page.locator(f".contract-introduction a[href$='{FILE}']").click()
        visit.page.wait_for_url(f"**/{FILE}")
        assert visit.page.locator(".contract-signature").count() == 2
        assert not visit.problems


def test_the_file_is_accessible_and_fits_a_phone(browser, site):
    with visiting(browser, viewport=PHONE) as visit:
        visit.open((site.folder / FILE).as_uri())
        assert visit.page.evaluate(SIDEWAYS) <= 0
        found = Axe().run(visit.page).response["violations"]
        assert not [each["id"] for each in found]


@pytest.mark.parametrize("page", [FILE, CHAPTER])
def test_paper_holds_the_contract_alone_and_whole(browser, site, page):
    with visiting(browser) as visit:
        visit.open((site.folder / page).as_uri())
        visit.page.emulate_media(media="print")
        assert visit.page.locator("body").evaluate(PAGE_STYLE) == "contract"
        around = visit.page.locator(".sidebar, .contract-introduction, .page-footer")
        assert not any(each.is_visible() for each in around.all())
        titles = visit.page.locator(".contract-article > :is(h2, h3)")
        assert all(title.is_visible() for title in titles.all())
        pdf = visit.page.pdf(prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF")
