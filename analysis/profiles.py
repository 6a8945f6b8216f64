"""What the chapter on segments asks of the customers: small aggregated tables.

No row of these tables describes fewer customers than ``study.yml › publication ›
minimum_cell`` says.
"""

from __future__ import annotations

from dataclasses import dataclass

from pandas import DataFrame, Series, concat, cut

from analysis.feature_names import NUMERIC
from analysis.habits import habits, purchase_months
from analysis.labels import category
from analysis.period import Period
from analysis.publication import OTHERS
from analysis.sources import Tables
from analysis.value import HAPPY, MOODS, UNHAPPY, costly, value_moods

QUANTILES = {"low": 0.05, "lower": 0.25, "median": 0.5, "upper": 0.75, "high": 0.95}


@dataclass(frozen=True)
class Profiles:
    """How the customers of each segment differ among themselves.

    Attributes
    ----------
    spread, standardised, moods, states, categories : DataFrame
        See the functions of this module.
    value_moods, costly : DataFrame
        See :mod:`analysis.value`.
    months, habits : DataFrame
        See :mod:`analysis.habits`.
    """

    spread: DataFrame
    standardised: DataFrame
    moods: DataFrame
    value_moods: DataFrame
    costly: DataFrame
    states: DataFrame
    categories: DataFrame
    months: DataFrame
    habits: DataFrame


def profiles(
    tables: Tables,
    customers: DataFrame,
    segments: Series,
    period: Period,
    minimum: int,
) -> Profiles:
    """Aggregate the customers of each segment in all the ways of the chapter.

    The group without purchase (segment 0) stays out: it has no purchase to describe.

    Parameters
    ----------
    tables : Tables
    customers : DataFrame
        See :func:`analysis.customers.customers`.
    segments : Series of int
        Segment of each customer, on the same index.
    period : Period
    minimum : int
        Fewest customers that a published cell may describe.
    """
    segments = segments[segments > 0]
    customers = customers.loc[segments.index]
    quantiles = spread(customers, segments, NUMERIC, minimum)
    mood = moods_of(customers)
    home = customers["state"]
    bought = customers["main_category"].map(category, na_action="ignore")
    return Profiles(
        spread=quantiles,
        standardised=standardised(quantiles, customers),
        moods=moods(mood, segments, minimum),
        value_moods=value_moods(customers, mood, minimum),
        costly=costly(customers, mood, segments, minimum),
        states=representation(home, segments, minimum, shown=8),
        categories=representation(
            bought.rename("category"), segments, minimum, shown=12
        ),
        months=purchase_months(tables, customers, segments, period, minimum),
        habits=habits(tables, customers, segments, period, minimum),
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


def standardised(quantiles: DataFrame, customers: DataFrame) -> DataFrame:
    """Put quantiles of all features on one scale: distance to the mean of all buyers.

    Parameters
    ----------
    quantiles : DataFrame
        See `spread`.
    customers : DataFrame
        All buyers.

    Returns
    -------
    DataFrame
        The same rows, in standard deviations of all buyers; 0 is their mean.  A feature
        that never varies is 0 for everybody.
    """
    known = customers[list(NUMERIC)].astype("float64")
    centre = quantiles["feature"].map(known.mean())
    scale = quantiles["feature"].map(known.std(ddof=0))
    names = list(QUANTILES)
    centred = quantiles[names].sub(centre, axis=0)
    return quantiles.assign(**centred.div(scale.where(scale > 0, 1), axis=0))


def moods_of(customers: DataFrame) -> Series:
    """Mood of each customer: a word of ``MOODS``."""
    known = cut(
        customers["satisfaction"],
        [0, UNHAPPY, HAPPY - 1e-9, 5],
        labels=list(MOODS[:3]),
    )
    return known.astype(object).where(known.notna(), MOODS[3])


def moods(mood: Series, segments: Series, minimum: int) -> DataFrame:
    """How the mean review score is shared out in each segment.

    Parameters
    ----------
    mood : Series of str
        See `moods_of`; customers « sans avis » are left out.
    segments : Series of int
    minimum : int
        A smaller cell is counted with its neighbour; segments of fewer scores are left
        out.

    Returns
    -------
    DataFrame
        ``segment, mood, customers, share``; ``mood`` is « mécontents » (at most 2.5
        stars), « partagés » or « contents » (at least 4 stars), in this order.
    """
    counts = mood.groupby([segments, mood]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(MOODS[:3]), fill_value=0)
    counts = counts[counts.sum(axis=1) >= minimum]
    return shares(counts.apply(gathered, axis=1, minimum=minimum), "mood")


def gathered(counts: Series, minimum: int) -> Series:
    """Count the too few unhappy or happy as divided, and too few divided as either."""
    counts = counts.copy()
    unhappy, divided, happy = MOODS[:3]
    for end in (unhappy, happy):
        if counts[end] < minimum:
            counts[divided] += counts[end]
            counts[end] = 0
    if counts[divided] < minimum:
        counts[counts[[unhappy, happy]].idxmax()] += counts[divided]
        counts[divided] = 0
    return counts


def representation(
    values: Series, segments: Series, minimum: int, shown: int
) -> DataFrame:
    """Weight of each state or category in each segment, against all customers.

    Parameters
    ----------
    values : Series of str
        What each customer has; the name of the series names the column of the result.
    segments : Series of int
    minimum : int
        A value with a smaller cell in some segment joins the others.
    shown : int
        Values named, the most frequent first; the rest is « autres ».

    Returns
    -------
    DataFrame
        ``segment``, the value, ``customers``, ``share`` (of the segment), ``ratio``
        (that share over the value's share of all customers; 1 when the segment is like
        everybody).  Segments with fewer customers than ``minimum`` are left out.
    """
    name = str(values.name)
    filled = values.astype(object).fillna(OTHERS)
    counts = filled.groupby([segments, filled]).size().unstack(fill_value=0)
    counts = counts[counts.sum(axis=1) >= minimum]
    order = counts.sum().sort_values(ascending=False, kind="stable").index
    large = [value for value in order if counts[value].min() >= minimum]
    large = [value for value in large if value != OTHERS][:shown]
    rest = counts.drop(columns=large).sum(axis=1)
    counts = counts[large]
    if (rest >= minimum).all():
        counts = counts.assign(**{OTHERS: rest})
    table = shares(counts, name)
    everywhere = filled.value_counts(normalize=True)
    everywhere[OTHERS] = 1 - everywhere[large].sum()
    table["ratio"] = table["share"] / table[name].map(everywhere).astype(float)
    return table


def shares(counts: DataFrame, name: str) -> DataFrame:
    """Long form of a table of counts (segments × ``name``), with shares by row."""
    table = counts.rename_axis(index="segment", columns=name).stack()
    table = table[table > 0].rename("customers").reset_index()
    total = table.groupby("segment")["customers"].transform("sum")
    return table.assign(share=table["customers"] / total)
