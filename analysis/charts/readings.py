"""Charts of other readings of history: each origin, the usual curve, the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
from pandas import DataFrame, to_datetime

from analysis import say
from analysis.charts.maintenance import AGE, OLD, SCORE, limit, when_simulated
from analysis.charts.theme import (
    ACCENT,
    HUNDREDTH,
    NEUTRAL,
    Note,
    framed,
    missing,
    tooltip,
)
from analysis.french import month, number

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

ROW = 24
# Length of an axis that leaves room for a number beside the farthest point.
ROOM = 1.15


@when_simulated
def origins(maintenance: Maintenance) -> alt.LayerChart:
    """Age at the first crossing, one row per origin; an arrow where none was seen."""
    table = told_crossings(maintenance)
    end = max(ROOM * table["weeks"].max(), 1)
    base = alt.Chart(table).encode(
        alt.Y("name:N", title="origine", sort=list(table["name"])),
        tooltip=[
            alt.Tooltip("name:N", title="origine"),
            alt.Tooltip("told:N", title="passage sous le seuil"),
            tooltip("customers", "acheteurs connus"),
            tooltip("observed_weeks", "semaines de suivi"),
        ],
    )
    x = alt.X(
        "weeks:Q",
        title="semaines avant de passer sous le seuil",
        scale=alt.Scale(domain=[0, end], nice=False),
    )
    stems = base.mark_rule(opacity=0.5).encode(x)
    seen = base.transform_filter("datum.seen").encode(x)
    dots = seen.mark_point(size=120, color=ACCENT, opacity=1)
    words = base.mark_text(align="left", dx=10).encode(x, text="told:N")
    late = base.transform_filter("!datum.seen").encode(x)
    arrows = late.mark_point(size=110, shape="triangle-right", color=NEUTRAL, opacity=1)
    return framed(
        stems + dots + arrows + words + interval_rule(maintenance),
        say.readings.origins(maintenance),
        "Un point par origine ; une flèche, l’accord n’est pas passé sous le seuil "
        "pendant le suivi ; trait vertical, l’intervalle recommandé.",
        height=ROW * len(table) + 20,
    )


def told_crossings(maintenance: Maintenance) -> DataFrame:
    """Crossing of each origin, or the weeks that it was followed without one."""
    found = maintenance.crossings
    seen = found["crossing_weeks"].notna()
    weeks = found["crossing_weeks"].where(seen, found["observed_weeks"]).astype(float)
    words = [
        number(at, say.maintenance.digits(at)) if known else f"≥ {number(at)}"
        for at, known in zip(weeks, seen, strict=True)
    ]
    names = [str(month(origin)) for origin in to_datetime(found["origin"])]
    columns = found[["customers", "observed_weeks"]]
    return columns.assign(name=names, weeks=weeks, seen=seen, told=words)


def interval_rule(maintenance: Maintenance) -> alt.Chart:
    """A vertical line at the recommended age, if there is one."""
    weeks = maintenance.interval_weeks
    rows = DataFrame({"weeks": [] if weeks is None else [float(weeks)]})
    return alt.Chart(rows).mark_rule(color=ACCENT, strokeWidth=2).encode(x="weeks:Q")


@when_simulated
def conventional(maintenance: Maintenance) -> alt.LayerChart | Note:
    """The usual curve of one origin beside the honest one, over our band."""
    message = say.readings.conventional(maintenance)
    curve = maintenance.conventional
    if curve.empty:
        return missing(f"{message}.")
    band = alt.Chart(maintenance.band[["age_weeks", "low", "high"]])
    area = band.mark_area(color=ACCENT, opacity=0.2).encode(
        AGE, alt.Y("low:Q", title="indice", scale=SCORE), alt.Y2("high:Q")
    )
    base = alt.Chart(curve).encode(
        AGE,
        tooltip=[
            OLD,
            tooltip("ari", "comme tout le monde", HUNDREDTH),
            tooltip("honest", "même origine, sans l’avenir", HUNDREDTH),
        ],
    )
    usual = base.mark_line(strokeWidth=3).encode(y="ari:Q")
    honest = base.mark_line(color=ACCENT, strokeWidth=2, strokeDash=[6, 3])
    names = named(curve, {"ari": "comme tout le monde", "honest": "sans l’avenir"})
    return framed(
        area + limit(maintenance) + usual + honest.encode(y="honest:Q") + names,
        message,
        "Indice de Rand ajusté d’une seule origine, avec des variables qui connaissent "
        "déjà l’avenir, puis sans ; bande : celle de toutes les origines.",
        height=340,
    )


@when_simulated
def readings(maintenance: Maintenance) -> alt.LayerChart | Note:
    """Agreement with the clock running, and with the clock stopped at the origin."""
    message = say.readings.readings(maintenance)
    columns = ["age_weeks", "mean", "low", "high", "frozen"]
    both = maintenance.band[columns].dropna(subset="frozen")
    if len(both) < 2:
        return missing(f"{message}.")
    base = alt.Chart(both).encode(
        AGE,
        tooltip=[
            OLD,
            tooltip("mean", "horloge en marche", HUNDREDTH),
            tooltip("frozen", "horloge arrêtée", HUNDREDTH),
        ],
    )
    area = base.mark_area(color=ACCENT, opacity=0.2).encode(
        alt.Y("low:Q", title="indice", scale=SCORE), alt.Y2("high:Q")
    )
    live = base.mark_line(color=ACCENT, strokeWidth=3).encode(y="mean:Q")
    frozen = base.mark_line(strokeWidth=3, strokeDash=[6, 3]).encode(y="frozen:Q")
    names = named(both, {"mean": "horloge en marche", "frozen": "horloge arrêtée"})
    return framed(
        area + limit(maintenance) + live + frozen + names,
        message,
        "Indice de Rand ajusté, moyenne des origines ; horloge arrêtée : la récence "
        "des clients connus à l’origine n’augmente plus.",
        height=320,
    )


def named(table: DataFrame, names: dict[str, str]) -> alt.LayerChart:
    """Name two falling curves near their middle, the higher one above, from there on.

    The lower one is named below, up to there: the names meet neither curve.
    """
    known = table.dropna(subset=list(names)).reset_index(drop=True)
    middle = known.iloc[len(known) // 2]
    words = []
    for column, name in names.items():
        above = middle[column] == middle[list(names)].max()
        side = {"align": "left", "dy": -12} if above else {"align": "right", "dy": 16}
        row = {"age_weeks": middle["age_weeks"], "ari": middle[column], "name": name}
        base = alt.Chart(DataFrame([row])).mark_text(**side)
        words.append(base.encode(AGE, alt.Y("ari:Q"), text="name:N"))
    return alt.layer(*words)
