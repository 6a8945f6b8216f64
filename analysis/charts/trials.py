"""Charts of the search: the candidates, the choice of k, the rule, the resamples."""

from __future__ import annotations

import altair as alt
from pandas import DataFrame, Series

from analysis import say
from analysis.charts.theme import (
    ACCENT,
    DECIMAL,
    HUNDREDTH,
    NEUTRAL,
    PERCENT,
    PERCENT_DECIMAL,
    Chart,
    Note,
    described,
    framed,
    missing,
    title,
    tooltip,
)
from analysis.french import sentence

PANEL = {"width": 250, "height": 120}
KEPT, ELIMINATED = "respectent toute la règle", "écartés"
CURVES = {
    "inertia": ("Inertie, en part de celle du plus petit k", PERCENT),
    "silhouette": ("Silhouette, au mieux 1", HUNDREDTH),
    "calinski_harabasz": ("Calinski-Harabasz, plus haut : mieux", ",.0f"),
    "davies_bouldin": ("Davies-Bouldin, plus bas : mieux", DECIMAL),
    "stability": ("Accord entre tirages, au mieux 1", HUNDREDTH),
    "smallest_share": ("Part du plus petit segment", PERCENT_DECIMAL),
}


def landscape(screened: DataFrame, chosen: str) -> alt.LayerChart | Note:
    """Every candidate of the first round by its silhouette and what it separates.

    Parameters
    ----------
    screened : DataFrame
        See :class:`analysis.segmentation.trials.Trials`.
    chosen : str
        The retained ``candidate``.
    """
    data = screened.dropna(subset=["silhouette", "separation"])
    message = say.trials.landscape(screened)
    if data.empty:
        return missing(message)
    shown = DataFrame(
        {
            "name": [say.trials.candidate(row) for _, row in data.iterrows()],
            "silhouette": data["silhouette"],
            "separation": data["separation"],
            "verdict": data["eligible"].map({True: KEPT, False: ELIMINATED}),
            "reason": [say.trials.verdict(row) for _, row in data.iterrows()],
            "chosen": data["candidate"] == chosen,
        }
    )
    scale = alt.Scale(domain=[KEPT, ELIMINATED], range=[ACCENT, NEUTRAL])
    base = alt.Chart(shown).encode(
        alt.X("silhouette:Q", title="silhouette", scale=alt.Scale(zero=False)),
        alt.Y("separation:Q", title="part expliquée", axis=alt.Axis(format=PERCENT)),
        tooltip=[
            alt.Tooltip("name:N", title="candidat"),
            tooltip("silhouette", "silhouette", HUNDREDTH),
            tooltip("separation", "part expliquée", PERCENT),
            alt.Tooltip("reason:N", title="verdict"),
        ],
    )
    points = base.mark_point(size=80, opacity=0.6).encode(
        alt.Color("verdict:N", scale=scale, legend=alt.Legend(orient="bottom"))
    )
    winner = base.transform_filter("datum.chosen")
    ring = winner.mark_point(size=260, filled=False, color=ACCENT, strokeWidth=2.5)
    word = winner.mark_text(dy=-18, fontWeight="bold").encode(text=alt.value("retenu"))
    return framed(
        points + ring + word,
        message,
        "Un point par candidat du premier tour. Part expliquée : moyenne des parts des "
        "écarts de dépense, de nombre d’achats et de note que disent les segments.",
        height=340,
    )


def curves(screened: DataFrame, space: str) -> Chart | Note:
    """Scores of k-means against k in every space; the retained space stands out.

    Parameters
    ----------
    screened : DataFrame
    space : str
        The retained one.
    """
    data = say.methods.of_family(screened, "kmeans").dropna(subset="silhouette")
    if data.empty:
        return missing("Aucun k-moyennes n’a pu être noté sur ces données.")
    data = one_per_k(data)
    smallest = data.groupby("space")["inertia"].transform("max")
    data = data.assign(
        inertia=data["inertia"] / smallest,
        here=data["space"] == space,
        named=data["space"].map(say.trials.space),
    )
    panels = [panel(data, score) for score in CURVES]
    message = say.methods.heights(data, space)
    subtitle = sentence(
        f"k-moyennes sur l’échantillon, selon k ; en couleur, l’espace « "
        f"{say.trials.space(space)} », en gris les autres."
    )
    drawn = alt.concat(*panels, columns=2, spacing=24, title=title(message, subtitle))
    return described(drawn, f"{message}. {subtitle}")


