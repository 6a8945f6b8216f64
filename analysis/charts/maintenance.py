"""Charts of the maintenance chapter: each takes the simulation, returns a chart."""

from __future__ import annotations

import functools
from collections.abc import Callable
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
    Chart,
    Note,
    framed,
    missing,
    tooltip,
)
from analysis.french import number

if TYPE_CHECKING:
    import datetime as dt

    from analysis.maintenance import Maintenance

SHOWN_DATES = 6
DAYS_PER_WEEK = 7
AGE = alt.X("age_weeks:Q", title="âge du modèle, en semaines")
WHEN = (
    alt.Tooltip("date:T", title="date", format=DAY),
    tooltip("age_weeks", "âge (semaines)"),
)


def when_simulated(draw: Callable[..., Chart]) -> Callable[..., Chart | Note]:
    """Say why there is no chart when the simulation found too little history."""

    @functools.wraps(draw)
    def chart(maintenance: Maintenance, *others: object) -> Chart | Note:
        if maintenance.curve.empty:
            return missing(maintenance.reason)
        return draw(maintenance, *others)

    return chart


@when_simulated
def protocol(maintenance: Maintenance, since: dt.date) -> alt.LayerChart:
    """Which orders each customer table knows, and when models are fitted and compared.

    Parameters
    ----------
    maintenance : Maintenance
    since : date
        Day of the first order.
    """
    table = milestones(maintenance.curve, since)
    base = alt.Chart(table).encode(alt.Y("age:N", title=None, sort=list(table["age"])))
    halves = {"interval": "month", "step": 6}
    axis = alt.Axis(format=MONTH, tickCount=halves)
    before = base.mark_bar(size=8, color=ACCENT, opacity=0.45).encode(
        alt.X("since:T", title=None, axis=axis), alt.X2("origin:T")
    )
    after = base.mark_bar(size=8, opacity=0.45).encode(x="origin:T", x2="date:T")
    diamond = {"size": 190, "shape": "diamond", "opacity": 1}
    first = base.mark_point(color=ACCENT, **diamond).encode(x="origin:T")
    ends = base.transform_filter("datum.date > datum.origin").encode(
        x="date:T",
        tooltip=[
            alt.Tooltip("date:T", title="date", format=DAY),
            alt.Tooltip("model:N", title="modèles"),
        ],
    )
    fresh = ends.mark_point(color=NEUTRAL, **diamond)
    names = base.mark_text(align="left", dx=12).encode(x="date:T", text="model:N")
    return framed(
        before + after + first + fresh + names,
        say.maintenance.protocol(maintenance),
        "En couleur, les commandes connues de M0 ; en gris, les suivantes ; losange : "
        "un modèle est formé.",
        height=44 * len(table),
    )


@when_simulated
def agreement(maintenance: Maintenance) -> alt.LayerChart:
    """Agreement between the first model and a fresh one, as the first one ages."""
    base = alt.Chart(maintenance.curve)
    score = alt.Y("ari:Q", title="indice", scale=alt.Scale(domain=[0, 1]))
    line = base.mark_line(color=ACCENT, strokeWidth=3).encode(
        AGE,
        score,
        tooltip=[
            *WHEN,
            tooltip("ari", "M0 contre modèle refait", HUNDREDTH),
            tooltip("refit_ari", "deux modèles refaits", HUNDREDTH),
            tooltip("customers", "acheteurs comparés"),
        ],
    )
    noise = base.mark_line(opacity=0.7, strokeDash=[2, 3]).encode(AGE, y="refit_ari:Q")
    return framed(
        limit(maintenance) + noise + line + crossing(maintenance),
        say.maintenance.agreement(maintenance),
        "Indice de Rand ajusté entre M0 et un modèle refait ; en pointillé, entre deux "
        "modèles refaits.",
        height=340,
    )


def limit(maintenance: Maintenance) -> alt.LayerChart:
    """Draw the threshold, named at the end that the curve leaves free."""
    threshold, end = maintenance.threshold, maintenance.curve["age_weeks"].max()
    above = maintenance.crossing_weeks is not None
    base = alt.Chart(DataFrame({"ari": [threshold], "age_weeks": [end]}))
    rule = base.mark_rule(strokeDash=[4, 4], color=NEUTRAL).encode(y="ari:Q")
    name = base.mark_text(align="right", dy=-12 if above else 12)
    text = alt.value(f"seuil {number(threshold, 2)}")
    return rule + name.encode(AGE, y="ari:Q", text=text)


