"""Findings about the customers inside each segment: how they spread and differ.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from typing import Protocol

from pandas import DataFrame, Series

from analysis import french
from analysis.french import Text, percent, quoted, sentence, sentence_case
from analysis.habits import BLACK_FRIDAY, LATE, SEVERAL, UNDELIVERED
from analysis.labels import STATES
from analysis.publication import OTHERS
from analysis.say.segments import (
    CLEAR_RATIO,
    MIDDLE_SCORE,
    fitted,
    lowered,
    named,
    reais,
    subject,
    with_unit,
)
from analysis.value import BANDS, MOODS

# Shares of late customers that differ by less than this do not set segments apart.
CLEAR_LATENESS = 0.05
# Nor does a median so near to the mean of all, in standard deviations.
CLEAR_DISTANCE = 0.25
NEARLY_ALL = 0.995
MEDIANS = {
    "recency": "L'ancienneté médiane du dernier achat",
    "frequency": "La fréquence médiane",
    "monetary": "La dépense médiane",
    "satisfaction": "La note médiane",
    "delivery_delay": "La livraison médiane",
    "installments": "Le nombre médian de mensualités",
}
DISTANCES = {
    "recency": "l'ancienneté du dernier achat",
    "frequency": "le nombre d'achats",
    "monetary": "la dépense",
    "satisfaction": "la note",
    "delivery_delay": "le retard de livraison",
    "freight_share": "la part du port",
    "installments": "le nombre de mensualités",
}
HABITS = {
    SEVERAL: "paient en plusieurs fois",
    LATE: "ont été livrés en retard",
    UNDELIVERED: "n'ont aucune livraison connue",
    BLACK_FRIDAY: "ont acheté au Black Friday",
}
ALIKE = {
    "state": "Les segments vivent tous dans les mêmes États",
    "category": "Les segments achètent tous dans les mêmes catégories",
}
NONE = {"state": "Aucun État", "category": "Aucune catégorie"}
UNKNOWN = {
    "state": "Trop peu de clients par État pour comparer les segments",
    "category": "Trop peu de clients par catégorie pour comparer les segments",
}


class Model(Protocol):
    """What knows its features, such as a segmentation."""

    features: tuple[str, ...]


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
    who = subject([most["name"]])
    # Too few unhappy customers of a segment are counted as divided.
    if part >= NEARLY_ALL:
        return sentence(f"{who} réunit tous les acheteurs mécontents, ou presque")
    return sentence(f"{who} réunit {percent(part)} des acheteurs mécontents")


def delivery(portraits: DataFrame, model: Model) -> Text:
    """Say whether late deliveries set the segments apart, and if the model saw them."""
    inside = "delivery_delay" in model.features
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


def standardised(table: DataFrame, portraits: DataFrame) -> Text:
    """Name what sets one segment farthest from all buyers."""
    rows = named(table, portraits)
    far = rows.loc[rows["median"].abs().idxmax()]
    if abs(far["median"]) < CLEAR_DISTANCE:
        return sentence("Aucune médiane ne s'éloigne de la moyenne des acheteurs")
    where = "au-dessus" if far["median"] > 0 else "au-dessous"
    return sentence(
        f"Ce qui distingue le plus : {DISTANCES[far['feature']]} du segment "
        f"{quoted(far['name'])}, {spread_of(far['median'])} {where} de la moyenne"
    )


def spread_of(distance: float) -> Text:
    return french.plural(abs(distance), "écart-type", "écarts-types", decimals=1)


def costly(value_moods: DataFrame, costly: DataFrame, portraits: DataFrame) -> Text:
    """Count the unhappy among the buyers of high value, and say where they are.

    Parameters
    ----------
    value_moods, costly : DataFrame
        See :mod:`analysis.value`.
    portraits : DataFrame
    """
    top = value_moods[value_moods["band"] == BANDS[0]].set_index("mood")
    if top.empty or top.isna().loc[MOODS[0], "customers"]:
        return sentence("Trop peu de mécontents de haute valeur pour les compter")
    lost = top.loc[MOODS[0]]
    if not lost["customers"]:
        return sentence("Aucun acheteur de haute valeur ne se dit mécontent")
    told = (
        f"{french.plural(lost['customers'], 'acheteur')} de haute valeur "
        f"({reais(lost['least'])} ou plus) sont mécontents : ils ont payé "
        f"{reais(lost['revenue'])}"
    )
    inside = named(costly, portraits).dropna(subset="revenue")
    inside = inside[inside["revenue"] > 0]
    if inside.empty:
        return sentence(told)
    most = inside.loc[inside["revenue"].idxmax()]
    part = percent(most["revenue"] / lost["revenue"])
    return sentence(f"{told}, dont {part} dans le segment {quoted(most['name'])}")


def elsewhere(costly: DataFrame, portraits: DataFrame) -> Text:
    """Say which segments, happy as a whole, hold unhappy buyers of high value."""
    known = fitted(portraits).set_index("segment")["satisfaction"]
    rows = named(costly[costly["unhappy"] > 0], portraits)
    rows = rows[rows["segment"].map(known) >= MIDDLE_SCORE]
    if rows.empty:
        return sentence(
            "Aucun segment content dans l'ensemble n'en compte assez pour être nommé"
        )
    parts = [
        f"{quoted(row.name_)} ({french.number(row.unhappy)}, soit "
        f"{percent(row.share)} de ses acheteurs de haute valeur)"
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    ]
    return sentence(
        f"Il y en a aussi où la moyenne est bonne : {french.enumeration(parts)}"
    )


def outside(model: Model) -> Text:
    """Say that the model did not look at what is compared next, or at which part."""
    if "main_category" in model.features:
        return sentence(
            "Ni l'État ni le mois n'entrent dans le modèle ; la catégorie en fait "
            "partie, et sépare donc les segments par construction"
        )
    return sentence("Ni l'État, ni la catégorie, ni le mois n'entrent dans le modèle")


def representation(table: DataFrame, portraits: DataFrame, what: str) -> Text:
    """Say which state or category stands out most in a segment, if any does."""
    rows = named(table[table[what] != OTHERS], portraits)
    if rows.empty:
        return sentence(UNKNOWN[what])
    if rows["ratio"].max() < CLEAR_RATIO:
        return sentence(ALIKE[what])
    most = rows.loc[rows["ratio"].idxmax()]
    return sentence(sentence_case(f"{weight(most, what)} dans {place(most)}"))


def avoided(table: DataFrame, portraits: DataFrame, what: str) -> Text:
    """Say which state or category a segment lacks most."""
    rows = named(table[table[what] != OTHERS], portraits)
    if rows.empty:
        return sentence(UNKNOWN[what])
    if rows["ratio"].min() > 1 / CLEAR_RATIO:
        return sentence(f"{NONE[what]} n'est nettement plus rare dans un segment")
    least = rows.loc[rows["ratio"].idxmin()]
    return sentence(f"Au plus bas, {weight(least, what)} dans {place(least)}")


def weight(row: Series, what: str) -> str:
    """« téléphonie pèse 0,4 fois son poids habituel »."""
    name = state_name(row[what]) if what == "state" else f"« {row[what]} »"
    return f"{name} pèse {french.number(row['ratio'], 1)} fois son poids habituel"


def place(row: Series) -> Text:
    return lowered(subject([row["name"]]))


def months(table: DataFrame, portraits: DataFrame) -> Text:
    """Name the month that weighs most in the purchases of a segment."""
    rows = named(table, portraits)
    most = rows.loc[rows["share"].idxmax()]
    return sentence(
        f"{sentence_case(french.month(most['month'].date()))} pèse le plus lourd : "
        f"{percent(most['share'])} des achats du segment {quoted(most['name'])}"
    )


def habit(table: DataFrame, portraits: DataFrame, name: str) -> Text:
    """Compare the extreme shares of one habit between segments.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.habits.habits`.
    portraits : DataFrame
    name : str
        A key of ``HABITS``.
    """
    rows = named(table[table["habit"] == name], portraits)
    known = rows.dropna(subset="share")
    if len(known) < 2:
        return sentence(f"Trop peu de clients {HABITS[name]} pour comparer")
    least, most = (
        known.loc[known["share"].idxmin()],
        known.loc[known["share"].idxmax()],
    )
    low, high = (percent(row["share"], 1) for row in (least, most))
    among = "" if len(known) == len(rows) else "Là où le nombre peut être publié, "
    if low == high:
        everywhere = among or "Dans tous les segments, "
        return sentence(f"{everywhere}{low} des clients {HABITS[name]}")
    told = f"de {low} ({quoted(least['name'])}) à {high} ({quoted(most['name'])})"
    return sentence(sentence_case(f"{among}{told} des clients {HABITS[name]}"))


def state_name(code: str) -> str:
    """Name a Brazilian state; an unknown code stays as it is."""
    return STATES[code][0] if code in STATES else code