def one_per_k(data: DataFrame) -> DataFrame:
    """Keep one candidate per space and k, when several ways of starting were tried."""
    ordered = data.sort_values(["space", "k", "inertia"], kind="stable")
    return ordered.drop_duplicates(["space", "k"])


def panel(data: DataFrame, score: str) -> alt.LayerChart:
    """One score against k, a line per space."""
    name, form = CURVES[score]
    columns = ["k", "named", "here", score]
    base = alt.Chart(data[columns].dropna()).encode(
        alt.X("k:Q", title="k", axis=alt.Axis(values=list(range(3, 16, 3)))),
        alt.Y(
            f"{score}:Q",
            title=None,
            axis=alt.Axis(format=form, tickCount=4),
            scale=alt.Scale(zero=False),
        ),
        detail="named:N",
        tooltip=[
            alt.Tooltip("named:N", title="espace"),
            alt.Tooltip("k:Q", title="segments"),
            tooltip(score, name.partition(",")[0], form),
        ],
    )
    others = base.transform_filter("!datum.here").mark_line(opacity=0.4)
    kept = base.transform_filter("datum.here").mark_line(
        color=ACCENT, strokeWidth=3, point={"color": ACCENT, "size": 30}
    )
    return (others + kept).properties(title=sentence(name), **PANEL)


def choice(curve: DataFrame, threshold: float) -> alt.LayerChart | Note:
    """Silhouette and stability of each number of segments, with what eliminated it.

    Parameters
    ----------
    curve : DataFrame
        ``k, silhouette, stability, objection, chosen``, one row per candidate.
    threshold : float
        Stability under which a candidate is eliminated.
    """
    known = curve.dropna(subset="silhouette")
    if known.empty:
        return missing("Aucun nombre de segments n’a pu être noté sur ces données.")
    kinds = {"silhouette": "silhouette", "stability": "stabilité"}
    kept = curve.loc[curve["chosen"], "k"].item()
    known = known.assign(why=[verdict(row, kept) for _, row in known.iterrows()])
    long = known.rename(columns=kinds).melt(
        ["k", "chosen", "eligible", "why"], list(kinds.values()), "score", "value"
    )
    base = alt.Chart(long).encode(
        alt.X("k:O", title="nombre de segments", axis=alt.Axis(labelAngle=0)),
        alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 1])),
        detail="score:N",
        tooltip=[
            alt.Tooltip("k:O", title="segments"),
            alt.Tooltip("score:N"),
            tooltip("value", "valeur", HUNDREDTH),
            alt.Tooltip("why:N", title="verdict"),
        ],
    )
    colour = alt.condition("datum.chosen", alt.value(ACCENT), alt.value(NEUTRAL))
    points = base.mark_point(size=110, opacity=1).encode(color=colour)
    last = base.transform_filter(f"datum.k == {known['k'].max()}")
    names = last.mark_text(align="left", dx=12).encode(text="score:N")
    drawn = limit(threshold) + base.mark_line() + points + crosses(base) + names
    return framed(
        drawn,
        say.choice.chosen(curve),
        "Silhouette et stabilité selon le nombre de segments, au mieux 1 ; en couleur, "
        "le nombre retenu ; une croix, et son motif, pour ceux que la règle écarte.",
        height=340,
    )


def verdict(row: Series, kept: int) -> str:
    """A word or two for what the rule made of a number of segments."""
    if row["objection"] == "segments" and not row["chosen"]:
        return "trop peu" if row["k"] < kept else "trop"
    return say.trials.word(row)


def limit(threshold: float) -> alt.LayerChart:
    """The stability that the rule asks for."""
    base = alt.Chart(DataFrame({"value": [threshold]})).encode(y="value:Q")
    rule = base.mark_rule(strokeDash=[4, 4], color=NEUTRAL)
    note = base.mark_text(align="left", dy=-10, x=2, opacity=0.75)
    return rule + note.encode(text=alt.value("stabilité exigée"))


def crosses(base: alt.Chart) -> alt.LayerChart:
    """A cross on each eliminated number, and its reason below the curve."""
    out = base.transform_filter("!datum.eligible && datum.score == 'silhouette'")
    cross = out.mark_text(dy=-16, fontWeight="bold")
    words = out.mark_text(angle=270, align="right", dx=-14, opacity=0.85)
    return cross.encode(text=alt.value("×")) + words.encode(text="why:N")
