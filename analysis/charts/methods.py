"""Charts of the families of methods: one picture of what each does on these data."""

from __future__ import annotations

import json

import altair as alt
import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from analysis import say
from analysis.charts.theme import (
    ACCENT,
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

KINDS = ("dbscan", "hdbscan")
TINTS = (ACCENT, "#b5540f", "#6f7d2c", NEUTRAL)
DASHES = {"trait plein": [1, 0], "tirets": [7, 4], "points": [2, 3]}
FORMS = {
    "full": "covariances pleines",
    "tied": "covariance commune",
    "diag": "covariances diagonales",
    "spherical": "covariances sphériques",
}


def dendrogram(linkage: DataFrame, k: int) -> alt.LayerChart | Note:
    """The last merges of Ward, and where they are cut for k segments.

    Parameters
    ----------
    linkage : DataFrame
        ``left, right, height``: the last merges as a tree of their own, leaves
        numbered first.
    k : int
        Segments of the retained model.
    """
    message = say.families.dendrogram(linkage)
    if len(linkage) < 2:
        return missing(message)
    base = alt.Chart(brackets(linkage)).encode(
        alt.X("x:Q", axis=None),
        alt.Y("height:Q", title="hauteur de la fusion"),
        alt.Detail("merge:N"),
        alt.Order("corner:O"),
    )
    tree = base.mark_line(strokeWidth=1.5, interpolate="linear")
    heights = linkage["height"].sort_values().to_numpy()
    drawn = tree
    if 2 <= k <= len(heights):
        cut = (heights[-k] + heights[-k + 1]) / 2
        level = alt.Chart(DataFrame({"height": [cut]})).encode(y="height:Q")
        rule = level.mark_rule(strokeDash=[4, 4], color=ACCENT, strokeWidth=2)
        text = alt.value(f"{k} segments")
        name = level.mark_text(align="left", x=2, dy=-10, fontWeight="bold")
        drawn = tree + rule + name.encode(text=text)
    return framed(
        drawn,
        message,
        "Les dernières fusions de Ward ; la hauteur est ce que chacune coûte ; en "
        "pointillé, la coupe au nombre de segments du modèle retenu.",
        height=320,
    )


def brackets(linkage: DataFrame) -> DataFrame:
    """Corners of the bracket of each merge, from left to right."""
    from scipy.cluster.hierarchy import dendrogram as laid_out

    tree = laid_out(countable(linkage), no_plot=True, distance_sort=True)
    corners = [
        {"merge": merge, "corner": corner, "x": x, "height": height}
        for merge, (across, up) in enumerate(
            zip(tree["icoord"], tree["dcoord"], strict=True)
        )
        for corner, (x, height) in enumerate(zip(across, up, strict=True))
    ]
    return DataFrame(corners)


def countable(linkage: DataFrame) -> NDArray[np.float64]:
    """The merges with the number of leaves below each, as SciPy asks for."""
    leaves = [1.0] * (len(linkage) + 1)
    for left, right in linkage[["left", "right"]].to_numpy(dtype=int):
        leaves.append(leaves[left] + leaves[right])
    below = leaves[len(linkage) + 1 :]
    return np.column_stack([linkage[["left", "right", "height"]], below]).astype(float)


def neighbours(table: DataFrame, screened: DataFrame) -> alt.LayerChart | Note:
    """Sorted distance to the last neighbour that DBSCAN counts, and the eps tried.

    Parameters
    ----------
    table : DataFrame
        ``min_samples, rank_share, distance``.
    screened : DataFrame
        The candidates of the first round.
    """
    if table.empty:
        return missing("Trop peu d’acheteurs pour mesurer leurs voisinages.")
    names = table["min_samples"].map(lambda count: f"{count}e voisin")
    base = alt.Chart(table.assign(name=names)).encode(
        alt.X("rank_share:Q", title="acheteurs", axis=alt.Axis(format=PERCENT)),
        alt.Y(
            "distance:Q", title="distance", scale=alt.Scale(type="symlog", constant=0.2)
        ),
        detail="name:N",
        tooltip=[
            alt.Tooltip("name:N", title="voisin"),
            tooltip("rank_share", "acheteurs plus proches", PERCENT),
            tooltip("distance", "distance", HUNDREDTH),
        ],
    )
    tried = radii(screened)
    rules = alt.Chart(tried).mark_rule(strokeDash=[2, 4], color=NEUTRAL, opacity=0.7)
    least = table["min_samples"] == table["min_samples"].min()
    colour = alt.condition(
        f"datum.min_samples == {table.loc[least, 'min_samples'].iloc[0]}",
        alt.value(ACCENT),
        alt.value(NEUTRAL),
    )
    middle = base.transform_filter(alt.datum.rank_share == nearest(table, 0.6))
    words = middle.mark_text(dy=-12, align="right").encode(text="name:N")
    lines = base.mark_line(strokeWidth=2.5).encode(color=colour)
    drawn = lines + words
    if len(tried):
        drawn = rules.encode(alt.Y("eps:Q")) + drawn
    return framed(
        drawn,
        say.families.knee(table),
        "Distance de chaque acheteur à son énième voisin, du plus proche au plus "
        "lointain ; en pointillé, les rayons eps essayés.",
    )


def nearest(table: DataFrame, share: float) -> float:
    """The share of the curve that is closest to a wished one."""
    shares = table["rank_share"]
    return float(shares.iloc[(shares - share).abs().argmin()])


def radii(screened: DataFrame) -> DataFrame:
    """The radii that DBSCAN was tried with."""
    tried = say.methods.of_family(screened, "dbscan")["parameters"]
    found = {json.loads(text)["eps"] for text in tried}
    return DataFrame({"eps": sorted(found)})


def density(screened: DataFrame, maximum_noise: float) -> alt.LayerChart | Note:
    """Each setting of DBSCAN and HDBSCAN by what it drops and what it lumps.

    Parameters
    ----------
    screened : DataFrame
    maximum_noise : float
        Share of the customers that the rule lets a method drop.
    """
    data = screened[screened["family"].isin(KINDS)]
    message = say.families.admitted(screened, "dbscan")
    if data.empty:
        return missing(message)
    columns = ["segments", "noise_share", "largest_share", "silhouette", "reason"]
    shown = data[columns].assign(
        name=data["family"].map(say.trials.family),
        setting=data["parameters"].map(say.trials.parameters),
    )
    base = alt.Chart(shown).encode(
        alt.X(
            "noise_share:Q",
            title="hors de tout segment",
            scale=alt.Scale(type="sqrt"),
            axis=alt.Axis(format=PERCENT, values=[0, 0.01, 0.05, 0.1, 0.25, 0.5, 1]),
        ),
        alt.Y(
            "largest_share:Q",
            title="dans le plus grand segment",
            axis=alt.Axis(format=PERCENT),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="méthode"),
            alt.Tooltip("setting:N", title="réglage"),
            tooltip("segments", "segments"),
            tooltip("noise_share", "hors segment", PERCENT_DECIMAL),
            tooltip("largest_share", "plus grand segment", PERCENT_DECIMAL),
            tooltip("silhouette", "silhouette", HUNDREDTH),
            alt.Tooltip("reason:N", title="verdict"),
        ],
    )
    scale = alt.Scale(domain=["DBSCAN", "HDBSCAN"], range=[ACCENT, NEUTRAL])
    points = base.mark_point(size=130, opacity=0.8).encode(
        alt.Color("name:N", scale=scale, legend=alt.Legend(orient="bottom"))
    )
    words = base.mark_text(align="left", dx=9).encode(text="segments:Q")
    limit = alt.Chart(DataFrame({"noise_share": [maximum_noise]})).encode(
        x="noise_share:Q"
    )
    rule = limit.mark_rule(strokeDash=[4, 4], color=NEUTRAL)
    note = limit.mark_text(align="left", dx=6, dy=8).encode(
        y=alt.value(0), text=alt.value("bruit admis")
    )
    return framed(
        rule + note + points + words,
        message,
        "Un point par réglage, avec son nombre de segments : part des acheteurs hors "
        "de tout segment, et part réunie dans le plus grand.",
        height=340,
    )


