"""Findings about the spaces of features: what weighs in them, what they separate.

None has a final stop (see :mod:`analysis.say.segments`), but for the lessons.
"""

from __future__ import annotations

from collections.abc import Mapping

from pandas import DataFrame, Series, isna

from analysis.features import Features
from analysis.french import (
    NO_BREAK,
    Text,
    enumeration,
    number,
    percent,
    plural,
    quoted,
    sentence,
    sentence_case,
)
from analysis.say.features import FEATURES, TRANSFORMS, noun
from analysis.say.trials import space as named
from analysis.segmentation.preparation import NAMED
from analysis.settings import Space

SEPARATED = {
    "eta_monetary": "la dépense",
    "eta_frequency": "le nombre d’achats",
    "eta_satisfaction": "la note",
}
SCALINGS = {
    "standard": "échelle standard",
    "robust": "échelle robuste",
    "min-max": "échelle min-max",
}
TOLD = {
    "recency": "qui est encore actif",
    "frequency": "qui revient",
    "monetary": "qui dépense",
    "satisfaction": "qui est content",
    "delivery_delay": "qui a été livré tard",
    "freight_share": "qui paie cher le port",
    "installments": "qui étale ses paiements",
    "main_category": "qui achète quoi",
}
# Shares of variance explained that differ less than this are told as equal.
CLEAR = 0.1
# A silhouette lower by this much reads as blurred borders.
BLURRED = 0.05
# How many times its equal part a feature weighs before it is said to dominate.
DOMINATES = 1.5
# From this share on, a segment is but a category.
RECITED = 0.9
WEIGHTLESS = 0.01


def variants(spaces: Mapping[str, Space], retained: str) -> Text:
    """In which ways the features of the retained space are tried."""
    features = spaces[retained].features
    said = [variant(each) for each in spaces.values() if each.features == features]
    if len(said) == 1:
        return sentence(f"Le jeu retenu est essayé d'une seule façon ({said[0]})")
    return sentence(
        f"Le jeu retenu est essayé de {len(said)} façons : {enumeration(said)}"
    )


def variant(space: Space) -> Text:
    """What is done to the features of a space: « logarithme (montant) »."""
    features: dict[str, list[str]] = {}
    for feature, transform in space.transforms.items():
        if transform != "none":
            features.setdefault(transform, []).append(feature)
    numeric = [feature for feature in space.features if feature != NAMED]
    said = [
        TRANSFORMS[transform]
        if len(names) == len(numeric)
        else f"{TRANSFORMS[transform]} ({enumeration(map(noun, names))})"
        for transform, names in features.items()
    ]
    if space.scaling != "standard" or not said:
        said.append(SCALINGS[space.scaling])
    return Text(", ".join(said))


def dominates(share: Series, features: Series) -> Series:
    """Whether a share of the distances is well above an equal part."""
    return share * features >= DOMINATES


def uneven(weights: DataFrame) -> list[str]:
    """Spaces in which a feature dominates or weighs nothing."""
    sizes = weights.groupby("space")["share"].transform("size")
    odd = dominates(weights["share"], sizes) | (weights["share"] < WEIGHTLESS)
    return list(dict.fromkeys(weights.loc[odd, "space"]))


def weights(found: Features) -> Text:
    """Which feature dominates the distances of a space of numbers, if one does."""
    table = numbers_only(found.weights)
    if table.empty:
        return sentence("Aucun espace n'est fait de nombres seulement")
    part = table["share"] * table.groupby("space")["share"].transform("size")
    if part.max() < DOMINATES:
        return sentence("Dans chaque espace, aucune variable ne domine les distances")
    row = table.loc[part.idxmax()]
    return sentence(
        f"Dans l'espace {quoted(named(row['space']))}, {FEATURES[row['feature']]} fait "
        f"{percent(row['share'])} des distances"
    )


def numbers_only(weights: DataFrame) -> DataFrame:
    """The spaces without categories."""
    with_names = weights.loc[weights["feature"] == NAMED, "space"]
    return weights[~weights["space"].isin(with_names)]


def vanished(found: Features) -> Text:
    """Features that a space declares and that weigh nothing in it."""
    table = numbers_only(found.weights)
    gone = table[table["share"] < WEIGHTLESS]
    if gone.empty:
        return sentence("Chaque variable déclarée pèse dans son espace")
    together: dict[str, list[str]] = {}
    for name, rows in gone.groupby("space", sort=False):
        features = enumeration(FEATURES[feature] for feature in rows["feature"])
        together.setdefault(features, []).append(quoted(named(name)))
    said = " ; ".join(
        f"{features} dans {enumeration(spaces)}"
        for features, spaces in together.items()
    )
    return sentence(f"Ne pèsent presque rien (moins de {percent(WEIGHTLESS)}) : {said}")


def effects(found: Features) -> Text:
    """What the best silhouette would cost, against the space that is retained."""
    table = found.effects.dropna(subset="silhouette").set_index("space")
    asked = f"k{NO_BREAK}={NO_BREAK}{found.k}"
    if found.space not in table.index or len(table) < 2:
        return sentence(f"À {asked}, un seul espace a pu être essayé")
    kept, best = table.loc[found.space], table["silhouette"].idxmax()
    if best == found.space:
        return sentence(
            f"À {asked}, {quoted(named(best))} a aussi la meilleure silhouette "
            f"({number(kept['silhouette'], 2)})"
        )
    head = (
        f"À {asked}, {quoted(named(best))} a la meilleure silhouette "
        f"({number(table.loc[best, 'silhouette'], 2)} contre "
        f"{number(kept['silhouette'], 2)})"
    )
    losses = changed(table.loc[best], kept, -1)
    if not losses:
        return sentence(f"{head} sans rien perdre de ce qui sépare les clients")
    said = [
        f"{percent(table.loc[best, score])} des écarts sur {SEPARATED[score]} au lieu "
        f"de {percent(kept[score])}"
        for score in losses
    ]
    return sentence(
        f"{head}, mais n'explique que {enumeration(said)} : la silhouette seule ne "
        "suffit pas pour choisir"
    )


