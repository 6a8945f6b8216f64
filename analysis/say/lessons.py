"""What each section of the exploration means for the segmentation.

Whole sentences, with their final stop, chosen by the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandas import DataFrame

from analysis.exploration.quantiles import QUANTILES
from analysis.exploration.satisfaction import Lateness
from analysis.exploration.totals import Totals
from analysis.french import Text, money, number, percent, plural, sentence
from analysis.say.exploration import NOTABLE, top
from analysis.say.places import SAME, large_states

if TYPE_CHECKING:
    from analysis.segmentation import Segmentation

RARE = 0.1
SPREAD = 1.2
TRANSFORMS = {
    "log": "le logarithme",
    "yeo-johnson": "la transformée de Yeo et Johnson",
}
GAP = 0.1
UNHAPPY = 0.02


def persons(totals: Totals) -> Text:
    """Which identifier is segmented."""
    if totals.customer_ids == totals.customers:
        return sentence("Les deux identifiants mènent ici aux mêmes segments.")
    return sentence(
        f"La segmentation porte donc sur {number(totals.customers)} personnes "
        f"(customer_unique_id), jamais sur les {number(totals.customer_ids)} "
        "identifiants neufs à chaque commande (customer_id)."
    )


def joins(table: DataFrame) -> Text:
    """How the customer table avoids the trap."""
    rule = (
        "chaque table est ramenée à une ligne par commande avant toute jointure, "
        "et seulement ensuite à une ligne par client."
    )
    if table["error"].abs().max() >= NOTABLE:
        return Text(rule[0].upper() + rule[1:])
    return sentence(f"Même si le piège est sans effet sur ces données, {rule}")


def quality(register: DataFrame, totals: Totals) -> Text:
    """Nobody who ordered leaves the study because of an anomaly."""
    if not register["count"].any():
        return sentence("Aucune anomalie : tous les clients entrent dans l'étude.")
    return sentence(
        "Aucune de ces anomalies n'écarte un client qui a passé commande : les "
        f"{number(totals.customers)} ont tous leur segment."
    )


def calendar(months: DataFrame) -> Text:
    """What growth does to recency."""
    inside = months.loc[months["inside"], "orders"]
    if len(inside) < 12:
        return sentence(
            "L'historique est court : la récence y sépare surtout les derniers mois."
        )
    half = len(inside) // 2
    growth = inside.iloc[-half:].mean() / inside.iloc[:half].mean()
    if growth > 1 + GAP:
        return sentence(
            f"L'activité a été multipliée par {number(growth, 1)} entre la première et "
            "la seconde moitié de la période : les clients récents sont nombreux "
            "d'abord parce que la place de marché a grandi."
        )
    return sentence(
        "L'activité n'a pas grandi entre la première et la seconde moitié de la "
        "période : la récence reflète bien le comportement des clients."
    )


def frequency(orders_placed: DataFrame, totals: Totals) -> Text:
    """Whether repeat customers are rare, and what they are worth."""
    if totals.several_orders == 0:
        return sentence(
            "Personne ne revient : la fréquence ne sépare pas les clients, seuls le "
            "montant, la récence et la satisfaction le peuvent."
        )
    several = orders_placed[orders_placed["orders"] > 1]
    if several.empty:
        return sentence(
            "Trop peu de clients ont commandé plusieurs fois pour être décrits : la "
            "fréquence ne sépare presque personne."
        )
    share, revenue = several["share"].sum(), several["revenue_share"].sum()
    if share >= RARE:
        return sentence(
            f"Revenir est courant ({percent(share)} des clients) : la fréquence est "
            "une variable de plein droit."
        )
    worth = "pèsent plus" if revenue > share else "ne pèsent pas plus"
    return sentence(
        f"Les clients qui ont commandé plusieurs fois sont rares ({percent(share, 1)}) "
        f"et {worth} que leur nombre ({percent(revenue, 1)} du chiffre d'affaires) : "
        "il faut les garder visibles, car un découpage en quantiles de fréquence "
        "(parts égales de clients) les noierait parmi les autres."
    )


def second_purchase(returns: DataFrame) -> Text:
    """What the curve of returns asks of marketing."""
    if returns.empty:
        return sentence("Trop peu d'acheteurs sont suivis pour en tirer une action.")
    if returns["share"].iloc[-1] < RARE:
        return sentence(
            "Un deuxième achat est rare : il faut le provoquer avant de parler de "
            "fidélité."
        )
    return sentence(
        "Un deuxième achat est courant : la fréquence dit déjà qui est fidèle."
    )


def money_spread(totals: Totals, model: Segmentation) -> Text:
    """What the spread of amounts means for the model.

    Parameters
    ----------
    totals : Totals
    model : Segmentation
        The chosen one: whether it uses the amount, and how.
    """
    if not totals.median_monetary:
        return sentence("Sans dépense, le montant ne sépare pas les clients.")
    mean = totals.purchases_paid / totals.buyers
    compared = f"moyenne {money(mean, 0)}, médiane {money(totals.median_monetary, 0)}"
    if mean / totals.median_monetary < SPREAD:
        return sentence(
            f"Les dépenses sont peu étalées ({compared}) : aucun gros panier ne décide "
            "seul des segments."
        )
    return sentence(f"Les dépenses s'étalent vers le haut ({compared}) : {kept(model)}")


def kept(model: Segmentation) -> str:
    """What the model does with the amount."""
    transforms = dict(zip(model.features, model.transforms, strict=True))
    if "monetary" not in transforms:
        return "le modèle ne s'en sert pas, elles servent à décrire les segments."
    if transforms["monetary"] == "none":
        return (
            "le modèle garde le montant tel quel, pour que les gros paniers, qui font "
            "la valeur, comptent dans les segments."
        )
    return (
        f"le modèle en prend {TRANSFORMS[transforms['monetary']]}, pour que quelques "
        "gros paniers ne décident pas seuls des segments."
    )


def concentration(lorenz: DataFrame, gini: float | None) -> Text:
    """Whether value is worth segmenting."""
    if gini is None:
        return sentence("Sans chiffre d'affaires, il n'y a pas de valeur à répartir.")
    best, index = top(lorenz), number(gini, 2)
    few = percent(best["customers_share"])
    revenue = percent(best["revenue_share"])
    if gini >= 0.3:
        return sentence(
            f"Les {few} de clients qui dépensent le plus font {revenue} du chiffre "
            f"d'affaires (indice de Gini : {index}) : tous ne méritent pas le même "
            "effort, d'où une segmentation par la valeur."
        )
    return sentence(
        f"La valeur est répartie de façon assez égale (indice de Gini : {index} ; "
        f"{revenue} pour les {few} qui dépensent le plus) : elle séparera moins les "
        "clients que leurs autres traits."
    )


def satisfaction(lateness: Lateness) -> Text:
    """Whether satisfaction adds something, and where it comes from."""
    if lateness.harms:
        return sentence(
            f"{percent(lateness.unhappy_late)} des commandes en retard reçoivent une "
            f"ou deux étoiles, contre {percent(lateness.unhappy_on_time)} des autres : "
            "le retard va avec les mauvaises notes, et la satisfaction, que les achats "
            "ne disent pas, est une variable candidate."
        )
    if lateness.unhappy is not None and lateness.unhappy < UNHAPPY:
        return sentence(
            "Presque personne n'est mécontent : la satisfaction ne séparera guère les "
            "clients."
        )
    if lateness.difference is None:
        return sentence(
            "Le lien entre le retard et la note n'est pas mesurable ici : la "
            "satisfaction est une variable candidate pour elle-même."
        )
    return sentence(
        "Le retard ne va pas ici avec de mauvaises notes : la satisfaction est une "
        "variable candidate pour elle-même."
    )


def baskets(totals: Totals) -> Text:
    """What the means of payment and the categories are good for."""
    rule = "Moyens de paiement et catégories n'entrent pas dans le modèle"
    if (totals.several_purchases_share or 0) < RARE:
        return sentence(
            f"{rule} : la plupart des clients n'ont acheté qu'une fois, et un seul "
            "achat ne dit pas une habitude."
        )
    return sentence(f"{rule} : ils dépendent du catalogue plus que du client.")


def places(states: DataFrame, totals: Totals) -> Text:
    """Why the state does not enter the model."""
    large = large_states(states, totals)
    if len(large) < 2:
        return sentence("Un seul État est assez peuplé : le lieu ne sépare personne.")
    gap = large["satisfaction"].max() - large["satisfaction"].min()
    if gap < SAME:
        return sentence(
            "La note moyenne est la même dans tous les grands États : le lieu n'entre "
            "pas dans le modèle, il sert à décrire les segments."
        )
    stars = plural(gap, "étoile", decimals=1)
    return sentence(
        f"D'un grand État à l'autre, la note moyenne varie de {stars} au plus : le "
        "lieu n'entre pas dans le modèle, il sert à décrire les segments."
    )


def quantiles(table: DataFrame, totals: Totals) -> Text:
    """Why scores by quantile would mix customers, and what keeps them apart."""
    scored = table.set_index("feature")
    if "frequency" not in scored.index or totals.several_purchases == 0:
        return sentence(
            "Des scores par quantile n'apprendraient rien de la fréquence : personne "
            "n'a acheté deux fois."
        )
    classes = int(scored.loc["frequency", "fifths"])
    if classes == QUANTILES:
        return sentence(
            "La fréquence se découpe ici en cinq classes distinctes : des scores par "
            "quantile ne mélangeraient pas les clients, mais ils effaceraient les "
            "écarts à l'intérieur de chaque classe."
        )
    if totals.several_purchases_share is None:
        return sentence(
            "Trop peu d'acheteurs ont acheté plusieurs fois pour former une classe de "
            "fréquence : le modèle part des valeurs, pas de scores."
        )
    distinct = "qu'une classe" if classes == 1 else f"que {classes} classes distinctes"
    cut = f"Coupée en cinq parts égales, la fréquence ne donne {distinct} : "
    share = totals.several_purchases_share * QUANTILES
    if share >= 1:
        return sentence(
            f"{cut}des clients qui ont autant acheté seraient séparés au hasard ; le "
            "modèle part donc des valeurs, pas de scores."
        )
    return sentence(
        f"{cut}le meilleur cinquième ne compterait que {percent(share)} d'acheteurs "
        "revenus, le reste tiré au sort parmi ceux qui n'ont acheté qu'une fois ; le "
        "modèle part donc des valeurs, pas de scores."
    )
