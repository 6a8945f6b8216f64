"""Citations and bibliographies, through Pandoc's citeproc."""

from __future__ import annotations

import json
import re
from typing import Any

from folio import crossref, pandoc, settings, tree
from folio.page import Page
from folio.tree import Node

MISSING = re.compile(r"citation (\S+) not found")


def files(page: Page) -> list[str]:
    """Bibliographies of a page, as paths on this machine.

    Those of ``_quarto.yml`` stand beside it, those of a document beside it.
    """
    found = []
    own = settings.listed(page.document.metadata.get("bibliography"))
    for name in settings.listed(page.options.get("bibliography")):
        start = page.project.folder
        if name in own:
            start = (start / page.source).parent
        path = start / name
        if path.is_file():
            found.append(str(path))
        else:
            place = page.document.locate(name)
            page.messages.warn(place, f"missing bibliography: {name}")
    return found


def keys(page: Page) -> list[str]:
    """Works that a page cites (or only lists: ``nocite``)."""
    blocks = [page.blocks, page.meta.get("nocite", [])]
    return [
        c["citationId"] for node in tree.nodes(blocks, "Cite") for c in node["c"][0]
    ]


def holds_list(page: Page) -> bool:
    """Whether the author put the list of works on this page."""
    return any(
        tree.identifier(node) == "refs" for node in tree.nodes(page.blocks, "Div")
    )


def resolve(page: Page, listing: Page | None, cited: list[str]) -> None:
    """Write the citations of a page, and the list of works where it belongs.

    Parameters
    ----------
    page : Page
        Its blocks are changed.
    listing : Page or None
        The page of the book that holds the list; None when each page has its own.
    cited : list of str
        Every work that the book cites.
    """
    bibliographies = files(page)
    is_list = listing is page
    if not bibliographies:
        for key in keys(page):
            _name_unknown(page, key)
        return
    if not is_list and not keys(page):
        return
    listed = cited if is_list else keys(page) if "nocite" in page.meta else []
    meta = _meta(page, bibliographies, listed)
    text = pandoc.document(page.blocks, meta)
    output, said = pandoc.run(text, "--from=json", "--to=json", "--citeproc")
    for line in said:
        found = MISSING.search(line)
        if found:
            _name_unknown(page, found.group(1))
    blocks = json.loads(output)["blocks"]
    if listing is None or is_list:
        page.blocks = [b for b in blocks if tree.identifier(b) != "refs" or b["c"][1]]
        return
    # Citeproc links only to a list that it writes: the book's is on another page.
    page.blocks = [b for b in blocks if tree.identifier(b) != "refs"]
    _aim(page, crossref.relative(page, listing.target))


def _name_unknown(page: Page, key: str) -> None:
    place = page.document.locate(f"@{key}")
    page.messages.warn(place, f"unknown citation @{key}")


def _meta(page: Page, bibliographies: list[str], listed: list[str]) -> dict[str, Any]:
    nocite = [
        {
            "citationId": key,
            "citationPrefix": [],
            "citationSuffix": [],
            "citationMode": {"t": "AuthorInText"},
            "citationNoteNum": 0,
            "citationHash": 0,
        }
        for key in listed
    ]
    meta: dict[str, Any] = {
        "bibliography": _strings(bibliographies),
        "lang": {"t": "MetaString", "c": page.language},
        "link-citations": {"t": "MetaBool", "c": True},
    }
    if nocite:
        cite = {"t": "Cite", "c": [nocite, tree.words("@")]}
        meta["nocite"] = {"t": "MetaInlines", "c": [cite]}
    if page.options.get("csl"):
        path = page.project.folder / page.options["csl"]
        meta["csl"] = {"t": "MetaString", "c": str(path)}
    return meta


def _strings(values: list[str]) -> Node:
    return {"t": "MetaList", "c": [{"t": "MetaString", "c": v} for v in values]}


def _aim(page: Page, target: str) -> None:
    def action(node: Node) -> None:
        if node["t"] == "Link" and node["c"][2][0].startswith("#ref-"):
            node["c"][2][0] = target + node["c"][2][0]

    page.blocks = tree.walk(page.blocks, action)
