"""Findings about the choice of the number of segments.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandas import DataFrame

from analysis import french, publication
from analysis.french import NO_BREAK, Text, enumeration, percent, plural, sentence
from analysis.say.segments import with_unit
from analysis.settings import SegmentationSettings

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


def features(settings: SegmentationSettings) -> Text:
    """What describes a customer to the model."""
    suffixes = {"none": "", "log": " (en logarithme)"}
    return enumeration(
        VARIABLES[feature] + suffixes[settings.transforms.get(feature, "none")]
        for feature in settings.features
    )


def filled(customers: DataFrame, segmentation: Segmentation, minimum: int) -> Text:
    """What stands for the values that buyers lack, and how many buyers lack them."""
    buyers = customers[customers["frequency"] > 0]
    said = []
    for feature, value in zip(segmentation.features, segmentation.fill, strict=True):
        lacking = int(buyers[feature].isna().sum())
        if lacking:
            many = publication.count(lacking, minimum)
            said.append(
                f"{many} acheteurs sur {french.number(len(buyers))} n'ont pas "
                f"{UNKNOWN[feature]} et le modèle leur prête la moyenne des autres "
                f"({with_unit(value, feature)})"
            )
    if not said:
        return sentence("Aucune de ces valeurs ne manque chez les acheteurs")
    return sentence(" ; ".join(said))


def rule(settings: SegmentationSettings) -> Text:
    """The rule that chooses the number of segments, with its thresholds."""
    return sentence(
        f"Chaque nombre de {settings.k_min} à {settings.k_max} est essayé avec "
        f"{settings.seeds} tirages au sort des centres de départ ; il est écarté si "
        "l'un d'eux donne un segment de moins de "
        f"{percent(settings.minimum_share, 1)} des acheteurs, ou si les tirages ne "
        "retrouvent pas les mêmes segments (indice de Rand ajusté moyen sous "
        f"{french.number(settings.minimum_stability, 2)}) ; parmi ceux qui restent, la "
        "meilleure silhouette l'emporte"
    )


def chosen(scan: DataFrame) -> Text:
    """Say what the rule retained, among how many candidates."""
    chosen = scan[scan["chosen"]].iloc[0]
    eligible = list(scan.loc[scan["eligible"], "k"])
    retained = f"k{NO_BREAK}={NO_BREAK}{chosen['k']}"
    score = french.number(chosen["silhouette"], 2)
    if chosen["k"] not in eligible:
        return sentence(
            f"Aucun nombre de segments ne respecte la règle : {retained} est le "
            "moins instable"
        )
    if len(eligible) == 1:
        return sentence(f"Seul {retained} respecte la règle (silhouette {score})")
    return sentence(
        f"{plural(chosen['k'], 'segment')} : la meilleure silhouette ({score}) parmi "
        f"les candidats admissibles ({enumeration(map(str, eligible))})"
    )


def passed_over(scan: DataFrame) -> Text:
    """Name the candidates whose better silhouette the rule did not follow, and why."""
    best = scan.loc[scan["chosen"], "silhouette"].item()
    better = scan[(scan["silhouette"] > best) & ~scan["eligible"]]
    if better.empty:
        return sentence("Aucun candidat écarté n'a une meilleure silhouette")
    least = french.number(best, 3)
    return sentence(
        " ; ".join(
            f"{plural(row['k'], 'segment')} : silhouette plus haute "
            f"({french.number(row['silhouette'], 3)} contre {least}), mais la règle "
            f"les écarte pour {row['reason']}"
            for _, row in better.iterrows()
        )
    )
