"""The segmentation as an Ibis expression: from the raw tables to each segment.

It is made of the expressions of :mod:`analysis.customers`, so that a database computes
the very features of the study, and of the saved model's own numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import reduce
from operator import add

import ibis
from ibis import _ as row
from ibis.expr import types as ir

from analysis.customers import by_person, history, known_at
from analysis.errors import InputError
from analysis.everyday.saved import SavedSegmentation
from analysis.schema.contract import CONTRACTS
from analysis.segmentation import Segmentation
from analysis.sources import Tables

# The tables that a feature is computed from, beside the customers and the orders.
LOOKED_UP = {
    "recency": (),
    "frequency": (),
    "monetary": ("payments",),
    "satisfaction": ("reviews",),
    "delivery_delay": (),
    "freight_share": ("items",),
    "installments": ("payments",),
}
TYPES = {"integer": "int64", "number": "float64", "timestamp": "timestamp"}
# Nearer to zero, the power has no digits left and the logarithm is its limit.
SMALL_EXPONENT = 1e-8


def scoring(
    saved: SavedSegmentation,
    tables: Tables,
    as_of: dt.datetime | None = None,
) -> ir.Table:
    """Each customer's segment, from the raw tables.

    Parameters
    ----------
    saved : SavedSegmentation
    tables : Tables
        Bound to a connection, or only named (see `named_tables`).
    as_of : datetime, optional
        By default the moment of the latest order in the tables.

    Returns
    -------
    Table
        ``customer_unique_id``, ``segment`` (0 without a purchase, then 1…k), ``name``,
        ``far`` (whether the customer resembles no segment).

    Raises
    ------
    InputError
        A feature or a transform of the model cannot be written as a query.
    """
    model = saved.segmentation
    parts = tables_needed(model)
    moment = latest_order(tables) if as_of is None else ibis.literal(as_of)
    known = known_at(
        history(tables, parts),
        tables.reviews if "reviews" in parts else None,
        moment,
    )
    # Time is counted in seconds; Postgres would round the last instant of a day up.
    since = moment if as_of is None else ibis.literal(as_of.replace(microsecond=0))
    people = by_person(known, since, {"frequency", *model.features})
    return named(assigned(people, model), saved.names)


def tables_needed(model: Segmentation) -> list[str]:
    """Tables that the model's features are computed from.

    Raises
    ------
    InputError
        A feature or a transform of the model cannot be written as a query.
    """
    for feature, transform in zip(model.features, model.transforms, strict=True):
        if feature not in LOOKED_UP:
            raise InputError(
                f"feature {feature}: it has no form as a query, so that this model "
                "cannot leave Python; score with `olist score` instead."
            )
        if transform not in TRANSFORMS:
            raise InputError(
                f"feature {feature}: its transform ({transform}) is a table of the "
                "training values that no formula holds, so that a query would lose "
                "it; score with `olist score`, or choose a model without it."
            )
    needed = {"orders", "customers"}
    needed.update(*(LOOKED_UP[feature] for feature in model.features))
    return [name for name in CONTRACTS if name in needed]


def named_tables(places: Mapping[str, str]) -> Tables:
    """The raw tables, named but not opened.

    Parameters
    ----------
    places : mapping of str to str
        Short name → name in the database; dots part the schema from the table.
    """
    unbound = {}
    for name, contract in CONTRACTS.items():
        *above, table = places[name].split(".")
        catalog, database = [None, None, *above][-2:]
        columns = {
            column.name: TYPES.get(column.kind, "string") for column in contract.columns
        }
        unbound[name] = ibis.table(
            columns, name=table, catalog=catalog, database=database
        )
    return Tables(connection=None, **unbound)


def latest_order(tables: Tables) -> ir.TimestampScalar:
    """The moment of the latest order, computed where the tables are."""
    return tables.orders.order_purchase_timestamp.max().name("latest").as_scalar()


def assigned(people: ir.Table, model: Segmentation) -> ir.Table:
    """``customer_unique_id``, ``segment`` and ``far``, as `Segmentation.assign`."""
    space = people.select(
        "customer_unique_id",
        purchased=row.frequency > 0,
        **{
            f"{feature}_position": coordinate(people[feature], position, model)
            for position, feature in enumerate(model.features)
        },
    )
    segments = range(1, model.k + 1)
    distances = space.select(
        "customer_unique_id",
        "purchased",
        **{f"distance_{segment}": distance(model, segment) for segment in segments},
    )
    measured = [distances[f"distance_{segment}"] for segment in segments]
    nearest = distances.mutate(nearest=ibis.least(*measured))
    # As far from two centroids, the first, more valuable segment wins.
    found = ibis.cases(
        (~nearest.purchased, 0),
        *(
            (nearest[f"distance_{segment}"] <= nearest.nearest, segment)
            for segment in segments
        ),
    )
    return nearest.select(
        "customer_unique_id",
        segment=found,
        far=nearest.purchased & (nearest.nearest > model.reach**2),
    )


def coordinate(
    values: ir.NumericColumn, position: int, model: Segmentation
) -> ir.NumericValue:
    """A feature's position on its axis of the space."""
    known = values.cast("float64").fill_null(model.fill[position])
    transform = TRANSFORMS[model.transforms[position]]
    transformed = transform(known, model.exponents[position])
    return (transformed - model.centre[position]) / model.scale[position]


def distance(model: Segmentation, segment: int) -> ir.NumericValue:
    """Squared distance to a segment's centroid, summed in the order of features."""
    centroid = model.centroids[segment - 1]
    steps = [
        row[f"{feature}_position"] - at
        for feature, at in zip(model.features, centroid, strict=True)
    ]
    return reduce(add, [step * step for step in steps])


def yeo_johnson(values: ir.NumericValue, exponent: float) -> ir.NumericValue:
    """Power transform of values of any sign (Yeo and Johnson, Biometrika 87, 2000)."""
    return (values >= 0).ifelse(
        power(1 + values, exponent), -power(1 - values, 2 - exponent)
    )


def power(base: ir.NumericValue, exponent: float) -> ir.NumericValue:
    """Box and Cox's transform.  A negative base, of the other branch, becomes 1."""
    safe = ibis.greatest(base, 1.0)
    if abs(exponent) < SMALL_EXPONENT:
        return safe.ln()
    return (safe**exponent - 1) / exponent


TRANSFORMS = {
    "none": lambda values, exponent: values,
    "log": lambda values, exponent: (1 + values).ln(),
    "yeo-johnson": yeo_johnson,
}


def named(assigned: ir.Table, names: tuple[str, ...]) -> ir.Table:
    """Put the name of each segment beside its number."""
    name = ibis.cases(
        *((assigned.segment == segment, text) for segment, text in enumerate(names))
    )
    return assigned.select("customer_unique_id", "segment", name.name("name"), "far")
