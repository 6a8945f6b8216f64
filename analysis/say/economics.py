"""What refreshing costs and what it saves, told with its numbers.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.french import (
    NO_BREAK,
    Text,
    enumeration,
    money,
    number,
    percent,
    plural,
    sentence,
)

if TYPE_CHECKING:
    from analysis.economics import Economy

# What is halved and doubled.
LEVERS = {
    "rates": "les taux journaliers",
    "refresh_days": "la durée d'une mise à jour",
    "monitoring_days": "la durée de la surveillance",
    "exchange": "le taux de change",
    "misplaced": "la part de mal rangés",
    "campaigns": "le nombre de campagnes",
    "response": "l'écart de réponse",
    "margin": "la marge d'Olist",
    "order_value": "la valeur d'un achat",
}
# A share of the least cost under which nobody would change his mind.
NEGLIGIBLE = 0.01


def optimum(economy: Economy) -> Text:
    """The cheapest interval, or a bound, or why there is none."""
    if economy.best_weeks is None:
        return unknown(economy)
    cost = reais(economy.curve["total"].min())
    weeks = plural(economy.best_weeks, "semaine")
    if economy.is_bound:
        return sentence(
            f"Sous ces hypothèses, le coût baisse encore à {weeks}, la plus longue "
            f"attente observée ({cost} par an) : le moindre coût se trouve à au moins "
            f"{weeks}"
        )
    return sentence(
        f"Sous ces hypothèses, le moindre coût est de {cost} par an, avec une mise à "
        f"jour {every(economy.best_weeks)}"
    )


def flat(economy: Economy) -> Text:
    """Which intervals cost about as little as the cheapest one."""
    if economy.best_weeks is None:
        return unknown(economy)
    near = percent(economy.tolerance)
    low, high = economy.flat_low, economy.flat_high
    if low == high:
        return sentence(
            f"Aucun autre intervalle ne coûte à {near} près aussi peu : le fond de la "
            "courbe est étroit"
        )
    end = ", fin de l'observation" * bool(high == economy.curve["weeks"].max())
    return sentence(
        f"De {low} à {plural(high, 'semaine')}{end}, le coût reste à {near} du "
        "minimum : le fond de la courbe est plat, et rien n'oblige à choisir son point "
        "le plus bas"
    )


def recommended(economy: Economy) -> Text:
    """Where the interval that the simulation recommends stands on the curve."""
    if economy.best_weeks is None:
        return unknown(economy)
    if economy.extra is None:
        return sentence(
            "La simulation ne recommande aucun intervalle que l'on puisse placer sur "
            "cette courbe"
        )
    weeks = plural(economy.advised_weeks, "semaine")
    who = f"L'intervalle que recommande la simulation ({weeks})"
    least, seen = economy.curve["total"].min(), " observé" * economy.is_bound
    if economy.extra <= NEGLIGIBLE * least:
        near = percent(NEGLIGIBLE)
        return sentence(f"{who} est aussi le moins cher{seen}, à {near} près")
    more = (
        f"coûte {reais(economy.extra)} de plus par an que le moins cher{seen} "
        f"(+{NO_BREAK}{percent(economy.extra / least)})"
    )
    if economy.flat_low <= economy.advised_weeks <= economy.flat_high:
        return sentence(f"{who} {more} : il est dans le fond plat de la courbe")
    if economy.advised_weeks < economy.best_weeks:
        return sentence(
            f"{who} {more} : c'est le prix d'une segmentation tenue au-dessus du seuil "
            "d'accord, plus exigeant que ces hypothèses de coût"
        )
    return sentence(
        f"{who} {more} : sous ces hypothèses de coût, les erreurs coûtent plus cher "
        "que ne le suppose le seuil d'accord"
    )


def title(economy: Economy) -> Text:
    """Title of the curve, short."""
    if economy.best_weeks is None:
        return unknown(economy)
    if economy.is_bound:
        weeks = plural(economy.best_weeks, "semaine")
        return sentence(f"Le coût baisse encore à {weeks}, la fin de l'observation")
    weeks = plural(economy.best_weeks, "semaine")
    low, high = economy.flat_low, economy.flat_high
    around = f" ; de {low} à {high}, il change peu" if low < high else ""
    return sentence(f"Le moindre coût est à {weeks}{around}")


def sensitivity(economy: Economy) -> Text:
    """How far halving or doubling an assumption moves the cheapest interval."""
    if economy.best_weeks is None:
        return unknown(economy)
    found = economy.sensitivity
    low, high = found.loc[found["best_weeks"].idxmin()], found["best_weeks"].max()
    if low["best_weeks"] == high:
        return sentence(
            "Diviser ou multiplier par deux une hypothèse ne déplace pas l'intervalle "
            f"le moins cher : {weeks_told(high, found['is_bound'].all())}"
        )
    bound = found.loc[found["best_weeks"] == high, "is_bound"].any()
    return sentence(
        "En divisant ou en multipliant par deux chaque hypothèse, l'intervalle le "
        f"moins cher va de {weeks_told(low['best_weeks'], low['is_bound'])} à "
        f"{weeks_told(high, bound)}"
    )


def levers(economy: Economy) -> Text:
    """Which assumptions move the cheapest interval, and which do not."""
    if economy.best_weeks is None:
        return unknown(economy)
    spans = economy.sensitivity.groupby("lever", sort=False)["best_weeks"]
    moves = spans.max() > spans.min()
    still = [LEVERS[lever] for lever in moves.index[~moves]]
    if not moves.any():
        return sentence("Aucune de ces hypothèses ne change la réponse à elle seule")
    moving = sentence(
        "Seul compte le rapport entre le prix d'une mise à jour et ce que coûtent les "
        "mal rangés : doubler l'un revient à diviser l'autre par deux"
    )
    if not still:
        return moving
    verb = "ne déplace pas" if len(still) == 1 else "ne déplacent pas"
    return sentence(f"{moving} ; {enumeration(still)} {verb} l'intervalle")


def response(economy: Economy) -> Text:
    """The assumption that matters most, in plain words."""
    values = economy.assumptions.set_index("assumption")["value"]
    lost = 1000 * values["response"]
    purchases = plural(lost, "achat", decimals=0 if lost.is_integer() else 1)
    return sentence(
        "L'hypothèse la plus fragile est l'écart de réponse : sur "
        f"{plural(1000, 'message')} envoyés à des clients mal rangés, {purchases} de "
        "moins que s'ils avaient reçu le message de leur segment. Un groupe témoin à "
        "chaque campagne la remplacerait par une mesure"
    )


def unknown(economy: Economy) -> Text:
    return sentence(f"Le coût d'une attente ne se calcule pas : {economy.reason}")


def every(weeks: int) -> Text:
    """« chaque semaine » or « toutes les 6 semaines »."""
    return sentence(
        "chaque semaine" if weeks == 1 else f"toutes les {number(weeks)} semaines"
    )


def weeks_told(weeks: float, is_bound: bool) -> Text:
    """« 6 semaines », « au moins 26 semaines »."""
    least = "au moins " if is_bound else ""
    return Text(f"{least}{plural(weeks, 'semaine')}")


def reais(amount: float) -> Text:
    return money(amount, 0)


def mark(weeks: float, is_bound: bool) -> str:
    """The same, beside a point of a chart: « 6 », « ≥ 26 »."""
    return f"≥{NO_BREAK}{number(weeks)}" if is_bound else str(number(weeks))
