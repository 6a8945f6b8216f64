"""How to test a campaign, told with its numbers.

None has a final stop (see :mod:`analysis.say.segments`), but those about one segment.
"""

from __future__ import annotations

from pandas import DataFrame, Series

from analysis import publication
from analysis.campaigns import NONE, RARE, READY, SMALL, UNKNOWN, Campaigns
from analysis.french import Text, date, number, percent, plural, sentence
from analysis.say.segments import (
    MIDDLE_SCORE,
    WITHOUT_PURCHASE,
    listed,
    lowered,
    reais,
    subject,
    told,
)


def protocol(found: Campaigns) -> Text:
    """Say how the base rates were counted, or why they could not be."""
    days = plural(found.horizon_days, "jour")
    if found.start is None:
        return sentence(
            f"L'historique ne remonte pas à {days} avant le {date(found.end)}, fin de "
            "la fenêtre d'étude : personne ne peut être suivi, et aucune taille de "
            "groupe ne se calcule"
        )
    later = (
        " : les commandes qui suivent sont incomplètes et feraient croire les retours "
        "plus rares"
    )
    return sentence(
        f"Les clients sont classés comme ils l'étaient le {date(found.start)}, puis "
        f"suivis {days}, jusqu'au {date(found.end)}, fin de la fenêtre d'étude"
        f"{later if found.truncated else ''}"
    )


def stated(found: Campaigns) -> Text:
    """Say what the test should be able to show."""
    return sentence(
        f"Le test doit voir une hausse de {percent(found.effect)} de la part de ceux "
        f"qui rachètent, avec une probabilité de {percent(found.power)}, en prenant le "
        f"hasard pour un effet {percent(found.level)} du temps (comparaison bilatérale "
        "de deux proportions)"
    )


def base(found: Campaigns, portraits: DataFrame) -> Text:
    """Compare the base rates of the segments in which enough came back."""
    days = plural(found.horizon_days, "jour")
    rows = measured(found, portraits)
    if rows.empty:
        return sentence(
            f"Dans aucun segment assez de clients n'ont racheté en {days} pour mesurer "
            "un taux de base"
        )
    low, high = rows.loc[rows["rate"].idxmin()], rows.loc[rows["rate"].idxmax()]
    if len(rows) == 1:
        return sentence(
            f"Sans campagne, {rate(low)} des clients de {listed(rows)} rachètent en "
            f"{days}"
        )
    return sentence(
        f"Sans campagne, de {rate(low)} (« {low['name']} ») à {rate(high)} "
        f"(« {high['name']} ») des clients rachètent en {days}"
    )


def verdict(found: Campaigns, portraits: DataFrame) -> Text:
    """Name the segments large enough for the stated effect to be seen."""
    rows = plans(found, portraits)
    ready = rows[rows["status"] == READY]
    others = rows[rows["status"].isin([SMALL, RARE])]
    if ready.empty and others.empty:
        return sentence("Sans retour mesuré, aucune taille de groupe ne se calcule")
    if ready.empty:
        return sentence(
            f"{subject(others['name'])} "
            f"{'est trop petit' if len(others) == 1 else 'sont trop petits'} pour "
            "qu'une telle hausse se voie en une campagne"
        )
    large = (
        "est assez grand" if len(ready) == 1 else "sont assez grands"
    ) + " pour qu'une telle hausse se voie"
    if others.empty:
        return sentence(f"{subject(ready['name'])} {large}")
    return sentence(
        f"{subject(ready['name'])} {large} ; {lowered(subject(others['name']))}, non : "
        "il faut y chercher un effet plus fort, ou cumuler plusieurs envois"
    )


def plans(found: Campaigns, portraits: DataFrame) -> DataFrame:
    """The tests of the segments that may be told, with their portraits, in order."""
    tests = found.tests.drop(columns="customers")
    return told(portraits).merge(tests, on="segment")


def measured(found: Campaigns, portraits: DataFrame) -> DataFrame:
    rows = plans(found, portraits)
    return rows[rows["status"].isin([READY, SMALL])]


def rate(row: Series) -> Text:
    """A base rate with the decimals that it needs."""
    return percent(row["rate"], 1 if row["rate"] >= 0.01 else 2)


