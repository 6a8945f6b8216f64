"""From a source to a shaped page: run, read, shape, number."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Executor, wait
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from folio import cells, figures, links, markdown, pandoc, sections, tree
from folio.cache import Cache
from folio.messages import Place
from folio.page import Page
from folio.project import Project
from folio.shape import shape
from folio.source import Document
from folio.tasks import Kernels, Task

#: Metadata written in Markdown: read by Pandoc together with the document.
WRITTEN = ("title", "subtitle", "abstract", "description", "nocite")


@dataclass
class Workshop:
    """What the pages of one render share.

    Attributes
    ----------
    project : Project
        The project.
    kernels : Kernels
        Kernels that are running.
    cache : Cache
        Outputs of earlier renders.
    dependencies : str
        Hash of the files that the cells rely on.
    """

    project: Project
    kernels: Kernels
    cache: Cache
    dependencies: str


def side_by_side(pool: Executor, work: Callable, items: list[Any]) -> list[Any]:
    """Do some work on each item; stop waiting at the first failure."""
    futures = [pool.submit(work, item) for item in items]
    done, _ = wait(futures, return_when=FIRST_EXCEPTION)
    for future in done:
        future.result()
    return [future.result() for future in futures]


def prepare(page: Page, workshop: Workshop) -> Page:
    """Run the cells of a page and shape its tree; references stay open."""
    started = time.perf_counter()
    cells.check(page.document)
    outputs, ran = _outputs(page, workshop)
    lay_out(page, outputs)
    links.rewrite(page)
    page.seconds = time.perf_counter() - started
    how = f"{len(outputs)} cells {'run' if ran else 'reused'}" if outputs else "no cell"
    page.messages.tell(f"  {page.source:<32} {page.seconds:6.1f} s  {how}")
    return page


def lay_out(page: Page, outputs: list[list[dict]]) -> None:
    """Shape the tree of a page whose cells gave these outputs, and number it."""
    stem = Path(page.source).stem
    page.printed = cells.printed(page.document, page.options, outputs, stem)
    text = _head(page.document) + page.printed.markdown
    page.blocks, warnings = pandoc.read(text)
    page.tell_all(warnings)
    _take_meta(page)
    sections.take_title(page)
    shape(page)
    sections.number(page)


def _outputs(page: Page, workshop: Workshop) -> tuple[list[list[dict]], bool]:
    todo = cells.tasks(page.document, page.options)
    if not todo:
        return [], False
    project = workshop.project
    at_root = project.get("project.execute-dir") == "project"
    folder = project.folder if at_root else (project.folder / page.source).parent
    environment = {
        "QUARTO_PROFILE": ",".join(project.profiles),
        "QUARTO_PROJECT_DIR": str(project.folder),
        "FOLIO_RENDER": "1",
    }
    first = figures.setup(page.options)
    arguments = figures.arguments(page.options)
    todo = [Task(first, Place(page.source), 1, "setup"), *todo]
    code = [(task.code, task.may_fail) for task in todo]
    where = [str(folder), environment, arguments, page.format]
    key = workshop.cache.key(code, where, workshop.dependencies)
    name = "-".join([page.source, *project.profiles])
    execution = page.options.get("execute")
    keep = not (isinstance(execution, dict) and execution.get("cache") is False)
    kept = workshop.cache.read(name, key) if keep else None
    if kept is not None:
        return kept, False
    from folio import execute

    outputs = execute.run(todo, folder, workshop.kernels, environment, arguments)[1:]
    if keep:
        workshop.cache.write(name, key, outputs)
    return outputs, True


def _head(document: Document) -> str:
    texts = []
    for key in WRITTEN:
        value = document.metadata.get(key)
        if value is not None:
            texts.append(markdown.box(f'{{.folio-meta key="{key}"}}', str(value)))
    return "\n\n".join([*texts, ""])


def _take_meta(page: Page) -> None:
    rest = []
    for block in page.blocks:
        if "folio-meta" in tree.classes(block):
            page.meta[tree.get(block["c"][0], "key")] = block["c"][1]
        else:
            rest.append(block)
    page.blocks = rest


def day(value: Any, language: str, pattern: str | None = None) -> str:
    """A date as the language writes it.

    Parameters
    ----------
    value : date, datetime or str
        ISO date, ``today`` or ``now``; any other text is kept.
    language : str
        Language tag.
    pattern : str, optional
        Quarto's ``date-format``: a style (``long``) or letters (``D MMMM YYYY``).
    """
    from babel.dates import format_date

    if str(value) in ("today", "now"):
        value = date.today()
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value
    letters = pattern or "long"
    if letters == "iso":
        letters = "yyyy-MM-dd"
    elif letters not in ("full", "long", "medium", "short"):
        letters = letters.replace("dddd", "EEEE").replace("ddd", "EEE")
        letters = letters.replace("D", "d").replace("Y", "y")
    return format_date(value, letters, locale=language.replace("-", "_"))
