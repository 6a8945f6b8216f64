"""What changed in the flow of new orders, and when.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandas import DataFrame, Series

from analysis import french
from analysis.french import Text, date, enumeration, plural, quoted, sentence

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

SHARES = ("freight_share", "again")
# Behaviour → its unit; shares and instalments have none.
UNITS = {"score": "étoile", "delay": "jour"}


def found(maintenance: Maintenance) -> DataFrame:
    """The changes that were found, the clearest first."""
    table = maintenance.changes
    if table.empty:
        return table
    seen = table[table["found"].astype(bool)]
    return seen.sort_values("p_value", kind="stable").reset_index(drop=True)


def dated(maintenance: Maintenance) -> Text:
    """Which behaviours of new orders changed, and the clearest change."""
    if maintenance.changes.empty:
        return sentence("Trop peu de semaines pour dater un changement")
    seen = found(maintenance)
    if seen.empty:
        return sentence(
            "Aucun comportement des nouvelles commandes n'a changé nettement de niveau"
        )
    first = seen.iloc[0]
    return sentence(
        f"Le changement le plus net : {quoted(first['label'])} passe de "
        f"{level(first, 'before')} à {level(first, 'after')} à partir du "
        f"{date(first['week'])}"
    )


def steady(maintenance: Maintenance) -> Text:
    """How many changes were found, and which behaviours kept their level."""
    if maintenance.changes.empty:
        return sentence("Trop peu de semaines pour dater un changement")
    table = maintenance.changes
    changed = set(found(maintenance)["feature"])
    kept = table.loc[~table["feature"].isin(changed), "label"].unique()
    count = plural(len(found(maintenance)), "changement")
    everything = plural(table["feature"].nunique(), "comportement")
    text = f"En tout, {count} de niveau sur {everything} suivis"
    if not len(kept):
        return sentence(f"{text} ; tous ont changé au moins une fois")
    return sentence(f"{text} ; sans changement : {enumeration(map(quoted, kept))}")


def level(row: Series, side: str) -> Text:
    """The level of a behaviour before or after a change, with its unit."""
    value, feature = row[side], row["feature"]
    if feature in SHARES:
        return french.percent(value, 1)
    if feature == "paid":
        return french.money(value, 0)
    if feature in UNITS:
        return Text(f"{french.number(value, 1)}{french.NO_BREAK}{unit(row, side)}")
    return french.number(value, 2)


def unit(row: Series, side: str) -> str:
    """« jours », « étoile »: the plural from two on, whatever the sign."""
    noun = UNITS[row["feature"]]
    return f"{noun}s" if abs(round(row[side], 1)) >= 2 else noun
