"""How the interval between two refreshes depends on what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pandas import DataFrame

from analysis import french
from analysis.maintenance.curves import Aged, Interval, interval
from analysis.maintenance.simulation import Aging
from analysis.settings import MaintenanceSettings

THRESHOLDS = (0.7, 0.8, 0.9)
REFERENCE, THRESHOLD, GOOD = "reference", "threshold", "good"


def sensitivity(
    aging: Aging,
    live: Aged,
    found: Interval,
    good: list[int],
    options: MaintenanceSettings,
    seed: int,
) -> DataFrame:
    """Derive the interval again under other thresholds, models and customers.

    Returns
    -------
    DataFrame
        ``what`` (``reference``, ``threshold``, ``good``, ``k`` or ``space``), ``label``
        (French), ``variant`` (of the simulation), ``threshold``, ``weeks`` (NaN: no
        crossing seen), ``low``, ``high``, ``origins``, ``horizon_weeks``.
    """
    derive = partial(
        interval,
        threshold=options.threshold,
        confidence=options.confidence,
        times=options.bootstraps,
        seed=seed,
    )
    rows = [(REFERENCE, "réglages de l'étude", "", options.threshold, live, found)]
    for threshold in THRESHOLDS:
        if threshold != options.threshold:
            other = derive(live, threshold=threshold)
            label = f"seuil {french.number(threshold, 2)}"
            rows.append((THRESHOLD, label, "", threshold, live, other))
    if 0 < len(good) < aging.k:
        best = live.only(good)
        told = "bons clients seulement"
        rows.append((GOOD, told, "", options.threshold, best, derive(best)))
    for kind, label, variant in others(aging):
        aged = Aged.of(aging.tables, variant)
        rows.append((kind, label, variant, options.threshold, aged, derive(aged)))
    return DataFrame(
        {
            "what": what,
            "label": french.sentence(label),
            "variant": variant,
            "threshold": threshold,
            "weeks": other.weeks,
            "low": other.low,
            "high": other.high,
            "origins": other.origins,
            "horizon_weeks": int(aged.ages[-1]),
        }
        for what, label, variant, threshold, aged, other in rows
    )


def others(aging: Aging) -> Iterator[tuple[str, str, str]]:
    """Kind, French label and name of the other models that were simulated."""
    for row in aging.variants.iloc[1:].itertuples():
        label = f"{row.k} segments" if row.kind == "k" else f"espace {row.space}"
        yield row.kind, label, row.variant
