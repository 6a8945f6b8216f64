"""What may be published: no cell that describes too few customers.

A count of zero says nothing about anybody and stays; a count from one to the minimum
(``study.yml › publication › minimum_cell``) is merged into a neighbour or left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from analysis import french

OTHERS = "autres"


def publishable(table: DataFrame, count: str, minimum: int) -> DataFrame:
    """Keep the rows that describe enough customers, or none at all.

    Parameters
    ----------
    table : DataFrame
    count : str
        The column that counts what a row describes.
    minimum : int

    Returns
    -------
    DataFrame
        The same columns, a new index from 0.
    """
    enough = (table[count] >= minimum) | (table[count] == 0)
    return table[enough].reset_index(drop=True)


def merged_tail(counts: Series, minimum: int) -> Series:
    """Add up the end of a distribution until its last class is large enough.

    Parameters
    ----------
    counts : Series of int
        Indexed by ordered classes: 1, 2, 3, … orders.
    minimum : int

    Returns
    -------
    Series
        Shorter: its last class stands for itself and all that follow.
    """
    counts = counts.sort_index()
    while len(counts) > 1 and counts.iloc[-1] < minimum:
        last = counts.iloc[-1]
        counts = counts.iloc[:-1].copy()
        counts.iloc[-1] += last
    return counts


def count(value: int, minimum: int) -> french.Text:
    """Write a count, or « < 20 » when it is too small to be published."""
    if 0 < value < minimum:
        return french.Text(f"<{french.NO_BREAK}{french.number(minimum)}")
    return french.number(value)


def protected(counts: DataFrame, minimum: int, *, rows: bool = True) -> DataFrame:
    """Which cells of a table may be shown so that none is found by subtraction.

    Too small a cell is hidden; where the hidden cells of a column (and of a row) add up
    to less than the minimum, its total would give them away: the smallest of the others
    is hidden with them.

    Parameters
    ----------
    counts : DataFrame of int
    minimum : int
    rows : bool, default True
        The rows too have totals that a reader may know.

    Returns
    -------
    DataFrame of bool
        Of the same shape.
    """
    values = counts.to_numpy()
    shown = (values == 0) | (values >= minimum)
    lines = [(values.T, shown.T), (values, shown)][: 1 + rows]
    changed = True
    while changed:
        changed = any(widened(*line, minimum) for line in lines)
    return DataFrame(shown, index=counts.index, columns=counts.columns)


def widened(values: NDArray, shown: NDArray, minimum: int) -> bool:
    """Hide one cell more in each row whose hidden sum is too small, in place."""
    hidden = np.where(shown, 0, values).sum(axis=1)
    others = np.where(shown & (values > 0), values, np.inf)
    found = (hidden > 0) & (hidden < minimum) & np.isfinite(others).any(axis=1)
    shown[found, others[found].argmin(axis=1)] = False
    return bool(found.any())
