"""Findings about the customers inside each segment: how they spread and differ.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from pandas import DataFrame

from analysis import french
from analysis.french import Text, percent, quoted, sentence
from analysis.labels import STATES
from analysis.profiles import MOODS
from analysis.publication import OTHERS
from analysis.say.segments import (
    CLEAR_RATIO,
    fitted,
    lowered,
    named,
    subject,
    with_unit,
)
from analysis.settings import SegmentationSettings

# Shares of late customers that differ by less than this do not set segments apart.
CLEAR_LATENESS = 0.05
MEDIANS = {
    "recency": "L'ancienneté médiane du dernier achat",
    "frequency": "La fréquence médiane",
    "monetary": "La dépense médiane",
    "satisfaction": "La note médiane",
    "delivery_delay": "La livraison médiane",
}


def spread(table: DataFrame, portraits: DataFrame, feature: str) -> Text:
    """Compare the extreme medians of one feature between segments."""
    what = MEDIANS[feature]
    rows = named(table[table["feature"] == feature], portraits)
    least, most = (rows.loc[rows["median"].idxmin()], rows.loc[rows["median"].idxmax()])
    low, high = (with_unit(row["median"], feature) for row in (least, most))
    if low == high:
        return sentence(f"{what} est la même dans tous les segments : {low}")
    return sentence(
        f"{what} va de {low} ({quoted(least['name'])}) à {high} "
        f"({quoted(most['name'])})"
    )


def moods(table: DataFrame, portraits: DataFrame) -> Text:
    """Say in which segment the unhappy are most, and compare with the others."""
    unhappy = named(table[table["mood"] == MOODS[0]], portraits)
    if unhappy.empty:
        return sentence("Aucun segment ne compte assez de mécontents pour être montré")
    most = unhappy.loc[unhappy["share"].idxmax()]
    if most["share"] < 0.5:
        return sentence(
            f"Les mécontents sont partout minoritaires : au plus "
            f"{percent(most['share'])} ({quoted(most['name'])})"
        )
    told = f"{percent(most['share'])} du segment {quoted(most['name'])} est "
    told += "mécontent"
    elsewhere = unhappy["share"].drop(most.name)
    if elsewhere.empty:
        return sentence(told)
    return sentence(f"{told}, contre {percent(elsewhere.max())} au plus ailleurs")


def gathered(table: DataFrame, portraits: DataFrame) -> Text:
    """Say which part of the unhappy customers the segment with most of them holds."""
    unhappy = named(table[table["mood"] == MOODS[0]], portraits)
    if unhappy.empty:
        return moods(table, portraits)
    most = unhappy.loc[unhappy["customers"].idxmax()]
    part = most["customers"] / unhappy["customers"].sum()
    return sentence(
        f"{subject([most['name']])} réunit {percent(part)} des acheteurs mécontents"
    )


def delivery(portraits: DataFrame, settings: SegmentationSettings) -> Text:
    """Say whether late deliveries set the segments apart, and if the model saw them."""
    inside = "delivery_delay" in settings.features
    role = f"Le retard de livraison {'entre' if inside else 'n’entre pas'} dans le "
    role += "modèle"
    known = fitted(portraits).dropna(subset=["late_share"])
    if known.empty:
        return sentence(f"{role} ; trop peu de livraisons sont connues pour comparer")
    most = known.loc[known["late_share"].idxmax()]
    least = known.loc[known["late_share"].idxmin()]
    if most["late_share"] - least["late_share"] < CLEAR_LATENESS:
        return sentence(f"{role} et ne distingue guère les segments")
    return sentence(
        f"{role} ; {percent(most['late_share'])} du segment {quoted(most['name'])} a "
        f"été livré en retard, contre {percent(least['late_share'])} du segment "
        f"{quoted(least['name'])}"
    )


def states(table: DataFrame, portraits: DataFrame) -> Text:
    """Say which state stands out most in a segment, if any does."""
    rows = named(table[table["state"] != OTHERS], portraits)
    if rows.empty or rows["ratio"].max() < CLEAR_RATIO:
        return sentence("Les segments vivent tous dans les mêmes États")
    most = rows.loc[rows["ratio"].idxmax()]
    return sentence(
        f"{state_name(most['state'])} pèse {french.number(most['ratio'], 1)} fois son "
        f"poids habituel dans {lowered(subject([most['name']]))}"
    )


def state_name(code: str) -> str:
    """Name a Brazilian state; an unknown code stays as it is."""
    return STATES[code][0] if code in STATES else code
