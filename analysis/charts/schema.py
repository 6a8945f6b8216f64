"""The drawn schema: tables as boxes, keys in them, relations between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
from pandas import DataFrame

from analysis import say
from analysis.charts.theme import (
    ACCENT,
    HUNDREDTH,
    NEUTRAL,
    Chart,
    described,
    framed,
    tooltip,
)
from analysis.exploration.relations import PERSONS
from analysis.french import number
from analysis.labels import TABLES
from analysis.schema.contract import CONTRACTS

# What leads to a purchase stands on the left, one table below the other; what belongs
# to it beside it.  Two columns can still be read on a phone.
ROWS = {
    PERSONS: (),
    "customers": ("geolocation",),
    "orders": ("payments", "reviews"),
    "items": ("sellers",),
    "products": ("translation",),
}
BOX, EDGE = 0.43, 1.05
HEAD, LINE, FOOT, GAP = 26, 19, 7, 34
LONGEST = 20
PERSON_COLUMN = "customer_unique_id"
# Words need more contrast than lines: the page gives them its own accent.
KINDS = {
    "name": {"align": "left", "dx": 9, "fontWeight": 600},
    "key": {"align": "left", "dx": 9, "fontWeight": 600},
    "other": {"align": "left", "dx": 9},
    "trap": {"align": "left", "dx": 9, "fontWeight": 600, "color": "var(--accent)"},
}
# Where the sign at the end of a link stands.
SIDES = {
    "below": {"align": "left", "dx": 7, "dy": 9},
    "above": {"align": "left", "dx": 7, "dy": -9},
    "after": {"align": "left", "dx": 4, "dy": -9},
    "before": {"align": "right", "dx": -4, "dy": -9},
}


@dataclass(frozen=True)
class Box:
    """Place of a table: ``x`` as a share of the width, ``y`` in pixels from the top."""

    left: float
    top: float
    height: float

    @property
    def right(self) -> float:
        return self.left + BOX

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def tables(inventory: DataFrame, relations: DataFrame) -> Chart:
    """Draw the tables that were found and how they hang together.

    Parameters
    ----------
    inventory : DataFrame
        ``study.inventory``: ``table``, ``rows``.
    relations : DataFrame
        See :func:`analysis.exploration.relations.relations`.
    """
    rows = inventory.set_index("table")["rows"].to_dict()
    persons = relations.loc[relations["parent"] == PERSONS].iloc[0]
    rows[PERSONS] = round(rows["customers"] / persons["mean"])
    boxes = placed(rows)
    height = max(box.bottom for box in boxes.values()) + 2
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, EDGE], nice=False))
    message = say.data.schema(relations)
    subtitle = (
        "Les tables et leurs lignes ; en gras, la clé de chacune. Au bout de chaque "
        "lien, 1 ou n : une ligne, ou plusieurs, pour la même valeur. En tirets, la "
        "personne, qu’aucune table ne décrit."
    )
    drawn = (
        frames(boxes, x, y) + links(boxes, relations, x, y) + words(boxes, rows, x, y)
    )
    whole = framed(drawn, message, subtitle, height=height)
    return described(whole, f"{message} {subtitle} {say.data.links(relations)}")


def placed(rows: dict[str, int]) -> dict[str, Box]:
    """Give each table found its box."""
    boxes, top = {}, 1.0
    for name, others in ROWS.items():
        if name not in rows:
            continue
        below = top
        for other in others:
            if other in rows:
                boxes[other] = Box(1 - BOX, below, needed(other))
                below = boxes[other].bottom + GAP
        height = max(needed(name), below - GAP - top)
        boxes[name] = Box(0.0, top, height)
        top += height + GAP
    return boxes


def needed(table: str) -> float:
    """Height of a box that holds the name of a table and its keys."""
    return HEAD + LINE * len(keys(table)) + FOOT


def keys(table: str) -> dict[str, bool]:
    """Columns that identify a row or lead to another table; True: part of the key."""
    if table == PERSONS:
        return {PERSON_COLUMN: True}
    contract = CONTRACTS[table]
    leading = {reference.column for reference in contract.references}
    reached = {
        reference.target
        for other in CONTRACTS.values()
        for reference in other.references
        if reference.table == table
    }
    shown = {*contract.key, *leading, *reached, PERSON_COLUMN}
    names = [column.name for column in contract.columns if column.name in shown]
    return {name: name in contract.key for name in names}


def frames(boxes: dict[str, Box], x: alt.X, y: alt.Y) -> alt.LayerChart:
    """The boxes; the one that has no table is dashed."""
    data = DataFrame(
        [
            (name, box.left, box.right, box.top, box.bottom)
            for name, box in boxes.items()
        ],
        columns=["table", "x", "right", "y", "bottom"],
    )
    base = alt.Chart(data).encode(x, y, alt.X2("right:Q"), alt.Y2("bottom:Q"))
    real = base.transform_filter(f"datum.table !== '{PERSONS}'")
    missing = base.transform_filter(f"datum.table === '{PERSONS}'")
    shape = {"fill": None, "cornerRadius": 4, "strokeWidth": 1.5}
    under = alt.Chart(data.assign(y=data["y"] + HEAD)).encode(x, y, alt.X2("right:Q"))
    return (
        real.mark_rect(stroke=NEUTRAL, **shape)
        + missing.mark_rect(stroke=ACCENT, strokeDash=[5, 4], **shape)
        + under.mark_rule(color=NEUTRAL, strokeWidth=1, opacity=0.5)
    )


def words(
    boxes: dict[str, Box], rows: dict[str, int], x: alt.X, y: alt.Y
) -> alt.LayerChart:
    """Names of the tables with their rows, and names of the columns."""
    lines = []
    for table, box in boxes.items():
        name = TABLES.get(table, "personnes")
        lines.append((f"{name} · {number(rows[table])}", box, HEAD / 2 + 1, "name"))
        for rank, (column, is_key) in enumerate(keys(table).items()):
            kind = "trap" if column == PERSON_COLUMN else "key" if is_key else "other"
            lines.append((shortened(column), box, HEAD + 2 + LINE * (rank + 0.5), kind))
    data = DataFrame(
        [(text, box.left, box.top + below, kind) for text, box, below, kind in lines],
        columns=["text", "x", "y", "kind"],
    )
    base = alt.Chart(data).encode(x, y, text="text:N")
    return written(base, "kind", KINDS)


def shortened(column: str) -> str:
    """A column name that fits the box on a phone: its prefix repeats the table's."""
    if len(column) <= LONGEST:
        return column
    return "…" + column.partition("_")[2]


