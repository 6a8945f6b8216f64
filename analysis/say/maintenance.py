"""Findings of the maintenance chapter, that stand in titles and in the prose.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pandas import Series

from analysis.french import Text, date, number, percent, plural, sentence

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

SHORTEST_HISTORY = 4
FAITHFUL = 0.95
DAYS_PER_WEEK = 7
WEEKS_PER_MONTH = 52 / 12


def recommendation(maintenance: Maintenance) -> Text:
    """How often to refresh: an interval, a lower bound, or an avowal of ignorance."""
    horizon, threshold = observed_weeks(maintenance), number(maintenance.threshold, 2)
    if is_short(maintenance):
        why = maintenance.reason or f"{plural(horizon, 'semaine')} d'historique simulé"
        return sentence(f"Aucune fréquence ne peut être recommandée : {why}")
    interval = refresh_weeks(maintenance)
    if interval is None:
        return sentence(
            f"L'accord ne passe pas sous {threshold} pendant les {horizon} semaines "
            f"observées : une mise à jour toutes les {horizon} semaines suffit, et "
            "rien ne dit encore si l'on peut attendre davantage"
        )
    if interval == 0:
        return sentence(
            f"L'accord passe sous {threshold} avant la fin de la première semaine : "
            "recalculez les segments avant chaque campagne"
        )
    return sentence(
        f"L'accord passe sous {threshold} après {crossing(maintenance)} : mettez "
        f"les segments à jour {every(interval)}"
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
    """How many customers the first model misplaces at the crossing, or at the end."""
    row = telling_row(maintenance)
    if row is None:
        return sentence("Aucune date ultérieure n'a pu être simulée")
    return sentence(
        f"Après {age(row['age_weeks'])}, {percent(row['moved_share'])} des acheteurs "
        "ne sont plus dans le segment qu'un modèle refait leur donnerait"
    )


def newcomers(maintenance: Maintenance) -> Text:
    """How the customer base has grown between the first and the last simulated date."""
    if is_empty(maintenance):
        return sentence("Aucune date n'a pu être simulée")
    last = maintenance.curve.iloc[-1]
    if not last["new_customers"]:
        return sentence("Aucun nouvel acheteur n'est arrivé depuis l'origine")
    share = percent(last["new_customers"] / last["customers"])
    return sentence(
        f"Le {date(last['date'])}, {share} des {number(last['customers'])} acheteurs "
        "étaient inconnus du premier modèle"
    )


def noise(maintenance: Maintenance) -> Text:
    """How much two models fitted on the same day disagree: not the work of time."""
    if is_empty(maintenance):
        return sentence("Aucune date n'a pu être simulée")
    lowest = maintenance.curve["refit_ari"].min()
    shown = number(lowest, 2)
    if lowest >= FAITHFUL:
        return sentence(
            "Deux modèles refaits le même jour s'accordent toujours (au moins "
            f"{shown}) : un désaccord plus grand vient du temps, pas du hasard des "
            "calculs"
        )
    return sentence(
        f"Deux modèles refaits le même jour ne s'accordent parfois qu'à {shown} : un "
        "désaccord de cet ordre peut venir du hasard des calculs, pas du temps"
    )


def refresh_weeks(maintenance: Maintenance) -> int | None:
    """Largest whole number of weeks before the crossing; None without a crossing."""
    weeks = maintenance.crossing_weeks
    return None if weeks is None else math.floor(weeks)


def observed_weeks(maintenance: Maintenance) -> int:
    """Age of the last simulated date, in whole weeks; 0 without any date."""
    return (
        0 if is_empty(maintenance) else math.floor(maintenance.curve["age_weeks"].max())
    )


def is_empty(maintenance: Maintenance) -> bool:
    return maintenance.curve.empty


def is_short(maintenance: Maintenance) -> bool:
    """Whether the simulation saw neither a crossing nor a month of history."""
    no_crossing = maintenance.crossing_weeks is None
    return no_crossing and observed_weeks(maintenance) < SHORTEST_HISTORY


def crossing(maintenance: Maintenance) -> Text:
    """The age at the crossing, « 6,3 semaines »."""
    return plural(maintenance.crossing_weeks, "semaine", decimals=1)


def age(weeks: float) -> Text:
    """« 6 semaines »; « 8,6 semaines » when the age is not a whole number of weeks."""
    return plural(weeks, "semaine", decimals=0 if float(weeks).is_integer() else 1)


def pace(maintenance: Maintenance) -> Text:
    """Time between two simulated dates: « chaque semaine », « tous les 10 jours »."""
    days = int(maintenance.curve["age_days"].iloc[1])
    if days % DAYS_PER_WEEK == 0:
        return every(days // DAYS_PER_WEEK)
    return sentence("chaque jour" if days == 1 else f"tous les {days} jours")


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
    if len(maintenance.curve) < 2:
        return sentence("Un seul modèle, celui de l'origine : rien à comparer")
    first, last = maintenance.curve["date"].iloc[[0, -1]]
    return sentence(
        f"Le modèle du {date(first)} est comparé {pace(maintenance)} à un modèle "
        f"refait, jusqu'au {date(last)}"
    )


def segments(maintenance: Maintenance) -> Text:
    """« 5 segments », as many in every model of the simulation."""
    return plural(maintenance.k, "segment")


def threshold(maintenance: Maintenance) -> Text:
    """The agreement under which the segmentation is out of date, « 0,80 »."""
    return number(maintenance.threshold, 2)
