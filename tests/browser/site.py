"""What the browser tests ask of a rendered site and of an open page."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

Server = Callable[[Path], str]

LOCAL = {"", "127.0.0.1", "localhost"}
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}

# A chart in a tab that is closed has no width, and is drawn when the tab opens.
CHARTS_SETTLED = """() => {
  const charts = [...document.querySelectorAll(".chart")].filter(c => c.clientWidth);
  return charts.every(chart => chart.dataset.chart);
}"""


@dataclass(frozen=True)
class Site:
    """A folder of rendered pages."""

    folder: Path

    @property
    def pages(self) -> list[str]:
        """Pages of the book, by their path in the site."""
        paths = (path.relative_to(self.folder) for path in self.folder.rglob("*.html"))
        aside = {"slides", "site_libs", "contrat.html"}
        kept = (path for path in paths if not aside & set(path.parts))
        return sorted(path.as_posix() for path in kept)

    def text(self, page: str) -> str:
        """Source of a page."""
        return (self.folder / page).read_text(encoding="utf-8")

    def charts(self, page: str) -> int:
        """Number of charts that a page asks for."""
        return len(re.findall(r"\bolistChart\(", self.text(page)))


@dataclass
class Visit:
    """An open page, with what it complained of and whom it called."""

    page: Page
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Errors in the console and requests to other hosts."""
        return self.errors + self.strangers

    def open(self, address: str) -> None:
        """Load an address and wait until its charts are drawn."""
        self.page.goto(address)
        self.page.wait_for_function(CHARTS_SETTLED)

    def open_tabs(self) -> None:
        """Open every tab in turn and wait until the charts in it are drawn."""
        for tab in self.page.locator("main [role=tab]").all():
            tab.click()
            self.page.wait_for_function(CHARTS_SETTLED)


@contextmanager
def visiting(browser: Browser, offline: bool = False, **context: object) -> Iterator:
    """Open a page in a fresh browser context.

    Parameters
    ----------
    browser : Browser
    offline : bool, default False
        Without any network.
    **context
        What Playwright's ``new_context`` takes: ``viewport``, ``color_scheme``, ….

    Yields
    ------
    Visit
    """
    context.setdefault("viewport", DESKTOP)
    opened = browser.new_context(offline=offline, **context)
    page = opened.new_page()
    visit = Visit(page)

    def listen(message: object) -> None:
        if message.type in {"error", "warning"}:
            visit.errors.append(f"{message.type}: {message.text}")

    def watch(request: object) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and (
            address.hostname not in LOCAL
        ):
            visit.strangers.append(request.url)

    page.on("console", listen)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("requestfailed", lambda request: visit.errors.append(request.url))
    page.on("request", watch)
    yield visit
    opened.close()
