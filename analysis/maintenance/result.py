"""What the simulation tells: how often to refresh the segments, how sure that is, why.

Nothing is fitted here: thresholds may change without a new simulation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
from pandas import DataFrame, Series, concat

from analysis.maintenance import alarms as signs
from analysis.maintenance import policies
from analysis.maintenance.agreement import adjusted_rand, jaccard_by_segment
from analysis.maintenance.curves import (
    Aged,
    Interval,
    bootstrapped,
    crossings,
    curves,
    edges,
    interval,
)
from analysis.maintenance.sensitivity import sensitivity
from analysis.maintenance.simulation import CONVENTIONAL, FROZEN, Aging
from analysis.maintenance.variants import LIVE
from analysis.settings import MaintenanceSettings

# Without a recommended age, customers who move are shown at this one.
TOLD_WEEKS = 4
# On average as happy as not.
NEUTRAL_SCORE = 3
PAIR = ["origin", "age_weeks"]


@dataclass(frozen=True)
class Maintenance:
    """How long a segmentation stays the one that would be fitted again.

    Attributes
    ----------
    threshold : float
        Adjusted Rand index below which the segmentation is out of date.
    confidence : float
        Share of what was seen that the bands hold.
    k : int
        Number of fitted segments.
    origins : int
        From how many dates history was replayed.
    horizon_weeks : int
        Largest age seen.
    reason : str
        In French, why there is no result: a clause, without capital or full stop.
    curves : DataFrame
        See :func:`analysis.maintenance.curves.curves`.
    band : DataFrame
        One row per ``age_weeks``: ``mean``, ``low``, ``high`` of the agreement,
        ``frozen`` (mean agreement when the clock of the customers known at the origin
        has stopped; missing every other week), ``refit`` (mean agreement of two models
        of that week), ``moved_mean``, ``moved_low``, ``moved_high`` (share of the
        customers who are in another segment) and ``origins``.
    crossings : DataFrame
        See :func:`analysis.maintenance.curves.crossings`.
    interval_weeks : int or None
        The largest age up to which ``low`` stays above the threshold; None when it
        does as long as was seen, or when there is no result.
    interval_low, interval_high : int
        Edges of the intervals that other origins would have given.
    is_lower_bound : bool
        Whether the agreement never crosses: one may wait at least ``horizon_weeks``.
    segments : DataFrame
        One row per segment (today's number) and ``age_weeks``: ``kept`` (mean Jaccard
        index with its match), ``low``, ``high`` (of the origins), ``lost_share`` (of
        its customers, those whom the new model puts elsewhere), ``misplaced`` (of all
        buyers, those who belong to it for the new model but not for the old one),
        ``good`` (see `good_segments`).
    migration : DataFrame
        At the recommended age: ``old``, ``new``, ``share`` of the customers of ``old``.
    causes : DataFrame
        One row per ``age_weeks``, mean of the origins: ``refit_noise``, ``ageing``,
        ``newcomers``, ``behaviour`` (their sum is 1 - ``ari``), ``ari``,
        ``frozen_ari``.
    drift : DataFrame
        One row per ``age_weeks`` and ``feature``, mean of the origins: ``psi``, ``ks``,
        ``wasserstein``; of the feature ``segments`` (the shares of the segments under
        the old model) only ``psi``.
    centroids : DataFrame
        One row per ``segment`` and ``feature``: ``move`` of the centroid from the
        origin to the recommended age, mean of the origins, and ``sd`` of the feature,
        both in its own unit.
    alarms, rings : DataFrame
        See :mod:`analysis.maintenance.alarms`.
    policies, replayed : DataFrame
        See :mod:`analysis.maintenance.policies`.
    sensitivity : DataFrame
        See :func:`analysis.maintenance.sensitivity.sensitivity`.
    conventional : DataFrame
        One row per ``age_weeks``: ``ari`` of the single curve on features that know
        the future, and ``honest``, of the same origin.
    conventional_origin : date or None
    changes, flows : DataFrame
        See :mod:`analysis.maintenance.changes`.
    """

    threshold: float
    confidence: float
    k: int
    origins: int = 0
    horizon_weeks: int = 0
    reason: str = ""
    interval_weeks: int | None = None
    interval_low: int = 0
    interval_high: int = 0
    is_lower_bound: bool = False
    conventional_origin: dt.date | None = None
    curves: DataFrame = field(default_factory=DataFrame)
    band: DataFrame = field(default_factory=DataFrame)
    crossings: DataFrame = field(default_factory=DataFrame)
    segments: DataFrame = field(default_factory=DataFrame)
    migration: DataFrame = field(default_factory=DataFrame)
    causes: DataFrame = field(default_factory=DataFrame)
    drift: DataFrame = field(default_factory=DataFrame)
    centroids: DataFrame = field(default_factory=DataFrame)
    alarms: DataFrame = field(default_factory=DataFrame)
    rings: DataFrame = field(default_factory=DataFrame)
    policies: DataFrame = field(default_factory=DataFrame)
    replayed: DataFrame = field(default_factory=DataFrame)
    sensitivity: DataFrame = field(default_factory=DataFrame)
    conventional: DataFrame = field(default_factory=DataFrame)
    changes: DataFrame = field(default_factory=DataFrame)
    flows: DataFrame = field(default_factory=DataFrame)


def conclude(
    aging: Aging,
    portraits: DataFrame,
    options: MaintenanceSettings,
    seed: int,
    flows: DataFrame,
    changes: DataFrame,
) -> Maintenance:
    """Derive the interval between two refreshes, and all that explains it.

    Parameters
    ----------
    aging : Aging
    portraits : DataFrame
        See :func:`analysis.portraits.portraits`.
    options : MaintenanceSettings
    seed : int
    flows, changes : DataFrame
        See :mod:`analysis.maintenance.changes`.
    """
    told = {"threshold": options.threshold, "confidence": options.confidence}
    told |= {"k": aging.k, "flows": flows, "changes": changes}
    if aging.reason:
        return Maintenance(reason=aging.reason, **told)
    live, frozen = (Aged.of(aging.tables, variant) for variant in (LIVE, FROZEN))
    curve = curves(live, aging.weeks)
    crossed = crossings(curve, options.threshold)
    found = interval(
        live, options.threshold, options.confidence, options.bootstraps, seed
    )
    good = good_segments(portraits)
    shown = shown_weeks(found, live)
    return Maintenance(
        origins=found.origins,
        horizon_weeks=int(live.ages[-1]),
        interval_weeks=None if np.isnan(found.weeks) else int(found.weeks),
        interval_low=int(found.low),
        interval_high=int(found.high),
        is_lower_bound=bool(np.isnan(found.weeks)),
        curves=curve,
        band=band(live, frozen, curve, options, seed),
        crossings=crossed,
        segments=by_segment(live, good, options.confidence),
        migration=migration(live, shown),
        causes=mean_causes(aging, frozen),
        drift=mean_drift(aging),
        centroids=centroid_moves(aging, live, shown),
        sensitivity=sensitivity(aging, live, found, good, options, seed),
        **warned(aging, curve, crossed, found, options),
        **conventional(aging, curve),
        **told,
    )


def shown_weeks(found: Interval, live: Aged) -> int:
    """Age at which moving customers are shown: the recommended one, or a month."""
    wanted = TOLD_WEEKS if np.isnan(found.weeks) or not found.weeks else found.weeks
    return int(min(wanted, live.ages[-1]))


def band(
    live: Aged,
    frozen: Aged,
    curve: DataFrame,
    options: MaintenanceSettings,
    seed: int,
) -> DataFrame:
    """See :class:`Maintenance`."""
    values = bootstrapped(live, options.bootstraps, seed)
    low, high = edges(values, options.confidence)
    by_age = curve.groupby("age_weeks")
    tail = (1 - options.confidence) / 2
    return DataFrame(
        {
            "mean": by_age["ari"].mean(),
            "low": low,
            "high": high,
            "frozen": frozen.wide(adjusted_rand(frozen.tables)).mean(),
            "refit": by_age["refit_ari"].mean(),
            "moved_mean": by_age["moved_share"].mean(),
            "moved_low": by_age["moved_share"].quantile(tail),
            "moved_high": by_age["moved_share"].quantile(1 - tail),
            "origins": by_age.size(),
        }
    ).reset_index()


def good_segments(portraits: DataFrame) -> list[int]:
    """Segments that pay more than the mean buyer, and are not unhappy on average."""
    buyers = portraits[(portraits["segment"] > 0) & (portraits["customers"] > 0)]
    spend = buyers["revenue"] / buyers["customers"]
    mean = buyers["revenue"].sum() / buyers["customers"].sum()
    unhappy = buyers["satisfaction"] < NEUTRAL_SCORE
    return buyers.loc[(spend > mean) & ~unhappy, "segment"].tolist()


def by_segment(live: Aged, good: list[int], confidence: float) -> DataFrame:
    """See :class:`Maintenance`."""
    tables = live.tables.astype(float)
    both = np.diagonal(tables, axis1=1, axis2=2)
    kept = jaccard_by_segment(tables)
    lost = 1 - both / np.maximum(tables.sum(axis=2), 1)
    others = tables.sum(axis=1) - both
    misplaced = others / tables.sum(axis=(1, 2))[:, None]
    tail = (1 - confidence) / 2
    parts = []
    for place in range(tables.shape[1]):
        ages = live.wide(kept[:, place])
        parts.append(
            DataFrame(
                {
                    "segment": place + 1,
                    "kept": ages.mean(),
                    "low": ages.quantile(tail),
                    "high": ages.quantile(1 - tail),
                    "lost_share": live.wide(lost[:, place]).mean(),
                    "misplaced": live.wide(misplaced[:, place]).mean(),
                    "good": place + 1 in good,
                }
            ).reset_index()
        )
    return concat(parts, ignore_index=True)


def migration(live: Aged, weeks: int) -> DataFrame:
    """See :class:`Maintenance`."""
    there = live.index.get_level_values("age_weeks") == weeks
    tables = live.tables[there].astype(float)
    shares = (tables / np.maximum(tables.sum(axis=2, keepdims=True), 1)).mean(axis=0)
    old, new = (index.ravel() + 1 for index in np.indices(shares.shape))
    return DataFrame({"old": old, "new": new, "share": shares.ravel()})


def mean_causes(aging: Aging, frozen: Aged) -> DataFrame:
    """See :class:`Maintenance`."""
    if aging.causes.empty:
        return aging.causes
    clock = frozen.wide(adjusted_rand(frozen.tables)).mean().rename("frozen_ari")
    means = aging.causes.drop(columns="origin").groupby("age_weeks").mean()
    return means.join(clock).reset_index()


def mean_drift(aging: Aging) -> DataFrame:
    """See :class:`Maintenance`."""
    measures = ["psi", "ks", "wasserstein"]
    return (
        watched(aging).groupby(["age_weeks", "feature"])[measures].mean().reset_index()
    )


def watched(aging: Aging) -> DataFrame:
    """Drift of the features from each origin, and of the shares of the segments."""
    origins = aging.drift["origin"].unique()
    pairs = aging.pairs[aging.pairs["fitted"].isin(origins)]
    shares = pairs.rename(columns={"fitted": "origin", "psi_segments": "psi"})
    shares = shares[shares["age_weeks"] <= aging.drift["age_weeks"].max()]
    shares = shares[[*PAIR, "date", "psi"]].assign(feature=signs.SEGMENTS)
    return concat([aging.drift, shares], ignore_index=True)


def centroid_moves(aging: Aging, live: Aged, weeks: int) -> DataFrame:
    """See :class:`Maintenance`."""
    features = list(aging.features)
    centroids = aging.models.set_index(["date", "segment"])[features]
    moves = []
    for origin, age in live.index:
        if age == weeks:
            later = origin + np.timedelta64(7 * weeks, "D")
            moves.append(centroids.loc[later] - centroids.loc[origin])
    mean = concat(moves).groupby(level="segment").mean()
    told = mean.stack().rename("move").rename_axis(["segment", "feature"]).reset_index()
    return told.assign(sd=told["feature"].map(spread(aging)))


def spread(aging: Aging) -> Series:
    """Standard deviation of each feature among the buyers of the last week."""
    return aging.spread.set_index("feature")["sd"]


def warned(
    aging: Aging,
    curve: DataFrame,
    crossed: DataFrame,
    found: Interval,
    options: MaintenanceSettings,
) -> dict[str, DataFrame]:
    """What the alarms and the policies would have done."""
    drift, settings = watched(aging), options.alarms
    judged = signs.alarms(drift, curve, crossed, options.threshold, settings)
    weeks = None if np.isnan(found.weeks) else int(found.weeks)
    replayed = policies.replay(aging.pairs, weeks, judged)
    return {
        "alarms": judged,
        "rings": signs.rings(drift, curve, options.threshold, settings),
        "policies": policies.summary(replayed, options.threshold),
        "replayed": replayed,
    }


def conventional(aging: Aging, curve: DataFrame) -> dict[str, object]:
    """The single curve that is usually drawn, beside the honest one of its origin."""
    usual = Aged.of(aging.tables, CONVENTIONAL)
    origin = usual.index[0][0]
    told = DataFrame(
        {
            "age_weeks": usual.index.get_level_values("age_weeks"),
            "ari": adjusted_rand(usual.tables),
        }
    )
    same = curve.loc[curve["origin"] == origin, ["age_weeks", "ari"]]
    same = same.rename(columns={"ari": "honest"})
    return {
        "conventional": told.merge(same, on="age_weeks"),
        "conventional_origin": origin.date(),
    }


def misplaced(maintenance: Maintenance) -> DataFrame:
    """Buyers whom a model of each age puts into the wrong segment.

    Returns
    -------
    DataFrame
        ``age_weeks``, ``segment`` (where they belong), ``share`` (of all buyers, mean
        of the origins); empty without a result.
    """
    columns = ["age_weeks", "segment", "share"]
    if maintenance.segments.empty:
        return DataFrame(columns=columns)
    return maintenance.segments.rename(columns={"misplaced": "share"})[columns]
