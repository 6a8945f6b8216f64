"""Findings about the search for a segmentation: what was tried, what was retained.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

import json
import re

from pandas import DataFrame, Series

from analysis import french
from analysis.french import (
    NO_BREAK,
    Text,
    enumeration,
    number,
    percent,
    plural,
    quoted,
    sentence,
)

FAMILIES = {
    "kmeans": "k-moyennes",
    "ward": "Ward",
    "dbscan": "DBSCAN",
    "hdbscan": "HDBSCAN",
    "mixture": "mélange gaussien",
    "latent_classes": "classes latentes",
    "rfm_grid": "grille RFM",
}
SPACES = {
    "rfm": "RFM",
    "rfm_log": "RFM, logarithmes",
    "rfm_satisfaction": "RFM + satisfaction",
    "rfm_satisfaction_log": "RFM + satisfaction, logarithmes",
    "rfm_satisfaction_yeo_johnson": "RFM + satisfaction, Yeo-Johnson",
    "rfm_satisfaction_quantile": "RFM + satisfaction, quantiles",
    "rfm_satisfaction_robust": "RFM + satisfaction, échelle robuste",
    "rfm_satisfaction_min_max": "RFM + satisfaction, échelle min-max",
    "rfm_satisfaction_delay": "RFM + satisfaction + retard",
    "rich": "toutes les variables",
    "categories": "RFM + satisfaction + catégories",
}
# Scores that compare two candidates: higher is better.
SCORES = {
    "silhouette": "silhouette",
    "eta_monetary": "part expliquée des écarts de dépense",
    "eta_frequency": "part expliquée des écarts de nombre d’achats",
    "eta_satisfaction": "part expliquée des écarts de note",
    "stability": "accord entre tirages",
    "jaccard": "segment le moins retrouvé (Jaccard)",
    "fidelity": "fidélité d’un arbre de profondeur 3",
}
# Two scores closer than this are the same to a reader.
CLEAR = 0.01
# Hennig (2007): below, a segment is dissolved; a pattern; a stable segment.
DISSOLVED, PATTERN, STABLE = 0.5, 0.6, 0.75
NAMED = 3
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
SHORT = {
    "segments": "nombre exclu",
    "noise": "bruit",
    "smallest": "trop petit",
    "separation": "trop semblables",
    "fidelity": "sans règle simple",
    "stability": "instable",
    "jaccard": "non retrouvé",
    "writable": "hors SQL",
}
OBJECTIONS = {
    "segments": "nombre de segments",
    "noise": "clients laissés dehors",
    "smallest": "segment trop petit",
    "separation": "segments trop semblables",
    "fidelity": "pas de règle simple",
    "stability": "partition instable",
    "jaccard": "segment non retrouvé",
    "writable": "hors SQL",
}


def family(name: str) -> str:
    """Name a family of methods in French; an unknown one keeps its words."""
    return FAMILIES.get(name, name.replace("_", " "))


def space(name: str) -> str:
    """Name a space of variables in French; one of the reader's own keeps its words."""
    return SPACES.get(name, name.replace("_", " "))


def given(text: str) -> dict[str, str]:
    """Hyper-parameters by name, as a reader writes them: a decimal has a comma."""
    return {name: decimal(str(value)) for name, value in json.loads(text).items()}


def parameters(text: str) -> Text:
    """Hyper-parameters as one reads them: « eps = 0,5, min_samples = 10 »."""
    said = (
        f"{name}{NO_BREAK}={NO_BREAK}{value}" for name, value in given(text).items()
    )
    return Text(", ".join(said))


def decimal(value: str) -> str:
    """A number with a decimal comma; other values as they are."""
    return value.replace(".", ",") if NUMBER.fullmatch(value) else value


def verdict(row: Series) -> str:
    """What the rule made of a candidate, in a few words."""
    if row.get("chosen"):
        return "retenu" if row["eligible"] else row["reason"]
    if row.get("runner_up"):
        return "second" if row["eligible"] else row["reason"]
    return row["reason"] or "admissible"


def word(row: Series) -> str:
    """What the rule made of a candidate, in a word or two."""
    if row["eligible"]:
        return verdict(row)
    return SHORT.get(row["objection"], row["reason"])


