"""Render a whole project: scripts, pages, files, checks, and the swap at the end."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from folio import links, scripts, site
from folio.book import Book
from folio.cache import Cache
from folio.deck import Decks
from folio.messages import Messages
from folio.project import Project
from folio.render import Workshop
from folio.tasks import Kernels


def build(
    folder: Path,
    messages: Messages,
    profile: str | None = None,
    output: Path | None = None,
    jobs: int | None = None,
) -> Path:
    """Render a project; the output folder changes only when all has gone well.

    Parameters
    ----------
    folder : Path
        Folder with ``_quarto.yml``.
    messages : Messages
        Where progress and warnings go.
    profile : str, optional
        Profiles, separated by commas.
    output : Path, optional
        Folder to write instead of the project's.
    jobs : int, optional
        Documents rendered at the same time; by default one per processor.

    Returns
    -------
    Path
        The output folder.

    Raises
    ------
    FolioError
        When a script, a cell or a document cannot be rendered.
    """
    started = time.perf_counter()
    project = Project.open(folder.resolve(), messages, profile, output)
    kernels = Kernels()
    # Threads: the work is done by kernels and by Pandoc, which are processes.
    pool = ThreadPoolExecutor(jobs or os.cpu_count() or 1)
    try:
        with site.built_aside(project.output) as draft:
            scripts.run(project, "pre-render", draft, [])
            made = _render(project, kernels, draft, pool)
            scripts.run(project, "post-render", draft, list(made.targets))
            found = {p.relative_to(draft).as_posix() for p in draft.rglob("*")}
            links.check(made.targets, made.outlines, found)
    finally:
        kernels.stop()
        pool.shutdown(wait=True, cancel_futures=True)
    seconds = time.perf_counter() - started
    count = len(made.pages)
    pages = f"{count} page{'s' if count > 1 else ''}"
    messages.tell(f"{pages} in {seconds:.1f} s: {project.output}")
    return project.output


def _render(
    project: Project, kernels: Kernels, draft: Path, pool: ThreadPoolExecutor
) -> Book | Decks:
    cache = Cache(project.folder / ".folio" / "cache")
    workshop = Workshop(project, kernels, cache, project.dependencies())
    made = Book(workshop) if project.is_book else Decks(workshop)
    made.render(draft, pool)
    return made
