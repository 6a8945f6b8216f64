"""What to do with buyers who gave no score: options, and where each puts them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series, concat, crosstab
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score

from analysis.features.spaces import partition
from analysis.publication import publishable
from analysis.segmentation.parallel import in_threads
from analysis.segmentation.preparation import prepared
from analysis.settings import Space

FEATURE = "satisfaction"
FILLS = ("mean", "median", "neutral")
INDICATOR, LEFT_OUT = "indicator", "left_out"
OPTIONS = (*FILLS, INDICATOR, LEFT_OUT)
# Below this overlap (Jaccard), a segment is no longer the one that it is matched with.
SAME = 0.5
NEW, MERGED = 0, -1
COMPARED = ["option", "customers", "ari", "moved", "lost", "apart"]


def refitted(
    buyers: DataFrame, space: Space, chosen: Series, seed: int, minimum: int
) -> DataFrame:
    """Fit the chosen model again with each way to treat a missing score.

    Parameters
    ----------
    buyers : DataFrame
        Customers with a purchase, on a unique index.
    space : Space
        The one of the chosen model.
    chosen : Series of int
        Segment 1…k of each buyer in the chosen model, on the index of ``buyers``.
    seed : int
    minimum : int
        With fewer silent customers, or fewer with a score, or when the space does not
        use ``satisfaction``, there is nothing to compare and the table is empty.

    Returns
    -------
    DataFrame
        One row per option and buyer: ``option`` (one of ``OPTIONS``), ``silent`` (bool:
        gave no score), ``chosen`` (segment), ``label`` (segment under the option, a
        number without meaning) and ``segment`` (the chosen one that is matched with it,
        0 when none is).  Under ``"left_out"``, a silent customer has no row; nor has an
        option that cannot be fitted.
    """
    silent = buyers[FEATURE].isna()
    fewest = min(silent.sum(), (~silent).sum())
    if FEATURE not in space.features or fewest < minimum:
        return nothing()
    people = {
        option: buyers[~silent] if option == LEFT_OUT else buyers for option in OPTIONS
    }
    points = [described(people[option], space, option) for option in OPTIONS]
    k = chosen.nunique()
    fits = in_threads(partition, [(each, k, seed) for each in points])
    tables = []
    for option, labels in zip(OPTIONS, fits, strict=True):
        if labels is None:
            continue
        index = people[option].index
        table = DataFrame({"silent": silent[index], "chosen": chosen[index]})
        table["label"] = labels
        table["segment"] = matched(labels, table["chosen"].to_numpy())
        tables.append(table.assign(option=option))
    return concat(tables, ignore_index=True) if tables else nothing()


def nothing() -> DataFrame:
    """The table of `refitted` without any row."""
    kinds = {"silent": "bool", "chosen": "int64", "label": "int64", "segment": "int64"}
    return DataFrame({"option": []}, dtype="str").assign(
        **{name: Series(dtype=kind) for name, kind in kinds.items()}
    )


def described(buyers: DataFrame, space: Space, option: str) -> NDArray[np.float64]:
    """The customers in the space, their missing scores treated as an option says.

    The indicator is a coordinate of its own, of variance 1.
    """
    if option in FILLS:
        return prepared(buyers, space.model_copy(update={"missing": option}))[0]
    points, _ = prepared(buyers, space)
    if option == LEFT_OUT:
        return points
    absent = buyers[FEATURE].isna().to_numpy("float64")
    return np.column_stack([points, (absent - absent.mean()) / absent.std()])


def matched(labels: NDArray[np.int_], chosen: NDArray[np.int_]) -> NDArray[np.int_]:
    """Name each label after the chosen segment that it overlaps most, one to one.

    Returns
    -------
    ndarray of int
        Per customer the segment, 0 when their overlap (Jaccard) is below ``SAME``.
    """
    both = crosstab(labels, chosen)
    sizes, wanted = both.sum(axis=1).to_numpy(), both.sum(axis=0).to_numpy()
    overlap = both.to_numpy() / (sizes[:, np.newaxis] + wanted - both.to_numpy())
    names = {
        both.index[row]: both.columns[column]
        for row, column in zip(
            *linear_sum_assignment(overlap, maximize=True), strict=True
        )
        if overlap[row, column] >= SAME
    }
    return Series(labels).map(names).fillna(NEW).to_numpy("int64")


def options(refits: DataFrame) -> DataFrame:
    """How much each option changes the segments.

    Parameters
    ----------
    refits : DataFrame
        See `refitted`.

    Returns
    -------
    DataFrame
        ``option``, ``customers`` (number compared), ``ari`` (adjusted Rand index with
        the chosen segments), ``moved`` (share of the customers whose segment is not the
        match of their chosen one), ``lost`` (the chosen segment without a counterpart,
        the largest when several; 0 when none), ``apart`` (share of the silent in
        segments that are mostly made of silent customers; NaN when they are left out).
    """
    rows = [
        {
            "option": option,
            "customers": len(table),
            "ari": adjusted_rand_score(table["chosen"], table["label"]),
            "moved": (table["segment"] != table["chosen"]).mean(),
            "lost": lost(table),
            "apart": apart(table),
        }
        for option, table in refits.groupby("option", sort=False)
    ]
    return DataFrame(rows, columns=COMPARED)


def lost(table: DataFrame) -> int:
    """The largest chosen segment that no segment of the option is matched with."""
    sizes = table["chosen"].value_counts()
    gone = sizes.drop(table["segment"].unique(), errors="ignore")
    return int(gone.idxmax()) if len(gone) else NEW


def apart(table: DataFrame) -> float:
    """Share of the silent who stand in segments mostly made of silent customers."""
    silent = table["silent"]
    if not silent.any():
        return np.nan
    mostly = silent.groupby(table["label"]).transform("mean") > 0.5
    return float(mostly[silent].mean())


def landing(refits: DataFrame, minimum: int) -> DataFrame:
    """Where each option puts the silent customers.

    Returns
    -------
    DataFrame
        ``option``, ``segment`` (the chosen one that is matched; 0: one without a
        counterpart; -1: several that hold fewer than ``minimum`` of them each),
        ``customers``, ``share`` (of the silent).  Under ``"left_out"`` they have none.
    """
    silent = refits[refits["silent"]]
    counts = silent.groupby(["option", "segment"], sort=False).size()
    cells = counts.rename("customers").reset_index()
    cells["segment"] = cells["segment"].mask(cells["customers"] < minimum, MERGED)
    table = cells.groupby(["option", "segment"], sort=False, as_index=False).sum()
    everybody = table.groupby("option")["customers"].transform("sum")
    table["share"] = table["customers"] / everybody
    return publishable(table, "customers", minimum)
