"""What the contract says with numbers: its rhythm and why, its price, its tax.

None has a final stop (see :mod:`analysis.say.segments`), but those that say so.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from analysis.contract import (
    ASSUMED,
    AT_ONCE,
    BOUND,
    CHOSEN,
    MEASURED,
    Amount,
    Contract,
)
from analysis.french import (
    NO_BREAK,
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
from analysis.say.economics import every, reais

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.economics import Economy
    from analysis.maintenance import Maintenance
    from analysis.settings import Party, Work

PROVIDER, CLIENT = "le prestataire", "le client"
# Until so many weeks, an interval is « semaines » only; then its months are told too.
WEEKS_PER_MONTH, SHORTEST_IN_MONTHS = 52 / 12, 7


def price(contract: Contract) -> Text:
    """The price of the first year in both currencies, and its refreshes."""
    net = contract.quote.net
    return sentence(
        f"La première année coûte {euros(net)} hors taxes ({in_reais(net)}), mise en "
        f"place et {refreshes(contract)} comprises"
    )


def headline(contract: Contract) -> Text:
    """The contract in the few words of a slide's title."""
    whole = money(contract.quote.net.euros, 0, "EUR")
    return sentence(f"Un contrat à {whole} la première année, {rhythm(contract)}")


def following(contract: Contract) -> Text:
    """What a year costs once the set-up is paid."""
    again = contract.quote.recurring
    return sentence(
        f"Les années suivantes, sans la mise en place, coûtent {euros(again)} hors "
        f"taxes ({in_reais(again)}) à prix et à rythme inchangés"
    )


def rhythm(contract: Contract) -> Text:
    """« une mise à jour toutes les 6 semaines »."""
    return sentence(f"une mise à jour {period(contract.weeks)}")


def period(weeks: int) -> Text:
    """« chaque semaine », « toutes les 13 semaines (environ 3 mois) »."""
    months = round(weeks / WEEKS_PER_MONTH)
    told = f" (environ {months} mois)" if weeks >= SHORTEST_IN_MONTHS else ""
    return sentence(f"{every(weeks)}{told}")


def refreshes(contract: Contract) -> Text:
    """« 13 mises à jour »."""
    return plural(len(contract.refreshes), "mise à jour", "mises à jour")


def basis(contract: Contract, maintenance: Maintenance) -> Text:
    """Where the rhythm comes from, and how sure it is."""
    found = REASONS[contract.basis](contract, maintenance)
    return sentence(found)


def measured(contract: Contract, maintenance: Maintenance) -> str:
    advised, limit = maintenance.interval_weeks, number(maintenance.threshold, 2)
    shorter = (
        f" ; le contrat retient {plural(contract.weeks, 'semaine')}, pour que chaque "
        "année ait au moins une mise à jour"
        if contract.weeks < advised
        else ""
    )
    return (
        f"{replayed(maintenance)}, une segmentation garde "
        f"{plural(advised, 'semaine')} un accord d'au moins {limit} avec celle que "
        f"l'on referait : {span(maintenance)}{shorter}"
    )


def bound(contract: Contract, maintenance: Maintenance) -> str:
    seen = plural(maintenance.horizon_weeks, "semaine")
    return (
        f"{replayed(maintenance)}, une segmentation ne passe pas sous un accord de "
        f"{number(maintenance.threshold, 2)} pendant les {seen} observées : "
        f"l'intervalle de {plural(contract.weeks, 'semaine')} est une borne basse, que "
        "l'on pourra allonger si la surveillance ne signale rien"
    )


def at_once(contract: Contract, maintenance: Maintenance) -> str:
    return (
        f"{replayed(maintenance)}, une segmentation passe sous un accord de "
        f"{number(maintenance.threshold, 2)} avant la fin de la première semaine : le "
        "contrat retient le rythme le plus court qui se tienne, une mise à jour chaque "
        "semaine"
    )


def assumed(contract: Contract, maintenance: Maintenance) -> str:
    why = maintenance.reason or "aucune semaine n'a pu être rejouée"
    return (
        "L'historique ne permet de recommander aucune fréquence "
        f"({why}) : un intervalle de {plural(contract.weeks, 'semaine')} est une "
        "hypothèse de départ, non un résultat, à revoir dès que l'historique suffira"
    )


def chosen(contract: Contract, maintenance: Maintenance) -> str:
    weeks = plural(contract.weeks, "semaine")
    advised = maintenance.interval_weeks
    start = f"L'intervalle de {weeks} a été convenu entre les parties"
    if maintenance.reason:
        return (
            f"{start} ; l'historique ne permet d'en recommander aucun "
            f"({maintenance.reason})"
        )
    if advised is None:
        seen = plural(maintenance.horizon_weeks, "semaine")
        return f"{start} ; la simulation en recommande au moins {seen}"
    if advised == contract.weeks:
        return f"{start} ; c'est celui que recommande la simulation"
    return (
        f"{start} ; la simulation recommande {plural(advised, 'semaine')} : "
        f"{span(maintenance)}"
    )


REASONS = {
    MEASURED: measured,
    BOUND: bound,
    AT_ONCE: at_once,
    ASSUMED: assumed,
    CHOSEN: chosen,
}


