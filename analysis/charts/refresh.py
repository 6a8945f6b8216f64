"""Charts of when to refresh: other settings, policies, alarms."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import altair as alt
from pandas import DataFrame, Series

from analysis import say
from analysis.charts.maintenance import when_simulated
from analysis.charts.theme import (
    ACCENT,
    HUNDREDTH,
    NEUTRAL,
    PERCENT,
    Note,
    framed,
    missing,
    tooltip,
)
from analysis.french import plural

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

ROW, POLICY_ROW, LINE = 40, 56, 22
IN_LINES = alt.Axis(labelExpr="split(datum.label, '\\n')", labelPadding=12)
KINDS = ("reference", "threshold", "k", "space", "good")


@when_simulated
def sensitivity(maintenance: Maintenance) -> alt.LayerChart | Note:
    """The recommended interval under other settings, each with its own interval."""
    message = say.refresh.sensitivity(maintenance)
    if say.refresh.is_untried(maintenance):
        return missing(f"{message}.")
    data = told(maintenance)
    order = list(data["name"])
    end = float(max(maintenance.horizon_weeks, 1))
    base = alt.Chart(data).encode(
        alt.Y("name:N", title=None, sort=order, axis=IN_LINES),
        tooltip=[
            alt.Tooltip("name:N", title="réglage"),
            alt.Tooltip("told:N", title="semaines"),
            tooltip("origins", "origines"),
        ],
    )
    x = alt.X(
        "at:Q",
        title="semaines entre deux mises à jour",
        scale=alt.Scale(domain=[0, end]),
    )
    colour = alt.condition(
        "datum.what == 'reference'", alt.value(ACCENT), alt.value(NEUTRAL)
    )
    spans = base.mark_bar(size=6, opacity=0.45).encode(
        alt.X("low:Q"), alt.X2("high:Q"), color=colour
    )
    dots = base.mark_point(size=130, opacity=1).encode(x, color=colour)
    words = base.mark_text(align="left", dy=-13).encode(x, text="told:N")
    return framed(
        spans + dots + words,
        message,
        "Intervalle recommandé selon le réglage changé, les autres restant ceux de "
        "l’étude ; barre : son intervalle de confiance.",
        height=ROW * len(data) + 40,
    )


def told(maintenance: Maintenance) -> DataFrame:
    """The rows of the sensitivity, by kind, « ≥ 26 » without a crossing."""
    table = maintenance.sensitivity
    rank = table["what"].map(KINDS.index)
    table = table.assign(rank=rank).sort_values("rank", kind="stable")
    return DataFrame(
        {
            "what": table["what"],
            "name": [in_lines(say.refresh.label(row)) for _, row in table.iterrows()],
            "at": say.refresh.bounded(table),
            "low": table["low"].astype(float),
            "high": table["high"].astype(float),
            "origins": table["origins"],
            "told": [mark(row) for _, row in table.iterrows()],
        }
    )


def in_lines(label: str) -> str:
    """A name cut into lines that leave room for the drawing on a phone."""
    return "\n".join(wrap(label, LINE))


def mark(row: Series) -> str:
    """« 5 », « ≥ 26 »."""
    seen = not row.isna()["weeks"]
    return f"{int(row['weeks'])}" if seen else f"≥ {int(row['horizon_weeks'])}"


@when_simulated
def policies(maintenance: Maintenance) -> alt.LayerChart | Note:
    """Agreement that each policy gives: mean and lowest, with its refreshes."""
    message = say.alarms.policies(maintenance)
    table = maintenance.policies
    if table.empty:
        return missing(f"{message}.")
    count = [plural(each, "mise à jour", "mises à jour") for each in table["refreshes"]]
    columns = ["label", "mean_ari", "lowest_ari", "weeks_below", "mean_moved"]
    data = table[columns].assign(
        told=count,
        ours=table["policy"] == say.alarms.RECOMMENDED,
        label=table["label"].map(in_lines),
    )
    base = alt.Chart(data).encode(
        alt.Y("label:N", title=None, sort=list(data["label"]), axis=IN_LINES),
        tooltip=[
            alt.Tooltip("label:N", title="façon de faire"),
            alt.Tooltip("told:N", title="en tout"),
            tooltip("mean_ari", "accord moyen", HUNDREDTH),
            tooltip("lowest_ari", "accord le plus bas", HUNDREDTH),
            tooltip("weeks_below", "semaines sous le seuil", PERCENT),
            tooltip("mean_moved", "mal rangés, en moyenne", PERCENT),
        ],
    )
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("mean_ari:Q", title="indice de Rand ajusté", scale=scale)
    colour = alt.condition("datum.ours", alt.value(ACCENT), alt.value(NEUTRAL))
    spans = base.mark_bar(size=6, opacity=0.45).encode(
        alt.X("lowest_ari:Q", scale=scale), alt.X2("mean_ari:Q"), color=colour
    )
    dots = base.mark_point(size=130, opacity=1).encode(x, color=colour)
    words = base.mark_text(align="right", dx=-10, dy=-13).encode(x, text="told:N")
    limit = alt.Chart(DataFrame({"at": [maintenance.threshold]}))
    limit = limit.mark_rule(strokeDash=[4, 4], color=NEUTRAL).encode(x="at:Q")
    return framed(
        limit + spans + dots + words,
        message,
        "Point : accord moyen ; barre : jusqu’au plus bas ; tirets : le seuil ; le "
        "nombre de mises à jour est celui de toute l’histoire rejouée.",
        height=POLICY_ROW * len(data) + 20,
    )
