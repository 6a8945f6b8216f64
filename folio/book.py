"""A book: chapters on pages, with contents, previous and next, and search."""

from __future__ import annotations

import html
import re
import shutil
from concurrent.futures import Executor
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from folio import (
    citations,
    crossref,
    head,
    links,
    pandoc,
    search,
    site,
    source,
    titles,
    tree,
)
from folio.outline import Outline, outline
from folio.page import Anchor, Page, Section
from folio.project import Entry, Project
from folio.render import Workshop, prepare, side_by_side

HERE = Path(__file__).parent
TEMPLATES = Environment(loader=FileSystemLoader(HERE / "templates"))
UNNUMBERED = re.compile(r"\{([^}]*\s)?(\.unnumbered|-)(\s[^}]*)?\}\s*$")


def chapters(project: Project) -> list[Page]:
    """Pages of a book, numbered: chapters ``1``, ``2``…, appendices ``A``, ``B``…"""
    last = [part for part in project.contents if part.appendix and part.entries]
    appendices = {entry.source for part in last for entry in part.entries}
    pages: list[Page] = []
    chapter, letter = 0, ord("A")
    for name in project.sources:
        document = source.read(project, name)
        page = Page(project, document, "html", appendix=name in appendices)
        titled = "title" in document.metadata
        if titled or not UNNUMBERED.search(document.heading):
            if page.appendix:
                page.number, letter = chr(letter), letter + 1
            else:
                chapter += 1
                page.number = str(chapter)
        pages.append(page)
    return pages


class Book:
    """The pages of a book, and what is on each of them because of the others."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.project = workshop.project
        self.pages = chapters(self.project)
        self.outlines: dict[str, Outline] = {}

    @property
    def targets(self) -> dict[str, Page]:
        """Pages by their path on the site."""
        return {page.target: page for page in self.pages}

    def render(self, folder: Path, pool: Executor) -> None:
        """Render every page into a folder, side by side.

        Parameters
        ----------
        folder : Path
            Folder to fill.
        pool : Executor
            Runs pages side by side.
        """
        side_by_side(pool, lambda page: prepare(page, self.workshop), self.pages)
        cited = [key for page in self.pages for key in citations.keys(page)]
        cited = [key for key in cited if key not in self.anchors]
        bodies = side_by_side(
            pool, lambda page: self._write(page, folder, cited), self.pages
        )
        for page, body in zip(self.pages, bodies, strict=True):
            self.outlines[page.target] = outline(body)
        head.write_resources(self.pages[0], folder)
        assets = folder / "site_libs" / "folio"
        shutil.copytree(HERE / "assets", assets, dirs_exist_ok=True)
        if self.has_search:
            search.write(
                [
                    entry
                    for page in self.pages
                    for entry in search.entries(page, self.outlines[page.target])
                ],
                folder,
            )

    @property
    def has_search(self) -> bool:
        """Whether the author left the search on."""
        return self.project.get("book.search", True) is not False

    @cached_property
    def anchors(self) -> dict[str, Anchor]:
        """Everything in the book that can be referred to."""
        return {id_: a for page in self.pages for id_, a in page.anchors.items()}

    @cached_property
    def listing(self) -> Page | None:
        """The page that holds the list of works."""
        return next((page for page in self.pages if citations.holds_list(page)), None)

    @cached_property
    def title(self) -> str:
        """Title of the book, in plain text."""
        title = str(self.project.get("book.title", ""))
        return _unescaped(pandoc.inline_html(title))

    def _write(self, page: Page, folder: Path, cited: list[str]) -> str:
        crossref.resolve(page, self.anchors)
        citations.resolve(page, self.listing, cited)
        blocks = titles.block(page) + page.blocks
        body, warnings = pandoc.write(blocks, "--to=html5", "--section-divs")
        page.tell_all(warnings)
        body = head.filled(page, body)
        template = TEMPLATES.get_template("page.html.j2")
        site.write(folder / page.target, template.render(self._context(page, body)))
        head.write_files(page, folder)
        return body

    def _context(self, page: Page, body: str) -> dict[str, Any]:
        place = self.pages.index(page)
        before = self.pages[place - 1] if place else None
        after = self.pages[place + 1] if place + 1 < len(self.pages) else None
        subtitle = str(self.project.get("book.subtitle") or "")
        own = str(page.options.get("body-classes") or "").split()
        return {
            "lang": page.language,
            "title": titles.document_title(page, self.title),
            "root": page.root,
            "meta": {
                "author": [author["name"] for author in titles.authors(page)],
                "description": titles.description(page),
                "keywords": titles.keywords(page),
            },
            "css": head.styles(page),
            "head": head.favicon(page) + head.included(page, "include-in-header"),
            "before_body": head.included(page, "include-before-body"),
            "after_body": head.included(page, "include-after-body"),
            "body": body,
            "toc": self._contents(page),
            "book": {
                "title": self.title,
                "subtitle": _unescaped(pandoc.inline_html(subtitle)),
            },
            "sidebar": self._sidebar(page, self.project.contents),
            "tools": self._tools(page),
            "prev": before and self._way(page, before),
            "next": after and self._way(page, after),
            "footer": self._footer(page),
            "search": self.has_search,
            "labels": page.labels,
            "body_classes": " ".join(["quarto-light", *own]),
        }

    def _contents(self, page: Page) -> dict[str, Any] | None:
        if page.options.get("toc") is False or not page.sections:
            return None
        title = page.options.get("toc-title") or page.labels["toc-title"]
        return {"title": title, "items": [_section(s) for s in page.sections]}

    def _way(self, page: Page, other: Page) -> dict[str, Any]:
        return {
            "href": crossref.relative(page, other.target),
            "number": other.number,
            "text": titles.label(other),
        }

    def _sidebar(self, page: Page, entries: list[Entry] | tuple[Entry, ...]) -> list:
        by_source = {other.source: other for other in self.pages}
        items = []
        for entry in entries:
            other = by_source.get(entry.source or "")
            item = {"text": entry.text, "number": None, "href": None, "active": False}
            if other is not None:
                item.update(self._way(page, other), active=other is page)
                item["text"] = entry.text or item["text"]
            elif entry.text:
                item["text"] = _unescaped(pandoc.inline_html(entry.text))
            item["items"] = self._sidebar(page, entry.entries)
            items.append(item)
        return items

    def _tools(self, page: Page) -> list[dict[str, str]]:
        found = []
        for tool in self.project.get("book.sidebar.tools") or []:
            href = str(tool.get("href", ""))
            if href and not links.EXTERNAL.match(href):
                href = page.root + href.lstrip("/")
            icon = str(tool.get("icon", ""))
            found.append({"text": tool.get("text", icon), "href": href, "icon": icon})
        return found

    def _footer(self, page: Page) -> dict[str, str] | None:
        written = self.project.get("book.page-footer")
        if not written:
            return None
        parts = written if isinstance(written, dict) else {"center": written}
        return {
            side: head.rooted(pandoc.inline_html(str(parts[side])), page)
            for side in ("left", "center", "right")
            if parts.get(side)
        }


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "number": section.number,
        "text": tree.text(section.title),
        "items": [_section(inner) for inner in section.items],
    }


def _unescaped(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))
