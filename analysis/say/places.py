"""Findings about the states and the distances; without final stop."""

from __future__ import annotations

from pandas import DataFrame

from analysis.exploration.totals import Totals
from analysis.french import Text, money, number, percent, sentence
from analysis.say.exploration import TOO_FEW

SAME = 0.05


def states(table: DataFrame) -> Text:
    """Name the state where most customers live."""
    known = table.dropna(subset="customers")
    if known.empty:
        return TOO_FEW
    first = known.loc[known["customers"].idxmax()]
    share = percent(first["share"])
    return Text(f"{share} des clients vivent dans un seul État, {first['name']}")


def satisfaction_by_state(table: DataFrame, totals: Totals) -> Text:
    """Compare the satisfaction of the largest states."""
    large = large_states(table, totals)
    if len(large) < 2:
        return Text("Trop peu d’États pour comparer la satisfaction")
    best = large.loc[large["satisfaction"].idxmax()]
    worst = large.loc[large["satisfaction"].idxmin()]
    if best["satisfaction"] - worst["satisfaction"] < SAME:
        return Text("La note moyenne est la même dans tous les grands États")
    return sentence(
        f"Parmi les États qui comptent au moins 1 % des clients, la note moyenne va "
        f"de {number(worst['satisfaction'], 2)} ({worst['name']}) à "
        f"{number(best['satisfaction'], 2)} ({best['name']})"
    )


def large_states(table: DataFrame, totals: Totals) -> DataFrame:
    """States of at least 1 % of the customers: their mean scores are no accident."""
    known = table.dropna(subset=["customers", "satisfaction"])
    return known[known["customers"] >= totals.customers / 100]


def freight_by_distance(table: DataFrame) -> Text:
    """Say how freight grows from the nearest customers to the farthest."""
    if len(table) < 2:
        return TOO_FEW
    near, far = table.iloc[0], table.iloc[-1]
    if far["freight"] < 1.1 * near["freight"]:
        return Text("Le port ne dépend guère de la distance")
    return sentence(
        f"Le port médian passe de {money(near['freight'])} à moins de "
        f"{number(near['high'])} km à {money(far['freight'])} au-delà de "
        f"{number(far['low'])} km"
    )
