"""Findings of the segments chapter, that stand in titles and in the prose.

Each takes the tables that it speaks of and has no final stop, so that it serves as the
title of a chart and inside a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable

from pandas import DataFrame, concat

from analysis import french, publication
from analysis.french import (
    NO_BREAK,
    Text,
    enumeration,
    percent,
    plural,
    quoted,
    sentence,
)
from analysis.labels import STATES
from analysis.profiles import MOODS
from analysis.publication import OTHERS
from analysis.settings import SegmentationSettings

WITHOUT_PURCHASE = 0
MIDDLE_SCORE = 3.0
CLEAR_RATIO = 1.1
REPEATED = 1.05
VARIABLES = {
    "recency": "le temps passé depuis son dernier achat",
    "frequency": "le nombre de ses achats",
    "monetary": "le montant qu’il a payé",
    "satisfaction": "la note moyenne qu’il donne",
    "delivery_delay": "le retard de ses livraisons",
    "freight_share": "la part du port dans ce qu’il paie",
    "installments": "le nombre de ses mensualités",
}
MEDIANS = {
    "recency": "L'ancienneté médiane du dernier achat",
    "frequency": "La fréquence médiane",
    "monetary": "La dépense médiane",
    "satisfaction": "La note médiane",
    "delivery_delay": "La livraison médiane",
}


def fitted(portraits: DataFrame) -> DataFrame:
    """Keep the model's segments that have customers, not the group without purchase.

    Adds ``spend``, the mean amount that a customer paid, in R$.
    """
    found = (portraits["segment"] != WITHOUT_PURCHASE) & (portraits["customers"] > 0)
    buyers = portraits[found].reset_index(drop=True)
    return buyers.assign(spend=buyers["revenue"] / buyers["customers"])


def in_order(portraits: DataFrame) -> DataFrame:
    """Order the segments by value, the group without purchase last; none is empty."""
    apart = portraits[portraits["segment"] == WITHOUT_PURCHASE]
    apart = apart[apart["customers"] > 0]
    return concat([fitted(portraits), apart], ignore_index=True).assign(
        spend=lambda table: table["revenue"] / table["customers"]
    )


def count(portraits: DataFrame) -> Text:
    """« 5 segments », those of the model."""
    return plural(len(fitted(portraits)), "segment")


def features(settings: SegmentationSettings) -> Text:
    """What describes a customer to the model."""
    return enumeration(VARIABLES[feature] for feature in settings.features)


def rule(settings: SegmentationSettings) -> Text:
    """The rule that chooses the number of segments, with its thresholds."""
    return sentence(
        f"De {settings.k_min} à {settings.k_max} segments, un candidat est écarté si "
        f"son plus petit segment tient moins de {percent(settings.minimum_share, 1)} "
        f"des clients, ou si {settings.seeds} tirages au sort des centres de départ "
        "donnent des segments différents (indice de Rand ajusté moyen sous "
        f"{french.number(settings.minimum_stability, 2)}) ; parmi ceux qui restent, la "
        "meilleure silhouette l'emporte"
    )


def shares(portraits: DataFrame) -> Text:
    """Say which segment weighs most in revenue for its size."""
    buyers = fitted(portraits)
    weight = buyers["revenue_share"] / buyers["share"]
    best = buyers.loc[weight.idxmax()]
    if weight.max() / weight.min() < CLEAR_RATIO:
        return sentence(
            "Chaque segment pèse autant en chiffre d'affaires qu'en clients"
        )
    return sentence(
        f"{subject([best['name']])} réunit {percent(best['share'])} des clients et "
        f"{percent(best['revenue_share'])} du chiffre d'affaires"
    )


def matrix(portraits: DataFrame) -> Text:
    """Say whether segments are unhappy, and whether their customers matter."""
    buyers = fitted(portraits)
    average = buyers["revenue"].sum() / buyers["customers"].sum()
    unhappy = buyers[buyers["satisfaction"] < MIDDLE_SCORE]
    if unhappy.empty:
        scores = buyers["satisfaction"]
        return sentence(
            f"Aucun segment n'est mécontent : les notes moyennes vont de "
            f"{french.number(scores.min(), 1)} à {stars(scores.max())}"
        )
    costly = unhappy[unhappy["spend"] >= average]
    shown, more = (unhappy, "moins") if costly.empty else (costly, "plus")
    spend = shown["revenue"].sum() / shown["customers"].sum()
    verb, score = ("dépense", "note") if len(shown) == 1 else ("dépensent", "notent")
    return sentence(
        f"{subject(shown['name'])} {verb} {more} que la moyenne "
        f"({reais(spend)} contre {reais(average)}) et {score} "
        f"{stars(mean_score(shown))} sur 5"
    )


def orders(portraits: DataFrame) -> Text:
    """Name the good and the less good customers in orders."""
    buyers = fitted(portraits)
    often = buyers[buyers["frequency"] >= REPEATED]
    best, least = (
        buyers.loc[buyers["spend"].idxmax()],
        buyers.loc[buyers["spend"].idxmin()],
    )
    repeated = (
        f"{subject(often['name'])} {'revient' if len(often) == 1 else 'reviennent'} "
        f"({average_orders(often)} par client)"
        if len(often)
        else "aucun segment ne se distingue par le nombre d'achats"
    )
    return sentence(
        f"En commandes, {lowered(repeated)} ; la dépense moyenne va de "
        f"{reais(least['spend'])} ({quoted(least['name'])}) à {reais(best['spend'])} "
        f"({quoted(best['name'])})"
    )


def satisfaction(portraits: DataFrame) -> Text:
    """Name the good and the less good customers in satisfaction."""
    known = fitted(portraits).dropna(subset=["satisfaction"])
    best = known.loc[known["satisfaction"].idxmax()]
    least = known.loc[known["satisfaction"].idxmin()]
    return sentence(
        f"En satisfaction, {lowered(subject([best['name']]))} donne les meilleures "
        f"notes ({stars(best['satisfaction'])} en moyenne) et "
        f"{quoted(least['name'])} les moins bonnes ({stars(least['satisfaction'])})"
    )


def without_purchase(portraits: DataFrame, minimum: int) -> Text:
    """Introduce the group of those who never bought, when there is one."""
    group = portraits[portraits["segment"] == WITHOUT_PURCHASE]
    customers = int(group["customers"].sum())
    if not customers:
        return sentence("Tous les clients ont au moins un achat abouti")
    many = publication.count(customers, minimum)
    return sentence(
        f"À part, {many} clients n'ont aucun achat abouti (commandes annulées ou "
        "indisponibles) : une règle les désigne, le modèle ne les voit pas"
    )


def choice(scan: DataFrame) -> Text:
    """Say what the rule retained, among how many candidates."""
    chosen = scan[scan["chosen"]].iloc[0]
    eligible = list(scan.loc[scan["eligible"], "k"])
    retained = f"k{NO_BREAK}={NO_BREAK}{chosen['k']}"
    score = french.number(chosen["silhouette"], 2)
    if chosen["k"] not in eligible:
        return sentence(
            f"Aucun nombre de segments ne respecte la règle : {retained} est le "
            "moins instable"
        )
    if len(eligible) == 1:
        return sentence(f"Seul {retained} respecte la règle (silhouette {score})")
    return sentence(
        f"Parmi les candidats retenus ({enumeration(map(str, eligible))}), "
        f"{retained} a la meilleure silhouette ({score})"
    )


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
    """Say where the unhappy customers are."""
    unhappy = named(table[table["mood"] == MOODS[0]], portraits)
    if unhappy.empty:
        return sentence("Aucun segment ne compte assez de mécontents pour être montré")
    most = unhappy.loc[unhappy["share"].idxmax()]
    if most["share"] < 0.5:
        return sentence(
            f"Les mécontents sont partout minoritaires : au plus "
            f"{percent(most['share'])} ({quoted(most['name'])})"
        )
    part = most["customers"] / unhappy["customers"].sum()
    return sentence(
        f"{subject([most['name']])} réunit {percent(part)} des acheteurs mécontents"
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


def named(table: DataFrame, portraits: DataFrame) -> DataFrame:
    """Give each row of a table by segment the segment's name and colour.

    The group without purchase has no row in the result.
    """
    known = fitted(portraits)[["segment", "name", "colour"]]
    return table.merge(known, on="segment")


def subject(names: Iterable[str]) -> Text:
    """« Le segment « A » » or « Les segments « A » et « B » »."""
    names = [quoted(name) for name in names]
    article = "Le segment" if len(names) == 1 else "Les segments"
    return sentence(f"{article} {enumeration(names)}")


def state_name(code: str) -> str:
    """Name a Brazilian state; an unknown code stays as it is."""
    return STATES[code][0] if code in STATES else code


def lowered(text: str) -> Text:
    return sentence(text[:1].lower() + text[1:])


def stars(score: float) -> Text:
    return plural(score, "étoile", decimals=1)


def reais(amount: float) -> Text:
    return french.money(amount, 0)


def mean_score(segments: DataFrame) -> float:
    """Mean satisfaction of several segments, each weighing as its customers do."""
    weights = segments["customers"]
    return float((segments["satisfaction"] * weights).sum() / weights.sum())


def average_orders(segments: DataFrame) -> Text:
    weights = segments["customers"]
    mean = (segments["frequency"] * weights).sum() / weights.sum()
    return plural(mean, "achat", decimals=1)


def with_unit(value: float, feature: str) -> Text:
    """Write a value of a feature with its unit: « 12 jours », « 120 R$ »."""
    if feature == "monetary":
        return reais(value)
    if feature == "satisfaction":
        return stars(value)
    if feature == "delivery_delay" and value < 0:
        return sentence(f"{plural(-value, 'jour')} d'avance")
    if feature == "delivery_delay":
        return sentence(f"{plural(value, 'jour')} de retard")
    return plural(value, "achat" if feature == "frequency" else "jour")
