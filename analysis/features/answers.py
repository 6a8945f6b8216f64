"""All the answers of the chapter on features, computed in one step of the study."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pandas import DataFrame, Series

from analysis.features import knowledge, missing
from analysis.features.shapes import shapes, skewness
from analysis.features.spaces import agreements, effects, partitions, recited, weights
from analysis.features.structure import components, correlations
from analysis.period import Period
from analysis.segmentation.preparation import NAMED, has_purchased, prepared
from analysis.settings import Settings
from analysis.sources import Tables


@dataclass(frozen=True)
class Features:
    """Answers to the questions of the chapter.

    Attributes
    ----------
    minimum : int
        No published cell describes fewer customers.
    as_of : datetime
        Moment at which customers are described.
    earlier : datetime
        A day before, at which ``periods`` and ``known`` look.
    buyers, silent : int
        Customers with a purchase, and those of them who gave no score.
    k : int
        Number of segments of the chosen model.
    space : str
        Its space.
    periods, known : DataFrame
        See :mod:`analysis.features.knowledge`.
    skewness, shapes : DataFrame
        See :mod:`analysis.features.shapes`.
    weights, effects, recited : DataFrame
        See :mod:`analysis.features.spaces`.
    imputations, landing : DataFrame
        See `analysis.features.missing.options` and `landing`; empty when the model does
        not use the score or when too few buyers are silent.
    correlations, explained, loadings : DataFrame
        See :mod:`analysis.features.structure`.
    """

    minimum: int
    as_of: dt.datetime
    earlier: dt.datetime
    buyers: int
    silent: int
    k: int
    space: str
    periods: DataFrame
    known: DataFrame
    skewness: DataFrame
    shapes: DataFrame
    weights: DataFrame
    effects: DataFrame
    recited: DataFrame
    imputations: DataFrame
    landing: DataFrame
    correlations: DataFrame
    explained: DataFrame
    loadings: DataFrame


def describe(
    tables: Tables,
    customers: DataFrame,
    segments: Series,
    screened: DataFrame,
    space: str,
    period: Period,
    settings: Settings,
) -> Features:
    """Answer every question of the chapter on features.

    Parameters
    ----------
    tables : Tables
    customers : DataFrame
        The customer table, as of ``period.as_of``.
    segments : Series of int
        Segment of each customer in the chosen model, on the same index.
    screened : DataFrame
        First round of the trials.
    space : str
        Name of the space of the chosen model.
    period : Period
    settings : Settings

    Returns
    -------
    Features
    """
    minimum, seed = settings.publication.minimum_cell, settings.seed
    bought = has_purchased(customers)
    buyers, chosen = customers[bought], segments[bought]
    silent = int(buyers[missing.FEATURE].isna().sum())
    earlier = knowledge.earlier_date(period.first_order, period.as_of)
    orders = knowledge.lives(tables, period.as_of)
    spaces, k = settings.segmentation.spaces, int(segments.max())
    points = {name: prepared(buyers, each)[0] for name, each in spaces.items()}
    fits = partitions(points, k, seed)
    named = {name: fits[name] for name in spaces if NAMED in spaces[name].features}
    numeric = tuple(name for name in spaces[space].features if name != NAMED)
    refits = missing.refitted(buyers, spaces[space], chosen, seed, minimum)
    explained, loadings = components(buyers)
    return Features(
        minimum=minimum,
        as_of=period.as_of,
        earlier=earlier,
        buyers=len(buyers),
        silent=silent,
        k=k,
        space=space,
        periods=knowledge.periods(orders, earlier, minimum),
        known=knowledge.known(orders, earlier),
        skewness=skewness(buyers),
        shapes=shapes(buyers, numeric, minimum),
        weights=weights(points, spaces),
        effects=effects(agreements(fits, chosen), screened, k),
        recited=recited(buyers, named, minimum),
        imputations=missing.options(refits),
        landing=missing.landing(refits, minimum),
        correlations=correlations(buyers, minimum),
        explained=explained,
        loadings=loadings,
    )
