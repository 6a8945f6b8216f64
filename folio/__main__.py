"""Command line: ``python -m folio render`` and ``python -m folio notebook``."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
    with _told("the previous output is as it was"):
        build(folder, Messages(quiet), profile, output_dir, jobs)


@app.command()
def notebook(
    document: Annotated[str, typer.Argument(help="A .qmd, relative to the project.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The .ipynb.")],
    folder: Annotated[Path, typer.Option(help="Folder with _quarto.yml.")] = Path(),
    profile: Annotated[str | None, typer.Option(help="Profiles, by commas.")] = None,
    metadata: Annotated[
        list[str] | None, typer.Option("--metadata", "-M", help="KEY:VALUE.")
    ] = None,
    quiet: Annotated[bool, typer.Option(help="Only warnings and errors.")] = False,
) -> None:
    """Run a document of a book and write it as a Jupyter notebook."""
    from folio.notebook import write

    values = dict(item.partition(":")[::2] for item in metadata or [])
    with _told("no notebook was written"):
        write(folder, document, output, Messages(quiet), profile, values)


@contextmanager
def _told(kept: str) -> Iterator[None]:
    """Turn what may go wrong into one sentence, which ends by what is still there."""
    # A terminal's hang-up or a supervisor's end stops the work as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except FolioError as error:
        _stop(f"ERROR {error}", 1)
    except KeyboardInterrupt:
        _stop(f"Interrupted: {kept}.", 130)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _stop(f"ERROR {error.strerror}{where}: {kept}.", 1)


def _stop(message: str, code: int) -> None:
    print(message, file=sys.stderr, flush=True)
    raise typer.Exit(code)


if __name__ == "__main__":
    app()
