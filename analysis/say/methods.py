"""Findings about each family of methods that was tried.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series, qcut

from analysis.french import (
    NO_BREAK,
    Text,
    enumeration,
    number,
    percent,
    plural,
    sentence,
)
from analysis.say.trials import OBJECTIONS, candidate, family, parameters, space

QUANTILES = (0.2, 0.4, 0.6, 0.8)
# Seeds agree from this adjusted Rand index on.
AGREED = 0.8
# Share of the customers that stand close together.
CROWD = 0.95
RFM = {"recency": "récence", "frequency": "fréquence", "monetary": "montant"}


def of_family(table: DataFrame, name: str) -> DataFrame:
    """The candidates of one family, in the order in which they were tried."""
    return table[table["family"] == name].reset_index(drop=True)


def best(table: DataFrame) -> Series | None:
    """The best of some candidates: eligible if possible, then by silhouette."""
    known = table.dropna(subset="silhouette")
    if known.empty:
        return None
    return known.sort_values(["eligible", "silhouette"], ascending=False).iloc[0]


def classes(values: Series) -> int:
    """Classes that five equal parts of some values make, once equal bounds merge."""
    known = values.dropna()
    if known.nunique() < 2:
        return len(known.unique())
    return len(qcut(known, len(QUANTILES) + 1, duplicates="drop").cat.categories)


def quantiles(customers: DataFrame) -> Text:
    """Whether quintiles of recency, frequency and amount exist at all."""
    buyers = customers[customers["frequency"] > 0]
    wanted = len(QUANTILES) + 1
    short = {
        name: found
        for feature, name in RFM.items()
        if (found := classes(buyers[feature])) < wanted
    }
    if not short:
        return sentence(f"Les trois variables donnent chacune {wanted} classes")
    said = [f"la {name} en donne {found}" for name, found in short.items()]
    said = [text.replace("la montant", "le montant") for text in said]
    once = (buyers["frequency"] == 1).mean()
    why = (
        f", puisque {percent(once, 1)} des acheteurs n'ont acheté qu'une fois"
        if "fréquence" in short and once > QUANTILES[-1]
        else ""
    )
    return sentence(f"Au lieu de {wanted} classes, {enumeration(said)}{why}")


def baseline(table: DataFrame) -> Text:
    """What the RFM grid gives, and what the rule says of it."""
    grid = best(of_family(table, "rfm_grid"))
    if grid is None:
        return sentence("La grille RFM n'a pas pu être construite sur ces données")
    verdict = (
        "elle respecte la règle"
        if grid["eligible"]
        else f"la règle l'écarte : {grid['reason']}"
    )
    return sentence(
        f"La grille découpe {plural(grid['segments'], 'cellule')}, de "
        f"{percent(grid['smallest_share'], 1)} à {percent(grid['largest_share'], 1)} "
        f"des acheteurs, et explique {percent(grid['eta_satisfaction'])} des écarts de "
        f"note ; {verdict}"
    )


def spaces(screened: DataFrame, k: int, here: str) -> Text:
    """What the retained space gives with k segments, against the best silhouette."""
    table = of_family(screened, "kmeans")
    table = table[table["k"] == k].dropna(subset=["silhouette", "separation"])
    kept = table[table["space"] == here]
    asked = f"k{NO_BREAK}={NO_BREAK}{k}"
    if kept.empty or table["space"].nunique() < 2:
        return sentence(f"À {asked}, un seul espace a pu être essayé")
    kept = kept.iloc[0]
    first = table.loc[table["silhouette"].idxmax()]
    mean = f"part moyenne expliquée {number(kept['separation'], 2)}"
    if first["space"] == here:
        return sentence(
            f"À {asked}, « {space(here)} » a la meilleure silhouette "
            f"({number(kept['silhouette'], 2)} ; {mean})"
        )
    return sentence(
        f"À {asked}, « {space(first['space'])} » a la meilleure silhouette "
        f"({number(first['silhouette'], 2)}) mais une part moyenne expliquée de "
        f"{number(first['separation'], 2)} ; « {space(here)} » : "
        f"{number(kept['silhouette'], 2)} et {number(kept['separation'], 2)}"
    )


def starts(screened: DataFrame, here: str, k: int) -> Text:
    """Whether the way k-means starts changes what it finds."""
    table = of_family(screened, "kmeans")
    table = table[(table["space"] == here) & (table["k"] == k)].dropna(subset="inertia")
    if len(table) < 2:
        return sentence("Une seule façon de partir a été essayée")
    spread = table["inertia"].max() / table["inertia"].min() - 1
    least = table.loc[table["stability"].idxmin()]
    agreed = (
        "les tirages s'accordent toujours"
        if least["stability"] >= AGREED
        else f"les tirages s'accordent le moins avec {parameters(least['parameters'])}"
    )
    return sentence(
        f"Entre les {len(table)} façons de partir, l'inertie varie de "
        f"{percent(spread, 1)} et {agreed} (indice de Rand ajusté : "
        f"{number(least['stability'], 2)} au moins)"
    )


def heights(data: DataFrame, here: str) -> Text:
    """Where the silhouette of k-means is highest, and where seeds disagree.

    Parameters
    ----------
    data : DataFrame
        One row per space and k.
    here : str
        The retained space.
    """
    table = data[data["space"] == here].sort_values("k")
    if table.empty:
        return sentence("L'espace retenu n'a pas été essayé avec les k-moyennes")
    top = table.loc[table["silhouette"].idxmax()]
    torn = table[table["stability"] < AGREED]
    agreed = (
        f"les tirages cessent de s'accorder à k = {int(torn['k'].iloc[0])}"
        if len(torn)
        else f"les tirages s'accordent jusqu'à k = {int(table['k'].max())}"
    )
    return sentence(
        f"La silhouette est la plus haute à k = {int(top['k'])} "
        f"({number(top['silhouette'], 2)}) et {agreed}"
    )


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


def elbow(found: int | None, k: int) -> Text:
    """Whether Yellowbrick's elbow agrees with the retained number."""
    if found is None:
        return sentence("Yellowbrick ne trouve aucun coude sur cette courbe")
    if found == k:
        return sentence(f"Yellowbrick place le coude à {found}, comme la règle")
    return sentence(
        f"Yellowbrick place le coude à {found}, la règle retient {k} : le coude ne "
        "regarde que la compacité des segments, pas leur taille ni leur sens"
    )


