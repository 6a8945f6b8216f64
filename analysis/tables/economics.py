"""The assumptions of the cost curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from great_tables import GT
from pandas import DataFrame

from analysis.french import NARROW, Text, number, sentence
from analysis.tables.style import base, labelled, readable

if TYPE_CHECKING:
    from analysis.economics import Economy

# Assumption → name, unit, where it comes from.
ROWS = {
    "rates": ("Taux journalier", "€ par jour", "contract › rates"),
    "refresh_days": ("Une mise à jour", "jours", "contract › days › refresh"),
    "monitoring_days": (
        "Un mois de surveillance",
        "jours",
        "contract › days › monitoring",
    ),
    "exchange": ("Taux de change", "R$ pour 1 €", "contract › exchange"),
    "campaigns": (
        "Campagnes",
        "par an et par client",
        "economics › campaigns_per_year",
    ),
    "response": (
        "Achats perdus",
        "par message mal adressé",
        "economics › response_difference",
    ),
    "margin": ("Marge d'Olist", "d'un achat", "economics › margin"),
    "order_value": ("Valeur d'un achat", "R$", ""),
}
MEASURED = "mesuré dans les commandes"


def assumptions(economy: Economy) -> GT:
    """Show every number that the cost of an interval depends on."""
    rows = [
        {
            "name": named(row.assumption, row.detail),
            "value": written(row.assumption, row.value),
            "unit": sentence(ROWS[row.assumption][1]),
            "source": source(row.assumption),
        }
        for row in economy.assumptions.itertuples()
    ]
    table = DataFrame(rows)
    finished = base(table, stub="name", head="Hypothèse")
    finished = finished.cols_align("right", columns="value")
    labels = {"value": "Valeur", "unit": "Unité", "source": "Source"}
    return labelled(readable(finished, "source"), labels)


def named(assumption: str, detail: str) -> Text:
    """« Taux journalier : data scientist »."""
    name = ROWS[assumption][0]
    return sentence(f"{name} : {detail}" if detail else name)


def written(assumption: str, value: float) -> Text:
    """The value, with as many decimals as it needs."""
    if assumption == "order_value":
        return number(value)
    share = assumption in ("margin", "response")
    text = number(100 * value if share else value, 2).rstrip("0").removesuffix(",")
    return Text(f"{text}{NARROW}%" if share else text)


def source(assumption: str) -> str:
    place = ROWS[assumption][2]
    return f"study.yml › {place}" if place else MEASURED
