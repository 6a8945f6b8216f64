"""Pandoc's document tree (its JSON form): make, read and walk nodes.

An attribute is ``[id, classes, [[key, value], …]]``; see pandoc-types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

Node = dict[str, Any]
Attr = list[Any]


def attr(id: str = "", classes: list[str] | None = None, **pairs: str) -> Attr:
    """Make an attribute; underscores in names become hyphens."""
    return [
        id,
        list(classes or []),
        [[key.replace("_", "-"), value] for key, value in pairs.items()],
    ]


def div(attributes: Attr, blocks: list[Node]) -> Node:
    """Make a division."""
    return {"t": "Div", "c": [attributes, blocks]}


def span(attributes: Attr, inlines: list[Node]) -> Node:
    """Make a span."""
    return {"t": "Span", "c": [attributes, inlines]}


def plain(inlines: list[Node]) -> Node:
    """Make a block of inlines without a paragraph around it."""
    return {"t": "Plain", "c": inlines}


def raw(html: str) -> Node:
    """Make a block of HTML that is written as it is."""
    return {"t": "RawBlock", "c": ["html", html]}


def link(inlines: list[Node], target: str, classes: list[str] | None = None) -> Node:
    """Make a link."""
    return {"t": "Link", "c": [attr(classes=classes), inlines, [target, ""]]}


def words(text: str) -> list[Node]:
    """Turn plain text into inlines; ordinary spaces may break lines."""
    inlines: list[Node] = []
    for index, word in enumerate(text.replace("'", "\u2019").split(" ")):
        if index:
            inlines.append({"t": "Space"})
        if word:
            inlines.append({"t": "Str", "c": word})
    return inlines


def wrapped(tag: str, inlines: list[Node], **attributes: str) -> list[Node]:
    """Put inlines into an HTML element that Pandoc has no node for."""
    pairs = "".join(f' {k.rstrip("_")}="{escape(v)}"' for k, v in attributes.items())
    return [raw(f"<{tag}{pairs}>"), plain(inlines), raw(f"</{tag}>")]


def attributes(node: Node) -> Attr | None:
    """Attribute of a node that has one; it may be changed in place."""
    if node["t"] in ("Div", "Span", "Code", "CodeBlock", "Link", "Image"):
        return node["c"][0]
    if node["t"] in ("Figure", "Table"):
        return node["c"][0]
    if node["t"] == "Header":
        return node["c"][1]
    return None


def identifier(node: Node) -> str:
    """Identifier of a node, empty when it has none."""
    found = attributes(node)
    return found[0] if found else ""


def classes(node: Node) -> list[str]:
    """Classes of a node."""
    found = attributes(node)
    return found[1] if found else []


def get(attributes: Attr, key: str, default: str | None = None) -> str | None:
    """Value of a key of an attribute."""
    return next((v for k, v in attributes[2] if k == key), default)


def take(attributes: Attr, key: str) -> str | None:
    """Remove a key from an attribute and return its value."""
    value = get(attributes, key)
    attributes[2] = [[k, v] for k, v in attributes[2] if k != key]
    return value


def walk(value: Any, action: Callable[[Node], Node | list[Node] | None]) -> Any:
    """Rebuild a tree from its leaves up.

    Parameters
    ----------
    value : Any
        A node, or any list that holds nodes.
    action : callable
        Gets each node once its children are done; returns the node to put there,
        a list to put in its place, or None to keep it.
    """
    if isinstance(value, list):
        result = []
        for item in value:
            new = walk(item, action)
            if isinstance(item, dict) and isinstance(new, list):
                result.extend(new)
            else:
                result.append(new)
        return result
    if isinstance(value, dict):
        node = {key: walk(child, action) for key, child in value.items()}
        if "t" in node:
            changed = action(node)
            return node if changed is None else changed
        return node
    return value


def nodes(value: Any, *kinds: str) -> Iterator[Node]:
    """Yield the nodes of some kinds, in the order of the document."""
    if isinstance(value, list):
        for item in value:
            yield from nodes(item, *kinds)
    elif isinstance(value, dict):
        if value.get("t") in kinds:
            yield value
        for child in value.values():
            yield from nodes(child, *kinds)


def text(value: Any) -> str:
    """Text of inlines or blocks, without markup."""
    if isinstance(value, list):
        return "".join(text(item) for item in value)
    if not isinstance(value, dict):
        return ""
    kind, content = value.get("t"), value.get("c")
    if kind == "Str":
        return content
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind in ("Code", "Math", "CodeBlock"):
        return content[1]
    if kind == "Quoted":
        opening, closing = (
            ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
        )
        return f"{opening}{text(content[1])}{closing}"
    if kind in ("Note", "RawInline", "RawBlock"):
        return ""
    if kind in ("Link", "Span", "Cite"):
        return text(content[1])
    if kind == "Image":
        return ""
    return text(content)


def only_images(node: Node) -> list[Node] | None:
    """Images of a paragraph that holds nothing else (linked ones included)."""
    if node["t"] not in ("Para", "Plain"):
        return None
    inlines = [i for i in node["c"] if i["t"] not in ("Space", "SoftBreak")]
    for inline in inlines:
        inner = inline["c"][1] if inline["t"] == "Link" else [inline]
        if len(inner) != 1 or inner[0]["t"] != "Image":
            return None
    return inlines or None


def containers(block: Node) -> list[list[Node]]:
    """The lists of blocks that a block holds directly."""
    kind, content = block["t"], block.get("c")
    if kind == "BlockQuote":
        return [content]
    if kind == "Div":
        return [content[1]]
    if kind == "Figure":
        return [content[2]]
    if kind == "BulletList":
        return content
    if kind == "OrderedList":
        return content[1]
    if kind == "DefinitionList":
        return [blocks for _, definitions in content for blocks in definitions]
    return []
