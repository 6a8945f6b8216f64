"""Findings about the retained model: its variables, its rule, its number of segments.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandas import DataFrame

from analysis import french, publication
from analysis.french import NO_BREAK, Text, enumeration, percent, plural, sentence
from analysis.say.segments import with_unit
from analysis.settings import Rule, SegmentationSettings

if TYPE_CHECKING:
    from analysis.segmentation import Segmentation

VARIABLES = {
    "recency": "le temps passé depuis son dernier achat",
    "frequency": "le nombre de ses achats",
    "monetary": "le montant qu’il a payé",
    "satisfaction": "la note moyenne qu’il donne",
    "delivery_delay": "le retard de ses livraisons",
    "freight_share": "la part du port dans ce qu’il paie",
    "installments": "le nombre de ses mensualités",
}
UNKNOWN = {
    "satisfaction": "donné de note",
    "delivery_delay": "de livraison connue",
    "freight_share": "d’article connu",
    "installments": "de paiement connu",
}
SUFFIXES = {
    "log": " (en logarithme)",
    "yeo-johnson": " (transformé par Yeo-Johnson)",
}
LENT = {
    "mean": "la moyenne des autres",
    "median": "la médiane des autres",
    "neutral": "une valeur neutre",
}
CRITERIA = {
    "silhouette": "la silhouette",
    "separation": "la part expliquée des écarts de dépense, d’achats et de note",
    "fidelity": "la fidélité d’un arbre de profondeur 3",
    "jaccard": "le segment le moins retrouvé d’un échantillon à l’autre",
    "stability": "l’accord entre tirages",
}


def features(segmentation: Segmentation) -> Text:
    """What describes a customer to the model."""
    return enumeration(
        VARIABLES[feature] + SUFFIXES.get(transform, "")
        for feature, transform in zip(
            segmentation.features, segmentation.transforms, strict=True
        )
    )


def filled(
    customers: DataFrame,
    segmentation: Segmentation,
    minimum: int,
    missing: str = "mean",
) -> Text:
    """What stands for the values that buyers lack, and how many buyers lack them.

    Parameters
    ----------
    customers : DataFrame
    segmentation : Segmentation
    minimum : int
        Smaller counts are written « < 20 ».
    missing : str
        How the model's space fills what is missing.
    """
    buyers = customers[customers["frequency"] > 0]
    said = []
    for feature, value in zip(segmentation.features, segmentation.fill, strict=True):
        lacking = int(buyers[feature].isna().sum())
        if lacking:
            many = publication.count(lacking, minimum)
            said.append(
                f"{many} acheteurs sur {french.number(len(buyers))} n'ont pas "
                f"{UNKNOWN[feature]} et le modèle leur prête {LENT[missing]} "
                f"({with_unit(value, feature)})"
            )
    if not said:
        return sentence("Aucune de ces valeurs ne manque chez les acheteurs")
    return sentence(" ; ".join(said))


def rule(settings: SegmentationSettings) -> Text:
    """The rule that chooses, with its thresholds."""
    asked = enumeration(constraints(settings.rule))
    ranked = [CRITERIA[name] for name in settings.rule.rank_by]
    how = (
        f"l'emporte celui que met en tête {ranked[0]}"
        if len(ranked) == 1
        else f"l'emporte le meilleur rang moyen sur {enumeration(ranked)}"
    )
    return sentence(f"Un candidat doit {asked} ; parmi ceux qui restent, {how}")


def constraints(rule: Rule) -> list[str]:
    """What a candidate must do, each after « un candidat doit »."""
    least, most = rule.segments
    return [
        f"former de {least} à {most} segments",
        f"laisser hors segment au plus {percent(rule.maximum_noise)} des acheteurs",
        f"n'avoir aucun segment de moins de {percent(rule.minimum_share, 1)} d'entre "
        "eux",
        f"expliquer au moins {percent(rule.minimum_separation)} des écarts de dépense, "
        "de nombre d'achats et de note",
        f"être retrouvé à {percent(rule.minimum_fidelity)} par un arbre de trois "
        "questions",
        "donner les mêmes segments d'un tirage à l'autre (indice de Rand ajusté moyen "
        f"d'au moins {french.number(rule.minimum_stability, 2)})",
        "retrouver chacun d'un échantillon à l'autre (indice de Jaccard d'au moins "
        f"{french.number(rule.minimum_jaccard, 2)})",
        "s'écrire comme une requête SQL",
    ]


def chosen(curve: DataFrame) -> Text:
    """Say which number of segments the rule retained, among how many."""
    chosen = curve[curve["chosen"]].iloc[0]
    eligible = [int(k) for k in curve.loc[curve["eligible"], "k"]]
    retained = f"k{NO_BREAK}={NO_BREAK}{int(chosen['k'])}"
    score = french.number(chosen["silhouette"], 2)
    if int(chosen["k"]) not in eligible:
        return sentence(
            f"Aucun nombre de segments ne respecte la règle : {retained} est pris "
            "faute de mieux"
        )
    if len(eligible) == 1:
        return sentence(f"Seul {retained} respecte la règle (silhouette {score})")
    best = curve.loc[curve["eligible"], "silhouette"].max()
    why = (
        f"la meilleure silhouette ({score}) parmi les"
        if chosen["silhouette"] == best
        else f"le mieux classé (silhouette {score}) des"
    )
    return sentence(
        f"{plural(chosen['k'], 'segment')} : {why} candidats admissibles "
        f"({enumeration(map(str, eligible))})"
    )


def passed_over(curve: DataFrame) -> Text:
    """Name the numbers whose better silhouette the rule did not follow, and why."""
    best = curve.loc[curve["chosen"], "silhouette"].item()
    better = curve[curve["silhouette"] > best]
    if better.empty:
        return sentence("Aucun autre nombre de segments n'a une meilleure silhouette")
    least = french.number(best, 3)
    return sentence(
        " ; ".join(
            f"{plural(row['k'], 'segment')} : silhouette plus haute "
            f"({french.number(row['silhouette'], 3)} contre {least}), mais "
            + (
                "moins bon rang sur l'ensemble des critères"
                if row["eligible"]
                else f"la règle les écarte : {row['reason']}"
            )
            for _, row in better.iterrows()
        )
    )
