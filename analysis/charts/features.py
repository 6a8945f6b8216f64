"""Charts of the chapter on features: what is known at a date, structure."""

from __future__ import annotations

import altair as alt
from pandas import DataFrame, Timedelta

from analysis import say
from analysis.charts.theme import (
    ACCENT,
    DAY,
    HUNDREDTH,
    NEUTRAL,
    Chart,
    Note,
    framed,
    missing,
    tooltip,
)
from analysis.feature_names import NUMERIC
from analysis.features import Features
from analysis.french import date, percent, sentence_case

OPPOSITE = "#b5540f"
CELL = 40
SHORT_DAY = "%-d %b"
KNOWLEDGE = {
    "known": ("note connue", ACCENT),
    "masked": ("note à venir, masquée", OPPOSITE),
    "never": ("sans note", NEUTRAL),
    "future": ("commande à venir", f"{NEUTRAL}50"),
}
LINES = "split(datum.label, '\\n')"


def known(found: Features) -> Chart | Note:
    """Orders around an earlier date, by what was known of their score that day."""
    message = say.features.masked(found)
    if found.periods.empty:
        return missing(say.exploration.TOO_FEW)
    names, colours = zip(*KNOWLEDGE.values(), strict=True)
    data = found.periods.assign(
        rank=found.periods["state"].map(list(KNOWLEDGE).index),
        name=found.periods["state"].map(dict(zip(KNOWLEDGE, names, strict=True))),
        edge=found.periods["end"] - Timedelta(days=1),
    ).sort_values(["start", "rank"])
    tops = data.groupby("start")["orders"].cumsum()
    base = alt.Chart(data.assign(top=tops, bottom=tops - data["orders"])).encode(
        alt.X("start:T", title=None, axis=alt.Axis(format=SHORT_DAY)),
        alt.X2("edge:T"),
        alt.Y("bottom:Q", title=None),
        alt.Y2("top:Q"),
        alt.Color(
            "name:N",
            scale=alt.Scale(domain=names, range=colours),
            legend=alt.Legend(columns=2),
        ),
        tooltip=[
            alt.Tooltip("start:T", title="à partir du", format=DAY),
            alt.Tooltip("name:N", title="commandes"),
            tooltip("orders", "nombre"),
            tooltip("customers", "clients"),
        ],
    )
    return framed(
        base.mark_rect() + today(found),
        message,
        "Commandes par semaine autour de cette date (trait), selon ce que la table "
        "des clients sait ce jour-là de leur note.",
    )


def lasting(found: Features) -> str:
    """How long a period lasts: « semaine », « période de 4 semaines »."""
    first = found.periods.iloc[0]
    weeks = (first["end"] - first["start"]).days // 7
    return "semaine" if weeks == 1 else f"période de {weeks} semaines"


def today(found: Features) -> alt.LayerChart:
    """The line of the earlier date, with its name."""
    day = DataFrame({"start": [found.earlier], "name": [f"{date(found.earlier)} →"]})
    base = alt.Chart(day).encode(x="start:T")
    name = base.mark_text(align="left", dx=5, baseline="top")
    return base.mark_rule(strokeWidth=1.5) + name.encode(text="name:N", y=alt.value(0))


def short(feature: str) -> str:
    """Name of a feature without its article: « Montant »."""
    return sentence_case(say.features.noun(feature))


def correlations(found: Features) -> Chart | Note:
    """Heat map of the correlations of ranks, each pair once."""
    table = found.correlations.dropna(subset="correlation")
    order = {name: rank for rank, name in enumerate(NUMERIC)}
    once = table[table["left"].map(order) > table["right"].map(order)]
    message = say.features.correlations(found.correlations)
    if once.empty:
        return missing(message)
    drawn = tiles(
        once.assign(
            row=once["left"].map(short),
            column=once["right"].map(short),
            value=once["correlation"],
        ),
        [short(name) for name in NUMERIC],
        [short(name) for name in NUMERIC],
        "corrélation de rangs",
        [tooltip("customers", "acheteurs")],
    )
    return framed(
        drawn,
        message,
        "Corrélation de Spearman entre variables, chez les acheteurs dont les deux "
        "sont connues : −1 en sens inverse, 0 sans lien, 1 ensemble.",
        height=CELL * once["left"].nunique(),
    )


def loadings(found: Features) -> Chart | Note:
    """Heat map of the features' correlations with the principal components."""
    message = say.features.components(found)
    if found.loadings.empty:
        return missing(message)
    first = found.explained.head(max(2, say.features.needed(found.explained)))
    shares = first.set_index("component")["share"]
    heads = {each: f"n° {each}\n{percent(part)}" for each, part in shares.items()}
    table = found.loadings[found.loadings["component"].isin(shares.index)]
    names = list(dict.fromkeys(table["feature"]))
    drawn = tiles(
        table.assign(
            row=table["feature"].map(short),
            column=table["component"].map(heads),
            value=table["loading"],
        ),
        [short(name) for name in names],
        list(heads.values()),
        "corrélation avec la composante",
        [],
    )
    return framed(
        drawn,
        message,
        "Corrélation de chaque variable avec chaque composante principale ; sous son "
        "numéro, la part de la variance qu’elle garde.",
        height=CELL * len(names),
    )


def tiles(
    table: DataFrame,
    rows: list[str],
    columns: list[str],
    name: str,
    tooltips: list[alt.Tooltip],
) -> alt.LayerChart:
    """Coloured cells with their values: ``row``, ``column`` and ``value`` (-1 to 1).

    Texts named « bare » stand on a colour: the stylesheet gives them no halo.
    """
    slanted = not any("\n" in name for name in columns)
    labels = alt.Axis(
        orient="top",
        labelAngle=-35 if slanted else 0,
        labelAlign="left" if slanted else "center",
        labelExpr=LINES,
        labelOverlap=False,
        labelPadding=6 if slanted else 22,
    )
    base = alt.Chart(table).encode(
        alt.X("column:N", title=None, sort=columns, axis=labels),
        alt.Y("row:N", title=None, sort=rows, axis=alt.Axis(grid=False)),
        tooltip=[
            alt.Tooltip("row:N", title=" "),
            alt.Tooltip("column:N", title="avec"),
            tooltip("value", name, HUNDREDTH),
            *tooltips,
        ],
    )
    strength = alt.Opacity(
        "strength:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, 0.75]), legend=None
    )
    cells = base.transform_calculate(strength="abs(datum.value)").mark_rect(
        stroke=None, cornerRadius=2
    )
    sign = alt.condition("datum.value < 0", alt.value(OPPOSITE), alt.value(ACCENT))
    values = base.mark_text().encode(text=alt.Text("value:Q", format=HUNDREDTH))
    return cells.encode(strength, color=sign) + values.properties(name="bare_values")
