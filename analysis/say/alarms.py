"""What to watch between two refreshes: alarms, policies.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandas import DataFrame

from analysis.french import Text, number, percent, plural, sentence
from analysis.say.maintenance import threshold

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance
    from analysis.settings import AlarmSettings

COUNTS = ("in_time", "false_alarms", "missed")
WEEKS_PER_YEAR = 52
AGREEMENT, RECOMMENDED = "agreement", "recommended"
NO_ALARM = "Trop peu de semaines pour juger une alarme"
NO_POLICY = "Trop peu de semaines pour rejouer une façon de faire"


def advised(alarms: DataFrame) -> DataFrame:
    """Give the counts of each alarm at its advised level, the usual or the calibrated.

    Returns
    -------
    DataFrame
        As ``alarms``, the best first; ``calibrated`` says which level is meant.
    """
    calibrated = alarms["advised_level"] != alarms["level"]
    counts = {
        name: alarms[name].mask(calibrated, alarms[f"calibrated_{name}"])
        for name in COUNTS
    }
    return alarms.assign(calibrated=calibrated, **counts)


def best(maintenance: Maintenance) -> Text:
    """Which alarm to follow, at which level, and how often it would have been right."""
    if maintenance.alarms.empty:
        return sentence(NO_ALARM)
    row = advised(maintenance.alarms).iloc[0]
    if not row["crossed"]:
        return sentence(
            "L'accord n'est jamais passé sous le seuil : aucune alarme n'avait de quoi "
            "sonner, et aucune ne peut être jugée"
        )
    way = "descend à" if row["alarm"] == AGREEMENT else "atteint"
    false = plural(row["false_alarms"], "fausse alerte", "fausses alertes")
    crossed = plural(row["crossed"], "passage")
    return sentence(
        f"À suivre : {row['label']}. L'alarme sonne quand cette mesure {way} "
        f"{level(row['advised_level'])} : à temps pour {number(row['in_time'])} des "
        f"{crossed} sous le seuil, avec {false}"
    )


def level(value: float) -> Text:
    """A level of an alarm, with two digits that tell it from zero."""
    return number(value, 2 if value >= 0.1 else 3 if value >= 0.01 else 4)


def usual(maintenance: Maintenance) -> Text:
    """What the levels in use would have given, without any calibration."""
    drifts = maintenance.alarms
    if drifts.empty:
        return sentence(NO_ALARM)
    drifts = drifts[drifts["alarm"] != AGREEMENT]
    if drifts.empty or not drifts["crossed"].max():
        return sentence("Les niveaux d'usage n'ont rien eu à annoncer")
    most = drifts.loc[drifts["in_time"].idxmax()]
    crossed = plural(most["crossed"], "passage")
    if not most["in_time"]:
        return sentence(
            f"Aux niveaux d'usage, aucune mesure de dérive n'aurait annoncé à temps un "
            f"seul des {crossed} sous le seuil : ces niveaux viennent d'autres métiers"
        )
    return sentence(
        f"Aux niveaux d'usage, la meilleure mesure de dérive ({most['label']}) aurait "
        f"annoncé à temps {number(most['in_time'])} des {crossed} sous le seuil"
    )


def trust(maintenance: Maintenance) -> Text:
    """Whether the best alarm can stand for the calendar."""
    if maintenance.alarms.empty or not maintenance.alarms["crossed"].max():
        return sentence(NO_ALARM)
    row = advised(maintenance.alarms).iloc[0]
    if row["missed"] == 0 and row["false_alarms"] == 0:
        flawless = "Elle n'a rien manqué et n'a jamais sonné pour rien"
        if row["alarm"] == AGREEMENT:
            return sentence(
                f"{flawless}, mais elle demande de refaire un modèle chaque semaine "
                "pour le comparer à l'ancien"
            )
        return sentence(f"{flawless} : elle peut tenir lieu de calendrier")
    faults = []
    if row["missed"]:
        faults.append(f"manque {plural(row['missed'], 'passage')}")
    if row["false_alarms"]:
        times = number(row["false_alarms"]) if row["false_alarms"] > 1 else "une"
        faults.append(f"sonne {times} fois trop tôt ou pour rien")
    return sentence(
        f"Même la meilleure alarme {' et '.join(faults)} : elle complète le "
        "calendrier, elle ne le remplace pas"
    )


def judged(settings: AlarmSettings) -> Text:
    """When an alarm counts as in time, false or missed."""
    weeks = plural(settings.lead_weeks, "semaine")
    return sentence(
        f"Une alarme est à temps si elle sonne dans les {weeks} qui précèdent le "
        "passage sous le seuil ; plus tôt, ou sans passage, elle est fausse ; après, "
        "le passage est manqué"
    )


def policies(maintenance: Maintenance) -> Text:
    """What the recommended policy gives, beside never and beside the others."""
    table = maintenance.policies
    if table.empty:
        return sentence(NO_POLICY)
    named = table.set_index("policy")
    if RECOMMENDED not in named.index:
        never = named.loc["never"]
        return sentence(
            f"Sans aucune mise à jour, l'accord moyen est de "
            f"{number(never['mean_ari'], 2)} en {plural(never['weeks'], 'semaine')} "
            "rejouées"
        )
    ours, never = named.loc[RECOMMENDED], named.loc["never"]
    return sentence(
        f"En suivant la recommandation, l'accord moyen passe de "
        f"{number(never['mean_ari'], 2)} à {number(ours['mean_ari'], 2)}, pour "
        f"{plural(ours['refreshes'], 'mise à jour', 'mises à jour')} en "
        f"{plural(ours['weeks'], 'semaine')}"
    )


def below(maintenance: Maintenance) -> Text:
    """How long each policy leaves the segmentation under the threshold."""
    table = maintenance.policies
    if table.empty:
        return sentence(NO_POLICY)
    safe = table[table["weeks_below"] == 0]
    limit = threshold(maintenance)
    if safe.empty:
        least = table.loc[table["weeks_below"].idxmin()]
        return sentence(
            f"Aucune façon de faire ne reste toujours au-dessus de {limit} ; la plus "
            f"sûre ({least['label']}) passe {percent(least['weeks_below'])} des "
            "semaines en dessous"
        )
    thrifty = safe.loc[safe["refreshes"].idxmin()]
    if not thrifty["refreshes"]:
        return sentence(f"Même sans mise à jour, l'accord reste au moins à {limit}")
    return sentence(
        f"La plus économe de celles qui restent toujours au moins à {limit} : "
        f"{thrifty['label']}, "
        f"{plural(thrifty['refreshes'], 'mise à jour', 'mises à jour')} en "
        f"{plural(thrifty['weeks'], 'semaine')}"
    )
