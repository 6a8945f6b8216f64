"""What the raw tables are worth: their schema, and what decisions change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pandas import DataFrame

from analysis import publication
from analysis.exploration.relations import PERSONS
from analysis.french import (
    Text,
    enumeration,
    money,
    percent,
    plural,
    sentence,
)
from analysis.labels import TABLES

COUNTED = {"customers": "client", "orders": "commande"}
NEGLIGIBLE = 0.0005


def schema(relations: DataFrame) -> Text:
    """Say whether ``customer_id`` is the person, which no table describes."""
    persons = relations[relations["parent"] == PERSONS].iloc[0]
    if persons["many"] == "1":
        return Text("Chaque customer_id désigne une seule personne")
    return sentence(
        "Une personne peut avoir plusieurs customer_id, et n'a pas de table à elle"
    )


def links(relations: DataFrame) -> Text:
    """Write every relation in words, for those who do not see the drawing."""
    names = TABLES | {PERSONS: "personnes"}
    said = [
        f"{names[relation.parent]} {relation.one}-{relation.many} "
        f"{names[relation.child]} ({relation.column})"
        for relation in relations.itertuples()
    ]
    return Text(f"Liens : {enumeration(said)}.")


def effect(row: Mapping[str, Any], minimum: int) -> Text:
    """Say what a decision of the quality register changes.

    Parameters
    ----------
    row : mapping
        A row of the register (see :func:`analysis.exploration.quality.register`).
    minimum : int
        Smaller groups of customers are not told.
    """
    if not row["measure"]:
        return sentence(f"Aucun : {row['effect']}")
    if not row["value"]:
        return Text("Aucun")
    if row["customers"] < minimum:
        fewer = publication.count(int(row["customers"]), minimum)
        return Text(f"{fewer} clients concernés")
    share = row["value"] / row["whole"]
    counted = f"{quantity(row)} ({percent(share, 2 if share < 0.01 else 1)})"
    return sentence(f"{counted} {row['effect']}")


def quantity(row: Mapping[str, Any]) -> Text:
    """The customers, orders or reais that an effect concerns."""
    if row["measure"] == "money":
        return money(row["value"], 0)
    return plural(row["value"], COUNTED[row["measure"]])


def heaviest(register: DataFrame, minimum: int) -> Text:
    """Name the decisions that change the study most."""
    told = register[(register["count"] > 0) & (register["customers"] >= minimum)]
    share = told["value"] / told["whole"]
    heavy = share[share >= NEGLIGIBLE].nlargest(2).index
    if heavy.empty:
        return Text("Aucune décision ne change l’étude de façon visible")
    named = [
        f"« {row['anomaly']} », {quantity(row)} ({percent(share[place], 1)}) "
        f"{row['effect']}"
        for place, row in told.loc[heavy].iterrows()
    ]
    verb = "La décision qui compte" if len(named) == 1 else "Les décisions qui comptent"
    return sentence(f"{verb} le plus : {' ; '.join(named)}")
