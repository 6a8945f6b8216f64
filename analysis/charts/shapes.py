"""Small multiples of the features' shapes, before and after each transform."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import altair as alt
from pandas import DataFrame

from analysis import say
from analysis.charts.features import OPPOSITE, short
from analysis.charts.theme import (
    ACCENT,
    DECIMAL,
    PERCENT_DECIMAL,
    Chart,
    Note,
    framed,
    missing,
    tooltip,
)
from analysis.features import Features
from analysis.features.shapes import HIGHEST, LOWEST, TRANSFORMS
from analysis.french import number

PANEL = 92
# Parts of a panel: what its classes fill, and the room above them for the note.
FILLED, TALLEST, BETWEEN = 0.9, 0.76, 0.006
COLUMNS = ["Telle|quelle", "Logarithme", "Yeo-|Johnson", "Quantiles"]
WHY_NOT = {
    "unknown": "inconnue",
    "constant": "constante",
    "negative": "impossible",
    "crushed": "écrasée",
}


def panels(found: Features) -> Chart | Note:
    """Small histograms: one row per feature, one column per transform.

    All panels stand in one pair of axes, so that they shrink together on a phone.
    """
    if found.shapes.empty:
        return missing(say.exploration.TOO_FEW)
    names = list(dict.fromkeys(found.shapes["feature"]))
    classes = coloured(found.shapes, found.skewness).pipe(placed, names)
    notes = annotated(found.skewness, names).pipe(placed, names)
    drawn = (
        alt.Chart(classes)
        .mark_rect()
        .encode(
            alt.X(
                "left:Q", title=None, axis=heads(COLUMNS, "top"), scale=span(COLUMNS)
            ),
            alt.X2("right:Q"),
            alt.Y(
                "top:Q", title=None, axis=heads(map(short, names)), scale=span(names)
            ),
            alt.Y2("bottom:Q"),
            color=alt.condition("datum.tailed", alt.value(OPPOSITE), alt.value(ACCENT)),
            tooltip=[
                tooltip("low", "de (écarts-types)", DECIMAL),
                tooltip("high", "à (écarts-types)", DECIMAL),
                tooltip("share", "acheteurs", PERCENT_DECIMAL),
                tooltip("customers", "nombre"),
            ],
        )
    )
    texts = alt.Chart(notes).mark_text(align="right", baseline="top")
    x, y = alt.X("end:Q", title=None), alt.Y("row:Q", title=None)
    return framed(
        drawn + texts.encode(x, y, text="note:N"),
        say.features.shapes(found.skewness, names),
        "Acheteurs selon la variable, de 3 écarts-types sous la moyenne à 5 "
        "au-dessus ; en haut de chaque forme son asymétrie, en orange au-delà de 1.",
        height=PANEL * len(names),
    )


def placed(table: DataFrame, features: list[str]) -> DataFrame:
    """Add the place of each row in the panels: columns and rows count from 0."""
    column = table["transform"].map(TRANSFORMS.index)
    row = table["feature"].map(features.index)
    scale = FILLED / (HIGHEST - LOWEST)
    table = table.assign(row=row, end=column + FILLED)
    if "height" not in table:
        return table
    return table.assign(
        left=column + (table["low"] - LOWEST) * scale,
        right=column + (table["high"] - LOWEST) * scale - BETWEEN,
        top=row + FILLED * (1 - TALLEST * table["height"]),
        bottom=row + FILLED,
    )


def heads(names: Iterable[str], orient: str = "left") -> alt.Axis:
    """Axis that writes a name in the middle of each panel, on lines cut at « | »."""
    words = json.dumps(list(names), ensure_ascii=False)
    middles = [place + FILLED / 2 for place in range(len(json.loads(words)))]
    return alt.Axis(
        orient=orient,
        values=middles,
        grid=False,
        labelAngle=0,
        labelExpr=f"split({words}[floor(datum.value)], '|')",
        labelOverlap=False,
        labelPadding=22 if orient == "top" else 8,
    )


def span(panels: Sequence[str]) -> alt.Scale:
    """Scale over panels, from the first to the end of the last."""
    reverse = panels is not COLUMNS
    return alt.Scale(domain=[0, len(panels) - 1 + FILLED], nice=False, reverse=reverse)


def coloured(shapes: DataFrame, skewness: DataFrame) -> DataFrame:
    """Add ``tailed``: whether the shape is asymmetrical."""
    keys = ["feature", "transform"]
    asymmetry = shapes[keys].merge(skewness, "left", keys)["skewness"].abs()
    return shapes.assign(tailed=(asymmetry > say.features.TAILED).to_numpy())


def annotated(skewness: DataFrame, features: list[str]) -> DataFrame:
    """One note per panel: the asymmetry, or why there is none."""
    table = skewness[skewness["feature"].isin(features)]
    notes = [
        WHY_NOT[row.problem] if row.problem else str(number(row.skewness, 1))
        for row in table.itertuples()
    ]
    return table[["feature", "transform"]].assign(note=notes)
