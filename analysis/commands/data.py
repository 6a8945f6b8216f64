"""``olist data``: show, get or make the nine tables."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.computing import Data, open_study, show_source
from analysis.commands.terminal import guarded, show_table, terminal
from analysis.location import project_root


@guarded
def data(
    data: Data = None,
    download: Annotated[
        bool, typer.Option("--download", help="Get the Kaggle data set into --out.")
    ] = False,
    demo: Annotated[
        int | None,
        typer.Option(help="Write a demonstration marketplace of so many customers."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder to write to (default: data/ or demo/)."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the demonstration.")] = 42,
) -> None:
    """Show what was found and the quality report; get or make data."""
    if download:
        from analysis.sources.kaggle import download as download_data

        data = out or project_root() / "data"
        download_data(data)
    if demo is not None:
        data = out or Path("demo")
        make_demo(data, demo, seed)
    study = open_study(data)
    show_source(study)
    show_table("Tables", study.inventory[["table", "rows", "columns", "key"]])
    register = study.quality[["table", "anomaly", "count", "total", "decision"]]
    show_table("Quality register", register)


def make_demo(folder: Path, customers: int, seed: int) -> None:
    """Write a demonstration marketplace, and say how to use it."""
    from analysis.sources.demo import write_demo

    began = time.perf_counter()
    write_demo(folder, customers, seed)
    seconds = time.perf_counter() - began
    terminal.print(f"Demonstration data written to {folder}/ in {seconds:.1f} s;")
    terminal.print(f"use them with --data {folder}", highlight=False)
