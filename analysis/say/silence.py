"""Findings about the buyers who gave no score, and what the model lends them.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from pandas import DataFrame, Series

from analysis import publication
from analysis.features import Features
from analysis.features.missing import LEFT_OUT, NEW
from analysis.french import Text, enumeration, percent, plural, quoted, sentence

FILLS = {
    "mean": "la moyenne",
    "median": "la médiane",
    "neutral": "le milieu de l’échelle",
}
OPTIONS = FILLS | {
    "indicator": "la moyenne et une colonne indicatrice",
    "left_out": "rien (clients laissés dehors)",
}
# From this share of the buyers on, the choice of what is lent is not a detail.
MATTERS = 0.02
# From this share of the silent on, they are said to be gathered.
GATHERED = 0.8


def silent(found: Features) -> Text:
    """How many buyers gave no score."""
    if not found.silent:
        return sentence("Tous les acheteurs ont donné au moins une note")
    many = publication.count(found.silent, found.minimum)
    buyers = plural(found.buyers, "acheteur")
    share = (
        f" ({percent(found.silent / found.buyers, 1)})"
        if found.silent >= found.minimum
        else ""
    )
    return sentence(f"{many} des {buyers} n'ont donné aucune note{share}")


def compared(found: Features) -> Text:
    """How many ways to treat a missing score are compared."""
    many = len(found.imputations)
    if not many:
        return sentence(
            "Rien n'est comparé ici : il y faut assez d'acheteurs avec et sans note, "
            "et un modèle qui se sert d'elle"
        )
    verb = "est comparée" if many == 1 else "sont comparées"
    return sentence(
        f"{plural(many, 'façon')} de faire {verb}, toutes choses égales par ailleurs"
    )


def indicator(found: Features, portraits: DataFrame) -> Text:
    """What a column that says « no score » does to the segments."""
    if found.imputations.empty:
        return sentence("La colonne indicatrice n'est donc pas essayée")
    table = found.imputations.set_index("option")
    if "indicator" not in table.index:
        return sentence("La colonne indicatrice n'a pas pu être essayée")
    row = table.loc["indicator"]
    if row["apart"] < GATHERED:
        return sentence(
            f"Une colonne indicatrice change de segment {percent(row['moved'], 1)} des "
            "acheteurs, sans réunir ceux qui n'ont pas de note"
        )
    gathered = (
        f"Une colonne indicatrice réunit {percent(row['apart'])} des acheteurs sans "
        "note dans un segment où ils sont presque seuls"
    )
    if row["lost"] == NEW:
        return sentence(gathered)
    return sentence(
        f"{gathered}, et le segment {called(row['lost'], portraits)} se dissout"
    )


def remark(option: Series, portraits: DataFrame) -> Text:
    """Where an option (a row of the imputations) puts those without a score."""
    if option["option"] == LEFT_OUT:
        return sentence("n'ont aucun segment")
    lost = (
        f" ; {called(option['lost'], portraits)} se dissout" if option["lost"] else ""
    )
    if option["apart"] >= GATHERED:
        return sentence(f"forment un segment à eux{lost}")
    return sentence(f"rejoignent les autres segments{lost}")


def landing(found: Features, portraits: DataFrame, missing: str) -> Text:
    """Which segments the silent customers join under the chosen option."""
    if found.imputations.empty:
        return compared(found)
    table = found.landing[found.landing["option"] == missing]
    table = table[table["segment"] > NEW].nlargest(2, "share")
    if table.empty:
        return sentence(
            "Les acheteurs sans note se dispersent dans de trop petits groupes"
        )
    names = enumeration(called(segment, portraits) for segment in table["segment"])
    share = percent(table["share"].sum())
    return sentence(
        f"Avec {FILLS[missing]}, {share} des acheteurs sans note vont dans {names}"
    )


def called(segment: int, portraits: DataFrame) -> str:
    """A segment's name between quotation marks."""
    name = portraits.set_index("segment")["name"].get(segment)
    return quoted(name) if name else f"numéro {segment}"


def lesson(found: Features, missing: str) -> Text:
    """What is decided for those without a score, and how much it matters."""
    if found.silent < found.minimum:
        return sentence(
            "Presque tous les acheteurs ont une note : la question est ici sans effet."
        )
    if found.buyers - found.silent < found.minimum:
        return sentence(
            "Presque aucun acheteur n'a de note : elle ne sépare ici personne."
        )
    if found.imputations.empty:
        return sentence("Le modèle ne se sert pas de la note : rien n'est à remplacer.")
    table = found.imputations
    fills = table.loc[table["option"].isin(FILLS), "moved"]
    matter = (
        "le choix pèse peu"
        if fills.max() < MATTERS
        else "le choix pèse, il est donc écrit dans les réglages"
    )
    return sentence(
        f"Chacun garde un segment, et {matter} : {percent(fills.max(), 1)} des "
        f"acheteurs au plus dépendent du nombre prêté ; le modèle prend "
        f"{FILLS[missing]}."
    )
