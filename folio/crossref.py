"""References between pages: ``@fig-x`` becomes a link with a number."""

from __future__ import annotations

import posixpath

from folio import tree
from folio.boxes import PREFIXES
from folio.floats import THEOREMS
from folio.page import Anchor, Page
from folio.tree import Node

TITLED = ("fig", "tbl", "lst", *THEOREMS)
KINDS = {*TITLED, *PREFIXES, "sec", "eq"}


def resolve(page: Page, anchors: dict[str, Anchor]) -> None:
    """Replace the references of a page by links; name those that lead nowhere.

    Parameters
    ----------
    page : Page
        Its blocks are changed.
    anchors : dict
        Everything in the project that can be referred to, by identifier.
    """

    def replace(node: Node) -> list[Node] | None:
        if node["t"] != "Cite":
            return None
        mine = [c for c in node["c"][0] if _kind(c["citationId"]) in KINDS]
        if not mine:
            return None
        parts: list[Node] = []
        for citation in mine:
            if parts:
                parts += tree.words(", ")
            parts += _reference(citation, page, anchors)
        return parts

    page.blocks = tree.walk(page.blocks, replace)


def _kind(identifier: str) -> str:
    return identifier.partition("-")[0].lower() if "-" in identifier else ""


def _reference(citation: Node, page: Page, anchors: dict[str, Anchor]) -> list[Node]:
    written = citation["citationId"]
    anchor = anchors.get(written) or anchors.get(written[:1].lower() + written[1:])
    lost = anchor is not None and anchor.chapter and anchor.number is None
    if anchor is None or lost:
        reason = "its chapter has no number" if lost else "there is no such label"
        place = page.document.locate(f"@{written}")
        page.messages.warn(place, f"unresolved reference @{written}: {reason}")
        mark = tree.attr(classes=["quarto-unresolved-ref"])
        return [tree.span(mark, tree.words(f"?{written}"))]
    target = "" if anchor.page == page.target else relative(page, anchor.page)
    here = not target
    fragment = "" if anchor.chapter and not here else f"#{anchor.id}"
    alone = citation["citationMode"]["t"] == "SuppressAuthor"
    words = _words(anchor, page, alone, citation["citationPrefix"])
    return [tree.link(words, target + fragment, ["quarto-xref"])]


def relative(page: Page, target: str) -> str:
    """Way from a page to another file of the site."""
    return posixpath.relpath(target, posixpath.dirname(page.target) or ".")


def _words(anchor: Anchor, page: Page, alone: bool, prefix: list[Node]) -> list[Node]:
    number = f"{anchor.number}{' ' + anchor.part if anchor.part else ''}"
    if anchor.kind == "sec" and (page.number is None or anchor.number is None):
        return _title(anchor, page)
    if alone:
        return tree.words(number)
    if prefix:
        return [*prefix, {"t": "Str", "c": f"\u00a0{number}"}]
    if anchor.kind == "sec":
        name = "sec" if not anchor.chapter else "apx" if anchor.appendix else "ch"
        return tree.words(f"{page.labels[f'crossref-{name}-prefix']} {number}")
    return tree.words(f"{_name(anchor, page)}\u00a0{number}")


def _name(anchor: Anchor, page: Page) -> str:
    if anchor.kind == "eq":
        return page.labels["crossref-eq-prefix"]
    if anchor.kind in PREFIXES:
        return page.labels[f"callout-{PREFIXES[anchor.kind]}-title"]
    name = page.labels[f"crossref-{anchor.kind}-title"]
    return page.labels.get(f"crossref-{anchor.kind}-prefix", name)


def _title(anchor: Anchor, page: Page) -> list[Node]:
    if not anchor.chapter:
        return list(anchor.title)
    if anchor.appendix:
        prefix = page.labels["crossref-apx-prefix"]
        return [*tree.words(f"{prefix} {anchor.number} — "), *anchor.title]
    return [*tree.words(f"{anchor.number}\u00a0 "), *anchor.title]
