"""Sentences about the key figures: persons, orders, money.

Without final stop, so that they serve as titles and inside a paragraph.
"""

from __future__ import annotations

from analysis import publication
from analysis.exploration.totals import Totals
from analysis.french import NO_BREAK, Text, money, number, percent, plural, sentence

MILLION = 1_000_000


def persons(totals: Totals) -> Text:
    """Say whether ``customer_id`` is a person."""
    if totals.customer_ids == totals.customers:
        return Text("Chaque identifiant de client désigne une personne différente")
    return Text(
        f"Les {number(totals.customer_ids)} identifiants de client ne désignent que "
        f"{number(totals.customers)} personnes"
    )


def several_orders(totals: Totals) -> Text:
    """Say which share of the customers placed several orders."""
    if totals.several_orders == 0:
        return Text("Aucun client n’a commandé deux fois")
    if totals.several_orders_share is None:
        return Text("Très peu de clients ont passé plusieurs commandes")
    share = percent(totals.several_orders_share, 2)
    return Text(f"{share} des clients ont passé plusieurs commandes")


def several_purchases(totals: Totals) -> Text:
    """Say the same of purchases, another question with another answer."""
    if totals.several_purchases == 0:
        return Text("aucun acheteur n’a acheté deux fois")
    if totals.several_purchases_share is None:
        return sentence(
            f"en ne comptant que les achats aboutis, très peu des "
            f"{number(totals.buyers)} acheteurs ont acheté plusieurs fois"
        )
    share = percent(totals.several_purchases_share, 2)
    return sentence(
        f"en ne comptant que les achats aboutis, {share} des "
        f"{number(totals.buyers)} acheteurs ont acheté plusieurs fois"
    )


def without_purchase(totals: Totals, minimum: int) -> Text:
    """Say how many customers never bought, although they ordered."""
    if totals.without_purchase == 0:
        return Text("Tous les clients ont au moins un achat abouti")
    many = publication.count(totals.without_purchase, minimum)
    return sentence(
        f"{many} clients n'ont donc aucun achat : ils restent dans l'étude, dans un "
        "groupe à part"
    )


def recency(totals: Totals) -> Text:
    """Say how long ago half of the buyers bought for the last time."""
    if totals.median_recency is None:
        return Text("Aucun client n’a acheté")
    days = plural(totals.median_recency, "jour")
    return Text(f"La moitié des acheteurs n’ont rien acheté depuis {days} ou plus")


def monetary(totals: Totals) -> Text:
    """Say what half of the buyers spent at most."""
    if totals.median_monetary is None:
        return Text("Aucun client n’a acheté")
    amount = money(totals.median_monetary, 0)
    return Text(f"La moitié des acheteurs ont dépensé {amount} ou moins en tout")


def basket(totals: Totals) -> Text:
    """Say what an average purchase costs, and the share of freight in it."""
    if totals.basket is None:
        return Text("Aucune commande n’a abouti à un achat")
    text = f"Un achat coûte en moyenne {money(totals.basket)}"
    if totals.freight_share is None:
        return Text(text)
    return Text(f"{text}, dont {percent(totals.freight_share)} de port")


def paid(totals: Totals) -> Text:
    """Write what was paid for all orders."""
    return money(totals.paid)


def rounded_paid(totals: Totals) -> Text:
    """Write the same amount in few signs: « 16,0 M R$ »."""
    if totals.paid < MILLION:
        return money(totals.paid, 0)
    return Text(f"{number(totals.paid / MILLION, 1)}{NO_BREAK}M{NO_BREAK}R$")


def paid_outside(totals: Totals) -> Text:
    """Say what was paid for orders that are not purchases."""
    rest = totals.paid - totals.purchases_paid
    if rest < 0.005:
        return Text("tout a été payé pour des achats aboutis")
    if totals.without_sale < totals.minimum:
        return sentence("presque tout l'a été pour des achats aboutis")
    return Text(
        f"{money(totals.purchases_paid)} pour des achats aboutis et {money(rest)} pour "
        "des commandes annulées ou indisponibles"
    )