def links(
    boxes: dict[str, Box], relations: DataFrame, x: alt.X, y: alt.Y
) -> alt.LayerChart:
    """Lines between boxes, with 1 or n at each end."""
    points, ends = [], []
    for rank, relation in enumerate(relations.itertuples()):
        path, sides = way(boxes[relation.parent], boxes[relation.child])
        told = {"link": rank, "column": relation.column, "mean": relation.mean}
        told["trap"] = relation.parent == PERSONS
        points += [{**told, "x": h, "y": v, "step": s} for s, (h, v) in enumerate(path)]
        for (h, v), side, text in zip(
            (path[0], path[-1]), sides, (relation.one, relation.many), strict=True
        ):
            ends.append({"x": h, "y": v, "side": side, "text": text})
    lines = alt.Chart(DataFrame(points)).encode(
        x,
        y,
        detail="link:N",
        order="step:Q",
        color=alt.condition("datum.trap", alt.value(ACCENT), alt.value(NEUTRAL)),
        tooltip=[
            alt.Tooltip("column:N", title="colonne"),
            tooltip("mean", "lignes par valeur", HUNDREDTH),
        ],
    )
    labels = alt.Chart(DataFrame(ends)).encode(x, y, text="text:N")
    return lines.mark_line(strokeWidth=1.5) + written(labels, "side", SIDES)


def written(
    chart: alt.Chart, column: str, looks: dict[str, dict[str, Any]]
) -> alt.LayerChart:
    """Write texts whose look depends on a column: Vega-Lite cannot encode it."""
    layers = [
        chart.transform_filter(f"datum.{column} === '{value}'").mark_text(**look)
        for value, look in looks.items()
    ]
    return alt.layer(*layers)


def way(parent: Box, child: Box) -> tuple[list[tuple[float, float]], tuple[str, str]]:
    """Points from a box to another, and on which side of each end its label stands."""
    if parent.left == child.left == 0:
        middle = BOX / 2
        if parent.top < child.top:
            return [(middle, parent.bottom), (middle, child.top)], ("below", "above")
        return [(middle, parent.top), (middle, child.bottom)], ("above", "below")
    if parent.left == child.left:
        corners = [(EDGE, parent.middle), (EDGE, child.middle)]
        path = [(1.0, parent.middle), *corners, (1.0, child.middle)]
        return path, ("after", "after")
    if parent.left < child.left:
        return [(BOX, child.middle), (1 - BOX, child.middle)], ("after", "before")
    return [(1 - BOX, parent.middle), (BOX, parent.middle)], ("before", "after")
