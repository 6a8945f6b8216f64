"""How long a segmentation stays true, in sentences.

None has a final stop (see :mod:`analysis.say.segments`).  Where other readings of
the same history lead is told in :mod:`analysis.say.readings`, what a model loses and
why in :mod:`analysis.say.aging`, what to watch in :mod:`analysis.say.alarms`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandas import DataFrame, Series

from analysis.french import Text, date, month, number, percent, plural, sentence

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance
    from analysis.settings import MaintenanceSettings

# Fewer weeks without a crossing say nothing.
SHORTEST_HISTORY = 4
FAITHFUL = 0.95
WEEKS_PER_MONTH = 52 / 12
# Agreements closer than this are told as equal; a smaller loss is not shared out.
SAME_AGREEMENT, NOTHING_LOST = 0.01, 0.02
TOO_SHORT = "Aucune date ultérieure n'a pu être simulée"


def recommendation(maintenance: Maintenance) -> Text:
    """How often to refresh: an interval, a lower bound, or an avowal of ignorance."""
    limit = threshold(maintenance)
    if is_short(maintenance):
        return sentence(
            f"Aucune fréquence ne peut être recommandée : {why(maintenance)}"
        )
    if maintenance.is_lower_bound:
        weeks = plural(maintenance.horizon_weeks, "semaine")
        return sentence(
            f"Une mise à jour {every(maintenance.horizon_weeks)} suffit"
            f"{margin(maintenance)} : l'accord avec un modèle refait reste au moins à "
            f"{limit} pendant les {weeks} observées {held(maintenance)} ; c'est un "
            "minimum, rien ne dit encore si l'on peut attendre davantage"
        )
    if maintenance.interval_weeks == 0:
        return sentence(
            f"L'accord avec un modèle refait peut passer sous {limit} dès la première "
            f"semaine{margin(maintenance)} : refaites les segments avant chaque "
            "campagne"
        )
    return sentence(
        f"Mettez les segments à jour {every(maintenance.interval_weeks)}"
        f"{margin(maintenance)} : jusqu'à cet âge, l'accord avec un modèle refait "
        f"reste au moins à {limit} {held(maintenance)}"
    )


def headline(maintenance: Maintenance) -> Text:
    """The recommendation in the few words of a slide's title."""
    if is_short(maintenance):
        return sentence("L'historique est trop court pour recommander une fréquence")
    if maintenance.is_lower_bound:
        weeks = plural(maintenance.horizon_weeks, "semaine")
        return sentence(f"Les segments restent justes au moins {weeks}")
    if maintenance.interval_weeks == 0:
        return sentence("Les segments peuvent vieillir en moins d'une semaine")
    return sentence(
        f"Mettez les segments à jour {every(maintenance.interval_weeks)} "
        f"({between(maintenance)})"
    )


def figure(maintenance: Maintenance) -> Text:
    """The interval alone, for a key figure: « 5 semaines »."""
    if is_short(maintenance):
        return sentence("inconnu")
    if maintenance.is_lower_bound:
        return sentence(f"≥ {plural(maintenance.horizon_weeks, 'semaine')}")
    if maintenance.interval_weeks == 0:
        return sentence("< 1 semaine")
    return plural(maintenance.interval_weeks, "semaine")


def figure_margin(maintenance: Maintenance) -> Text:
    """What stands below the key figure: what it is, and how sure."""
    told = "avant de refaire les segments"
    if is_short(maintenance):
        return sentence(f"{told} : l'historique est trop court")
    return sentence(f"{told} ({between(maintenance)})")


def margin(maintenance: Maintenance) -> str:
    """Between brackets, how long the interval is in months, and how sure."""
    weeks = maintenance.interval_weeks
    weeks = maintenance.horizon_weeks if weeks is None else weeks
    months = round(weeks / WEEKS_PER_MONTH)
    length = f"environ {months} mois ; " if months >= 2 else ""
    if maintenance.origins == 1:
        return f" ({length}{between(maintenance)})"
    level = f"intervalle à {percent(maintenance.confidence)}"
    return f" ({length}{level} : {between(maintenance)})"


def between(maintenance: Maintenance) -> str:
    """« de 4 à 6 semaines », « au moins 19 semaines », or how little is known."""
    low, high = maintenance.interval_low, maintenance.interval_high
    if maintenance.origins == 1:
        return "une seule origine : un ordre de grandeur"
    if high >= maintenance.horizon_weeks:
        return f"au moins {plural(low, 'semaine')}"
    if low == high:
        return f"{plural(low, 'semaine')}, sans écart"
    return f"de {low} à {plural(high, 'semaine')}"


def held(maintenance: Maintenance) -> str:
    """How many of the replays the lower bound of the band stands for."""
    return f"dans {percent((1 + maintenance.confidence) / 2)} des rejeux"


def why(maintenance: Maintenance) -> str:
    """Why nothing can be recommended, as a clause."""
    weeks = plural(maintenance.horizon_weeks, "semaine")
    return maintenance.reason or f"{weeks} d'historique simulé"


def agreement(maintenance: Maintenance) -> Text:
    """Title of the curve: when its mean and its lower bound meet the threshold."""
    if is_short(maintenance):
        return sentence(
            "Trop peu de semaines pour juger du vieillissement des segments"
        )
    limit, band = threshold(maintenance), maintenance.band
    low = first_below(band, "low", maintenance.threshold)
    mean = first_below(band, "mean", maintenance.threshold)
    if low is None:
        lowest = number(band["low"].min(), 2)
        return sentence(
            f"La borne basse de l'accord ne descend pas sous {limit} (minimum {lowest})"
        )
    start = f"Dès la semaine {low}, l'accord n'est plus sûr de rester à {limit}"
    if mean is None:
        return sentence(f"{start} ; en moyenne, il y reste jusqu'au bout")
    if mean == low:
        return sentence(
            f"Dès la semaine {low}, l'accord est sous {limit}, en moyenne aussi"
        )
    return sentence(f"{start} ; en moyenne, il passe dessous en semaine {mean}")


