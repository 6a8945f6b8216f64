"""Links and images: where they lead on the site, and which lead nowhere."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote, urlsplit

from folio import tree
from folio.outline import Outline
from folio.page import Page
from folio.tree import Node

EXTERNAL = re.compile(r"^([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
BACKGROUND = ("background-image", "background-video")


def rewrite(page: Page) -> None:
    """Aim links at pages instead of sources, and collect the images of a page."""

    def action(node: Node) -> None:
        if node["t"] == "Link":
            target = node["c"][2]
            target[0] = _link(page, target[0])
        elif node["t"] == "Image":
            target = node["c"][2]
            target[0] = image(page, target[0])
        elif node["t"] == "Header":
            for pair in node["c"][1][2]:
                if pair[0].removeprefix("data-") in BACKGROUND:
                    pair[1] = image(page, pair[1])

    page.blocks = tree.walk(page.blocks, action)


def inside(page: Page, path: str) -> str:
    """Path relative to the project of a path written in a document."""
    folder = "" if path.startswith("/") else posixpath.dirname(page.source)
    return posixpath.normpath(posixpath.join(folder, unquote(path).lstrip("/")))


def _link(page: Page, href: str) -> str:
    if EXTERNAL.match(href) or href.startswith("#") or not href:
        return href
    path, mark, fragment = href.partition("#")
    if path.endswith(".qmd"):
        source = inside(page, path)
        if source not in page.project.sources:
            place = page.document.locate(path)
            page.messages.warn(place, f"dead link: {path} is not part of the project")
            return href
        path = path.removesuffix(".qmd") + ".html"
    if path.startswith("/"):
        path = page.root + path.lstrip("/")
    return path + mark + fragment


def image(page: Page, source: str) -> str:
    """Note an image as a file to copy, and return its way from the page."""
    if EXTERNAL.match(source) or not source:
        return source
    path = urlsplit(source).path
    if path in page.printed.files:
        return source
    file = inside(page, path)
    if (page.project.folder / file).is_file():
        page.resources.add(file)
    else:
        place = page.document.locate(source)
        page.messages.warn(place, f"missing image: {source}")
    return page.root + source.lstrip("/") if source.startswith("/") else source


def check(
    pages: dict[str, Page], outlines: dict[str, Outline], files: set[str]
) -> None:
    """Name the links of finished pages that lead to no file or to no anchor.

    Parameters
    ----------
    pages : dict
        Pages by their path on the site.
    outlines : dict
        What each finished page holds.
    files : set of str
        Every file of the site.
    """
    for target, page in pages.items():
        for href in outlines[target].links:
            if EXTERNAL.match(href) or href.endswith(".qmd") or "javascript:" in href:
                continue
            parts = urlsplit(href)
            start = posixpath.dirname(target)
            path = posixpath.normpath(posixpath.join(start, unquote(parts.path)))
            path = path if parts.path else target
            if path not in files and f"{path}/index.html" not in files:
                reason = f"dead link: {href} leads to no file"
            elif _lost(unquote(parts.fragment), outlines.get(path)):
                reason = f"dead link: {href} leads to no place of {path}"
            else:
                continue
            needle = parts.fragment or posixpath.basename(parts.path)
            page.messages.warn(page.document.locate(unquote(needle)), reason)


def _lost(fragment: str, outline: Outline | None) -> bool:
    fragment = fragment.lstrip("/")
    known = outline is None or not fragment or fragment in outline.ids
    # Pandoc's own "(key?)" already says that a citation is unknown.
    return not known and not fragment.startswith("ref-")
