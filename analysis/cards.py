"""Segment cards: who the customers are, how to know them, what to do with them."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pandas import DataFrame, Series

from analysis import french, publication
from analysis.say.segments import in_order

TEMPLATES = Path(__file__).parent.parent / "templates"

# Column of the portraits → French label, how to write it.
FIGURES = {
    "revenue_share": ("du montant payé", french.percent),
    "spend": ("dépense par client", lambda value: french.money(value, 0)),
    "frequency": ("achats par client", lambda value: french.number(value, 1)),
    "recency": ("jours depuis le dernier achat", french.number),
    "satisfaction": ("note moyenne sur 5", lambda value: french.number(value, 1)),
}


class Markup(str):
    """HTML that documents show through a raw block (see :mod:`analysis.display`)."""

    def _repr_markdown_(self) -> str:
        return f"```{{=html}}\n{self}\n```"


def cards(portraits: DataFrame, minimum: int) -> Markup:
    """Write one card per segment, by value, the group without purchase last.

    Parameters
    ----------
    portraits : DataFrame
        See :func:`analysis.portraits.portraits`.  Its texts may hold any character:
        they are escaped.
    minimum : int
        A segment with fewer customers shows no figure and no rule.

    Returns
    -------
    Markup
        One ``article.segment-card`` per segment.
    """
    template = environment().get_template("segment_card.html.j2")
    rows = in_order(portraits).iterrows()
    written = (template.render(card=card(row, minimum)) for _, row in rows)
    return Markup("\n".join(written))


def card(segment: Series, minimum: int) -> dict[str, object]:
    """Give the template what it writes about one segment."""
    texts = ("segment", "name", "colour", "portrait", "rule", "action")
    content = {name: segment[name] for name in texts}
    if segment["customers"] < minimum:
        few = publication.count(int(segment["customers"]), minimum)
        return content | {"size": f"{few} clients", "figures": [], "rule": ""}
    share = french.percent(segment["share"], 1)
    size = french.plural(segment["customers"], "client")
    return content | {"size": f"{size}, {share} du total", "figures": figures(segment)}


def figures(segment: Series) -> list[dict[str, str]]:
    """List the key figures that are known for this segment."""
    return [
        {"label": label, "value": form(segment[column])}
        for column, (label, form) in FIGURES.items()
        if not french.is_missing(segment[column])
    ]


def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
