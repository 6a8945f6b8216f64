"""Tables of the exploration chapter."""

from __future__ import annotations

from functools import partial

from great_tables import GT, loc, style
from pandas import DataFrame

from analysis import publication, say
from analysis.exploration import Exploration
from analysis.french import number, sentence_case
from analysis.tables.style import (
    base,
    emphasised,
    formatted,
    labelled,
    numbers,
    percents,
    readable,
)

TABLES = {
    "customers": "clients",
    "orders": "commandes",
    "items": "articles",
    "payments": "paiements",
    "reviews": "avis",
    "products": "produits",
    "sellers": "vendeurs",
    "geolocation": "positions",
    "translation": "traductions",
}


def inventory(table: DataFrame) -> GT:
    """The tables that were found: size, key, missing values, duplicates.

    Parameters
    ----------
    table : DataFrame
        ``study.inventory``.
    """
    shown = table[["table", "rows", "columns", "key", "missing", "duplicates"]]
    shown = shown.assign(
        table=shown["table"].map(TABLES),
        key=[f"`{key}`" if key else "aucune" for key in shown["key"]],
        missing=shown["missing"] / (shown["rows"] * shown["columns"]).replace(0, 1),
    )
    labels = {
        "rows": "Lignes",
        "columns": "Colonnes",
        "key": "Clé",
        "missing": ("Vides", "% des valeurs"),
        "duplicates": "Doublons",
    }
    return (
        base(shown, "table", "Table")
        .pipe(numbers, ["rows", "columns", "duplicates"])
        .pipe(percents, "missing", 1)
        .fmt_markdown("key")
        .pipe(readable, "key")
        .pipe(labelled, labels)
    )


def orders_placed(table: DataFrame) -> GT:
    """Customers by number of orders placed.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.exploration.distributions.per_orders`.
    """
    ends = table["last"].map({True: " ou plus", False: ""})
    several = list(table.index[table["orders"] > 1])
    shown = table.assign(label=table["orders"].astype(str) + ends)
    shown = shown[["label", "customers", "share", "revenue_share"]]
    labels = {
        "customers": "Clients",
        "share": ("Part", "% des clients"),
        "revenue_share": ("Chiffre d’affaires", "% du total"),
    }
    return (
        base(shown, "label", "Commandes passées")
        .pipe(numbers, "customers")
        .pipe(percents, ["share", "revenue_share"], 2)
        .pipe(labelled, labels)
        .pipe(emphasised, several)
    )


def double_counting(table: DataFrame) -> GT:
    """The same figures in their own table and after a careless join.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.exploration.joins.double_counting`.
    """
    shown = table.assign(
        right=[measured(row, "right") for _, row in table.iterrows()],
        wrong=[measured(row, "wrong") for _, row in table.iterrows()],
    )[["measure", "join", "right", "wrong", "error"]]
    labels = {
        "join": "Jointure par commande",
        "right": "Juste",
        "wrong": "Après jointure",
        "error": ("Erreur", "%"),
    }
    worst = list(table.index[table["error"].abs() == table["error"].abs().max()])
    return (
        base(shown, "measure", "Mesure")
        .pipe(percents, "error", 2)
        .cols_align("right", columns=["right", "wrong"])
        .pipe(labelled, labels)
        .pipe(emphasised, worst)
    )


def measured(row: dict, column: str) -> str:
    """A value with its own unit: the rows of the table do not share one."""
    decimals = 2 if row["unit"] == "R$" else 3
    return f"{number(row[column], decimals)}\N{NO-BREAK SPACE}{row['unit']}"


def quality(register: DataFrame, minimum: int) -> GT:
    """The anomalies that were found, and what was decided about each.

    Parameters
    ----------
    register : DataFrame
        ``study.quality``.
    minimum : int
        Smaller counts are written « < 20 ».
    """
    shown = register[register["count"] > 0].reset_index(drop=True)
    shown["table"] = shown["table"].map(TABLES).map(sentence_case)
    share = shown["count"] / shown["total"]
    shown["share"] = share.mask(shown["count"] < minimum)
    labels = {
        "count": "Trouvées",
        "share": ("Part", "% des lignes"),
        "decision": "Décision",
    }
    columns = ["table", "anomaly", "count", "share", "decision"]
    return (
        base(shown[columns])
        .tab_stub(rowname_col="anomaly", groupname_col="table")
        .tab_stubhead("Anomalie")
        .tab_style(style.text(weight="bold"), loc.row_groups())
        .pipe(readable, "decision")
        .pipe(formatted, "count", partial(publication.count, minimum=minimum))
        .pipe(percents, "share", 2)
        .pipe(labelled, labels)
    )


def candidates(exploration: Exploration, features: tuple[str, ...]) -> GT:
    """Variables that the exploration suggests, and those that the model uses.

    Parameters
    ----------
    exploration : Exploration
    features : tuple of str
        ``study.yml › segmentation › features``.
    """
    rows = [
        (name, reason, "oui" if feature in features else "non")
        for feature, name, reason in say.lessons.candidates(exploration)
    ]
    shown = DataFrame(rows, columns=["name", "reason", "used"])
    labels = {"reason": "Ce que montre l’exploration", "used": "Dans le modèle"}
    return (
        base(shown, "name", "Variable")
        .pipe(labelled, labels)
        .pipe(emphasised, list(shown.index[shown["used"] == "oui"]), ["used"])
    )
