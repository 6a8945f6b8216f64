"""Charts of the chapter on features: spaces, silent customers, categories."""

from __future__ import annotations

import textwrap

import altair as alt
from pandas import DataFrame, Series

from analysis import french, labels, say
from analysis.charts.features import short
from analysis.charts.theme import (
    ACCENT,
    NEUTRAL,
    PERCENT,
    PERCENT_DECIMAL,
    Chart,
    Note,
    bars,
    framed,
    missing,
    tooltip,
)
from analysis.features import Features
from analysis.features.missing import MERGED, NEW

ROW = 46
LINE = 20
LAST = 100
# Between two parts of a bar, as a share of its length.
GAP = 0.004
# A narrower part has no room for its name.
NAMEABLE = 0.16
FITTING = "0.24 * width"
LINES = alt.Axis(labelExpr="split(datum.label, '\\n')")
PALE = "70"


def weights(found: Features) -> Chart | Note:
    """What each feature weighs in the distances of the spaces where parts differ."""
    message = say.spaces.weights(found)
    table = placed(found.weights, [found.space, *say.spaces.uneven(found.weights)])
    if table.empty:
        return missing(message)
    base = alt.Chart(table).encode(
        alt.Y(
            "label:N",
            title=None,
            sort=list(dict.fromkeys(table["label"])),
            axis=LINES,
        ),
        tooltip=[
            alt.Tooltip("space:N", title="espace"),
            alt.Tooltip("name:N", title="variable"),
            tooltip("share", "part des distances", PERCENT_DECIMAL),
        ],
    )
    colour = alt.condition(
        "datum.dominates", alt.value(ACCENT), alt.value(NEUTRAL + PALE)
    )
    parts = base.mark_bar().encode(
        alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
        alt.X2("end:Q"),
        color=colour,
    )
    wide = base.transform_filter(f"datum.share >= {NAMEABLE}")
    names = wide.mark_text(baseline="middle", limit=alt.expr(FITTING)).encode(
        x="middle:Q", text="name:N"
    )
    return framed(
        parts + names.properties(name="bare_names"),
        message,
        "Part de chaque variable dans le carré des distances entre acheteurs ; en "
        "couleur, une variable qui pèse au moins une fois et demie sa part égale.",
        height=ROW * table["space"].nunique(),
    )


def placed(weights: DataFrame, spaces: list[str]) -> DataFrame:
    """The parts of some spaces, with where they begin and end, in the order given."""
    order = list(dict.fromkeys(spaces))
    table = weights[weights["space"].isin(order)]
    table = table.sort_values("space", key=lambda names: names.map(order.index))
    parts = table.groupby("space")["share"]
    ends, sizes = parts.cumsum(), parts.transform("size")
    named = table["space"].map(say.trials.space)
    return table.assign(
        start=ends - table["share"],
        end=(ends - GAP).clip(lower=ends - table["share"]),
        middle=ends - table["share"] / 2,
        dominates=say.spaces.dominates(table["share"], sizes),
        name=table["feature"].map(short),
        space=named,
        label=named.map(in_lines),
    )


def in_lines(name: str) -> str:
    """A name cut into short lines, for a phone."""
    return "\n".join(textwrap.wrap(french.sentence_case(name), LINE))


def landing(found: Features, portraits: DataFrame, retained: str) -> Chart | Note:
    """Segments that the silent customers join, by way to treat their score."""
    message = say.silence.landing(found, portraits, retained)
    if found.landing.empty:
        return missing(message)
    names, colours = known(portraits)
    data = found.landing.assign(
        label=found.landing["option"].map(say.silence.OPTIONS).map(in_lines),
        name=found.landing["segment"].map(names),
        rank=found.landing["segment"].replace({NEW: LAST - 1, MERGED: LAST}),
    )
    present = data.drop_duplicates("segment").sort_values("rank")
    scale = alt.Scale(
        domain=list(present["name"]), range=list(present["segment"].map(colours))
    )
    drawn = (
        alt.Chart(data)
        .mark_bar(size=28)
        .encode(
            alt.Y("label:N", title=None, sort=None, axis=LINES),
            alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
            alt.Color("name:N", scale=scale, legend=alt.Legend(columns=2)),
            order="rank:O",
            tooltip=[
                alt.Tooltip("label:N", title="note manquante"),
                alt.Tooltip("name:N", title="segment"),
                tooltip("share", "part", PERCENT_DECIMAL),
                tooltip("customers", "clients sans note"),
            ],
        )
    )
    return framed(
        drawn,
        message,
        "Acheteurs sans note selon le segment où chaque option les place ; les groupes "
        "trop petits sont réunis.",
        height=ROW * data["label"].nunique(),
    )


def known(portraits: DataFrame) -> tuple[Series, Series]:
    """Name and colour of each segment, and of what is not one of the model."""
    table = portraits.set_index("segment")[["name", "colour"]].copy()
    table.loc[NEW] = ["un segment neuf", NEUTRAL]
    table.loc[MERGED] = ["autres segments", NEUTRAL + PALE]
    return table["name"], table["colour"]


def recited(found: Features) -> Chart | Note:
    """Share of the most frequent category in each segment formed with categories."""
    message = say.spaces.recited(found)
    if found.recited.empty:
        return missing(message)
    table = found.recited.sort_values("share", ascending=False)
    names = table["category"].map(labels.category)
    return bars(
        table.assign(
            label=[f"{rank}. {name}" for rank, name in enumerate(names, 1)],
            marked=table["share"] >= say.spaces.RECITED,
        ),
        "share",
        PERCENT,
        message,
        "Part de la catégorie la plus fréquente dans chaque segment, quand les "
        "catégories entrent dans les distances.",
        [
            tooltip("share", "part dans le segment", PERCENT_DECIMAL),
            tooltip("base", "part chez tous les acheteurs", PERCENT_DECIMAL),
            tooltip("customers", "acheteurs"),
        ],
    )
