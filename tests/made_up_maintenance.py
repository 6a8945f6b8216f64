"""Small made-up simulations of chosen shapes, for sentences, charts and tables."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
from pandas import DataFrame

from analysis.maintenance import Maintenance

THRESHOLD, CONFIDENCE, SPREAD = 0.8, 0.9, 0.04
SEGMENTS = (1, 2, 3, 4)
TOO_FEW = "à l’origine, 12 clients seulement avaient acheté"
CURVES = [
    *("origin", "date", "age_weeks", "customers", "new_customers"),
    *("ari", "accuracy", "moved_share", "refit_ari"),
]
BAND = [
    *("age_weeks", "mean", "low", "high", "frozen", "refit"),
    *("moved_mean", "moved_low", "moved_high", "origins"),
]


def simulated(
    fall: float = 0.03,
    *,
    origins: int = 4,
    horizon: int = 20,
    refit: float = 0.98,
    calendar: float = 0.5,
) -> Maintenance:
    """A simulation whose agreement falls by ``fall`` each week, more or less by origin.

    Parameters
    ----------
    fall : float
        Mean agreement lost each week; origins lose 0.8 to 1.2 times as much.
    origins, horizon : int
        The last origin is followed for half the horizon only.
    refit : float
        Agreement of two models of the same day.
    calendar : float
        Share of the loss that stopping the clock gives back.
    """
    curves = curves_of(fall, origins, horizon, refit)
    band = band_of(curves, calendar)
    below = band.loc[band["low"] < THRESHOLD, "age_weeks"]
    interval = None if below.empty else max(int(below.min()) - 1, 0)
    around = horizon if interval is None else interval
    return Maintenance(
        threshold=THRESHOLD,
        confidence=CONFIDENCE,
        horizon_weeks=horizon,
        k=len(SEGMENTS),
        origins=origins,
        reason="",
        curves=curves,
        band=band,
        crossings=crossings_of(curves),
        interval_weeks=interval,
        interval_low=max(around - 1, 0),
        interval_high=min(around + 1, horizon),
        is_lower_bound=interval is None,
        segments=segments_of(band),
        migration=migration_of(band["moved_mean"].max()),
        causes=causes_of(band, calendar),
        drift=drift_of(band),
        centroids=centroids_of(),
        alarms=alarms_of(origins),
        policies=policies_of(interval, horizon),
        changes=changes_of(),
        flows=flows_of(),
        sensitivity=sensitivity_of(interval, horizon),
        **conventional_of(curves),
    )


def nothing(reason: str = TOO_FEW) -> Maintenance:
    """Too little history: every table is empty, and the reason says why."""
    return Maintenance(
        threshold=THRESHOLD, confidence=CONFIDENCE, k=len(SEGMENTS), reason=reason
    )


def curves_of(fall: float, origins: int, horizon: int, refit: float) -> DataFrame:
    """Agreement of each origin with each later date."""
    starts = pd.date_range("2017-06-02", periods=origins, freq="WOM-1FRI")
    paces = fall * np.linspace(0.8, 1.2, origins) if origins > 1 else [fall]
    rows = []
    for start, pace in zip(starts, paces, strict=True):
        followed = horizon if start != starts[-1] or origins == 1 else horizon // 2
        for week in range(followed + 1):
            ari = max(1 - pace * week, 0.0)
            rows.append(
                {
                    "origin": start,
                    "date": start + pd.Timedelta(weeks=week),
                    "age_weeks": week,
                    "customers": 1000 + 50 * week,
                    "new_customers": 50 * week,
                    "ari": ari,
                    "accuracy": 1 - 0.5 * (1 - ari),
                    "moved_share": 0.5 * (1 - ari),
                    "refit_ari": refit,
                }
            )
    return DataFrame(rows, columns=CURVES)


def band_of(curves: DataFrame, calendar: float) -> DataFrame:
    """Mean of the origins, and a band around it that widens from nothing."""
    ages = curves.groupby("age_weeks")
    mean, moved = ages["ari"].mean(), ages["moved_share"].mean()
    wide = SPREAD * np.minimum(mean.index, 5) / 5
    table = DataFrame(
        {
            "mean": mean,
            "low": (mean - wide).clip(0, 1),
            "high": (mean + wide).clip(0, 1),
            "frozen": mean + calendar * (1 - mean),
            "refit": ages["refit_ari"].mean(),
            "moved_mean": moved,
            "moved_low": (moved - wide / 2).clip(0, 1),
            "moved_high": (moved + wide / 2).clip(0, 1),
            "origins": ages.size(),
        }
    )
    return table.reset_index()[BAND]


def crossings_of(curves: DataFrame) -> DataFrame:
    """First week under the threshold of each origin."""
    rows = [
        {
            "origin": origin,
            "customers": 1000,
            "crossing_weeks": curve.loc[curve["ari"] < THRESHOLD, "age_weeks"].min(),
            "observed_weeks": curve["age_weeks"].max(),
        }
        for origin, curve in curves.groupby("origin")
    ]
    columns = ["origin", "customers", "crossing_weeks", "observed_weeks"]
    return DataFrame(rows, columns=columns).astype({"crossing_weeks": float})


def segments_of(band: DataFrame) -> DataFrame:
    """Segment 1 keeps most; segments 1 and 3 are good customers."""
    parts = []
    for segment in SEGMENTS:
        lost = (1 - band["mean"]) * segment / 4
        parts.append(
            DataFrame(
                {
                    "segment": segment,
                    "age_weeks": band["age_weeks"],
                    "kept": 1 - lost,
                    "low": (1 - 1.2 * lost).clip(0, 1),
                    "high": 1 - 0.8 * lost,
                    "lost_share": lost / 2,
                    "good": segment in (1, 3),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def migration_of(moved: float) -> DataFrame:
    """Those who leave a segment go to the next one."""
    shares = {
        (old, new): (1 - moved) * (old == new) + moved * (new == old % 4 + 1)
        for old, new in itertools.product(SEGMENTS, SEGMENTS)
    }
    rows = [(old, new, share) for (old, new), share in shares.items()]
    return DataFrame(rows, columns=["old", "new", "share"])


def causes_of(band: DataFrame, calendar: float) -> DataFrame:
    """Every four weeks, newcomers repair a part of what the calendar takes."""
    found = band[(band["age_weeks"] % 4 == 0) & (band["age_weeks"] > 0)]
    lost = 1 - found["mean"]
    return DataFrame(
        {
            "age_weeks": found["age_weeks"],
            "refit_noise": 0.1 * lost,
            "ageing": 0.8 * lost,
            "newcomers": -0.2 * lost,
            "behaviour": 0.3 * lost,
            "ari": found["mean"],
            "frozen_ari": found["frozen"],
        }
    ).reset_index(drop=True)


def drift_of(band: DataFrame) -> DataFrame:
    """Recency drifts most."""
    speeds = {"recency": 0.03, "monetary": 0.005, "segments": 0.01}
    parts = [
        DataFrame(
            {
                "age_weeks": band["age_weeks"],
                "feature": feature,
                "psi": speed * band["age_weeks"],
                "ks": speed * band["age_weeks"] / 2,
                "wasserstein": speed * band["age_weeks"],
            }
        )
        for feature, speed in speeds.items()
    ]
    return pd.concat(parts, ignore_index=True)


def sensitivity_of(interval: int | None, horizon: int) -> DataFrame:
    """The interval under other settings."""
    weeks = math.nan if interval is None else float(interval)
    rows = [
        ("reference", "réglages de l’étude", weeks),
        ("threshold", "seuil 0,70", weeks + 4),
        ("threshold", "seuil 0,90", max(weeks - 3, 0.0)),
        ("k", "3 segments", weeks + 1),
        ("k", "5 segments", math.nan),
        ("space", "espace rfm", weeks),
        ("good", "bons clients seulement", weeks + 2),
    ]
    table = DataFrame(rows, columns=["what", "label", "weeks"])
    weeks = table["weeks"].fillna(horizon)
    return table.assign(
        low=(weeks - 1).clip(lower=0), high=weeks, origins=4, horizon_weeks=horizon
    )


def alarms_of(origins: int) -> DataFrame:
    """The agreement itself rings in time; the index of stability rings too early."""
    rows = [
        {
            "alarm": "agreement",
            "label": "accord mesuré chaque semaine, proche du seuil",
            "level": 0.85,
            "in_time": origins,
            "false_alarms": 0,
            "advised_level": 0.85,
            "lead_weeks": 2.0,
        },
        {
            "alarm": "psi",
            "label": "indice de stabilité d’une variable",
            "level": 0.25,
            "in_time": 0,
            "false_alarms": origins,
            "advised_level": 0.4,
            "lead_weeks": 6.0,
        },
    ]
    table = DataFrame(rows).assign(origins=origins, crossed=origins, missed=0)
    return table.assign(
        calibrated_level=0.4,
        calibrated_in_time=origins - 1,
        calibrated_false_alarms=1,
        calibrated_missed=0,
        best=table.index == 0,
    )


def policies_of(interval: int | None, weeks: int) -> DataFrame:
    """The more refreshes, the higher the agreement."""
    ways = [("never", "jamais", 0), ("2_months", "tous les 2 mois", weeks // 9)]
    if interval is not None:
        often = weeks // max(interval, 1)
        ways.append(("recommended", "recommandation", often))
    table = DataFrame(ways, columns=["policy", "label", "refreshes"])
    below = 0.5 / (1 + table["refreshes"])
    return table.assign(
        weeks=weeks,
        mean_ari=1 - below,
        lowest_ari=1 - 1.5 * below,
        weeks_below=below.where(table["policy"] != "recommended", 0.0),
        mean_moved=below / 2,
    )


def changes_of() -> DataFrame:
    """What is paid changes once; scores never do."""
    rows = [
        ("paid", "montant payé", pd.Timestamp("2018-03-03"), 150.0, 170.0, 0.001, True),
        ("score", "note", pd.NaT, math.nan, math.nan, 0.4, False),
    ]
    names = ["feature", "label", "week", "before", "after", "p_value", "found"]
    return DataFrame(rows, columns=names)


def flows_of() -> DataFrame:
    """Ten weeks of orders, with one step in what is paid."""
    weeks = pd.date_range("2018-01-27", periods=10, freq="7D")
    paid = np.where(weeks < pd.Timestamp("2018-03-03"), 150.0, 170.0)
    table = DataFrame({"feature": "paid", "week": weeks, "orders": 90, "mean": paid})
    return table.assign(deviation=40.0)


def centroids_of() -> DataFrame:
    """Customers grow older by two months; amounts hardly move."""
    moves = {"recency": (60.0, 150.0), "monetary": (4.0, 220.0)}
    rows = [
        (segment, feature, move, sd)
        for segment in SEGMENTS
        for feature, (move, sd) in moves.items()
    ]
    return DataFrame(rows, columns=["segment", "feature", "move", "sd"])


def conventional_of(curves: DataFrame) -> dict[str, object]:
    """The first origin, half as fast to age when it knows the future."""
    first = curves[curves["origin"] == curves["origin"].min()]
    table = DataFrame(
        {
            "age_weeks": first["age_weeks"],
            "ari": 1 - (1 - first["ari"]) / 2,
            "honest": first["ari"],
        }
    )
    return {
        "conventional": table.reset_index(drop=True),
        "conventional_origin": None if first.empty else first["origin"].iloc[0].date(),
    }


NORMAL = simulated()
NEVER = simulated(0.002)
AT_ONCE = simulated(0.4)
ALONE = simulated(origins=1)
TOO_LITTLE = nothing()
