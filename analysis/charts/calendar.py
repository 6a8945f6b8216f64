"""Charts of the exploration chapter: seasons, days of the week, cohorts."""

from __future__ import annotations

import altair as alt
from pandas import DataFrame

from analysis import say
from analysis.charts.theme import (
    ACCENT,
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

MONTHS = "JFMAMJJASOND"
CELL = 20
FAINT, STRONG = 0.08, 0.9


def season(table: DataFrame) -> Chart | Note:
    """Orders of each month of the study window, one line per year."""
    inside = table[table["inside"]]
    message = say.calendar.season(inside)
    if inside.empty:
        return missing(say.exploration.TOO_FEW)
    data = inside.assign(
        year=inside["month"].dt.year.astype(str), number=inside["month"].dt.month
    )
    data["latest"] = data["year"] == data["year"].max()
    letters = f"slice('{MONTHS}', datum.value - 1, datum.value)"
    base = alt.Chart(data).encode(
        alt.X(
            "number:Q",
            title=None,
            scale=alt.Scale(domain=[1, 12.6], nice=False),
            axis=alt.Axis(values=list(range(1, 13)), labelExpr=letters, tickCount=12),
        ),
        alt.Y("orders:Q", title="commandes"),
        detail="year:N",
        tooltip=[
            alt.Tooltip("month:T", title="mois", format=MONTH),
            tooltip("orders", "commandes"),
        ],
    )
    colour = alt.condition("datum.latest", alt.value(ACCENT), alt.value(NEUTRAL))
    names = base.transform_joinaggregate(end="max(number)", groupby=["year"])
    names = names.transform_filter("datum.number === datum.end")
    return framed(
        base.mark_line(strokeWidth=2, point=True).encode(color=colour)
        + names.mark_text(align="left", dx=8, fontWeight=600).encode(text="year:N"),
        message,
        "Commandes de chaque mois de la fenêtre d’étude, une ligne par année.",
        height=240,
    )


def weekdays(table: DataFrame) -> Chart | Note:
    """Share of a week's orders on each day, with its interval."""
    message = say.calendar.weekdays(table)
    if table.empty:
        return missing(message)
    names = [say.calendar.WEEKDAYS[day][:3] for day in table["weekday"]]
    base = alt.Chart(table.assign(name=names)).encode(
        alt.X("name:N", title=None, sort=None, axis=alt.Axis(labelAngle=0)),
        tooltip=[
            tooltip("share", "part de la semaine", PERCENT_DECIMAL),
            tooltip("low", "au moins", PERCENT_DECIMAL),
            tooltip("high", "au plus", PERCENT_DECIMAL),
            tooltip("orders", "commandes"),
        ],
    )
    bars = base.mark_bar().encode(
        alt.Y("share:Q", title="commandes de la semaine", axis=alt.Axis(format=PERCENT))
    )
    margin = base.mark_rule(strokeWidth=2).encode(alt.Y("low:Q"), alt.Y2("high:Q"))
    return framed(
        bars + margin,
        message,
        "Part moyenne de chaque jour dans les semaines complètes de la fenêtre "
        "d’étude ; le trait est l’intervalle à 95 %.",
        height=240,
    )


def cohorts(table: DataFrame, minimum: int) -> Chart | Note:
    """Share of each month's new buyers who came back, by time since."""
    message = say.calendar.cohorts(table)
    if table.empty:
        return missing(message)
    rows = table["cohort"].nunique()
    base = alt.Chart(table.assign(days=30 * table["months"])).encode(
        alt.X("days:O", title="jours depuis le premier achat", axis=narrow()),
        alt.Y(
            "yearmonth(cohort):O",
            title=None,
            axis=alt.Axis(format=MONTH),
        ),
        tooltip=[
            alt.Tooltip("cohort:T", title="premier achat", format=MONTH),
            tooltip("days", "jours"),
            tooltip("share", "revenus", PERCENT_DECIMAL),
            tooltip("customers", "acheteurs", NUMBER),
        ],
    )
    shade = alt.Opacity(
        "share:Q",
        scale=alt.Scale(range=[FAINT, STRONG]),
        legend=alt.Legend(format=PERCENT_DECIMAL, tickCount=4),
    )
    return framed(
        base.mark_rect(fill=ACCENT).encode(opacity=shade),
        message,
        "Part des acheteurs déjà revenus, par mois du premier achat ; une case "
        f"reste vide tant que moins de {minimum} sont revenus, ou que tous n’ont pas "
        "été suivis aussi longtemps.",
        height=CELL * rows,
    )


def narrow() -> alt.Axis:
    """An axis whose labels stand upright, where there is room for them."""
    return alt.Axis(labelAngle=0, labelOverlap="greedy")
