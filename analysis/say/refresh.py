"""What becomes of the recommended interval under other settings.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandas import DataFrame, Series

from analysis.french import Text, enumeration, number, percent, plural, sentence
from analysis.say.maintenance import is_short
from analysis.say.trials import space

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

# Kind of change → what it is called.
KINDS = {
    "threshold": "le seuil",
    "k": "le nombre de segments",
    "space": "le choix des variables",
    "good": "le choix des clients suivis",
}


def sensitivity(maintenance: Maintenance) -> Text:
    """The shortest and the longest interval, and which settings give them."""
    if is_untried(maintenance):
        return sentence("Trop peu de semaines pour essayer d'autres réglages")
    rows = maintenance.sensitivity
    reached = bounded(rows)
    if reached.min() == reached.max():
        same = weeks(rows.iloc[0])
        return sentence(f"Aucun des réglages essayés ne déplace l'intervalle : {same}")
    low, high = rows.loc[reached.idxmin()], rows.loc[reached.idxmax()]
    return sentence(
        f"Selon le réglage, l'intervalle va de {weeks(low)} ({label(low)}) à "
        f"{weeks(high)} ({label(high)})"
    )


def strongest(maintenance: Maintenance) -> Text:
    """Which kinds of settings move the interval, and which do not."""
    if is_untried(maintenance):
        return sentence("Aucun autre réglage n'a pu être essayé")
    rows = maintenance.sensitivity
    reached, start = bounded(rows), maintenance.interval_weeks
    start = maintenance.horizon_weeks if start is None else start
    shift = (reached - start).abs().groupby(rows["what"]).max()
    shift = shift.reindex(list(KINDS)).dropna()
    if not shift.max():
        return sentence("Aucun des réglages essayés n'y change rien")
    most = shift.idxmax()
    unseen = rows.loc[rows["what"] == most, "weeks"].isna().any()
    least = " au moins" if unseen else ""
    text = (
        f"C'est {KINDS[most]} qui pèse le plus : l'intervalle peut s'en trouver "
        f"déplacé de {plural(shift[most], 'semaine')}{least}"
    )
    steady = [KINDS[kind] for kind in shift.index if shift[kind] <= 1 and kind != most]
    if not steady:
        return sentence(text)
    return sentence(f"{text} ; d'une semaine au plus pour {enumeration(steady)}")


def good(maintenance: Maintenance) -> Text:
    """The interval when only good customers must stay right."""
    unknown = sentence("L'intervalle des seuls bons clients n'a pas pu être calculé")
    if is_untried(maintenance):
        return unknown
    rows = maintenance.sensitivity[maintenance.sensitivity["what"] == "good"]
    if rows.empty:
        return unknown
    row = rows.iloc[0]
    text = f"S'il suffit que les bons clients restent justes : {weeks(row)}"
    if row.isna()["weeks"]:
        return sentence(text)
    span = f"intervalle à {percent(maintenance.confidence)}"
    return sentence(
        f"{text} ({span} : de {number(row['low'])} à {plural(row['high'], 'semaine')})"
    )


def is_untried(maintenance: Maintenance) -> bool:
    """Whether no other setting could be tried."""
    return is_short(maintenance) or len(maintenance.sensitivity) < 2


def bounded(rows: DataFrame) -> Series:
    """Weeks of each row, what was observed where the agreement never crosses."""
    return rows["weeks"].fillna(rows["horizon_weeks"]).astype(float)


def weeks(row: Series) -> str:
    """« 5 semaines », « au moins 26 semaines », « moins d'une semaine »."""
    if row.isna()["weeks"]:
        return f"au moins {plural(row['horizon_weeks'], 'semaine')}"
    if row["weeks"] < 1:
        return "moins d'une semaine"
    return str(plural(row["weeks"], "semaine"))


def label(row: Series) -> Text:
    """What is changed; a space of variables is named in French."""
    name = str(row["label"])
    if row["what"] == "space":
        name = space(name.removeprefix("espace "))
    return sentence(name)