def number_asked(row: Series) -> str:
    """« k = 5 »; nothing for a method that finds the number itself."""
    return (
        "" if french.is_missing(row["k"]) else f"k{NO_BREAK}={NO_BREAK}{int(row['k'])}"
    )


def segments_asked(row: Series) -> str:
    """The number of segments asked for, or else the hyper-parameters."""
    asked = number_asked(row) or parameters(row["parameters"])
    return asked or plural(row["segments"], "segment")


def candidate(row: Series) -> Text:
    """Name a candidate: « k-moyennes, RFM + satisfaction, k = 5 »."""
    parts = (family(row["family"]), space(row["space"]), segments_asked(row))
    return Text(", ".join(parts))


def chosen(scored: DataFrame) -> Series:
    """The row of the retained candidate."""
    return scored[scored["chosen"]].iloc[0]


def challenger(scored: DataFrame) -> Series | None:
    """The row of the runner-up, if there is one."""
    found = scored[scored["runner_up"]]
    return None if found.empty else found.iloc[0]


def searched(screened: DataFrame, scored: DataFrame) -> Text:
    """Say how many candidates each round scored, and on whom."""
    families, spaces = screened["family"].nunique(), screened["space"].nunique()
    sample, everybody = screened["customers"].max(), scored["customers"].max()
    on = (
        f"un même échantillon de {number(sample)} acheteurs"
        if sample < everybody
        else f"les {number(sample)} acheteurs"
    )
    return sentence(
        f"Au premier tour, {plural(len(screened), 'candidat')} de "
        f"{plural(families, 'famille')} de méthodes, dans {number(spaces)} espaces de "
        f"variables, sont notés sur {on} ; au second, la règle en garde "
        f"{number(len(scored))}, notés sur les {number(everybody)} acheteurs"
    )


def landscape(screened: DataFrame) -> Text:
    """Say whose silhouette is best, and whether the rule can follow it."""
    known = screened.dropna(subset="silhouette")
    if known.empty:
        return sentence("Aucun candidat n'a de silhouette")
    best = known.loc[known["silhouette"].idxmax()]
    named = f"{candidate(best)} ({number(best['silhouette'], 2)})"
    if best["eligible"]:
        return sentence(f"La meilleure silhouette est admissible : {named}")
    return sentence(
        f"La meilleure silhouette est celle d'un candidat que la règle écarte : {named}"
    )


def funnel(screened: DataFrame) -> Text:
    """Say how many candidates meet every rule of the first round."""
    kept, tried = int(screened["eligible"].sum()), len(screened)
    if not kept:
        return sentence(f"Aucun des {number(tried)} candidats ne respecte la règle")
    verb = "respectent" if kept > 1 else "respecte"
    first = screened.loc[~screened["eligible"], "objection"].value_counts()
    most = (
        f" ; premier motif d'élimination : {OBJECTIONS.get(first.index[0], 'autre')}"
        if len(first)
        else ""
    )
    return sentence(
        f"Sur {plural(tried, 'candidat')}, {number(kept)} {verb} toute la règle{most}"
    )


def winner(scored: DataFrame) -> Text:
    """Name the retained candidate and what the rule holds for it."""
    row = chosen(scored)
    if not row["eligible"]:
        return sentence(
            f"Aucun candidat ne respecte toute la règle : {candidate(row)} est pris "
            f"faute de mieux ({row['reason']})"
        )
    admitted = scored[scored["eligible"]]
    others = len(admitted.drop_duplicates(["family", "space", "segments"])) - 1
    among = f"devant {plural(others, 'autre')} admissible" + "s" * (others > 1)
    return sentence(
        f"Le choix : {candidate(row)}, {among if others else 'seul admissible'}"
    )


def runner_up(scored: DataFrame) -> Text:
    """Name the runner-up, and what is lost with the winner."""
    row, best = challenger(scored), chosen(scored)
    if row is None:
        return sentence("Aucun autre candidat n'est admissible : pas de second")
    better = [
        f"{name} {number(row[score], 2)} contre {number(best[score], 2)}"
        for score, name in SCORES.items()
        if row[score] > best[score] + CLEAR
    ]
    lost = (
        f"il fait mieux que le gagnant sur ces points : {enumeration(better)}"
        if better
        else "il ne fait nettement mieux que le gagnant sur aucun score"
    )
    return sentence(f"Le second est {candidate(row)} ; {lost}")


