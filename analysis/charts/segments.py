"""Charts of the segments chapter: each takes small tables and returns a chart."""

from __future__ import annotations

import textwrap
from itertools import product

import altair as alt
from pandas import DataFrame, Series

from analysis import say
from analysis.charts.theme import (
    DECIMAL,
    NEUTRAL,
    PERCENT,
    PERCENT_DECIMAL,
    framed,
    tooltip,
)
from analysis.say.segments import MIDDLE_SCORE, WITHOUT_PURCHASE, fitted, mean_spend

ROW = 52
LINE = 20
PALE = 0.55
ROOM = 1.8
DISCS = [120, 700]
LOWEST, HIGHEST = 0.0, 6.5
SEGMENT = alt.Tooltip("name:N", title="segment")


def shares(portraits: DataFrame) -> alt.LayerChart:
    """Each segment's share of the customers beside its share of the revenue."""
    kinds = {"share": "clients", "revenue_share": "montant payé"}
    portraits = portraits.dropna(subset="share")
    long = labelled(portraits).melt(
        ["label", "name", "colour"], list(kinds), "kind", "value"
    )
    long["kind"] = long["kind"].map(kinds)
    base = alt.Chart(long).encode(
        rows(portraits),
        alt.X("value:Q", axis=None),
        alt.YOffset("kind:N", sort=list(kinds.values())),
        tooltip=[
            SEGMENT,
            tooltip("value", "part", PERCENT_DECIMAL),
            alt.Tooltip("kind:N", title="mesure"),
        ],
    )
    pale = alt.condition("datum.kind == 'clients'", alt.value(PALE), alt.value(1))
    bars = base.mark_bar().encode(alt.Color("colour:N", scale=None), opacity=pale)
    texts = base.mark_text(align="left", dx=5).encode(
        text=alt.Text("value:Q", format=PERCENT)
    )
    return framed(
        bars + texts,
        say.segments.shares(portraits),
        "Barre claire : part des clients ; barre pleine : part du montant payé.",
        height=ROW * len(portraits),
    )


def matrix(portraits: DataFrame) -> alt.LayerChart:
    """Place of each segment by what its customers spend and how they score."""
    buyers = fitted(portraits)
    average = mean_spend(buyers)
    columns = ["name", "colour", "customers", "spend", "satisfaction"]
    table = staggered(buyers[columns]).sort_values("customers", ascending=False)
    base = alt.Chart(table).encode(
        spending(table["spend"]),
        alt.Y(
            "satisfaction:Q",
            title="étoiles",
            scale=alt.Scale(domain=[LOWEST, HIGHEST], nice=False),
            axis=alt.Axis(values=[1, 2, 3, 4, 5], grid=False),
        ),
        tooltip=[
            SEGMENT,
            tooltip("spend", "dépense moyenne (R$)"),
            tooltip("satisfaction", "note moyenne (étoiles)", DECIMAL),
            tooltip("customers", "clients"),
        ],
    )
    discs = base.mark_point(fillOpacity=0.3, strokeWidth=2.5, opacity=1).encode(
        fill=alt.Fill("colour:N", scale=None),
        stroke=alt.Stroke("colour:N", scale=None),
        size=alt.Size("customers:Q", legend=None, scale=alt.Scale(range=DISCS)),
    )
    names = beside(base, True) + beside(base, False)
    return framed(
        cross(average, MIDDLE_SCORE) + corners(table["spend"]) + discs + names,
        say.segments.matrix(portraits),
        "Dépense et note moyennes ; disque : nombre de clients ; lignes : dépense "
        "moyenne de tous, milieu des notes.",
        height=380,
    )


def spending(spend: Series) -> alt.X:
    """Axis of the amounts spent, with room for names on both sides."""
    low, high = spend.min() / ROOM, spend.max() * ROOM
    scale = alt.Scale(type="log", domain=[low, high], nice=False)
    axis = alt.Axis(values=decades(low, high))
    return alt.X(
        "spend:Q", title="R$ par client, échelle logarithmique", scale=scale, axis=axis
    )


def labelled(table: DataFrame) -> DataFrame:
    """Add ``label``, the name cut into short lines, with the group apart last."""
    last = table["segment"].eq(WITHOUT_PURCHASE)
    ordered = table.assign(last=last).sort_values(["last", "segment"], kind="stable")
    return ordered.drop(columns="last").assign(
        label=["\n".join(textwrap.wrap(name, LINE)) for name in ordered["name"]]
    )


def rows(table: DataFrame) -> alt.Y:
    """One row per segment, in the segments' order, with its name in short lines."""
    return alt.Y(
        "label:N",
        title=None,
        sort=list(dict.fromkeys(labelled(table)["label"])),
        axis=alt.Axis(labelExpr="split(datum.label, '\\n')"),
    )


def staggered(table: DataFrame) -> DataFrame:
    """Add ``above``: names go over and under the discs in turn, from left to right."""
    rank = table["spend"].rank(method="first").astype(int)
    return table.assign(above=rank % 2 == 1)


def beside(base: alt.Chart, above: bool) -> alt.Chart:
    """Names over the discs, or under them."""
    side = {"baseline": "bottom", "dy": -18} if above else {"baseline": "top", "dy": 18}
    names = base.transform_filter(f"datum.above == {str(above).lower()}")
    return names.mark_text(**side).encode(text="name:N")


def cross(spend: float, score: float) -> alt.LayerChart:
    """The two lines that part good and less good customers."""
    middle = alt.Chart(DataFrame({"spend": [spend], "satisfaction": [score]}))
    rule = middle.mark_rule(strokeDash=[4, 4], color=NEUTRAL)
    return rule.encode(x="spend:Q") + rule.encode(y="satisfaction:Q")


def corners(spend: Series) -> alt.LayerChart:
    """Words for the four parts of the matrix."""
    baskets = {
        "left": ("petits paniers", spend.min() / ROOM),
        "right": ("gros paniers", spend.max() * ROOM),
    }
    moods = {"bottom": ("mécontents", LOWEST), "top": ("contents", HIGHEST)}
    drawn = []
    for (side, (basket, edge)), (end, (mood, level)) in product(
        baskets.items(), moods.items()
    ):
        place = {"spend": [edge], "satisfaction": [level], "name": f"{basket}, {mood}"}
        base = alt.Chart(DataFrame(place)).encode(x="spend:Q", y="satisfaction:Q")
        quiet = base.mark_text(
            align=side, baseline=end, opacity=0.75, fontStyle="italic"
        )
        drawn.append(quiet.encode(text="name:N"))
    return alt.layer(*drawn)


def decades(low: float, high: float) -> list[float]:
    """Round values between two amounts: 1, 3, 10, 30, 100…"""
    steps = [factor * 10**power for power in range(-2, 9) for factor in (1, 3)]
    return [step for step in steps if low <= step <= high]
