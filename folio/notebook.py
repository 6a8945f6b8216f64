"""A document as a Jupyter notebook, executed: prose in plain Markdown, cells, outputs.

A notebook viewer knows no callout, no caption and no reference; they become quotes,
bold lines and words with the numbers that the book gives.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from folio import cells, crossref, execute, pandoc, settings, site, source, tree
from folio.book import chapters
from folio.boxes import visible
from folio.messages import Messages
from folio.page import Anchor, Page
from folio.project import Project
from folio.render import lay_out
from folio.source import Cell, Document, Inline
from folio.tasks import Kernels, Task
from folio.tree import Node

#: Where a code cell stands in the text, for Pandoc: a block of a format of our own.
MARK = "folio-cell"
WRITER = "--to=gfm-tex_math_gfm+tex_math_dollars"
#: Divisions that arrange what they hold; any other one of a class sets it apart.
ARRANGED = {"panel-tabset", "columns", "column", "content-visible"}


def write(
    folder: Path,
    name: str,
    output: Path,
    messages: Messages,
    profile: str | None = None,
    metadata: dict[str, str] | None = None,
) -> Path:
    """Run a document of a book and write it as a notebook.

    Parameters
    ----------
    folder : Path
        Folder with ``_quarto.yml``; the cells run there.
    name : str
        The document, relative to the project.  It may include chapters.
    output : Path
        The notebook to write; nothing is written when a cell fails.
    messages : Messages
        Where progress and warnings go.
    profile : str, optional
        Profiles, separated by commas.
    metadata : dict, optional
        Values for ``{{< meta … >}}``.

    Raises
    ------
    FolioError
        When the document cannot be read, or a cell raises.
    """
    started = time.perf_counter()
    project = Project.open(folder.resolve(), messages, profile)
    project.settings = settings.merge(project.settings, metadata or {})
    page = Page(project, source.read(project, name), "html", number="")
    cells.check(page.document)
    anchors = known_anchors(project, page.document)
    outputs = executed(page)
    notebook = assembled(page, anchors, outputs)
    nbformat.validate(notebook)
    site.write(output, nbformat.writes(notebook) + "\n")
    seconds = time.perf_counter() - started
    messages.tell(f"  {name:<32} {seconds:6.1f} s  {len(notebook.cells)} cells")
    return output


def known_anchors(project: Project, document: Document) -> dict[str, Anchor]:
    """Numbers that the book gives; those of included chapters come before others."""
    pages = chapters(project)
    included = {line.place.file for line in document.lines}
    pages.sort(key=lambda page: page.source in included)
    for page in pages:
        todo = cells.tasks(page.document, page.options)
        lay_out(page, [placeholder() for _ in todo])
    return {id_: anchor for page in pages for id_, anchor in page.anchors.items()}


def placeholder() -> list[dict[str, Any]]:
    """What stands for the output of a cell that does not run."""
    data = {"text/markdown": "…"}
    return [{"output_type": "display_data", "data": data, "metadata": {}}]


def executed(page: Page) -> list[list[dict[str, Any]]]:
    """Outputs of the cells and of the inline code, run in the project's folder."""
    todo: list[Task] = cells.tasks(page.document, page.options)
    kernels = Kernels()
    environment = {"QUARTO_PROFILE": ",".join(page.project.profiles)}
    try:
        return execute.run(todo, page.project.folder, kernels, environment)
    finally:
        kernels.stop()


def assembled(
    page: Page, anchors: dict[str, Anchor], outputs: list[list[dict[str, Any]]]
) -> nbformat.NotebookNode:
    """The notebook of a page whose tasks gave these outputs."""
    queue, texts = iter(outputs), []
    code: list[nbformat.NotebookNode] = []
    for part in page.document.parts:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Inline):
            texts.append(cells.inline(next(queue)))
        else:
            shown = next(queue) if cells.runs(part, page.options) else []
            code.append(code_cell(part, page, shown, len(code) + 1))
            texts.append(marked(part, page, anchors, len(code) - 1))
    page.blocks, warnings = pandoc.read("".join(texts))
    page.tell_all(warnings)
    page.blocks = visible(page.blocks, page)
    crossref.resolve(page, anchors)
    page.blocks = tree.walk(page.blocks, plain_inline)
    return notebook(flattened(page.blocks, anchors), code, page)


