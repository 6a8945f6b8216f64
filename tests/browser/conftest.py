"""A rendered site, a web server and a browser for the tests of the pages."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .site import Server, Site

playwright = pytest.importorskip("playwright.sync_api")

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[playwright.Browser]:
    """Debian's Chromium, or the program that OLIST_CHROMIUM names."""
    program = os.environ.get("OLIST_CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: no page was opened in a browser")
    with playwright.sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=program, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(browser: playwright.Browser, request: pytest.FixtureRequest) -> Site:
    """The report on demonstration data, or the site at OLIST_SITE."""
    ready = os.environ.get("OLIST_SITE")
    return Site(Path(ready) if ready else request.getfixturevalue("demo_site"))


@pytest.fixture(scope="session")
def sampler(
    browser: playwright.Browser, tmp_path_factory: pytest.TempPathFactory
) -> Site:
    """A small book that holds the widgets which the report may do without."""
    folder = tmp_path_factory.mktemp("sampler") / "book"
    shutil.copytree(HERE / "book", folder)
    shutil.copy(ROOT / "book" / "theme.css", folder)
    run("folio", "render", folder)
    return Site(folder / "_book")


def run(module: str, *arguments: object) -> None:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


@pytest.fixture(scope="session")
def serve() -> Iterator[Server]:
    """Give the address at which a folder is served on this machine."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        handler = functools.partial(QuietHandler, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield functools.cache(start)
    for server in servers:
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is about the pages."""
