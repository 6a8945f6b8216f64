"""Charts of the drift: how far the customers move from those of the origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
from pandas import DataFrame

from analysis import french, say
from analysis.charts.maintenance import OLD, when_simulated
from analysis.charts.theme import (
    ACCENT,
    DAY,
    HUNDREDTH,
    MONTH,
    NEUTRAL,
    PERCENT_DECIMAL,
    Chart,
    Note,
    described,
    missing,
    title,
    tooltip,
)
from analysis.french import sentence
from analysis.say.aging import WATCHED

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance
    from analysis.settings import AlarmSettings

PANEL = {"width": 250, "height": 130}
COLUMNS = 2
# Length of the axis of ages, and distance between two names, as parts of the largest.
ROOM, GAP = 1.6, 0.13
MEASURES = {
    "psi": "PSI",
    "ks": "Kolmogorov-Smirnov",
    "wasserstein": "Wasserstein, en écarts-types",
}


@when_simulated
def features(maintenance: Maintenance, alarms: AlarmSettings) -> Chart | Note:
    """Three measures of drift against the age of the model, a line per feature.

    Parameters
    ----------
    maintenance : Maintenance
    alarms : AlarmSettings
        The levels from which each measure rings.
    """
    message = say.aging.drift(maintenance, alarms)
    if maintenance.drift.empty or maintenance.drift["age_weeks"].nunique() < 2:
        return missing(f"{message}.")
    drift = maintenance.drift[maintenance.drift["feature"] != "segments"]
    data = drift.assign(
        name=drift["feature"].map(WATCHED),
        most=drift["feature"] == most_drifting(maintenance),
    )
    panels = [panel(data, each, getattr(alarms, each)) for each in MEASURES]
    subtitle = sentence(
        "Écart entre les clients d’une date et ceux de l’origine, selon l’âge du "
        "modèle en semaines ; en couleur, la variable qui dérive le plus ; tirets : "
        "le niveau d’alarme."
    )
    drawn = alt.concat(
        *panels, columns=COLUMNS, spacing=24, title=title(message, subtitle)
    )
    return described(drawn, f"{message}. {subtitle}")


def most_drifting(maintenance: Maintenance) -> str:
    """The feature with the highest PSI at the age at which findings are told."""
    found = say.aging.drifted(maintenance)
    return "" if found.empty else found.loc[found["psi"].idxmax(), "feature"]


def panel(data: DataFrame, measure: str, level: float) -> alt.LayerChart:
    """One measure of drift, a line per feature, named at its end."""
    name = MEASURES[measure]
    rows = data[["age_weeks", "name", "most", measure]].dropna(subset=measure)
    end = int(rows["age_weeks"].max())
    x = alt.X(
        "age_weeks:Q",
        title=None,
        scale=alt.Scale(domain=[0, ROOM * end], nice=False),
        axis=alt.Axis(values=[0, end // 2, end]),
    )
    base = alt.Chart(rows).encode(
        x,
        alt.Y(f"{measure}:Q", title=None, axis=alt.Axis(tickCount=4)),
        detail="name:N",
        tooltip=[
            alt.Tooltip("name:N", title="variable"),
            OLD,
            tooltip(measure, name.partition(",")[0], HUNDREDTH),
        ],
    )
    others = base.transform_filter("!datum.most").mark_line(opacity=0.7)
    most = base.transform_filter("datum.most").mark_line(color=ACCENT, strokeWidth=3)
    words = alt.Chart(apart(rows, measure)).encode(x, alt.Y("at:Q"), text="name:N")
    bold = alt.expr("datum.most ? 'bold' : 'normal'")
    words = words.mark_text(align="left", dx=6, fontWeight=bold)
    marks = alt.Chart(DataFrame({"level": [level]}))
    marks = marks.mark_rule(strokeDash=[4, 4], color=NEUTRAL).encode(y="level:Q")
    return (others + most + words + marks).properties(title=sentence(name), **PANEL)


def apart(rows: DataFrame, measure: str) -> DataFrame:
    """Places of the names at the ends of the lines, far enough from each other."""
    last = rows[rows["age_weeks"] == rows["age_weeks"].max()].sort_values(measure)
    gap, at = GAP * max(rows[measure].max(), 1e-9), []
    for value in last[measure]:
        at.append(max(value, at[-1] + gap) if at else value)
    return last[["age_weeks", "name", "most"]].assign(at=at)


def flows(maintenance: Maintenance) -> Chart | Note:
    """Weekly means of the orders, for each behaviour that changed, with its levels."""
    message = say.changes.dated(maintenance)
    seen = say.changes.found(maintenance)
    if seen.empty:
        return missing(f"{message}.")
    panels = [
        flow(maintenance.flows, seen[seen["feature"] == feature])
        for feature in dict.fromkeys(seen["feature"])
    ]
    subtitle = sentence(
        "Moyenne des commandes de chaque semaine ; en couleur, le niveau entre deux "
        "changements. Seuls les comportements qui ont changé sont montrés."
    )
    drawn = alt.concat(
        *panels, columns=COLUMNS, spacing=24, title=title(message, subtitle)
    )
    return described(drawn, f"{message}. {subtitle}")


def flow(flows: DataFrame, changes: DataFrame) -> alt.LayerChart:
    """One behaviour, week by week, and its level between the changes."""
    feature, label = changes[["feature", "label"]].iloc[0]
    weekly = flows.loc[flows["feature"] == feature, ["week", "mean"]]
    form = PERCENT_DECIMAL if feature in say.changes.SHARES else HUNDREDTH
    cuts = changes.sort_values("week")
    levels = DataFrame(
        {
            "start": [weekly["week"].min(), *cuts["week"]],
            "end": [*cuts["week"], weekly["week"].max()],
            "level": [*cuts["before"], cuts["after"].iloc[-1]],
        }
    )
    axis = alt.Axis(format=MONTH, tickCount=3)
    y = alt.Y(
        "mean:Q",
        title=None,
        scale=alt.Scale(zero=False),
        axis=alt.Axis(format=form, tickCount=4),
    )
    line = alt.Chart(weekly).encode(
        alt.X("week:T", title=None, axis=axis),
        y,
        tooltip=[
            alt.Tooltip("week:T", title="semaine du", format=DAY),
            tooltip("mean", str(label), form),
        ],
    )
    steps = alt.Chart(levels).mark_rule(color=ACCENT, strokeWidth=3)
    steps = steps.encode(alt.X("start:T"), alt.X2("end:T"), alt.Y("level:Q"))
    drawn = line.mark_line(opacity=0.7) + steps
    return drawn.properties(title=sentence(french.sentence_case(label)), **PANEL)