def changed(row: Series, kept: Series, way: int) -> list[str]:
    """Scores of separation that a space clearly loses (-1) or gains (+1)."""
    return [score for score in SEPARATED if way * (row[score] - kept[score]) >= CLEAR]


def verdict(found: Features, space: str) -> Text:
    """What a space loses and gains against the retained one, in few words."""
    table = found.effects.set_index("space")
    if space == found.space:
        return sentence("retenu")
    row, kept = table.loc[space], table.loc[found.space]
    if isna(row["silhouette"]) or isna(kept["silhouette"]):
        return sentence("pas essayé avec ce nombre de segments")
    losses = [SEPARATED[score] for score in changed(row, kept, -1)]
    gains = [SEPARATED[score] for score in changed(row, kept, 1)]
    said = [f"perd {enumeration(losses)}"] if losses else []
    said += [f"gagne {enumeration(gains)}"] if gains else []
    same = "sépare les mêmes choses"
    if kept["silhouette"] - row["silhouette"] >= BLURRED:
        same += ", moins nettement"
    return sentence(" ; ".join(said) or same)


def categories(found: Features) -> Text:
    """What share of the distances the categories take."""
    table = found.weights[found.weights["feature"] == NAMED]
    if table.empty:
        return sentence("Aucun espace n'utilise les catégories")
    row = table.iloc[0]
    if not row["share"]:
        return sentence(
            "Les catégories sont inconnues ou toutes les mêmes : elles ne séparent "
            "personne"
        )
    columns = plural(row["coordinates"], "colonne")
    return sentence(
        f"Une fois les catégories écrites en {columns}, elles font "
        f"{percent(row['share'])} des distances"
    )


def recited(found: Features) -> Text:
    """How many segments only repeat a category."""
    table = found.recited
    if table.empty:
        return sentence("Aucun segment ne peut être comparé aux catégories")
    only = int((table["share"] >= RECITED).sum())
    total = len(table)
    if not only:
        return sentence(
            "Avec les catégories, aucun segment ne se réduit à une seule d'entre elles"
        )
    does = "ne fait que réciter" if only == 1 else "ne font que réciter"
    return sentence(
        f"Avec les catégories, {plural(only, 'segment')} sur {total} {does} une "
        "catégorie"
    )


def lesson_effects(found: Features) -> Text:
    """Whether another space separates as much as the retained one."""
    table = found.effects.dropna(subset="silhouette").set_index("space")
    others = table.drop(found.space, errors="ignore")
    if others.empty or found.space not in table.index:
        return sentence("Un seul espace a pu être essayé : rien à comparer.")
    kept = table.loc[found.space]
    equals = [name for name, row in others.iterrows() if not changed(row, kept, -1)]
    if not equals:
        return sentence(
            "Face à l'espace retenu, tout autre perd au moins une de ces trois "
            "séparations : ajouter, transformer ou remettre à l'échelle n'est pas "
            "neutre."
        )
    names = enumeration(quoted(named(name)) for name in equals)
    if len(equals) > 1:
        return sentence(
            f"{names} séparent ces trois choses autant que l'espace retenu : la règle "
            "des essais tranche par ses autres critères."
        )
    return sentence(
        f"Seul {names} sépare ces trois choses autant que l'espace retenu, avec une "
        f"silhouette de {number(others.loc[equals[0], 'silhouette'], 2)} contre "
        f"{number(kept['silhouette'], 2)}."
    )


def lesson_categories(found: Features) -> Text:
    """What the categories do to what matters."""
    table = found.effects.dropna(subset="silhouette").set_index("space")
    weight = found.weights[found.weights["feature"] == NAMED]
    names = weight.loc[weight["share"] > 0, "space"]
    tried = [name for name in names if name in table.index]
    if not tried or found.space not in table.index or found.space in tried:
        return sentence("Les catégories servent à décrire les segments.")
    row, kept = table.loc[tried[0]], table.loc[found.space]
    losses = [SEPARATED[score] for score in changed(row, kept, -1)]
    said = (
        f"la silhouette passe de {number(kept['silhouette'], 2)} à "
        f"{number(row['silhouette'], 2)}"
    )
    if losses:
        said += f" et les segments ne séparent plus {enumeration(losses)}"
    end = "les catégories servent donc à décrire les segments, pas à les former."
    if row["silhouette"] >= kept["silhouette"] and not losses:
        end = "la règle des essais peut donc les retenir."
    return sentence_case(sentence(f"{said} : {end}"))


def start(found: Features, spaces: Mapping[str, Space]) -> Text:
    """From which spaces the trials start."""
    if len(spaces) == 1:
        return sentence(
            f"Les essais partent du seul espace déclaré, {quoted(named(found.space))}."
        )
    return sentence(
        f"Aucun espace n'est écarté d'avance : les essais partent des {len(spaces)} "
        f"espaces déclarés, et la règle retient {quoted(named(found.space))}."
    )