def code_cell(
    cell: Cell, page: Page, outputs: list[dict[str, Any]], number: int
) -> nbformat.NotebookNode:
    """A cell with what it shows; its options are the renderer's business."""
    quiet = not cells.setting(cell, page.options, "warning", True)
    hidden = not cells.setting(cell, page.options, "include", True)
    kept = [
        nbformat.from_dict(output)
        for output in outputs
        if not hidden and not (quiet and is_warning(output))
    ]
    for output in kept:
        if output.output_type == "execute_result":
            output.execution_count = number
        for kind in cells.IMAGES.keys() & output.get("data", {}).keys():
            if "fig-alt" in cell.options:
                output.metadata.setdefault(kind, {})["alt"] = cell.options["fig-alt"]
    label = re.sub(r"[^\w-]", "-", str(cell.options.get("label") or f"cell-{number}"))
    made = new_code_cell(cell.code, outputs=kept, execution_count=number)
    made.id = label.encode("ascii", "replace").decode().replace("?", "-")[:64]
    return made


def is_warning(output: dict[str, Any]) -> bool:
    """Whether an output is a message on the error stream."""
    return output["output_type"] == "stream" and output["name"] == "stderr"


def marked(cell: Cell, page: Page, anchors: dict[str, Anchor], number: int) -> str:
    """The place of a cell and its caption, in Markdown."""
    text = f"\n\n```{{={MARK}}}\n{number}\n```\n\n"
    label = str(cell.options.get("label") or "")
    kind = label.partition("-")[0]
    caption = cell.options.get(f"{kind}-cap")
    if caption and label in anchors:
        name = page.labels[f"crossref-{kind}-title"]
        text += f"**{name}\u00a0{anchors[label].number}.** {caption}\n\n"
    return "\n".join(cell.indent + line for line in text.split("\n"))


def plain_inline(node: Node) -> list[Node] | None:
    """Take off what a notebook cannot show: spans, links between pages."""
    if node["t"] == "Span":
        return [{"t": "Strong", "c": node["c"][1]}] if tree.classes(node) else None
    if node["t"] == "Link" and not re.match(r"[a-z]+:", node["c"][2][0]):
        return node["c"][1]
    return None


def flattened(
    blocks: list[Node], anchors: dict[str, Anchor], quoted: bool = False
) -> Iterator[Node]:
    """Blocks without divisions; a quote that holds a cell is cut around it."""
    for block in blocks:
        if block["t"] == "Div":
            names = tree.classes(block)
            title = tree.take(block["c"][0], "title")
            head = [heading_line(title)] if title else []
            inside = quoted or bool(set(names) - ARRANGED)
            yield from flattened(head + block["c"][1], anchors, inside)
        elif block["t"] == "RawBlock" and block["c"][0] == MARK:
            yield block
        elif block["t"] == "Header":
            yield numbered(block, anchors)
        else:
            yield {"t": "BlockQuote", "c": [block]} if quoted else block


def heading_line(title: str) -> Node:
    """The title of a callout as a bold line."""
    return {"t": "Para", "c": [{"t": "Strong", "c": tree.words(title)}]}


def numbered(header: Node, anchors: dict[str, Anchor]) -> Node:
    """A heading with its number in the book, and without attributes."""
    level, attributes, words = header["c"]
    anchor = anchors.get(attributes[0])
    number = tree.words(f"{anchor.number} ") if anchor and anchor.number else []
    return {"t": "Header", "c": [level, tree.attr(), [*number, *words]]}


def notebook(
    blocks: Iterator[Node], code: list[nbformat.NotebookNode], page: Page
) -> nbformat.NotebookNode:
    """Cells in order: a stretch of blocks is one Markdown cell."""
    found: list[nbformat.NotebookNode] = []
    waiting: list[Node] = []
    for block in blocks:
        if block["t"] == "RawBlock" and block["c"][0] == MARK:
            found += prose(waiting, len(found), page)
            found.append(code[int(block["c"][1])])
            waiting = []
        else:
            # A section starts a cell, so that viewers can fold it.
            if block["t"] == "Header":
                found += prose(waiting, len(found), page)
                waiting = []
            waiting.append(block)
    found += prose(waiting, len(found), page)
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    language = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
    metadata = {"kernelspec": python, "language_info": language}
    return new_notebook(cells=found, metadata=metadata)


def prose(blocks: list[Node], place: int, page: Page) -> list[nbformat.NotebookNode]:
    """A Markdown cell of some blocks; none of nothing."""
    if not blocks:
        return []
    joined: list[Node] = []
    for block in blocks:
        if joined and block["t"] == joined[-1]["t"] == "BlockQuote":
            joined[-1]["c"] += block["c"]
        else:
            joined.append(block)
    text, warnings = pandoc.write(joined, WRITER)
    page.tell_all(warnings)
    made = new_markdown_cell(text.strip("\n"))
    made.id = f"text-{place}"
    return [made]
