"""Charts of the exploration chapter: orders in time, customers, satisfaction."""

from __future__ import annotations

import altair as alt
from pandas import DataFrame

from analysis import say
from analysis.charts.theme import (
    ACCENT,
    DAY,
    HUNDREDTH,
    MONTH,
    NEUTRAL,
    NUMBER,
    PERCENT,
    PERCENT_DECIMAL,
    Chart,
    Note,
    bars,
    framed,
    missing,
    tooltip,
)
from analysis.exploration.satisfaction import LATEST, Lateness
from analysis.exploration.totals import Totals

BAND = 0.22
CUSTOMERS = tooltip("customers", "clients")
ORDERS = tooltip("orders", "commandes")


def months(table: DataFrame) -> Chart | Note:
    """Orders of each month; those outside the study window are faded."""
    if table.empty:
        return missing(say.exploration.months(table))
    data = table.assign(peak=table["orders"] == table["orders"].max())
    quarters = data.loc[data["inside"], "month"].iloc[::3]
    dates = [alt.DateTime(year=day.year, month=day.month) for day in quarters]
    base = alt.Chart(data).encode(
        alt.X(
            "yearmonth(month):T",
            title=None,
            axis=alt.Axis(format=MONTH, values=dates or alt.Undefined),
        ),
        alt.Y("orders:Q", title="commandes"),
        tooltip=[alt.Tooltip("month:T", title="mois", format=MONTH), ORDERS, CUSTOMERS],
    )
    bars = base.mark_bar().encode(
        color=alt.condition("datum.peak", alt.value(ACCENT), alt.value(NEUTRAL)),
        opacity=alt.condition("datum.inside", alt.value(1), alt.value(0.4)),
    )
    names = base.mark_text(dy=-8).encode(text=alt.Text("orders:Q", format=NUMBER))
    return framed(
        bars + names.transform_filter("datum.peak"),
        say.exploration.months(table),
        "Commandes passées chaque mois ; en pâle, les mois hors de la fenêtre d’étude.",
    )


def days(table: DataFrame) -> Chart | Note:
    """Orders of each day of the study window, and the usual level around it."""
    if table.empty:
        return missing(say.exploration.days(table))
    x = alt.X("day:T", title=None, axis=alt.Axis(format=MONTH))
    base = alt.Chart(table).encode(
        x, tooltip=[alt.Tooltip("day:T", title="jour", format=DAY), ORDERS, CUSTOMERS]
    )
    y = alt.Y("orders:Q", title="commandes")
    daily = base.mark_line(strokeWidth=1, opacity=0.7).encode(y)
    usual = base.mark_line(color=ACCENT, strokeWidth=2.5).encode(y="usual:Q")
    peak = base.transform_filter("datum.peak").encode(y)
    dot = peak.mark_point(color=ACCENT, size=80, opacity=1)
    name = peak.mark_text(align="left", dx=9).encode(
        text=alt.Text("orders:Q", format=NUMBER)
    )
    return framed(
        daily + usual + dot + name,
        say.exploration.days(table),
        "Commandes par jour (trait fin) et médiane des 28 jours autour (trait épais).",
    )


def returns(table: DataFrame) -> Chart | Note:
    """Share of buyers who bought again, by time since their first purchase."""
    if table.empty:
        return missing(say.exploration.returns(table))
    base = alt.Chart(table.assign(days=30 * table["months"])).encode(
        alt.X(
            "days:Q",
            title="jours depuis le premier achat",
            axis=alt.Axis(values=list(range(0, 541, 90))),
        ),
        tooltip=[
            tooltip("days", "jours"),
            tooltip("share", "revenus", PERCENT_DECIMAL),
            tooltip("low", "au moins", PERCENT_DECIMAL),
            tooltip("high", "au plus", PERCENT_DECIMAL),
            tooltip("customers", "clients suivis"),
        ],
    )
    y = alt.Y("share:Q", title="acheteurs", axis=alt.Axis(format=PERCENT))
    band = base.mark_area(color=ACCENT, opacity=BAND).encode(
        alt.Y("low:Q"), alt.Y2("high:Q")
    )
    return framed(
        band + base.mark_line(color=ACCENT).encode(y),
        say.exploration.returns(table),
        "Part des acheteurs revenus, chacun compté tant qu’il est observé ; "
        "intervalle à 95 %.",
    )


def recency(table: DataFrame, totals: Totals) -> Chart | Note:
    """Buyers by days since their last purchase."""
    return distribution(
        table,
        totals.median_recency,
        say.totals.recency(totals),
        "Acheteurs par classe de 30 jours ; les classes trop petites ne sont pas "
        "dessinées, le trait marque la médiane.",
        alt.X("low:Q", bin="binned", title="jours depuis le dernier achat"),
    )


