"""Which segmentation a command applies: a file, the last export, or the study's."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from analysis.commands.computing import followed
from analysis.commands.terminal import errors
from analysis.location import project_root

if TYPE_CHECKING:
    from analysis.everyday.saved import SavedSegmentation

Model = Annotated[
    Path | None,
    typer.Option(
        "--model",
        help="segmentation.json of an export. Default: that of exports/, otherwise "
        "the study's own.",
    ),
]
Day = Annotated[
    dt.datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        help="Last day that is known, such as 2018-08-31. Default: the last order.",
    ),
]


def chosen_segmentation(model: Path | None) -> SavedSegmentation:
    """Read the segmentation to apply, and say on the error stream which one it is."""
    from analysis.everyday.saved import FILE, SavedSegmentation

    last = project_root() / "exports" / FILE if model is None else model
    if model or last.exists():
        saved, place = SavedSegmentation.read(last), str(last)
    else:
        saved, place = of_the_study(), "the study's own"
    told = f"model: [bold]{escape(place)}[/], as of {saved.as_of:%Y-%m-%d}"
    errors.print(told, soft_wrap=True, highlight=False)
    return saved


def of_the_study() -> SavedSegmentation:
    from analysis.everyday.export import saved_segmentation
    from analysis.study import Study

    study = Study.open()
    with followed(study, errors):
        return saved_segmentation(study)
