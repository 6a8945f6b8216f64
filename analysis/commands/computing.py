"""Open the study and compute its steps, with progress on the terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from analysis.commands.terminal import terminal
from analysis.errors import InputError

# Imported late, where it is used: `olist --help` should not wait for it.
if TYPE_CHECKING:
    from analysis.study import Study

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Folder of CSV or Parquet files, Kaggle .zip, SQLite or DuckDB file. "
        "Default: OLIST_DATA, then study.yml › data, then data/.",
    ),
]


def open_study(data: Path | None) -> Study:
    """Open the study of this project, on the data that the command line names."""
    from analysis.study import Study

    if data:
        if not data.exists():
            raise InputError(f"--data {data}: nothing is there; correct the path.")
        os.environ["OLIST_DATA"] = str(data.absolute())
    return Study.open()


def show_source(study: Study) -> None:
    what = "demonstration data" if study.source.demo else "data"
    place = f"[bold]{escape(str(study.source.path))}[/]"
    terminal.print(f"{what}: {place} ({study.source.kind})", soft_wrap=True)


def compute(study: Study) -> None:
    """Compute every step, with a progress bar and one line per computed step."""
    show_source(study)
    with followed(study):
        study.compute()


@contextmanager
def followed(study: Study, console: Console = terminal) -> Iterator[None]:
    """Show the steps while they are computed, and one line for each when it is done."""
    columns = SpinnerColumn(), BarColumn(), TextColumn("{task.description}")
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("reads the data", total=len(study.timings))

        def report(name: str, state: str, seconds: float) -> None:
            if state == "runs":
                progress.update(task, description=name)
                return
            progress.advance(task)
            if state == "computed":
                progress.console.print(f"{name:<14}{seconds:6.1f} s", highlight=False)

        study.report = report
        yield
