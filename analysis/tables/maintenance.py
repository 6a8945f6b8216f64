"""Tables of the maintenance chapter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from great_tables import GT
from pandas import DataFrame

from analysis import french
from analysis.charts.theme import Note, missing
from analysis.feature_names import NUMERIC
from analysis.labels import FEATURES
from analysis.say.alarms import NO_ALARM, NO_POLICY, RECOMMENDED, advised
from analysis.say.alarms import level as level_of
from analysis.say.changes import dated, found, level
from analysis.say.segments import named, with_unit
from analysis.tables.segments import swatched
from analysis.tables.style import (
    base,
    emphasised,
    formatted,
    labelled,
    numbers,
    percents,
)

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

STEP_WEEKS = 4
# Part of a standard deviation from which a move is told in bold.
FAR = 0.25
COLUMNS = {
    "origins": ("Origines", "nombre"),
    "mean": ("Accord", "moyen"),
    "low": ("Borne basse", "de la bande"),
    "high": ("Borne haute", "de la bande"),
    "refit": ("Bruit", "même jour"),
    "accuracy": ("Exactitude", "après appariement"),
    "moved_mean": ("Mal rangés", "part des acheteurs"),
}
ALARMS = {
    "advised_level": ("Sonne à", "partir de"),
    "in_time": ("À temps", "origines"),
    "false_alarms": ("Fausses", "origines"),
    "missed": ("Manquées", "origines"),
    "lead_weeks": ("Avance", "semaines"),
}
POLICIES = {
    "refreshes": ("Mises à jour", "nombre"),
    "mean_ari": ("Accord", "moyen"),
    "lowest_ari": ("Accord", "le plus bas"),
    "weeks_below": ("Sous le seuil", "des semaines"),
    "mean_moved": ("Mal rangés", "en moyenne"),
}


def ages(maintenance: Maintenance) -> GT | Note:
    """Show every fourth age; the recommended one, in bold, is there too."""
    if maintenance.band.empty:
        return missing(f"{french.sentence_case(maintenance.reason)}.")
    band, chosen = maintenance.band, maintenance.interval_weeks
    shown = (band["age_weeks"] % STEP_WEEKS == 0) | (band["age_weeks"] == chosen)
    table = band[shown & (band["age_weeks"] > 0)].reset_index(drop=True)
    table = table.assign(accuracy=1 - table["moved_mean"])
    finished = base(table[["age_weeks", *COLUMNS]], stub="age_weeks", head="Semaines")
    finished = numbers(finished, "origins")
    finished = numbers(finished, ["mean", "low", "high", "refit"], 2)
    finished = percents(finished, ["accuracy", "moved_mean"])
    bold = table.index[table["age_weeks"] == chosen]
    return emphasised(labelled(finished, COLUMNS), list(bold))


def alarms(maintenance: Maintenance) -> GT | Note:
    """What each alarm would have done at its advised level; the best one in bold."""
    if maintenance.alarms.empty:
        return missing(f"{NO_ALARM}.")
    table = advised(maintenance.alarms)
    kinds = table["calibrated"].map({True: "calé", False: "usuel"})
    table = table.assign(label=table["label"].map(french.sentence_case), kind=kinds)
    finished = base(table[["label", "kind", *ALARMS]], stub="label", head="Mesure")
    finished = formatted(finished, "advised_level", level_of)
    finished = numbers(finished, ["in_time", "false_alarms", "missed"])
    finished = numbers(finished, "lead_weeks", 1)
    finished = labelled(finished, {"kind": "Niveau", **ALARMS})
    return emphasised(finished, [0])


def policies(maintenance: Maintenance) -> GT | Note:
    """What each policy would have given on all of history; ours in bold."""
    if maintenance.policies.empty:
        return missing(f"{NO_POLICY}.")
    table = maintenance.policies.reset_index(drop=True)
    table = table.assign(label=table["label"].map(french.sentence_case))
    finished = base(table[["label", *POLICIES]], stub="label", head="Mise à jour")
    finished = numbers(finished, "refreshes")
    finished = numbers(finished, ["mean_ari", "lowest_ari"], 2)
    finished = percents(finished, ["weeks_below", "mean_moved"])
    ours = table.index[table["policy"] == RECOMMENDED]
    return emphasised(labelled(finished, POLICIES), list(ours))


def changes(maintenance: Maintenance) -> GT | Note:
    """The changes of level in the flow of new orders, in time order."""
    seen = found(maintenance)
    if seen.empty:
        return missing(f"{dated(maintenance)}.")
    seen = seen.sort_values("week", kind="stable").reset_index(drop=True)
    table = seen.assign(
        week=seen["week"].map(french.date),
        before=[level(row, "before") for _, row in seen.iterrows()],
        after=[level(row, "after") for _, row in seen.iterrows()],
    )
    labels = {"label": "Comportement", "before": "Avant", "after": "Après"}
    finished = base(table[["week", *labels]], stub="week", head="Semaine du")
    finished = finished.cols_align("right", columns=["before", "after"])
    return labelled(finished, labels)


def centroids(maintenance: Maintenance, portraits: DataFrame) -> GT | Note:
    """How far each segment's centre moves, per feature, in the feature's own unit.

    In bold, moves of a quarter of the feature's standard deviation or more.

    Parameters
    ----------
    maintenance : Maintenance
    portraits : DataFrame
        Names and colours of the segments.
    """
    if maintenance.centroids.empty:
        return missing("Aucun centre n’a pu être suivi.")
    moves = named(maintenance.centroids, portraits)
    written = [signed(row.move, row.feature) for row in moves.itertuples()]
    wide = moves.assign(written=written, far=moves["move"].abs() >= FAR * moves["sd"])
    wide = wide.sort_values("segment", kind="stable")
    features = [each for each in NUMERIC if each in set(wide["feature"])]
    keys = ["segment", "name", "colour"]
    cells = wide.pivot(index=keys, columns="feature", values="written").reset_index()
    far = wide.pivot(index=keys, columns="feature", values="far").reset_index()
    finished = base(cells[["name", *features]], stub="name", head="Segment")
    finished = finished.cols_align("right", columns=features)
    heads = {feature: french.sentence_case(FEATURES[feature]) for feature in features}
    finished = swatched(labelled(finished, heads), cells)
    for feature in features:
        finished = emphasised(finished, list(far.index[far[feature]]), [feature])
    return finished


def signed(move: float, feature: str) -> str:
    """« +12 jours », « −0,2 étoile »; nothing rounds to a signed zero."""
    if french.is_missing(move):
        return french.ABSENT
    if feature == "delivery_delay":
        size = french.plural(abs(move), "jour", decimals=1)
    elif feature in ("frequency", "installments"):
        size = french.number(abs(move), 2)
    elif feature == "freight_share":
        size = french.percent(abs(move), 1)
    else:
        size = with_unit(abs(move), feature)
    if not re.search("[1-9]", size):
        return size
    return f"{'+' if move > 0 else french.MINUS}{size}"
