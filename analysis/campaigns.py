"""How to tell, segment by segment, whether a campaign makes customers come back.

Who comes back without any campaign is counted on the past: customers are put in
segments as they were some months before the end of the study window, and followed until
that end.  From this base rate come the size of the control group, the smallest effect
that a small segment can show, and the money that the stated effect would bring.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from ibis import _ as row
from pandas import DataFrame, Series
from scipy.optimize import brentq
from scipy.stats import norm

from analysis.customers import customers, purchases
from analysis.period import Period, end_of_day
from analysis.segmentation import Segmentation
from analysis.settings import CampaignSettings
from analysis.sources import Tables

# Cochran's rule: under so many expected returns, the normal law describes them badly.
FEWEST_EXPECTED = 5
UNKNOWN, NONE, RARE, SMALL, READY = "unknown", "none", "rare", "small", "ready"


@dataclass(frozen=True)
class Campaigns:
    """The campaign test of each segment.

    Attributes
    ----------
    start, end : date or None
        Customers are described at the end of ``start`` and followed until ``end``;
        ``start`` is None when the history does not reach back so far.
    truncated : bool
        Orders are known after ``end``, but not all of them.
    horizon_days : int
    effect, power, level : float
        See ``study.yml › campaigns``.
    spending : float or None
        What a customer who came back paid from ``start`` to ``end``, in R$, mean over
        all segments; None when too few came back to tell.
    tests : DataFrame
        See `plan`.
    """

    start: dt.date | None
    end: dt.date
    truncated: bool
    horizon_days: int
    effect: float
    power: float
    level: float
    spending: float | None
    tests: DataFrame


def campaigns(
    tables: Tables,
    period: Period,
    segmentation: Segmentation,
    segments: Series,
    settings: CampaignSettings,
    minimum: int,
) -> Campaigns:
    """Measure the base rate of each segment, and size its campaign test.

    Parameters
    ----------
    tables : Tables
    period : Period
        Customers are followed until the end of its window: the months after it, of
        which orders are missing, would make returns look rarer than they are.
    segmentation : Segmentation
    segments : Series of int
        Segment of each customer today.
    settings : CampaignSettings
    minimum : int
        Rates of fewer customers who came back are not told.
    """
    end = min(period.as_of, end_of_day(period.end))
    start = end - dt.timedelta(days=settings.horizon_days)
    known = start >= period.first_order
    past = returns(tables, segmentation, start, end) if known else nothing()
    sizes = segments.value_counts().reindex(range(segmentation.k + 1), fill_value=0)
    came_back = int(past["returned"].sum())
    spending = past["paid"].sum() / came_back if came_back >= minimum else None
    return Campaigns(
        start=start.date() if known else None,
        end=end.date(),
        truncated=period.last_order > end,
        horizon_days=settings.horizon_days,
        effect=settings.effect,
        power=settings.power,
        level=settings.level,
        spending=spending,
        tests=plan(sizes, past, spending, settings, minimum),
    )


def returns(
    tables: Tables, segmentation: Segmentation, start: dt.datetime, end: dt.datetime
) -> DataFrame:
    """Count who purchased between two dates, by the segment held at the first one.

    Returns
    -------
    DataFrame
        Indexed by ``segment``: ``followed`` (customers at ``start``), ``returned``
        (those with a purchase after ``start``, until ``end``) and ``paid`` (R$, by
        them, for these purchases).
    """
    people = customers(tables, start).to_pandas().set_index("customer_unique_id")
    later = purchases(tables, end).filter(row.purchased_at > start)
    paid = later.group_by("customer_unique_id").agg(paid=row.paid.sum()).to_pandas()
    paid = paid.set_index("customer_unique_id")["paid"].reindex(people.index)
    groups = paid.groupby(segmentation.assign(people))
    return DataFrame(
        {"followed": groups.size(), "returned": groups.count(), "paid": groups.sum()}
    )


def nothing() -> DataFrame:
    """The returns of a history that is too short to follow anybody."""
    return DataFrame({"followed": [], "returned": [], "paid": []}, dtype="float64")


def plan(
    sizes: Series,
    past: DataFrame,
    spending: float | None,
    settings: CampaignSettings,
    minimum: int,
) -> DataFrame:
    """Design one test per segment.

    Parameters
    ----------
    sizes : Series of int
        Customers today, indexed by segment.
    past : DataFrame
        See `returns`.
    spending : float or None
        See `Campaigns`.
    settings : CampaignSettings
    minimum : int

    Returns
    -------
    DataFrame
        One row per segment: ``segment``, ``customers`` (today), ``followed`` (then);
        ``returned``, ``rate`` (base rate), ``target`` (with the stated effect),
        ``per_arm`` (customers per group, two equal groups), ``control`` (to set aside,
        the others being written to), ``detectable`` (smallest relative effect that two
        halves can show), ``at_stake`` (R$ that the effect would bring from those
        written to), and ``status``:

        ``ready``    the segment is large enough
        ``small``    it is not; half of it is the control group
        ``rare``     fewer than ``minimum`` came back: ``rate`` is more than the base
                     rate, and ``per_arm`` and ``detectable`` are less than needed
        ``none``     nobody came back, or everybody: a relative rise has no meaning
        ``unknown``  too few customers could be followed
    """
    past = past.reindex(sizes.index).fillna(0)
    rows = [
        {"segment": segment, "customers": size}
        | design(size, *past.loc[segment, ["followed", "returned"]], settings, minimum)
        for segment, size in sizes.items()
    ]
    table = DataFrame(rows)
    extra = (table["target"] - table["rate"]) * (table["customers"] - table["control"])
    return table.assign(at_stake=extra * (math.nan if spending is None else spending))


def design(
    size: int, followed: float, returned: float, settings: CampaignSettings, least: int
) -> dict[str, object]:
    """Size the test of one segment (see `plan`)."""
    row = {"followed": int(followed), "returned": math.nan, "control": size // 2}
    row |= dict.fromkeys(("rate", "target", "per_arm", "detectable"), math.nan)
    if followed < least:
        return row | {"followed": 0, "status": UNKNOWN}
    rate, told = max(returned, least) / followed, returned >= least
    if returned in (0, followed):
        return row | {"returned": returned, "rate": returned / followed, "status": NONE}
    target = min(rate * (1 + settings.effect), 1.0)
    if target == 1 and not told:
        return row | {"status": UNKNOWN}
    odds = (settings.power, settings.level)
    per_arm = enough(rate, target, *odds)
    row |= {
        "returned": returned if told else math.nan,
        "rate": rate,
        "target": target,
        "per_arm": per_arm,
        "detectable": detectable_effect(size // 2, rate, *odds),
    }
    if told and 2 * per_arm <= size:
        control = control_group(size, rate, target, *odds)
        return row | {"control": control, "status": READY}
    return row | {"status": SMALL if told else RARE}


def sample_size(
    base: float, treated: float, power: float, level: float, ratio: float = 1.0
) -> float:
    """Customers of the control group for a two-sided test of two proportions.

    Parameters
    ----------
    base, treated : float
        Share who come back without and with the campaign; they differ.
    power : float
        Probability to see that difference.
    level : float
        Probability to see one where there is none.
    ratio : float, default 1
        Customers written to per customer of the control group.

    Returns
    -------
    float
        Not rounded.

    References
    ----------
    J. L. Fleiss, B. Levin, M. C. Paik, *Statistical Methods for Rates and Proportions*,
    3rd edition, Wiley, 2003, equations 4.14 and 4.18, without correction for
    continuity.
    """
    mean = (base + ratio * treated) / (1 + ratio)
    chance = norm.isf(level / 2) * math.sqrt((1 + ratio) * mean * (1 - mean))
    spread = math.sqrt(ratio * base * (1 - base) + treated * (1 - treated))
    return (chance + norm.isf(1 - power) * spread) ** 2 / (
        ratio * (treated - base) ** 2
    )


def enough(base: float, treated: float, power: float, level: float) -> int:
    """Customers of each of two equal groups, in which enough returns are expected."""
    size = sample_size(base, treated, power, level)
    return math.ceil(max(size, FEWEST_EXPECTED / min(base, treated)))


def control_group(
    size: int, base: float, treated: float, power: float, level: float
) -> int:
    """Fewest customers to set aside when all others of the segment are written to.

    The segment must hold twice `enough` customers.
    """

    def missing(control: float) -> float:
        ratio = (size - control) / control
        return sample_size(base, treated, power, level, ratio) - control

    least = math.ceil(FEWEST_EXPECTED / min(base, treated))
    if missing(least) <= 0:
        return least
    return math.ceil(brentq(missing, least, size / 2))


def detectable_effect(arm: int, base: float, power: float, level: float) -> float:
    """Smallest relative rise of ``base`` that two groups of ``arm`` customers show.

    Returns
    -------
    float
        0.5 for a rate half as high again, and enough returns to tell; NaN when even
        everybody's return would not be told from chance.
    """
    if arm <= FEWEST_EXPECTED or sample_size(base, 1.0, power, level) > arm:
        return math.nan

    def missing(treated: float) -> float:
        return sample_size(base, treated, power, level) - arm

    nearest = base + (1 - base) * 1e-9
    treated = max(brentq(missing, nearest, 1.0), FEWEST_EXPECTED / arm)
    return treated / base - 1