def expected(row: Series, found: Campaigns, minimum: int) -> Text:
    """Who comes back without a campaign, in one segment."""
    days = plural(found.horizon_days, "jour")
    if row["status"] == UNKNOWN:
        return sentence("Taux de base inconnu : trop peu de clients à suivre.")
    followed = number(row["followed"])
    if row["status"] == NONE and row["returned"]:
        return sentence(
            f"Les {followed} clients suivis ont tous acheté en {days} sans campagne."
        )
    if row["status"] == NONE:
        return sentence(
            f"Aucun des {followed} clients suivis n'a acheté en {days} sans campagne."
        )
    if row["status"] == RARE:
        few = publication.count(1, minimum)
        return sentence(
            f"{few} des {followed} clients suivis ont {bought(row)} en {days} sans "
            f"campagne, soit moins de {rate(row)}."
        )
    return sentence(
        f"{number(row['returned'])} des {followed} clients suivis ont {bought(row)} "
        f"en {days} sans campagne, soit {rate(row)}."
    )


def bought(row: Series) -> str:
    """« racheté », or « acheté » of those who never bought."""
    return "acheté" if row["segment"] == WITHOUT_PURCHASE else "racheté"


def buy(row: Series) -> str:
    return "achètent" if row["segment"] == WITHOUT_PURCHASE else "rachètent"


def test(row: Series, found: Campaigns) -> Text:
    """How many customers of one segment to set aside, and what it will show."""
    aside, others = plural(row["control"], "client"), written(row)
    draw = f"Tirez au sort {aside} à qui ne rien envoyer, écrivez aux {others} autres"
    if is_unhappy(row):
        draw = (
            f"Les excuses partent à tous, l'offre se teste : tirez au sort {aside} qui "
            f"ne la reçoivent pas, proposez-la aux {others} autres"
        )
    if row["status"] == READY:
        return sentence(
            f"{draw} : une hausse de {rise(row)} se verra, avec une "
            f"probabilité de {percent(found.power)}."
        )
    if row["status"] in (NONE, UNKNOWN):
        return sentence(
            f"{draw}, et comptez les retours des deux côtés ; ce qu'ils montreront ne "
            "se calcule pas d'avance."
        )
    least = "plus de " if row["status"] == RARE else ""
    return sentence(
        f"{draw}. Une hausse de {rise(row)} demanderait "
        f"{least}{plural(row['per_arm'], 'client')} par groupe{instead(row)}."
    )


def rise(row: Series) -> Text:
    """The effect looked for: the stated one, or less where all would come back."""
    return percent(row["target"] / row["rate"] - 1)


def instead(row: Series) -> str:
    """What two halves of a segment that is too small can show."""
    if row.isna()["detectable"]:
        return " ; ici, aucune ne se verra"
    least = percent(row["detectable"])
    if row["status"] == RARE:
        return f" ; ici, rien de moins qu'une hausse de {least} ne se verra"
    return f" ; ici, il faut une hausse de {least} pour qu'elle se voie"


def stake(row: Series, found: Campaigns) -> Text:
    """What the stated effect would bring from the customers written to."""
    if row.isna()["at_stake"]:
        return sentence("Ne se calcule pas : trop peu de retours connus.")
    many = "Moins de " if row["status"] == RARE else ""
    reached = "à qui l'on fait l'offre" if is_unhappy(row) else "à qui l'on écrit"
    return sentence(
        f"{many}{reais(row['at_stake'])} en {plural(found.horizon_days, 'jour')}, si "
        f"la campagne relève de {rise(row)} la part de ceux qui {buy(row)} parmi les "
        f"{written(row)} clients {reached}."
    )


def written(row: Series) -> Text:
    """How many customers are not in the control group."""
    return number(row["customers"] - row["control"])


def is_unhappy(row: Series) -> bool:
    """Excuses are owed to all: they are not withheld from a control group."""
    return bool(row["satisfaction"] < MIDDLE_SCORE)


def spending(found: Campaigns) -> Text:
    """What a customer who comes back is worth."""
    if found.spending is None:
        return sentence("Trop peu de clients sont revenus pour chiffrer un retour")
    return sentence(
        f"Un client revenu a payé {reais(found.spending)} dans ce délai, en moyenne "
        "sur tous les segments"
    )
