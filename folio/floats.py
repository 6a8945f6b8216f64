"""Figures, tables, listings, equations and theorems: numbers and captions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from folio import boxes, tree
from folio.page import Anchor, Page
from folio.tree import Node

if TYPE_CHECKING:
    from folio.shape import Shaper

THEOREMS = ("thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr")
EQUATION = re.compile(r"^\{#(eq-[\w:.-]+)\}(.*)$", re.DOTALL)


@dataclass
class Float:
    """Something with a number and a caption.

    Attributes
    ----------
    kind : str
        ``fig``, ``tbl`` or ``lst``.
    id : str
        Identifier.
    caption : list
        Inlines of the caption.
    content : list
        Blocks that it shows.
    classes : list of str
        Classes of the author.
    pairs : list
        Attributes of the author.
    number : str
        Given when it is placed; parts of a figure count on it.
    """

    kind: str
    id: str
    caption: list[Node]
    content: list[Node]
    classes: list[str] = field(default_factory=list)
    pairs: list[list[str]] = field(default_factory=list)
    number: str = ""
    parts: int = 0


def is_float(identifier: str) -> bool:
    """Whether an identifier asks for a number and a caption."""
    return identifier.startswith(("fig-", "tbl-", "lst-"))


def is_theorem(identifier: str) -> bool:
    """Whether an identifier is that of a theorem or its like."""
    return identifier[:3] in THEOREMS and identifier[3:4] == "-"


def number(float_: Float, page: Page, parent: Float | None) -> list[Node]:
    """Give a number (or a letter, inside another) and return the label."""
    if parent is not None:
        parent.parts += 1
        letter = f"({chr(ord('a') + parent.parts - 1)})"
        page.add(Anchor(float_.id, parent.kind, parent.number, letter))
        return tree.words(f"{letter} ") if float_.caption else tree.words(letter)
    float_.number = page.count(float_.kind)
    page.add(Anchor(float_.id, float_.kind, float_.number))
    name = page.labels[f"crossref-{float_.kind}-title"]
    colon = ": " if float_.caption else ""
    return tree.words(f"{name}\u00a0{float_.number}{colon}")


def build(
    float_: Float, page: Page, parent: Float | None, label: list[Node] | None = None
) -> list[Node]:
    """Blocks of a float: a division with its identifier, figure and caption."""
    if label is None:
        label = number(float_, page, parent)
    where = next((v for k, v in float_.pairs if k == "cap-location"), None)
    default = page.options.get(f"{float_.kind}-cap-location")
    where = where or default or ("bottom" if float_.kind == "fig" else "top")
    kind = f"quarto-float-{float_.kind}"
    align = next((v for k, v in float_.pairs if k == "fig-align"), "center")
    names = ["quarto-float"]
    if float_.kind == "fig":
        names += ["quarto-figure", f"quarto-figure-{align}"]
    caption_classes = f"quarto-float-caption-{where} quarto-float-caption {kind}"
    caption = tree.wrapped("figcaption", label + float_.caption, class_=caption_classes)
    body = [*caption, *float_.content] if where == "top" else float_.content + caption
    figure = f'<figure class="quarto-float {kind} figure">'
    inside = [tree.raw(figure), *body, tree.raw("</figure>")]
    own = [[k, v] for k, v in float_.pairs if k.startswith(("data-", "style"))]
    return [tree.div([float_.id, names + float_.classes, own], inside)]


def figure(block: Node, shaper: Shaper, parent: Float | None) -> list[Node]:
    """An image that stands alone with a caption."""
    attributes, (_, caption), content = block["c"]
    image = next(tree.nodes(content, "Image"), None)
    words = caption[0]["c"] if caption else []
    if image is not None:
        describe(image, captioned=True)
    own = image["c"][0] if image is not None else tree.attr()
    if not is_float(attributes[0]):
        attributes[1] = ["figure", *attributes[1]]
        attributes[2] = []
        return [block]
    pairs = attributes[2] + own[2]
    extra = [name for name in attributes[1] + own[1] if name.startswith("column-")]
    classes = attributes[1] + [n for n in own[1] if n not in attributes[1]]
    own[1] = ["img-fluid", "figure-img"]
    own[2] = [[k, v] for k, v in own[2] if k not in ("fig-align", "cap-location")]
    content = [_unwrapped(inner) for inner in content]
    made = Float("fig", attributes[0], words, content, classes or extra, pairs)
    return build(made, shaper.page, parent)


def _unwrapped(block: Node) -> Node:
    return {"t": "Para", "c": block["c"]} if block["t"] == "Plain" else block


def describe(image: Node, captioned: bool = False) -> None:
    """Set the alternative text: the author's one, never the caption."""
    attributes = image["c"][0]
    alt = tree.take(attributes, "fig-alt")
    if alt is None:
        alt = tree.get(attributes, "alt")
    if alt is None and captioned:
        alt = ""
    if alt is not None:
        tree.take(attributes, "alt")
        attributes[2].append(["alt", alt])
        image["c"][1] = []


