"""Findings about k-means and the RFM grid: spaces, numbers of segments, starts.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from itertools import groupby

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
from analysis.say.trials import parameters, space

QUANTILES = (0.2, 0.4, 0.6, 0.8)
# Seeds agree from this adjusted Rand index on.
AGREED = 0.8
# Inertias closer than this are the same solution.
SAME_INERTIA = 0.001
RFM = {"recency": "récence", "frequency": "fréquence", "monetary": "montant"}


def of_family(table: DataFrame, name: str) -> DataFrame:
    """The candidates of one family, in the order in which they were tried."""
    return table[table["family"] == name].reset_index(drop=True)


def best(table: DataFrame) -> Series | None:
    """The best of some candidates: eligible, or else of an admitted number, or else."""
    known = table.dropna(subset="silhouette")
    if known.empty:
        return None
    counted = known["objection"] != "segments"
    order = ["eligible", "counted", "silhouette"]
    return known.assign(counted=counted).sort_values(order, ascending=False).iloc[0]


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
    same = (
        "l'inertie est la même"
        if spread < SAME_INERTIA
        else f"l'inertie varie de {percent(spread, 1)}"
    )
    agreed = (
        "les tirages s'accordent toujours"
        if least["stability"] >= AGREED
        else f"les tirages s'accordent le moins avec {parameters(least['parameters'])}"
    )
    return sentence(
        f"Entre les {len(table)} façons de partir, {same} ; {agreed} (indice de Rand "
        f"ajusté : {number(least['stability'], 2)} au moins)"
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
    agreed = [int(k) for k in table.loc[table["stability"] >= AGREED, "k"]]
    told = (
        f"les tirages s'accordent pour k = {runs(agreed)}"
        if agreed
        else "les tirages ne s'accordent pour aucun k"
    )
    return sentence(
        f"La silhouette est la plus haute à k = {int(top['k'])} "
        f"({number(top['silhouette'], 2)}) ; {told}"
    )


def runs(numbers: list[int]) -> str:
    """Sorted whole numbers with their runs: « 2, 4 à 9 et 13 »."""
    groups = groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    ends = [[pair[1] for pair in group] for _, group in groups]
    return enumeration(
        f"{run[0]} à {run[-1]}" if len(run) > 2 else enumeration(map(str, run))
        for run in ends
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


def plane(explained: DataFrame) -> Text:
    """How much of the differences a map on two axes shows."""
    shares = explained["share"]
    if len(shares) <= 2:
        return sentence("Les deux axes montrent tout ce qui sépare les acheteurs")
    return sentence(
        f"Les deux premiers axes gardent {percent(shares.iloc[:2].sum())} des écarts"
    )
