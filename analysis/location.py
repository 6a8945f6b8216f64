"""Where the project and its data are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import InputError
from analysis.settings import Settings


@dataclass(frozen=True)
class Location:
    """The place of the nine tables, and who named it."""

    path: Path
    named_by: str


def project_root(start: Path | None = None) -> Path:
    """The nearest folder, from ``start`` upwards, that holds ``study.yml``.

    Raises
    ------
    InputError
        No folder above holds one.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "study.yml").exists():
            return folder
    raise InputError(
        f"{start}: no study.yml here or in a folder above; run the command inside the "
        "project."
    )


def cache_folder(root: Path) -> Path:
    """Where computed results stay: ``OLIST_CACHE``, otherwise ``.olist``."""
    return Path(os.environ.get("OLIST_CACHE") or root / ".olist")


def configured_data(root: Path, settings: Settings) -> Location | None:
    """The data that somebody asked for, or ``data/``; None when there are none.

    ``OLIST_DATA`` comes before ``study.yml › data``, and both before ``data/``;
    relative paths start at the project root.

    Raises
    ------
    InputError
        The configured path does not exist.
    """
    candidates = {
        "OLIST_DATA": os.environ.get("OLIST_DATA"),
        "study.yml › data": settings.data,
    }
    for named_by, value in candidates.items():
        if value:
            path = root / Path(value).expanduser()
            if not path.exists():
                raise InputError(
                    f"{path}: {named_by} points here, but nothing is there; correct "
                    "the path, or leave it empty to use data/."
                )
            return Location(path.resolve(), named_by)
    if (root / "data").exists():
        return Location(root / "data", "data/")
    return None
