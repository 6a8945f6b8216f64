"""The command line: ``olist``, or ``python -m analysis``."""

from __future__ import annotations

import errno
import functools
import http.server
import os
import signal
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from analysis.errors import InputError
from analysis.location import cache_folder, project_root
from analysis.provenance import is_real
from analysis.rendering import Choice, RenderError, alone, check_output, choose_renderer
from analysis.rendering import render as render_site

# Imported late, where they are used: `olist --help` should not wait for them.
if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.study import Study

OUR_FAULT, WRONG_INPUT, INTERRUPTED = 1, 2, 130
# What the machine refuses: a full disk, a missing right, a file in a folder's place.
REFUSALS = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS),
    *(errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG),
}

terminal = Console()
errors = Console(stderr=True)


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Turn what may go wrong in a command into one sentence and an exit code."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            return command(*arguments, **options)
        except InputError as error:
            say_error(str(error))
            code = WRONG_INPUT
        except RenderError as error:
            say_error(f"{error}; the previous book, if any, is unchanged.")
            code = OUR_FAULT
        except KeyboardInterrupt:
            say_error("Interrupted; what was finished is kept, nothing else changed.")
            code = INTERRUPTED
        except Exception as error:
            if isinstance(error, OSError) and error.errno in REFUSALS:
                say_error(refusal(error))
                code = WRONG_INPUT
            else:
                log = write_log(traceback.format_exc())
                details = f"our fault; details in {log}"
                say_error(f"{type(error).__name__}: {error} ({details}).")
                code = OUR_FAULT
        raise typer.Exit(code)

    return run


def refusal(error: OSError) -> str:
    """Say what the machine refused, and where."""
    place = f"{error.filename}: " if error.filename else ""
    reason = os.strerror(error.errno).lower()
    room = "make room, or " if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
    return (
        f"{place}{reason}; {room}choose another place (--out, --output, OLIST_CACHE): "
        "what was finished is kept."
    )


def say_error(sentence: str) -> None:
    told = f"[bold red]Error[/] {escape(sentence)}"
    errors.print(told, soft_wrap=True, highlight=False)


def write_log(details: str) -> Path:
    """Keep the details of an error beside the results, or where there is room."""
    try:
        log = cache_folder(project_root()) / "error.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(details, encoding="utf8")
    except (InputError, OSError):
        log = Path(tempfile.gettempdir()) / "olist-error.log"
        log.write_text(details, encoding="utf8")
    return log


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Segment Olist's customers and make the report: a book and a deck.",
    epilog="Exit codes: 0 done, 1 our fault, 2 wrong use or input.",
)

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Folder of CSV or Parquet files, Kaggle .zip, SQLite or DuckDB file. "
        "Default: OLIST_DATA, then study.yml › data, then data/.",
    ),
]
Renderers = Annotated[
    Choice, typer.Option("--renderer", help="Quarto where it works, otherwise folio.")
]


def open_study(data: Path | None) -> Study:
    """Open the study of this project, on the data that the command line names."""
    from analysis.study import Study

    if data:
        if not data.exists():
            raise InputError(f"--data {data}: nothing is there; correct the path.")
        os.environ["OLIST_DATA"] = str(data.absolute())
    return Study.open()


@app.command("data")
@guarded
def data_command(
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
    show_table("Quality register", study.quality)


def make_demo(folder: Path, customers: int, seed: int) -> None:
    """Write a demonstration marketplace, and say how to use it."""
    from analysis.sources.demo import write_demo

    began = time.perf_counter()
    write_demo(folder, customers, seed)
    seconds = time.perf_counter() - began
    terminal.print(f"Demonstration data written to {folder}/ in {seconds:.1f} s;")
    terminal.print(f"use them with --data {folder}", highlight=False)


def show_source(study: Study) -> None:
    what = "demonstration data" if study.source.demo else "data"
    place = f"[bold]{escape(str(study.source.path))}[/]"
    terminal.print(f"{what}: {place} ({study.source.kind})", soft_wrap=True)


def show_table(title: str, content: DataFrame) -> None:
    """Print a DataFrame."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for name, kind in content.dtypes.items():
        table.add_column(str(name), justify="right" if kind.kind in "iuf" else "left")
    for row in content.itertuples(index=False):
        table.add_row(*map(shown, row))
    terminal.print(table)


def shown(cell: object) -> str:
    """Write one cell of a terminal table."""
    if isinstance(cell, float):
        return "" if cell != cell else f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


@app.command()
@guarded
def build(data: Data = None) -> None:
    """Compute every step of the study; finished steps are reused."""
    compute(open_study(data))


def compute(study: Study) -> None:
    """Compute every step, with a progress bar and one line per computed step."""
    show_source(study)
    columns = SpinnerColumn(), BarColumn(), TextColumn("{task.description}")
    with Progress(*columns, console=terminal, transient=True) as progress:
        task = progress.add_task("reads the data", total=len(study.timings))

        def report(name: str, state: str, seconds: float) -> None:
            if state == "runs":
                progress.update(task, description=name)
                return
            progress.advance(task)
            if state == "computed":
                progress.console.print(f"{name:<14}{seconds:6.1f} s", highlight=False)

        study.report = report
        study.compute()


@app.command()
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


@app.command()
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


@app.command()
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


def main() -> None:
    """Run the command line."""
    # A terminal's hang-up or a supervisor's end stops the work as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()


if __name__ == "__main__":
    main()
