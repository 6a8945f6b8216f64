"""What refreshing the segmentation costs, and what it costs to be wrong.

The older a model, the more customers it misplaces: they get the message of another
segment, and some purchases are not made.  Refreshing often costs work, refreshing
rarely costs purchases; the cheapest interval lies in between.  What a misplaced
customer costs is an assumption of ``study.yml``; how many are misplaced is measured.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame, Series

from analysis.settings import ContractSettings, EconomicsSettings, Work

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

WEEKS_PER_YEAR, MONTHS_PER_YEAR = 52, 12
# What is halved and doubled, and which part of the cost it multiplies.
LEVERS = {
    "rates": ("refresh", "monitoring"),
    "refresh_days": ("refresh",),
    "monitoring_days": ("monitoring",),
    "exchange": ("refresh", "monitoring"),
    "misplaced": ("staleness",),
    "campaigns": ("staleness",),
    "response": ("staleness",),
    "margin": ("staleness",),
    "order_value": ("staleness",),
}
FACTORS = (0.5, 2.0)


@dataclass(frozen=True)
class Economy:
    """The cost of each interval between two refreshes.

    Attributes
    ----------
    curve : DataFrame
        One row per interval of ``weeks`` (1 to the horizon): ``refresh_cost``,
        ``monitoring_cost``, ``staleness_cost`` and their ``total``, in R$ per year;
        ``misplaced``, share of the buyers in a wrong segment, mean over the interval.
    best_weeks : int or None
        Interval of the smallest total; None when there is no curve.
    is_bound : bool
        The smallest total is that of the last interval seen: longer ones may cost
        less.
    flat_low, flat_high : int or None
        Intervals around the best one whose total is within ``tolerance`` of it.
    tolerance : float
    advised_weeks : int or None
        Interval that the simulation recommends (the last age seen when the agreement
        never falls below the threshold); None when it recommends none.
    advised_is_bound : bool
        The agreement never falls below the threshold: one could wait longer.
    assumptions : DataFrame
        ``assumption``, ``detail`` (the profile or segment, or empty) and ``value``.
    sensitivity : DataFrame
        ``lever`` halved and doubled (``factor``): the new ``best_weeks``, whether it
        ``is_bound``, and the ``cost`` at the advised interval, in R$ per year.
    reason : str
        Why there is no curve, as a French clause; empty when there is one.
    """

    curve: DataFrame
    best_weeks: int | None
    is_bound: bool
    flat_low: int | None
    flat_high: int | None
    tolerance: float
    advised_weeks: int | None
    advised_is_bound: bool
    assumptions: DataFrame
    sensitivity: DataFrame
    reason: str

    def cost(self, weeks: int) -> Series | None:
        """The row of an interval; None when it was not seen."""
        rows = self.curve[self.curve["weeks"] == weeks]
        return None if rows.empty else rows.iloc[0]

    @property
    def extra(self) -> float | None:
        """What the advised interval costs more than the cheapest one, R$ per year."""
        totals = self.curve.set_index("weeks")["total"]
        if self.advised_weeks not in totals.index:
            return None
        return float(totals[self.advised_weeks] - totals.min())


@dataclass(frozen=True)
class Prices:
    """What one refresh, a year of monitoring and a wrong segment cost, in R$.

    Attributes
    ----------
    refresh : float
        One refresh.
    monitoring : float
        A year of monitoring.
    staleness : float
        Multiplies the cost of all misplaced buyers; 1 under the stated assumptions.
    """

    refresh: float
    monitoring: float
    staleness: float = 1.0


def economy(
    misplaced: DataFrame,
    portraits: DataFrame,
    maintenance: Maintenance,
    settings: EconomicsSettings,
    contract: ContractSettings,
) -> Economy:
    """Cost each interval, find the cheapest one and what could move it.

    Parameters
    ----------
    misplaced : DataFrame
        ``age_weeks``, ``segment`` and ``share``: the share of all buyers who are
        misplaced by a model of that age and belong to that segment.
    portraits : DataFrame
        See :func:`analysis.portraits.portraits`.
    maintenance : Maintenance
    settings : EconomicsSettings
    contract : ContractSettings
    """
    stake = stakes(portraits, settings)
    prices = yearly_prices(contract)
    by_age = wrong_by_age(misplaced, stake)
    curve = cost_curve(by_age, prices)
    advised = advised_weeks(maintenance)
    totals = curve.set_index("weeks")["total"]
    best, is_bound = cheapest(totals)
    flat = flat_bottom(totals, settings.tolerance) if best else (None, None)
    return Economy(
        curve=curve,
        best_weeks=best,
        is_bound=is_bound,
        flat_low=flat[0],
        flat_high=flat[1],
        tolerance=settings.tolerance,
        advised_weeks=advised,
        advised_is_bound=advised is not None and maintenance.interval_weeks is None,
        assumptions=assumptions(stake, settings, contract),
        sensitivity=sensitivity(by_age, prices, advised),
        reason=maintenance.reason or ("" if best else "aucun âge n'a pu être observé"),
    )


def stakes(portraits: DataFrame, settings: EconomicsSettings) -> DataFrame:
    """What a segment's misplaced customers cost in a year.

    Returns
    -------
    DataFrame
        Indexed by ``segment``: ``name``, ``customers``, ``order_value`` (R$ paid per
        purchase; that of all segments where too few customers have one) and ``stake``
        (R$ that one misplaced customer costs in a year).
    """
    table = portraits[(portraits["segment"] > 0) & (portraits["customers"] > 0)]
    table = table.set_index("segment")[["name", "customers", "revenue", "frequency"]]
    purchases = table["frequency"] * table["customers"]
    known = purchases.gt(0) & table["revenue"].notna()
    overall = table["revenue"][known].sum() / purchases[known].sum()
    value = (table["revenue"] / purchases).where(known, overall)
    lost = settings.campaigns_per_year * settings.response_difference * settings.margin
    return table[["name", "customers"]].assign(order_value=value, stake=lost * value)


def yearly_prices(contract: ContractSettings) -> Prices:
    exchange = float(contract.exchange.reais_per_euro)
    refresh = work_price(contract.days.refresh, contract)
    monitoring = work_price(contract.days.monitoring, contract) * MONTHS_PER_YEAR
    return Prices(refresh * exchange, monitoring * exchange)


def work_price(work: Work, contract: ContractSettings) -> float:
    """Euros for some days of each profile, not rounded."""
    return float(sum(days * contract.rates[name] for name, days in work.items()))


def wrong_by_age(misplaced: DataFrame, stake: DataFrame) -> DataFrame:
    """Share misplaced, and what it costs in a year, by age from 0 without a gap.

    Returns
    -------
    DataFrame
        Indexed by ``age_weeks``: ``share`` of the buyers, ``cost`` (R$ per year).
    """
    buyers, value = stake["customers"].sum(), misplaced["segment"].map(stake["stake"])
    rows = misplaced.assign(cost=buyers * misplaced["share"] * value.fillna(0))
    table = rows.groupby("age_weeks")[["share", "cost"]].sum()
    if table.empty:
        return table
    table.index = table.index.astype(int)
    table = table.reindex(range(table.index.max() + 1))
    table.loc[0] = table.loc[0].fillna(0.0)  # a new model misplaces nobody
    return table.interpolate()


def cost_curve(by_age: DataFrame, prices: Prices) -> DataFrame:
    """Cost per year of each interval (see `Economy.curve`)."""
    weeks = np.arange(1, len(by_age))
    curve = DataFrame(
        {
            "weeks": weeks,
            "refresh_cost": prices.refresh * WEEKS_PER_YEAR / weeks,
            "monitoring_cost": prices.monitoring,
            "staleness_cost": prices.staleness * mean_until(by_age["cost"]),
            "misplaced": mean_until(by_age["share"]),
        }
    )
    parts = ["refresh_cost", "monitoring_cost", "staleness_cost"]
    return curve.assign(total=curve[parts].sum(axis=1))


def mean_until(values: Series) -> np.ndarray:
    """Mean over the ages 0 to n of a value that is linear between two ages, n ≥ 1."""
    heights = values.to_numpy(float)
    areas = np.cumsum((heights[1:] + heights[:-1]) / 2)
    return areas / np.arange(1, len(heights))


def cheapest(totals: Series) -> tuple[int | None, bool]:
    """Interval of the least total, and whether it is the last one seen."""
    if totals.empty:
        return None, False
    best = int(totals.idxmin())
    return best, best == totals.index[-1]


def flat_bottom(totals: Series, tolerance: float) -> tuple[int, int]:
    """First and last interval, around the best, whose total is close to the least."""
    best = int(totals.idxmin())
    dear = totals.index[totals > totals.min() * (1 + tolerance)]
    low = max((week + 1 for week in dear if week < best), default=totals.index[0])
    high = min((week - 1 for week in dear if week > best), default=totals.index[-1])
    return int(low), int(high)


def advised_weeks(maintenance: Maintenance) -> int | None:
    """The simulation's interval in weeks, at least one."""
    if maintenance.reason:
        return None
    if maintenance.interval_weeks is None:
        return maintenance.horizon_weeks or None
    return max(maintenance.interval_weeks, 1)


