"""Tables of the chapter on features."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from great_tables import GT, loc, style
from pandas import DataFrame

from analysis import french, publication, say
from analysis.charts.features import short
from analysis.charts.shapes import WHY_NOT
from analysis.charts.theme import ACCENT
from analysis.feature_names import NUMERIC
from analysis.features import Features
from analysis.features.shapes import TRANSFORMS
from analysis.segmentation.preparation import NAMED
from analysis.settings import Space
from analysis.tables.style import (
    base,
    emphasised,
    formatted,
    labelled,
    numbers,
    percents,
    readable,
)

TICK = "●"
KNOWN = {
    "order": ("Commandes", "venues plus tard : absentes"),
    "delivery": ("Livraisons", "venues plus tard : masquées"),
    "score": ("Notes", "venues plus tard : masquées"),
    "status": ("Achats", "finalement annulés : hors des achats, par convention"),
}
STRONGEST_TINT = 0x70


def known(found: Features) -> GT:
    """What the customer table of the earlier date knows, and what came later.

    Parameters
    ----------
    found : Features
    """
    names = found.known["value"].map(lambda value: KNOWN[value][0])
    rules = found.known["value"].map(lambda value: KNOWN[value][1])
    shown = found.known.assign(value=names, rule=rules)
    labels = {
        "known": "Utilisées",
        "later": "Écartées",
        "rule": "Pourquoi écartées",
    }
    count = partial(publication.count, minimum=found.minimum)
    return (
        base(shown, "value", "Valeurs")
        .pipe(formatted, ["known", "later"], count)
        .pipe(readable, "rule")
        .pipe(labelled, labels)
    )


def sets(spaces: Mapping[str, Space]) -> GT:
    """What each feature tells, and the sets of features that hold it.

    Parameters
    ----------
    spaces : mapping of str to Space
        ``study.yml › segmentation › spaces``; a set is named after the first of its
        spaces.
    """
    names: dict[tuple[str, ...], str] = {}
    for name, space in spaces.items():
        names.setdefault(space.features, say.trials.space(name))
    used = [
        feature
        for feature in (*NUMERIC, NAMED)
        if any(feature in features for features in names)
    ]
    rows = [
        {"feature": short(feature), "told": say.spaces.TOLD[feature]}
        | {name: TICK * (feature in features) for features, name in names.items()}
        for feature in used
    ]
    return (
        base(DataFrame(rows), "feature", "Variable")
        .cols_align("center", columns=list(names.values()))
        .pipe(readable, "told", "8rem")
        .pipe(labelled, {"told": "Elle dit"})
    )


def wide_stub(table: GT) -> GT:
    """Keep the names of the rows on two lines at most: the table scrolls instead."""
    return table.tab_style(style.css("min-width: 9rem;"), loc.stub())


def skewness(found: Features) -> GT:
    """Asymmetry of each feature after each transform; the nearest to 0 in bold."""
    table = found.skewness
    said = [
        WHY_NOT[row.problem] if row.problem else french.number(row.skewness, 2)
        for row in table.itertuples()
    ]
    wide = table.assign(said=said).pivot(
        index="feature", columns="transform", values="said"
    )
    wide = wide.loc[list(NUMERIC), list(TRANSFORMS)].reset_index()
    labels = {
        name: french.sentence_case(say.features.TRANSFORMS[name]) for name in TRANSFORMS
    }
    finished = (
        base(wide.assign(feature=wide["feature"].map(short)), "feature", "Variable")
        .cols_align("right", columns=list(TRANSFORMS))
        .pipe(labelled, labels)
    )
    for feature, row in say.features.straightest(table).iterrows():
        place = NUMERIC.index(feature)
        finished = emphasised(finished, [place], [row["transform"]])
    return finished


def effects(found: Features) -> GT:
    """What the same k-means separates in each space."""
    table = found.effects
    shown = table.assign(
        space=table["space"].map(say.trials.space),
        verdict=[say.spaces.verdict(found, name) for name in table["space"]],
    ).drop(columns="rank_eta_monetary")
    columns = [
        *("space", "silhouette", "eta_monetary", "eta_frequency"),
        *("eta_satisfaction", "smallest_share", "ari", "verdict"),
    ]
    labels = {
        "silhouette": "Silhouette",
        "eta_monetary": ("Dépense", "% expliqué"),
        "eta_frequency": ("Achats", "% expliqué"),
        "eta_satisfaction": ("Note", "% expliqué"),
        "smallest_share": ("Plus petit", "% des acheteurs"),
        "ari": ("Accord", "avec le retenu"),
        "verdict": "Face au retenu",
    }
    finished = (
        base(shown[columns], "space", "Espace")
        .pipe(numbers, ["silhouette", "ari"], 2)
        .pipe(percents, list(say.spaces.SEPARATED))
        .pipe(percents, "smallest_share", 1)
        .pipe(readable, "verdict", "10rem")
        .pipe(labelled, labels)
        .pipe(emphasised, list(table.index[table["space"] == found.space]))
        .pipe(wide_stub)
    )
    for column in say.spaces.SEPARATED:
        finished = shaded(finished, table, column)
    return finished


def shaded(finished: GT, table: DataFrame, column: str) -> GT:
    """Tint a column of shares, from 0 (no tint) to 1, so that the page's ink reads."""
    for row, share in enumerate(table[column]):
        if not french.is_missing(share):
            tint = f"{ACCENT}{round(STRONGEST_TINT * share):02x}"
            css = f"background: {tint} !important; color: var(--ink) !important;"
            place = loc.body(columns=column, rows=[row])
            finished = finished.tab_style(style.css(css), place)
    return finished


def imputations(found: Features, portraits: DataFrame, retained: str) -> GT:
    """What each treatment of a missing score changes in the segments."""
    table = found.imputations
    shown = DataFrame(
        {
            "option": table["option"]
            .map(say.silence.OPTIONS)
            .map(french.sentence_case),
            "customers": table["customers"],
            "moved": table["moved"],
            "ari": table["ari"],
            "remark": [
                say.silence.remark(row, portraits) for _, row in table.iterrows()
            ],
        }
    )
    labels = {
        "customers": ("Acheteurs", "comparés"),
        "moved": ("Changent", "% de segment"),
        "ari": ("Accord", "avec le retenu"),
        "remark": "Les acheteurs sans note",
    }
    return (
        base(shown, "option", "Note manquante remplacée par")
        .pipe(numbers, "customers")
        .pipe(percents, "moved", 2)
        .pipe(numbers, "ari", 3)
        .pipe(readable, "remark")
        .pipe(labelled, labels)
        .pipe(emphasised, list(table.index[table["option"] == retained]))
    )
