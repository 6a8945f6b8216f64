"""Charts of places: the states as tiles, distance as a cost."""

from __future__ import annotations

import altair as alt
from pandas import DataFrame

from analysis import say
from analysis.charts.theme import (
    ACCENT,
    HUNDREDTH,
    NUMBER,
    PERCENT_DECIMAL,
    Chart,
    Note,
    described,
    framed,
    missing,
    title,
    tooltip,
)

TILE = 53
FAINT, STRONG = 0.06, 0.7


def states(table: DataFrame) -> Chart | Note:
    """Share and mean satisfaction of the customers of each state, as two tile maps."""
    message = say.places.states(table)
    if table["customers"].isna().all():
        return missing(message)
    share = alt.Opacity(
        "share:Q", scale=alt.Scale(type="sqrt", range=[FAINT, STRONG]), legend=None
    )
    score = alt.Opacity(
        "satisfaction:Q",
        scale=alt.Scale(zero=False, range=[STRONG, FAINT]),
        legend=None,
    )
    subtitle = (
        "Une case par État, à sa place ou presque : d’abord la part des clients, puis "
        "leur note moyenne en étoiles (plus marquée quand elle est basse)."
    )
    maps = alt.hconcat(
        tiles(table, share, alt.Text("share:Q", format=PERCENT_DECIMAL), "share"),
        tiles(table, score, alt.Text("satisfaction:Q", format=HUNDREDTH), "score"),
        spacing=TILE // 2,
        title=title(message, subtitle),
    ).resolve_scale(opacity="independent")
    return described(maps, f"{message}. {subtitle}")


def tiles(
    table: DataFrame, shade: alt.Opacity, value: alt.Text, name: str
) -> alt.LayerChart:
    """One square per state; those with too few customers stay empty.

    Texts named « bare » stand on a colour: the stylesheet gives them no halo.
    """
    base = alt.Chart(table).encode(
        alt.X("column:O", axis=None),
        alt.Y("row:O", axis=None),
        tooltip=[
            alt.Tooltip("name:N", title="État"),
            tooltip("customers", "clients"),
            tooltip("share", "part des clients", PERCENT_DECIMAL),
            tooltip("satisfaction", "note moyenne (étoiles)", HUNDREDTH),
            tooltip("monetary", "dépense moyenne (R$)", NUMBER),
        ],
    )
    known = base.transform_filter("isValid(datum.customers)")
    codes = base.mark_text(dy=-8, fontWeight="bold").encode(text="state:N")
    values = known.mark_text(dy=9).encode(text=value)
    drawn = (
        base.mark_rect(fill=None, stroke=ACCENT, strokeOpacity=0.3)
        + known.mark_rect(fill=ACCENT).encode(opacity=shade)
        + codes.properties(name=f"bare_codes_{name}")
        + values.properties(name=f"bare_values_{name}")
    )
    return drawn.properties(width=TILE * 6, height=TILE * 9)


def freight_by_distance(table: DataFrame) -> Chart | Note:
    """Median freight of an item by distance, with its quartiles."""
    if table.empty:
        return missing(
            "Sans les positions des codes postaux et des vendeurs, la distance entre "
            "client et vendeur n’est pas connue."
        )
    data = table.assign(middle=(table["low"] + table["high"]) / 2)
    base = alt.Chart(data).encode(
        alt.X("middle:Q", title="km entre le vendeur et le client"),
        tooltip=[
            tooltip("low", "de (km)"),
            tooltip("high", "à (km)"),
            tooltip("lower", "un quart sous (R$)", HUNDREDTH),
            tooltip("freight", "port médian (R$)", HUNDREDTH),
            tooltip("upper", "un quart au-dessus de (R$)", HUNDREDTH),
            tooltip("items", "articles"),
        ],
    )
    band = base.mark_area(color=ACCENT, opacity=0.22).encode(
        alt.Y("lower:Q", title="R$ par article"), alt.Y2("upper:Q")
    )
    line = base.mark_line(color=ACCENT, strokeWidth=2, point={"color": ACCENT})
    return framed(
        band + line.encode(alt.Y("freight:Q")),
        say.places.freight_by_distance(table),
        "Port médian d’un article selon la distance ; la bande va du premier au "
        "troisième quartile.",
    )
