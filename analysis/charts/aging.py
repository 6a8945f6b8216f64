"""Charts of what an old segmentation loses: its segments, its customers, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
from pandas import DataFrame

from analysis import say
from analysis.charts.maintenance import OLD, when_simulated
from analysis.charts.segments import SEGMENT
from analysis.charts.theme import (
    ACCENT,
    HUNDREDTH,
    NEUTRAL,
    PERCENT,
    Chart,
    Note,
    described,
    framed,
    missing,
    title,
    tooltip,
)
from analysis.french import sentence

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

PANEL = {"width": 250, "height": 120}
COLUMNS = 2
TILE = 46
BAR = 24
CAUSES = {
    "ageing": ("récence qui vieillit", ACCENT),
    "newcomers": ("nouveaux acheteurs", "#b5540f"),
    "behaviour": ("anciens acheteurs", "#6f7d2c"),
    "refit_noise": ("hasard des calculs", NEUTRAL),
}


@when_simulated
def segments(maintenance: Maintenance, portraits: DataFrame) -> Chart | Note:
    """What each segment keeps as the model ages: a panel each, good customers first.

    Parameters
    ----------
    maintenance : Maintenance
    portraits : DataFrame
        Names and colours of the segments.
    """
    message = say.aging.weakest(maintenance, portraits)
    if maintenance.segments.empty:
        return missing(f"{message}.")
    data = say.segments.named(maintenance.segments, portraits)
    data = data[
        ["segment", "name", "colour", "age_weeks", "kept", "low", "high", "good"]
    ]
    data = data.dropna(subset="kept")
    if data["age_weeks"].nunique() < 2:
        return missing(f"{message}.")
    first = data.drop_duplicates("segment").sort_values(
        ["good", "segment"], ascending=[False, True]
    )
    panels = [panel(data[data["segment"] == each]) for each in first["segment"]]
    subtitle = sentence(
        "Part commune du segment ancien et du segment refait (indice de Jaccard) selon "
        "l’âge du modèle en semaines : moyenne et bande ; d’abord les bons clients."
    )
    drawn = alt.concat(
        *panels, columns=COLUMNS, spacing=24, title=title(message, subtitle)
    )
    return described(drawn, f"{message}. {subtitle}")


def panel(data: DataFrame) -> alt.LayerChart:
    """What one segment keeps, against the age of the model."""
    name, colour = data[["name", "colour"]].iloc[0]
    base = alt.Chart(data.drop(columns=["segment", "colour", "good"])).encode(
        alt.X("age_weeks:Q", title=None, axis=alt.Axis(tickCount=4)),
        tooltip=[
            SEGMENT,
            OLD,
            tooltip("kept", "part commune", PERCENT),
            tooltip("low", "borne basse", PERCENT),
            tooltip("high", "borne haute", PERCENT),
        ],
    )
    axis = alt.Axis(format=PERCENT, values=[0, 0.5, 1])
    y = alt.Y("low:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, 1]))
    area = base.mark_area(color=colour, opacity=0.25).encode(y, alt.Y2("high:Q"))
    line = base.mark_line(color=colour, strokeWidth=3).encode(y="kept:Q")
    return (area + line).properties(title=sentence(name), **PANEL)


@when_simulated
def migration(maintenance: Maintenance, portraits: DataFrame) -> alt.LayerChart | Note:
    """Where an old model's segments would be placed by a fresh one.

    Parameters
    ----------
    maintenance : Maintenance
    portraits : DataFrame
        Names of the segments, in their order.
    """
    message = say.aging.migration(maintenance, portraits)
    data, order = told_flows(maintenance.migration, portraits)
    if data.empty:
        return missing(f"{message}.")
    base = alt.Chart(data).encode(
        alt.X(
            "new:N",
            title="segment du modèle refait",
            sort=order,
            axis=alt.Axis(labelAngle=-40, labelLimit=150),
        ),
        alt.Y("old:N", title="segment du modèle ancien", sort=order),
        tooltip=[
            alt.Tooltip("old:N", title="ancien"),
            alt.Tooltip("new:N", title="refait"),
            tooltip("share", "part de l’ancien", PERCENT),
        ],
    )
    stays = base.transform_filter("datum.stays").mark_rect(color=NEUTRAL, opacity=0.25)
    most = max(data["share"].mask(data["stays"], 0).max(), 0.01)
    scale = alt.Scale(domain=[0, most], range=[0, 0.5])
    tint = alt.Opacity("share:Q", scale=scale, legend=None)
    moves = base.transform_filter("!datum.stays").mark_rect(color=ACCENT)
    tiles = stays + moves.encode(opacity=tint)
    words = base.transform_filter("datum.share >= 0.005").mark_text()
    return framed(
        tiles + words.encode(text=alt.Text("share:Q", format=PERCENT)),
        message,
        "Part des clients de chaque ligne que le modèle refait range dans chaque "
        "colonne, moyenne des origines ; en gris, ceux qui restent.",
        height=TILE * len(order),
    )


def told_flows(flows: DataFrame, portraits: DataFrame) -> tuple[DataFrame, list[str]]:
    """Flows between segments that may be told, by name, and the names in order."""
    known = say.segments.named(portraits[["segment"]], portraits)
    names = dict(zip(known["segment"], known["name"], strict=True))
    if flows.empty:
        return flows, list(names.values())
    told = flows[flows["old"].isin(names) & flows["new"].isin(names)]
    stays = told["old"] == told["new"]
    told = told.assign(old=told["old"].map(names), new=told["new"].map(names))
    # Whole hundredths: finer shares would tell of a handful of customers.
    return told.assign(stays=stays, share=told["share"].round(2)), list(names.values())


@when_simulated
def causes(maintenance: Maintenance) -> alt.LayerChart | Note:
    """Lost agreement, shared out between its causes; parts below zero repair it."""
    message = say.aging.causes(maintenance)
    if maintenance.causes.empty:
        return missing(f"{message}.")
    shares = maintenance.causes[maintenance.causes["age_weeks"] > 0]
    names = {cause: name for cause, (name, _) in CAUSES.items()}
    total = shares.assign(
        lost=1 - shares["ari"], top=shares[list(CAUSES)].clip(lower=0).sum(axis=1)
    )
    long = total.melt(["age_weeks"], list(CAUSES), "cause", "part")
    long["cause"] = long["cause"].map(names)
    age = alt.X(
        "age_weeks:O", title="âge du modèle, en semaines", axis=alt.Axis(labelAngle=0)
    )
    scale = alt.Scale(
        domain=list(names.values()), range=[colour for _, colour in CAUSES.values()]
    )
    legend = alt.Legend(columns=2, orient="bottom")
    bars = alt.Chart(long).mark_bar(size=BAR)
    bars = bars.encode(
        age,
        alt.Y("part:Q", title="accord perdu"),
        alt.Color("cause:N", scale=scale, legend=legend),
        tooltip=[
            OLD,
            alt.Tooltip("cause:N", title="cause"),
            tooltip("part", "accord perdu", HUNDREDTH),
        ],
    )
    sums = alt.Chart(total[["age_weeks", "lost", "top"]])
    sums = sums.mark_text(dy=-12, fontWeight="bold").encode(
        age, alt.Y("top:Q"), text=alt.Text("lost:Q", format=HUNDREDTH)
    )
    return framed(
        bars + sums,
        message,
        "Ce qui manque à l’indice de Rand ajusté pour valoir 1 (en haut des barres), "
        "partagé entre ses causes par les valeurs de Shapley ; sous zéro, une cause "
        "répare.",
        height=320,
    )