def paragraph(block: Node, shaper: Shaper, parent: Float | None) -> list[Node]:
    """A paragraph: perhaps a linked image with a number, or an equation."""
    images = tree.only_images(block)
    if images and len(images) == 1:
        inline = images[0]
        image = inline["c"][1][0] if inline["t"] == "Link" else inline
        identifier = tree.identifier(image)
        if is_float(identifier):
            image["c"][0][0] = ""
            caption = image["c"][1]
            describe(image, captioned=True)
            content = [{"t": "Para", "c": [inline]}]
            made = Float("fig", identifier, caption, content)
            return build(made, shaper.page, parent)
    for image in tree.nodes(block, "Image"):
        describe(image, captioned=not image["c"][1])
    return _equations(block, shaper.page)


def _equations(block: Node, page: Page) -> list[Node]:
    inlines, blocks, rest = block["c"], [], []
    position = 0
    while position < len(inlines):
        inline = inlines[position]
        position += 1
        if inline["t"] != "Math" or inline["c"][0]["t"] != "DisplayMath":
            rest.append(inline)
            continue
        after = position
        while after < len(inlines) and inlines[after]["t"] in ("Space", "SoftBreak"):
            after += 1
        word = inlines[after] if after < len(inlines) else {"t": ""}
        found = EQUATION.match(word["c"]) if word["t"] == "Str" else None
        if not found:
            rest.append(inline)
            continue
        identifier = found.group(1)
        given = page.count("eq")
        page.add(Anchor(identifier, "eq", given))
        mark = tree.span(
            tree.attr(classes=["equation-number"]), tree.words(f"({given})")
        )
        if rest:
            blocks.append({"t": block["t"], "c": rest})
        equation = [{"t": "Para", "c": [inline]}, tree.plain([mark])]
        blocks.append(tree.div(tree.attr(identifier, ["equation"]), equation))
        rest = tree.words(found.group(2)) if found.group(2) else []
        position = after + 1
    if not blocks:
        return [block]
    while rest and rest[0]["t"] in ("Space", "SoftBreak"):
        rest.pop(0)
    return [*blocks, {"t": block["t"], "c": rest}] if rest else blocks


def table(block: Node, shaper: Shaper, parent: Float | None) -> list[Node]:
    """A Markdown table, with a number when its caption has a label."""
    attributes, (short, caption), columns = block["c"][:3]
    widths = tree.take(attributes, "tbl-colwidths")
    if widths:
        _set_widths(columns, [float(w) for w in re.findall(r"[\d.]+", widths)])
    identifier, names = attributes[0], attributes[1]
    attributes[1] = ["caption-top", "table", *names]
    if not identifier.startswith("tbl-"):
        return [block]
    words = caption[0]["c"] if caption else []
    block["c"][0] = ["", attributes[1], []]
    block["c"][1] = [short, []]
    made = Float("tbl", identifier, words, [block], [], attributes[2])
    return build(made, shaper.page, parent)


