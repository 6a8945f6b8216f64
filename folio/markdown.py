"""Write Markdown as Pandoc reads it: code blocks, divisions, attributes."""

from __future__ import annotations

import re
from typing import Any


def fenced(text: str, header: str = "") -> str:
    """A code block whose fence is longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{header}\n{text}\n{fence}"


def opened(classes: list[str], identifier: str = "", **pairs: Any) -> str:
    """Attributes in braces, as Pandoc reads them."""
    words = [f"#{identifier}"] if identifier else []
    words += [f".{name}" for name in classes if name]
    for key, value in pairs.items():
        if value is not None:
            text = str(value).replace("\\", "\\\\").replace('"', '\\"')
            words.append(f'{key.replace("_", "-")}="{text}"')
    return "{" + " ".join(words) + "}"


def box(attributes: str, *contents: str) -> str:
    """A division."""
    inside = "\n\n".join(text for text in contents if text)
    return f"::: {attributes}\n\n{inside}\n\n:::"


def caption(texts: list[Any]) -> str:
    """A caption, marked so that it is found again in the tree."""
    return box("{.float-caption}", str(texts[0])) if texts else ""


def word(value: Any) -> str | None:
    """A setting as the value of an attribute."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
