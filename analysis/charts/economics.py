"""Charts of what refreshing costs: the curve and its flat bottom, what moves it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

import altair as alt
from pandas import DataFrame

from analysis import say
from analysis.charts.theme import (
    ACCENT,
    NEUTRAL,
    NUMBER,
    Chart,
    Note,
    framed,
    missing,
    tooltip,
)
from analysis.french import number, sentence
from analysis.say.economics import LEVERS, mark

if TYPE_CHECKING:
    from analysis.economics import Economy

PARTS = {
    "refresh_cost": "mises à jour",
    "monitoring_cost": "surveillance",
    "staleness_cost": "clients mal rangés",
    "total": "total",
}
# Very short intervals cost many times the least and would flatten all the rest: the
# drawing ends at so many times the least, or above the recommended interval's cost when
# that is at most twice as high.
HIGHEST = 2.2
ROOM = 1.15
ROW = 34
WEEKS = "semaines entre deux mises à jour"


def when_known(draw: Callable[[Economy], Chart]) -> Callable[[Economy], Chart | Note]:
    """Say why there is no chart when no cost could be computed."""

    @functools.wraps(draw)
    def chart(economy: Economy) -> Chart | Note:
        if economy.best_weeks is None:
            return missing(f"{say.economics.unknown(economy)}.")
        return draw(economy)

    return chart


@when_known
def curve(economy: Economy) -> alt.LayerChart:
    """What each interval costs in a year, part by part; the flat bottom is shaded."""
    top = highest(economy)
    parts = economy.curve.melt(["weeks"], list(PARTS), "part", "cost")
    parts = parts.assign(name=parts["part"].map(PARTS), whole=parts["part"] == "total")
    x = alt.X("weeks:Q", title=WEEKS)
    y = alt.Y("cost:Q", title="R$ par an", scale=alt.Scale(domain=[0, top]))
    base = alt.Chart(parts[parts["cost"] <= top]).encode(x, y)
    tooltips = [
        tooltip("weeks", "semaines"),
        alt.Tooltip("name:N", title="coût"),
        tooltip("cost", "R$ par an", NUMBER),
    ]
    colour = alt.condition("datum.whole", alt.value(ACCENT), alt.value(NEUTRAL))
    width = alt.condition("datum.whole", alt.value(4), alt.value(2))
    lines = base.mark_line().encode(
        detail="name:N", color=colour, strokeWidth=width, tooltip=tooltips
    )
    words = alt.Chart(names_of(economy, top)).encode(x, y, text="name:N")
    words = words.mark_text(align="left", baseline="bottom", dy=-5)
    return framed(
        bottom(economy) + lines + words + landmarks(economy, top),
        say.economics.title(economy),
        "En couleur, le coût total par an selon l’intervalle ; en gris, ses parts ; "
        f"bande : à {number(100 * economy.tolerance)} % du minimum ou moins.",
        height=380,
    )


def highest(economy: Economy) -> float:
    """Where the axis of costs ends, in R$."""
    top = HIGHEST * float(economy.curve["total"].min())
    if economy.extra is not None:
        advised = ROOM * float(economy.cost(economy.advised_weeks)["total"])
        top = advised if top < advised <= 2 * top else top
    return top or 1.0


def names_of(economy: Economy, top: float) -> DataFrame:
    """The name of each part, from the interval where most room is left above it."""
    drawn = economy.curve.set_index("weeks")[list(PARTS)].clip(upper=top)
    length = len(drawn)
    rows = []
    for part, name in PARTS.items():
        if part == "total":
            continue
        above = drawn.sub(drawn[part], axis=0)
        room = above.where(above > 0).min(axis=1).fillna(top)
        # A name goes on to the right, for about a quarter of the axis.
        ahead = room[::-1].rolling(length // 4 + 1, min_periods=1).min()[::-1]
        weeks = ahead.iloc[length // 10 : max(length * 6 // 10, 1)].idxmax()
        rows.append({"name": name, "weeks": weeks, "cost": drawn.loc[weeks, part]})
    return DataFrame(rows)


def bottom(economy: Economy) -> alt.Chart:
    """The intervals that cost about as little as the cheapest one."""
    low, high = economy.flat_low - 0.5, economy.flat_high + 0.5
    high = min(high, float(economy.curve["weeks"].max()))
    band = alt.Chart(DataFrame({"weeks": [max(low, 1)], "until": [high]}))
    return band.mark_rect(color=ACCENT, opacity=0.14).encode(x="weeks:Q", x2="until:Q")


def landmarks(economy: Economy, top: float) -> alt.LayerChart:
    """Mark the cheapest interval and the recommended one on the total."""
    places = {economy.best_weeks: "le moins cher"}
    if economy.extra is not None:
        same = economy.advised_weeks == economy.best_weeks
        both = "recommandé, et le moins cher" if same else "recommandé"
        places[economy.advised_weeks] = both
    rows = []
    for weeks, name in places.items():
        cost = float(economy.cost(weeks)["total"])
        arrow = "↑ " if cost > top else ""
        label = sentence(f"{arrow}{name} : {number(cost)} R$")
        late = weeks > economy.curve["weeks"].max() / 2
        rows.append({"weeks": weeks, "cost": cost, "name": label, "late": late})
    table = DataFrame(rows)
    table["shown"] = table["cost"].clip(upper=0.93 * top)
    base = alt.Chart(table).encode(x="weeks:Q", y="shown:Q")
    points = base.mark_point(size=170, color=ACCENT, opacity=1).encode(
        tooltip=[tooltip("weeks", "semaines"), tooltip("cost", "R$ par an", NUMBER)]
    )
    words = base.mark_text(
        align=alt.expr("datum.late ? 'right' : 'left'"),
        dx=alt.expr("datum.late ? 0 : 12"),
        dy=-16,
        fontWeight="bold",
    )
    return points + words.encode(text="name:N")


@when_known
def sensitivity(economy: Economy) -> alt.LayerChart:
    """The cheapest interval when each assumption is halved, and when it is doubled."""
    table, end = readings(economy), int(economy.curve["weeks"].max())
    room = alt.Scale(domain=[-0.45 * end, 1.6 * end], nice=False)
    ticks = alt.Axis(values=list(range(0, end + 1, max(end // 6, 1))))
    x = alt.X("best_weeks:Q", title=WEEKS, scale=room, axis=ticks)
    base = alt.Chart(table).encode(
        alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=230)),
        x,
        tooltip=[
            alt.Tooltip("name:N", title="hypothèse"),
            alt.Tooltip("change:N", title="changée"),
            tooltip("best_weeks", "le moins cher (semaines)"),
            tooltip("cost", "coût à l’intervalle recommandé (R$ par an)"),
        ],
    )
    here = alt.Chart(DataFrame({"best_weeks": [economy.best_weeks]})).encode(x)
    spans = base.mark_line(color=NEUTRAL, strokeWidth=3, opacity=0.5)
    words = base.mark_text(
        align=alt.expr("datum.left ? 'right' : 'left'"),
        dx=alt.expr("datum.left ? -10 : 10"),
    )
    return framed(
        here.mark_rule(strokeDash=[4, 4], color=NEUTRAL)
        + spans.encode(detail="name:N")
        + base.mark_point(size=120, color=ACCENT, opacity=1)
        + words.encode(text="told:N"),
        say.economics.sensitivity(economy),
        "Intervalle le moins cher quand chaque hypothèse est divisée ou multipliée par "
        "deux, les autres inchangées ; trait : sans rien changer.",
        height=ROW * len(LEVERS) + 30,
    )


def readings(economy: Economy) -> DataFrame:
    """The points of the sensitivity, with what is written beside each."""
    rows, middle = [], economy.curve["weeks"].max() / 2
    for lever, pair in economy.sensitivity.groupby("lever", sort=False):
        most = pair["best_weeks"].max()
        same = pair["best_weeks"].min() == most
        for found in pair.itertuples():
            change = "÷ 2" if found.factor < 1 else "× 2"
            written = "÷ 2, × 2" if same else change
            hidden = same and found.factor < 1
            weeks = mark(found.best_weeks, found.is_bound)
            rows.append(
                {
                    "name": sentence(LEVERS[lever]),
                    "change": change,
                    "best_weeks": found.best_weeks,
                    "cost": found.cost,
                    "told": "" if hidden else sentence(f"{written} : {weeks}"),
                    "left": most > middle if same else found.best_weeks < most,
                }
            )
    return DataFrame(rows)
