"""Charts of the decision: what each rule eliminates, what other samples find again."""

from __future__ import annotations

import altair as alt
from pandas import DataFrame, concat

from analysis import say
from analysis.charts.theme import (
    ACCENT,
    HUNDREDTH,
    NEUTRAL,
    PERCENT,
    Note,
    framed,
    missing,
    tooltip,
)
from analysis.say.trials import DISSOLVED, PATTERN, STABLE

ROW = 34


def funnel(screened: DataFrame, eliminated: DataFrame) -> alt.LayerChart:
    """Candidates that are left after each rule of the first round.

    Parameters
    ----------
    screened, eliminated : DataFrame
        See :class:`analysis.segmentation.trials.Trials`.
    """
    rules = eliminated[eliminated["round"] == "sample"]
    first = {"label": "candidats", "left": len(screened), "candidates": 0}
    named = rules["objection"].map(say.trials.OBJECTIONS).fillna(rules["reason_label"])
    rest = rules.assign(label=named)[list(first)].query("candidates > 0")
    data = concat([DataFrame([first]), rest], ignore_index=True)
    data = data.assign(before=data["left"] + data["candidates"])
    room = alt.Scale(domain=[0, 1.25 * len(screened)])
    base = alt.Chart(data).encode(
        alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=330)),
        tooltip=[
            alt.Tooltip("label:N", title="écartés pour"),
            tooltip("candidates", "candidats écartés"),
            tooltip("left", "candidats restants"),
        ],
    )
    x = alt.X("left:Q", axis=None, scale=room)
    kept = base.mark_bar(color=ACCENT).encode(x)
    lost = base.mark_bar(opacity=0.45).encode(x, alt.X2("before:Q"))
    end = alt.X("before:Q", axis=None, scale=room)
    said = base.mark_text(align="left", dx=6).encode(end, text="said:N")
    said = said.transform_calculate(
        said="datum.candidates ? format(datum.left, ',') + ' (−' + "
        "format(datum.candidates, ',') + ')' : format(datum.left, ',')"
    )
    return framed(
        lost + kept + said,
        say.trials.funnel(screened),
        "Candidats qui restent après chaque règle, dans l’ordre où elles s’appliquent "
        "; en gris, ceux qu’elle écarte.",
        height=ROW * len(data),
    )


def found_again(
    jaccard: DataFrame, candidate: str, portraits: DataFrame
) -> alt.LayerChart | Note:
    """How well other samples find each segment of the retained candidate.

    Parameters
    ----------
    jaccard : DataFrame
        See :class:`analysis.segmentation.trials.Trials`.
    candidate : str
        Its identifier.
    portraits : DataFrame
        Names and colours of its segments.
    """
    data = jaccard[jaccard["candidate"] == candidate].dropna(subset="jaccard")
    data = data.merge(portraits[["segment", "name", "colour"]], on="segment")
    names = dict(zip(portraits["segment"], portraits["name"], strict=True))
    message = say.trials.found_again(jaccard, candidate, names)
    if data.empty:
        return missing(message)
    base = alt.Chart(data).encode(
        alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=260)),
        alt.X(
            "jaccard:Q",
            title="indice de Jaccard moyen",
            scale=alt.Scale(domain=[0, 1.1], nice=False),
            axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=HUNDREDTH),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="segment"),
            tooltip("jaccard", "Jaccard moyen", HUNDREDTH),
            tooltip("dissolved", "tirages où il se dissout", PERCENT),
        ],
    )
    bars = base.mark_bar(size=20).encode(alt.Color("colour:N", scale=None))
    values = base.mark_text(align="left", dx=5)
    return framed(
        bars + values.encode(text=alt.Text("jaccard:Q", format=HUNDREDTH)) + marks(),
        message,
        "Part commune du segment et de celui qu’un rééchantillonnage retrouve, en "
        "moyenne ; 1 : les mêmes clients.",
        height=44 * len(data) + 30,
    )


def marks() -> alt.LayerChart:
    """The landmarks of Hennig (2007)."""
    names = {DISSOLVED: "dissous", PATTERN: "tendance", STABLE: "stable"}
    data = DataFrame({"at": list(names), "name": list(names.values())})
    base = alt.Chart(data).encode(alt.X("at:Q"))
    rules = base.mark_rule(strokeDash=[4, 4], color=NEUTRAL)
    below = f"datum.at <= {DISSOLVED}"
    words = base.mark_text(
        align=alt.expr(f"{below} ? 'right' : 'left'"),
        dx=alt.expr(f"{below} ? -4 : 4"),
        dy=-6,
        baseline="bottom",
    )
    return rules + words.encode(y=alt.value(0), text="name:N")
