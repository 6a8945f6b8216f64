"""Executed cells as Markdown, with the divisions that Quarto puts around them."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

from folio.errors import FolioError
from folio.known import LAYOUT
from folio.markdown import box, caption, fenced, opened, word
from folio.settings import listed
from folio.source import Cell, Document, Inline
from folio.tasks import ANSI, Task

FLOAT = re.compile(r"^(fig|tbl)-")
RAW_BLOCK = re.compile(r"^(`{3,})\s*\{=html\}[ \t]*\n(.*?)\n\1[ \t]*$", re.M | re.S)
IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpeg"}
PRIORITY = ("text/html", "text/markdown", *IMAGES, "text/latex", "text/plain")


@dataclass
class Printed:
    """What a document's cells have become.

    Attributes
    ----------
    markdown : str
        The whole document, ready for Pandoc.
    raw : list of str
        HTML kept aside: Pandoc sees ``<!--folio-raw-N-->`` in its place.
    files : dict
        Images that the cells drew: path beside the page → content.
    """

    markdown: str = ""
    raw: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def keep(self, html: str) -> str:
        """Put HTML aside and return the Markdown that stands for it."""
        self.raw.append(html)
        return f"```{{=html}}\n<!--folio-raw-{len(self.raw) - 1}-->\n```"


def setting(cell: Cell, options: dict[str, Any], name: str, default: Any) -> Any:
    """An execution option: the cell's own, the document's or the project's."""
    if name in cell.options:
        return cell.options[name]
    execution = options.get("execute")
    return execution.get(name, default) if isinstance(execution, dict) else default


def tasks(document: Document, options: dict[str, Any]) -> list[Task]:
    """What must run, in order: cells and inline expressions."""
    found = []
    for part in document.parts:
        if isinstance(part, Inline):
            label = f"`{part.code}`"
            line = part.place.line or 1
            found.append(Task(f"display({part.code})", part.place, line, label))
        elif isinstance(part, Cell) and runs(part, options):
            name = part.options.get("label")
            label = f"cell {name}" if name else "a cell without label"
            may_fail = bool(setting(part, options, "error", False))
            found.append(Task(part.code, part.place, part.first, label, may_fail))
    return found


def runs(cell: Cell, options: dict[str, Any]) -> bool:
    """Whether a cell is executed."""
    wanted = setting(cell, options, "eval", True)
    return bool(wanted and setting(cell, options, "enabled", True) and cell.code)


def printed(
    document: Document, options: dict[str, Any], outputs: list[list[dict]], stem: str
) -> Printed:
    """Put outputs into the text.

    Parameters
    ----------
    document : Document
        Source with its cells.
    options : dict
        Settings of the document.
    outputs : list of list of dict
        Outputs of each task of :func:`tasks`.
    stem : str
        Name of the page without its suffix, for the files of images.
    """
    result = Printed()
    queue = iter(outputs)
    texts = []
    for number, part in enumerate(document.parts):
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Inline):
            texts.append(inline(next(queue, [])))
        else:
            produced = next(queue) if runs(part, options) else []
            writer = CellWriter(part, options, result, f"{stem}_files/figure-html")
            text = writer.markdown(produced, f"cell-{number}")
            texts.append(_indented(text, part.indent))
    result.markdown = "".join(texts)
    return result


def _indented(text: str, indent: str) -> str:
    lines = (indent + line if line else line for line in text.split("\n"))
    return "\n" + "\n".join(lines) + "\n\n"


def inline(outputs: list[dict]) -> str:
    """What inline code shows, as Markdown."""
    for output in outputs:
        data = output.get("data")
        if data is None:
            continue
        if "text/markdown" in data:
            return _joined(data["text/markdown"]).strip("\n")
        if "text/html" in data:
            return f"`{_joined(data['text/html'])}`{{=html}}"
        return _escaped(_unquoted(_joined(data.get("text/plain", ""))))
    return ""


def _unquoted(text: str) -> str:
    """A string as Quarto shows it: its repr without the quotes around it."""
    quoted = len(text) > 1 and text[0] in "'\"" and text[-1] == text[0]
    return text[1:-1] if quoted else text


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#$@^~|])", r"\\\1", text)


