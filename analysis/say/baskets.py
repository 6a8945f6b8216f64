"""Findings about baskets, payments and categories; without final stop."""

from __future__ import annotations

from pandas import DataFrame

from analysis import publication
from analysis.exploration.categories import WITHOUT_CATEGORY
from analysis.french import Text, enumeration, money, number, percent, sentence
from analysis.say.exploration import TOO_FEW, capitalised

UNNAMED = (publication.OTHERS, WITHOUT_CATEGORY)


def basket_sizes(table: DataFrame) -> Text:
    """Say how many purchases hold one item."""
    alone = table[table["items"] == 1]
    if alone.empty:
        return TOO_FEW
    return Text(f"{percent(alone['share'].sum())} des achats ne comptent qu’un article")


def freight_by_basket(table: DataFrame) -> Text:
    """Compare the share of freight in the smallest and in the largest baskets."""
    if len(table) < 2:
        return TOO_FEW
    small, large = table.iloc[0], table.iloc[-1]
    if small["freight_share"] < 1.1 * large["freight_share"]:
        return Text("Le port pèse autant dans les grands paniers que dans les petits")
    return sentence(
        f"Le port fait {percent(small['freight_share'])} du coût sous "
        f"{money(small['high'], 0)} d'articles, {percent(large['freight_share'])} à "
        f"partir de {money(large['low'], 0)}"
    )


def category_scores(table: DataFrame) -> Text:
    """Compare the best and the worst liked of the largest categories."""
    named = table[~table["category"].isin(UNNAMED)].dropna(subset="score")
    if len(named) < 2:
        return Text("Trop peu de catégories notées pour les comparer")
    best = named.loc[named["score"].idxmax()]
    worst = named.loc[named["score"].idxmin()]
    if worst["high"] >= best["low"]:
        return Text("Aucune des grandes catégories n’est nettement mieux notée")
    return sentence(
        f"Parmi les grandes catégories, la note moyenne va de "
        f"{number(worst['score'], 2)} ({worst['category']}) à "
        f"{number(best['score'], 2)} ({best['category']})"
    )


def payment_types(table: DataFrame) -> Text:
    """Name the means by which most of the money is paid."""
    if table.empty:
        return TOO_FEW
    first = table.iloc[0]
    share = percent(first["share"])
    return Text(f"{share} du montant est payé par {first['payment']}")


def installments(table: DataFrame) -> Text:
    """Say how many purchases are paid in several instalments, and which."""
    if table.empty:
        return TOO_FEW
    several = table[table["installments"] > 1]
    if several.empty:
        return Text("Presque tous les achats sont payés en une fois")
    share = percent(several["share"].sum())
    text = f"{share} des achats sont payés en plusieurs fois"
    once, last = table.iloc[0], table.iloc[-1]
    if once["installments"] == 1 and last["median_paid"] > 1.1 * once["median_paid"]:
        text += ", les plus chers surtout"
    return Text(text)


def categories(table: DataFrame) -> Text:
    """Say how much of the revenue the first three categories hold."""
    named = table[~table["category"].isin(UNNAMED)].head(3)
    if named.empty:
        return TOO_FEW
    names, share = enumeration(named["category"]), percent(named["share"].sum())
    if len(named) == 1:
        return capitalised(f"{names} apporte {share} des ventes")
    return capitalised(f"{names} apportent {share} des ventes")
