"""Findings of the exploration chapter, that stand in titles and in the prose.

Each takes the table that it speaks of and has no final stop, so that it serves as the
title of a chart and inside a paragraph.
"""

from __future__ import annotations

import datetime as dt

from pandas import DataFrame, Series

from analysis import publication
from analysis.exploration.satisfaction import Lateness
from analysis.french import (
    Text,
    date,
    month,
    number,
    percent,
    plural,
    sentence,
    sentence_case,
)
from analysis.period import Period
from analysis.settings import Window

NOTABLE = 0.005
MONTH_DAYS = 31
TOO_FEW = Text("Trop peu de clients par cellule pour que ces chiffres soient publiés")


def double_counting(table: DataFrame) -> Text:
    """Say how far the worst careless join is from the truth."""
    error = table["error"].abs()
    if not error.max() >= NOTABLE:
        return Text("Ici, joindre les tables sans précaution ne fausse aucun total")
    worst = table.loc[error.idxmax()]
    direction = "en trop" if worst["error"] > 0 else "en moins"
    return sentence(
        f"La plus grande erreur est de {percent(error.max())} {direction} "
        f"({lowered(worst['measure'])}, {worst['join']})"
    )


def quality(register: DataFrame, minimum: int) -> Text:
    """Say how many anomalies were looked for, how many found, and the most frequent."""
    found = register[register["count"] > 0]
    looked = plural(len(register), "contrôle")
    if found.empty:
        return Text(f"{looked}, aucune anomalie trouvée")
    most = found.loc[found["count"].idxmax()]
    count = publication.count(int(most["count"]), minimum)
    verb = "signale" if len(found) == 1 else "signalent"
    return sentence(
        f"{looked}, dont {len(found)} {verb} une anomalie ; la plus fréquente : "
        f"{lowered(most['anomaly'])} ({count} sur {number(most['total'])})"
    )


def nothing_found(register: DataFrame) -> Text:
    """Count the checks that found nothing."""
    clear = int((register["count"] == 0).sum())
    if not clear:
        return Text("Chaque contrôle a trouvé quelque chose")
    verb = "n'a rien trouvé" if clear == 1 else "n'ont rien trouvé"
    return sentence(f"{plural(clear, 'contrôle')} {verb}")


def months(table: DataFrame) -> Text:
    """Say which month was the busiest, and how much busier than an ordinary one."""
    if table.empty:
        return TOO_FEW
    inside = table[table["inside"]] if table["inside"].any() else table
    peak = inside.loc[inside["orders"].idxmax()]
    text = f"{month(peak['month'])} est le mois le plus actif"
    ratio = peak["orders"] / inside["orders"].median()
    if len(inside) > 2 and ratio >= 1.1:
        text += f", avec {number(ratio, 1)} fois les commandes d’un mois médian"
    return capitalised(text)


def window(period: Period, outside: int, minimum: int) -> Text:
    """Say which months the analyses in time cover, and what they leave out."""
    first, last = month(period.start), month(period.end)
    covered = f"Les analyses dans le temps vont de {first} à {last}"
    if first == last:
        covered = f"Les analyses dans le temps portent sur {first}"
    if outside == 0:
        return Text(f"{covered} et couvrent toutes les commandes")
    left = publication.count(outside, minimum)
    return sentence(f"{covered} ; elles laissent de côté {left} commandes")


def window_rule(window: Window) -> Text:
    """Say how the study window was decided."""
    if window.start or window.end:
        return Text("La fenêtre d’étude est fixée dans les réglages de l’étude")
    return sentence(
        "Décision : la fenêtre d'étude est la plus longue suite de mois qui comptent "
        f"chacun au moins {percent(window.minimum_share)} des commandes du mois le "
        "plus actif"
    )


def study_day(period: Period) -> Text:
    """Write the day on which customers are described, and what lies before it."""
    told = f"La date de l'étude est le {date(period.as_of)}"
    empty = (period.as_of.date() - period.end).days
    if empty <= MONTH_DAYS:
        return sentence(told)
    return sentence(
        f"{told}, {plural(empty, 'jour')} après la fin de la fenêtre d'étude : ce "
        "temps presque vide s'ajoute à toutes les récences, sans changer l'ordre des "
        "clients"
    )


