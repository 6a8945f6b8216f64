"""Charts of how long a segmentation stays true: each takes the simulation."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
from pandas import DataFrame, Timedelta, to_datetime, to_timedelta

from analysis import say
from analysis.charts.theme import (
    ACCENT,
    DAY,
    HUNDREDTH,
    MONTH,
    NEUTRAL,
    PERCENT,
    PERCENT_DECIMAL,
    Chart,
    Note,
    framed,
    missing,
    tooltip,
)
from analysis.french import month, number, sentence_case

if TYPE_CHECKING:
    import datetime as dt

    from analysis.maintenance import Maintenance

SHOWN_ORIGINS = 6
TICK_WEEKS = 4
ROW = 44
AGE = alt.X("age_weeks:Q", title="âge du modèle, en semaines")
SCORE = alt.Scale(domain=[0, 1])
OLD = tooltip("age_weeks", "âge (semaines)")
FOLLOWED = [
    alt.Tooltip("origin:T", title="M0 formé le", format=DAY),
    alt.Tooltip("end:T", title="suivi jusqu’au", format=DAY),
    tooltip("observed_weeks", "semaines de suivi"),
]
AGREEMENT_COLUMNS = ["age_weeks", "mean", "low", "high", "refit", "origins"]


def when_simulated(draw: Callable[..., Chart]) -> Callable[..., Chart | Note]:
    """Say why there is no chart when the simulation found too little history."""

    @functools.wraps(draw)
    def chart(maintenance: Maintenance, *others: object) -> Chart | Note:
        if maintenance.band.empty:
            return missing(f"{sentence_case(maintenance.reason)}.")
        return draw(maintenance, *others)

    return chart


@when_simulated
def protocol(maintenance: Maintenance, since: dt.date) -> alt.LayerChart:
    """Which orders each origin knows, and when new models are compared with it.

    Parameters
    ----------
    maintenance : Maintenance
    since : date
        Day of the first order.
    """
    table = milestones(maintenance.crossings, since)
    order = list(table["name"])
    y = alt.Y("name:N", title="origine", sort=order)
    base = alt.Chart(table).encode(y, tooltip=FOLLOWED)
    axis = alt.Axis(format=MONTH, tickCount={"interval": "month", "step": 6})
    before = base.mark_bar(size=8, color=ACCENT, opacity=0.45).encode(
        alt.X("since:T", title=None, axis=axis), alt.X2("origin:T")
    )
    after = base.mark_bar(size=8, opacity=0.45).encode(x="origin:T", x2="end:T")
    first = base.mark_point(size=190, shape="diamond", color=ACCENT, opacity=1)
    fresh = alt.Chart(comparisons(table)).encode(
        y,
        x="date:T",
        tooltip=[
            alt.Tooltip("date:T", title="Mi formé le", format=DAY),
            tooltip("age_weeks", "âge de M0 (semaines)"),
        ],
    )
    return framed(
        before
        + after
        + fresh.mark_point(size=60, shape="diamond", color=NEUTRAL, opacity=1)
        + first.encode(x="origin:T")
        + letters(table, order),
        say.maintenance.protocol(maintenance),
        "En couleur, les commandes que connaît M0 (table F0) et le jour où il est "
        "formé ; en gris, la suite : un losange toutes les quatre semaines, pour un "
        "modèle Mi par semaine.",
        height=ROW * len(table),
    )


def milestones(crossings: DataFrame, since: dt.date) -> DataFrame:
    """A few origins, evenly spread, with the first and the last."""
    chosen = np.linspace(0, len(crossings) - 1, SHOWN_ORIGINS).round().astype(int)
    table = crossings.iloc[np.unique(chosen)].reset_index(drop=True)
    origins = to_datetime(table["origin"])
    return DataFrame(
        {
            "name": [str(month(origin)) for origin in origins],
            "since": to_datetime(since),
            "origin": origins,
            "end": origins + to_timedelta(table["observed_weeks"], unit="W"),
            "observed_weeks": table["observed_weeks"],
        }
    )


def comparisons(table: DataFrame) -> DataFrame:
    """One new model every four weeks after each origin."""
    rows = [
        {
            "name": row.name_,
            "date": row.origin + Timedelta(weeks=weeks),
            "age_weeks": weeks,
        }
        for row in table.rename(columns={"name": "name_"}).itertuples()
        for weeks in range(TICK_WEEKS, int(row.observed_weeks) + 1, TICK_WEEKS)
    ]
    return DataFrame(rows, columns=["name", "date", "age_weeks"])


def letters(table: DataFrame, order: list[str]) -> alt.Chart:
    """M0 and the last Mi, written on the first row."""
    row = table.iloc[0]
    weeks = int(row["observed_weeks"])
    places = {"date": [row["origin"], row["end"]], "text": ["M0", f"M{weeks}"]}
    words = alt.Chart(DataFrame(places).assign(name=row["name"]))
    words = words.mark_text(dy=-16, fontWeight="bold")
    return words.encode(alt.Y("name:N", sort=order), x="date:T", text="text:N")


@when_simulated
def agreement(maintenance: Maintenance) -> alt.LayerChart:
    """Agreement of an old model with a fresh one: mean, band, one line per origin."""
    band = maintenance.band[AGREEMENT_COLUMNS]
    lines = alt.Chart(maintenance.curves[["origin", "age_weeks", "ari"]])
    lines = lines.mark_line(opacity=0.4, strokeWidth=1)
    lines = lines.encode(AGE, alt.Y("ari:Q"), alt.Detail("origin:T"))
    base = alt.Chart(band).encode(
        AGE,
        tooltip=[
            OLD,
            tooltip("mean", "accord moyen", HUNDREDTH),
            tooltip("low", "borne basse", HUNDREDTH),
            tooltip("high", "borne haute", HUNDREDTH),
            tooltip("refit", "deux modèles du même jour", HUNDREDTH),
            tooltip("origins", "origines"),
        ],
    )
    area = base.mark_area(color=ACCENT, opacity=0.2).encode(
        alt.Y("low:Q", title="indice", scale=SCORE), alt.Y2("high:Q")
    )
    noise = base.mark_line(strokeDash=[2, 3], opacity=0.8).encode(y="refit:Q")
    end = base.transform_filter(f"datum.age_weeks == {band['age_weeks'].max()}")
    word = end.mark_text(align="right", dy=14).encode(
        y="refit:Q", text=alt.value("deux modèles du même jour")
    )
    mean = base.mark_line(color=ACCENT, strokeWidth=3).encode(y="mean:Q")
    level = number(maintenance.confidence * 100)
    return framed(
        area + lines + noise + word + mean + marks(maintenance),
        say.maintenance.agreement(maintenance),
        "Indice de Rand ajusté entre le modèle ancien et le modèle refait : moyenne, "
        f"bande à {level} %, un trait pâle par origine ; en pointillé, deux modèles "
        "du même jour.",
        height=360,
    )


def marks(maintenance: Maintenance) -> alt.LayerChart:
    """The threshold, and the recommended age."""
    return limit(maintenance) + recommended(maintenance)


def limit(maintenance: Maintenance) -> alt.LayerChart:
    """The threshold, with its name below the line, at the left where curves are up."""
    table = DataFrame({"ari": [maintenance.threshold], "age_weeks": [0]})
    base = alt.Chart(table).encode(y="ari:Q")
    rule = base.mark_rule(strokeDash=[4, 4], color=NEUTRAL)
    name = base.mark_text(align="left", dx=4, dy=12)
    text = alt.value(f"seuil {number(maintenance.threshold, 2)}")
    return rule + name.encode(AGE, text=text)


def recommended(maintenance: Maintenance) -> alt.LayerChart:
    """The recommended age, its interval and its name, where there is one."""
    columns = ["age_weeks", "low", "high", "name"]
    table = DataFrame(columns=columns)
    if maintenance.interval_weeks:
        table.loc[0] = [
            maintenance.interval_weeks,
            maintenance.interval_low,
            maintenance.interval_high,
            f"refaire : {say.maintenance.age(maintenance.interval_weeks)}",
        ]
    base = alt.Chart(table).encode(AGE)
    line = base.mark_rule(color=ACCENT, strokeWidth=2)
    ends = base.mark_bar(color=ACCENT, height=5, opacity=0.7)
    ends = ends.encode(alt.X("low:Q"), alt.X2("high:Q"), alt.Y(datum=0))
    text = base.mark_text(align="left", dx=8, dy=-16, fontWeight="bold")
    return ends + line + text.encode(alt.Y(datum=0), text="name:N")


@when_simulated
def moved(maintenance: Maintenance) -> alt.LayerChart:
    """Share of the customers whom an old model misplaces, with its band."""
    columns = ["age_weeks", "moved_mean", "moved_low", "moved_high"]
    base = alt.Chart(maintenance.band[columns]).encode(
        AGE,
        tooltip=[
            OLD,
            tooltip("moved_mean", "mal rangés", PERCENT_DECIMAL),
            tooltip("moved_low", "borne basse", PERCENT_DECIMAL),
            tooltip("moved_high", "borne haute", PERCENT_DECIMAL),
        ],
    )
    axis = alt.Axis(format=PERCENT)
    area = base.mark_area(color=ACCENT, opacity=0.2).encode(
        alt.Y("moved_low:Q", title=None, axis=axis), alt.Y2("moved_high:Q")
    )
    line = base.mark_line(color=ACCENT, strokeWidth=3).encode(y="moved_mean:Q")
    end = base.transform_filter(
        f"datum.age_weeks == {maintenance.band['age_weeks'].max()}"
    )
    last = end.mark_text(align="right", dy=-12, fontWeight="bold")
    last = last.encode(y="moved_mean:Q", text=alt.Text("moved_mean:Q", format=PERCENT))
    return framed(
        area + line + last,
        say.maintenance.moved(maintenance),
        "Part des acheteurs que le modèle ancien range dans un autre segment que le "
        "modèle refait, segments appariés au mieux : moyenne et bande.",
    )