def effects(scored: DataFrame) -> Text:
    """How much of what customers differ in the retained segments tell."""
    row = chosen(scored)
    wordings = {
        "eta_monetary": "des écarts de dépense",
        "eta_frequency": "des écarts de nombre d'achats",
        "eta_satisfaction": "des écarts de note",
    }
    known = [
        f"{percent(row[score])} {words}"
        for score, words in wordings.items()
        if not french.is_missing(row[score])
    ]
    if not known:
        return sentence("Les acheteurs se ressemblent tous : rien à expliquer")
    return sentence(f"Les segments retenus expliquent {enumeration(known)}")


def ranks(scored: DataFrame) -> Text:
    """Whether the effect on money holds for all baskets, or for the large ones."""
    row = chosen(scored)
    plain, ranked = row["eta_monetary"], row["rank_eta_monetary"]
    if french.is_missing(plain) or french.is_missing(ranked):
        return sentence("La dépense ne varie pas : en rangs non plus")
    compared = f"{number(ranked, 2)} contre {number(plain, 2)} en reais"
    if ranked < plain / 2:
        return sentence(
            f"En rangs, l'effet sur la dépense faiblit ({compared}) : le modèle isole "
            "les gros paniers plus qu'il n'ordonne tous les paniers"
        )
    return sentence(f"En rangs, l'effet sur la dépense se confirme ({compared})")


def sensitivity(table: DataFrame) -> Text:
    """Whether another rule would have chosen otherwise."""
    if table.empty:
        return sentence("Aucune variante de la règle n'a été essayée")
    same, tried = int(table["same"].sum()), len(table)
    if same == tried:
        return sentence(
            f"Toutes les variantes de la règle essayées ({tried}) font le même choix"
        )
    others = table[~table["same"]].drop_duplicates(["space", "family", "segments"])
    named = [
        f"« {row['variant']} » ({family(row['family'])}, {space(row['space'])}, "
        f"{plural(row['segments'], 'segment')})"
        for _, row in others.head(NAMED).iterrows()
    ]
    return sentence(
        f"{same} des {plural(tried, 'variante')} de la règle "
        f"{'font' if same > 1 else 'fait'} le même choix ; en changent, par exemple : "
        f"{' ; '.join(named)}"
    )


def stable(jaccard: DataFrame, candidate: str) -> Text:
    """How many segments of a candidate other samples find again."""
    found = jaccard[jaccard["candidate"] == candidate].dropna(subset="jaccard")
    kept, told = int((found["jaccard"] >= STABLE).sum()), len(found)
    if not told:
        return sentence("Aucun rééchantillonnage n'a été fait")
    if kept == told:
        return sentence(f"D'autres échantillons retrouvent les {told} segments")
    if not kept:
        return sentence(f"Aucun des {told} segments n'est retrouvé sans réserve")
    verb = "sont retrouvés" if kept > 1 else "est retrouvé"
    return sentence(
        f"{plural(kept, 'segment')} sur {told} {verb} sans réserve par d'autres "
        "échantillons"
    )


def found_again(jaccard: DataFrame, candidate: str, names: dict[int, str]) -> Text:
    """What other samples find again of a candidate, and what least.

    Parameters
    ----------
    jaccard : DataFrame
        See :class:`analysis.segmentation.trials.Trials`.
    candidate : str
    names : dict
        Segment → name, where it has one.
    """
    told = stable(jaccard, candidate)
    found = jaccard[jaccard["candidate"] == candidate].dropna(subset="jaccard")
    if found.empty:
        return told
    weak = found.loc[found["jaccard"].idxmin()]
    number_of = int(weak["segment"])
    name = quoted(names.get(number_of, f"segment {number_of}"))
    score = number(weak["jaccard"], 2)
    if weak["jaccard"] >= STABLE:
        return sentence(f"{told} ; le moins bien retrouvé est {name} ({score})")
    if weak["jaccard"] < DISSOLVED:
        return sentence(f"{told} ; {name} ({score}) se dissout")
    return sentence(f"{told} ; la frontière de {name} ({score}) est incertaine")
