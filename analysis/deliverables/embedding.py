"""A page of many files as one: styles, scripts, fonts and images become data URLs.

It works on the pages of both renderers.  Links to other pages of the site lead to its
address on the web; without one, they are plain text.
"""

from __future__ import annotations

import base64
import mimetypes
import posixpath
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from analysis.errors import InputError

# Attributes whose value the browser loads by itself; of a link, it depends (LOADED).
RESOURCES = {
    *("src", "data-src", "poster", "data"),
    *("data-background-image", "data-background-video", "data-background-iframe"),
}
LOADED = {"stylesheet", "icon"}
HINTS = {"preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch"}
CSS_URL = re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)""")
CSS_IMPORT = re.compile(r"""@import\s+(["'])(.*?)\1""")
JS_IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}/[^"']+)\2""")
INSIDE = re.compile(r"(data:|blob:|about:|#|javascript:|$)", re.IGNORECASE)
ON_ITS_OWN = re.compile(r"(https?:|mailto:|#|$)", re.IGNORECASE)
ELSEWHERE = re.compile(r"([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def one_file(page: Path, site: Path, address: str | None = None) -> str:
    """The HTML of a page, with all that it loads inside.

    Parameters
    ----------
    page : Path
        In ``site``.
    site : Path
        Folder of the rendered site.
    address : str, optional
        Where the site is hosted.

    Raises
    ------
    InputError
        The page is not there, or loads a file that is not.
    """
    if not page.is_file():
        raise InputError(f"{page}: no such page; run `olist render` first.")
    embedder = Embedder(page, site, address)
    embedder.feed(page.read_text(encoding="utf8"))
    embedder.close()
    return "".join(embedder.written)


class Copier(HTMLParser):
    """Writes a document as it reads it; subclasses change the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.written.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(data)

    def handle_entityref(self, name: str) -> None:
        self.written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.written.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.written.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.written.append(f"<!{decl}>")


class Embedder(Copier):
    """Puts what a page loads into the page."""

    def __init__(self, page: Path, site: Path, address: str | None) -> None:
        super().__init__()
        self.folder = page.parent
        self.site = site
        self.address = address
        self.tag = ""
        self.unlinked: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = tag
        values = dict(attrs)
        if tag == "link" and HINTS.intersection(relations(values)):
            return
        changed = {
            name: embedded_url(values[name] or "", self.folder)
            for name in loaded_attributes(tag, values)
        }
        if values.get("style"):
            changed["style"] = embedded_style(values["style"] or "", self.folder)
        if tag == "a":
            target = self.destination(values.get("href"))
            self.unlinked.append(target is None and "href" in values)
            if self.unlinked[-1]:
                return
            changed |= {"href": target} if target else {}
        if all(values[name] == value for name, value in changed.items()):
            super().handle_starttag(tag, attrs)
            return
        self.written.append(opening(tag, values | changed))

    def handle_endtag(self, tag: str) -> None:
        self.tag = ""
        if tag == "a" and self.unlinked and self.unlinked.pop():
            return
        super().handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self.tag == "style":
            data = embedded_style(data, self.folder)
        super().handle_data(data)

    def destination(self, href: str | None) -> str | None:
        """Where a link leads from a file that lies anywhere; None: nowhere."""
        if href is None or INSIDE.match(href) or ELSEWHERE.match(href):
            return href
        here = self.folder.resolve().relative_to(self.site.resolve()).as_posix()
        place = posixpath.normpath(posixpath.join(here, href))
        if self.address is None or place.startswith(".."):
            return None
        return f"{self.address.rstrip('/')}/{place}"


def relations(values: dict[str, str | None]) -> set[str]:
    """What a link element says that it is."""
    return set((values.get("rel") or "").lower().split())


def loaded_attributes(tag: str, values: dict[str, str | None]) -> list[str]:
    """Attributes of an element whose value is loaded with the page."""
    names = [name for name in values if name in RESOURCES]
    if tag == "link" and LOADED.intersection(relations(values)):
        names.append("href")
    # Of other elements, « data » is a value (of <data>, say), not an address.
    return [name for name in names if name != "data" or tag == "object"]


def opening(tag: str, values: dict[str, str | None]) -> str:
    """Write an opening tag."""
    words = [
        name if value is None else f'{name}="{escape(value)}"'
        for name, value in values.items()
    ]
    return f"<{' '.join([tag, *words])}>"


def embedded_url(url: str, folder: Path) -> str:
    """A data URL for a file that ``url`` names from ``folder``.

    Raises
    ------
    InputError
        The file is missing, or would come from the network.
    """
    if INSIDE.match(url):
        return url
    if ELSEWHERE.match(url):
        raise InputError(
            f"{folder}: the page loads {url} from the network; it must not, remove it."
        )
    path = folder / unquote(re.split(r"[?#]", url, maxsplit=1)[0])
    if not path.is_file():
        raise InputError(f"{path}: the page needs this file; run `olist render` again.")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    content = path.read_bytes()
    if path.suffix == ".css":
        content = embedded_style(content.decode("utf8"), path.parent).encode("utf8")
    elif path.suffix in (".js", ".mjs"):
        content = embedded_script(content.decode("utf8"), path.parent).encode("utf8")
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def embedded_style(text: str, folder: Path) -> str:
    """A stylesheet with the fonts, images and stylesheets that it names inside."""

    def put_in(found: re.Match) -> str:
        return f'url("{embedded_url(found[2], folder)}")'

    text = CSS_IMPORT.sub(lambda found: f'@import url("{found[2]}")', text)
    return CSS_URL.sub(put_in, text)


def embedded_script(text: str, folder: Path) -> str:
    """A script with the modules that it imports inside."""

    def put_in(found: re.Match) -> str:
        if not (folder / found[3]).is_file():
            return found[0]  # not an import: words in a string of the script
        return f'{found[1]}"{embedded_url(found[3], folder)}"'

    return JS_IMPORT.sub(put_in, text)


class Outside(HTMLParser):
    """Collects what a page loads, or leads to, outside itself.

    Attributes
    ----------
    found : list of str
        Addresses of resources, and of links that lead nowhere without the site.
    slides : int
        Number of its slides: sections without sections inside.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.slides = 0
        self.tag = ""
        self.leaves: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = tag
        values = dict(attrs)
        for name in loaded_attributes(tag, values):
            self.note(values[name] or "")
        self.handle_style(values.get("style") or "")
        if tag == "a" and not re.match(
            r"(https?:|mailto:|#|$)", values.get("href") or ""
        ):
            self.found.append(values["href"] or "")
        if tag == "section":
            if self.leaves:
                self.leaves[-1] = False
            self.leaves.append(values.get("data-visibility") != "hidden")

    def handle_endtag(self, tag: str) -> None:
        self.tag = ""
        if tag == "section" and self.leaves:
            self.slides += self.leaves.pop()

    def handle_data(self, data: str) -> None:
        if self.tag == "style":
            self.handle_style(data)

    def handle_style(self, text: str) -> None:
        for found in CSS_URL.finditer(text):
            self.note(found[2])

    def note(self, url: str) -> None:
        """Keep an address that is not inside the page; look into stylesheets."""
        if url.startswith("data:text/css;base64,"):
            self.handle_style(base64.b64decode(url.partition(",")[2]).decode("utf8"))
        elif not INSIDE.match(url):
            self.found.append(url)


def outside(html: str) -> Outside:
    """What a page needs that is not in it, and how many slides it has."""
    reader = Outside()
    reader.feed(html)
    reader.close()
    return reader
