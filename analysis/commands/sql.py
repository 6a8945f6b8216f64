"""``olist sql``: the scoring query for a company's own database."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from analysis.commands.saved import Day, Model, chosen_segmentation
from analysis.commands.terminal import errors, guarded
from analysis.errors import InputError
from analysis.everyday import Dialect


class Convention(StrEnum):
    """How the tables are called."""

    published = "published"
    short = "short"


@guarded
def sql(
    dialect: Annotated[Dialect, typer.Option(help="The database that runs it.")],
    as_of: Day = None,
    model: Model = None,
    tables: Annotated[
        Convention,
        typer.Option(help="Names of the tables: olist_orders_dataset, or orders."),
    ] = Convention.published,
    table: Annotated[
        list[str] | None,
        typer.Option(
            help="A table that is elsewhere: orders=sales.orders; repeatable."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write (default: the terminal).")
    ] = None,
) -> None:
    """Print one query that gives each customer's segment from the raw tables."""
    from analysis.everyday import script
    from analysis.period import end_of_day

    places = script.table_places(tables, dict(map(named_place, table or [])))
    query = script.scoring_sql(
        chosen_segmentation(model),
        dialect,
        as_of=end_of_day(as_of.date()) if as_of else None,
        places=places,
    )
    if out is None:
        typer.echo(query, nl=False)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(query, encoding="utf8")
    told = f"the query for {dialect} → [bold]{escape(str(out))}[/]"
    errors.print(told, soft_wrap=True, highlight=False)


def named_place(text: str) -> tuple[str, str]:
    """Read ``orders=sales.orders``."""
    name, equals, place = text.partition("=")
    if not equals:
        raise InputError(
            f"--table {text}: expected a short name and a place, such as "
            "orders=sales.orders."
        )
    return name, place
