"""Charts of how customers differ inside the segments, and between them."""

from __future__ import annotations

import altair as alt
from pandas import DataFrame, concat

from analysis import say
from analysis.charts.segments import PALE, ROW, SEGMENT, decades, labelled, rows
from analysis.charts.theme import (
    ACCENT,
    DECIMAL,
    HUNDREDTH,
    NEUTRAL,
    PERCENT_DECIMAL,
    Note,
    framed,
    missing,
    tooltip,
)
from analysis.feature_names import NUMERIC
from analysis.french import month
from analysis.publication import OTHERS
from analysis.say.profiles import state_name
from analysis.say.segments import named
from analysis.value import MOODS

LINE = 19
BOX = ("low", "lower", "median", "upper", "high")
AXES = {
    "recency": ("jours depuis le dernier achat", "linear"),
    "monetary": ("R$ par client, échelle logarithmique", "log"),
    "satisfaction": ("étoiles", "linear"),
    "delivery_delay": ("jours après la date promise", "linear"),
    "installments": ("mensualités par achat", "linear"),
}
TRAITS = {
    "recency": "ancienneté",
    "frequency": "nombre d’achats",
    "monetary": "dépense",
    "satisfaction": "note",
    "delivery_delay": "retard",
    "freight_share": "part du port",
    "installments": "mensualités",
}
# Of a row's key « segment|feature », the axis shows the feature.
KEY_LABEL = "split(datum.label, '|')[1]"
WHERE = {
    "state": ("État", "fois le poids de l’État"),
    "category": ("catégorie", "fois le poids de la catégorie"),
}
TOO_FEW = "Trop peu de clients connus pour comparer les segments."


def spread(
    table: DataFrame, portraits: DataFrame, feature: str
) -> alt.LayerChart | Note:
    """Quantiles of one feature, one row per segment.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.profiles.spread`.
    portraits : DataFrame
    feature : str
        A key of ``AXES``.
    """
    axis, scale = AXES[feature]
    found = named(table[table["feature"] == feature], portraits)
    data = labelled(found[["segment", "name", "colour", *BOX]])
    if data.empty:
        return missing(TOO_FEW)
    # A logarithm has no place for zero.
    linear = scale != "log" or data["low"].min() <= 0
    x = alt.X("low:Q", title=axis.removesuffix(", échelle logarithmique"))
    if not linear:
        values = decades(data["low"].min(), data["high"].max())
        x = x.scale(type="log", nice=False).axis(title=axis, values=values)
    return framed(
        boxes(alt.Chart(data).encode(rows(data)), x, size=16),
        say.profiles.spread(table, portraits, feature),
        "Trait : de 5 à 95 % des clients du segment ; boîte : de 25 à 75 % ; barre "
        "verticale : la médiane.",
        height=ROW * len(data),
    )


def boxes(base: alt.Chart, x: alt.X, size: int) -> alt.LayerChart:
    """A whisker, a box and a median on each row, with their tooltip."""
    base = base.encode(
        color=alt.Color("colour:N", scale=None),
        tooltip=[
            SEGMENT,
            tooltip("low", "5 % sous", DECIMAL),
            tooltip("lower", "25 % sous", DECIMAL),
            tooltip("median", "médiane", DECIMAL),
            tooltip("upper", "75 % sous", DECIMAL),
            tooltip("high", "95 % sous", DECIMAL),
        ],
    )
    whiskers = base.mark_rule().encode(x, x2="high:Q")
    halves = base.mark_bar(size=size, opacity=PALE).encode(x="lower:Q", x2="upper:Q")
    medians = base.mark_tick(thickness=4, size=1.5 * size, opacity=1)
    return whiskers + halves + medians.encode(x="median:Q")


def standardised(table: DataFrame, portraits: DataFrame) -> alt.LayerChart | Note:
    """Quantiles of all features on one scale, one block of rows per segment.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.profiles.standardised`.
    portraits : DataFrame
    """
    data = named(table, portraits)[["segment", "name", "colour", "feature", *BOX]]
    if data.empty:
        return missing(TOO_FEW)
    data = data.assign(
        key=[f"{row.segment}|{TRAITS[row.feature]}" for row in data.itertuples()]
    )
    heads = data.drop_duplicates("segment")
    heads = heads.assign(key=heads["segment"].astype(str) + "|", edge=data["low"].min())
    order = concat([heads, data]).assign(
        rank=lambda both: (
            both["feature"].map(NUMERIC.index).where(both["edge"].isna(), -1)
        )
    )
    order = order.sort_values(["segment", "rank"])["key"].tolist()
    y = alt.Y(
        "key:N", title=None, sort=order, axis=alt.Axis(labelExpr=KEY_LABEL, grid=False)
    )
    x = alt.X(
        "low:Q",
        title="écarts-types autour de la moyenne des acheteurs",
        scale=alt.Scale(type="symlog", constant=1),
        axis=alt.Axis(values=[-3, -2, -1, 0, 1, 2, 3, 5, 10, 20], grid=True),
    )
    names = alt.Chart(heads).mark_text(align="left", fontWeight="bold", fontSize=13)
    zero = alt.Chart(DataFrame({"edge": [0.0]})).mark_rule(color=NEUTRAL)
    return framed(
        zero.encode(x="edge:Q")
        + boxes(alt.Chart(data).encode(y), x, size=8)
        + names.encode(y, x="edge:Q", text="name:N"),
        say.profiles.standardised(table, portraits),
        "Un bloc par segment. Trait : de 5 à 95 % de ses clients ; boîte : de 25 à "
        "75 % ; barre : la médiane. Zéro : la moyenne de tous les acheteurs.",
        height=LINE * len(order),
    )