def days(table: DataFrame) -> Text:
    """Say which day was the busiest, and whether it was a Black Friday."""
    if table.empty:
        return TOO_FEW
    peak = table.loc[table["orders"].idxmax()]
    friday = ", jour du Black Friday," if is_black_friday(peak["day"].date()) else ""
    text = f"Le {date(peak['day'])}{friday} compte {number(peak['orders'])} commandes"
    ratio = peak["orders"] / table["orders"].median()
    if ratio >= 1.5:
        text += f", {number(ratio, 1)} fois un jour médian"
    return Text(text)


def is_black_friday(day: dt.date) -> bool:
    """Whether a day follows the fourth Thursday of November."""
    return day.month == 11 and day.weekday() == 4 and 23 <= day.day <= 29


def returns(table: DataFrame) -> Text:
    """Say which share comes back within a year, or within the time observed."""
    if table.empty:
        return TOO_FEW
    end = table.iloc[min(12, len(table) - 1)]
    within = "dans l’année" if end["months"] == 12 else f"en {span(end['months'])}"
    if end["share"] == 0:
        return Text(f"Aucun acheteur ne revient {within}")
    first = table.iloc[1]["share"]
    text = f"{percent(end['share'], 1)} des acheteurs reviennent {within}"
    if end["months"] > 1 and first > 0:
        text += f", {percent(first, 1)} dès les 30 premiers jours"
    return Text(text)


def span(periods: float) -> Text:
    return plural(30 * periods, "jour")


def concentration(table: DataFrame) -> Text:
    """Say what the best tenth of the customers bring."""
    if table.empty:
        return Text("Aucun client n’a payé")
    best = top(table)
    return sentence(
        f"Les {percent(best['customers_share'])} de clients qui dépensent le plus "
        f"apportent {percent(best['revenue_share'])} du chiffre d'affaires"
    )


def top(table: DataFrame, share: float = 0.1) -> Series:
    """The point of a Lorenz table that is nearest to the best ``share`` of customers.

    Few customers give few points: it says which share it is about.
    """
    points = table[table["customers_share"] > 0]
    return points.loc[(points["customers_share"] - share).abs().idxmin()]


def scores(table: DataFrame) -> Text:
    """Say whether scores gather at the top, and what stands at the bottom."""
    if table.empty:
        return TOO_FEW
    share = table.set_index("score")["share"]
    best, worst = share.get(5, 0.0), share.get(1, 0.0)
    if worst > max(share.get(2, 0.0), share.get(3, 0.0)):
        return sentence(
            f"{percent(best)} des notes sont de 5 étoiles ; une seule étoile "
            f"({percent(worst)}) est plus fréquente que deux ou trois"
        )
    if best >= 0.5:
        return Text(f"{percent(best)} des notes sont de 5 étoiles")
    common = int(share.idxmax())
    stars = plural(common, "étoile")
    return Text(f"La note la plus fréquente est {stars} ({percent(share.max())})")


def score_by_delay(lateness: Lateness) -> Text:
    """Say whether late orders score lower, and by how much."""
    if lateness.share is None:
        return Text("Trop peu de livraisons connues pour juger l’effet d’un retard")
    if lateness.difference is None:
        return Text("Trop peu de commandes en retard ou à l’heure pour les comparer")
    if lateness.harms:
        late = plural(lateness.late, "étoile", decimals=1)
        return sentence(
            f"Une commande en retard reçoit {late} en moyenne, contre "
            f"{number(lateness.on_time, 1)} à l'heure"
        )
    if lateness.difference - lateness.margin > 0:
        gap = plural(lateness.difference, "étoile", decimals=1)
        return Text(f"Les commandes en retard sont mieux notées, de {gap}")
    return Text("Un retard ne change pas la note de façon mesurable")


def unhappy(lateness: Lateness) -> Text:
    """Say what happened to the orders that were scored one or two stars."""
    late, waiting = lateness.unhappy_because_late, lateness.unhappy_waiting
    if late is None or waiting is None:
        return Text("Trop peu de mauvaises notes pour dire d’où elles viennent")
    return sentence(
        f"Des notes d'une ou deux étoiles, {percent(late)} viennent de commandes en "
        f"retard, {percent(waiting)} de commandes dont la livraison n'est pas connue, "
        f"{percent(1 - late - waiting)} de commandes livrées à l'heure"
    )


def capitalised(text: str) -> Text:
    return sentence_case(sentence(text))


def lowered(text: str) -> Text:
    return Text(text[:1].lower() + text[1:])
