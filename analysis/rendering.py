"""Run a renderer, as a program, on this project: Quarto where it is, folio elsewhere.

The site is built aside and put in place in one step; a render that fails or is
interrupted leaves yesterday's site as it was.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from analysis.aside import written_aside
from analysis.errors import InputError
from analysis.provenance import SIGNATURE

try:
    import fcntl
except ImportError:  # Windows has no such lock: two renders at once are not kept apart
    fcntl = None

Renderer = Literal["quarto", "folio"]
Choice = Literal["auto", "quarto", "folio"]

# What a copy of the project for Quarto does without.
NOT_SOURCE = (
    *(".git", ".venv", ".olist", ".folio", ".quarto", "__pycache__", "*.egg-info"),
    *("_book", "_deck", "libs", "data", "demo", "exports", "tests", "benchmarks"),
)


# How long an interrupted renderer may take to tidy up, in seconds.
PATIENCE = 10


class RenderError(Exception):
    """A renderer failed; it has said why on the terminal."""


def choose_renderer(choice: Choice) -> Renderer:
    """Settle which renderer runs.

    Parameters
    ----------
    choice : {"auto", "quarto", "folio"}
        ``auto`` is Quarto when it works here, folio otherwise.

    Raises
    ------
    InputError
        Quarto is asked for and does not run here.
    """
    if choice == "folio":
        return "folio"
    if quarto_works():
        return "quarto"
    if choice == "quarto":
        raise InputError(
            "--renderer quarto: no working `quarto` is on the PATH; install Quarto, or "
            "leave the choice to --renderer auto."
        )
    return "folio"


def check_output(site: Path) -> None:
    """Refuse to replace a folder that is not a site made by a renderer.

    Raises
    ------
    InputError
        The path is a file, or a folder that holds other files than a site.
    """
    if not site.exists():
        return
    if site.is_dir():
        found = {entry.name for entry in site.iterdir()}
        if not found or found & {SIGNATURE, "site_libs"}:
            return
    raise InputError(
        f"{site} holds something else than a rendered site, which would be lost; give "
        "another --output, or remove it."
    )


@contextlib.contextmanager
def alone(root: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Let one render at a time work on a project: they share the deck and caches.

    Parameters
    ----------
    root : Path
        The project; its ``study.yml`` carries the lock, which ends with the process.
    wait : callable
        Told once when another render is running.
    """
    with (root / "study.yml").open() as settings:
        if fcntl:
            try:
                fcntl.flock(settings, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                wait()
                fcntl.flock(settings, fcntl.LOCK_EX)
        yield


def quarto_works() -> bool:
    """Whether a ``quarto`` on the PATH, or beside this Python, tells its version."""
    program = quarto()
    if not program:
        return False
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def quarto() -> str | None:
    beside = str(Path(sys.executable).parent)
    return shutil.which("quarto", path=os.pathsep.join([search_path(), beside]))


def search_path() -> str:
    return os.environ.get("PATH", os.defpath)


def render(root: Path, site: Path, renderer: Renderer, data: Path, cache: Path) -> None:
    """Render book and deck into ``site``.

    Parameters
    ----------
    root : Path
        The project.
    site : Path
        Where the book goes; replaced only when the new one is complete.
    renderer : {"quarto", "folio"}
    data, cache : Path
        The tables and the computed results, already built.

    Raises
    ------
    RenderError
        The renderer failed.
    """
    environment = {
        **os.environ,
        "OLIST_DATA": str(data.resolve()),
        "OLIST_CACHE": str(cache.resolve()),
        "OLIST_BUILT": "1",
        "QUARTO_PYTHON": sys.executable,
        # Hooks call programs by name: this Python's own come first.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), search_path()]),
    }
    if renderer == "folio":
        # folio itself builds aside.
        folio = [sys.executable, "-m", "folio", "render", str(root)]
        run([*folio, "--output-dir", str(site.resolve())], root, environment)
        return
    with copy_of(root, cache) as copy:
        run([quarto(), "render"], copy, environment)
        with written_aside(site) as made:
            shutil.copytree(copy / "_book", made, dirs_exist_ok=True)


def run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run a renderer, and wait for it to tidy up when interrupted."""
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        code = process.wait()
    except KeyboardInterrupt:
        # A terminal sends the interruption to the renderer too; other senders do not.
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait()
        raise
    if code:
        raise RenderError(f"{Path(command[0]).name} ended with code {code}")


@contextlib.contextmanager
def copy_of(root: Path, cache: Path) -> Iterator[Path]:
    """Lend a copy of the project's sources: Quarto empties its output folder first."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="render-", dir=cache) as folder:
        copy = Path(folder) / root.name
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*NOT_SOURCE))
        yield copy
