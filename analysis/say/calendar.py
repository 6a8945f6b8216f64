"""Findings about seasons, days of the week and coming back; without final stop."""

from __future__ import annotations

from pandas import DataFrame

from analysis.exploration.returns import SecondPurchase
from analysis.french import Text, number, percent, plural, sentence
from analysis.say.exploration import span

GROWTH = 1.2
PROMPT = 0.2
COMPARED = 3
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def season(table: DataFrame) -> Text:
    """Say what the months seen in two years tell of the season, which may be nothing.

    Parameters
    ----------
    table : DataFrame
        Orders of each month of the study window: ``month``, ``orders``.
    """
    years = table.pivot_table(
        index=table["month"].dt.month, columns=table["month"].dt.year, values="orders"
    )
    twice = years.dropna(axis="columns", how="all").iloc[:, -2:].dropna()
    if len(twice.columns) < 2 or twice.empty:
        return Text(
            "Aucun mois n’est vu deux années de suite : la saison reste inconnue"
        )
    seen = plural(len(twice), "mois", "mois")
    ratio = twice.iloc[:, 1].sum() / twice.iloc[:, 0].sum()
    if ratio >= GROWTH:
        return sentence(
            f"Sur {seen} vus deux années de suite, l'activité a été multipliée par "
            f"{number(ratio, 1)} : la croissance masque la saison"
        )
    return sentence(f"{seen} vus deux années de suite permettent de comparer la saison")


def weekdays(table: DataFrame) -> Text:
    """Say which day of the week is the busiest, if one stands out."""
    if table.empty:
        return Text("Trop peu de semaines complètes pour comparer les jours")
    best = table.loc[table["share"].idxmax()]
    worst = table.loc[table["share"].idxmin()]
    if best["low"] <= worst["high"]:
        return Text("Aucun jour de la semaine ne se détache")
    return sentence(
        f"Le {WEEKDAYS[int(best['weekday'])]} reçoit {percent(best['share'])} des "
        f"commandes de la semaine, le {WEEKDAYS[int(worst['weekday'])]} "
        f"{percent(worst['share'])}"
    )


def cohorts(table: DataFrame) -> Text:
    """Say between which shares the cohorts come back within the same time."""
    followed = table.groupby("months")["cohort"].nunique()
    compared = followed.index[(followed >= 2) & (followed.index <= COMPARED)]
    if compared.empty:
        return Text("Trop peu d’acheteurs reviennent pour comparer les mois d’arrivée")
    months = compared.max()
    shares = table.loc[table["months"] == months, "share"]
    return sentence(
        f"Selon le mois de leur premier achat, de {percent(shares.min(), 1)} à "
        f"{percent(shares.max(), 1)} des acheteurs sont revenus en {span(months)}"
    )


def second_purchase(found: SecondPurchase) -> Text:
    """Say how many second purchases follow the first at once: is this coming back?"""
    if found.customers == 0:
        return Text("Aucun acheteur n’a acheté deux fois")
    if found.same_day is None:
        return Text("Trop peu d’acheteurs sont revenus pour dire en combien de temps")
    day, week = percent(found.same_day), percent(found.within_week)
    told = (
        f"Parmi les {number(found.customers)} acheteurs qui ont acheté au moins deux "
        f"fois, {day} l'ont fait le jour même et {week} dans les sept jours"
    )
    if found.within_week >= PROMPT:
        told += (
            " : un deuxième achat si proche prolonge le premier plus qu'il ne marque "
        )
        told += "une fidélité"
    return sentence(told)