def monetary(table: DataFrame, totals: Totals) -> Chart | Note:
    """Buyers by what they paid, on a logarithmic scale."""
    ticks = [1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
    scale = alt.Scale(type="log", nice=False)
    return distribution(
        table,
        totals.median_monetary,
        say.totals.monetary(totals),
        "Acheteurs par dépense totale, échelle logarithmique ; le trait marque la "
        "médiane.",
        alt.X(
            "low:Q",
            bin="binned",
            title="R$ par client",
            scale=scale,
            axis=alt.Axis(values=ticks, format=NUMBER),
        ),
    )


def distribution(
    table: DataFrame, median: float | None, message: str, subtitle: str, x: alt.X
) -> Chart | Note:
    """Histogram whose classes are already counted, with its median."""
    if table.empty:
        return missing(say.exploration.TOO_FEW)
    bars = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x,
            alt.X2("high:Q"),
            alt.Y("customers:Q", title="clients"),
            tooltip=[
                tooltip("low", "de", NUMBER),
                tooltip("high", "à moins de", NUMBER),
                CUSTOMERS,
                tooltip("share", "part", PERCENT_DECIMAL),
            ],
        )
    )
    line = alt.Chart(DataFrame({"low": [median]})).encode(x="low:Q")
    rule = line.mark_rule(color=ACCENT, strokeWidth=2)
    return framed(bars + rule, message, subtitle, height=240)


def concentration(table: DataFrame) -> Chart | Note:
    """Lorenz curve, from the customers who pay most to those who pay least."""
    if table.empty:
        return missing(say.exploration.concentration(table))
    data = table.assign(tenth=table.index == say.exploration.top(table).name)
    axis = alt.Axis(format=PERCENT, values=[0, 0.25, 0.5, 0.75, 1])
    base = alt.Chart(data).encode(
        alt.X(
            "customers_share:Q", title="clients, du plus dépensier au moins", axis=axis
        ),
        alt.Y("revenue_share:Q", title="chiffre d’affaires", axis=axis),
        tooltip=[
            tooltip("customers_share", "clients", PERCENT),
            tooltip("revenue_share", "chiffre d’affaires", PERCENT_DECIMAL),
        ],
    )
    equal = alt.Chart(DataFrame({"x": [0, 1], "y": [0, 1]})).mark_line(
        strokeDash=[4, 4], strokeWidth=1
    )
    best = base.transform_filter("datum.tenth")
    name = best.mark_text(align="left", dx=10, dy=4).encode(
        text=alt.Text("revenue_share:Q", format=PERCENT)
    )
    return framed(
        equal.encode(x="x:Q", y="y:Q")
        + base.mark_line(color=ACCENT, strokeWidth=2.5)
        + best.mark_point(color=ACCENT, size=80, opacity=1)
        + name,
        say.exploration.concentration(table),
        "Part du chiffre d’affaires selon la part des clients ; en tirets, l’égalité.",
        height=340,
    )


def scores(table: DataFrame) -> Chart | Note:
    """Share of each review score."""
    if table.empty:
        return missing(say.exploration.scores(table))
    data = table.assign(label=["★" * score for score in table["score"]])
    data["marked"] = data["score"].isin([1, 5])
    return bars(
        data.sort_values("score", ascending=False),
        "share",
        PERCENT,
        say.exploration.scores(table),
        "Part des commandes notées, par nombre d’étoiles.",
        [ORDERS, tooltip("share", "part", PERCENT_DECIMAL)],
    )


def score_by_delay(table: DataFrame, lateness: Lateness) -> Chart | Note:
    """Mean score by days between the promised and the actual delivery."""
    message = say.exploration.score_by_delay(lateness)
    if table.empty:
        return missing(message)
    base = alt.Chart(table).encode(
        alt.X("delay:Q", title="jours après la date promise (négatif : en avance)"),
        tooltip=[
            tooltip("delay", "jours après la date promise"),
            tooltip("score", "note moyenne (étoiles)", HUNDREDTH),
            tooltip("low", "au moins", HUNDREDTH),
            tooltip("high", "au plus", HUNDREDTH),
            ORDERS,
        ],
    )
    stars = alt.Scale(domain=[1, 5])
    y = alt.Y("score:Q", title="étoiles", scale=stars, axis=alt.Axis(tickCount=5))
    band = base.mark_area(color=ACCENT, opacity=BAND).encode(
        alt.Y("low:Q", scale=stars), alt.Y2("high:Q")
    )
    promised = alt.Chart(DataFrame({"delay": [0.5]})).encode(x="delay:Q")
    return framed(
        promised.mark_rule(strokeDash=[4, 4])
        + band
        + base.mark_line(color=ACCENT, strokeWidth=2).encode(y),
        message,
        "Note moyenne des commandes livrées, intervalle à 95 % ; les extrêmes "
        f"regroupent tout ce qui dépasse ({LATEST} jours et plus à droite).",
    )
