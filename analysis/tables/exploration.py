"""Tables of the exploration chapter."""

from __future__ import annotations

from functools import partial

from great_tables import GT, loc, style
from pandas import DataFrame

from analysis import publication, say
from analysis.exploration import Exploration
from analysis.exploration.quantiles import QUANTILES
from analysis.french import money, number, plural, sentence, sentence_case
from analysis.labels import TABLES
from analysis.tables.style import (
    base,
    emphasised,
    formatted,
    labelled,
    numbers,
    percents,
    readable,
)


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
    """The same figures in their own table and after careless joins.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.exploration.joins.double_counting`.
    """
    value = [measured(row, "wrong") for _, row in table.iterrows()]
    right = [measured(row, "right") for _, row in table.iterrows()]
    measure = [
        f"{name}, {amount} dans sa table"
        for name, amount in zip(table["measure"], right, strict=True)
    ]
    shown = table.assign(measure=measure, wrong=value)
    labels = {
        "rows": "Lignes",
        "wrong": "Résultat faux",
        "error": ("Erreur", "%"),
    }
    worst = list(table.index[table["error"].abs() == table["error"].abs().max()])
    return (
        base(shown[["measure", "join", "rows", "wrong", "error"]])
        .tab_stub(rowname_col="join", groupname_col="measure")
        .tab_stubhead("Jointure par commande")
        .tab_style(style.text(weight="bold"), loc.row_groups())
        .pipe(numbers, "rows")
        .pipe(percents, "error", 2)
        .cols_align("right", columns="wrong")
        .pipe(labelled, labels)
        .pipe(emphasised, worst)
    )


def measured(row: dict, column: str) -> str:
    """A value with its own unit: the rows of the table do not share one."""
    decimals = 2 if row["unit"] == "R$" else 3
    return f"{number(row[column], decimals)}\N{NO-BREAK SPACE}{row['unit']}"


def quality(register: DataFrame, minimum: int) -> GT:
    """The anomalies that were found, what was decided, and what it changes.

    Parameters
    ----------
    register : DataFrame
        ``study.quality``.
    minimum : int
        Smaller counts are written « < 20 ».
    """
    shown = register[register["count"] > 0].reset_index(drop=True)
    shown["table"] = shown["table"].map(TABLES).map(sentence_case)
    shown["changes"] = [say.data.effect(row, minimum) for _, row in shown.iterrows()]
    share = shown["count"] / shown["total"]
    # Many rows may be those of few customers.
    few = shown["customers"].between(1, minimum, inclusive="left")
    shown["count"] = shown["count"].mask(few, 1)
    shown["share"] = share.mask(shown["count"] < minimum)
    labels = {
        "count": "Trouvées",
        "share": ("Part", "% des lignes"),
        "decision": "Décision",
        "changes": "Effet sur l’étude",
    }
    columns = ["table", "anomaly", "count", "share", "decision", "changes"]
    return (
        base(shown[columns])
        .tab_stub(rowname_col="anomaly", groupname_col="table")
        .tab_stubhead("Anomalie")
        .tab_style(style.text(weight="bold"), loc.row_groups())
        .pipe(readable, ["decision", "changes"])
        .pipe(formatted, "count", partial(publication.count, minimum=minimum))
        .pipe(percents, "share", 2)
        .pipe(labelled, labels)
    )


def clear_checks(register: DataFrame) -> GT:
    """The checks that found nothing, and how many rows they looked at.

    Parameters
    ----------
    register : DataFrame
        ``study.quality``.
    """
    shown = register.loc[register["count"] == 0, ["table", "anomaly", "total"]]
    shown = shown.assign(table=shown["table"].map(TABLES).map(sentence_case))
    return (
        base(shown.reset_index(drop=True))
        .tab_stub(rowname_col="anomaly", groupname_col="table")
        .tab_stubhead("Anomalie cherchée")
        .tab_style(style.text(weight="bold"), loc.row_groups())
        .pipe(numbers, "total")
        .pipe(labelled, {"total": "Lignes examinées"})
    )


def quantile_scores(table: DataFrame) -> GT:
    """What becomes of each variable when it is cut in fifths.

    Parameters
    ----------
    table : DataFrame
        See :func:`analysis.exploration.quantiles.quantile_scores`.
    """
    forms = {
        "recency": partial(plural, singular="jour"),
        "frequency": partial(plural, singular="achat", decimals=2),
        "monetary": partial(money, decimals=0),
        "satisfaction": partial(plural, singular="étoile", decimals=2),
    }
    shown = table.assign(
        name=table["feature"].map(say.candidates.NAMES),
        **{
            column: [forms[row["feature"]](row[column]) for _, row in table.iterrows()]
            for column in ("mean", "last")
        },
    )
    labels = {
        "fifths": ("Classes distinctes", "sur 5"),
        "common": ("Valeur la plus fréquente", "% des acheteurs"),
        "mean": "Moyenne",
        "last": "Moyenne du dernier cinquième",
    }
    single = list(table.index[table["fifths"] < QUANTILES])
    return (
        base(shown[["name", *labels]], "name", "Variable")
        .pipe(numbers, "fifths")
        .pipe(percents, "common", 1)
        .cols_align("right", columns=["mean", "last"])
        .pipe(labelled, labels)
        .pipe(emphasised, single, ["fifths"])
    )


def candidates(exploration: Exploration, features: tuple[str, ...]) -> GT:
    """Variables that the exploration suggests, and those that the model uses.

    Parameters
    ----------
    exploration : Exploration
    features : tuple of str
        Those of the model: ``study.segmentation.features``.
    """
    rows = [
        (
            name,
            sentence(say.candidates.QUESTIONS[feature]),
            reason,
            "oui" if feature in features else "non",
        )
        for feature, name, reason in say.candidates.reasons(exploration)
    ]
    shown = DataFrame(rows, columns=["name", "question", "reason", "used"])
    labels = {
        "question": "La question posée",
        "reason": "Ce que montre l’exploration",
        "used": "Dans le modèle",
    }
    return (
        base(shown, "name", "Variable")
        .pipe(labelled, labels)
        .pipe(emphasised, list(shown.index[shown["used"] == "oui"]), ["used"])
    )
