"""How far two partitions of the same customers agree, from their contingency tables.

A contingency table counts customers by segment of the old model (rows) and of the new
one (columns).  It holds all that the indices need, and customers resampled with
replacement are a multinomial draw of its cells: uncertainty costs no new fit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

Counts = NDArray[np.int64]


def contingency(old: ArrayLike, new: ArrayLike, k: int) -> Counts:
    """Customers by old and new segment, both numbered 1…k; array of shape (k, k)."""
    cells = (np.asarray(old) - 1) * k + np.asarray(new) - 1
    return np.bincount(cells, minlength=k * k).reshape(k, k)


def adjusted_rand(tables: ArrayLike) -> NDArray[np.float64]:
    """Adjusted Rand index of each contingency table.

    Parameters
    ----------
    tables : array of shape (…, rows, columns)

    Returns
    -------
    ndarray of shape (…)
        1 when both partitions are the same, about 0 when they agree by chance.

    References
    ----------
    L. Hubert and P. Arabie, "Comparing partitions", Journal of Classification 2 (1985),
    p. 193–218, equation 5.
    """
    tables = np.asarray(tables, dtype=np.float64)
    together = pairs(tables).sum(axis=(-2, -1))
    old = pairs(tables.sum(axis=-1)).sum(axis=-1)
    new = pairs(tables.sum(axis=-2)).sum(axis=-1)
    expected = old * new / np.maximum(pairs(tables.sum(axis=(-2, -1))), 1)
    possible = (old + new) / 2 - expected
    alike = np.isclose(possible, 0)
    return np.where(alike, 1, (together - expected) / np.where(alike, 1, possible))


def pairs(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Number of pairs within so many."""
    return counts * (counts - 1) / 2


def matched(table: Counts) -> Counts:
    """The table with its columns in the order of the rows that they continue.

    Segments are matched so that most customers stay (Hungarian algorithm: H. W. Kuhn,
    Naval Research Logistics Quarterly 2 (1955), p. 83–97).
    """
    rows, columns = linear_sum_assignment(table, maximize=True)
    return table[:, columns[np.argsort(rows)]]


def accuracy(tables: ArrayLike) -> NDArray[np.float64]:
    """Share of the customers on the diagonal of matched tables, of shape (…, k, k)."""
    tables = np.asarray(tables, dtype=np.float64)
    kept = np.trace(tables, axis1=-2, axis2=-1)
    return kept / np.maximum(tables.sum(axis=(-2, -1)), 1)


def jaccard_by_segment(tables: ArrayLike) -> NDArray[np.float64]:
    """Jaccard index of each old segment with its match; tables of shape (…, k, k).

    Customers in both, over customers in either; 1 for a segment that neither has.
    """
    tables = np.asarray(tables, dtype=np.float64)
    both = np.diagonal(tables, axis1=-2, axis2=-1)
    either = tables.sum(axis=-1) + tables.sum(axis=-2) - both
    return np.where(either == 0, 1, both / np.maximum(either, 1))


def resampled(table: Counts, times: int, seed: int) -> Counts:
    """Contingency tables of resampled customers, array of shape (times, k, k)."""
    draw, total = np.random.default_rng(seed), int(table.sum())
    shares = table.ravel() / max(total, 1)
    return draw.multinomial(total, shares, size=times).reshape(times, *table.shape)
