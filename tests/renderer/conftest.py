"""Small projects for folio, written and rendered in a few lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from folio.build import build
from folio.messages import Messages

BOOK = """\
project:
  type: book
  output-dir: _book
book:
  title: "Un livre"
  chapters: [index.qmd, un.qmd]
lang: fr
"""


class Site:
    """A project folder and what rendering makes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warnings: list[str] = []
        self.said = ""

    def write(self, **files: str) -> Site:
        """Write files; ``un_qmd="…"`` writes ``un.qmd``."""
        for name, text in files.items():
            stem, _, suffix = name.rpartition("_")
            path = self.folder / f"{stem}.{suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf8")
        return self

    def render(self, **options: object) -> Site:
        """Render the project in this process."""
        messages = Messages(quiet=True)
        try:
            build(self.folder, messages, **options)
        finally:
            self.warnings = messages.warnings
        return self

    def page(self, name: str, output: str = "_book") -> BeautifulSoup:
        """A finished page."""
        html = (self.folder / output / name).read_text(encoding="utf8")
        return BeautifulSoup(html, "lxml")

    def main(self, name: str) -> str:
        """Text of a page's content, white space collapsed to single spaces."""
        text = self.page(name).find("main").get_text(" ")
        return " ".join(text.replace("\u00a0", " ").split())


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Site]:
    """Make a book of two chapters; keyword arguments are more files."""

    def make(un: str = "# Un\n", settings: str = "", **files: str) -> Site:
        site = Site(tmp_path)
        site.write(index_qmd="# Accueil {.unnumbered}\n\nBonjour.\n", un_qmd=un)
        (tmp_path / "_quarto.yml").write_text(BOOK + settings, encoding="utf8")
        return site.write(**files)

    return make
