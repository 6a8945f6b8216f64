"""The three sentences of a portrait, and the plain rule with its fidelity."""

from __future__ import annotations

from pandas import Series, isna

from analysis.french import (
    Text,
    money,
    number,
    percent,
    plural,
    sentence,
    sentence_case,
)

# From so many purchases on, their mean number says more than the share of those who
# came back.
OFTEN = 1.5
# Shares that portraits tell: of few customers, only that they are few.
SHARES = ("repeat_share", "unhappy_share", "late_share")


def describe(segment: Series, few: Series, minimum_cell: int) -> Text:
    """Three sentences: how many they are, what they buy, how they feel.

    Parameters
    ----------
    segment : Series
        Its sizes and means.
    few : Series of bool
        Which of ``SHARES`` are those of too few customers.
    minimum_cell : int
    """
    if segment["customers"] == 0:
        return sentence("Aucun client dans ce groupe.")
    if segment["customers"] < minimum_cell:
        return sentence(
            f"Moins de {minimum_cell} clients : trop peu pour en faire le portrait."
        )
    if isna(segment["share"]):
        return sentence(
            "Portrait non publié : avec les totaux, il donnerait celui d'un segment de "
            f"moins de {minimum_cell} clients."
        )
    told = {
        name: f"moins de {minimum_cell}" if few[name] else counted(segment[name])
        for name in SHARES
    }
    parts = (size(segment), purchases(segment, told), feelings(segment, told))
    return sentence(" ".join(parts))


def size(segment: Series) -> str:
    who = f"{plural(segment['customers'], 'client')}, soit {small(segment['share'])}"
    if segment.name == 0:
        return f"{who} de la clientèle, n'ont aucun achat abouti."
    revenue = small(segment["revenue_share"])
    return f"{who} de la clientèle, apportent {revenue} du chiffre d'affaires."


def counted(share: float) -> str:
    """A share as the subject of a verb: « 12 % », « aucun », or nothing."""
    if isna(share):
        return ""
    return small(share) if share else "aucun"


def purchases(segment: Series, told: dict[str, str]) -> str:
    if segment.name == 0:
        orders = number(segment["orders"])
        return f"Leurs {orders} commandes ont été annulées ou étaient indisponibles."
    spent, days = money(segment["monetary"], 0), plural(segment["recency"], "jour")
    if segment["repeat_share"] == 0:
        bought = f"{spent} en un seul achat, fait il y a {days}"
    elif segment["frequency"] < OFTEN:
        bought = f"{spent}, leur dernier achat remonte à {days} et "
        bought += f"{told['repeat_share']} ont acheté plusieurs fois"
    else:
        many = plural(segment["frequency"], "achat", decimals=1)
        bought = f"{spent} en {many}, le dernier il y a {days}"
    return f"En moyenne, ils ont dépensé {bought}."


def feelings(segment: Series, told: dict[str, str]) -> str:
    if segment.isna()["satisfaction"]:
        return "Trop peu ont donné une note pour en parler."
    stars = plural(segment["satisfaction"], "étoile", decimals=1)
    unhappy, late = told["unhappy_share"], told["late_share"]
    text = (
        f"{unhappy} n'est mécontent"
        if unhappy == "aucun"
        else (f"{unhappy} sont mécontents")
    )
    if not late:
        return f"Ils donnent {stars} sur 5 et {text}."
    verb = "n'a" if late == "aucun" else "ont"
    state = "livré" if late == "aucun" else "livrés"
    return f"Ils donnent {stars} sur 5 ; {text} et {late} {verb} été {state} en retard."


def small(share: float) -> Text:
    """A share with the decimal that it needs: « 44 % », « 1,2 % », « 99,7 % »."""
    if 0 < share < 0.001:
        return Text(f"moins de {percent(0.001, 1)}")
    if 0.999 < share < 1:
        return Text(f"plus de {percent(0.999, 1)}")
    needs_decimal = 0 < share < 0.1 or 0.995 <= share < 1
    return percent(share, int(needs_decimal))


def rule_sentence(rule: str | None, coverage: float, precision: float) -> Text:
    """The plain rule and how well it describes the segment."""
    if isna(rule):
        return sentence("Trop peu de clients pour en tirer une règle.")
    said = sentence_case(f"{rule}.")
    if coverage == precision == 1:
        return sentence(said)
    return sentence(
        f"{said} Cette règle retrouve {small(coverage)} du segment ; "
        f"{small(precision)} des clients qu'elle désigne en sont."
    )