def span(maintenance: Maintenance) -> str:
    """The interval of confidence of the recommended interval, or what stands for it."""
    low, high = maintenance.interval_low, maintenance.interval_high
    sure = percent(maintenance.confidence)
    if low == high:
        return f"aucun rééchantillonnage ne le déplace (confiance {sure})"
    return f"de {low} à {plural(high, 'semaine')} avec une confiance de {sure}"


def replayed(maintenance: Maintenance) -> str:
    starts = plural(maintenance.origins, "date de départ", "dates de départ")
    return f"Rejouée sur l'historique des commandes depuis {starts}"


def choice(contract: Contract, economy: Economy) -> Text:
    """Which interval was taken when the cheapest one is another, and why."""
    taken = f"le contrat retient {rhythm(contract)}"
    if economy.best_weeks is None:
        return sentence(
            f"Le coût d'un autre rythme ne se calcule pas encore ({economy.reason}) : "
            f"{taken}"
        )
    least = " au moins" * economy.is_bound
    best = f"{plural(economy.best_weeks, 'semaine')}{least}"
    if economy.flat_low <= contract.weeks <= economy.flat_high:
        return sentence(
            f"C'est, à {percent(economy.tolerance)} près, l'un des rythmes les moins "
            f"chers (le coût estimé serait le plus bas à {best})"
        )
    why = (
        "dont les parties sont convenues"
        if contract.basis == CHOSEN
        else "parce que l'accord se mesure alors que ce coût repose sur des hypothèses"
    )
    return sentence(
        f"Le coût estimé serait le plus bas à {best}{gap(contract, economy)} ; "
        f"{taken}, {why}, et le client peut choisir un autre rythme parmi les options"
    )


def gap(contract: Contract, economy: Economy) -> str:
    """What the rhythm costs more than the cheapest one, where that is known."""
    row, totals = economy.cost(contract.weeks), economy.curve["total"]
    if row is None:
        return ""
    return f" (écart : {reais(row['total'] - totals.min())} par an)"


def exchange(contract: Contract) -> Text:
    """The rate of conversion, and its day."""
    rate = decimal(contract.terms.exchange.reais_per_euro)
    return sentence(
        f"Les montants en reais sont convertis au taux convenu de {rate} R$ pour 1 €, "
        f"arrêté le {date(contract.exchange_day)} ; chaque prix unitaire est arrondi "
        "au centime, puis multiplié"
    )


def vat(contract: Contract) -> Text:
    """The tax, or why there is none."""
    terms = contract.terms.vat
    where = f" ({terms.country})" if terms.country else ""
    if terms.rate is None:
        return sentence(f"TVA{where} non applicable : {terms.reason.strip()}")
    return sentence(
        f"TVA{where} au taux de {decimal(terms.rate)} %, calculée sur le total"
    )


def parties(contract: Contract) -> Text:
    """« Entre … et … », who may still be without a name."""
    terms = contract.terms
    provider, client = party(terms.provider, PROVIDER), party(terms.client, CLIENT)
    return sentence(f"{provider} et {client}")


def party(who: Party, role: str) -> Text:
    """The name of a party, or its role."""
    return Text(who.name.strip() or role)


def validity(contract: Contract) -> Text:
    """Until when the proposal may be signed."""
    days = plural(contract.terms.validity_days, "jour")
    return sentence(
        f"Cette proposition, datée du {date(contract.day)}, est valable {days}, "
        f"jusqu'au {date(contract.valid_until)}"
    )


def term(contract: Contract) -> Text:
    """First and last day of the first year."""
    return sentence(f"du {date(contract.start)} au {date(contract.end)}")


def segments(portraits: DataFrame) -> Text:
    """The segments that are maintained, by name."""
    found = portraits[(portraits["segment"] > 0) & (portraits["customers"] > 0)]
    names = enumeration(map(quoted, found["name"]))
    return sentence(f"{plural(len(found), 'segment')} : {names}")


def work(days: Work) -> Text:
    """« 4 jours de data scientist et 1 jour de direction »."""
    spent = [
        sentence(f"{plural(float(count), 'jour', decimals=decimals(count))} de {name}")
        for name, count in days.items()
        if count
    ]
    return enumeration(spent) or Text("compris")


def trigger(maintenance: Maintenance) -> Text:
    """Which alarm brings a refresh forward."""
    if maintenance.alarms.empty:
        return sentence(
            "Un signe qui atteint son niveau avance la mise à jour suivante"
        )
    best = maintenance.alarms.loc[maintenance.alarms["best"]].iloc[0]
    return sentence(
        f"Sur l'historique, le signe le plus sûr est le suivant : {best['label']}. "
        "Quand il atteint son niveau, la mise à jour suivante est avancée ; les autres "
        "sont signalés au client, qui décide"
    )


def euros(amount: Amount) -> Text:
    return money(amount.euros, 2, "EUR")


def in_reais(amount: Amount) -> Text:
    return money(amount.reais, 2)


def decimal(value: Decimal) -> Text:
    """A decimal number with the decimals that it has: « 6,25 », « 20 »."""
    return number(float(value), decimals(value))


def decimals(value: Decimal) -> int:
    return max(-value.normalize().as_tuple().exponent, 0)


def working_days(count: int) -> Text:
    """« 5 jours ouvrés »."""
    return plural(count, f"jour{NO_BREAK}ouvré", f"jours{NO_BREAK}ouvrés")
