"""The tables of the contract: prices, options, calendar, alarms, service levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from great_tables import GT
from markupsafe import escape
from pandas import DataFrame

from analysis import say
from analysis.contract import MONITORING, REFRESH, SET_UP, TRAINING, Amount, Contract
from analysis.french import ABSENT, NO_BREAK, Text, date, money, number, sentence
from analysis.maintenance.alarms import AGREEMENT, LABELS, trusted
from analysis.tables.style import base, emphasised, labelled, readable

if TYPE_CHECKING:
    from analysis.economics import Economy
    from analysis.maintenance import Maintenance
    from analysis.settings import MaintenanceSettings

TASKS = {
    SET_UP: "Mise en place",
    REFRESH: "Mise à jour",
    MONITORING: "Surveillance, par mois",
    TRAINING: "Séance de formation",
}
WEEKS_PER_MONTH = 52 / 12
# Levels under this one need a third decimal.
SMALL = 0.1
UNIT = ("Prix unitaire", "hors taxes")
NONE = Text(f"non{NO_BREAK}applicable")


def prices(contract: Contract) -> GT:
    """Show each line of the quote, its total, the tax and what is paid."""
    quote, tax = contract.quote, contract.terms.vat
    rows = [
        {
            "name": task(line.task, say.contract.work(line.work)),
            "unit": both(line.unit),
            "number": number(line.number),
            **currencies(line.total),
        }
        for line in quote.lines
    ]
    taxed = tax.rate is not None
    rate = f" à {say.contract.decimal(tax.rate)} %" if taxed else ""
    vat = currencies(quote.vat) if taxed else {"euros": NONE, "reais": ""}
    rows += [
        total("Total hors taxes", currencies(quote.net)),
        total(f"TVA{rate}", vat),
        total("Total à payer", currencies(quote.gross)),
    ]
    labels = {
        "unit": UNIT,
        "number": "Nombre",
        "euros": "En euros",
        "reais": "En reais",
    }
    finished = amounts(DataFrame(rows), "Prestation", labels)
    return emphasised(finished, [len(rows) - 3, len(rows) - 1])


def extras(contract: Contract) -> GT:
    """Show the unit prices of what may be ordered beside."""
    rows = [
        {"name": task(line.task, say.contract.work(line.work)), **currencies(line.unit)}
        for line in contract.extras
    ]
    labels = {"euros": "En euros", "reais": "En reais"}
    return amounts(DataFrame(rows), "À la demande, hors taxes", labels)


def options(contract: Contract, economy: Economy) -> GT:
    """Show the price of other rhythms, and the estimated cost of being wrong."""
    rows = [
        {
            "name": f"Tous les {option.months} mois".replace(" 1 ", " "),
            "refreshes": number(option.refreshes),
            **currencies(option.quote.net),
            "again": money(option.quote.recurring.euros, 2, "EUR"),
            "wrong": wrong(economy, round(option.months * WEEKS_PER_MONTH)),
        }
        for option in contract.options
    ]
    labels = {
        "refreshes": ("Mises à jour", "par an"),
        "euros": ("Première année", "euros, hors taxes"),
        "reais": ("Première année", "reais, hors taxes"),
        "again": ("Années suivantes", "euros, hors taxes"),
        "wrong": ("Clients mal rangés", "coût estimé par an"),
    }
    return amounts(DataFrame(rows), "Rythme", labels)


def wrong(economy: Economy, weeks: int) -> str:
    """Estimated yearly cost of misplaced customers; a dash where it was not seen."""
    row = economy.cost(weeks)
    return ABSENT if row is None else money(row["staleness_cost"], 0)


def agenda(contract: Contract) -> GT:
    """Show when data are handed over and when each refresh is delivered."""
    visits = [contract.set_up, *contract.refreshes]
    rows = [
        {
            "name": TASKS[REFRESH] + f" {visit.number}"
            if visit.number
            else TASKS[SET_UP],
            "data": date(visit.data),
            "due": date(visit.due),
        }
        for visit in visits
    ]
    labels = {"data": "Données remises le", "due": "Livraison au plus tard le"}
    finished = base(DataFrame(rows), stub="name", head="Étape")
    return labelled(finished, labels)


def triggers(maintenance: Maintenance, settings: MaintenanceSettings) -> GT:
    """Show what is watched between two refreshes, and from which level on it rings."""
    if maintenance.alarms.empty:
        levels = usual_levels(settings)
        found = DataFrame({"alarm": list(levels), "advised_level": levels.values()})
        found = found.assign(label=found["alarm"].map(LABELS), best=True)
    else:
        found = trusted(maintenance.alarms)
    rows = [
        {
            "name": sentence(row.label[:1].upper() + row.label[1:]),
            "level": level(row.alarm, row.advised_level),
            "effect": "avance la mise à jour" if row.best else "est signalé",
        }
        for row in found.itertuples()
    ]
    finished = base(DataFrame(rows), stub="name", head="Signe surveillé")
    labels = {"level": "Niveau", "effect": "Quand il est atteint"}
    return labelled(readable(finished, "effect"), labels)


def usual_levels(settings: MaintenanceSettings) -> dict[str, float]:
    """The levels of ``study.yml``, before history can tell better ones."""
    levels = settings.alarms
    return {
        "psi": levels.psi,
        "ks": levels.ks,
        "wasserstein": levels.wasserstein,
        "segments": levels.segments,
        AGREEMENT: settings.threshold + levels.margin,
    }


def level(alarm: str, value: float) -> Text:
    """« 0,85 ou moins », on one line."""
    side = "ou moins" if alarm == AGREEMENT else "ou plus"
    decimals = 2 if value >= SMALL else 3
    return Text(f"{number(value, decimals)} {side}".replace(" ", NO_BREAK))


def service(contract: Contract) -> GT:
    """Show within how long things are done."""
    levels, days = contract.terms.service, say.contract.working_days
    rows = {
        "Livraison d'une mise à jour, données remises": levels.delivery_days,
        "Réponse à une question": levels.answer_days,
        "Mise à jour avancée, alarme constatée": levels.alarm_days,
        "Correction d'une anomalie du fait du prestataire": levels.correction_days,
    }
    table = DataFrame(
        {"name": map(sentence, rows), "delay": [days(count) for count in rows.values()]}
    )
    finished = base(table, stub="name", head="Engagement")
    return labelled(finished, {"delay": "Délai"})


def amounts(table: DataFrame, head: str, labels: dict) -> GT:
    """Finish a table of prices: numbers to the right, the first column in words."""
    # Formatted, cells may hold markup: what a line is made of, below its name.
    finished = base(table, stub="name", head=head).fmt(str, list(table))
    return labelled(finished.cols_align("right", columns=list(labels)), labels)


def task(name: str, detail: str) -> str:
    """What is sold, above the work that it takes."""
    return f"{TASKS[name]}<br><small>{escape(detail)}</small>"


def both(amount: Amount) -> str:
    return f"{say.contract.euros(amount)}<br>{say.contract.in_reais(amount)}"


def currencies(amount: Amount) -> dict[str, Text]:
    return {
        "euros": say.contract.euros(amount),
        "reais": say.contract.in_reais(amount),
    }


def total(name: str, amount: dict[str, str]) -> dict[str, str]:
    return {"name": sentence(name), "unit": "", "number": "", **amount}
