"""Charts of the exploration chapter: what is bought and how it is paid."""

from __future__ import annotations

from pandas import DataFrame

from analysis import say
from analysis.charts.theme import (
    DECIMAL,
    PERCENT,
    PERCENT_DECIMAL,
    Chart,
    Note,
    bars,
    missing,
    tooltip,
)

CUSTOMERS = tooltip("customers", "clients")
ORDERS = tooltip("orders", "commandes")


def payment_types(table: DataFrame) -> Chart | Note:
    """Share of the money that each means of payment brings."""
    if table.empty:
        return missing(say.exploration.payment_types(table))
    return bars(
        first_marked(table.rename(columns={"payment": "label"})),
        "share",
        PERCENT,
        say.exploration.payment_types(table),
        "Part du montant payé, par moyen de paiement.",
        [tooltip("share", "part", PERCENT_DECIMAL), tooltip("paid", "R$"), ORDERS],
    )


def installments(table: DataFrame) -> Chart | Note:
    """Share of purchases by number of instalments."""
    if table.empty:
        return missing(say.exploration.installments(table))
    ends = table["last"].map({True: " et plus", False: ""})
    data = table.assign(label=table["installments"].astype(str) + ends)
    return bars(
        data.assign(marked=data["installments"] > 1),
        "share",
        PERCENT_DECIMAL,
        say.exploration.installments(table),
        "Part des achats selon le nombre de mensualités.",
        [
            tooltip("share", "part", PERCENT_DECIMAL),
            tooltip("median_paid", "montant médian (R$)", DECIMAL),
            ORDERS,
        ],
    )


def categories(table: DataFrame) -> Chart | Note:
    """Share of sales of the largest product categories."""
    if table.empty:
        return missing(
            "La table des produits est absente ou trop petite : pas de catégories."
        )
    data = table.rename(columns={"category": "label"})
    return bars(
        data.assign(marked=data.index < 3),
        "share",
        PERCENT_DECIMAL,
        say.exploration.categories(table),
        "Part des ventes (prix des articles, hors port) par catégorie de produits.",
        [
            tooltip("share", "part", PERCENT_DECIMAL),
            tooltip("revenue", "R$"),
            CUSTOMERS,
        ],
    )


def first_marked(table: DataFrame) -> DataFrame:
    """Mark the first row, the one that the message speaks of."""
    return table.assign(marked=table.index == table.index[0])
