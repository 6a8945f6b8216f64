"""Sentences of the summary page: the client's three questions, answered."""

from __future__ import annotations

from pandas import DataFrame, Series

from analysis import publication
from analysis.campaigns import READY, SMALL, Campaigns
from analysis.exploration.totals import Totals
from analysis.french import (
    Text,
    date,
    enumeration,
    money,
    number,
    percent,
    plural,
    quoted,
    sentence,
)
from analysis.period import Period
from analysis.say.campaigns import plans
from analysis.say.segments import (
    MIDDLE_SCORE,
    WITHOUT_PURCHASE,
    alike,
    among,
    fitted,
    happiest,
    least_spending,
    listed,
    mean_score,
    mean_spend,
    most_spending,
    present,
    unhappiest,
)

WORTH = 1.1
OFTEN = 1.5


def segments(portraits: DataFrame) -> Text:
    """Say what the most valuable segments weigh, and whether some are unhappy."""
    known = fitted(portraits)
    best = known[known["revenue_share"] >= WORTH * known["share"]]
    if best.empty:
        text = "Les segments apportent chacun à la mesure de leur taille"
    else:
        text = (
            f"{percent(best['share'].sum())} des clients apportent "
            f"{percent(best['revenue_share'].sum())} du chiffre d'affaires"
        )
    if known["satisfaction"].isna().all():
        return sentence(f"{text} ; aucune note ne dit lesquels sont satisfaits")
    unhappy = known[known["satisfaction"] < MIDDLE_SCORE]
    if unhappy.empty:
        return sentence(f"{text} ; aucun segment n'est mécontent")
    return sentence(
        f"{text} ; {percent(unhappy['share'].sum())} appartiennent à un segment "
        "mécontent"
    )


def kinds(portraits: DataFrame, minimum: int) -> Text:
    """Name the segments, over all customers."""
    customers = int(portraits["customers"].sum())
    names = enumeration(quoted(name) for name in present(portraits)["name"])
    count = plural(len(present(portraits)), "segment")
    apart = portraits.loc[portraits["segment"] == WITHOUT_PURCHASE, "customers"].sum()
    everybody = f"Les {number(customers)} clients ont tous leur place"
    if not apart:
        return sentence(f"{everybody} dans {count} : {names}.")
    return sentence(
        f"{everybody}. Ceux qui ont acheté forment {count} : {names}. Les "
        f"{publication.count(int(apart), minimum)} autres, dont aucune commande n'a "
        "abouti (annulée ou indisponible), forment un groupe à part."
    )


def good_and_less_good(portraits: DataFrame) -> Text:
    """Place the best and the least good customers, in orders and in satisfaction."""
    known = fitted(portraits)
    if len(known) < 2:
        return sentence("Un seul segment : il n'y a ni bons ni moins bons clients.")
    best, least = most_spending(known), least_spending(known)
    if len(best) == len(known):
        return sentence(f"En commandes{among(portraits)}, les segments se valent.")
    text = (
        f"En commandes{among(portraits)}, les meilleurs sont {listed(best)} "
        f"({money(mean_spend(best), 0)} par client){loyal(known, best['name'])}, les "
        f"moins bons {listed(least)} ({money(mean_spend(least), 0)})"
    )
    scored = known.dropna(subset="satisfaction")
    if scored.empty:
        return sentence(f"{text} ; aucune note ne dit lesquels sont satisfaits.")
    if alike(scored):
        score = number(mean_score(scored), 1)
        return sentence(f"{text} ; en satisfaction, tous se valent ({score} étoiles).")
    happy, unhappy = happiest(scored), unhappiest(scored)
    return sentence(
        f"{text} ; en satisfaction, les meilleurs sont {listed(happy)} "
        f"({number(mean_score(happy), 1)} étoiles en moyenne), les moins bons "
        f"{listed(unhappy)} ({number(mean_score(unhappy), 1)})."
    )


def loyal(known: DataFrame, best: Series) -> str:
    """Name those who order most often, when they are not among those who spend most."""
    often = known.loc[known["frequency"].idxmax()]
    if often["frequency"] < OFTEN or often["name"] in set(best):
        return ""
    orders = plural(often["frequency"], "achat", decimals=1)
    return f" et {quoted(often['name'])} ({orders} par client)"


def first(portraits: DataFrame, campaigns: Campaigns) -> Series:
    """The segment to write to first: its portrait and its campaign test.

    It is the one where the stated effect brings most money; where no return could be
    measured, the one that weighs most in revenue.
    """
    rows = plans(campaigns, portraits)
    rows = rows[rows["segment"] != WITHOUT_PURCHASE]
    worth = rows["at_stake"].where(rows["status"].isin([READY, SMALL]))
    return rows.loc[(rows["revenue"] if worth.isna().all() else worth).idxmax()]


def monday(portraits: DataFrame, campaigns: Campaigns) -> Text:
    """Say whom to write to first, and why."""
    chosen = first(portraits, campaigns)
    name = quoted(chosen["name"])
    if chosen["status"] not in (READY, SMALL):
        return sentence(
            f"Lundi matin, écrivez à {name}, le segment qui pèse le plus : "
            f"{percent(chosen['revenue_share'])} du chiffre d'affaires"
        )
    return sentence(
        f"Lundi matin, écrivez à {name} : c'est là qu'une campagne réussie rapporte le "
        f"plus, {money(chosen['at_stake'], 0)} en "
        f"{plural(campaigns.horizon_days, 'jour')}"
    )


def repair(portraits: DataFrame) -> Text:
    """Name the unhappy segment that weighs most, which needs no promotion."""
    known = fitted(portraits)
    if known["satisfaction"].isna().all():
        return sentence("Aucune note ne dit si un segment est à réparer d'abord")
    unhappy = known[known["satisfaction"] < MIDDLE_SCORE]
    if unhappy.empty:
        return sentence("Aucun segment n'est mécontent : rien n'est à réparer d'abord")
    most = unhappy.loc[unhappy["revenue"].idxmax()]
    score = plural(most["satisfaction"], "étoile", decimals=1)
    return sentence(
        f"À réparer avant toute promotion : {quoted(most['name'])}, "
        f"{percent(most['revenue_share'])} du chiffre d'affaires et une note moyenne "
        f"de {score} sur 5"
    )


def scope(period: Period, totals: Totals, demo: bool) -> Text:
    """Say which orders the report describes, and whether they are real."""
    covered = f"{number(totals.orders)} commandes, du {date(period.first_order)} au "
    covered += str(date(period.last_order))
    if demo:
        return sentence(
            f"Données de démonstration : ce rapport décrit {covered} d'une place de "
            "marché fictive. Aucun chiffre ne dit quoi que ce soit d'Olist."
        )
    return sentence(f"Ce rapport décrit {covered}.")


def orders(totals: Totals) -> Text:
    return number(totals.orders)


def customers(totals: Totals) -> Text:
    return number(totals.customers)


def repeat(totals: Totals) -> Text:
    """Share of the customers who placed several orders."""
    return percent(totals.several_orders_share, 2)
