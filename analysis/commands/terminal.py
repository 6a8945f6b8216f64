"""What every command shares: the terminal, its tables, one sentence per error."""

from __future__ import annotations

import errno
import functools
import os
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from analysis.errors import InputError
from analysis.location import cache_folder, project_root
from analysis.rendering import RenderError

# Imported late, where it is used: `olist --help` should not wait for it.
if TYPE_CHECKING:
    from pandas import DataFrame

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


def show_table(title: str, content: DataFrame) -> None:
    """Print a DataFrame."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for name, kind in content.dtypes.items():
        side = "right" if kind.kind in "iuf" else "left"
        table.add_column(str(name), justify=side, overflow="fold")
    for row in content.itertuples(index=False):
        table.add_row(*map(shown, row))
    terminal.print(table)


def shown(cell: object) -> str:
    """Write one cell of a terminal table."""
    if isinstance(cell, float):
        return "" if cell != cell else f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
