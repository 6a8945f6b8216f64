"""Score other customers with a saved segmentation."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from pandas import DataFrame

from analysis.customers import features_at
from analysis.errors import InputError
from analysis.everyday.saved import SavedSegmentation
from analysis.period import end_of_day
from analysis.schema import ingest
from analysis.sources import Tables, find

PERSON = "customer_unique_id"
READERS = {
    ".csv": pd.read_csv,
    ".gz": pd.read_csv,
    ".parquet": pd.read_parquet,
}


def score(saved: SavedSegmentation, customers: DataFrame) -> DataFrame:
    """Assign customers to the segments of a saved segmentation.

    Parameters
    ----------
    saved : SavedSegmentation
    customers : DataFrame
        ``customer_unique_id``, ``frequency`` and the features of the model.

    Returns
    -------
    DataFrame
        One row per customer: ``customer_unique_id``, ``segment``, ``name``, ``far``
        (the customer resembles no segment, the one given is only the nearest), then the
        features.
    """
    model = saved.segmentation
    segments = model.assign(customers)
    columns = needed_columns(saved)
    return DataFrame(
        {
            PERSON: customers[PERSON],
            "segment": segments,
            "name": segments.map(dict(enumerate(saved.names))),
            "far": model.is_far(customers),
            **{name: customers[name] for name in columns if name != PERSON},
        }
    )


def needed_columns(saved: SavedSegmentation) -> list[str]:
    """Columns of a customer table without which it cannot be scored."""
    return list(dict.fromkeys([PERSON, "frequency", *saved.segmentation.features]))


def is_customer_table(data: Path) -> bool:
    """Whether a path is one CSV or Parquet file: a table that is ready."""
    return data.is_file() and data.suffix.lower() in READERS


def read_customer_table(file: Path, columns: Sequence[str]) -> DataFrame:
    """Read a customer table whose features are already computed.

    Raises
    ------
    InputError
        The file cannot be read, lacks a column, or does not hold one row per customer.
    """
    try:
        table = READERS[file.suffix.lower()](file)
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"{file}: this is not a readable customer table ({reason}); write it again "
            "as CSV or Parquet."
        ) from error
    missing = [name for name in columns if name not in table]
    if missing:
        noun, verb = ("column", "is") if len(missing) == 1 else ("columns", "are")
        raise InputError(
            f"{file}: {noun} {', '.join(missing)} {verb} missing (found: "
            f"{', '.join(map(str, table.columns))}); the model needs "
            f"{', '.join(columns)}, or give the folder of the nine tables."
        )
    repeated = table[PERSON].isna() | table[PERSON].duplicated()
    if repeated.any():
        row = int(repeated.to_numpy().argmax()) + 1
        raise InputError(
            f"{file}, row {row}: {PERSON} is empty or already there; give one row per "
            "customer."
        )
    if table["frequency"].isna().any():
        raise InputError(
            f"{file}: frequency is empty in {int(table['frequency'].isna().sum())} "
            "rows; give each customer's number of purchases, 0 without any."
        )
    return table[list(columns)]


def read_tables(
    data: Path, columns: Sequence[str], day: dt.date | None
) -> tuple[DataFrame, dt.datetime]:
    """Compute the features of the customers of the nine tables.

    Parameters
    ----------
    data : Path
        Any form that :func:`analysis.sources.find` knows.
    columns : sequence of str
        Columns of the customer table.
    day : date, optional
        What happened later is unknown; by default the moment of the last order.

    Returns
    -------
    customers : DataFrame
        One row per customer known then.
    as_of : datetime

    Raises
    ------
    InputError
        The tables cannot be used, or no order was placed by then.
    """
    with tempfile.TemporaryDirectory(prefix="olist-score-") as scratch:
        checked = Path(scratch) / "tables"
        ingest(find(data), checked)
        tables = Tables.read(checked)
        placed = tables.orders.order_purchase_timestamp
        first, last = (
            edge.to_pyarrow().as_py() for edge in (placed.min(), placed.max())
        )
        as_of = end_of_day(day) if day else last
        if as_of < first:
            raise InputError(
                f"--as-of {day}: no order of {data} was placed by then (the first is "
                f"of {first.date()}); choose a later day."
            )
        customers = features_at(tables, [as_of], list(columns)).drop("as_of")
        return customers.to_pandas(), as_of
