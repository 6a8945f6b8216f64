"""Which sign, seen between two refreshes, announces that the agreement will fall.

On each origin of the simulation, an alarm rings the first time that its signal reaches
its level.  It is judged by the week in which the agreement crosses the threshold:

in time      it rings in the ``lead_weeks`` before the crossing, or with it
false alarm  it rings earlier than that, or nothing is crossed in the ``lead_weeks``
             that follow (without so many weeks to see, it is not judged)
missed       the threshold is crossed before it rings
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, concat

from analysis.settings import AlarmSettings

AGEING, SEGMENTS = "recency", "segments"
PSI, PSI_BUT_RECENCY, KS = "psi", "psi_but_recency", "ks"
WASSERSTEIN, AGREEMENT = "wasserstein", "agreement"
LABELS = {
    PSI: "indice de stabilité d'une variable",
    PSI_BUT_RECENCY: "indice de stabilité d'une variable, récence exceptée",
    KS: "écart de Kolmogorov-Smirnov d'une variable",
    WASSERSTEIN: "distance de Wasserstein d'une variable",
    SEGMENTS: "indice de stabilité des parts des segments",
    AGREEMENT: "accord mesuré chaque semaine, proche du seuil",
}
COLUMNS = [
    *("alarm", "label", "level", "origins", "crossed", "in_time", "false_alarms"),
    *("missed", "lead_weeks", "calibrated_level", "calibrated_in_time"),
    *("calibrated_false_alarms", "calibrated_missed", "advised_level", "best"),
]
Weeks = NDArray[np.float64]


@dataclass(frozen=True)
class Signal:
    """What one alarm watches, on every origin.

    Attributes
    ----------
    alarm : str
        Key of ``LABELS``.
    level : float
        The alarm rings from there on; down to there when it ``falls``.
    falls : bool
    highest : DataFrame
        Highest value so far (of the opposite when it falls), one row per origin, one
        column per age in weeks; NaN from the end of what was observed.
    """

    alarm: str
    level: float
    falls: bool
    highest: DataFrame

    def rings(self, levels: NDArray[np.float64]) -> Weeks:
        """Age at which each origin would ring; array (levels, origins), NaN: never."""
        signed = np.asarray(levels)[:, None, None] * (-1 if self.falls else 1)
        reached = self.highest.to_numpy() >= signed
        ages = self.highest.columns.to_numpy(dtype=np.float64)
        return np.where(reached.any(axis=2), ages[reached.argmax(axis=2)], np.nan)

    def candidates(self) -> NDArray[np.float64]:
        """Levels that tell the observed values from each other."""
        values = np.unique(self.highest.to_numpy())
        values = values[~np.isnan(values)]
        between = (values[1:] + values[:-1]) / 2
        return -between if self.falls else between


def alarms(
    drift: DataFrame,
    curves: DataFrame,
    crossings: DataFrame,
    threshold: float,
    settings: AlarmSettings,
) -> DataFrame:
    """Count how often each alarm would have rung in time, for nothing, or too late.

    Parameters
    ----------
    drift : DataFrame
        One row per origin, age and feature: ``origin``, ``age_weeks``, ``feature``,
        ``psi``, ``ks``, ``wasserstein``; the feature ``segments`` has the index of the
        shares of the segments.
    curves : DataFrame
        One row per origin and age: ``origin``, ``age_weeks``, ``ari``.
    crossings : DataFrame
        One row per origin: ``origin``, ``crossing_weeks`` (NaN: not seen),
        ``observed_weeks``.
    threshold : float
        Of the agreement.
    settings : AlarmSettings

    Returns
    -------
    DataFrame
        One row per alarm, the best first:

        ==========================  ==================================================
        alarm, label                code, and what is watched, in French
        level                       of the settings; the alarm on the agreement rings
                                    at ``threshold`` + ``margin``
        origins, crossed            origins judged, and those with a crossing
        in_time, false_alarms,      origins (see this module); an early ring, before a
        missed                      crossing, is a false alarm
        lead_weeks                  median from the ring to the crossing, over the
                                    origins that rang before it
        calibrated_level            the level that would have been best on all origins
        calibrated_in_time,         the same counts when each origin is judged with the
        calibrated_false_alarms,    level that was best on the *others*; NaN with one
        calibrated_missed           origin.  Origins overlap in time: these counts are
                                    still somewhat kind
        advised_level               calibrated where that does better, else the usual
        best                        the alarm to use: at its advised level, it misses
                                    least, then has fewest false alarms, then the
                                    longest lead
        ==========================  ==================================================
    """
    judged = crossings.set_index("origin")
    rows = []
    for signal in signals(drift, curves, threshold, settings):
        seen = judged.reindex(signal.highest.index)
        rows.append(judgement(signal, seen, settings.lead_weeks))
    table = DataFrame(rows)
    if table.empty:
        return DataFrame(columns=COLUMNS)
    better = table["calibrated_missed"] < table["missed"]
    better |= (table["calibrated_missed"] == table["missed"]) & (
        table["calibrated_false_alarms"] < table["false_alarms"]
    )
    table["advised_level"] = table["level"].mask(better, table["calibrated_level"])
    worth = DataFrame(
        {
            name: table[name].mask(better, table[f"calibrated_{name}"])
            for name in ("missed", "false_alarms")
        }
    ).assign(lead=-table["lead_weeks"])
    order = worth.sort_values(list(worth), kind="stable").index
    table = table.loc[order].reset_index(drop=True)
    return table.assign(best=table.index == 0)[COLUMNS]


def trusted(table: DataFrame) -> DataFrame:
    """The alarms that ring in time more often than not, and the best one anyway.

    Parameters
    ----------
    table : DataFrame
        See `alarms`; they are judged at their advised level.
    """
    usual = table["advised_level"] == table["level"]
    in_time, false_alarms, missed = (
        table[name].where(usual, table[f"calibrated_{name}"])
        for name in ("in_time", "false_alarms", "missed")
    )
    return table[(in_time > false_alarms + missed) | table["best"]]


def rings(
    drift: DataFrame, curves: DataFrame, threshold: float, settings: AlarmSettings
) -> DataFrame:
    """Age at which each alarm rings on each origin, at its level of the settings.

    Parameters
    ----------
    drift, curves, threshold, settings
        See `alarms`.

    Returns
    -------
    DataFrame
        One row per alarm and origin: ``alarm``, ``label``, ``origin``, ``ring_weeks``
        (NaN when it does not ring).
    """
    parts = [
        DataFrame(
            {
                "alarm": signal.alarm,
                "label": LABELS[signal.alarm],
                "origin": signal.highest.index,
                "ring_weeks": signal.rings([signal.level])[0],
            }
        )
        for signal in signals(drift, curves, threshold, settings)
    ]
    columns = ["alarm", "label", "origin", "ring_weeks"]
    return concat(parts, ignore_index=True) if parts else DataFrame(columns=columns)


def signals(
    drift: DataFrame, curves: DataFrame, threshold: float, settings: AlarmSettings
) -> Iterator[Signal]:
    """What each alarm watches; those of which nothing is known are left out."""
    of_segments = drift["feature"] == SEGMENTS
    features, segments = drift[~of_segments], drift[of_segments]
    but_recency = features[features["feature"] != AGEING]
    watched = [
        (PSI, settings.psi, highest(features, "psi")),
        (PSI_BUT_RECENCY, settings.psi, highest(but_recency, "psi")),
        (KS, settings.ks, highest(features, "ks")),
        (WASSERSTEIN, settings.wasserstein, highest(features, "wasserstein")),
        (SEGMENTS, settings.segments, highest(segments, "psi")),
    ]
    for alarm, level, values in watched:
        if not values.empty:
            yield Signal(alarm, level, False, values)
    if not curves.empty:
        falling = highest(curves.assign(ari=-curves["ari"]), "ari")
        yield Signal(AGREEMENT, threshold + settings.margin, True, falling)


def highest(table: DataFrame, column: str) -> DataFrame:
    """Highest value so far, over all features: origins × ages in weeks."""
    greatest = table.groupby(["origin", "age_weeks"])[column].max().unstack()
    return greatest.cummax(axis=1)


def judgement(signal: Signal, seen: DataFrame, lead_weeks: int) -> dict[str, object]:
    """One row of `alarms`, but what compares it with the others.

    Parameters
    ----------
    signal : Signal
    seen : DataFrame
        ``crossing_weeks`` and ``observed_weeks`` of its origins.
    lead_weeks : int
    """
    ring = signal.rings([signal.level])
    counts = {
        name: int(judged.sum())
        for name, judged in outcomes(ring, seen, lead_weeks).items()
    }
    lead = seen["crossing_weeks"] - ring[0]
    row = {"alarm": signal.alarm, "label": LABELS[signal.alarm], "level": signal.level}
    row |= {"origins": len(seen), "crossed": int(seen["crossing_weeks"].count())}
    row |= counts | {"lead_weeks": lead[lead >= 0].median()}
    return row | calibrated(signal, seen, lead_weeks)


def outcomes(
    rings: Weeks, seen: DataFrame, lead_weeks: int
) -> dict[str, NDArray[np.bool_]]:
    """Judge the alarms of each level on each origin, arrays (levels, origins).

    Parameters
    ----------
    rings : ndarray of shape (levels, origins)
    seen : DataFrame
        ``crossing_weeks`` and ``observed_weeks`` of the origins.
    lead_weeks : int
    """
    crossing = seen["crossing_weeks"].to_numpy(dtype=np.float64)
    observed = seen["observed_weeks"].to_numpy(dtype=np.float64)
    crossed = ~np.isnan(crossing)
    # What is compared with an age that is missing is false.
    before = rings <= crossing
    end = np.where(crossed, crossing, observed)
    early = rings < end - lead_weeks
    settled = ~crossed & (rings <= observed - lead_weeks)
    return {
        "in_time": before & ~early,
        "false_alarms": (before & early) | settled,
        "missed": crossed & ~before,
    }


def calibrated(
    signal: Signal, seen: DataFrame, lead_weeks: int
) -> dict[str, float | int]:
    """The best level of an alarm, and what levels learnt on other origins are worth.

    The best level errs least, be it a miss or a false alarm: to avoid all misses first
    would favour an alarm that always rings.  Among equals it misses least, and the one
    in the middle is furthest from doing worse.
    """
    levels, names = signal.candidates(), ("in_time", "false_alarms", "missed")
    if len(seen) < 2 or not len(levels):
        keys = ["calibrated_level", *(f"calibrated_{name}" for name in names)]
        return dict.fromkeys(keys, np.nan)
    found = outcomes(signal.rings(levels), seen, lead_weeks)
    errors = found["missed"].astype(int) + found["false_alarms"]
    cost = errors * (len(seen) + 1) + found["missed"]
    others = cost.sum(axis=1, keepdims=True) - cost
    learnt = [middle_of_least(each) for each in others.T]
    row = {"calibrated_level": levels[middle_of_least(cost.sum(axis=1))]}
    for name in names:
        judged = found[name][learnt, np.arange(len(seen))]
        row[f"calibrated_{name}"] = int(judged.sum())
    return row


def middle_of_least(costs: NDArray[np.int_]) -> int:
    """Position in the middle of those where the cost is least."""
    least = np.flatnonzero(costs == costs.min())
    return int(least[len(least) // 2])
