"""Small tables that show how the methods behave, beside their scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import DBSCAN
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import NearestNeighbors

from analysis.segmentation.families import CELL, Labels, Points, gathered, tree
from analysis.settings import DbscanGrid, WardGrid

# Points of a curve, and leaves of a dendrogram, that a reader can tell apart.
CURVE_POINTS = 200
LEAVES = 24
REDUCTIONS = [
    *("family", "parameters", "agreement", "customers", "reduced_to"),
    "shaken",
]
# Standard deviation of what shakes each customer, when all vary by 1.
SHAKE = 0.001


def neighbours(spaces: dict[str, Points], grid: DbscanGrid | None) -> DataFrame:
    """Distance to the neighbour that makes a customer dense, customers sorted by it.

    Returns
    -------
    DataFrame
        ``min_samples``, ``rank_share`` (share of the customers nearer than this) and
        ``distance``, in the space; empty without a grid of DBSCAN.
    """
    columns = ["min_samples", "rank_share", "distance"]
    if grid is None:
        return DataFrame(columns=columns)
    points = spaces[first_space(spaces, grid)].values
    wanted = [each for each in grid.min_samples if each <= len(points)]
    ranks = np.linspace(0, 1, CURVE_POINTS)
    rows = []
    for number in wanted:
        nearest = NearestNeighbors(n_neighbors=number).fit(points)
        farthest = nearest.kneighbors(points)[0][:, -1]
        values = np.quantile(farthest, ranks)
        rows += zip([number] * CURVE_POINTS, ranks, values, strict=True)
    return DataFrame(rows, columns=columns)


def reductions(
    spaces: dict[str, Points],
    ward: WardGrid | None,
    dbscan: DbscanGrid | None,
    seed: int,
) -> DataFrame:
    """What a method finds on reduced customers, against the same customers unreduced.

    Returns
    -------
    DataFrame
        ``family``, ``parameters`` (text), ``agreement`` (adjusted Rand index of the two
        partitions), ``customers``, ``reduced_to`` (number of points that stand for
        them) and ``shaken`` (agreement of the direct method with itself once every
        customer is moved by `SHAKE`: what disagreement the reduction is not to blame
        for; NaN when not measured).
    """
    rows = []
    if ward is not None:
        rows += ward_reductions(spaces[first_space(spaces, ward)], ward, seed)
    if dbscan is not None:
        rows += dbscan_reductions(spaces[first_space(spaces, dbscan)], dbscan)
    return DataFrame(rows, columns=REDUCTIONS)


def ward_reductions(points: Points, grid: WardGrid, seed: int) -> list[tuple]:
    """Ward from micro-clusters against Ward from the customers themselves."""
    moved = np.random.default_rng(seed).normal(0, SHAKE, points.values.shape)
    direct, shaken = (
        linkage(values, "ward") for values in (points.values, points.values + moved)
    )
    rows = []
    for number in grid.reduced_to:
        merges, members = tree(points, seed, number)
        for k in grid.k:
            if k > len(merges):
                continue
            reduced = fcluster(merges, k, criterion="maxclust")[members]
            whole, again = (
                fcluster(each, k, criterion="maxclust") for each in (direct, shaken)
            )
            told = len(points.values), len(merges) + 1
            agreement = adjusted_rand_score(whole, reduced)
            itself = adjusted_rand_score(whole, again)
            rows.append(("ward", f"k={k}", agreement, *told, itself))
    return rows


def dbscan_reductions(points: Points, grid: DbscanGrid) -> list[tuple]:
    """DBSCAN from cells of customers against DBSCAN from the customers themselves."""
    cells, members = gathered(points.values, CELL)
    weights = np.bincount(members)
    rows = []
    for values in grid.combinations():
        whole = DBSCAN(**values).fit(points.values).labels_
        reduced = DBSCAN(**values).fit(cells, sample_weight=weights).labels_[members]
        agreement = adjusted_rand_score(whole, reduced)
        text = ", ".join(f"{name}={value}" for name, value in values.items())
        rows.append(("dbscan", text, agreement, len(members), len(cells), np.nan))
    return rows


def truncated_linkage(
    spaces: dict[str, Points], grid: WardGrid | None, seed: int
) -> DataFrame:
    """The last merges of Ward's tree of all customers.

    Returns
    -------
    DataFrame
        As a linkage of at most `LEAVES` leaves: ``left``, ``right`` (numbers of the
        clusters merged, leaves first), ``height`` and ``size`` (customers in the new
        cluster); ``left_size`` and ``right_size`` tell those of the parts.
    """
    columns = ["left", "right", "height", "size", "left_size", "right_size"]
    if grid is None:
        return DataFrame(columns=columns)
    points = spaces[first_space(spaces, grid)]
    merges, members = tree(points, seed, grid.reduced_to[0])
    sizes = customers_per_cluster(merges, members)
    last = merges[-(LEAVES - 1) :]
    made = len(merges) + 1 + np.arange(len(merges) - len(last), len(merges))
    parts = last[:, :2].astype(int)
    leaves = [each for each in parts.ravel() if each not in set(made)]
    number = Series(range(len(leaves) + len(made)), [*leaves, *made])
    rows = [
        (number[left], number[right], height, *sizes[[new, left, right]])
        for (left, right), height, new in zip(parts, last[:, 2], made, strict=True)
    ]
    return DataFrame(rows, columns=columns)


def customers_per_cluster(
    merges: NDArray[np.float64], members: Labels
) -> NDArray[np.int64]:
    """Customers in each cluster of a linkage of micro-clusters, leaves first."""
    sizes = list(np.bincount(members, minlength=len(merges) + 1))
    for left, right in merges[:, :2].astype(int):
        sizes.append(sizes[left] + sizes[right])
    return np.array(sizes)


def first_space(spaces: dict[str, Points], grid: WardGrid | DbscanGrid) -> str:
    """The first space in which a family is tried."""
    return (grid.spaces or tuple(spaces))[0]
