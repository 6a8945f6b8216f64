"""Sets of slides, shown by reveal.js."""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from folio import (
    citations,
    crossref,
    head,
    links,
    pandoc,
    settings,
    site,
    source,
    titles,
    tree,
)
from folio.book import HERE, TEMPLATES
from folio.errors import FolioError
from folio.outline import Outline, outline
from folio.page import Page
from folio.render import Workshop, day, prepare, side_by_side
from folio.tree import Node

#: Values of ``Reveal.initialize`` that Quarto gives when the author says nothing.
DEFAULTS = {
    "controls": False,
    "controlsLayout": "edges",
    "controlsTutorial": False,
    "progress": True,
    "slideNumber": False,
    "showSlideNumber": "all",
    "hash": True,
    "history": True,
    "center": False,
    "navigationMode": "linear",
    "transition": "none",
    "backgroundTransition": "none",
    "width": 1050,
    "height": 700,
    "margin": 0.1,
    "fragments": True,
    "loop": False,
    "autoSlide": 0,
    "showNotes": False,
    "defaultTiming": None,
    "pdfSeparateFragments": False,
    "pdfMaxPagesPerSlide": 1,
}


class Decks:
    """The sets of slides of a project, each in a file of its own."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.project = workshop.project
        self.pages = [self._page(name) for name in self.project.sources]
        self.outlines: dict[str, Outline] = {}

    def _page(self, name: str) -> Page:
        document = source.read(self.project, name)
        format_ = document.metadata.get("format") or self.project.get("format") or {}
        if "revealjs" not in format_:
            raise FolioError(
                f"{name}: outside a book, folio renders slides only (format: revealjs)."
            )
        return Page(self.project, document, "revealjs")

    @property
    def targets(self) -> dict[str, Page]:
        """Decks by their path on the site."""
        return {page.target: page for page in self.pages}

    def render(self, folder: Path, pool: Executor) -> None:
        """Render every deck into a folder, side by side."""
        side_by_side(pool, lambda page: prepare(page, self.workshop), self.pages)
        bodies = side_by_side(pool, lambda page: self._write(page, folder), self.pages)
        for page, body in zip(self.pages, bodies, strict=True):
            self.outlines[page.target] = outline(body)
        head.write_resources(self.pages[0], folder)
        copy_reveal(folder / "site_libs" / "revealjs")

    def _write(self, page: Page, folder: Path) -> str:
        crossref.resolve(page, page.anchors)
        citations.resolve(page, None, [])
        level = settings.whole(page.options, "slide-level", 2)
        page.blocks = slides(page.blocks, level, page)
        arguments = ["--to=revealjs", f"--slide-level={level}"]
        if page.options.get("incremental"):
            arguments.append("--incremental")
        body, warnings = pandoc.write(page.blocks, *arguments)
        page.tell_all(warnings)
        body = head.filled(page, body)
        context = self._context(page, body)
        html = TEMPLATES.get_template("deck.html.j2").render(context)
        site.write(folder / page.target, html)
        head.write_files(page, folder)
        return body

    def _context(self, page: Page, body: str) -> dict[str, Any]:
        options = page.options
        title = str(options.get("title") or "")
        subtitle = str(options.get("subtitle") or "")
        value = options.get("date")
        pattern = options.get("date-format") or "iso"
        logo = options.get("logo")
        return {
            "lang": page.language,
            "root": page.root,
            "title": title,
            "title_html": pandoc.inline_html(title),
            "subtitle": pandoc.inline_html(subtitle) if subtitle else "",
            "authors": titles.authors(page),
            "institutes": list(map(str, settings.listed(options.get("institute")))),
            "date": day(value, page.language, pattern) if value else "",
            "theme": theme(options.get("theme")),
            "css": head.styles(page),
            "head": head.included(page, "include-in-header"),
            "before_body": head.included(page, "include-before-body"),
            "after_body": head.included(page, "include-after-body"),
            "body": body,
            "footer": pandoc.inline_html(str(options.get("footer") or "")),
            "logo": links.image(page, str(logo)) if logo else "",
            "settings": configuration(options),
        }


def theme(chosen: Any) -> str:
    """Name of the theme of reveal.js for a Quarto theme."""
    names = [str(n) for n in settings.listed(chosen) if not str(n).endswith("css")]
    return {"dark": "black"}.get(names[0], "white") if names else "white"


def configuration(options: dict[str, Any]) -> list[tuple[str, str]]:
    """Settings of reveal.js, as names and JSON values."""
    values = dict(DEFAULTS)
    for key, value in options.items():
        name = re.sub(r"-(\w)", lambda found: found.group(1).upper(), key)
        if name in values or key in (
            "transition-speed",
            "auto-animate",
            "view-distance",
        ):
            values[name] = value
    if values["slideNumber"] is True:
        values["slideNumber"] = "c/t"
    return [(name, json.dumps(value)) for name, value in values.items()]


def copy_reveal(folder: Path) -> None:
    """Copy reveal.js, its notes and zoom plugins, from the package that has it."""
    import pyreveal

    dist = Path(pyreveal.__file__).parent / "revealjs" / "dist"
    for name in ("reset.css", "reveal.css", "reveal.js", "plugin/notes.js"):
        site.copy(dist / name, folder / name)
    for name in ("white", "black"):
        site.copy(dist / "theme" / f"{name}.css", folder / "theme" / f"{name}.css")
    site.copy(dist.parent / "LICENSE", folder / "LICENSE")
    shutil.copytree(HERE / "assets", folder.parent / "folio", dirs_exist_ok=True)


def slides(blocks: list[Node], level: int, page: Page) -> list[Node]:
    """Prepare each slide: hidden ones go, notes to the foot, images stretch."""
    prepared: list[Node] = []
    hidden = 0
    for slide in _split(blocks, level):
        head_ = slide[0] if slide and slide[0]["t"] == "Header" else None
        if head_ is not None:
            depth, attributes, _ = head_["c"]
            if hidden and depth > hidden:
                continue
            hidden = depth if tree.get(attributes, "visibility") == "hidden" else 0
        if hidden:
            continue
        slide = _footnotes(slide)
        if page.options.get("auto-stretch", True):
            slide = _stretched(slide)
        prepared += slide
    return prepared


def _split(blocks: list[Node], level: int) -> list[list[Node]]:
    found: list[list[Node]] = [[]]
    for block in blocks:
        heading = block["t"] == "Header" and block["c"][0] <= level
        if heading or block["t"] == "HorizontalRule":
            found.append([])
        found[-1].append(block)
    return [slide for slide in found if slide]


def _footnotes(slide: list[Node]) -> list[Node]:
    notes: list[list[Node]] = []

    def action(node: Node) -> Node | None:
        if node["t"] != "Note":
            return None
        notes.append(node["c"])
        return {"t": "Superscript", "c": tree.words(str(len(notes)))}

    slide = tree.walk(slide, action)
    if notes:
        slide.append(tree.raw('<aside><ol class="aside-footnotes">'))
        for note in notes:
            slide += [tree.raw("<li>"), *note, tree.raw("</li>")]
        slide.append(tree.raw("</ol></aside>"))
    return slide


def _stretched(slide: list[Node]) -> list[Node]:
    """Let the only image of a slide take the height that is left."""
    images = list(tree.nodes(slide, "Image"))
    alone = [i for i, block in enumerate(slide) if _is_image(block)]
    if len(images) != 1 or len(alone) != 1:
        return slide
    image = images[0]
    image["c"][0][1].append("r-stretch")
    block = slide[alone[0]]
    caption = block["c"][1][1] if block["t"] == "Figure" else []
    new = [tree.plain([image])]
    if caption:
        new += tree.wrapped("p", caption[0]["c"], class_="caption")
    return slide[: alone[0]] + new + slide[alone[0] + 1 :]


def _is_image(block: Node) -> bool:
    return block["t"] == "Figure" or bool(tree.only_images(block))
