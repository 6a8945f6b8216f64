"""What a delivered notebook calls first, so that it runs again wherever it lies.

A page draws its charts with a script; a notebook keeps images and plain tables, which
Jupyter shows without a network.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from pathlib import Path

import altair as alt
from great_tables import GT
from IPython import get_ipython
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import Markdown

from analysis.charts import still
from analysis.charts.theme import Note
from analysis.errors import InputError
from analysis.french import sentence
from analysis.location import project_root


def start() -> None:
    """Go to the project, open its study, and show what comes as a notebook does.

    Raises
    ------
    InputError
        Neither this folder nor the installed package belongs to a project.
    """
    os.chdir(project())
    # It opens the study, and registers the pages' way of showing: ours comes after.
    from analysis.document import study

    if shell := get_ipython():
        register(shell)
    name = "démonstration" if study.source.demo else study.source.path.name
    print(sentence(f"Étude ouverte, sur les données « {name} »."))


def project() -> Path:
    """The project around this folder, or the one that the package is installed from."""
    try:
        return project_root()
    except InputError:
        return project_root(Path(__file__).parent)


def register(shell: InteractiveShell) -> None:
    """Make a kernel show charts as images and tables as HTML."""
    alt.renderers.register("still", still.as_mimebundle)
    alt.renderers.enable("still")
    formatters = shell.display_formatter.formatters
    formatters["text/html"].for_type(GT, lambda table: table.as_raw_html())
    formatters["text/markdown"].for_type(GT, lambda table: None)
    formatters["text/markdown"].for_type(Note, str)
    formatters["text/plain"].for_type(GT, lambda table, out, cycle: out.text("tableau"))


def code(*functions: Callable) -> Markdown:
    """Show the source of functions of the project, each under its place.

    Parameters
    ----------
    *functions : callable
        Functions, methods or classes.
    """
    return Markdown("\n\n".join(map(listing, functions)))


def listing(function: Callable) -> str:
    source = inspect.getsource(function).rstrip()
    fence = "`" * 3
    name = f"{function.__module__}.{function.__qualname__}"
    return f"`{name}`\n\n{fence}python\n{source}\n{fence}"