def band(maintenance: Maintenance) -> Text:
    """What the band is made of, and how many origins stand at its ends."""
    if maintenance.band.empty:
        return sentence("Aucune date n'a pu être simulée")
    level = percent(maintenance.confidence)
    many = maintenance.band["origins"]
    if maintenance.origins == 1:
        return sentence(
            f"La bande contient {level} des rejeux où les clients sont tirés au sort ; "
            "d'une seule origine, elle ne dit rien de ce qu'une autre aurait donné"
        )
    fewer = ""
    if many.iloc[-1] < many.iloc[0]:
        fewer = (
            f" ; {many.iloc[0]} origines sont suivies au début, {many.iloc[-1]} "
            "jusqu'au bout"
        )
    return sentence(
        f"La bande contient {level} des rejeux, où les origines et leurs clients sont "
        f"tirés au sort{fewer}"
    )


def starts(settings: MaintenanceSettings) -> Text:
    """How often each model starts from other centres."""
    times = settings.n_init
    if times == 1:
        return sentence("un seul tirage des centres de départ")
    return sentence(f"le meilleur de {times} tirages des centres de départ")


def noise(maintenance: Maintenance) -> Text:
    """How much two models fitted on the same day disagree: not the work of time."""
    if maintenance.curves.empty:
        return sentence("Aucune date n'a pu être simulée")
    refits = maintenance.curves["refit_ari"].dropna()
    shown = number(refits.min(), 2)
    if refits.min() >= FAITHFUL:
        return sentence(
            "Deux modèles refaits le même jour s'accordent toujours (au moins "
            f"{shown}) : un désaccord plus grand vient du temps, pas du hasard des "
            "calculs"
        )
    return sentence(
        f"Deux modèles refaits le même jour ne s'accordent parfois qu'à {shown}, en "
        f"moyenne à {number(refits.mean(), 2)} : un désaccord de cet ordre peut venir "
        "du hasard des calculs, pas du temps"
    )


def moved(maintenance: Maintenance) -> Text:
    """How many customers the old model misplaces at the recommended age."""
    row = at(maintenance, telling_age(maintenance))
    if row is None:
        return sentence(TOO_SHORT)
    low, high = percent(row["moved_low"]), percent(row["moved_high"])
    between = "" if low == high else f" (de {low} à {high})"
    return sentence(
        f"Après {age(row['age_weeks'])}, {percent(row['moved_mean'])} des acheteurs"
        f"{between} ne sont plus dans le segment qu'un modèle refait leur donnerait"
    )


def protocol(maintenance: Maintenance) -> Text:
    """What is compared with what, and from when to when."""
    if maintenance.crossings.empty:
        return sentence("Aucun modèle n'a pu être mis à l'épreuve")
    starts = maintenance.crossings["origin"]
    if len(starts) == 1:
        return sentence(
            f"Un seul modèle, celui du {date(starts.iloc[0])}, est comparé chaque "
            "semaine à un modèle refait"
        )
    return sentence(
        f"{len(starts)} modèles, formés entre {month(starts.min())} et "
        f"{month(starts.max())}, sont comparés chaque semaine à un modèle refait"
    )


def telling_age(maintenance: Maintenance) -> int:
    """The age at which findings are told: the recommended one, at least one week.

    The last one observed where the agreement never crosses; 0 without any later date.
    """
    last = 0 if maintenance.band.empty else int(maintenance.band["age_weeks"].max())
    interval = maintenance.interval_weeks
    return last if interval is None else min(max(interval, 1), last)


def at(maintenance: Maintenance, weeks: int) -> Series | None:
    """The row of the band at an age after the origin; None when there is none."""
    if not weeks:
        return None
    rows = maintenance.band[maintenance.band["age_weeks"] == weeks]
    return None if rows.empty else rows.iloc[0]


def first_below(table: DataFrame, column: str, limit: float) -> int | None:
    """First age at which a column is under a limit; None when it never is."""
    below = table.loc[table[column] < limit, "age_weeks"]
    return None if below.empty else int(below.min())


def is_short(maintenance: Maintenance) -> bool:
    """Whether the simulation saw neither a crossing nor a month of history."""
    if maintenance.reason or maintenance.band.empty:
        return True
    return maintenance.is_lower_bound and maintenance.horizon_weeks < SHORTEST_HISTORY


def age(weeks: float) -> Text:
    """« 6 semaines »; « 8,6 semaines » when the age is not a whole number of weeks."""
    return plural(weeks, "semaine", decimals=digits(weeks))


def digits(weeks: float) -> int:
    return 0 if float(weeks).is_integer() else 1


def every(weeks: int) -> Text:
    """« chaque semaine », « toutes les 6 semaines »."""
    return sentence("chaque semaine" if weeks == 1 else f"toutes les {weeks} semaines")


def segments(maintenance: Maintenance) -> Text:
    """« 5 segments », as many in every model of the simulation."""
    return plural(maintenance.k, "segment")


def threshold(maintenance: Maintenance) -> Text:
    """The agreement under which the segmentation is out of date, « 0,80 »."""
    return number(maintenance.threshold, 2)
