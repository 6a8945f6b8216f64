"""Other readings of the same history: one origin, a known future, a stopped clock.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.french import Text, date, number, percent, plural, sentence
from analysis.say.maintenance import (
    NOTHING_LOST,
    SAME_AGREEMENT,
    TOO_SHORT,
    age,
    at,
    first_below,
    is_short,
    threshold,
)

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance


def origins(maintenance: Maintenance) -> Text:
    """How much the first crossing depends on the day the model was made."""
    crossings, limit = maintenance.crossings, threshold(maintenance)
    if crossings.empty:
        return sentence("Aucune date n'a pu être simulée")
    seen = crossings["crossing_weeks"].dropna()
    if len(crossings) == 1:
        found = f"après {age(seen.iloc[0])}" if len(seen) else "pendant son suivi"
        verb = "passe" if len(seen) else "ne passe pas"
        return sentence(
            f"D'une seule origine, l'accord {verb} sous {limit} {found} : rien ne dit "
            "ce qu'une autre aurait donné"
        )
    if seen.empty:
        return sentence(
            f"Pour aucune des {len(crossings)} origines l'accord ne passe sous {limit} "
            "pendant son suivi"
        )
    first, last = number(seen.min()), number(seen.max())
    weeks = plural(seen.max(), "semaine")
    others = len(crossings) - len(seen)
    text = f"Selon l'origine, l'accord passe sous {limit} après {first} à {weeks}"
    if first == last:
        text = f"L'accord passe sous {limit} après {weeks} d'où que l'on parte"
    return sentence(f"{text}{unseen(others)}")


def unseen(others: int) -> str:
    """Say that some origins were not followed long enough to see a crossing."""
    if not others:
        return ""
    if others == 1:
        return " ; une origine ne l'a pas vu pendant son suivi"
    return f" ; {others} origines ne l'ont pas vu pendant leur suivi"


def readings(maintenance: Maintenance) -> Text:
    """How much of the loss is the calendar: the clock running, or stopped."""
    row = at(maintenance, last_frozen(maintenance))
    if row is None:
        return sentence(TOO_SHORT)
    when = age(row["age_weeks"])
    lost, back = 1 - row["mean"], row["frozen"] - row["mean"]
    if lost < NOTHING_LOST:
        return sentence(
            f"Après {when}, il n'y a presque rien à expliquer : l'accord "
            f"est encore de {number(row['mean'], 2)}"
        )
    both = f"{number(row['frozen'], 2)} au lieu de {number(row['mean'], 2)}"
    if back < -SAME_AGREEMENT:
        return sentence(
            f"Arrêter l'horloge n'arrange rien : après {when}, l'accord serait de "
            f"{both}"
        )
    if back <= SAME_AGREEMENT:
        return sentence(
            f"Le calendrier n'y est pour rien : horloge arrêtée, l'accord après {when} "
            f"serait le même ({both})"
        )
    return sentence(
        f"Horloge arrêtée, l'accord après {when} serait de {both} : "
        f"{percent(min(back / lost, 1))} de la perte disparaît"
    )


def calendar(maintenance: Maintenance) -> Text:
    """Which weeks each reading would give, on its mean curve."""
    if is_short(maintenance) or maintenance.band["frozen"].isna().all():
        return sentence(TOO_SHORT)
    limit = threshold(maintenance)
    live = first_below(maintenance.band, "mean", maintenance.threshold)
    frozen = first_below(maintenance.band, "frozen", maintenance.threshold)
    if live is None and frozen is None:
        return sentence(f"En moyenne, aucune des deux lectures ne passe sous {limit}")
    if frozen is None:
        return sentence(
            f"En moyenne, l'accord passe sous {limit} en semaine {live}, et jamais "
            "quand l'horloge est arrêtée : c'est le temps qui passe qui périme les "
            "segments, plus que les clients qui changent"
        )
    if live is None:
        return sentence(
            f"En moyenne, l'accord ne passe sous {limit} que lorsque l'horloge est "
            f"arrêtée, en semaine {frozen}"
        )
    return sentence(
        f"En moyenne, l'accord passe sous {limit} en semaine {live} quand l'horloge "
        f"tourne et en semaine {frozen} quand elle est arrêtée"
    )


def last_frozen(maintenance: Maintenance) -> int:
    """The largest age at which the second reading is known; 0 without any."""
    if maintenance.band.empty:
        return 0
    known = maintenance.band.dropna(subset="frozen")["age_weeks"]
    return 0 if known.empty else int(known.max())


def conventional(maintenance: Maintenance) -> Text:
    """What the usual curve of one origin would have promised."""
    if is_short(maintenance) or maintenance.conventional.empty:
        return sentence("Trop peu de semaines pour comparer les deux façons de compter")
    usual, *_, ours = crossings(maintenance)
    limit = threshold(maintenance)
    told = f"passe sous {limit} en semaine {usual}"
    if usual is None:
        told = f"ne passe jamais sous {limit}"
    text = f"La courbe que tout le monde calcule {told}"
    if ours is None:
        return sentence(f"{text} ; la borne basse de la nôtre, jamais")
    return sentence(f"{text} ; la borne basse de la nôtre, dès la semaine {ours}")


def start(maintenance: Maintenance) -> Text:
    """From which day the usual curve starts."""
    origin = maintenance.conventional_origin
    if origin is None or maintenance.conventional.empty:
        return sentence("Ici, aucune date ne laisse assez d'histoire pour l'imiter")
    return sentence(f"Nous l'avons refait ici, à partir du {date(origin)}")


def bridge(maintenance: Maintenance) -> Text:
    """Where the usual answer and ours differ, step by step, and why."""
    curve = maintenance.conventional
    if is_short(maintenance) or curve.empty:
        return sentence(TOO_SHORT)
    found = crossings(maintenance)
    if None in found:
        return leaks(maintenance)
    usual, honest, mean, low = found
    return sentence(
        f"De la semaine {usual} à la semaine {low} en trois pas : les variables "
        f"cessent de connaître l'avenir (semaine {honest}) ; une origine de hasard "
        f"laisse la place à la moyenne de toutes (semaine {mean}) ; la borne basse "
        "remplace la moyenne, pour ne pas avoir raison une fois sur deux (semaine "
        f"{low})"
    )


def crossings(maintenance: Maintenance) -> tuple[int | None, ...]:
    """First week under the threshold: usual, honest, mean of origins, lower bound."""
    limit, curve = maintenance.threshold, maintenance.conventional
    return (
        first_below(curve, "ari", limit),
        first_below(curve, "honest", limit),
        first_below(maintenance.band, "mean", limit),
        first_below(maintenance.band, "low", limit),
    )


def leaks(maintenance: Maintenance) -> Text:
    """What knowing the future changes, all else equal: the same origin, both ways."""
    if maintenance.conventional.empty:
        return sentence(TOO_SHORT)
    both = maintenance.conventional.dropna(subset=["ari", "honest"])
    both = both[both["age_weeks"] > 0]
    if both.empty:
        return sentence(TOO_SHORT)
    gap = (both["ari"] - both["honest"]).mean()
    known = "À origine égale, connaître d'avance les notes et les livraisons"
    if abs(gap) < SAME_AGREEMENT:
        much = number(SAME_AGREEMENT, 2)
        return sentence(f"{known} change ici l'accord de moins de {much} en moyenne")
    way = "relève" if gap > 0 else "abaisse"
    return sentence(f"{known} {way} l'accord de {number(abs(gap), 2)} en moyenne")
