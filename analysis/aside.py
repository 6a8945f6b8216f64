"""Folders that appear complete or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_aside(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of ``folder`` once all went well.

    Nothing changes, and nothing is left, when the block raises.
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        made = aside / "made"
        made.mkdir()
        yield made
        replace(folder, made, aside / "previous")
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def replace(folder: Path, made: Path, previous: Path) -> None:
    """Put ``made`` in the place of ``folder``; if that fails, put it back."""
    if folder.exists():
        folder.rename(previous)
    try:
        made.rename(folder)
    except BaseException:
        if previous.exists():
            previous.rename(folder)
        raise
