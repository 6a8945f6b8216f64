"""Names that a marketer would use, given by rule from a segment's profile.

Traits compare a segment with all customers who purchased; the rule base of
:mod:`analysis.segmentation.names` gives a name and advice for traits.  When two
segments deserve the same name, what separates them most completes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TypeVar

from pandas import DataFrame, Series

from analysis.segmentation.names import ADVICE, NAMES, Advice, Name

Test = Callable[[Series, Series], bool]
Rule = TypeVar("Rule", Name, Advice)


def below(feature: str, ratio: float) -> Test:
    """At most ``ratio`` times what all customers have."""
    return lambda segment, everyone: segment[feature] <= ratio * everyone[feature]


def above(feature: str, ratio: float) -> Test:
    """At least ``ratio`` times what all customers have."""
    return lambda segment, everyone: segment[feature] >= ratio * everyone[feature]


def at_least(feature: str, value: float) -> Test:
    return lambda segment, everyone: segment[feature] >= value


def at_most(feature: str, value: float) -> Test:
    return lambda segment, everyone: segment[feature] <= value


def every(*tests: Test) -> Test:
    """All of several tests."""
    return lambda segment, everyone: all(test(segment, everyone) for test in tests)


# Satisfaction and shares have scales of their own; money is compared.  Time is both: a
# word such as « récent » must be true on the calendar and set the segment apart.
TRAITS: dict[str, Test] = {
    "loyal": at_least("repeat_share", 0.5),
    "lavish": above("monetary", 2),
    "frugal": below("monetary", 0.5),
    "unhappy": at_most("satisfaction", 3),
    "mixed": at_most("satisfaction", 3.7),
    "happy": at_least("satisfaction", 4.3),
    "late": at_least("late_share", 0.5),
    "often late": every(above("late_share", 1.5), at_least("late_share", 0.1)),
    "recent": every(below("recency", 0.75), at_least("quarter_share", 0.5)),
    "active": every(below("recency", 0.75), at_least("year_share", 0.9)),
    "old": every(above("recency", 1.25), at_most("year_share", 0.5)),
}

# What completes a name that several segments share: the half with the lower values and
# the half with the higher ones, compared with each other only.
COMPLEMENTS = {
    "recency": ("les plus récents", "les plus anciens"),
    "monetary": ("les moins dépensiers", "les plus dépensiers"),
    "satisfaction": ("les moins contents", "les plus contents"),
    "late_share": ("les mieux livrés", "les moins bien livrés"),
    "frequency": ("les moins fréquents", "les plus fréquents"),
}


def name_segments(profiles: DataFrame, everyone: Series) -> DataFrame:
    """Give each segment its name and what to do with it; no two names are the same.

    Parameters
    ----------
    profiles : DataFrame
        One row per segment, with the means that the traits read: ``repeat_share``,
        ``monetary``, ``satisfaction``, ``late_share``, ``recency``, ``quarter_share``,
        ``year_share``, ``frequency``.
    everyone : Series
        The same means over all customers who purchased.

    Returns
    -------
    DataFrame
        Indexed as ``profiles``: ``name``, ``action``, ``message``, ``offer``,
        ``channel``, ``timing``, ``avoid`` and ``indicator``, in French.
    """
    rows = [
        texts(first(NAMES, segment, everyone), first(ADVICE, segment, everyone))
        for _, segment in profiles.iterrows()
    ]
    given = DataFrame(rows, index=profiles.index)
    for name, alike in profiles.groupby(given["name"], sort=False):
        complements = tell_apart(alike, everyone, list(COMPLEMENTS))
        for segment, words in zip(alike.index, complements, strict=True):
            given.loc[segment, "name"] = ", ".join([name, *words])
    return given


def texts(name: Name, advice: Advice) -> dict[str, str]:
    """All that is said of a segment, without the traits that led to it."""
    said = asdict(name) | asdict(advice)
    del said["traits"]
    return said


def first(rules: Iterable[Rule], segment: Series, everyone: Series) -> Rule:
    """First rule whose traits the segment has.

    A comparison with a missing value does not hold, so that no trait is given without
    data.
    """
    return next(
        rule
        for rule in rules
        if all(TRAITS[trait](segment, everyone) for trait in rule.traits)
    )


def tell_apart(
    profiles: DataFrame, everyone: Series, features: list[str]
) -> list[list[str]]:
    """Words that separate segments of one name: halves by what differs most, again."""
    if len(profiles) == 1:
        return [[]]
    spread = relative_spread(profiles, everyone, features)
    if not spread.max() > 0:
        return [[f"groupe {position}"] for position in range(1, len(profiles) + 1)]
    feature = spread.idxmax()
    left = [other for other in features if other != feature]
    order = profiles[feature].rank(method="first", na_option="bottom")
    lower = order <= len(profiles) / 2
    words = Series([[] for _ in range(len(profiles))], index=profiles.index)
    for part, word in zip((lower, ~lower), COMPLEMENTS[feature], strict=True):
        more = tell_apart(profiles[part], everyone, left)
        for segment, others in zip(profiles.index[part], more, strict=True):
            words[segment] = [word, *others]
    return list(words)


def relative_spread(
    profiles: DataFrame, everyone: Series, features: Iterable[str]
) -> Series:
    """Distance of the extreme segments on each feature, in units of the mean."""
    spreads = {
        feature: (profiles[feature].max() - profiles[feature].min())
        / max(abs(everyone[feature]), 1e-9)
        for feature in features
    }
    return Series(spreads, dtype="float64").fillna(0.0)
