"""Sentences of the maintenance chapter, chosen by what the simulation found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pandas import Series

from analysis.french import Text, date, number, percent, plural, sentence

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

SHORTEST_HISTORY = 4
WEEKS_PER_MONTH = 52 / 12


def recommendation(maintenance: Maintenance) -> Text:
    """How often to refresh: an interval, a lower bound, or an avowal of ignorance."""
    horizon, threshold = observed_weeks(maintenance), number(maintenance.threshold, 2)
    if is_short(maintenance):
        return sentence(
            f"L'historique simulé ({plural(horizon, 'semaine')}) est trop court pour "
            "recommander une fréquence de mise à jour."
        )
    interval = refresh_weeks(maintenance)
    if interval is None:
        return sentence(
            f"L'accord reste au-dessus de {threshold} pendant les {horizon} semaines "
            f"observées : une mise à jour toutes les {horizon} semaines suffit ; c'est "
            "une borne inférieure."
        )
    if interval == 0:
        return sentence(
            f"L'accord passe sous {threshold} avant la fin de la première semaine : "
            "recalculez les segments avant chaque campagne."
        )
    return sentence(
        f"L'accord passe sous {threshold} après {crossing(maintenance)} : mettez "
        f"les segments à jour {every(interval)}."
    )


def headline(maintenance: Maintenance) -> Text:
    """The recommendation in the few words of a slide's title."""
    if is_short(maintenance):
        return sentence("L'historique est trop court pour recommander une fréquence")
    interval = refresh_weeks(maintenance)
    if interval is None:
        horizon = plural(observed_weeks(maintenance), "semaine")
        return sentence(f"Les segments restent justes au moins {horizon}")
    if interval == 0:
        return sentence("Les segments vieillissent en moins d'une semaine")
    return sentence(f"Mettez les segments à jour {every(interval)}")


def agreement(maintenance: Maintenance) -> Text:
    """Title of the curve: what it does with respect to the threshold."""
    threshold = number(maintenance.threshold, 2)
    if is_short(maintenance):
        return sentence(
            "Trop peu de semaines pour juger du vieillissement des segments"
        )
    if maintenance.crossing_weeks is None:
        lowest = number(maintenance.curve["ari"].min(), 2)
        return sentence(f"L'accord ne descend pas sous {threshold} (minimum {lowest})")
    return sentence(f"L'accord passe sous {threshold} après {crossing(maintenance)}")


def moved(maintenance: Maintenance) -> Text:
    """How many of the first customers have changed segment at the crossing, or last."""
    row = telling_row(maintenance)
    if row is None:
        return sentence("Aucune date ultérieure n'a pu être simulée.")
    return sentence(
        f"Après {plural(row['age_weeks'], 'semaine')}, "
        f"{percent(row['moved_share'])} des clients de l'origine ne sont plus "
        "dans leur segment de départ."
    )


def newcomers(maintenance: Maintenance) -> Text:
    """How the customer base has grown since the origin, over the whole simulation."""
    first, last = maintenance.curve.iloc[0], maintenance.curve.iloc[-1]
    growth = last["customers"] / first["customers"] - 1
    if last["age_days"] == 0 or growth <= 0:
        return sentence("Aucun nouveau client n'est arrivé depuis l'origine.")
    return sentence(
        f"Entre l'origine et la dernière date ({date(last['date'])}), la base passe de "
        f"{number(first['customers'])} à {number(last['customers'])} acheteurs, soit "
        f"{percent(growth)} de plus."
    )


def floor(maintenance: Maintenance) -> Text:
    """What two fits on the customers of the origin agree on, at best."""
    start = maintenance.curve.iloc[0]["ari"]
    if start >= 0.99:
        return sentence(
            "Le jour même, deux ajustements donnent pratiquement les mêmes segments "
            f"(indice {number(start, 2)}) : la suite mesure bien le temps."
        )
    return sentence(
        f"Le jour même, deux ajustements ne s'accordent qu'à {number(start, 2)} : "
        "cette part de la baisse vient du calcul, pas du temps."
    )


def refresh_weeks(maintenance: Maintenance) -> int | None:
    """Largest whole number of weeks before the crossing; None without a crossing."""
    weeks = maintenance.crossing_weeks
    return None if weeks is None else math.floor(weeks)


def observed_weeks(maintenance: Maintenance) -> int:
    """Age of the last simulated date, in whole weeks."""
    return math.floor(maintenance.curve["age_weeks"].max())


def is_short(maintenance: Maintenance) -> bool:
    """Whether the simulation saw neither a crossing nor a month of history."""
    no_crossing = maintenance.crossing_weeks is None
    return no_crossing and observed_weeks(maintenance) < SHORTEST_HISTORY


def crossing(maintenance: Maintenance) -> Text:
    """The age at the crossing, « 6,3 semaines »."""
    return plural(maintenance.crossing_weeks, "semaine", decimals=1)


def every(weeks: int) -> Text:
    """« chaque semaine », « toutes les 6 semaines », « … (environ 3 mois) »."""
    if weeks == 1:
        return sentence("chaque semaine")
    months = round(weeks / WEEKS_PER_MONTH)
    suffix = f" (environ {months} mois)" if months >= 2 else ""
    return sentence(f"toutes les {weeks} semaines{suffix}")


def telling_row(maintenance: Maintenance) -> Series | None:
    """The last simulated date before the crossing, or the last of all."""
    later = maintenance.curve[maintenance.curve["age_days"] > 0]
    if later.empty:
        return None
    if maintenance.crossing_weeks is None:
        return later.iloc[-1]
    before = later[later["age_weeks"] <= maintenance.crossing_weeks]
    return (later if before.empty else before.tail(1)).iloc[0]


def protocol(maintenance: Maintenance) -> Text:
    """What is compared with what, and from when to when."""
    first, last = maintenance.curve["date"].iloc[[0, -1]]
    if first == last:
        return sentence(f"Un seul modèle, celui du {date(first)} : rien à comparer")
    return sentence(
        f"Le modèle du {date(first)} affronte chaque semaine un modèle refait, "
        f"jusqu'au {date(last)}"
    )