def moods(table: DataFrame, portraits: DataFrame) -> alt.LayerChart | Note:
    """Share of unhappy, divided and happy customers in each segment."""
    found = named(table, portraits)
    if found.empty:
        return missing("Trop peu de notes pour comparer les segments.")
    data = labelled(found[["segment", "name", "colour", "mood"]])
    # Exact shares of large segments would give away those who gave no score.
    data["share"] = found["share"].round(3)
    data["rank"] = data["mood"].map(MOODS.index)
    base = alt.Chart(data).encode(
        rows(data),
        alt.X("share:Q", axis=None, stack="zero", scale=alt.Scale(domain=[0, 1])),
        order="rank:O",
        tooltip=[
            SEGMENT,
            alt.Tooltip("mood:N", title="clients"),
            tooltip("share", "part", PERCENT_DECIMAL),
        ],
    )
    tints = [ACCENT, NEUTRAL, f"{NEUTRAL}70"]
    scale = alt.Scale(domain=list(MOODS[:3]), range=tints)
    bars = base.mark_bar(size=26).encode(alt.Color("mood:N", scale=scale))
    return framed(
        bars,
        say.profiles.moods(table, portraits),
        "Part des clients qui ont noté, selon leur note moyenne ; mécontents : 2,5 "
        "étoiles au plus, contents : 4 ou plus ; trop peu de clients : comptés avec "
        "les voisins.",
        height=ROW * data["label"].nunique(),
    )


def representation(
    table: DataFrame, portraits: DataFrame, what: str
) -> alt.LayerChart | Note:
    """Over- and under-representation of each state or category in each segment.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.profiles.representation`.
    portraits : DataFrame
    what : str
        The column of the values: ``"state"`` or ``"category"``.
    """
    kind, axis = WHERE[what]
    data = named(table, portraits)
    if data.empty:
        return missing(TOO_FEW)
    data["value"] = data[what].map(state_name) if what == "state" else data[what]
    order = [value for value in dict.fromkeys(data["value"]) if value != OTHERS]
    y = alt.Y("value:N", title=None, sort=[*order, OTHERS], axis=alt.Axis(grid=True))
    x = alt.X("ratio:Q", title=axis, scale=alt.Scale(zero=False))
    colours = data.drop_duplicates("segment")
    scale = alt.Scale(domain=list(colours["name"]), range=list(colours["colour"]))
    dots = (
        alt.Chart(data)
        .mark_circle(size=150, opacity=0.9)
        .encode(
            y,
            x,
            alt.Color("name:N", scale=scale, legend=alt.Legend(columns=2)),
            tooltip=[
                SEGMENT,
                alt.Tooltip("value:N", title=kind),
                tooltip("ratio", axis, HUNDREDTH),
                tooltip("share", "part du segment", PERCENT_DECIMAL),
                tooltip("customers", "clients"),
            ],
        )
    )
    one = alt.Chart(DataFrame({"ratio": [1.0]})).mark_rule(color=NEUTRAL)
    return framed(
        one.encode(x="ratio:Q") + dots,
        say.profiles.representation(table, portraits, what),
        f"Poids de chaque {kind} dans le segment, rapporté à son poids parmi tous les "
        "acheteurs ; 1 : comme partout.",
        height=30 * len(order) + 60,
    )


def months(table: DataFrame, portraits: DataFrame) -> alt.LayerChart | Note:
    """Share of each segment's purchases by month: the darker, the larger.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.habits.purchase_months`.
    portraits : DataFrame
    """
    found = named(table, portraits)
    if found.empty:
        return missing("Trop peu d’achats par mois pour comparer les segments.")
    data = labelled(found)
    data["told"] = data["month"].map(lambda day: month(day.date()))
    cells = (
        alt.Chart(data)
        .mark_rect(color=ACCENT)
        .encode(
            rows(data),
            alt.X(
                "yearmonth(month):O",
                title=None,
                axis=alt.Axis(format="%b %Y", labelAngle=-45, labelOverlap=True),
            ),
            alt.Opacity("share:Q", legend=None, scale=alt.Scale(range=[0.08, 1])),
            tooltip=[
                SEGMENT,
                alt.Tooltip("told:N", title="mois"),
                tooltip("share", "part des achats du segment", PERCENT_DECIMAL),
                tooltip("customers", "clients"),
            ],
        )
    )
    return framed(
        cells,
        say.profiles.months(table, portraits),
        "Part des achats de chaque segment faits chaque mois de la fenêtre d’étude ; "
        "plus la case est foncée, plus la part est grande ; vide : trop peu de "
        "clients.",
        height=ROW * data["label"].nunique(),
    )
