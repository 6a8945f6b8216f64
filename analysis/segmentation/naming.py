"""Names that a marketer would use, given by rule from a segment's profile.

The rules are data: traits compare a segment with all customers who purchased, a name
asks for a set of traits, and the first name whose traits are all there is given.  When
two segments deserve the same name, what separates them most completes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pandas import DataFrame, Series

Test = Callable[[Series, Series], bool]


def below(feature: str, ratio: float) -> Test:
    """At most ``ratio`` times what all customers have."""
    return lambda segment, everyone: segment[feature] <= ratio * everyone[feature]


def above(feature: str, ratio: float) -> Test:
    """At least ``ratio`` times what all customers have."""
    return lambda segment, everyone: segment[feature] >= ratio * everyone[feature]


def at_least(feature: str, value: float) -> Test:
    return lambda segment, everyone: segment[feature] >= value


def at_most(feature: str, value: float) -> Test:
    return lambda segment, everyone: segment[feature] <= value


# Satisfaction and shares have scales of their own; money and time are compared.
TRAITS: dict[str, Test] = {
    "loyal": at_least("repeat_share", 0.5),
    "lavish": above("monetary", 2),
    "frugal": below("monetary", 0.5),
    "unhappy": at_most("satisfaction", 3),
    "happy": at_least("satisfaction", 4.3),
    "late": at_least("late_share", 0.5),
    "recent": below("recency", 0.75),
    "old": above("recency", 1.25),
}


@dataclass(frozen=True)
class Name:
    """A name, the traits that it asks for, and what to do tomorrow."""

    traits: tuple[str, ...]
    name: str
    action: str


NAMES = (
    Name(
        ("loyal", "unhappy"),
        "Fidèles déçus",
        "Les faire appeler par le service client, offrir un geste sur la prochaine "
        "commande, et n'envoyer aucune promotion avant.",
    ),
    Name(
        ("loyal", "lavish"),
        "Fidèles à gros panier",
        "Leur écrire en premier, par un courriel personnel : accès anticipé aux "
        "nouveautés et livraison offerte toute l'année.",
    ),
    Name(
        ("loyal",),
        "Fidèles",
        "Les remercier par courriel : accès anticipé aux nouveautés et bon d'achat sur "
        "la prochaine commande.",
    ),
    Name(
        ("lavish", "unhappy"),
        "Gros paniers déçus",
        "Les faire appeler par le service client, régler le litige, puis offrir un bon "
        "d'achat ; aucune promotion avant.",
    ),
    Name(
        ("lavish",),
        "Gros paniers",
        "Leur proposer par courriel une sélection haut de gamme, avec paiement en "
        "plusieurs fois et livraison offerte.",
    ),
    Name(
        ("unhappy", "late"),
        "Déçus par la livraison",
        "S'excuser du retard par courriel et offrir la livraison de la prochaine "
        "commande, suivie de près.",
    ),
    Name(
        ("unhappy",),
        "Déçus",
        "S'excuser par courriel, demander ce qui n'a pas convenu, offrir la livraison "
        "de la prochaine commande ; suspendre les promotions.",
    ),
    Name(
        ("recent", "frugal"),
        "Petits paniers récents",
        "Leur proposer par courriel un produit complémentaire, livraison offerte à "
        "partir d'un montant supérieur à leur panier.",
    ),
    Name(
        ("recent", "happy"),
        "Récents satisfaits",
        "Tant que le souvenir est bon, proposer par courriel une deuxième commande, "
        "livraison offerte pendant deux semaines.",
    ),
    Name(
        ("recent",),
        "Récents",
        "Prendre des nouvelles de la commande par courriel et proposer une deuxième, "
        "livraison offerte.",
    ),
    Name(
        ("old", "frugal"),
        "Petits paniers anciens",
        "Une seule relance par courriel, à moindre coût, avant de les retirer des "
        "envois.",
    ),
    Name(
        ("old", "happy"),
        "Anciens satisfaits",
        "Les réveiller par courriel : nouveautés et bon d'achat valable deux semaines, "
        "et deux envois au plus.",
    ),
    Name(
        ("old",),
        "Anciens",
        "Une relance par courriel avec un bon d'achat ; sans réponse, les laisser.",
    ),
    Name(
        ("frugal",),
        "Petits paniers",
        "Leur proposer par courriel des lots et la livraison offerte à partir d'un "
        "montant supérieur à leur panier.",
    ),
    Name(
        ("happy",),
        "Satisfaits",
        "Leur proposer par courriel une deuxième commande et de parrainer un proche.",
    ),
    Name(
        (),
        "Occasionnels",
        "Les garder dans les envois habituels et observer leur prochaine commande.",
    ),
)

WITHOUT_PURCHASE = Name(
    (),
    "Sans achat",
    "Leur écrire pour comprendre pourquoi la commande n'a pas abouti et proposer un "
    "produit équivalent disponible.",
)

# What completes a name that several segments share: the half with the lower values and
# the half with the higher ones, compared with each other only.
COMPLEMENTS = {
    "recency": ("les plus récents", "les plus anciens"),
    "monetary": ("les moins dépensiers", "les plus dépensiers"),
    "satisfaction": ("les moins contents", "les plus contents"),
    "late_share": ("les mieux livrés", "les moins bien livrés"),
    "frequency": ("les moins fréquents", "les plus fréquents"),
}


def name_segments(profiles: DataFrame, everyone: Series) -> list[Name]:
    """Give each segment its name; no two are the same.

    Parameters
    ----------
    profiles : DataFrame
        One row per segment, with the means that the traits read: ``repeat_share``,
        ``monetary``, ``satisfaction``, ``late_share``, ``recency``, ``frequency``.
    everyone : Series
        The same means over all customers who purchased.

    Returns
    -------
    list of Name
        In the order of ``profiles``.
    """
    given = [first_name(profile, everyone) for _, profile in profiles.iterrows()]
    names = [each.name for each in given]
    for name in set(names):
        alike = [position for position, other in enumerate(names) if other == name]
        if len(alike) > 1:
            complements = tell_apart(profiles.iloc[alike], everyone, list(COMPLEMENTS))
            for position, words in zip(alike, complements, strict=True):
                names[position] = ", ".join([name, *words])
    return [
        Name(each.traits, name, each.action)
        for each, name in zip(given, names, strict=True)
    ]


def first_name(segment: Series, everyone: Series) -> Name:
    """First name of `NAMES` whose traits the segment has.

    A comparison with a missing value does not hold, so that no trait is given without
    data.
    """
    return next(
        each
        for each in NAMES
        if all(TRAITS[trait](segment, everyone) for trait in each.traits)
    )


def tell_apart(
    profiles: DataFrame, everyone: Series, features: list[str]
) -> list[list[str]]:
    """Words that separate segments of one name: halves by what differs most, again."""
    if len(profiles) == 1:
        return [[]]
    spread = relative_spread(profiles, everyone, features)
    if not spread.max() > 0:
        return [[f"groupe {position}"] for position in range(1, len(profiles) + 1)]
    feature = spread.idxmax()
    left = [other for other in features if other != feature]
    order = profiles[feature].rank(method="first", na_option="bottom")
    lower = order <= len(profiles) / 2
    words = Series([[] for _ in range(len(profiles))], index=profiles.index)
    for part, word in zip((lower, ~lower), COMPLEMENTS[feature], strict=True):
        more = tell_apart(profiles[part], everyone, left)
        for segment, others in zip(profiles.index[part], more, strict=True):
            words[segment] = [word, *others]
    return list(words)


def relative_spread(
    profiles: DataFrame, everyone: Series, features: Iterable[str]
) -> Series:
    """Distance of the extreme segments on each feature, in units of the mean."""
    spreads = {
        feature: (profiles[feature].max() - profiles[feature].min())
        / max(abs(everyone[feature]), 1e-9)
        for feature in features
    }
    return Series(spreads, dtype="float64").fillna(0.0)
