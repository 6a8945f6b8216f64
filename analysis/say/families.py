"""Findings about the other families: Ward, density, mixtures, latent classes.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from analysis.french import (
    Text,
    enumeration,
    number,
    percent,
    plural,
    sentence,
    sentence_case,
)
from analysis.say.methods import AGREED, best, of_family
from analysis.say.trials import OBJECTIONS, candidate, family, parameters

# Share of the customers that stand close together.
CROWD = 0.95
# A difference of agreement that a reader would not call small.
MUCH = 0.1
# Segments that explain more than this of a discrete variable list its values.
LISTED = 0.9


def knee(neighbours: DataFrame) -> Text:
    """How far the last customers are, compared with all the others."""
    least = neighbours["min_samples"].min()
    curve = neighbours[neighbours["min_samples"] == least]
    most = curve.loc[curve["rank_share"] <= CROWD, "distance"].max()
    if not most > 0:
        return sentence(
            f"{percent(CROWD)} des acheteurs ont {least} voisins au même point qu'eux"
        )
    times = curve["distance"].max() / most
    return sentence(
        f"{percent(CROWD)} des acheteurs ont leur {least}e voisin à moins de "
        f"{number(most, 2)}, les derniers jusqu'à {number(times)} fois plus loin"
    )


def reduced(reductions: DataFrame, name: str) -> Text:
    """Whether a method run on fewer points agrees with the direct one."""
    table = reductions[reductions["family"] == name].dropna(subset="agreement")
    if table.empty:
        return sentence("Trop peu d'acheteurs pour qu'une réduction soit utile")
    row, agreement = table.iloc[0], table["agreement"]
    low, middle, high = agreement.min(), agreement.median(), agreement.max()
    how = (
        "s'accorde toujours avec"
        if low >= AGREED
        else "s'accorde le plus souvent avec"
        if middle >= AGREED
        else "ne s'accorde pas toujours avec"
    )
    span = (
        number(low, 2)
        if low == high
        else (f"{number(low, 2)} à {number(high, 2)}, médiane {number(middle, 2)}")
    )
    return sentence(
        f"Réduit de {number(row['customers'])} acheteurs à "
        f"{number(row['reduced_to'])} points, {family(name)} {how} la méthode directe "
        f"(indice de Rand ajusté : {span})"
    )


def shaken(reductions: DataFrame) -> Text:
    """Whether Ward disagrees as much with itself when customers hardly move."""
    table = reductions.dropna(subset="shaken")
    if table.empty:
        return sentence("Trop peu d'acheteurs pour le mesurer")
    reduced, itself = table["agreement"].median(), table["shaken"].median()
    told = (
        "Sans réduction, chaque acheteur déplacé d'un millième d'écart-type, l'arbre "
        f"ne s'accorde avec lui-même qu'à {number(itself, 2)} (médiane)"
    )
    if itself >= AGREED:
        return sentence(
            "Sans réduction, un acheteur déplacé d'un millième d'écart-type n'y change "
            f"presque rien (accord médian de {number(itself, 2)}) : la réduction compte"
        )
    if itself - reduced > MUCH:
        return sentence(f"{told} : l'arbre est fragile, et la réduction y ajoute")
    return sentence(f"{told} : c'est la méthode qui est fragile, plus que la réduction")


def branches(linkage: DataFrame) -> int | None:
    """Number of segments above the largest jump of the merges' height."""
    heights = linkage["height"].sort_values().to_numpy()
    if len(heights) < 2:
        return None
    return len(heights) - int(np.diff(heights).argmax())


def dendrogram(linkage: DataFrame) -> Text:
    """Where the tree of Ward would be cut by eye."""
    found = branches(linkage)
    if found is None:
        return sentence("Trop peu de fusions pour dessiner l'arbre de Ward")
    return sentence(f"Le plus grand saut de l'arbre de Ward laisse {found} segments")


def headed(name: str) -> str:
    """The name of a family at the head of a sentence."""
    return sentence_case(family(name))


def admitted(screened: DataFrame, name: str) -> Text:
    """How many settings of a family the rule admits."""
    table = of_family(screened, name)
    kept, tried = int(table["eligible"].sum()), len(table)
    if not tried:
        return sentence(f"{headed(name)} n'a pas été essayé sur ces données")
    if not kept:
        return sentence(
            f"{headed(name)} : aucun des {tried} réglages ne respecte la règle"
            if tried > 1
            else f"{headed(name)} : le seul réglage ne respecte pas la règle"
        )
    verb = "respectent" if kept > 1 else "respecte"
    return sentence(
        f"{headed(name)} : {plural(kept, 'réglage')} sur {tried} {verb} la règle"
    )


