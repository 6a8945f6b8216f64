"""``olist segments``: who is in which segment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.computing import Data, open_study
from analysis.commands.terminal import guarded, terminal
from analysis.location import project_root


@guarded
def segments(
    data: Data = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to (default: exports/).")
    ] = None,
) -> None:
    """Export customer → segment, as Parquet and CSV, and the model as JSON."""
    study = open_study(data)
    table = study.assignments
    folder = out or project_root() / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    table.to_parquet(folder / "segments.parquet", index=False)
    table.to_csv(folder / "segments.csv", index=False)
    model = study.segmentation.to_json()
    (folder / "segmentation.json").write_text(model, encoding="utf8")
    terminal.print(f"{len(table):,} customers → {folder}/segments.csv and .parquet")
    terminal.print(f"the model → {folder}/segmentation.json")
