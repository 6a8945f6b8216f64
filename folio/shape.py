"""Turn Quarto's constructs into the divisions and classes that the page shows.

The tree of a document is walked once from the top; each construct has its
function here or in :mod:`folio.boxes` and :mod:`folio.floats`.
"""

from __future__ import annotations

import itertools
from typing import Any

from folio import boxes, floats, known, tree
from folio.page import Page
from folio.source import yaml_scalar
from folio.tree import Node


def shape(page: Page) -> None:
    """Shape the blocks of a page in place."""
    page.blocks = boxes.visible(page.blocks, page)
    page.blocks = Shaper(page).blocks(page.blocks)


class Shaper:
    """Walks down the tree of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.notes = itertools.count(1)

    def blocks(self, blocks: list[Node], parent: floats.Float | None = None) -> list:
        """Shape a list of blocks; ``parent`` is the figure that they are part of."""
        shaped: list[Node] = []
        for block in blocks:
            shaped += self.block(block, parent)
        return shaped

    def block(self, block: Node, parent: floats.Float | None) -> list[Node]:
        """Shape one block into the blocks that replace it."""
        kind = block["t"]
        if kind == "Div":
            return self._div(block, parent)
        if kind == "Figure":
            return floats.figure(block, self, parent)
        if kind == "Table":
            return floats.table(block, self, parent)
        if kind == "CodeBlock":
            return self._code(block, parent)
        if kind in ("Para", "Plain"):
            return self._paragraph(block, parent)
        for inner in tree.containers(block):
            inner[:] = self.blocks(inner)
        return [block]

    def _paragraph(self, block: Node, parent: floats.Float | None) -> list[Node]:
        for span in tree.nodes(block, "Span"):
            if "aside" in tree.classes(span) and not self.page.is_deck:
                span["c"][0][1] = ["column-margin"]
                if block["c"] == [span]:
                    block = tree.div(span["c"][0], [tree.plain(span["c"][1])])
                    return [block]
        if self.page.options.get("reference-location") == "margin":
            return boxes.margin_notes(block, self)
        return floats.paragraph(block, self, parent)

    def _div(self, block: Node, parent: floats.Float | None) -> list[Node]:
        attributes, content = block["c"]
        names = attributes[1]
        self._name_unsupported(attributes)
        callout = next((n for n in names if n.startswith("callout-")), None)
        if callout:
            return boxes.callout(block, callout.removeprefix("callout-"), self)
        if "panel-tabset" in names:
            return boxes.tabset(block, self)
        if floats.is_theorem(attributes[0]):
            return floats.theorem(block, self)
        if floats.is_float(attributes[0]):
            return floats.division(block, self, parent)
        if "free-figure" in names:
            return floats.free(block, self)
        if any(tree.get(attributes, key) for key in known.LAYOUT):
            return [boxes.layout(attributes, self.blocks(content, parent), self.page)]
        if "aside" in names and self.page.is_deck:
            return [tree.raw("<aside>"), *self.blocks(content), tree.raw("</aside>")]
        if "aside" in names:
            names[names.index("aside")] = "column-margin"
        if "absolute" in names:
            boxes.place(attributes)
        if "panel-sidebar" in names:
            names.append("card")
        block["c"][1] = self.blocks(content, parent)
        return [block]

    def _name_unsupported(self, attributes: list[Any]) -> None:
        for name in known.UNSUPPORTED_CLASSES.intersection(attributes[1]):
            place = self.page.document.locate(f".{name}")
            self.page.messages.warn(place, f"unknown construct .{name}, left aside")
        for key, _ in attributes[2]:
            if key.startswith("layout") and key not in known.LAYOUT:
                place = self.page.document.locate(key)
                self.page.messages.warn(place, f"unknown attribute {key}, left aside")

    def _code(self, block: Node, parent: floats.Float | None) -> list[Node]:
        attributes, text = block["c"]
        numbers = tree.take(attributes, "code-line-numbers")
        if numbers not in (None, "false"):
            attributes[1].append("number-lines")
            if self.page.is_deck and numbers != "true":
                attributes[2].append(["code-line-numbers", numbers])
        fold = tree.take(attributes, "code-fold")
        summary = tree.take(attributes, "code-summary")
        filename = tree.take(attributes, "filename")
        caption = tree.take(attributes, "lst-cap")
        shaped = [block]
        if filename:
            head = tree.div(
                tree.attr(classes=["code-with-filename-file"]),
                [tree.raw("<pre><strong>"), tree.plain(tree.words(filename))]
                + [tree.raw("</strong></pre>")],
            )
            box = tree.attr(classes=["code-with-filename"])
            shaped = [tree.div(box, [head, block])]
        if attributes[0].startswith("lst-"):
            identifier, attributes[0] = attributes[0], ""
            words = tree.words(caption) if caption else []
            listing = floats.Float("lst", identifier, words, shaped)
            return floats.build(listing, self.page, parent)
        if fold not in (None, "false"):
            return self._folded(shaped, fold, summary)
        return shaped

    def _folded(self, blocks: list[Node], fold: str, summary: str | None) -> list[Node]:
        words = summary or self.page.labels["code-summary"]
        state = " open" if yaml_scalar(fold) == "show" else ""
        return [
            tree.raw(f'<details class="code-fold"{state}>'),
            *tree.wrapped("summary", tree.words(words)),
            *blocks,
            tree.raw("</details>"),
        ]