def usable(screened: DataFrame, name: str) -> Text:
    """How many settings of a family the rule admits, and why not the others."""
    table = of_family(screened, name)
    counts = table.loc[~table["eligible"].astype(bool), "objection"].value_counts()
    why = [f"{OBJECTIONS.get(code, code)} ({found})" for code, found in counts.items()]
    told = admitted(screened, name)
    return (
        sentence(f"{told} ; motifs d'élimination : {enumeration(why)}") if why else told
    )


def trap(screened: DataFrame, name: str) -> Text:
    """What the best silhouette of a family hides."""
    table = of_family(screened, name).dropna(subset="silhouette")
    if table.empty:
        return sentence(f"{headed(name)} ne forme jamais deux segments")
    row = table.loc[table["silhouette"].idxmax()]
    return sentence(
        f"Sa meilleure silhouette ({number(row['silhouette'], 2)}, "
        f"{parameters(row['parameters'])}) forme {plural(row['segments'], 'segment')}, "
        f"dont un de {percent(row['largest_share'])} des acheteurs, laisse "
        f"{percent(row['noise_share'], 1)} d'entre eux hors de tout segment et "
        f"explique {percent(row['eta_satisfaction'])} des écarts de note"
    )


def recital(screened: DataFrame) -> Text:
    """Whether a density method merely lists the scores and the purchases."""
    table = screened[screened["family"].isin(["dbscan", "hdbscan"])]
    listed = table[table[["eta_frequency", "eta_satisfaction"]].gt(LISTED).all(axis=1)]
    if listed.empty:
        return sentence("Aucun réglage ne recopie les paliers des notes et des achats")
    row = listed.loc[listed["eta_satisfaction"].idxmax()]
    return sentence(
        f"{plural(len(listed), 'réglage')} de densité sur {len(table)} ne "
        f"{'font' if len(listed) > 1 else 'fait'} que recopier ces paliers : avec "
        f"{family(row['family'])} ({parameters(row['parameters'])}), "
        f"{percent(row['eta_satisfaction'])} des écarts de note et "
        f"{percent(row['eta_frequency'])} de ceux du nombre d'achats sont expliqués, "
        f"mais {percent(row['eta_monetary'])} de ceux de la dépense"
    )


def information(screened: DataFrame, name: str) -> Text:
    """Whether the BIC designates a number of segments."""
    table = of_family(screened, name).dropna(subset=["bic", "k"])
    if table["k"].nunique() < 2:
        return sentence("Trop peu de candidats pour comparer les BIC")
    row = table.loc[table["bic"].idxmin()]
    k = int(row["k"])
    if k == table["k"].max():
        return sentence(
            f"Le BIC baisse encore à k = {k}, le plus grand essayé : il ne désigne "
            "aucun nombre de segments"
        )
    return sentence(f"Le BIC est le plus bas à k = {k}")


def against(screened: DataFrame, chosen: str, name: str) -> Text:
    """Compare the best candidate of a family with the retained one, on the sample.

    Parameters
    ----------
    screened : DataFrame
    chosen : str
        The retained ``candidate``.
    name : str
        The family.
    """
    row, kept = best(of_family(screened, name)), screened["candidate"] == chosen
    if row is None:
        return sentence(f"{headed(name)} : aucun candidat n'a pu être noté")
    told = (
        f"Le meilleur candidat ({candidate(row)}) a une silhouette de "
        f"{number(row['silhouette'], 2)} et une part moyenne expliquée de "
        f"{number(row['separation'], 2)}"
    )
    if kept.any() and row["candidate"] != chosen:
        retained = screened[kept].iloc[0]
        told += (
            f", contre {number(retained['silhouette'], 2)} et "
            f"{number(retained['separation'], 2)} pour le choix"
        )
    if row["eligible"]:
        return sentence(f"{told} ; le premier tour l'admet")
    return sentence(f"{told} ; la règle l'écarte : {row['reason']}")


def classes_against(screened: DataFrame, chosen: str) -> Text:
    """What latent classes give, and why less where they give less."""
    told = against(screened, chosen, "latent_classes")
    row = best(of_family(screened, "latent_classes"))
    kept = screened.loc[screened["candidate"] == chosen, "separation"]
    if row is None or kept.empty or row["separation"] >= kept.iloc[0]:
        return told
    return sentence(
        f"{told}. Un modèle de classes ne sépare que des traits qui vont ensemble : "
        "récence, dépense et note varient donc plutôt chacune de leur côté, et ce sont "
        "les distances des k-moyennes qui les découpent ensemble"
    )
