"""What an old segmentation loses, and why: segments, causes, features.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandas import DataFrame, Series

from analysis.french import Text, date, enumeration, number, percent, quoted, sentence
from analysis.say.maintenance import (
    SAME_AGREEMENT,
    age,
    at,
    first_below,
    is_short,
    telling_age,
    threshold,
)
from analysis.say.segments import named

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance
    from analysis.settings import AlarmSettings

# Cause of lost agreement → what it is called.
CAUSES = {
    "ageing": "le vieillissement de la récence",
    "newcomers": "l’arrivée de nouveaux acheteurs",
    "behaviour": "ce que font les acheteurs déjà connus",
    "refit_noise": "le hasard des calculs",
}
# Below this, the lost agreement is too small to be shared out.
NOTHING_LOST = 0.02
NEARLY_ALL, FEW = 0.99, 0.01
FEATURES = {
    "recency": "récence",
    "frequency": "fréquence",
    "monetary": "montant",
    "satisfaction": "satisfaction",
    "delivery_delay": "retard",
    "freight_share": "part du port",
    "installments": "mensualités",
    "segments": "taille des segments",
}
TOO_SHORT = "Aucune date ultérieure n'a pu être simulée"


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


def weakest(maintenance: Maintenance, portraits: DataFrame) -> Text:
    """Which segment an old model loses first."""
    kept = at_telling_age(maintenance, portraits)
    if kept.empty:
        return sentence(TOO_SHORT)
    first, best = kept.loc[kept["kept"].idxmin()], kept.loc[kept["kept"].idxmax()]
    when = age(first["age_weeks"])
    if first["kept"] > 1 - NOTHING_LOST:
        return sentence(
            f"Après {when}, tous les segments se retrouvent presque entiers"
        )
    if best["kept"] - first["kept"] < SAME_AGREEMENT:
        return sentence(
            f"Tous les segments se défont ensemble : après {when}, leur part commune "
            f"est de {percent(first['kept'])}"
        )
    return sentence(
        f"{quoted(first['name'])} se défait le premier : après {when}, sa part commune "
        f"avec le segment refait est de {percent(first['kept'])}"
    )


def good(maintenance: Maintenance, portraits: DataFrame) -> Text:
    """What becomes of the good customers: those who spend and are satisfied."""
    kept = at_telling_age(maintenance, portraits)
    if kept.empty:
        return sentence(TOO_SHORT)
    best = kept[kept["good"]]
    if best.empty:
        return sentence(
            "Aucun segment ne dépense plus que la moyenne en étant satisfait : il n'y "
            "a pas de bons clients à suivre à part"
        )
    shares = enumeration(
        f"{few(share)} de {quoted(name)}"
        for share, name in zip(best["lost_share"], best["name"], strict=True)
    )
    return sentence(
        f"Chez les bons clients, après {age(best['age_weeks'].iloc[0])}, un modèle "
        f"refait placerait ailleurs {shares}"
    )


def few(share: float) -> str:
    """A share, « moins de 1 % » rather than zero."""
    return percent(share) if share >= FEW / 2 else f"moins de {percent(FEW)}"


def at_telling_age(maintenance: Maintenance, portraits: DataFrame) -> DataFrame:
    """What each segment keeps at the age at which findings are told, with its name."""
    weeks, found = telling_age(maintenance), maintenance.segments
    if found.empty:
        return found
    found = found[(found["age_weeks"] == weeks) & (found["age_weeks"] > 0)]
    return named(found.dropna(subset="kept"), portraits)


def migration(maintenance: Maintenance, portraits: DataFrame) -> Text:
    """The largest flow from a segment to another."""
    flows = maintenance.migration
    if flows.empty:
        return sentence(TOO_SHORT)
    names = named(portraits[["segment"]], portraits).set_index("segment")["name"]
    flows = flows[flows["old"].isin(names.index) & flows["new"].isin(names.index)]
    if flows.empty:
        return sentence(TOO_SHORT)
    flows = flows[flows["old"] != flows["new"]]
    if flows.empty or flows["share"].max() < FEW:
        return sentence("Presque personne ne change de segment")
    most = flows.loc[flows["share"].idxmax()]
    return sentence(
        f"Le plus grand déplacement : {percent(most['share'])} de "
        f"{quoted(names[most['old']])} iraient dans {quoted(names[most['new']])}"
    )


def causes(maintenance: Maintenance) -> Text:
    """What takes most of the agreement away, at the last age that is shared out."""
    shares = maintenance.causes
    if shares.empty:
        return sentence("Trop peu de semaines pour chercher des causes")
    last = shares.loc[shares["age_weeks"].idxmax()]
    lost, when = 1 - last["ari"], age(last["age_weeks"])
    if lost < NOTHING_LOST:
        return sentence(
            f"Après {when}, l'accord perdu est trop faible pour être partagé"
        )
    parts = last[list(CAUSES)].astype(float)
    most = parts.idxmax()
    text = (
        f"{CAUSES[most]} fait le plus : {percent(parts[most] / lost)} de l'accord "
        f"perdu après {when}"
    )
    if parts[most] > NEARLY_ALL * lost:
        text = f"{CAUSES[most]} explique toute la perte d'accord après {when}"
    return sentence(text[0].upper() + text[1:])


def repaired(maintenance: Maintenance) -> Text:
    """How the other causes share the loss; a negative part repairs the agreement."""
    if maintenance.causes.empty:
        return sentence(TOO_SHORT)
    row = first_shared(maintenance)
    parts = row[list(CAUSES)].astype(float)
    listed = enumeration(
        f"{CAUSES[cause]} {number(part, 2)}" for cause, part in parts.items()
    )
    text = (
        f"Sur {number(1 - row['ari'], 2)} d'accord perdu après "
        f"{age(row['age_weeks'])} : {listed}"
    )
    repairing = [CAUSES[cause] for cause in parts.index if parts[cause] <= -0.005]
    if not repairing:
        return sentence(text)
    verb = "rapproche" if len(repairing) == 1 else "rapprochent"
    return sentence(
        f"{text}. Un nombre négatif répare : {enumeration(repairing)} {verb} les deux "
        "modèles au lieu de les éloigner"
    )


def first_shared(maintenance: Maintenance) -> Series:
    """The causes at the first age that reaches the telling one; at the last if none."""
    causes = maintenance.causes.sort_values("age_weeks")
    later = causes[causes["age_weeks"] >= telling_age(maintenance)]
    return causes.iloc[-1] if later.empty else later.iloc[0]


def drift(maintenance: Maintenance, alarms: AlarmSettings) -> Text:
    """Which feature drifts most, by the PSI, and whether that is much."""
    found = drifted(maintenance)
    if found.empty:
        return sentence(TOO_SHORT)
    most = found.loc[found["psi"].idxmax()]
    name, when = quoted(FEATURES[most["feature"]]), age(most["age_weeks"])
    psi, level = number(most["psi"], 2), number(alarms.psi, 2)
    if most["psi"] < alarms.psi:
        return sentence(
            f"Après {when}, aucune variable n'atteint le niveau d'alarme, {level} : "
            f"le plus grand PSI, celui de {name}, est de {psi}"
        )
    return sentence(
        f"La variable {name} dérive le plus : après {when}, son PSI est de {psi}, pour "
        f"un niveau d'alarme de {level}"
    )


def drifted(maintenance: Maintenance) -> DataFrame:
    """Drift of each feature at the last age known up to the telling one."""
    if maintenance.drift.empty:
        return maintenance.drift
    known = maintenance.drift.query("age_weeks > 0 and feature != 'segments'")
    near = known[known["age_weeks"] <= max(telling_age(maintenance), 1)]
    near = known if near.empty else near
    return near[near["age_weeks"] == near["age_weeks"].max()].dropna(subset="psi")


def accuracy(maintenance: Maintenance) -> Text:
    """The same agreement, counted in customers instead of pairs of customers."""
    row = at(maintenance, telling_age(maintenance))
    if row is None:
        return sentence(TOO_SHORT)
    return sentence(
        f"Après {age(row['age_weeks'])}, l'indice de Rand ajusté est de "
        f"{number(row['mean'], 2)} et l'exactitude après appariement de "
        f"{percent(1 - row['moved_mean'])}"
    )
