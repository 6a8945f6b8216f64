"""What the exploration says of each variable that may enter the model."""

from __future__ import annotations

from pandas import DataFrame

from analysis.exploration import Exploration
from analysis.french import Text, number, percent, plural, sentence, sentence_case
from analysis.labels import FEATURES

NAMES = {name: sentence_case(label) for name, label in FEATURES.items()}
QUESTIONS = {
    "recency": "Qui est encore actif ?",
    "frequency": "Qui revient ?",
    "monetary": "Qui fait la valeur ?",
    "satisfaction": "Qui est content ?",
    "delivery_delay": "Qui a attendu ?",
    "freight_share": "Pour qui le port est-il cher ?",
    "installments": "Qui étale ses paiements ?",
}


def reasons(exploration: Exploration) -> list[tuple[str, str, Text]]:
    """What the exploration says of each candidate variable.

    Returns
    -------
    list of (str, str, Text)
        Column of the customer table, its French name, the computed reason.
    """
    totals, late = exploration.totals, exploration.lateness
    several = totals.several_purchases_share
    told = [
        ("recency", f"médiane {days(totals.median_recency)}"),
        ("frequency", bought_again(several)),
        ("monetary", f"indice de Gini {number(exploration.gini, 2)}"),
        ("satisfaction", mean_score(exploration.scores)),
        (
            "delivery_delay",
            f"{percent(late.share, 1)} des livraisons en retard",
        ),
        (
            "freight_share",
            f"{percent(totals.freight_share)} de la dépense",
        ),
        ("installments", several_installments(exploration.installments)),
    ]
    return [(name, NAMES[name], sentence(reason)) for name, reason in told]


def bought_again(share: float | None) -> str:
    if share is None:
        return "trop peu d'acheteurs revenus pour le dire"
    return f"{percent(share, 1)} ont acheté plusieurs fois"


def days(value: float | None) -> Text:
    return number(None) if value is None else plural(value, "jour")


def mean_score(scores: DataFrame) -> str:
    """Mean of the published scores, weighted by orders."""
    if scores.empty:
        return "notes trop rares pour être publiées"
    mean = (scores["score"] * scores["orders"]).sum() / scores["orders"].sum()
    return f"note moyenne {number(mean, 2)}"


def several_installments(table: DataFrame) -> str:
    if table.empty:
        return "achats trop rares pour être publiés"
    several = table.loc[table["installments"] > 1, "share"].sum()
    return f"{percent(several)} des achats payés en plusieurs fois"
