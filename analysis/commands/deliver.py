"""``olist deliver``: the named files of the hand-in, and their zip."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from analysis.commands.computing import Data, compute, open_study
from analysis.commands.deck import Site
from analysis.commands.segments import say
from analysis.commands.terminal import guarded, terminal
from analysis.location import project_root


@guarded
def deliver(
    last: Annotated[str, typer.Option("--nom", help="Last name, such as Dupont.")],
    first: Annotated[
        str, typer.Option("--prenom", help="First name, such as Jean-François.")
    ],
    start: Annotated[
        str, typer.Option("--debut", help="Month of the beginning: mmaaaa.")
    ],
    title: Annotated[str, typer.Option("--titre", help="Title of the project.")],
    data: Data = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the zip. Default: exports/.")
    ] = None,
    site: Site = None,
) -> None:
    """Put three executed notebooks, the deck and its PDF into one named zip."""
    from analysis.deliverables import delivery
    from analysis.deliverables.names import Names

    names = Names.read(last, first, title, start)
    root = project_root()
    pages, folder = site or root / "_book", out or root / "exports"
    study = open_study(data)
    delivery.check_ready(study, pages)
    compute(study)

    def tell(part: str) -> None:
        terminal.print(f"  {escape(part)}", highlight=False, soft_wrap=True)

    archive = delivery.deliver(names, study, root, pages, folder, tell)
    say("checked, ready to hand in", archive)
