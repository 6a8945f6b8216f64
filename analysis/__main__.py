"""The command line: ``olist``, or ``python -m analysis``."""

from __future__ import annotations

import signal

import typer

from analysis.commands.contract import contract
from analysis.commands.data import data
from analysis.commands.deck import deck
from analysis.commands.deliver import deliver
from analysis.commands.report import build, render, serve
from analysis.commands.score import score
from analysis.commands.segments import segments
from analysis.commands.sql import sql

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Segment Olist's customers and make the report: a book and a deck.",
    epilog="Exit codes: 0 done, 1 our fault, 2 wrong use or input.",
)
commands = (data, build, render, segments, score, sql, serve, contract, deck, deliver)
for command in commands:
    app.command()(command)


def main() -> None:
    """Run the command line."""
    # A terminal's hang-up or a supervisor's end stops the work as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()


if __name__ == "__main__":
    main()
