"""Read ``_quarto.yml`` and front matter, keep the lines, name what is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from folio.errors import FolioError
from folio.messages import Messages, Place


def load(text: str, file: str, first: int = 1) -> tuple[dict[str, Any], dict]:
    """Parse YAML and remember the line of every key.

    Parameters
    ----------
    text : str
        YAML mapping.
    file : str
        Name for messages.
    first : int
        Line of the file where the text starts.

    Returns
    -------
    tuple of dict and dict
        The settings, and ``{path: line}`` with paths such as ``("book", "title")``.

    Raises
    ------
    FolioError
        When the text is not a YAML mapping.
    """
    try:
        values = yaml.safe_load(text) or {}
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line + first if mark else first)
        reason = getattr(error, "problem", None) or "not YAML"
        raise FolioError(f"{place}: cannot read the settings: {reason}.") from None
    if not isinstance(values, dict):
        raise FolioError(f"{Place(file, first)}: expected settings (key: value).")
    return values, {path: line + first for path, line in _lines(tree, ())}


def _lines(node: yaml.Node | None, path: tuple) -> Iterator[tuple[tuple, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            yield here, key.start_mark.line
            yield from _lines(value, here)


def name_unknown(lines: dict, known: dict, file: str, messages: Messages) -> None:
    """Warn of each setting that is not in the table of known ones."""
    for path, line in lines.items():
        here: Any = known
        for depth, key in enumerate(path):
            if here is ... or not isinstance(here, dict):
                break
            if key not in here:
                if depth == len(path) - 1:
                    name = ".".join(map(str, path))
                    messages.warn(
                        Place(file, line), f"unknown setting {name}, left aside"
                    )
                break
            here = here[key]


def merge(base: Any, over: Any) -> Any:
    """Lay settings over others, as Quarto merges a profile.

    Mappings merge key by key, lists are joined without repeats, the rest is replaced.
    """
    if isinstance(base, dict) and isinstance(over, dict):
        return {
            **base,
            **{k: merge(base[k], v) if k in base else v for k, v in over.items()},
        }
    if isinstance(base, list) and isinstance(over, list):
        return base + [item for item in over if item not in base]
    return over


def listed(value: Any) -> list[Any]:
    """A setting that may be absent, one value or a list, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def options(project: dict, metadata: dict, name: str) -> dict[str, Any]:
    """Settings that hold for one document in one format.

    The document's own come over the project's; within each, those under
    ``format`` come over those at the top.
    """
    result: dict[str, Any] = {}
    for level in (project, metadata):
        top = {k: v for k, v in level.items() if k not in ("project", "book", "format")}
        formats = level.get("format")
        chosen = formats.get(name) if isinstance(formats, dict) else None
        for part in (top, chosen if isinstance(chosen, dict) else {}):
            for key, value in part.items():
                old = result.get(key)
                both = isinstance(old, dict) and isinstance(value, dict)
                result[key] = {**old, **value} if both else value
    return result


def front_matter(text: str) -> tuple[str, int]:
    """The YAML at the start of a document and the number of lines it takes."""
    found = re.match(r"---[ \t]*\n(.*?\n)?(---|\.\.\.)[ \t]*(\n|$)", text, re.DOTALL)
    if not found:
        return "", 0
    return found.group(1) or "", found.group(0).count("\n") or 1


def find(settings: dict, path: str) -> Any:
    """Value at a dotted path, or None."""
    value: Any = settings
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def whole(options: dict[str, Any], key: str, default: int) -> int:
    """A setting that must be a whole number.

    Raises
    ------
    FolioError
        When it is something else.
    """
    value = options.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise FolioError(f"{key}: expected a whole number, found {value!r}.")
    return value


def read_text(path: Path, name: str) -> str:
    """Text of a file of the project.

    Raises
    ------
    FolioError
        When it is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FolioError(f"{Place(name, line)}: not UTF-8. Save it as UTF-8.") from None


def read_file(path: Path, name: str) -> tuple[dict[str, Any], dict]:
    """Settings of a YAML file with their lines."""
    return load(read_text(path, name), name)
