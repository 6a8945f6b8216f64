"""Value against mood: which unhappy customers cost most to lose.

Buyers are sorted by what they paid into three bands, the ABC classes of stock keeping:
the top fifth, the next three tenths, the other half.
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

from analysis.publication import protected

UNHAPPY, HAPPY = 2.5, 4.0
MOODS = ("mécontents", "partagés", "contents", "sans avis")
# In the bands, customers without a score are too few for a column of their own.
NEITHER = "partagés ou sans avis"
COLUMNS = (MOODS[0], NEITHER, MOODS[2])
BANDS = ("haute", "moyenne", "basse")
# Shares of the buyers below which the middle and the top band begin.
BOUNDS = {"moyenne": 0.5, "haute": 0.8}


def bands(monetary: Series) -> Series:
    """Band of value of each buyer.

    Equal amounts fall into the same band, so that a band may hold more buyers than its
    name says, or none.
    """
    middle, top = (monetary.quantile(BOUNDS[name]) for name in ("moyenne", "haute"))
    band = np.select([monetary >= top, monetary >= middle], BANDS[:2], BANDS[2])
    return Series(band, index=monetary.index, name="band")


def value_moods(customers: DataFrame, mood: Series, minimum: int) -> DataFrame:
    """Number and money of the buyers of each band of value and mood.

    Parameters
    ----------
    customers : DataFrame
        Buyers, with ``monetary`` (R$).
    mood : Series of str
        A word of ``MOODS`` for each buyer.
    minimum : int
        Smaller cells are missing, and so are those that would give them away.

    Returns
    -------
    DataFrame
        One row per band and mood: ``band``, ``least`` (R$, the smallest amount of the
        band, rounded down), ``mood`` (a word of ``COLUMNS``), ``customers``,
        ``revenue`` (R$).  Bands of too few buyers have no row.
    """
    paid = customers["monetary"]
    band = bands(paid)
    mood = mood.replace([MOODS[1], MOODS[3]], NEITHER)
    counts = crossed(paid, band, mood, "size").reindex(list(BANDS), fill_value=0)
    money = crossed(paid, band, mood, "sum").reindex(list(BANDS), fill_value=0.0)
    shown = protected(counts, minimum)
    least = np.floor(paid.groupby(band).min())
    table = DataFrame(
        {
            "customers": counts.where(shown).stack(future_stack=True),
            "revenue": money.where(shown).stack(future_stack=True),
        }
    ).reset_index(names=["band", "mood"])
    table.insert(1, "least", table["band"].map(least))
    enough = counts.sum(axis=1)[lambda total: total >= minimum].index
    return table[table["band"].isin(enough)].reset_index(drop=True)


def crossed(paid: Series, band: Series, mood: Series, reduce: str) -> DataFrame:
    """Bands × moods, all moods in their order."""
    table = paid.groupby([band, mood]).agg(reduce).unstack(fill_value=0)
    return table.reindex(columns=list(COLUMNS), fill_value=0)


def costly(
    customers: DataFrame, mood: Series, segments: Series, minimum: int
) -> DataFrame:
    """Unhappy buyers of high value inside each segment.

    Parameters
    ----------
    customers : DataFrame
    mood : Series of str
    segments : Series of int
    minimum : int
        A smaller number is missing, and so is the one that would give it away.

    Returns
    -------
    DataFrame
        One row per segment: ``segment``, ``valuable`` (its buyers of the top band),
        ``unhappy`` (those of them who are unhappy), ``share`` (the latter in the
        former), ``revenue`` (R$ paid by the latter) and ``hidden`` (the numbers are
        missing because they may not be told).
    """
    valuable = bands(customers["monetary"]) == BANDS[0]
    lost = valuable & (mood == MOODS[0])
    counts = DataFrame({"valuable": valuable, "unhappy": lost}).groupby(segments).sum()
    shown = protected(counts, minimum, rows=False)
    money = customers["monetary"].where(lost, 0.0).groupby(segments).sum()
    table = counts.where(shown)
    table["share"] = table["unhappy"] / table["valuable"].where(counts["valuable"] > 0)
    table["revenue"] = money.where(shown["unhappy"])
    table["hidden"] = ~shown.all(axis=1)
    return table.rename_axis("segment").reset_index()
