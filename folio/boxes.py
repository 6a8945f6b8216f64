"""Callouts, tabs, columns of a layout, content shown on a condition."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from folio import settings, tree
from folio.errors import FolioError
from folio.page import Anchor, Page
from folio.source import yaml_scalar
from folio.tree import Node

if TYPE_CHECKING:
    from folio.shape import Shaper

CALLOUTS = ("note", "tip", "warning", "important", "caution")
#: Prefix of a callout's label → its kind.
PREFIXES = {
    "nte": "note",
    "tip": "tip",
    "wrn": "warning",
    "imp": "important",
    "cau": "caution",
}


def visible(blocks: list[Node], page: Page) -> list[Node]:
    """Drop what is hidden in this format, profile or project; unwrap the rest."""

    def choose(node: Node) -> list[Node] | None:
        if node["t"] not in ("Div", "Span"):
            return None
        names = tree.classes(node)
        shown = "content-visible" in names
        if not shown and "content-hidden" not in names:
            return None
        holds = _holds(node, page)
        return node["c"][1] if (holds if shown else not holds) else []

    return tree.walk(blocks, choose)


def _holds(node: Node, page: Page) -> bool:
    formats = {"html", "html:js", "revealjs" if page.is_deck else "html"}
    result = True
    for key, value in tree.attributes(node)[2]:
        test, _, subject = key.partition("-")
        if subject == "format":
            found = value in formats
        elif subject == "profile":
            found = value in page.project.profiles
        elif subject == "meta":
            found = bool(settings.find(page.options, value))
        else:
            continue
        result = result and found == (test == "when")
    return result


def callout(block: Node, kind: str, shaper: Shaper) -> list[Node]:
    """A callout: title bar and body; ``details`` when it can be folded."""
    attributes, content = block["c"]
    page = shaper.page
    if kind not in CALLOUTS:
        place = page.document.locate(f"callout-{kind}")
        page.messages.warn(place, f"unknown callout {kind}, shown as a note")
        kind = "note"
    title, content = _callout_title(attributes, content)
    appearance = tree.take(attributes, "appearance") or "default"
    icon = yaml_scalar(tree.take(attributes, "icon") or "true")
    collapse = tree.take(attributes, "collapse")
    identifier = attributes[0]
    if identifier[:4] in {f"{prefix}-" for prefix in PREFIXES}:
        number = page.count(identifier[:3])
        name = page.labels[f"callout-{PREFIXES[identifier[:3]]}-title"]
        page.add(Anchor(identifier, identifier[:3], number, title=title))
        label = tree.words(f"{name}\u00a0{number}")
        title = label + (tree.words(": ") + title if title else [])
    elif not title and appearance != "minimal":
        title = tree.words(page.labels[f"callout-{kind}-title"])
    style = "default" if appearance == "default" else "simple"
    names = ["callout", f"callout-style-{style}", f"callout-{kind}"]
    names += ["callout-titled"] if title else []
    names += ["no-icon"] if icon is False or appearance == "minimal" else []
    names += [n for n in attributes[1] if not n.startswith("callout-")]
    body = tree.div(
        tree.attr(classes=["callout-body-container", "callout-body"]),
        shaper.blocks(content),
    )
    if collapse is None:
        head = [_callout_head(title, "div")] if title else []
        whole = [identifier, names, attributes[2]]
        return [tree.div(whole, [block for part in head for block in part] + [body])]
    state = "" if yaml_scalar(collapse) else " open"
    mark = f' id="{identifier}"' if identifier else ""
    return [
        tree.raw(f'<details class="{" ".join(names)}"{mark}{state}>'),
        *_callout_head(title, "summary"),
        body,
        tree.raw("</details>"),
    ]


def _callout_title(attributes: list, content: list[Node]) -> tuple[list, list[Node]]:
    written = tree.take(attributes, "title")
    if written:
        return tree.words(written), content
    if content and content[0]["t"] == "Header":
        return content[0]["c"][2], content[1:]
    return [], content


def _callout_head(title: list[Node], tag: str) -> list[Node]:
    return [
        tree.raw(
            f'<{tag} class="callout-header"><span class="callout-icon-container" '
            f'aria-hidden="true"><i class="callout-icon"></i></span>'
            f'<span class="callout-title-container">'
        ),
        tree.plain(title),
        tree.raw(f"</span></{tag}>"),
    ]


def tabset(block: Node, shaper: Shaper) -> list[Node]:
    """Tabs: one panel for each heading of the level of the first one."""
    attributes, content = block["c"]
    page = shaper.page
    first = next((b for b in content if b["t"] == "Header"), None)
    if first is None:
        place = page.document.locate("panel-tabset")
        page.messages.warn(place, "a tabset without headings has no tabs")
        return [tree.div(attributes, shaper.blocks(content))]
    panels: list[tuple[Node, list[Node]]] = []
    for inner in content:
        if inner["t"] == "Header" and inner["c"][0] == first["c"][0]:
            panels.append((inner, []))
        elif panels:
            panels[-1][1].append(inner)
    page.tabsets += 1
    name = f"tabset-{page.tabsets}"
    pills = "nav-pills" in attributes[1]
    look = "nav-pills" if pills else "nav-tabs"
    tabs: list[Node] = [tree.raw(f'<ul class="nav {look}" role="tablist">')]
    panes: list[Node] = []
    for number, (head, inside) in enumerate(panels, 1):
        here = f"{name}-{number}"
        on = number == 1
        tabs += _tab(here, head["c"][2], on)
        pane = tree.attr(
            here,
            ["tab-pane", *(["active"] if on else [])],
            role="tabpanel",
            aria_labelledby=f"{here}-tab",
            tabindex="0",
        )
        panes.append(tree.div(pane, shaper.blocks(inside)))
    tabs.append(tree.raw("</ul>"))
    group = tree.take(attributes, "group")
    pairs = attributes[2] + ([["data-group", group]] if group else [])
    body = tree.div(tree.attr(classes=["tab-content"]), panes)
    return [tree.div([attributes[0], attributes[1], pairs], [*tabs, body])]


def _tab(name: str, title: list[Node], on: bool) -> list[Node]:
    chosen, focus = ("true", "0") if on else ("false", "-1")
    return [
        tree.raw(
            '<li class="nav-item" role="presentation">'
            f'<button type="button" class="nav-link{" active" if on else ""}" '
            f'id="{name}-tab" role="tab" aria-controls="{name}" '
            f'aria-selected="{chosen}" tabindex="{focus}">'
        ),
        tree.plain(title),
        tree.raw("</button></li>"),
    ]


def layout(attributes: list, blocks: list[Node], page: Page) -> Node:
    """A panel whose blocks stand in rows."""
    names = ["quarto-layout-panel", *attributes[1]]
    pairs = [[k, v] for k, v in attributes[2] if not k.startswith("layout")]
    return tree.div([attributes[0], names, pairs], rows(attributes, blocks, page))


def rows(attributes: list, blocks: list[Node], page: Page) -> list[Node]:
    """Rows of cells, from ``layout-ncol``, ``layout-nrow`` or ``layout``.

    Raises
    ------
    FolioError
        When the layout cannot be read.
    """
    cells = _cells(blocks)
    remaining = iter(cells)
    shaped = []
    try:
        widths = _widths(attributes, len(cells))
    except (ValueError, TypeError):
        written = next(v for k, v in attributes[2] if k.startswith("layout"))
        where = page.document.locate(written)
        raise FolioError(f"{where}: cannot read the layout {written}.") from None
    for row in widths:
        whole = sum(width for width in row if width > 0) or 1
        inside = []
        for width in row:
            if width < 0:
                continue
            share = f"{100 * width / whole:.1f}".removesuffix(".0")
            style = f"flex-basis: {share}%;"
            names = tree.attr(classes=["quarto-layout-cell"], style=style)
            cell = next(remaining, None)
            if cell is not None:
                inside.append(tree.div(names, [cell]))
        if inside:
            row_names = tree.attr(classes=["quarto-layout-row"])
            shaped.append(tree.div(row_names, inside))
    return shaped


def _cells(blocks: list[Node]) -> list[Node]:
    cells = []
    for block in blocks:
        images = tree.only_images(block)
        if images and len(images) > 1:
            cells += [{"t": "Para", "c": [image]} for image in images]
        else:
            cells.append(block)
    return cells


def _widths(attributes: list, count: int) -> list[list[float]]:
    written = tree.get(attributes, "layout")
    if written:
        rows = json.loads(written)
        return rows if rows and isinstance(rows[0], list) else [rows]
    columns = int(tree.get(attributes, "layout-ncol") or 0)
    if not columns:
        lines = int(tree.get(attributes, "layout-nrow") or 1)
        columns = math.ceil(count / lines)
    return [[1.0] * columns for _ in range(math.ceil(count / max(columns, 1)))]


def place(attributes: list) -> None:
    """Turn ``top``, ``left``… of an absolute box into a style."""
    parts = []
    for side in ("top", "left", "right", "bottom", "width", "height"):
        value = tree.take(attributes, side)
        if value is not None:
            unit = "px" if value.lstrip("-").isdigit() else ""
            parts.append(f"{side}: {value}{unit}")
    style = tree.take(attributes, "style")
    attributes[2].append(["style", "; ".join(parts + ([style] if style else []))])


def margin_notes(block: Node, shaper: Shaper) -> list[Node]:
    """Put the notes of a paragraph beside it (``reference-location: margin``)."""
    notes: list[Node] = []

    def action(node: Node) -> Node | None:
        if node["t"] != "Note":
            return None
        number = str(next(shaper.notes))
        digits = {"t": "Superscript", "c": tree.words(number)}
        first, *rest = node["c"]
        first["c"] = [digits, {"t": "Space"}, *first["c"]]
        notes.append(tree.div(tree.attr(f"fn{number}"), [first, *rest]))
        marks = tree.attr(f"fnref{number}", ["footnote-ref"], role="doc-noteref")
        return {"t": "Link", "c": [marks, [digits], [f"#fn{number}", ""]]}

    block = tree.walk(block, action)
    margin = tree.attr(classes=["column-margin"])
    return [block, tree.div(margin, notes)] if notes else [block]
