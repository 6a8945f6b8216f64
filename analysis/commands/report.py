"""``olist build``, ``render`` and ``serve``: the study, its book and its deck."""

from __future__ import annotations

import functools
import http.server
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from analysis.commands.computing import Data, compute, open_study, show_source
from analysis.commands.terminal import guarded, show_table, terminal
from analysis.errors import InputError
from analysis.location import project_root
from analysis.provenance import is_real
from analysis.rendering import Choice, alone, check_output, choose_renderer
from analysis.rendering import render as render_site

Renderers = Annotated[
    Choice, typer.Option("--renderer", help="Quarto where it works, otherwise folio.")
]


@guarded
def build(data: Data = None) -> None:
    """Compute every step of the study; finished steps are reused."""
    compute(open_study(data))


@guarded
def render(
    data: Data = None,
    output: Annotated[Path | None, typer.Option(help="Default: _book/.")] = None,
    renderer: Renderers = "auto",
    force: Annotated[
        bool, typer.Option("--force", help="Let a demonstration replace real results.")
    ] = False,
) -> None:
    """Compute what is missing, then render the book and the deck."""
    began = time.perf_counter()
    root = project_root()
    site = (output or root / "_book").absolute()
    chosen = choose_renderer(renderer)
    check_output(site)
    study = open_study(data)
    if study.source.demo and is_real(site) and not force:
        raise InputError(
            f"{site} was made from real data and this is a demonstration; add --force "
            "to replace it, or --output to write elsewhere."
        )
    terminal.print(f"renderer: [bold]{chosen}[/]")
    with alone(root, say_waiting):
        compute(study)
        built = time.perf_counter()
        render_site(root, site, chosen, study.source.path, study.cache)
    ended = time.perf_counter()
    show_table("Time of each step, when it was last computed", study.timings)
    times = f"computing {built - began:.1f} s, rendering {ended - built:.1f} s"
    terminal.print(times, highlight=False)
    show_source(study)
    terminal.print(f"renderer: [bold]{chosen}[/]")
    pages = {"book": site / "index.html", "deck": site / "slides" / "index.html"}
    for name, page in pages.items():
        terminal.print(f"{name}: [bold]{escape(str(page))}[/]", soft_wrap=True)


def say_waiting() -> None:
    terminal.print("another render of this project is running: waits for its end")


@guarded
def serve(
    site: Annotated[Path | None, typer.Option(help="Default: _book/.")] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port on localhost.")
    ] = 8000,
) -> None:
    """Show the rendered site on localhost."""
    folder = site or project_root() / "_book"
    if not (folder / "index.html").exists():
        raise InputError(f"{folder}: no book is here yet; run `olist render` first.")
    handler = functools.partial(
        http.server.SimpleHTTPRequestHandler, directory=str(folder)
    )
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise InputError(
            f"--port {port}: cannot listen there ({error.strerror}); choose another."
        ) from error
    terminal.print(f"http://127.0.0.1:{server.server_port}/ (Ctrl-C ends)")
    with server:
        server.serve_forever()
