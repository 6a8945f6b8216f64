"""Read a ``.qmd`` file: includes, shortcodes, code cells, inline code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from folio import known, settings
from folio.errors import FolioError
from folio.messages import Messages, Place
from folio.project import Project

FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})\s*(.*?)\s*$")
INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(\S+)\s*>\}\}\s*$")
INLINE = re.compile(r"(?<!`)`\{python\}\s+([^`]+)`")
SHORTCODE = re.compile(r"\{\{(\{?)<\s*(.*?)\s*>(\}?)\}\}")


@dataclass(frozen=True)
class Line:
    """One line of text and where it stands."""

    text: str
    place: Place


@dataclass(frozen=True)
class Cell:
    """A code cell.

    Attributes
    ----------
    code : str
        Code without the ``#|`` lines.
    options : dict
        Its ``#|`` options.
    place : Place
        Line of its opening fence.
    first : int
        Line of the first line of ``code``.
    """

    code: str
    options: dict[str, Any]
    place: Place
    first: int
    indent: str = ""


@dataclass(frozen=True)
class Inline:
    """An expression in the text, shown by its value."""

    code: str
    place: Place


@dataclass
class Document:
    """A source file, split into text, cells and inline code.

    Attributes
    ----------
    source : str
        Path relative to the project.
    metadata : dict
        Front matter.
    parts : list
        The text with its shortcodes replaced, cells and inline code, in order.
    lines : list of Line
        Every line with the place it comes from, includes resolved.
    heading : str
        The first heading of level 1, as it is written.
    """

    source: str
    metadata: dict[str, Any]
    parts: list[str | Cell | Inline] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    heading: str = ""

    def locate(self, needle: str) -> Place:
        """First line that holds a text, for messages."""
        for line in self.lines:
            if needle in line.text:
                return line.place
        return Place(self.source)


def read(project: Project, source: str) -> Document:
    """Read one document of a project.

    Parameters
    ----------
    project : Project
        Gives variables, metadata and the place for messages.
    source : str
        Path relative to the project.

    Raises
    ------
    FolioError
        When an included file is missing or a cell's options are not YAML.
    """
    whole = settings.read_text(project.folder / source, source)
    yaml_text, skipped = settings.front_matter(whole)
    metadata, places = settings.load(yaml_text, source, first=2)
    settings.name_unknown(places, known.DOCUMENT, source, project.messages)
    lines = _with_includes(project, source, whole.splitlines()[skipped:], skipped, ())
    document = Document(source, metadata, lines=lines)
    values = settings.merge(project.settings, metadata)
    if project.is_book and "title" not in metadata:
        values = {**values, "title": project.get("book.title")}
    splitter = Splitter(project, values)
    document.parts = splitter.split(lines)
    document.heading = splitter.heading
    return document


def _with_includes(
    project: Project, source: str, texts: list[str], skipped: int, above: tuple
) -> list[Line]:
    lines: list[Line] = []
    for number, text in enumerate(texts, skipped + 1):
        place = Place(source, number)
        found = INCLUDE.match(text)
        if not found:
            lines.append(Line(text, place))
            continue
        name = found.group(1)
        start = project.folder if name.startswith("/") else Path(source).parent
        path = (project.folder / start / name.lstrip("/")).resolve()
        if not path.is_file() or path in above:
            raise FolioError(f"{place}: cannot include {name}: no such file.")
        inner = settings.read_text(path, name)
        _, head = settings.front_matter(inner)
        try:
            inside = path.relative_to(project.folder.resolve()).as_posix()
        except ValueError:
            inside = str(path)
        rest = inner.splitlines()[head:]
        lines += _with_includes(project, inside, rest, head, (*above, path))
    return lines


class Splitter:
    """Walk over lines and cut out what must be run."""

    def __init__(self, project: Project, metadata: dict[str, Any]) -> None:
        self.project = project
        self.metadata = metadata
        self.messages: Messages = project.messages
        self.heading = ""

    def split(self, lines: list[Line]) -> list[str | Cell | Inline]:
        """Cut lines into text, cells and inline code."""
        parts: list[str | Cell | Inline] = []
        fence: str | None = None
        position = 0
        while position < len(lines):
            line = lines[position]
            found = FENCE.match(line.text)
            position += 1
            if fence is None and found and self._runs(found.group(3), line.place):
                end = _end(lines, position, found.group(2))
                parts.append(self._cell(found, line, lines[position:end]))
                position = end + 1
                continue
            if found and fence is None and not _inline_fence(found):
                fence = found.group(2)
            elif found and fence is not None and _closes(found, fence):
                fence = None
            elif fence is None and not self.heading and line.text.startswith("# "):
                self.heading = line.text
            text = self._shortcodes(line)
            parts += [text] if fence is not None else self._inline(text, line.place)
            parts.append("\n")
        return parts

    def _runs(self, header: str, place: Place) -> bool:
        found = re.match(r"\{\s*([A-Za-z]\w*)\b(.*)\}$", header)
        if not found:
            return False
        if found.group(1) != "python":
            self.messages.warn(
                place, f"cells in {found.group(1)} are not run, shown as code"
            )
            return False
        if found.group(2).strip(" ,"):
            self.messages.warn(
                place, f"unknown cell header, left aside: {found.group(2).strip()}"
            )
        return True

    def _cell(self, found: re.Match, line: Line, body: list[Line]) -> Cell:
        indent = found.group(1)
        texts = [item.text.removeprefix(indent) for item in body]
        count = 0
        while count < len(texts) and re.match(r"#\|", texts[count]):
            count += 1
        written = "\n".join(re.sub(r"^#\| ?", "", text) for text in texts[:count])
        number = (line.place.line or 0) + 1
        options, places = settings.load(written, line.place.file, number)
        for path, at in places.items():
            if path[0] not in known.CELL and len(path) == 1:
                place = Place(line.place.file, at)
                self.messages.warn(place, f"unknown cell option {path[0]}, left aside")
        while count < len(texts) and not texts[count].strip():
            count += 1
        code = "\n".join(texts[count:]).rstrip()
        return Cell(code, options, line.place, number + count, indent)

    def _inline(self, text: str, place: Place) -> list[str | Inline]:
        parts: list[str | Inline] = []
        end = 0
        for found in INLINE.finditer(text):
            parts += [text[end : found.start()], Inline(found.group(1).strip(), place)]
            end = found.end()
        return [*parts, text[end:]]

    def _shortcodes(self, line: Line) -> str:
        def replace(found: re.Match) -> str:
            if found.group(1):
                return f"{{{{< {found.group(2)} >}}}}"
            name, *arguments = found.group(2).split()
            return self._shortcode(name, arguments, line.place, found.group(0))

        return SHORTCODE.sub(replace, line.text)

    def _shortcode(self, name: str, given: list[str], place: Place, text: str) -> str:
        if name in ("var", "meta") and given:
            values = self.project.variables if name == "var" else self.metadata
            value = settings.find(values, given[0])
            if value is None:
                self.messages.warn(place, f"{name} {given[0]} is not set")
                return f"**?{name}:{given[0]}**"
            return str(value)
        if name == "pagebreak":
            return '```{=html}\n<div style="page-break-after: always;"></div>\n```'
        if name == "kbd" and given:
            return f"`<kbd>{' '.join(given)}</kbd>`{{=html}}"
        self.messages.warn(place, f"unknown shortcode {name}, shown as it is")
        return text.replace("{{<", "\\{\\{\\<")


def _inline_fence(found: re.Match) -> bool:
    return found.group(2)[0] == "`" and "`" in found.group(3)


def _closes(found: re.Match, fence: str) -> bool:
    same = found.group(2)[0] == fence[0] and len(found.group(2)) >= len(fence)
    return same and not found.group(3)


def _end(lines: list[Line], start: int, fence: str) -> int:
    for index in range(start, len(lines)):
        found = FENCE.match(lines[index].text)
        if found and _closes(found, fence):
            return index
    return len(lines)


def yaml_scalar(text: str) -> Any:
    """Value of a YAML scalar written in an attribute (``true``, ``2``, …)."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text
