"""Charts of the exploration chapter: what is bought and how it is paid."""

from __future__ import annotations

import altair as alt
from pandas import DataFrame

from analysis import say
from analysis.charts.theme import (
    ACCENT,
    BAR,
    DECIMAL,
    HUNDREDTH,
    PERCENT,
    PERCENT_DECIMAL,
    Chart,
    Note,
    bars,
    framed,
    missing,
    tooltip,
)
from analysis.french import money, number

CUSTOMERS = tooltip("customers", "clients")
ORDERS = tooltip("orders", "commandes")


def basket_sizes(table: DataFrame) -> Chart | Note:
    """Share of purchases by number of items."""
    if table.empty:
        return missing(say.baskets.basket_sizes(table))
    return by_number(
        table.rename(columns={"items": "number"}),
        say.baskets.basket_sizes(table),
        "Part des achats selon le nombre d’articles.",
    )


def freight_by_basket(table: DataFrame) -> Chart | Note:
    """Share of freight in the cost of purchases, by the price of their items."""
    if table.empty:
        return missing(say.baskets.freight_by_basket(table))
    return bars(
        table.assign(label=classes(table), marked=table.index == 0),
        "freight_share",
        PERCENT,
        say.baskets.freight_by_basket(table),
        "Part du port dans le coût d’un achat, selon le prix de ses articles.",
        [
            tooltip("freight_share", "part du port", PERCENT_DECIMAL),
            tooltip("share", "part des achats", PERCENT_DECIMAL),
            ORDERS,
        ],
    )


def classes(table: DataFrame) -> list[str]:
    """Name classes of amounts: « 25 à 50 R$ », « 500 R$ et plus »."""
    return [
        f"{number(row.low)} à {money(row.high, 0)}"
        if row.high == row.high
        else f"{money(row.low, 0)} et plus"
        for row in table.itertuples()
    ]


def payment_types(table: DataFrame) -> Chart | Note:
    """Share of the money that each means of payment brings."""
    if table.empty:
        return missing(say.baskets.payment_types(table))
    return bars(
        first_marked(table.rename(columns={"payment": "label"})),
        "share",
        PERCENT,
        say.baskets.payment_types(table),
        "Part du montant payé, par moyen de paiement.",
        [tooltip("share", "part", PERCENT_DECIMAL), tooltip("paid", "R$"), ORDERS],
    )


def installments(table: DataFrame) -> Chart | Note:
    """Share of purchases by number of instalments."""
    if table.empty:
        return missing(say.baskets.installments(table))
    return by_number(
        table.rename(columns={"installments": "number"}),
        say.baskets.installments(table),
        "Part des achats selon le nombre de mensualités.",
    )


def by_number(table: DataFrame, message: str, subtitle: str) -> Chart:
    """Share of purchases by a whole number; those beyond one are marked."""
    ends = table["last"].map({True: " et plus", False: ""})
    data = table.assign(label=table["number"].astype(str) + ends)
    return bars(
        data.assign(marked=data["number"] > 1),
        "share",
        PERCENT_DECIMAL,
        message,
        subtitle,
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
        say.baskets.categories(table),
        "Part des ventes (prix des articles, hors port) par catégorie de produits.",
        [
            tooltip("share", "part", PERCENT_DECIMAL),
            tooltip("revenue", "R$"),
            CUSTOMERS,
        ],
    )


def category_scores(table: DataFrame) -> Chart | Note:
    """Mean score of the largest product categories, with its interval."""
    message = say.baskets.category_scores(table)
    known = table.dropna(subset="score").sort_values("score", ascending=False)
    if known.empty:
        return missing(message)
    stars = alt.Scale(zero=False, nice=True)
    base = alt.Chart(known).encode(
        alt.Y("category:N", title=None, sort=None, axis=alt.Axis(labelLimit=230)),
        tooltip=[
            alt.Tooltip("category:N", title=" "),
            tooltip("score", "note moyenne (étoiles)", HUNDREDTH),
            tooltip("low", "au moins", HUNDREDTH),
            tooltip("high", "au plus", HUNDREDTH),
            CUSTOMERS,
        ],
    )
    margin = base.mark_rule(color=ACCENT, strokeWidth=2).encode(
        alt.X("low:Q", title="étoiles", scale=stars), alt.X2("high:Q")
    )
    dots = base.mark_point(color=ACCENT, size=70, opacity=1).encode(x="score:Q")
    return framed(
        margin + dots,
        message,
        "Note moyenne des achats qui contiennent la catégorie, intervalle à 95 % ; "
        "l’axe ne part pas de zéro.",
        height=BAR * len(known),
    )


def first_marked(table: DataFrame) -> DataFrame:
    """Mark the first row, the one that the message speaks of."""
    return table.assign(marked=table.index == table.index[0])
