"""Findings of the segments chapter, that stand in titles and in the prose.

Each takes the tables that it speaks of and has no final stop, so that it serves as the
title of a chart and inside a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable

from pandas import DataFrame, concat

from analysis import french, publication
from analysis.french import (
    Text,
    enumeration,
    percent,
    plural,
    quoted,
    sentence,
)

WITHOUT_PURCHASE = 0
MIDDLE_SCORE = 3.0
CLEAR_RATIO = 1.1
REPEATED = 1.05
# Segments this close to the first one share its place: no reader tells them apart.
SAME_SPEND = 1.05
SAME_SCORE = 0.1


def fitted(portraits: DataFrame) -> DataFrame:
    """Keep the model's segments of which the figures may be told.

    The group without purchase stays out, and so do segments of too few customers, whose
    totals are missing.  Adds ``spend``, the mean amount that a customer paid, in R$.
    """
    buyers = present(portraits).dropna(subset="revenue").reset_index(drop=True)
    return buyers.assign(spend=buyers["revenue"] / buyers["customers"])


def present(portraits: DataFrame) -> DataFrame:
    """Keep the model's segments that have customers, however few."""
    found = (portraits["segment"] != WITHOUT_PURCHASE) & (portraits["customers"] > 0)
    return portraits[found]


def in_order(portraits: DataFrame) -> DataFrame:
    """Order the segments by value, the group without purchase last; none is empty."""
    apart = portraits[portraits["segment"] == WITHOUT_PURCHASE]
    apart = apart[apart["customers"] > 0]
    return concat([present(portraits), apart], ignore_index=True).assign(
        spend=lambda table: table["revenue"] / table["customers"]
    )


def told(portraits: DataFrame) -> DataFrame:
    """Segments of which the figures may be told, in order (see `in_order`)."""
    ordered = in_order(portraits)
    return ordered[ordered["told"]].reset_index(drop=True)


def count(portraits: DataFrame) -> Text:
    """« 5 segments », those of the model."""
    return plural(len(present(portraits)), "segment")


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
    average = mean_spend(buyers)
    scores = buyers["satisfaction"].dropna()
    if scores.empty:
        return sentence("Aucune note ne dit quels segments sont contents")
    unhappy = buyers[buyers["satisfaction"] < MIDDLE_SCORE]
    if unhappy.empty:
        return sentence(
            f"Aucun segment n'est mécontent : les notes moyennes vont de "
            f"{french.number(scores.min(), 1)} à {stars(scores.max())}"
        )
    costly = unhappy[unhappy["spend"] >= average]
    shown = unhappy if costly.empty else costly
    spend = mean_spend(shown)
    verb, score = ("dépense", "note") if len(shown) == 1 else ("dépensent", "notent")
    return sentence(
        f"{subject(shown['name'])} {verb} {compared(spend, average)} la moyenne "
        f"({reais(spend)} contre {reais(average)}) et {score} "
        f"{stars(mean_score(shown))} sur 5"
    )


def compared(spend: float, average: float) -> str:
    """« plus que », « un peu plus que », « un peu moins que » or « moins que »."""
    ratio = spend / average
    little = "un peu " if 1 / CLEAR_RATIO < ratio < CLEAR_RATIO else ""
    return f"{little}{'plus' if ratio >= 1 else 'moins'} que"


def corners(portraits: DataFrame) -> Text:
    """Name the segments on the right of the matrix: to keep, and not to lose."""
    buyers = fitted(portraits)
    average = mean_spend(buyers)
    rich = buyers[buyers["spend"] >= average]
    if rich["satisfaction"].isna().all():
        return sentence(
            f"À droite, ceux qui dépensent le plus : {listed(rich)} ; trop peu de "
            "notes disent s'ils sont contents"
        )
    happy = rich["satisfaction"] >= MIDDLE_SCORE
    unhappy = rich["satisfaction"] < MIDDLE_SCORE
    return sentence(
        f"En haut à droite, ceux à garder : {listed(rich[happy])} ; en bas à droite, "
        f"ceux qu'il coûte cher de décevoir : {listed(rich[unhappy])}"
    )


def listed(segments: DataFrame) -> Text:
    """Names of segments, or « aucun segment »."""
    return enumeration(map(quoted, segments["name"])) or Text("aucun segment")


