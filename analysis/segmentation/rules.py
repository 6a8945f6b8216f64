"""Each segment in plain words: the few conditions that describe most of it.

A shallow decision tree separates a segment from all other customers; the leaf that
tells it best is read as conditions, whose bounds are rounded as one would say them.
How well the rounded conditions describe the segment is measured, never assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series
from sklearn.tree import DecisionTreeClassifier

from analysis import french
from analysis.segmentation.model import Segmentation
from analysis.segmentation.preparation import raw_values

DEPTH = 3
WITHOUT_PURCHASE = "aucun achat abouti"
EVERYBODY = "au moins un achat"
# A condition stays only if the rule without it is worse by at least this much (F1).
WORTH = 0.005


@dataclass(frozen=True)
class Wording:
    """How the bounds of a feature are said, and with how many decimals."""

    below: str
    above: str
    between: str
    decimals: int = 0

    def say(self, low: float, high: float) -> str:
        """The condition ``low`` ≤ value < ``high``; one of them may be infinite."""
        small, large = (french.number(bound, self.decimals) for bound in (low, high))
        if np.isinf(low):
            return self.below.format(large)
        if np.isinf(high):
            return self.above.format(small)
        return self.between.format(small, large)


WORDINGS = {
    "recency": Wording(
        "dernier achat il y a moins de {} jours",
        "dernier achat il y a au moins {} jours",
        "dernier achat il y a {} à {} jours",
    ),
    "frequency": Wording("moins de {} achats", "au moins {} achats", "{} à {} achats"),
    "monetary": Wording(
        "moins de {} R$ dépensés", "au moins {} R$ dépensés", "de {} à {} R$ dépensés"
    ),
    "satisfaction": Wording(
        "note inférieure à {}", "note d'au moins {}", "note de {} à {}", decimals=1
    ),
    "delivery_delay": Wording(
        "livraison moins de {} jours après la date promise",
        "livraison au moins {} jours après la date promise",
        "livraison {} à {} jours après la date promise",
    ),
    "freight_share": Wording(
        "part du port inférieure à {}",
        "part du port d'au moins {}",
        "part du port de {} à {}",
        decimals=2,
    ),
    "installments": Wording(
        "moins de {} mensualités",
        "au moins {} mensualités",
        "{} à {} mensualités",
        decimals=1,
    ),
}

Bounds = dict[str, tuple[float, float]]


def plain_rules(
    customers: DataFrame, segments: Series, segmentation: Segmentation
) -> DataFrame:
    """Conditions in French that describe each segment.

    Parameters
    ----------
    customers : DataFrame
    segments : Series of int
        Segment of each customer (`Segmentation.assign`), on the same index.
    segmentation : Segmentation

    Returns
    -------
    DataFrame
        Indexed by ``segment`` 0…k: ``rule`` (French, without a final full stop; None
        for a segment without customers), ``coverage`` (share of the segment that meets
        the conditions) and ``precision`` (among the customers with a purchase who meet
        them, share of those in the segment).
    """
    bought = segments > 0
    values = raw_values(customers[bought], segmentation.features)
    known = values.fillna(
        dict(zip(segmentation.features, segmentation.fill, strict=True))
    )
    rows = [(WITHOUT_PURCHASE, 1.0, 1.0)]
    for segment in range(1, segmentation.k + 1):
        inside = (segments[bought] == segment).to_numpy()
        rows.append(describe(known, inside))
    index = range(segmentation.k + 1)
    table = DataFrame(rows, columns=["rule", "coverage", "precision"], index=index)
    return table.rename_axis("segment")


def describe(
    values: DataFrame, inside: NDArray[np.bool_]
) -> tuple[str | None, float, float]:
    """Rule, coverage and precision of the customers ``inside``."""
    if not inside.any():
        return None, np.nan, np.nan
    bounds = max(leaves(values, inside), key=lambda each: f1(values, inside, each))
    bounds = simplified(values, inside, bounds)
    meets = within(values, bounds)
    both = (meets & inside).sum()
    words = ", ".join(condition(feature, *span) for feature, span in bounds.items())
    return words or EVERYBODY, both / inside.sum(), both / max(meets.sum(), 1)


def condition(feature: str, low: float, high: float) -> str:
    """One condition in words; purchases are counted, so their upper bound is too."""
    if feature == "frequency" and high == 2:
        return "un seul achat"
    if feature == "frequency" and high == low + 1:
        return f"{french.number(low)} achats"
    if feature == "frequency" and np.isfinite(low) and np.isfinite(high):
        return WORDINGS[feature].say(low, high - 1)
    return WORDINGS[feature].say(low, high)


def leaves(values: DataFrame, inside: NDArray[np.bool_]) -> Iterator[Bounds]:
    """Rounded bounds of every leaf of a tree that tells ``inside`` from the rest."""
    tree = DecisionTreeClassifier(
        max_depth=DEPTH, class_weight="balanced", random_state=0
    ).fit(values.to_numpy(), inside)
    structure, features = tree.tree_, list(values.columns)
    waiting: list[tuple[int, Bounds]] = [(0, {})]
    while waiting:
        node, bounds = waiting.pop()
        if structure.children_left[node] < 0:
            yield bounds
            continue
        feature = features[structure.feature[node]]
        bound = rounded(feature, structure.threshold[node])
        low, high = bounds.get(feature, (-np.inf, np.inf))
        left, right = structure.children_left[node], structure.children_right[node]
        waiting.append((left, bounds | {feature: (low, min(high, bound))}))
        waiting.append((right, bounds | {feature: (max(low, bound), high)}))


def rounded(feature: str, bound: float) -> float:
    """A bound as it is said; whole purchases are counted up (1.5 means 2 or more)."""
    if feature == "frequency":
        return float(np.ceil(bound))
    return round(float(bound), WORDINGS[feature].decimals)


def simplified(values: DataFrame, inside: NDArray[np.bool_], bounds: Bounds) -> Bounds:
    """Leave out the bounds without which the rule is as good."""
    for feature, side in [(name, side) for name in bounds for side in (0, 1)]:
        span = list(bounds[feature])
        span[side] = (-np.inf, np.inf)[side]
        fewer = bounds | {feature: tuple(span)}
        if f1(values, inside, fewer) > f1(values, inside, bounds) - WORTH:
            bounds = fewer
    return {name: span for name, span in bounds.items() if np.isfinite(span).any()}


def within(values: DataFrame, bounds: Bounds) -> NDArray[np.bool_]:
    """Which customers meet all conditions."""
    meets = np.ones(len(values), dtype=bool)
    for feature, (low, high) in bounds.items():
        meets &= values[feature].between(low, high, inclusive="left").to_numpy()
    return meets


def f1(values: DataFrame, inside: NDArray[np.bool_], bounds: Bounds) -> float:
    """Harmonic mean of coverage and precision."""
    meets = within(values, bounds)
    return 2 * (meets & inside).sum() / (meets.sum() + inside.sum())
