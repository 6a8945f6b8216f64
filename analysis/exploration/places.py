"""Where customers live, and what distance costs."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pandas as pd
from ibis import Table
from ibis import _ as row
from pandas import DataFrame

from analysis.customers import purchases
from analysis.labels import STATES
from analysis.publication import publishable
from analysis.schema.contract import LATITUDES, LONGITUDES
from analysis.sources import Tables

EARTH_RADIUS = 6371.0
DISTANCES = (0, 100, 250, 500, 750, 1000, 1500, 2000, 2500, 3000, 4000)


def states(customers: DataFrame, minimum: int) -> DataFrame:
    """Describe the customers of each of Brazil's 27 states.

    Parameters
    ----------
    customers : DataFrame
        The customer table: ``state, monetary, satisfaction, delivery_delay``.
    minimum : int

    Returns
    -------
    DataFrame
        ``state`` (code), ``name``, ``row`` and ``column`` of its tile; ``customers``,
        ``share``, ``monetary`` (mean, R$), ``satisfaction`` (mean, stars) and
        ``delivery_delay`` (mean, days).  A state with fewer customers than ``minimum``
        keeps its tile, without any value.
    """
    groups = customers.groupby("state")
    known = groups[["monetary", "satisfaction", "delivery_delay"]].mean()
    known.insert(0, "customers", groups.size())
    known.insert(1, "share", known["customers"] / max(len(customers), 1))
    known = known[known["customers"] >= minimum]
    grid = [(code, *place) for code, place in STATES.items()]
    tiles = DataFrame(grid, columns=["state", "name", "row", "column"])
    table = tiles.merge(known.reset_index(), on="state", how="left")
    return table.astype({"customers": "Int64"})


def freight_by_distance(tables: Tables, as_of: dt.datetime, minimum: int) -> DataFrame:
    """Freight of an item by distance between seller and customer, over purchases.

    Returns
    -------
    DataFrame
        ``low``, ``high`` (km), ``freight`` (median, R$ per item), ``lower``, ``upper``
        (quartiles), ``items``, ``customers``.  Empty without a table of positions or of
        sellers.
    """
    columns = ["low", "high", "freight", "lower", "upper", "items", "customers"]
    if tables.geolocation is None or tables.sellers is None:
        return DataFrame(columns=columns)
    items = item_distances(tables, as_of).to_pandas()
    edges = [*DISTANCES, np.inf]
    classes = pd.cut(items["distance"], edges, right=False, labels=edges[:-1])
    groups = items.groupby(classes, observed=True)
    quartiles = {"lower": 0.25, "freight": 0.5, "upper": 0.75}
    table = DataFrame(
        {name: groups["freight"].quantile(share) for name, share in quartiles.items()}
    )
    table["items"] = groups.size()
    table["customers"] = groups["customer"].nunique()
    table = table.rename_axis("low").reset_index().astype({"low": float})
    table["high"] = table["low"].map(dict(zip(edges[:-1], edges[1:], strict=True)))
    table = table[np.isfinite(table["high"])]
    return publishable(table[columns], "customers", minimum)


def item_distances(tables: Tables, as_of: dt.datetime) -> Table:
    """``customer`` (a number), ``freight`` (R$), ``distance`` (km) of each item."""
    here, there = positions(tables, "here"), positions(tables, "there")
    bought = purchases(tables, as_of).select("order_id")
    customers = tables.customers.select(
        "customer_id",
        "customer_unique_id",
        here=row.customer_zip_code_prefix,
    )
    sellers = tables.sellers.select("seller_id", there=row.seller_zip_code_prefix)
    return (
        bought.inner_join(tables.orders.select("order_id", "customer_id"), "order_id")
        .inner_join(customers, "customer_id")
        .inner_join(tables.items, "order_id")
        .inner_join(sellers, "seller_id")
        .inner_join(here, "here")
        .inner_join(there, "there")
        .select(
            customer=row.customer_unique_id.hash(),
            freight=row.freight_value,
            distance=great_circle(
                row.here_latitude,
                row.here_longitude,
                row.there_latitude,
                row.there_longitude,
            ),
        )
    )


def positions(tables: Tables, prefix: str) -> Table:
    """One mean position per zip prefix, columns named after ``prefix``."""
    points = tables.geolocation
    inside = points.geolocation_lat.between(
        *LATITUDES
    ) & points.geolocation_lng.between(*LONGITUDES)
    return (
        points.filter(inside)
        .group_by(**{prefix: points.geolocation_zip_code_prefix})
        .agg(
            **{
                f"{prefix}_latitude": row.geolocation_lat.mean(),
                f"{prefix}_longitude": row.geolocation_lng.mean(),
            }
        )
    )


def great_circle(
    latitude: ibis.Deferred,
    longitude: ibis.Deferred,
    other_latitude: ibis.Deferred,
    other_longitude: ibis.Deferred,
) -> ibis.Deferred:
    """Distance in km between two positions in degrees, by the haversine formula."""
    half_north = ((other_latitude - latitude) / 2).radians().sin()
    half_east = ((other_longitude - longitude) / 2).radians().sin()
    cosines = latitude.radians().cos() * other_latitude.radians().cos()
    haversine = half_north * half_north + cosines * half_east * half_east
    return 2 * EARTH_RADIUS * haversine.sqrt().asin()