def _joined(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


class CellWriter:
    """Turn one cell and its outputs into Markdown."""

    def __init__(
        self, cell: Cell, options: dict[str, Any], result: Printed, folder: str
    ) -> None:
        self.cell = cell
        self.own = cell.options
        self.options = options
        self.result = result
        self.folder = folder

    def get(self, name: str, default: Any = None) -> Any:
        """Execution option of the cell."""
        return setting(self.cell, self.options, name, default)

    def markdown(self, outputs: list[dict], name: str) -> str:
        """The cell as a division of class ``cell``."""
        if not self.get("include", True):
            return ""
        shown = self._outputs(outputs, str(self.own.get("label") or name))
        code = self._code()
        if self.get("output", True) == "asis" and not code:
            return shown
        if not code and not shown:
            return ""
        classes = ["cell", *str(self.own.get("classes") or "").replace(".", "").split()]
        return box(opened(classes, str(self.own.get("id") or "")), code, shown)

    def _code(self) -> str:
        echo = self.get("echo", True)
        if not echo or not self.cell.code:
            return ""
        language, text = "python", self.cell.code
        if echo == "fenced":
            language, text = "markdown", f"```{{python}}\n{text}\n```"
        keys = ("code-fold", "code-summary", "code-line-numbers")
        pairs = {key: self.own.get(key, self.options.get(key)) for key in keys}
        pairs = {key: word(value) for key, value in pairs.items()}
        label = str(self.own.get("lst-label") or "")
        header = opened(
            [language, "cell-code"],
            label,
            **pairs,
            lst_cap=self.own.get("lst-cap"),
            filename=self.own.get("filename"),
        )
        return fenced(text, " " + header)

    def _outputs(self, outputs: list[dict], name: str) -> str:
        wanted = self.get("output", True)
        if wanted is False:
            return ""
        shown = [
            text
            for number, output in enumerate(outputs, 1)
            if (text := self._output(output, f"{name}-output-{number}", wanted))[0]
        ]
        return self._arranged(shown) if shown else ""

    def _output(self, output: dict, name: str, wanted: Any) -> tuple[str, list[str]]:
        kind = output["output_type"]
        if kind == "stream":
            text = ANSI.sub("", _joined(output["text"])).rstrip("\n")
            if output["name"] == "stderr" and not self.get("warning", True):
                return ("", [])
            if wanted == "asis" and output["name"] == "stdout":
                return (self._kept(text), ["asis"])
            return (fenced(text), [f"cell-output-{output['name']}"])
        if kind == "error":
            text = ANSI.sub("", "\n".join(output["traceback"]))
            return (fenced(text), ["cell-output-error"])
        return self._display(output, name, wanted)

    def _display(self, output: dict, name: str, wanted: Any) -> tuple[str, list[str]]:
        data = output["data"]
        kind = next((mime for mime in PRIORITY if mime in data), None)
        classes = ["asis"] if wanted == "asis" else ["cell-output-display"]
        if kind is None:
            return ("", [])
        content = _joined(data[kind])
        if kind == "text/html":
            return (self.result.keep(self._captioned(content)), classes)
        if kind == "text/markdown":
            return (self._kept(content), [*classes, "cell-output-markdown"])
        if kind in IMAGES:
            size = output.get("metadata", {}).get(kind, {})
            return (self._image(content, kind, name, size), [*classes, "image"])
        if kind == "text/latex":
            return (content, classes)
        return (fenced(content), classes)

    def _kept(self, markdown: str) -> str:
        return RAW_BLOCK.sub(lambda found: self.result.keep(found.group(2)), markdown)

    def _captioned(self, html: str) -> str:
        """Write the caption of a table that has no label into the table."""
        title = self.own.get("tbl-cap")
        if title is None or FLOAT.match(str(self.own.get("label") or "")):
            return html
        text = f"<caption>{escape(str(title))}</caption>"
        return re.sub(r"(<table[^>]*>)", lambda f: f.group(1) + text, html, count=1)

    def _image(self, content: str, kind: str, name: str, size: dict) -> str:
        suffix = IMAGES[kind]
        raw = content.encode() if suffix == "svg" else base64.b64decode(content)
        safe = re.sub(r"[^\w.-]", "-", name)
        path = f"{self.folder}/{safe}.{suffix}"
        self.result.files[path] = raw
        width = self.own.get("out-width") or size.get("width")
        alt = self.own.get("fig-alt")
        return f"![]({path}){opened([], width=width, fig_alt=alt or '')}"

    def _arranged(self, shown: list[tuple[str, list[str]]]) -> str:
        """Wrap outputs: figures and tables with a label, columns, layout."""
        label = str(self.own.get("label") or "")
        label = label if FLOAT.match(label) else ""
        kind = label[:3] if label else ("tbl" if "tbl-cap" in self.own else "fig")
        column = self.own.get("column") or self.own.get(f"{kind}-column")
        outer = [f"column-{column}"] if column else []
        layout = {key: word(self.own[key]) for key in LAYOUT if key in self.own}
        subcaptions = [str(text) for text in listed(self.own.get(f"{kind}-subcap"))]
        place = self.own.get(f"{kind}-cap-location")
        title = caption(listed(self.own.get(f"{kind}-cap")))
        if label and (subcaptions or (layout and len(shown) > 1)):
            parts = [
                box(
                    opened(["cell-output", *classes], f"{label}-{number}"),
                    text,
                    caption(subcaptions[number - 1 : number]),
                )
                for number, (text, classes) in enumerate(shown, 1)
            ]
            whole = opened(outer, label, cap_location=place, **layout)
            return box(whole, *parts, title)
        boxes = []
        for text, classes in shown:
            # Printed text stays outside the figure that the cell shows.
            inside = not classes[0].startswith("cell-output-st")
            if label and inside:
                text = box(opened([], label, cap_location=place), text, title)
            elif "image" in classes or (title and inside and kind == "fig"):
                free = opened(["free-figure"], cap_location=place)
                text = box(free, text, title)
            if "asis" not in classes:
                text = box(opened(["cell-output", *classes, *outer]), text)
            boxes.append(text)
        return box(opened(outer, **layout), *boxes) if layout else "\n\n".join(boxes)


def check(document: Document) -> None:
    """Refuse two cells of one document with the same label.

    Raises
    ------
    FolioError
        When it happens: references could not tell them apart.
    """
    seen: dict[str, Cell] = {}
    for part in document.parts:
        label = part.options.get("label") if isinstance(part, Cell) else None
        if label in seen:
            first = seen[label].place
            raise FolioError(f"{part.place}: the label {label} is taken by {first}.")
        if label:
            seen[label] = part