def least_spending(buyers: DataFrame) -> DataFrame:
    """The segment that spends least, and those that spend as little."""
    return buyers[buyers["spend"] <= SAME_SPEND * buyers["spend"].min()]


def most_spending(buyers: DataFrame) -> DataFrame:
    """The segment that spends most, and those that spend as much."""
    return buyers[buyers["spend"] >= buyers["spend"].max() / SAME_SPEND]


def happiest(buyers: DataFrame) -> DataFrame:
    """The segment with the best mean score, and those that score as high."""
    scores = buyers["satisfaction"]
    return buyers[scores >= scores.max() - SAME_SCORE]


def unhappiest(buyers: DataFrame) -> DataFrame:
    """The segment with the lowest mean score, and those that score as low."""
    scores = buyers["satisfaction"]
    return buyers[scores <= scores.min() + SAME_SCORE]


def orders(portraits: DataFrame) -> Text:
    """Name the good and the less good customers in orders."""
    buyers = fitted(portraits)
    often = buyers[buyers["frequency"] >= REPEATED]
    best, least = most_spending(buyers), least_spending(buyers)
    spent = (
        f"la dépense moyenne va de {reais(mean_spend(least))} ({listed(least)}) à "
        f"{reais(mean_spend(best))} ({listed(best)})"
        if len(best) < len(buyers)
        else f"la dépense moyenne est partout de {reais(mean_spend(buyers))} environ"
    )
    repeated = (
        f"{subject(often['name'])} {'revient' if len(often) == 1 else 'reviennent'} "
        f"({average_orders(often)} par client)"
        if len(often)
        else "aucun segment ne se distingue par le nombre d'achats"
    )
    return sentence(f"En commandes{among(portraits)}, {lowered(repeated)} ; {spent}")


def satisfaction(portraits: DataFrame) -> Text:
    """Name the good and the less good customers in satisfaction."""
    known = fitted(portraits).dropna(subset=["satisfaction"])
    if known.empty:
        return sentence("Aucune note ne dit quels clients sont satisfaits")
    where = f"En satisfaction{among(portraits)}"
    if alike(known):
        return sentence(
            f"{where}, {every(known)} : {stars(mean_score(known))} en moyenne"
        )
    best, least = happiest(known), unhappiest(known)
    verb = "donne" if len(best) == 1 else "donnent"
    return sentence(
        f"{where}, {lowered(subject(best['name']))} {verb} les meilleures notes "
        f"({stars(mean_score(best))} en moyenne) et {listed(least)} les moins bonnes "
        f"({stars(mean_score(least))})"
    )


def among(portraits: DataFrame) -> str:
    """Which segments are compared, when some are too small to be described."""
    if present(portraits)["told"].all():
        return ""
    return ", parmi les segments assez grands pour être décrits"


def alike(known: DataFrame) -> bool:
    """Whether the mean scores of all segments are about the same."""
    scores = known["satisfaction"]
    return bool(scores.max() - scores.min() <= SAME_SCORE)


def every(known: DataFrame) -> str:
    """« les segments se valent », or what stands for it when there is one segment."""
    return "les segments se valent" if len(known) > 1 else "rien à comparer"


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


def vocabulary(portraits: DataFrame) -> Text:
    """Define the words of time that the names use; they are true on the calendar."""
    words = {
        "récent": "la moitié au moins a acheté depuis trois mois",
        "actif": "neuf sur dix au moins ont acheté depuis un an",
        "endormi": "la moitié au plus a acheté depuis un an",
    }
    # What completes a name (« , les plus récents ») only compares namesakes.
    names = " ".join(present(portraits)["name"].str.split(",").str[0]).lower()
    used = [f"{quoted(word)}, {what}" for word, what in words.items() if word in names]
    if not used:
        return sentence("Les noms disent ce qui distingue chaque segment des autres")
    return sentence(f"Dans les noms : {' ; '.join(used)}")


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


def mean_spend(segments: DataFrame) -> float:
    """Mean amount paid by the customers of the segments whose revenue is told, R$."""
    told = segments.dropna(subset="revenue")
    return float(told["revenue"].sum() / told["customers"].sum())


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
    if feature == "freight_share":
        return percent(value)
    units = {"frequency": "achat", "recency": "jour", "installments": "mensualité"}
    return plural(value, units[feature])