def sensitivity(by_age: DataFrame, prices: Prices, advised: int | None) -> DataFrame:
    """Halve and double each assumption (see `Economy.sensitivity`)."""
    rows = []
    for lever, parts in LEVERS.items():
        for factor in FACTORS if len(by_age) > 1 else ():
            scaled = {part: getattr(prices, part) * factor for part in parts}
            curve = cost_curve(by_age, replace(prices, **scaled)).set_index("weeks")
            best, is_bound = cheapest(curve["total"])
            cost = curve["total"].get(advised, np.nan)
            rows.append((lever, factor, best, is_bound, float(cost)))
    return DataFrame(
        rows, columns=["lever", "factor", "best_weeks", "is_bound", "cost"]
    )


def assumptions(
    stake: DataFrame, settings: EconomicsSettings, contract: ContractSettings
) -> DataFrame:
    """List every number that the cost depends on (see `Economy.assumptions`)."""
    refresh, monitoring = contract.days.refresh, contract.days.monitoring
    rows = [("rates", name, contract.rates[name]) for name in refresh | monitoring]
    rows += [("refresh_days", *each) for each in refresh.items()]
    rows += [("monitoring_days", *each) for each in monitoring.items()]
    rows += [
        ("exchange", "", contract.exchange.reais_per_euro),
        ("campaigns", "", settings.campaigns_per_year),
        ("response", "", settings.response_difference),
        ("margin", "", settings.margin),
    ]
    rows += [("order_value", *row) for row in stake[["name", "order_value"]].values]
    table = DataFrame(rows, columns=["assumption", "detail", "value"])
    return table.astype({"value": float})
