"""Headings: the title of the page, section numbers, the page's own contents."""

from __future__ import annotations

from folio import settings, tree
from folio.page import Anchor, Page, Section
from folio.tree import Node


def take_title(page: Page) -> None:
    """Set the page's title: the YAML one, or the first heading of level 1.

    The home page of a book keeps its heading: its title block shows the book's.
    """
    heading = next((b for b in page.blocks if _is_heading(b, 1)), None)
    if "title" in page.meta:
        page.title = inlines(page.meta["title"])
    elif heading is not None:
        page.title = heading["c"][2]
        if page.is_index:
            return
        page.blocks.remove(heading)
        _identify(page, heading)


def _identify(page: Page, heading: Node) -> None:
    # An identifier that Pandoc made up is not an anchor that the author can know.
    identifier = heading["c"][1][0]
    written = any(
        line.text.startswith("# ") and f"#{identifier}" in line.text
        for line in page.document.lines
    )
    if not written:
        return
    page.title_id = identifier
    if identifier.startswith("sec-"):
        anchor = Anchor(identifier, "sec", page.number, title=page.title, chapter=True)
        page.add(anchor)


def inlines(blocks: list[Node]) -> list[Node]:
    """Inlines of the first paragraph of some blocks."""
    return blocks[0]["c"] if blocks and blocks[0]["t"] in ("Para", "Plain") else []


def _is_heading(block: Node, level: int) -> bool:
    return block["t"] == "Header" and block["c"][0] == level


class Numbering:
    """Counts sections the way Pandoc does, after the chapter's number."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chapter = page.number
        self.counts = [0] * 6
        self.depth = settings.whole(page.options, "number-depth", 6)
        wanted = page.options.get("number-sections", not page.is_deck)
        self.wanted = bool(wanted) and (page.is_deck or page.number is not None)

    def next(self, level: int) -> str | None:
        """Number of the next heading of a level."""
        if not self.wanted:
            return None
        if level == 1 and not self.page.is_deck:
            # Quarto numbers a second title of a file as if it were the next chapter.
            chapter = self.chapter or "0"
            self.chapter = str(int(chapter) + 1) if chapter.isdigit() else chapter
            self.counts = [0] * 6
            return self.chapter
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (6 - level)
        first = 0 if self.page.is_deck else 1
        own = [str(count) for count in self.counts[first:level]]
        return ".".join(([] if self.page.is_deck else [self.chapter or "0"]) + own)


def number(page: Page) -> None:
    """Number the headings of a page and register those with a label."""
    numbering = Numbering(page)
    for heading in tree.nodes(page.blocks, "Header"):
        level, attributes, words = heading["c"]
        if page.is_deck and not words:
            continue
        given = None if "unnumbered" in attributes[1] else numbering.next(level)
        if attributes[0].startswith("sec-"):
            page.add(Anchor(attributes[0], "sec", given, title=list(words)))
        if given and level <= numbering.depth:
            attributes[2].append(["data-number", given])
            mark = tree.attr(classes=["header-section-number"])
            number_span = tree.span(mark, [{"t": "Str", "c": given}])
            heading["c"][2] = [number_span, {"t": "Space"}, *words]
    page.sections = _contents(page)


def _contents(page: Page) -> list[Section]:
    depth = settings.whole(page.options, "toc-depth", 3)
    top: list[Section] = []
    stack: list[Section] = []
    for heading in _listed(page.blocks):
        level, attributes, words = heading["c"]
        if level > depth or "unlisted" in attributes[1]:
            continue
        number = tree.get(attributes, "data-number")
        words = words[2:] if number else words
        section = Section(attributes[0], number, words, level)
        while stack and stack[-1].level >= level:
            stack.pop()
        (stack[-1].items if stack else top).append(section)
        stack.append(section)
    return top


def _listed(blocks: list[Node]) -> list[Node]:
    """Headings that divide the page, not those inside boxes."""
    found = []
    for block in blocks:
        if block["t"] == "Header":
            found.append(block)
        elif block["t"] == "Div" and block["c"][1]:
            first = block["c"][1][0]
            if first["t"] == "Header":
                found += _listed(block["c"][1])
    return found
