"""Tables of how customers differ inside the segments: medians, moods, habits."""

from __future__ import annotations

from great_tables import GT
from pandas import DataFrame

from analysis import french
from analysis.say.segments import named, reais
from analysis.tables.segments import swatched
from analysis.tables.style import amounts, base, labelled, numbers, percents
from analysis.value import BANDS, COLUMNS, MOODS

MEDIANS = {
    "recency": ("Dernier achat", "jours"),
    "frequency": ("Achats", "nombre"),
    "monetary": ("Dépense", "R$"),
    "satisfaction": ("Note", "étoiles"),
    "delivery_delay": ("Retard", "jours"),
    "freight_share": ("Port", "part"),
    "installments": ("Mensualités", "nombre"),
}
BAND_NAMES = {
    "haute": "Les plus dépensiers",
    "moyenne": "Le milieu",
    "basse": "Les moins dépensiers",
}
FEW = "trop peu"


def medians(spread: DataFrame, portraits: DataFrame) -> GT:
    """Median of each feature, and between which values half of the customers are.

    Parameters
    ----------
    spread : DataFrame
        See :func:`analysis.profiles.spread`.
    portraits : DataFrame
    """
    rows = named(spread, portraits)
    told = [quartiles(row) for row in rows.to_dict("records")]
    table = rows.assign(told=told).pivot(
        index=["segment", "name", "colour"], columns="feature", values="told"
    )
    found = [name for name in MEDIANS if name in table]
    table = table[found].fillna(FEW).reset_index()
    finished = base(table[["name", *found]], stub="name", head="Segment")
    finished = labelled(finished, {name: MEDIANS[name] for name in found})
    return swatched(finished.cols_align("right", columns=found), table)


def quartiles(row: dict[str, object]) -> str:
    """« 107 (62 à 155) », with the decimals that the feature needs."""
    share = row["feature"] == "freight_share"
    decimals = 1 if row["feature"] in ("satisfaction", "installments") else 0
    form = french.percent if share else french.number
    median, low, high = (
        form(row[name], decimals) for name in ("median", "lower", "upper")
    )
    # The interval stays on one line, under the median where the column is narrow.
    return f"{median} ({low}{french.NO_BREAK}à{french.NO_BREAK}{high})"


def value_moods(table: DataFrame) -> GT:
    """Buyers of each band of value by mood, and the money of the unhappy.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.value.value_moods`.
    """
    counts = table.pivot(index="band", columns="mood", values="customers")
    bands = [band for band in BANDS if band in counts.index]
    counts = counts.loc[bands, list(COLUMNS)]
    rows = table.drop_duplicates("band").set_index("band").loc[bands]
    unhappy = table[table["mood"] == MOODS[0]].set_index("band").loc[bands]
    above = rows["least"].shift()
    names = [
        f"{BAND_NAMES[band]} ({extent(band, least, above[band])})"
        for band, least in rows["least"].items()
    ]
    shown = counts.assign(name=names, revenue=unhappy["revenue"]).reset_index()
    columns = ["name", MOODS[0], "revenue", *COLUMNS[1:]]
    labels = {mood: mood.capitalize() for mood in COLUMNS}
    return (
        base(shown[columns], stub="name", head="Acheteurs")
        .pipe(numbers, list(COLUMNS))
        .pipe(amounts, "revenue")
        .pipe(labelled, labels | {"revenue": ("Leur montant", "payé par eux")})
    )


def extent(band: str, least: float, above: float) -> str:
    """Amounts of a band: from its least one to that of the band above, when known."""
    if french.is_missing(above):
        return f"{reais(least)} ou plus"
    if band == BANDS[-1]:
        return f"jusqu’à {reais(above)}"
    return f"de {french.number(least)} à {reais(above)}"


def costly(table: DataFrame, portraits: DataFrame) -> GT:
    """Unhappy buyers of high value inside each segment.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.value.costly`.
    portraits : DataFrame
    """
    rows = named(table, portraits)
    labels = {
        "valuable": ("Haute valeur", "acheteurs"),
        "unhappy": ("dont mécontents", "acheteurs"),
        "share": ("Mécontents", "part"),
        "revenue": ("Montant en jeu", "payé par eux"),
    }
    finished = (
        base(rows[["name", *labels]], stub="name", head="Segment")
        .pipe(numbers, ["valuable", "unhappy"])
        .pipe(percents, "share")
        .pipe(amounts, "revenue")
        .pipe(labelled, labels)
    )
    return swatched(finished, rows)


def habits(table: DataFrame, portraits: DataFrame) -> GT:
    """How the customers of each segment pay and are delivered, in shares.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.habits.habits`.
    portraits : DataFrame
    """
    rows = named(table, portraits)
    order = list(dict.fromkeys(rows["habit"]))
    keys = ["segment", "name", "colour"]
    wide = rows.pivot(index=keys, columns="habit", values="share")[order].reset_index()
    finished = (
        base(wide[["name", *order]], stub="name", head="Segment")
        .pipe(percents, order, 1)
        .pipe(labelled, {name: french.sentence_case(name) for name in order})
    )
    return swatched(finished, wide)
