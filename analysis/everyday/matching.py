"""Follow segments from one segmentation to the next: the same name, the same colour."""

from __future__ import annotations

from itertools import chain, count

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series, crosstab
from scipy.optimize import linear_sum_assignment

from analysis.everyday.saved import SavedSegmentation, plain
from analysis.portraits import PALETTE
from analysis.segmentation import Segmentation

# Two segments of one size that share half of their customers have this Jaccard index;
# with less in common, a segment is another one.
ALIKE = 1 / 3
NEW, GONE = "(new customers)", "(gone)"


def match(
    previous: Segmentation, new: Segmentation, customers: DataFrame
) -> dict[int, int]:
    """Say which previous segment each new one continues.

    Both models assign the same customers; pairs are chosen together so that the sum of
    their Jaccard indices is largest (Hungarian method).

    Parameters
    ----------
    previous, new : Segmentation
    customers : DataFrame
        The current customer table.

    Returns
    -------
    dict of int to int
        New segment → previous segment, 0 (without a purchase) always with 0.  A segment
        that continues none is absent.
    """
    then, now = previous.assign(customers), new.assign(customers)
    alike = jaccard(now, then, new.k, previous.k)
    pairs = zip(*linear_sum_assignment(alike, maximize=True), strict=True)
    kept = {
        int(one) + 1: int(other) + 1
        for one, other in pairs
        if alike[one, other] >= ALIKE
    }
    return {0: 0, **kept}


def jaccard(one: Series, other: Series, k: int, others: int) -> NDArray[np.float64]:
    """Jaccard indices of segments, array of shape (k, others)."""
    bought = (one > 0) & (other > 0)
    shared = crosstab(one[bought], other[bought])
    shared = shared.reindex(
        index=range(1, k + 1), columns=range(1, others + 1), fill_value=0
    ).to_numpy()
    either = shared.sum(axis=1)[:, None] + shared.sum(axis=0)[None, :] - shared
    return shared / np.maximum(either, 1)


def kept_identities(
    portraits: DataFrame, matches: dict[int, int], previous: SavedSegmentation
) -> DataFrame:
    """Give the segments that continue a previous one its name and its colour.

    A new segment keeps the name of its own portrait, completed when it has been used
    before, and takes a colour that none has had.

    Parameters
    ----------
    portraits : DataFrame
        See :func:`analysis.portraits.portraits`.
    matches : dict of int to int
        See `match`.
    previous : SavedSegmentation

    Returns
    -------
    DataFrame
        The portraits; only ``name`` and ``colour`` differ.
    """
    names, colours = list(previous.names), list(previous.colours)
    kept = portraits.copy()
    for row, segment in portraits["segment"].items():
        if segment in matches:
            kept.loc[row, "name"] = previous.names[matches[segment]]
            kept.loc[row, "colour"] = previous.colours[matches[segment]]
            continue
        kept.loc[row, "name"] = unused_name(portraits.loc[row, "name"], names)
        used = {*colours, *(previous.colours[old] for old in matches.values())}
        kept.loc[row, "colour"] = unused_colour(used)
        names.append(kept.loc[row, "name"])
        colours.append(kept.loc[row, "colour"])
    return kept


def unused_name(wanted: str, names: list[str]) -> str:
    """The name, completed when a segment has had it."""
    taken = set(map(plain, names))
    others = (f"{wanted}, nouveau groupe {rank}" for rank in count(2))
    offers = chain([wanted, f"{wanted}, nouveau groupe"], others)
    return next(name for name in offers if plain(name) not in taken)


def unused_colour(used: set[str]) -> str:
    """The next colour of the palette; the last one when all have been used."""
    return next((colour for colour in PALETTE if colour not in used), PALETTE[-1])


def moves(before: DataFrame, now: DataFrame) -> DataFrame:
    """Who is in another segment than at the previous export.

    Parameters
    ----------
    before, now : DataFrame
        Customers with ``customer_unique_id``, ``segment`` and ``name``.

    Returns
    -------
    DataFrame
        One row per customer of either, by ``customer_unique_id``: ``change`` (stayed,
        moved, new or gone), ``from_segment``, ``from``, ``to_segment``, ``to``; the
        first two are missing for a new customer, the last two for one who is gone.
    """
    told = ["customer_unique_id", "segment", "name"]
    both = before[told].merge(
        now[told], on="customer_unique_id", how="outer", suffixes=("_then", "_now")
    )
    change = np.select(
        [both["name_then"].isna(), both["name_now"].isna()],
        ["new", "gone"],
        np.where(both["name_then"] == both["name_now"], "stayed", "moved"),
    )
    return DataFrame(
        {
            "customer_unique_id": both["customer_unique_id"],
            "change": change,
            "from_segment": both["segment_then"].astype("Int64"),
            "from": both["name_then"],
            "to_segment": both["segment_now"].astype("Int64"),
            "to": both["name_now"],
        }
    ).sort_values("customer_unique_id", ignore_index=True)


def migrations(followed: DataFrame) -> DataFrame:
    """Number of customers by previous and current segment.

    Parameters
    ----------
    followed : DataFrame
        See `moves`.

    Returns
    -------
    DataFrame
        One row per previous segment, in the order of their numbers, then the new
        customers; one column per current segment, then those who are gone.
    """
    then = followed["from"].fillna(NEW)
    now = followed["to"].fillna(GONE)
    table = crosstab(then, now)
    rows = order(followed, "from", NEW)
    columns = order(followed, "to", GONE)
    return table.reindex(index=rows, columns=columns, fill_value=0)


def order(followed: DataFrame, side: str, last: str) -> list[str]:
    """Names of one side by segment number, then the word for none of them."""
    known = followed[[f"{side}_segment", side]].dropna().drop_duplicates()
    names = known.sort_values(f"{side}_segment")[side].tolist()
    return [*names, last] if followed[side].isna().any() else names
