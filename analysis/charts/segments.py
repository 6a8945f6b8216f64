"""Charts of the segments chapter: each takes small tables and returns a chart."""

from __future__ import annotations

import textwrap
from itertools import product

import altair as alt
from pandas import DataFrame, Series

from analysis import say
from analysis.charts.theme import (
    ACCENT,
    DECIMAL,
    HUNDREDTH,
    NEUTRAL,
    NUMBER,
    PERCENT,
    PERCENT_DECIMAL,
    Note,
    framed,
    missing,
    tooltip,
)
from analysis.profiles import MOODS
from analysis.publication import OTHERS
from analysis.say.profiles import state_name
from analysis.say.segments import MIDDLE_SCORE, WITHOUT_PURCHASE, fitted, named

ROW = 52
LINE = 20
PALE = 0.55
ROOM = 1.8
DISCS = [120, 700]
LOWEST, HIGHEST = 0.0, 6.5
SEGMENT = alt.Tooltip("name:N", title="segment")
AXES = {
    "recency": ("jours depuis le dernier achat", "linear"),
    "monetary": ("R$ par client, échelle logarithmique", "log"),
    "delivery_delay": ("jours après la date promise", "linear"),
}


def choice(scan: DataFrame, threshold: float) -> alt.LayerChart:
    """Silhouette and stability of each number of segments.

    Parameters
    ----------
    scan : DataFrame
        ``k, silhouette, stability, chosen``, one row per candidate.
    threshold : float
        Stability under which a candidate is eliminated.
    """
    kinds = {"silhouette": "silhouette", "stability": "stabilité"}
    long = scan.rename(columns=kinds).melt(
        ["k", "chosen"], list(kinds.values()), "score", "value"
    )
    base = alt.Chart(long).encode(
        alt.X("k:O", title="nombre de segments", axis=alt.Axis(labelAngle=0)),
        alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 1])),
        detail="score:N",
        tooltip=[
            alt.Tooltip("k:O", title="segments"),
            alt.Tooltip("score:N"),
            tooltip("value", "valeur", HUNDREDTH),
        ],
    )
    colour = alt.condition("datum.chosen", alt.value(ACCENT), alt.value(NEUTRAL))
    points = base.mark_point(size=110, opacity=1).encode(color=colour)
    last = base.transform_filter(f"datum.k == {scan['k'].max()}")
    names = last.mark_text(align="left", dx=12).encode(text="score:N")
    limit = alt.Chart(DataFrame({"value": [threshold]})).encode(y="value:Q")
    rule = limit.mark_rule(strokeDash=[4, 4], color=NEUTRAL)
    note = limit.mark_text(align="left", dy=10, x=2, opacity=0.75).encode(
        text=alt.value("stabilité exigée")
    )
    return framed(
        rule + note + base.mark_line() + points + names,
        say.choice.chosen(scan),
        "Silhouette et stabilité selon le nombre de segments, au mieux 1 ; en couleur, "
        "le nombre retenu.",
    )


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
    table = staggered(fitted(portraits)).sort_values("customers", ascending=False)
    average = table["revenue"].sum() / table["customers"].sum()
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
    data = labelled(named(table[table["feature"] == feature], portraits))
    if data.empty:
        return missing("Trop peu de clients connus pour comparer les segments.")
    base = alt.Chart(data).encode(
        rows(data),
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
    x = alt.X("low:Q", title=axis, scale=alt.Scale(type=scale, nice=scale != "log"))
    if scale == "log":
        x = x.axis(values=decades(data["low"].min(), data["high"].max()))
    whiskers = base.mark_rule().encode(x, x2="high:Q")
    boxes = base.mark_bar(size=16, opacity=PALE).encode(x="lower:Q", x2="upper:Q")
    medians = base.mark_tick(thickness=4, size=24, opacity=1).encode(x="median:Q")
    return framed(
        whiskers + boxes + medians,
        say.profiles.spread(table, portraits, feature),
        "Trait : de 5 à 95 % des clients du segment ; boîte : de 25 à 75 % ; barre "
        "verticale : la médiane.",
        height=ROW * len(data),
    )


def moods(table: DataFrame, portraits: DataFrame) -> alt.LayerChart:
    """Share of unhappy, divided and happy customers in each segment."""
    data = labelled(named(table, portraits))
    data["rank"] = data["mood"].map(MOODS.index)
    base = alt.Chart(data).encode(
        rows(data),
        alt.X("share:Q", axis=None, stack="zero", scale=alt.Scale(domain=[0, 1])),
        order="rank:O",
        tooltip=[
            SEGMENT,
            alt.Tooltip("mood:N", title="clients"),
            tooltip("share", "part", PERCENT_DECIMAL),
            tooltip("customers", "nombre", NUMBER),
        ],
    )
    tints = [ACCENT, NEUTRAL, f"{NEUTRAL}70", f"{NEUTRAL}30"]
    scale = alt.Scale(domain=list(MOODS), range=tints)
    bars = base.mark_bar(size=26).encode(alt.Color("mood:N", scale=scale))
    return framed(
        bars,
        say.profiles.moods(table, portraits),
        "Part des clients du segment selon leur note moyenne ; mécontents : 2,5 "
        "étoiles au plus, contents : 4 ou plus.",
        height=ROW * data["label"].nunique(),
    )


def states(table: DataFrame, portraits: DataFrame) -> alt.LayerChart:
    """Over- and under-representation of each state in each segment."""
    data = named(table, portraits)
    data["state"] = data["state"].map(state_name)
    order = [name for name in dict.fromkeys(data["state"]) if name != OTHERS]
    base = alt.Chart(data).encode(
        alt.Y("state:N", title=None, sort=[*order, OTHERS], axis=alt.Axis(grid=True)),
        alt.X("ratio:Q", title="fois le poids de l’État", scale=alt.Scale(zero=False)),
        tooltip=[
            SEGMENT,
            alt.Tooltip("state:N", title="État"),
            tooltip("ratio", "fois le poids de l’État", HUNDREDTH),
            tooltip("share", "part du segment", PERCENT_DECIMAL),
            tooltip("customers", "clients"),
        ],
    )
    colours = data.drop_duplicates("segment")
    scale = alt.Scale(domain=list(colours["name"]), range=list(colours["colour"]))
    dots = base.mark_circle(size=150, opacity=0.9).encode(
        alt.Color("name:N", scale=scale, legend=alt.Legend(columns=2))
    )
    one = alt.Chart(DataFrame({"ratio": [1.0]})).mark_rule(color=NEUTRAL)
    return framed(
        one.encode(x="ratio:Q") + dots,
        say.profiles.states(table, portraits),
        "Poids de chaque État dans le segment, rapporté à son poids parmi tous les "
        "clients ; 1 : comme partout.",
        height=340,
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
