"""Charts of the maintenance chapter: each takes the simulation, returns a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
from pandas import DataFrame, to_datetime

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
    framed,
    tooltip,
)
from analysis.french import number, percent

if TYPE_CHECKING:
    import datetime as dt

    from analysis.maintenance import Maintenance

SHOWN_DATES = 6
AGE = alt.X("age_weeks:Q", title="âge du modèle, en semaines")


def protocol(maintenance: Maintenance, since: dt.date) -> alt.LayerChart:
    """Which orders each customer table knows, and when models are fitted and compared.

    Parameters
    ----------
    maintenance : Maintenance
    since : date
        Day of the first order.
    """
    table = milestones(maintenance.curve, since)
    base = alt.Chart(table).encode(
        alt.Y("week:N", title=None, sort=list(table["week"]))
    )
    axis = alt.Axis(format=MONTH, tickCount=4)
    before = base.mark_bar(size=12, color=ACCENT).encode(
        alt.X("since:T", title=None, axis=axis), alt.X2("origin:T")
    )
    after = base.mark_bar(size=12, opacity=0.6).encode(x="origin:T", x2="date:T")
    ends = base.encode(
        x="date:T",
        tooltip=[alt.Tooltip("date:T", title="date", format=DAY), "model:N"],
    )
    fits = ends.mark_point(size=160, shape="diamond", opacity=1).encode(
        color=alt.condition(
            "datum.model == 'M0'", alt.value(ACCENT), alt.value(NEUTRAL)
        )
    )
    names = ends.mark_text(align="left", dx=12).encode(text="model:N")
    return framed(
        before + after + fits + names,
        say.maintenance.protocol(maintenance),
        "En couleur, les commandes sur lesquelles M0 a été formé ; en gris, celles qui "
        "sont venues ensuite ; un losange : un modèle formé ce jour-là.",
        height=44 * len(table),
    )


def agreement(maintenance: Maintenance) -> alt.LayerChart:
    """Agreement between the first model and a fresh one, as the first one ages."""
    base = alt.Chart(maintenance.curve)
    score = alt.Y("ari:Q", title="indice", scale=alt.Scale(domain=[0, 1]))
    line = base.mark_line(color=ACCENT, strokeWidth=3).encode(
        AGE,
        score,
        tooltip=[
            alt.Tooltip("date:T", title="date", format=DAY),
            tooltip("age_weeks", "âge (semaines)"),
            tooltip("ari", "indice de Rand ajusté", HUNDREDTH),
            tooltip("customers", "acheteurs comparés"),
        ],
    )
    limit = alt.Chart(DataFrame({"ari": [maintenance.threshold], "age_weeks": [0]}))
    rule = limit.mark_rule(strokeDash=[4, 4], color=NEUTRAL).encode(y="ari:Q")
    name = limit.mark_text(align="left", baseline="top", dx=4, dy=6).encode(
        y="ari:Q",
        x="age_weeks:Q",
        text=alt.value(f"seuil {number(maintenance.threshold, 2)}"),
    )
    return framed(
        rule + name + line + crossing(maintenance),
        say.maintenance.agreement(maintenance),
        "Indice de Rand ajusté entre le premier modèle et un modèle refait le jour même, "
        "sur les mêmes clients ; 1 : segments identiques.",
        height=340,
    )


def crossing(maintenance: Maintenance) -> alt.LayerChart:
    """The point where the curve meets the threshold, named; nothing without crossing."""
    weeks = maintenance.crossing_weeks
    found = DataFrame(
        {"age_weeks": [weeks], "ari": [maintenance.threshold]}, dtype="float64"
    ).dropna()
    base = alt.Chart(found).encode(AGE, y="ari:Q")
    point = base.mark_point(size=160, color=ACCENT, opacity=1)
    label = base.mark_text(align="left", dx=10, dy=-14, fontWeight="bold").encode(
        text=alt.value(
            "" if weeks is None else str(say.maintenance.crossing(maintenance))
        )
    )
    return point + label


def moved(maintenance: Maintenance) -> alt.LayerChart:
    """Share of the first customers who are no longer in their first segment."""
    base = alt.Chart(maintenance.curve).encode(
        AGE,
        alt.Y("moved_share:Q", title=None, axis=alt.Axis(format=PERCENT)),
        tooltip=[
            alt.Tooltip("date:T", title="date", format=DAY),
            tooltip("age_weeks", "âge (semaines)"),
            tooltip("moved_share", "ont changé de segment", PERCENT_DECIMAL),
        ],
    )
    last = maintenance.curve["age_weeks"].max()
    end = base.transform_filter(f"datum.age_weeks == {last}")
    label = percent(maintenance.curve["moved_share"].iloc[-1])
    return framed(
        base.mark_area(color=ACCENT, opacity=0.25)
        + base.mark_line(color=ACCENT, strokeWidth=3)
        + end.mark_text(align="right", dy=-12).encode(text=alt.value(str(label))),
        say.maintenance.moved(maintenance),
        "Part des acheteurs connus à l’origine que M0 range dans un autre segment.",
    )


def customers(maintenance: Maintenance) -> alt.LayerChart:
    """Customers known at the origin, and those who came later."""
    curve = maintenance.curve
    first = int(curve["customers"].iloc[0])
    table = curve[["date", "customers"]].assign(first=first)
    base = alt.Chart(table).encode(
        alt.X("date:T", title=None, axis=alt.Axis(format=MONTH, tickCount=5)),
        tooltip=[
            alt.Tooltip("date:T", title="date", format=DAY),
            tooltip("customers", "acheteurs", NUMBER),
        ],
    )
    y = alt.Y("customers:Q", title="acheteurs")
    later = base.mark_area(opacity=0.35).encode(y, alt.Y2("first:Q"))
    known = base.mark_area(color=ACCENT, opacity=0.6).encode(alt.Y("first:Q"))
    names = DataFrame(
        {
            "date": [curve["date"].iloc[-1]] * 2,
            "customers": [first / 2, (first + curve["customers"].iloc[-1]) / 2],
            "name": ["connus à l’origine", "venus ensuite"],
        }
    )
    words = alt.Chart(names).mark_text(align="right", dx=-8)
    return framed(
        later + known + words.encode(x="date:T", y="customers:Q", text="name:N"),
        say.maintenance.newcomers(maintenance),
        "Acheteurs connus à chaque date de la simulation.",
    )


def milestones(curve: DataFrame, since: dt.date) -> DataFrame:
    """A few dates of the simulation, evenly spread from the origin to the last."""
    chosen = np.unique(np.linspace(0, len(curve) - 1, SHOWN_DATES).round().astype(int))
    dates = curve.iloc[chosen]
    weeks = dates["age_weeks"].round().astype(int)
    return DataFrame(
        {
            "week": [f"semaine {week}" for week in weeks],
            "since": to_datetime(since),
            "origin": to_datetime(curve["date"].iloc[0]),
            "date": to_datetime(dates["date"]),
            "model": ["M0" if week == 0 else f"M{week} comparé à M0" for week in weeks],
        }
    )