def neighbour(table: DataFrame, k: int) -> Text:
    """What the rule says of one segment more, or fewer."""
    row = table[table["k"] == k]
    if row.empty:
        return sentence(f"{k} segments n'ont pas été essayés")
    row = row.iloc[0]
    if row["eligible"]:
        return sentence(f"{k} segments respectent aussi la règle ({row['reason']})")
    return sentence(f"La règle écarte {k} segments : {row['reason']}")


def reduced(reductions: DataFrame, name: str) -> Text:
    """Whether a method run on fewer points agrees with the direct one."""
    table = reductions[reductions["family"] == name].dropna(subset="agreement")
    if table.empty:
        return sentence("Trop peu d'acheteurs pour qu'une réduction soit utile")
    row = table.loc[table["agreement"].idxmin()]
    low, high = table["agreement"].min(), table["agreement"].max()
    span = number(low, 2) if low == high else f"{number(low, 2)} à {number(high, 2)}"
    return sentence(
        f"Réduit de {number(row['customers'])} acheteurs à "
        f"{number(row['reduced_to'])} points, {family(name)} s'accorde avec la méthode "
        f"directe (indice de Rand ajusté : {span})"
    )


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


def admitted(screened: DataFrame, name: str) -> Text:
    """How many settings of a family the rule admits."""
    table = of_family(screened, name)
    kept, tried = int(table["eligible"].sum()), len(table)
    if not tried:
        return sentence(f"{family(name)} n'a pas été essayé sur ces données")
    if not kept:
        return sentence(
            f"{family(name)} : aucun des {tried} réglages ne respecte la règle"
            if tried > 1
            else f"{family(name)} : le seul réglage ne respecte pas la règle"
        )
    verb = "respectent" if kept > 1 else "respecte"
    return sentence(
        f"{family(name)} : {plural(kept, 'réglage')} sur {tried} {verb} la règle"
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
        return sentence(f"{family(name)} ne forme jamais deux segments")
    row = table.loc[table["silhouette"].idxmax()]
    return sentence(
        f"Sa meilleure silhouette ({number(row['silhouette'], 2)}, "
        f"{parameters(row['parameters'])}) forme {plural(row['segments'], 'segment')}, "
        f"dont un de {percent(row['largest_share'])} des acheteurs, laisse "
        f"{percent(row['noise_share'], 1)} d'entre eux hors de tout segment et "
        f"explique {percent(row['eta_satisfaction'])} des écarts de note"
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
        return sentence(f"{family(name)} : aucun candidat n'a pu être noté")
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


def plane(explained: DataFrame) -> Text:
    """How much of the differences a map on two axes shows."""
    shares = explained["share"]
    if len(shares) <= 2:
        return sentence("Les deux axes montrent tout ce qui sépare les acheteurs")
    return sentence(
        f"Les deux premiers axes gardent {percent(shares.iloc[:2].sum())} des écarts"
    )
