"""The picture of the summary page: all segments at one glance."""

from __future__ import annotations

import altair as alt
from pandas import DataFrame

from analysis import say
from analysis.charts.segments import SEGMENT, labelled, rows
from analysis.charts.theme import (
    DECIMAL,
    PERCENT,
    PERCENT_DECIMAL,
    Chart,
    framed,
    tooltip,
)
from analysis.say.segments import told

ROW = 58
COLUMNS = ["segment", "name", "colour", "share", "revenue_share", "satisfaction"]


def segments(portraits: DataFrame) -> Chart:
    """Share of customers, share of revenue and satisfaction of each segment.

    Parameters
    ----------
    portraits : DataFrame
        One row per segment; those that may not be told are left out.
    """
    data = labelled(told(portraits)[COLUMNS])
    end = 1.65 * data[["share", "revenue_share"]].max(axis=None)
    base = alt.Chart(data).encode(
        rows(data),
        tooltip=[
            SEGMENT,
            tooltip("share", "des clients", PERCENT_DECIMAL),
            tooltip("revenue_share", "du chiffre d’affaires", PERCENT_DECIMAL),
            tooltip("satisfaction", "note moyenne (étoiles)", DECIMAL),
        ],
    )
    x = alt.X(
        "share:Q",
        scale=alt.Scale(domain=[-0.2 * end, end], nice=False),
        axis=None,
    )
    link = base.mark_rule(strokeWidth=3, opacity=0.35).encode(
        x, alt.X2("revenue_share:Q"), alt.Color("colour:N", scale=None)
    )
    customers = base.mark_point(
        filled=False, size=130, strokeWidth=2.5, opacity=1
    ).encode(x, alt.Stroke("colour:N", scale=None))
    revenue = base.mark_point(size=170, opacity=1).encode(
        alt.X("revenue_share:Q", axis=None), alt.Color("colour:N", scale=None)
    )
    low = "datum.share <= datum.revenue_share"
    before = beside(base, f"{low} ? -1 : 1").encode(
        x, text=alt.Text("share:Q", format=PERCENT)
    )
    after = beside(base, f"{low} ? 1 : -1", fontWeight="bold").encode(
        alt.X("revenue_share:Q", axis=None),
        text=alt.Text("revenue_share:Q", format=PERCENT),
    )
    stars = (
        base.mark_text(align="right")
        .encode(x=alt.value("width"), text="stars:N")
        .transform_calculate(
            stars=f"isValid(datum.satisfaction) ? "
            f"format(datum.satisfaction, '{DECIMAL}') + ' ★' : 'sans note'"
        )
    )
    return framed(
        link + customers + revenue + before + after + stars,
        say.summary.segments(portraits),
        "Cercle vide : part des clients ; disque plein : part du chiffre d’affaires ; "
        "à droite, la note moyenne sur 5 ; mécontent : moins de 3 étoiles en moyenne.",
        height=ROW * len(data),
    )


def beside(base: alt.Chart, side: str, **style: str) -> alt.Chart:
    """Texts on the side of their mark that an expression gives: -1 left, 1 right."""
    return base.mark_text(
        align=alt.expr(f"({side}) < 0 ? 'right' : 'left'"),
        dx=alt.expr(f"13 * ({side})"),
        **style,
    )
