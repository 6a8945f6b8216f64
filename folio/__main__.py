"""Command line: ``python -m folio render``."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from folio.build import build
from folio.errors import FolioError
from folio.messages import Messages

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def folio() -> None:
    """Render the part of Quarto that this project uses, where Quarto is absent."""


@app.command()
def render(
    folder: Annotated[Path, typer.Argument(help="Folder with _quarto.yml.")] = Path(),
    profile: Annotated[str | None, typer.Option(help="Profiles, by commas.")] = None,
    output_dir: Annotated[
        Path | None, typer.Option(help="Folder to write, instead of the project's.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Documents at the same time.")
    ] = None,
    quiet: Annotated[bool, typer.Option(help="Only warnings and errors.")] = False,
) -> None:
    """Render a book or a set of slides."""
    # A terminal's hang-up or a supervisor's end stops the work as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        build(folder, Messages(quiet), profile, output_dir, jobs)
    except FolioError as error:
        _stop(f"ERROR {error}", 1)
    except KeyboardInterrupt:
        _stop("Interrupted: the previous output is as it was.", 130)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _stop(f"ERROR {error.strerror}{where}: the previous output is as it was.", 1)


def _stop(message: str, code: int) -> None:
    print(message, file=sys.stderr, flush=True)
    raise typer.Exit(code)


if __name__ == "__main__":
    app()
