"""Tables of the segments chapter."""

from __future__ import annotations

from great_tables import GT, loc, style
from pandas import DataFrame

from analysis import french
from analysis.charts.theme import ACCENT
from analysis.say.segments import WITHOUT_PURCHASE, told
from analysis.tables.style import (
    amounts,
    base,
    labelled,
    numbers,
    percents,
)

HEADS = {
    "share": ("Clients", "part"),
    "revenue_share": ("Montant", "part"),
}
FEATURES = {
    "recency": ("Dernier achat", "jours"),
    "frequency": ("Achats", "par client"),
    "spend": ("Dépense", "par client"),
    "satisfaction": ("Note", "étoiles"),
    "delivery_delay": ("Retard", "jours"),
    "unhappy_share": ("Mécontents", "part"),
}
STRONGEST_TINT = 0x80


def profiles(portraits: DataFrame) -> GT:
    """Features of each segment: the darker the cell, the higher the value.

    Parameters
    ----------
    portraits : DataFrame
        Segments that may not be told are left out.
    """
    table = told(portraits)
    columns = ["name", *HEADS, *FEATURES]
    finished = base(table[columns], stub="name", head="Segment")
    finished = percents(finished, [*HEADS, "unhappy_share"])
    finished = numbers(finished, ["recency", "delivery_delay"])
    finished = numbers(finished, ["frequency", "satisfaction"], 1)
    finished = amounts(finished, "spend")
    finished = labelled(finished, HEADS | FEATURES)
    finished = swatched(finished, table)
    for column in HEADS:
        finished = barred(finished, table, column)
    for column in FEATURES:
        finished = tinted(finished, table, column)
    return finished


def actions(portraits: DataFrame) -> GT:
    """What to do with each segment, in one line each."""
    table = told(portraits)
    finished = base(table[["name", "share", "action"]], stub="name", head="Segment")
    finished = percents(finished, "share")
    finished = labelled(finished, {"share": "Clients", "action": "Action"})
    return swatched(finished, table)


def swatched(finished: GT, table: DataFrame) -> GT:
    """Put each segment's colour before its name."""
    for row, colour in enumerate(table["colour"]):
        swatch = f"linear-gradient(90deg, {colour} 8px, transparent 8px)"
        rule = f"{filled(swatch)} padding-left: 18px !important;"
        finished = finished.tab_style(style.css(rule), loc.stub(rows=[row]))
    return finished


def barred(finished: GT, table: DataFrame, column: str) -> GT:
    """Draw a share as a bar behind its number, on a scale common to all shares."""
    for row, share in enumerate(table[column]):
        end = f"{100 * share:.0f}%"
        bar = f"linear-gradient(90deg, {ACCENT}55 {end}, transparent {end})"
        place = loc.body(columns=column, rows=[row])
        finished = finished.tab_style(style.css(filled(bar)), place)
    return finished


def tinted(finished: GT, table: DataFrame, column: str) -> GT:
    """Tint a column from its lowest (no tint) to its highest value.

    The group without purchase has no tint: it would set the scale of the others.
    """
    values = table[column].mask(table["segment"] == WITHOUT_PURCHASE)
    low, extent = values.min(), values.max() - values.min()
    for row, value in enumerate(values):
        if french.is_missing(value) or not extent > 0:
            continue
        tint = round(STRONGEST_TINT * (value - low) / extent)
        place = loc.body(columns=column, rows=[row])
        fill = filled(f"{ACCENT}{tint:02x}")
        finished = finished.tab_style(style.css(fill), place)
    return finished


def filled(background: str) -> str:
    """CSS of a cell whose translucent fill lets the page's own ink stand on it."""
    return f"background: {background} !important; color: var(--ink) !important;"