def information(screened: DataFrame, family: str) -> alt.LayerChart | Note:
    """BIC of a family's candidates against the number of segments.

    Parameters
    ----------
    screened : DataFrame
    family : str
        ``mixture`` or ``latent_classes``.
    """
    data = say.methods.of_family(screened, family).dropna(subset=["bic", "k"])
    message = say.families.information(screened, family)
    if data["k"].nunique() < 2:
        return missing(message)
    data = data.sort_values("bic").drop_duplicates(["space", "k", "parameters"])
    shown = data[["k", "bic"]].assign(
        space=data["space"].map(say.trials.space),
        form=[form(row) for _, row in data.iterrows()],
    )
    spaces = list(dict.fromkeys(shown["space"]))[: len(DASHES)]
    dashes = alt.Scale(domain=spaces, range=list(DASHES.values())[: len(spaces)])
    base = alt.Chart(shown).encode(
        alt.X("k:O", title="nombre de segments", axis=alt.Axis(labelAngle=0)),
        alt.Y("bic:Q", title="BIC", scale=alt.Scale(zero=False)),
        alt.Color(
            "form:N",
            scale=alt.Scale(range=TINTS),
            legend=alt.Legend(orient="bottom", columns=2),
        ),
        detail="space:N",
        tooltip=[
            alt.Tooltip("form:N", title="modèle"),
            alt.Tooltip("space:N", title="espace"),
            alt.Tooltip("k:O", title="segments"),
            tooltip("bic", "BIC", NUMBER),
        ],
    )
    lines = base.mark_line(strokeWidth=2.5).encode(
        alt.StrokeDash("space:N", scale=dashes, legend=None)
    )
    strokes = [f"{name} : {space}" for name, space in zip(DASHES, spaces, strict=False)]
    apart = f" ; il ne se compare que dans un même espace ({' ; '.join(strokes)})"
    return framed(
        lines + base.mark_point(size=60, opacity=1),
        message,
        "Critère d’information bayésien (BIC), plus bas : mieux, sur l’échantillon"
        + (apart if len(spaces) > 1 else "")
        + ".",
    )


def form(row: Series) -> str:
    """The form of a mixture's covariances, in the order of its freedom."""
    asked = say.trials.given(row["parameters"]).get("covariance")
    return FORMS.get(asked, say.trials.family(row["family"]))
