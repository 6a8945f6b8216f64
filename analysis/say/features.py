"""Findings of the chapter on features, that stand in titles and in the prose.

None has a final stop (see :mod:`analysis.say.segments`), but for the lessons.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pandas import DataFrame, Series

from analysis import publication
from analysis.features import Features
from analysis.french import (
    Text,
    date,
    enumeration,
    number,
    percent,
    plural,
    sentence,
    sentence_case,
)

# Article and noun, as they stand in a sentence.
FEATURES = {
    "recency": "la récence",
    "frequency": "la fréquence",
    "monetary": "le montant",
    "satisfaction": "la satisfaction",
    "delivery_delay": "le retard",
    "freight_share": "la part du port",
    "installments": "le nombre de mensualités",
    "main_category": "la catégorie",
}
TRANSFORMS = {
    "none": "telle quelle",
    "log": "logarithme",
    "yeo-johnson": "Yeo-Johnson",
    "quantile": "quantiles",
}
PROBLEMS = {
    "unknown": "aucune valeur n'est connue pour {feature}",
    "constant": "{feature} ne varie pas : il n'y a pas d'asymétrie à mesurer",
    "negative": "{feature} prend des valeurs négatives, qui n'ont pas de logarithme",
    "crushed": "la transformation ({transform}) écrase {feature}, dont les valeurs ne "
    "diffèrent plus ensuite que par un arrondi",
}
# An asymmetry below this reads as a bell, above as a tail.
TAILED = 1.0
# A transform helps when it takes this much from the asymmetry.
HELPS = 0.1
LINKED = 0.3
STRONG = 0.5
KEPT = 0.8


def noun(feature: str) -> str:
    """Name of a feature without its article, short: « montant »."""
    return FEATURES[feature].replace("le nombre de ", "les ").split(" ", 1)[1]


def masked(found: Features) -> Text:
    """How many scores are masked at the earlier date."""
    row = found.known.set_index("value").loc["score"]
    day = f"Le {date(found.earlier)}"
    if not found.known["known"].any():
        return sentence(f"{day}, aucune commande n'était encore passée")
    if not row["later"]:
        return sentence(f"{day}, aucune commande déjà passée n'attendait sa note")
    many = publication.count(int(row["later"]), found.minimum)
    return sentence(
        f"{day}, {many} commandes déjà passées attendaient encore leur note : la table "
        "de ce jour l'ignore"
    )


def convention(found: Features) -> Text:
    """How many orders the convention on the status concerns."""
    row = found.known.set_index("value").loc["status"]
    placed = row["known"] + row["later"]
    day = date(found.earlier)
    if not placed or not row["later"]:
        return sentence(
            f"Aucune commande passée avant le {day} n'a fini annulée ou indisponible : "
            "la convention est ici sans effet"
        )
    many = publication.count(int(row["later"]), found.minimum)
    share = (
        f" ({percent(row['later'] / placed, 1)})"
        if row["later"] >= found.minimum
        else ""
    )
    return sentence(
        f"{many} des {number(placed)} commandes passées avant le {day}{share} ont fini "
        "annulées ou indisponibles : elles n'y sont pas des achats, même celles qui "
        "suivaient encore leur cours ce jour-là"
    )


def raw(skewness: DataFrame) -> Series:
    """Asymmetry of each feature before any transform, where it exists."""
    table = skewness[skewness["transform"] == "none"].set_index("feature")
    return table["skewness"].dropna()


def straightest(skewness: DataFrame) -> DataFrame:
    """The transform that makes each feature most symmetrical, indexed by feature."""
    table = skewness.dropna(subset="skewness")
    best = table["skewness"].abs().groupby(table["feature"]).idxmin()
    return table.loc[best].set_index("feature")


def shapes(skewness: DataFrame, features: Iterable[str]) -> Text:
    """Which of some features a transform straightens, and which resist."""
    table = skewness[skewness["feature"].isin(list(features))]
    before, after = raw(table), straightest(table)["skewness"].abs()
    tailed = before.index[before.abs() > TAILED]
    if before.empty:
        return sentence("Aucune de ces variables ne varie : il n'y a pas de forme")
    if tailed.empty:
        return sentence("Aucune de ces variables n'est très asymétrique")
    cured = [FEATURES[name] for name in tailed if after[name] <= TAILED]
    resists = [FEATURES[name] for name in tailed if after[name] > TAILED]
    said = [f"une transformation redresse {enumeration(cured)}"] if cured else []
    if resists:
        said.append(f"aucune ne redresse {enumeration(resists)}")
    return sentence_case(sentence(" ; ".join(said)))


def tail(skewness: DataFrame) -> Text:
    """The most asymmetrical feature, and the best that a transform makes of it."""
    before = raw(skewness)
    if before.empty:
        return sentence("Aucune variable ne varie : l'asymétrie n'existe pas")
    worst = before.abs().idxmax()
    best = straightest(skewness).loc[worst]
    said = (
        f"{FEATURES[worst]} est la variable la plus asymétrique "
        f"({number(before[worst], 1)})"
    )
    if abs(before[worst]) - abs(best["skewness"]) < HELPS:
        return sentence_case(sentence(f"{said}, et aucune transformation ne l'aide"))
    name = TRANSFORMS[best["transform"]]
    return sentence_case(
        sentence(f"{said} ; au mieux ({name}) {number(best['skewness'], 1)}")
    )


def undefined(skewness: DataFrame) -> Text:
    """Where asymmetry does not exist, and why."""
    problems = skewness[skewness["problem"] != ""]
    said = [PROBLEMS[row.problem].format(**words(row)) for row in problems.itertuples()]
    if not said:
        return sentence("Chaque transformation est possible pour chaque variable")
    # What is true before any transform is so after each: it is told once.
    return sentence_case(sentence(" ; ".join(dict.fromkeys(said))))


def words(row: NamedTuple) -> dict[str, str]:
    """Names of the feature and of the transform of a row of the asymmetries."""
    return {"feature": FEATURES[row.feature], "transform": TRANSFORMS[row.transform]}


def pairs(correlations: DataFrame) -> DataFrame:
    """Each known pair once, the most linked first."""
    once = correlations[correlations["left"] < correlations["right"]]
    known = once.dropna(subset="correlation")
    return known.sort_values("correlation", key=abs, ascending=False)


def correlations(table: DataFrame) -> Text:
    """The most linked pair, and how far the others follow."""
    known = pairs(table)
    if known.empty:
        return sentence("Aucune paire de variables ne peut être comparée")
    first = known.iloc[0]
    value = number(first["correlation"], 2)
    both = enumeration([FEATURES[first["left"]], FEATURES[first["right"]]])
    if abs(first["correlation"]) < LINKED:
        return sentence(
            f"Aucune paire de variables n'est liée : la plus forte corrélation "
            f"({both}) est de {value}"
        )
    way = "vont ensemble" if first["correlation"] > 0 else "vont en sens inverse"
    said = f"{both} {way} ({value})"
    if len(known) > 1:
        second = abs(known.iloc[1]["correlation"])
        said += f" ; aucune autre paire ne dépasse {number(second, 2)}"
    return sentence_case(sentence(said))


def components(found: Features) -> Text:
    """How many components hold most of the variance."""
    table = found.explained
    if table.empty:
        return sentence("Trop peu de variables varient pour chercher des composantes")
    return sentence(
        f"Il faut {plural(needed(table), 'composante')} sur {len(table)} pour garder "
        f"{percent(KEPT)} de la variance"
    )


def needed(explained: DataFrame) -> int:
    """Number of components that hold most of the variance together."""
    return int((explained["cumulative"] < KEPT).sum()) + 1


def reading(found: Features, component: int) -> Text:
    """What a component is made of, from its loadings."""
    table = found.loadings[found.loadings["component"] == component]
    strong = table[table["loading"].abs() >= STRONG].sort_values(
        "loading", key=abs, ascending=False
    )
    share = found.explained.loc[found.explained["component"] == component, "share"]
    if strong.empty:
        return sentence(f"La composante {component} ne se lit pas : elle mêle tout")
    head = f"La composante {component} ({percent(share.item())} de la variance)"
    high = [FEATURES[name] for name in strong.loc[strong["loading"] > 0, "feature"]]
    low = [FEATURES[name] for name in strong.loc[strong["loading"] < 0, "feature"]]
    if low:
        against = enumeration(f"à {name}".replace("à le ", "au ") for name in low)
        return sentence(f"{head} oppose {enumeration(high)} {against}")
    if len(high) == 1:
        return sentence(f"{head} est surtout {high[0]}")
    return sentence(f"{head} réunit {enumeration(high)}")


def lesson_known(found: Features) -> Text:
    """What the law of the date brings to the simulation."""
    later = found.known.set_index("value")["later"]
    if not later[["delivery", "score"]].any():
        return sentence(
            "Rien n'était à masquer ce jour-là : la règle vaut pour les jours où elle "
            "compte."
        )
    return sentence(
        "Au statut des commandes près, la table d'une date passée est celle que l'on "
        "aurait eue ce jour-là : la simulation de la maintenance peut s'y fier."
    )


def lesson_shapes(skewness: DataFrame, features: Iterable[str]) -> Text:
    """Symmetry is no aim in itself."""
    table = skewness[skewness["feature"].isin(list(features))]
    if not (raw(table).abs() > TAILED).any():
        return sentence(
            "Les variables du modèle sont assez régulières : les transformer n'est pas "
            "une nécessité, leur effet sur les segments tranche."
        )
    return sentence(
        "Une queue étirée n'est pas un défaut quand elle porte les meilleurs clients : "
        "la symétrie n'est pas le but, l'effet sur les segments tranche."
    )


def lesson_structure(correlations: DataFrame, features: Iterable[str]) -> Text:
    """Whether the features of the model say different things."""
    names = list(features)
    known = pairs(correlations)
    known = known[known["left"].isin(names) & known["right"].isin(names)]
    if known.empty:
        return sentence("Les variables du modèle ne peuvent pas être comparées.")
    first = known.iloc[0]
    value = number(first["correlation"], 2)
    both = enumeration([FEATURES[first["left"]], FEATURES[first["right"]]])
    if abs(first["correlation"]) < LINKED:
        return sentence(
            "Les variables du modèle disent chacune autre chose : leur plus forte "
            f"corrélation est de {value} ({both})."
        )
    return sentence(
        f"Deux variables du modèle disent en partie la même chose ({both} : {value}) : "
        "ce qu'elles partagent compte double dans les distances."
    )
