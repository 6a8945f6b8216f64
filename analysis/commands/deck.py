"""``olist deck``: the rendered deck as one HTML file, or as a PDF."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.segments import say
from analysis.commands.terminal import guarded
from analysis.errors import InputError
from analysis.location import project_root
from analysis.settings import read_settings

Site = Annotated[
    Path | None, typer.Option("--site", help="The rendered site. Default: _book/.")
]


@guarded
def deck(
    pdf: Annotated[bool, typer.Option("--pdf", help="Print to PDF.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="The PDF. Default: exports/presentation.pdf.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="One HTML file that opens anywhere.")
    ] = None,
    site: Site = None,
) -> None:
    """Write the rendered deck as one HTML file, or print it to PDF."""
    from analysis.deliverables.embedding import one_file
    from analysis.deliverables.printing import print_deck
    from analysis.everyday.export import replaced

    if not (pdf or html):
        raise InputError("olist deck: say what to write, --pdf or --html FILE.")
    if out and not pdf:
        raise InputError("--out names the PDF: add --pdf, or give --html FILE alone.")
    root = project_root()
    folder = site or root / "_book"
    address = read_settings(root / "study.yml").site.address
    content = one_file(folder / "slides" / "index.html", folder, address)
    if html:
        html.parent.mkdir(parents=True, exist_ok=True)
        with replaced(html) as aside:
            aside.write_text(content, encoding="utf8")
        say("the deck, in one file", html)
    if pdf:
        file = out or root / "exports" / "presentation.pdf"
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as made, replaced(file) as aside:
            page = Path(made) / "deck.html"
            page.write_text(content, encoding="utf8")
            print_deck(page, aside)
        say("the deck, printed", file)