def crossing(maintenance: Maintenance) -> alt.LayerChart:
    """Mark and name the point where the curve meets the threshold, if it does."""
    weeks = maintenance.crossing_weeks
    table = DataFrame(columns=["age_weeks", "ari", "name"])
    if weeks is not None:
        name = str(say.maintenance.crossing(maintenance))
        table.loc[0] = [weeks, maintenance.threshold, name]
    base = alt.Chart(table).encode(AGE, y="ari:Q")
    label = base.mark_text(align="left", dx=10, dy=-14, fontWeight="bold")
    point = base.mark_point(size=160, color=ACCENT, opacity=1)
    return point + label.encode(text="name:N")


@when_simulated
def moved(maintenance: Maintenance) -> alt.LayerChart:
    """Share of the customers whom the first model misplaces, as it ages."""
    base = alt.Chart(maintenance.curve).encode(
        AGE,
        alt.Y("moved_share:Q", title=None, axis=alt.Axis(format=PERCENT)),
        tooltip=[*WHEN, tooltip("moved_share", "mal rangés", PERCENT_DECIMAL)],
    )
    end = base.transform_filter(f"datum.age_weeks == {base.data['age_weeks'].max()}")
    last = end.mark_text(align="right", dy=-12)
    return framed(
        base.mark_area(color=ACCENT, opacity=0.25)
        + base.mark_line(color=ACCENT, strokeWidth=3)
        + last.encode(text=alt.Text("moved_share:Q", format=PERCENT)),
        say.maintenance.moved(maintenance),
        "Part des acheteurs que M0 range dans un autre segment que le modèle refait, "
        "segments appariés au mieux.",
    )


@when_simulated
def customers(maintenance: Maintenance) -> alt.LayerChart:
    """Customers known at the origin, and those who came later."""
    table = maintenance.curve[["date", "customers", "new_customers"]]
    table = table.assign(known=table["customers"] - table["new_customers"])
    base = alt.Chart(table).encode(
        alt.X("date:T", title=None, axis=alt.Axis(format=MONTH, tickCount=5)),
        tooltip=[
            alt.Tooltip("date:T", title="date", format=DAY),
            tooltip("customers", "acheteurs", NUMBER),
            tooltip("new_customers", "dont venus depuis l’origine", NUMBER),
        ],
    )
    total = alt.Y("customers:Q", title="acheteurs")
    later = base.mark_area(opacity=0.35).encode(total, alt.Y2("known:Q"))
    known = base.mark_area(color=ACCENT, opacity=0.6).encode(alt.Y("known:Q"))
    last = table.iloc[-1]
    middles = [last["known"] / 2, last["known"] + last["new_customers"] / 2]
    names = {"y": middles, "name": ["connus à l’origine", "venus ensuite"]}
    words = alt.Chart(DataFrame(names).assign(date=last["date"]))
    words = words.mark_text(align="right", dx=-8).encode(x="date:T", y="y:Q")
    return framed(
        later + known + words.encode(text="name:N"),
        say.maintenance.newcomers(maintenance),
        "Acheteurs connus à chaque date de la simulation.",
    )


def milestones(curve: DataFrame, since: dt.date) -> DataFrame:
    """A few dates of the simulation, evenly spread from the origin to the last.

    Ages are told in weeks when all are whole weeks, otherwise in days.
    """
    chosen = np.unique(np.linspace(0, len(curve) - 1, SHOWN_DATES).round().astype(int))
    dates = curve.iloc[chosen]
    whole = (dates["age_days"] % DAYS_PER_WEEK == 0).all()
    unit, length = ("semaine", DAYS_PER_WEEK) if whole else ("jour", 1)
    ages = dates["age_days"] // length
    return DataFrame(
        {
            "age": [f"{unit} {age}" for age in ages],
            "since": to_datetime(since),
            "origin": to_datetime(curve["date"].iloc[0]),
            "date": to_datetime(dates["date"]),
            "model": ["M0" if age == 0 else f"M{age} comparé à M0" for age in ages],
        }
    )
