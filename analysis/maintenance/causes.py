"""Why an old model and a new one disagree: the customers as they would have been.

Between the origin T0 and a later date Ti, three things change the customer table: the
calendar ages those who do not come back, new customers arrive, and known customers buy
again, receive their parcels, give scores.  Each can be undone in the table, alone or
with others, and the agreement measured again.  What each costs is its Shapley value:
its effect averaged over the orders in which the three may be added (L. S. Shapley, "A
value for n-person games", 1953).  With the refit noise, measured at T0, they add up to
the whole disagreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, combinations
from math import factorial

import numpy as np
from pandas import DataFrame, concat

CAUSES = ("ageing", "newcomers", "behaviour")
NOTHING, EVERYTHING = frozenset(), frozenset(CAUSES)
# The customers of Ti, but the clock of those known at T0 has stopped.
CLOCK_STOPPED = EVERYTHING - {"ageing"}


def subsets() -> list[frozenset[str]]:
    """Every set of causes, from none to all."""
    sizes = range(len(CAUSES) + 1)
    sets = chain.from_iterable(combinations(CAUSES, size) for size in sizes)
    return [frozenset(each) for each in sets]


def counterfactual(
    then: DataFrame, now: DataFrame, days: int, causes: frozenset[str]
) -> DataFrame:
    """The customers of Ti if only some causes of change had been at work since T0.

    Parameters
    ----------
    then, now : DataFrame
        Customers at T0 and at Ti, see
        :func:`~analysis.maintenance.snapshots.snapshots`.
    days : int
        From T0 to Ti.
    causes : frozenset of str
        Of ``CAUSES``.  ``ageing``: customers who have not bought since T0 are ``days``
        older.  ``newcomers``: those who first bought since T0 are there.
        ``behaviour``: known customers have the orders, deliveries and scores that came
        since T0, and those who bought count from that purchase.

    Returns
    -------
    DataFrame
        As ``then`` without any cause, as ``now`` with all of them.
    """
    if causes == EVERYTHING:
        return now
    known = np.isin(now.index, then.index, assume_unique=True)
    same = now[known]
    table = same if "behaviour" in causes else then
    if "recency" in table:
        recency = then["recency"] + (days if "ageing" in causes else 0)
        if "behaviour" in causes:
            recency = recency.where(same["recency"] >= days, same["recency"])
        table = table.assign(recency=recency)
    return concat([table, now[~known]]) if "newcomers" in causes else table


def shapley(agreement: Mapping[frozenset[str], float]) -> dict[str, float]:
    """What each cause takes from the agreement.

    Parameters
    ----------
    agreement : mapping
        Agreement of the two models for each set of causes.

    Returns
    -------
    dict of str to float
        Per cause; the sum is the agreement without any less that with all.  A cause may
        be negative: new customers can make up for the ageing of the others.
    """
    return {cause: lost_to(cause, agreement) for cause in CAUSES}


def lost_to(cause: str, agreement: Mapping[frozenset[str], float]) -> float:
    lost = 0.0
    for before in agreement:
        if cause in before:
            continue
        others = len(CAUSES) - len(before) - 1
        orders = factorial(len(before)) * factorial(others) / factorial(len(CAUSES))
        lost += orders * (agreement[before] - agreement[before | {cause}])
    return lost
