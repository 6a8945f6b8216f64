"""One look for every chart: who says what, and in which colours.

A chart function takes a small table and returns a chart whose specification holds data,
encodings and the few colours that carry meaning.  Ink, paper, fonts and the French
formats are given at drawing time (``book/assets/charts.js``), so that the same
specification reads well in the light theme, in the dark one and on a slide.
"""

from __future__ import annotations

import json
from typing import TypeVar

import altair as alt
from pandas import DataFrame

from analysis.french import Text, sentence

Chart = TypeVar("Chart", bound=alt.TopLevelMixin)

# Both keep a contrast of 3 or more on white paper and on the dark page.
ACCENT = "#1a8299"
NEUTRAL = "#8d877c"

HEIGHT = 300
BAR = 30

NUMBER = ",.0f"
DECIMAL = ",.1f"
HUNDREDTH = ",.2f"
PERCENT = ",.0%"
PERCENT_DECIMAL = ",.1%"
MONTH = "%b %Y"
DAY = "%-d %B %Y"


@alt.theme.register("study", enable=True)
def structure() -> alt.theme.ThemeConfig:
    """Give what does not depend on paper and ink: no frame, few lines, few ticks."""
    return {
        "config": {
            "view": {"stroke": None, "continuousHeight": HEIGHT},
            "axis": {"domain": False, "ticks": False, "labelPadding": 6},
            "axisX": {"grid": False, "tickCount": 6},
            "axisY": {"tickCount": 5},
            "bar": {"color": NEUTRAL},
            "line": {"color": NEUTRAL},
            "area": {"color": NEUTRAL},
            "point": {"color": NEUTRAL, "filled": True},
            "legend": {"orient": "top", "title": None},
        }
    }


class Note(Text):
    """What stands in a figure's place when it cannot be drawn."""

    def _repr_markdown_(self) -> str:
        return f'```{{=html}}\n<p class="chart-missing">{self}</p>\n```'


def missing(reason: str) -> Note:
    """Say in the figure's place why there is none, as one French sentence."""
    return Note(sentence(reason))


def title(message: str, subtitle: str = "") -> alt.TitleParams:
    """Build a title that says what to see, above what is plotted and its unit.

    Parameters
    ----------
    message : str
        One computed sentence: the finding.
    subtitle : str, optional
        What is drawn, and in which unit.
    """
    return alt.TitleParams(
        sentence(message), subtitle=sentence(subtitle), anchor="start"
    )


def described(chart: Chart, message: str) -> Chart:
    """Give a chart the sentence that a screen reader says in its place."""
    return chart.properties(description=sentence(message))


def framed(chart: Chart, message: str, subtitle: str, height: int = HEIGHT) -> Chart:
    """Finish a single or layered chart: title, description, the page's width.

    Parameters
    ----------
    chart : Chart or LayerChart
    message, subtitle : str
        See :func:`title`; together they are the chart's description.
    height : int, default 300
        In pixels; the width follows the page.
    """
    chart = chart.properties(
        title=title(message, subtitle), width="container", height=height
    )
    return described(chart, f"{message} {subtitle}".strip())


def bars(
    data: DataFrame,
    value: str,
    form: str,
    message: str,
    subtitle: str,
    tooltips: list[alt.Tooltip],
) -> Chart:
    """Horizontal bars in the table's order, each with its value at its end.

    Parameters
    ----------
    data : DataFrame
        With ``label`` (the rows' names), ``marked`` (in colour) and ``value``.
    """
    room = alt.Scale(domain=[0, 1.15 * data[value].max()])
    base = alt.Chart(data).encode(
        alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=230)),
        alt.X(f"{value}:Q", axis=None, scale=room),
        tooltip=[alt.Tooltip("label:N", title=" "), *tooltips],
    )
    colour = alt.condition("datum.marked", alt.value(ACCENT), alt.value(NEUTRAL))
    names = base.mark_text(align="left", dx=5).encode(
        text=alt.Text(f"{value}:Q", format=form)
    )
    drawn = base.mark_bar().encode(color=colour) + names
    return framed(drawn, message, subtitle, height=BAR * len(data))


def tooltip(field: str, name: str, form: str = NUMBER) -> alt.Tooltip:
    """Build a line of a tooltip: a column, its French name with unit, its format."""
    return alt.Tooltip(field, title=name, format=form)


def embedded_rows(chart: alt.TopLevelMixin) -> list[dict]:
    """List every row of data that a chart carries into the page."""
    spec = json.loads(chart.to_json())
    return [row for rows in spec.get("datasets", {}).values() for row in rows]
