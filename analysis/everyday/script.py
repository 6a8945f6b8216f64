"""The scoring query as a text that a database runs every day, without Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.errors import InputError
from analysis.everyday import Dialect
from analysis.everyday.dialects import written
from analysis.everyday.query import named_tables, scoring, tables_needed
from analysis.everyday.saved import SavedSegmentation
from analysis.schema.contract import CONTRACTS

TEMPLATES = Path(__file__).parents[2] / "templates"

# How a database calls a moment without time zone.
MOMENTS = {
    Dialect.duckdb: "TIMESTAMP",
    Dialect.postgres: "TIMESTAMP",
    Dialect.mysql: "DATETIME; MySQL 8.0.17 or later",
    Dialect.bigquery: "DATETIME",
    Dialect.spark: "TIMESTAMP, in the session's own zone; Spark 3.3 or later",
}


def scoring_sql(
    saved: SavedSegmentation,
    dialect: Dialect,
    *,
    as_of: dt.datetime | None = None,
    places: Mapping[str, str] | None = None,
) -> str:
    """Write the query that gives each customer's segment.

    Parameters
    ----------
    saved : SavedSegmentation
    dialect : Dialect
    as_of : datetime, optional
        By default the moment of the latest order in the tables.
    places : mapping of str to str, optional
        Where the tables are, by short name (see `table_places`); by default under the
        names of the Kaggle data set.

    Returns
    -------
    str
        One statement, after a comment that says what it is.

    Raises
    ------
    InputError
        A feature or a transform of the model cannot be written as a query.
    """
    places = places or table_places()
    model = saved.segmentation
    read = [places[name] for name in tables_needed(model)]
    query = written(scoring(saved, named_tables(places), as_of), dialect)
    template = environment().get_template("scoring.sql.j2")
    return template.render(
        dialect=dialect,
        k=model.k,
        features=model.features,
        trained_on=f"{model.trained_on:,}",
        saved=saved,
        as_of=as_of or "the latest order in the tables",
        tables=read,
        moment=MOMENTS[dialect],
        query=query,
    )


def table_places(
    convention: str = "published", others: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Name in the database of each table, by its short name.

    Parameters
    ----------
    convention : {"published", "short"}
        ``olist_orders_dataset`` as in the Kaggle data set, or ``orders``.
    others : mapping of str to str, optional
        Tables that are elsewhere, such as ``{"orders": "sales.orders"}``; dots part the
        schema from the table.

    Raises
    ------
    InputError
        A short name is not one of the nine, or a place is empty.
    """
    places = {
        name: contract.stems[0] if convention == "published" else name
        for name, contract in CONTRACTS.items()
    }
    for name, place in (others or {}).items():
        if name not in places:
            raise InputError(
                f"--table {name}={place}: {name} is not one of the tables (known: "
                f"{', '.join(places)})."
            )
        parts = place.split(".")
        # A backslash escapes the closing quote of a name in BigQuery.
        if not all(parts) or len(parts) > 3 or not place.isprintable() or "\\" in place:
            raise InputError(
                f"--table {name}={place}: expected a table's name, after its schema "
                f"and a dot if it has one, such as {name}=sales.{name}."
            )
        places[name] = place
    return places


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    made.filters["one_line"] = one_line
    return made


def one_line(text: object) -> str:
    """What may stand in a comment: no line break ends it early."""
    return " ".join(str(text).split())