def _set_widths(columns: list, widths: list[float]) -> None:
    for column, width in zip(columns, widths, strict=False):
        column[1] = {"t": "ColWidth", "c": width / (sum(widths) or 1)}


def division(block: Node, shaper: Shaper, parent: Float | None) -> list[Node]:
    """A division with a float's identifier: its last paragraph is the caption."""
    attributes, content = block["c"]
    kind = attributes[0][:3]
    caption, content = _caption(kind, content)
    if len(content) == 1 and "cell-output" in tree.classes(content[0]):
        content = content[0]["c"][1]
    made = Float(kind, attributes[0], caption, [], attributes[1], attributes[2])
    label = number(made, shaper.page, parent)
    content = [_uncaptioned(inner) for inner in content]
    shaped = shaper.blocks(content, parent or made)
    if any(key.startswith("layout") for key, _ in attributes[2]):
        shaped = boxes.rows(attributes, shaped, shaper.page)
        made.classes = ["quarto-layout-panel", *made.classes]
    made.content = shaped
    return build(made, shaper.page, parent, label)


def _uncaptioned(block: Node) -> Node:
    """Take an image without caption out of Pandoc's own figure."""
    if block["t"] == "Figure" and not block["c"][1][1]:
        return {"t": "Para", "c": block["c"][2][0]["c"]}
    return block


def _caption(kind: str, content: list[Node]) -> tuple[list[Node], list[Node]]:
    for position, block in enumerate(content):
        if "float-caption" in tree.classes(block):
            rest = content[:position] + content[position + 1 :]
            return _words(block["c"][1]), rest
        own = tree.identifier(block)
        if kind == "tbl" and block["t"] == "Table" and block["c"][1][1] and not own:
            words = _words(block["c"][1][1])
            block["c"][1] = [None, []]
            return words, content
    if len(content) > 1 and content[-1]["t"] == "Para":
        return content[-1]["c"], content[:-1]
    return [], content


def _words(blocks: list[Node]) -> list[Node]:
    words: list[Node] = []
    for block in blocks:
        words += ([{"t": "Space"}] if words else []) + block.get("c", [])
    return words


def free(block: Node, shaper: Shaper) -> list[Node]:
    """A cell's figure without a label: a caption, no number."""
    attributes, content = block["c"]
    caption, content = _caption("", content)
    for image in tree.nodes(content, "Image"):
        image["c"][0][1].append("figure-img")
    body = shaper.blocks(content)
    words = tree.wrapped("figcaption", caption) if caption else []
    top = tree.get(attributes, "cap-location") == "top"
    inside = [*words, *body] if top else [*body, *words]
    return [tree.raw('<figure class="figure">'), *inside, tree.raw("</figure>")]


def theorem(block: Node, shaper: Shaper) -> list[Node]:
    """A theorem or its like: its name, number and title open its text."""
    attributes, content = block["c"]
    kind = attributes[0][:3]
    given = shaper.page.count(kind)
    shaper.page.add(Anchor(attributes[0], kind, given))
    name = f"{shaper.page.labels[f'crossref-{kind}-title']} {given}"
    if content and content[0]["t"] == "Header":
        title, content = content[0]["c"][2], content[1:]
        name_words = [*tree.words(f"{name} ("), *title, {"t": "Str", "c": ")"}]
    else:
        name_words = tree.words(name)
    strong = [{"t": "Strong", "c": name_words}]
    mark = [tree.span(tree.attr(classes=["theorem-title"]), strong), {"t": "Space"}]
    if content and content[0]["t"] == "Para":
        content[0]["c"] = mark + content[0]["c"]
    else:
        content = [{"t": "Para", "c": mark}, *content]
    attributes[1] = ["theorem", *attributes[1]]
    return [tree.div(attributes, shaper.blocks(content))]
