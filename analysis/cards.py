"""Segment cards: who the customers are, how to know them, what to do with them."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pandas import DataFrame, Series

from analysis import french, publication, say
from analysis.campaigns import Campaigns
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
ADVICE = {
    "message": "Message",
    "offer": "Offre",
    "channel": "Canal",
    "timing": "Moment",
    "avoid": "À éviter",
    "indicator": "Indicateur à suivre",
}
LIST_FILE = "liste.csv"


class Markup(str):
    """HTML that documents show through a raw block (see :mod:`analysis.display`)."""

    def _repr_markdown_(self) -> str:
        return f"```{{=html}}\n{self}\n```"


def cards(portraits: DataFrame, campaigns: Campaigns, minimum: int) -> Markup:
    """Write one card per segment, by value, the group without purchase last.

    Parameters
    ----------
    portraits : DataFrame
        See :func:`analysis.portraits.portraits`.  Its texts may hold any character:
        they are escaped.
    campaigns : Campaigns
    minimum : int
        A segment with fewer customers shows no figure and no rule.

    Returns
    -------
    Markup
        One ``article.segment-card`` per segment.
    """
    template = environment().get_template("segment_card.html.j2")
    tests = campaigns.tests.drop(columns="customers")
    rows = in_order(portraits).merge(tests, on="segment")
    written = (
        template.render(card=card(row, campaigns, minimum))
        for _, row in rows.iterrows()
    )
    return Markup("\n".join(written))


def card(segment: Series, campaigns: Campaigns, minimum: int) -> dict[str, object]:
    """Give the template what it writes about one segment and its campaign test."""
    texts = ("segment", "name", "colour", "portrait", "rule", "action")
    content = {name: segment[name] for name in texts} | {"advice": advice(segment)}
    if not segment["told"]:
        untold = {"size": untold_size(segment, minimum), "figures": [], "rule": ""}
        return content | untold
    content["advice"] += [
        line("stake", "Valeur en jeu", say.campaigns.stake(segment, campaigns)),
        line("test", "Groupe témoin", say.campaigns.test(segment, campaigns)),
    ]
    return content | {"size": size(segment), "figures": figures(segment)}


def monday(portraits: DataFrame, campaigns: Campaigns, minimum: int) -> Markup:
    """Write the block that says whom to write to first, and what.

    Parameters
    ----------
    portraits, campaigns, minimum
        See `cards`; the segment is the one of :func:`analysis.say.summary.first`.
    """
    segment = say.summary.first(portraits, campaigns)
    chosen = ("offer", "channel", "timing", "avoid", "indicator")
    plan = [each for each in advice(segment) if each["kind"] in chosen]
    plan += [
        line("test", "Groupe témoin", say.campaigns.test(segment, campaigns)),
        line(
            "base", "Sans campagne", say.campaigns.expected(segment, campaigns, minimum)
        ),
        line("stake", "Valeur en jeu", say.campaigns.stake(segment, campaigns)),
    ]
    content = {name: segment[name] for name in ("name", "colour", "message")}
    content |= {"size": size(segment), "plan": plan, "command": command(segment)}
    return Markup(environment().get_template("monday.html.j2").render(card=content))


def command(segment: Series) -> str:
    """What to type for the list of a segment's customers; any name is one argument."""
    quoted = str(segment["name"]).replace("'", "'\\''")
    return f"olist segments --segment '{quoted}' --out {LIST_FILE}"


def size(segment: Series) -> str:
    share = french.percent(segment["share"], 1)
    return f"{french.plural(segment['customers'], 'client')}, {share} du total"


def untold_size(segment: Series, minimum: int) -> str:
    if segment["customers"] < minimum:
        return f"{publication.count(int(segment['customers']), minimum)} clients"
    return "effectif non publié"


def advice(segment: Series) -> list[dict[str, str]]:
    """List what to say to a segment, how and when."""
    return [line(kind, label, segment[kind]) for kind, label in ADVICE.items()]


def line(kind: str, label: str, text: str) -> dict[str, str]:
    return {"kind": kind, "label": label, "text": text}


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
