"""Review scores, and what a late delivery does to them."""

from __future__ import annotations

from dataclasses import dataclass

from pandas import DataFrame

from analysis.publication import publishable

EARLIEST, LATEST = -30, 20
UNHAPPY = 2


@dataclass(frozen=True)
class Lateness:
    """Scores of the orders delivered late, compared with the others.

    Attributes
    ----------
    share : float or None
        Share of delivered orders that came after the promised day.
    late, on_time : float or None
        Mean scores, in stars; None when too few customers are concerned.
    difference, margin : float or None
        ``late - on_time`` and the half-width of its 95 % interval, in stars.
    unhappy_late, unhappy_on_time : float or None
        Shares of scores of 1 or 2 stars.
    unhappy : float or None
        The same, over all reviewed orders, delivered or not.
    unhappy_because_late, unhappy_waiting : float or None
        Among these scores, shares of those of late orders and of orders whose delivery
        is not known.
    """

    share: float | None = None
    late: float | None = None
    on_time: float | None = None
    difference: float | None = None
    margin: float | None = None
    unhappy_late: float | None = None
    unhappy_on_time: float | None = None
    unhappy: float | None = None
    unhappy_because_late: float | None = None
    unhappy_waiting: float | None = None

    @property
    def harms(self) -> bool:
        """Whether late orders score lower, beyond what chance explains."""
        return self.difference is not None and self.difference + self.margin < 0


def scores(placed: DataFrame, minimum: int) -> DataFrame:
    """Count the orders of each score.

    Parameters
    ----------
    placed : DataFrame
        One row per order: ``score`` (1 to 5, missing without review), ``customer``.
    minimum : int

    Returns
    -------
    DataFrame
        ``score``, ``orders``, ``customers``, ``share`` (of the reviewed orders).
    """
    reviewed = placed.dropna(subset="score").astype({"score": int})
    groups = reviewed.groupby("score")["customer"]
    table = groups.agg(orders="size", customers="nunique").reset_index()
    table["share"] = table["orders"] / max(len(reviewed), 1)
    return publishable(table, "customers", minimum)


def score_by_delay(placed: DataFrame, minimum: int) -> DataFrame:
    """Mean review score by days between promised and actual delivery.

    Parameters
    ----------
    placed : DataFrame
        One row per order: ``delay`` (days, negative when early), ``score``,
        ``customer``.
    minimum : int

    Returns
    -------
    DataFrame
        ``delay`` (days, the extremes gathered at -30 and 20), ``score`` (mean, stars),
        ``low`` and ``high`` (95 % interval), ``orders``, ``customers``.
    """
    known = placed.dropna(subset=["delay", "score"])
    by_delay = known.assign(
        delay=known["delay"].clip(EARLIEST, LATEST).astype(int)
    ).groupby("delay")
    table = by_delay["score"].agg(score="mean", spread="std", orders="size")
    table["customers"] = by_delay["customer"].nunique()
    margin = 1.96 * table.pop("spread") / table["orders"] ** 0.5
    table["low"] = (table["score"] - margin).clip(lower=1)
    table["high"] = (table["score"] + margin).clip(upper=5)
    return publishable(table.reset_index(), "customers", minimum)


def lateness(placed: DataFrame, minimum: int) -> Lateness:
    """Compare the scores of late orders with those of the others.

    Parameters
    ----------
    placed : DataFrame
        See :func:`score_by_delay`.
    minimum : int
        Fewer customers on either side: only the share is known.
    """
    whole = discontent(placed, minimum)
    delivered = placed.dropna(subset="delay")
    if delivered["customer"].nunique() < minimum:
        return Lateness(**whole)
    share = float((delivered["delay"] > 0).mean())
    known = delivered.dropna(subset="score")
    is_late = known["delay"] > 0
    late, on_time = known[is_late], known[~is_late]
    if min(late["customer"].nunique(), on_time["customer"].nunique()) < minimum:
        return Lateness(share=share, **whole)
    spread = sum(part["score"].var() / len(part) for part in (late, on_time)) ** 0.5
    return Lateness(
        share=share,
        late=float(late["score"].mean()),
        on_time=float(on_time["score"].mean()),
        difference=float(late["score"].mean() - on_time["score"].mean()),
        margin=float(1.96 * spread),
        unhappy_late=float((late["score"] <= UNHAPPY).mean()),
        unhappy_on_time=float((on_time["score"] <= UNHAPPY).mean()),
        **whole,
    )


def discontent(placed: DataFrame, minimum: int) -> dict[str, float]:
    """How many scores are bad, and what happened to their orders."""
    reviewed = placed.dropna(subset="score")
    if reviewed["customer"].nunique() < minimum:
        return {}
    bad = reviewed[reviewed["score"] <= UNHAPPY]
    found = {"unhappy": len(bad) / len(reviewed)}
    late, waiting = bad[bad["delay"] > 0], bad[bad["delay"].isna()]
    on_time = bad[bad["delay"] <= 0]
    if min(part["customer"].nunique() for part in (late, waiting, on_time)) < minimum:
        return found
    found["unhappy_because_late"] = len(late) / len(bad)
    found["unhappy_waiting"] = len(waiting) / len(bad)
    return found
