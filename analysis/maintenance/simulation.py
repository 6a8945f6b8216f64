"""Let segmentations grow old on the data's own history.

At each of many weekly dates Ti the customer table Fi is rebuilt from what was known
then, and a model Mi is fitted on it, always with the settings of today's model.  A
model M0 of an earlier date T0, with its own scaler, assigns the customers of Fi; so
does Mi; the two partitions of the same customers are compared.  Since the models of all
dates are there, every month can be an origin.  The group without purchase is a rule
that all models share: it stays out, because it would only raise the agreement.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pandas import DataFrame, concat

from analysis import french
from analysis.maintenance.causes import CLOCK_STOPPED
from analysis.maintenance.origins import age, monthly_origins, simulated_dates
from analysis.maintenance.replay import (
    Live,
    Replay,
    Tell,
    aged_tables,
    causes_of,
    cells,
    counterfactual_tables,
    drift_of,
    models_of,
    pairs_of,
    weeks_of,
)
from analysis.maintenance.snapshots import snapshots
from analysis.maintenance.variants import LIVE, Variant
from analysis.segmentation import Segmentation
from analysis.segmentation.measures import count_distinct
from analysis.settings import MaintenanceSettings
from analysis.sources import Tables

FROZEN, CONVENTIONAL = "frozen", "conventional"
# The origin that a single curve usually starts from: a year after the window's start.
WEEKS_PER_YEAR = 52


@dataclass(frozen=True)
class Aging:
    """What the simulation measured; it knows of no threshold.

    Segments of the live models have the number of today's segment that they resemble
    (1…k); ``age_weeks`` counts from the origin.

    Attributes
    ----------
    k : int
        Number of segments of the live models.
    features : tuple of str
    weeks : DataFrame
        One row per week: ``date``, ``customers`` (buyers known), ``refit_ari`` (two
        models of that day from different seeds), ``is_origin``.
    models : DataFrame
        One row per week and segment of the live models: ``date``, ``segment``,
        ``share`` (of the buyers), then the centroid, one column per feature in its own
        unit.
    tables : DataFrame
        Contingency tables, one row per cell: ``variant``, ``origin``, ``date``,
        ``age_weeks``, ``old``, ``new``, ``customers``.  ``variant`` is that of a model,
        ``"frozen"`` (live models, but the clock of the customers known at the origin
        has stopped) or ``"conventional"`` (one origin, on features that know later
        reviews and deliveries).
    pairs : DataFrame
        Every live model at every later week: ``fitted``, ``date``, ``age_weeks``,
        ``ari``, ``moved_share``, and population stability indices: ``psi_segments`` (of
        the shares of its segments) and ``psi_…`` for each feature.
    causes : DataFrame
        One row per origin and age: ``origin``, ``age_weeks``, ``ari``, then what is
        lost to ``refit_noise``, ``ageing``, ``newcomers`` and ``behaviour``.
    drift : DataFrame
        One row per origin, age and feature: ``feature``, ``psi``, ``ks``,
        ``wasserstein``, ``origin``, ``date``, ``age_weeks``.
    spread : DataFrame
        ``feature`` and ``sd``, its standard deviation among the buyers of the last
        week, in its own unit.
    variants : DataFrame
        ``variant``, ``kind``, ``space`` (its name), ``k``.
    reason : str
        In French, why there is no result: a clause without capital or full stop.
    """

    k: int
    features: tuple[str, ...]
    weeks: DataFrame
    models: DataFrame
    tables: DataFrame
    pairs: DataFrame
    causes: DataFrame
    drift: DataFrame
    spread: DataFrame
    variants: DataFrame
    reason: str = ""


def simulate(
    tables: Tables,
    options: MaintenanceSettings,
    today: Segmentation,
    variants: Sequence[Variant],
    *,
    start: dt.date,
    end: dt.date,
    seed: int,
    tell: Tell = lambda stage, done, total: None,
) -> Aging:
    """Let a segmentation grow old from each of several origins.

    Parameters
    ----------
    tables : Tables
    options : MaintenanceSettings
        Only ``minimum_share``, ``horizon_weeks`` and ``n_init`` matter here.
    today : Segmentation
        Gives the segments of the live models their numbers.
    variants : sequence of Variant
        The first is the live one.
    start, end : date
        First and last day of the study window.
    seed : int
    tell : callable, optional
        Told the stage, and how much of it is done out of how much.

    Returns
    -------
    Aging
    """
    live = variants[0]
    dates = simulated_dates(tables, start, end, options.minimum_share)
    origins = monthly_origins(dates, options.horizon_weeks)
    if not origins:
        return nothing(live, too_short(options.horizon_weeks))
    features = dict.fromkeys(name for each in variants for name in each.space.features)
    known = snapshots(tables, dates, list(features))
    if not enough(known[dates[0]], live):
        return nothing(live, too_alike(dates[0], live.k))
    replay = Replay(known, origins, options.horizon_weeks, seed, options.n_init, tell)
    return observe(replay, variants, today, conventional(replay, live, tables, start))


def observe(
    replay: Replay,
    variants: Sequence[Variant],
    today: Segmentation,
    conventional: DataFrame,
) -> Aging:
    """Measure everything that a replay can tell."""
    first = variants[0]
    live = Live.of(replay.models(first), today)
    weeks = weeks_of(replay, live, replay.models(first, again=True))
    pairs, whole = pairs_of(replay, live)
    undone = counterfactual_tables(replay, live, first)
    others = [each for each in variants[1:] if enough(replay.first, each)]
    tables = [
        cells(LIVE, replay.aged, [whole[pair] for pair in replay.aged]),
        cells(FROZEN, list(undone), [each[CLOCK_STOPPED] for each in undone.values()]),
        *(aged_tables(replay, each, each.label) for each in others),
        conventional,
    ]
    return Aging(
        k=first.k,
        features=tuple(first.space.features),
        weeks=weeks,
        models=models_of(replay, live),
        tables=concat(tables, ignore_index=True),
        pairs=pairs,
        causes=causes_of(undone, whole, weeks),
        drift=drift_of(replay, first.space.features),
        spread=spread_of(replay.last, first.space.features),
        variants=table_of([first, *others]),
    )


def conventional(
    replay: Replay, live: Variant, tables: Tables, start: dt.date
) -> DataFrame:
    """Contingency tables of the single curve that is usually drawn.

    One origin, a year after the start of the window (or the middle one of ours, when
    the window is short); features that are cut by the date of purchase, and so know the
    reviews and the deliveries that came later.
    """
    year = start + dt.timedelta(weeks=WEEKS_PER_YEAR)
    later = [origin for origin in replay.origins if origin >= year]
    origin = later[0] if later else replay.origins[len(replay.origins) // 2]
    dates = [
        date
        for date in replay.snapshots
        if 0 <= age(origin, date) <= replay.horizon_weeks
    ]
    known = snapshots(tables, dates, live.space.features, hindsight=True)
    alone = dataclasses.replace(replay, snapshots=known, origins=[origin])
    return aged_tables(alone, live, CONVENTIONAL)


def enough(customers: DataFrame, variant: Variant) -> bool:
    """Whether enough customers differ for the segments of a variant."""
    values = customers[list(variant.space.features)].to_numpy()
    return count_distinct(values) >= variant.k


def spread_of(customers: DataFrame, features: Sequence[str]) -> DataFrame:
    spread = customers[list(features)].std(ddof=0)
    return spread.rename_axis("feature").rename("sd").reset_index()


def table_of(variants: Sequence[Variant]) -> DataFrame:
    return DataFrame(
        {
            "variant": [each.label for each in variants],
            "kind": [each.kind for each in variants],
            "space": [each.name for each in variants],
            "k": [each.k for each in variants],
        }
    )


def nothing(live: Variant, reason: str) -> Aging:
    """What is known without any origin."""
    names = ("weeks", "models", "tables", "pairs", "causes", "drift", "spread")
    return Aging(
        k=live.k,
        features=tuple(live.space.features),
        variants=table_of([live]),
        reason=reason,
        **{name: DataFrame() for name in names},
    )


def too_short(horizon_weeks: int) -> str:
    weeks = french.plural(-(-horizon_weeks // 3), "semaine")
    return french.sentence(
        "aucune date de la période étudiée n'a à la fois assez d'acheteurs connus et "
        f"{weeks} d'histoire après elle"
    )


def too_alike(date: dt.date, k: int) -> str:
    return french.sentence(
        f"à la première date possible ({french.date(date)}), les acheteurs étaient "
        f"trop semblables pour former {k} segments"
    )
