"""What a page takes from files of the project: styles, scripts, resources."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from folio import settings, site
from folio.messages import Place
from folio.page import Page

ROOTED = re.compile(r"""\b(src|href)=(["'])/(?!/)""")


def included(page: Page, name: str) -> str:
    """HTML of ``include-in-header`` and its like, rooted paths made relative.

    Parameters
    ----------
    name : str
        ``include-in-header``, ``include-before-body`` or ``include-after-body``.
    """
    texts = []
    for item in settings.listed(page.options.get(name)):
        if isinstance(item, dict) and "text" in item:
            texts.append(str(item["text"]))
            continue
        path = item["file"] if isinstance(item, dict) and "file" in item else item
        file = page.project.folder / str(path).lstrip("/")
        if file.is_file():
            texts.append(file.read_text(encoding="utf8"))
        else:
            page.messages.warn(Place("_quarto.yml"), f"{name}: missing file {path}")
    return rooted("\n".join(text.strip() for text in texts), page)


def rooted(html: str, page: Page) -> str:
    """Make the paths of HTML that start at the site's root relative to a page."""
    return ROOTED.sub(rf"\1=\2{page.root}", html)


def styles(page: Page) -> list[str]:
    """Stylesheets of the author (``css:``), as ways from the page."""
    hrefs = []
    for name in settings.listed(page.options.get("theme")):
        if str(name).endswith(".scss"):
            warning = f"theme: folio does not compile {name}, left aside"
            page.messages.warn(Place("_quarto.yml"), warning)
    own = settings.listed(page.document.metadata.get("css"))
    for path in settings.listed(page.options.get("css")):
        start = posixpath.dirname(page.source) if path in own else ""
        file = posixpath.normpath(posixpath.join(start, str(path).lstrip("/")))
        if _wanted(page, file, "css"):
            hrefs.append(page.root + file)
    return hrefs


def _wanted(page: Page, file: str, setting: str) -> bool:
    """Note a file to copy, or say that it is missing."""
    there = (page.project.folder / file).is_file()
    if there:
        page.resources.add(file)
    else:
        page.messages.warn(Place("_quarto.yml"), f"{setting}: missing file {file}")
    return there


def favicon(page: Page) -> str:
    """Link to the book's icon."""
    path = str(page.project.get("book.favicon") or "")
    if not path or not _wanted(page, path, "favicon"):
        return ""
    return f'<link rel="icon" href="{page.root}{path}">'


def filled(page: Page, html: str) -> str:
    """Put back the HTML that was kept away from Pandoc."""
    raw = page.printed.raw
    return re.sub(r"<!--folio-raw-(\d+)-->", lambda f: raw[int(f.group(1))], html)


def write_files(page: Page, folder: Path) -> None:
    """Write the images that the page's cells drew and copy those of the author."""
    beside = (folder / page.target).parent
    for path, content in page.printed.files.items():
        site.write(beside / path, content)
    for path in page.resources:
        site.copy(page.project.folder / path, folder / path)


def write_resources(page: Page, folder: Path) -> None:
    """Copy what ``resources:`` names, for the project and for a document."""
    listed = settings.listed(page.project.get("project.resources"))
    for pattern in map(str, listed):
        found = page.project.files([pattern])
        if not found:
            place = Place(
                "_quarto.yml", page.project.lines.get(("project", "resources"))
            )
            page.messages.warn(place, f"resources: nothing matches {pattern}")
        for path in found:
            site.copy(path, folder / path.relative_to(page.project.folder))
