"""The customer table as it was known at the end of each of many days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame
from pyarrow import ChunkedArray

from analysis.customers import features_at
from analysis.period import end_of_day
from analysis.sources import Tables

PERSON = "customer_unique_id"


def snapshots(
    tables: Tables,
    dates: Iterable[dt.date],
    features: Sequence[str],
    *,
    hindsight: bool = False,
) -> dict[dt.date, DataFrame]:
    """Customers with a purchase, as known at the end of each date.

    All dates are computed in one query.

    Parameters
    ----------
    tables : Tables
    dates : iterable of date
    features : sequence of str
        Numeric columns of the customer table.
    hindsight : bool, default False
        See :func:`analysis.customers.features_at`.

    Returns
    -------
    dict of date to DataFrame
        ``frequency``, ``monetary`` and the features, as floats, one row per customer.
        The index numbers the customers: the same number is the same customer at every
        date, and numbers increase down the table.
    """
    dates = list(dates)
    columns = list(dict.fromkeys([PERSON, "frequency", "monetary", *features]))
    moments = [end_of_day(date) for date in dates]
    together = features_at(tables, moments, columns, hindsight=hindsight)
    known = together.filter(together.frequency > 0).to_pyarrow()
    # Sorted by date, then by customer: each date is one slice.
    seconds = known["as_of"].to_numpy().astype("datetime64[us]")
    people = numbered(known[PERSON])
    values = known.select(columns[1:]).to_pandas().astype("float64")
    found = {}
    for date, moment in zip(dates, moments, strict=True):
        start, end = (
            int(np.searchsorted(seconds, np.datetime64(moment, "us"), side))
            for side in ("left", "right")
        )
        rows = values.iloc[start:end]
        found[date] = rows.set_axis(people[start:end], axis="index")
    return found


def numbered(names: ChunkedArray) -> NDArray[np.int_]:
    """Rank of each name among all names."""
    coded = names.combine_chunks().dictionary_encode()
    order = np.argsort(coded.dictionary.to_numpy(zero_copy_only=False))
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return ranks[coded.indices.to_numpy()]
