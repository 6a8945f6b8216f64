"""``olist contract``: the proposal as one file to read, print and sign."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.computing import Data, followed, open_study, show_source
from analysis.commands.segments import say
from analysis.commands.terminal import guarded
from analysis.errors import InputError


@guarded
def contract(
    data: Data = None,
    out: Annotated[
        Path, typer.Option(help="File to write: its name ends in .html.")
    ] = Path("contrat.html"),
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Print it to a PDF beside as well.")
    ] = False,
) -> None:
    """Write the maintenance contract, computed and ready to sign."""
    from analysis.everyday.export import replaced
    from analysis.printing import print_page
    from analysis.proposal import page

    if out.suffix != ".html":
        raise InputError(f"--out {out}: expected a name that ends in .html.")
    study = open_study(data)
    show_source(study)
    with followed(study):
        content = page(study)
    out.parent.mkdir(parents=True, exist_ok=True)
    with replaced(out) as aside:
        aside.write_text(content, encoding="utf8")
    say("the contract", out)
    if pdf:
        with replaced(out.with_suffix(".pdf")) as aside:
            print_page(out, aside)
        say("the contract, printed", out.with_suffix(".pdf"))
