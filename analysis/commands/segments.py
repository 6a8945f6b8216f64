"""``olist segments``: who is in which segment, whom to write to, who moved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from analysis.commands.computing import Data, followed, open_study, show_source
from analysis.commands.terminal import guarded, show_table, terminal
from analysis.errors import InputError
from analysis.location import project_root

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.study import Study

SHOWN = 10
PREVIEW = ["customer_unique_id", "monetary", "frequency", "recency", "state"]


@guarded
def segments(
    data: Data = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to (default: exports/).")
    ] = None,
    segment: Annotated[
        str | None,
        typer.Option(
            "--segment", help="Only whom to contact in one segment: name or number."
        ),
    ] = None,
) -> None:
    """Export customer → segment and the model, or whom to contact in one segment."""
    from analysis.everyday.export import assignments

    root = project_root()
    folder = out or root / "exports"
    study = open_study(data)
    previous = study.settings.segmentation.previous
    kept = root / previous.expanduser() if previous else None
    if kept and folder.resolve() == kept.resolve():
        raise InputError(
            f"{folder}: this is the previous export, which study.yml › segmentation › "
            "previous names; give another folder with --out, or move the old one."
        )
    show_source(study)
    with followed(study):
        assigned = assignments(study)
    if segment is None:
        export_all(study, folder, assigned, kept)
    else:
        list_contacts(study, folder, assigned, segment)


def export_all(
    study: Study, folder: Path, assigned: DataFrame, previous: Path | None
) -> None:
    """Write everybody, the model and who moved; say what is where."""
    from analysis.everyday import export
    from analysis.everyday.matching import migrations

    # Read first: a previous export that is damaged leaves nothing half written.
    since = export.followed(assigned, previous) if previous else None
    export.write_export(study, folder, assigned)
    say(f"{len(assigned):,} customers", folder / "segments.csv", "and .parquet")
    say("customer_id of each order → segment", folder / "customer_ids.csv")
    say("the model, its names and colours", folder / "segmentation.json")
    say("what each column is", folder / "columns.csv")
    far = int(assigned["far"].sum())
    terminal.print(f"{far:,} customers resemble no segment (column far)")
    if since is not None:
        moved = since[since["change"] != "stayed"]
        export.write_csv(moved, folder / "moves.csv")
        say(f"{len(moved):,} who moved, are new or gone", folder / "moves.csv")
        table = migrations(since).rename_axis("from ↓, to →").reset_index()
        show_table(f"Customers, from {previous} to {folder}", table)


def list_contacts(study: Study, folder: Path, assigned: DataFrame, wanted: str) -> None:
    """Write one segment's customers, by value at stake, and show the first ones."""
    from analysis.everyday.export import (
        contacts,
        file_name,
        saved_segmentation,
        write_csv,
    )

    saved = saved_segmentation(study)
    number = saved.segment_called(wanted)
    listed, name = contacts(assigned, number), saved.names[number]
    file = folder if folder.suffix == ".csv" else folder / f"{file_name(name)}.csv"
    write_csv(listed, file, for_people=True)
    show_table(f"{name}, by amount paid (R$)", listed[PREVIEW].head(SHOWN))
    say(f"{len(listed):,} customers of « {name} »", file)
    terminal.print("join customer_unique_id to your own records")
    portraits = study.portraits.set_index("segment")
    advice = escape(str(portraits.loc[number, "action"]))
    terminal.print(f"what to do: {advice}", soft_wrap=True, highlight=False)


def say(what: str, file: Path, more: str = "") -> None:
    """Say in one line what was written where."""
    told = f"{escape(what)} → [bold]{escape(str(file))}[/] {more}".rstrip()
    terminal.print(told, soft_wrap=True, highlight=False)
