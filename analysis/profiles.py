"""What the chapter on segments asks of the customers: small aggregated tables.

No row of these tables describes fewer customers than ``study.yml › publication ›
minimum_cell`` says.
"""

from __future__ import annotations

from dataclasses import dataclass

from pandas import DataFrame, Series, concat, cut

from analysis.publication import OTHERS

FEATURES = ("recency", "monetary", "delivery_delay")
QUANTILES = {"low": 0.05, "lower": 0.25, "median": 0.5, "upper": 0.75, "high": 0.95}
UNHAPPY, HAPPY = 2.5, 4.0
MOODS = ("mécontents", "partagés", "contents", "sans avis")


@dataclass(frozen=True)
class Profiles:
    """How the customers of each segment differ among themselves.

    Attributes
    ----------
    spread, moods, states : DataFrame
        See the functions of the same names.
    """

    spread: DataFrame
    moods: DataFrame
    states: DataFrame


def profiles(customers: DataFrame, segments: Series, minimum: int) -> Profiles:
    """Aggregate the customers of each segment in the three ways of the chapter.

    The group without purchase (segment 0) stays out: it has no purchase to describe.

    Parameters
    ----------
    customers : DataFrame
        See :func:`analysis.customers.customers`.
    segments : Series of int
        Segment of each customer, on the same index.
    minimum : int
        Fewest customers that a published cell may describe.
    """
    segments = segments[segments > 0]
    customers = customers.loc[segments.index]
    return Profiles(
        spread=spread(customers, segments, FEATURES, minimum),
        moods=moods(customers, segments, minimum),
        states=states(customers, segments, minimum),
    )


def spread(
    customers: DataFrame, segments: Series, features: tuple[str, ...], minimum: int
) -> DataFrame:
    """Quantiles of each feature in each segment.

    Parameters
    ----------
    customers : DataFrame
        One row per customer, with the columns named in ``features``.
    segments : Series of int
        Segment of each customer, on the same index.
    features : tuple of str
        Numeric columns; missing values are left out.
    minimum : int
        Segments with fewer known values than this are left out.

    Returns
    -------
    DataFrame
        ``segment, feature, low, lower, median, upper, high`` (5, 25, 50, 75 and 95 %
        quantiles, in the feature's unit) and ``customers`` (known values).
    """
    parts = []
    for feature in features:
        groups = customers[feature].dropna().groupby(segments)
        # One column at a time: unstacking would lose the columns when nothing is known.
        table = DataFrame(
            {name: groups.quantile(share) for name, share in QUANTILES.items()}
        )
        table["customers"] = groups.size()
        table.insert(0, "feature", feature)
        parts.append(table[table["customers"] >= minimum])
    result = concat(parts).rename_axis("segment").reset_index()
    return result.astype({"segment": int, "customers": int})


def moods(customers: DataFrame, segments: Series, minimum: int) -> DataFrame:
    """How the mean review score is shared out in each segment.

    Parameters
    ----------
    customers : DataFrame
        With ``satisfaction``: mean score in stars, missing when no review is known.
    segments : Series of int
    minimum : int
        Smaller cells have no row (the shares of the others stay what they are).

    Returns
    -------
    DataFrame
        ``segment, mood, customers, share``; ``mood`` is « mécontents » (at most 2.5
        stars), « partagés », « contents » (at least 4 stars) or « sans avis », in this
        order.
    """
    known = cut(
        customers["satisfaction"],
        [0, UNHAPPY, HAPPY - 1e-9, 5],
        labels=list(MOODS[:3]),
    )
    mood = known.astype(object).where(known.notna(), MOODS[3])
    counts = mood.groupby([segments, mood]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(MOODS), fill_value=0)
    table = shares(counts[counts.sum(axis=1) >= minimum], "mood")
    return table[table["customers"] >= minimum].reset_index(drop=True)


def states(
    customers: DataFrame, segments: Series, minimum: int, shown: int = 8
) -> DataFrame:
    """Where the customers of each segment live, against all customers.

    Parameters
    ----------
    customers : DataFrame
        With ``state``, the two letters of the Brazilian state.
    segments : Series of int
    minimum : int
        A state with a smaller cell in some segment joins the others.
    shown : int
        States named, the most populated first; the rest is « autres ».

    Returns
    -------
    DataFrame
        ``segment, state, customers, share`` (of the segment), ``ratio`` (that share
        over the state's share of all customers; 1 when the segment lives as everybody
        does).  Segments with fewer customers than ``minimum`` are left out.
    """
    state = customers["state"].fillna(OTHERS)
    counts = state.groupby([segments, state]).size().unstack(fill_value=0)
    counts = counts[counts.sum(axis=1) >= minimum]
    order = counts.sum().sort_values(ascending=False, kind="stable").index
    large = [name for name in order if counts[name].min() >= minimum]
    large = [name for name in large if name != OTHERS][:shown]
    rest = counts.drop(columns=large).sum(axis=1)
    counts = counts[large]
    if (rest >= minimum).all():
        counts = counts.assign(**{OTHERS: rest})
    table = shares(counts, "state")
    everywhere = state.value_counts(normalize=True)
    everywhere[OTHERS] = 1 - everywhere[large].sum()
    table["ratio"] = table["share"] / table["state"].map(everywhere).astype(float)
    return table


def shares(counts: DataFrame, name: str) -> DataFrame:
    """Long form of a table of counts (segments × ``name``), with shares by row."""
    table = counts.rename_axis(index="segment", columns=name).stack()
    table = table[table > 0].rename("customers").reset_index()
    total = table.groupby("segment")["customers"].transform("sum")
    return table.assign(share=table["customers"] / total)
