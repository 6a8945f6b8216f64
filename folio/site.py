"""The folder of the finished site: built aside, put in place in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from folio.errors import FolioError


@contextmanager
def built_aside(output: Path) -> Iterator[Path]:
    """Give a fresh folder beside the output; it takes its place at the end.

    Whatever interrupts the work, the previous output stays as it was and nothing
    is left beside it.

    Parameters
    ----------
    output : Path
        Folder that the site will take.

    Yields
    ------
    Path
        Empty folder to fill.

    Raises
    ------
    FolioError
        When the output is a folder of something else.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    recover(output)
    if output.exists() and not _is_site(output):
        raise FolioError(
            f"{output}: holds other files than a site, which would be lost. "
            "Give another output folder."
        )
    draft = _beside(output, "new", os.getpid())
    draft.mkdir()
    try:
        yield draft
        swap(draft, output)
    finally:
        if draft.exists():
            shutil.rmtree(draft, ignore_errors=True)


def swap(draft: Path, output: Path) -> None:
    """Put a finished folder in the place of the previous one.

    The previous one is moved aside first and comes back when the second move fails.
    """
    aside = _beside(output, "old", os.getpid())
    had_one = output.exists()
    try:
        if had_one:
            output.rename(aside)
        draft.rename(output)
    except BaseException:
        if aside.exists() and not output.exists():
            aside.rename(output)
        raise
    finally:
        if aside.exists() and output.exists():
            shutil.rmtree(aside, ignore_errors=True)


def _is_site(folder: Path) -> bool:
    if not folder.is_dir() or (folder / "_quarto.yml").exists():
        return False
    names = {path.name for path in folder.iterdir()}
    return not names or bool(names & {"site_libs", "index.html"})


def recover(output: Path) -> None:
    """Clean up after a process that was killed while it wrote this output."""
    for folder in output.parent.glob(f".{output.name}.folio-*"):
        kind, _, pid = folder.name.rpartition(".folio-")[2].partition("-")
        if _alive(pid):
            continue
        if kind == "old" and not output.exists():
            folder.rename(output)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _beside(output: Path, kind: str, pid: int) -> Path:
    return output.with_name(f".{output.name}.folio-{kind}-{pid}")


def _alive(pid: str) -> bool:
    with suppress(ValueError, ProcessLookupError):
        with suppress(PermissionError):
            os.kill(int(pid), 0)
        return int(pid) != os.getpid()
    return False


def copy(source: Path, target: Path) -> None:
    """Copy one file, making the folders that it needs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def write(target: Path, content: str | bytes) -> None:
    """Write one file, making the folders that it needs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    raw = content.encode() if isinstance(content, str) else content
    target.write_bytes(raw)
