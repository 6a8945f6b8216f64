"""What an old segmentation loses, and why: segments, causes, features.

None has a final stop (see :mod:`analysis.say.segments`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandas import DataFrame, Series

from analysis.french import Text, enumeration, number, percent, quoted, sentence
from analysis.labels import FEATURES
from analysis.say.maintenance import (
    NOTHING_LOST,
    SAME_AGREEMENT,
    TOO_SHORT,
    age,
    at,
    telling_age,
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
# A cause of nearly all the loss, and a share that is told as little.
NEARLY_ALL, FEW = 0.99, 0.01
WATCHED = {**FEATURES, "segments": "taille des segments"}


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
    name, when = quoted(WATCHED[most["feature"]]), age(most["age_weeks"])
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
