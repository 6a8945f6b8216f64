"""Write who is in which segment, for the marketing team's own tools."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from pandas import DataFrame

from analysis.errors import InputError
from analysis.everyday.matching import moves
from analysis.everyday.saved import FILE, SavedSegmentation, plain

if TYPE_CHECKING:
    from analysis.study import Study

# What a marketer needs to know of a customer before writing.
DESCRIBED = (
    "monetary",
    "frequency",
    "recency",
    "satisfaction",
    "reviews",
    "delivery_delay",
    "main_category",
    "first_order",
    "last_order",
    "state",
    "city",
)
# File, column, and what it holds, for whoever opens the files later.
COLUMNS = (
    ("segments", "customer_unique_id", "la personne ; identifiant à joindre au CRM"),
    ("segments", "segment", "numéro du segment ; 0 : sans achat, puis par valeur"),
    ("segments", "name", "nom du segment"),
    (
        "segments",
        "far",
        "vrai : ne ressemble à aucun segment, à vérifier avant l’envoi",
    ),
    ("segments", "monetary", "montant payé pour ses achats, port compris (R$)"),
    ("segments", "frequency", "nombre d’achats"),
    ("segments", "recency", "jours depuis le dernier achat, à la date de l’étude"),
    ("segments", "satisfaction", "note moyenne (1 à 5) ; vide sans avis"),
    ("segments", "reviews", "nombre de commandes notées"),
    ("segments", "delivery_delay", "jours de retard en moyenne (négatif : en avance)"),
    ("segments", "main_category", "catégorie la plus achetée"),
    ("segments", "first_order", "date du premier achat"),
    ("segments", "last_order", "date du dernier achat"),
    ("segments", "state", "État de la dernière commande"),
    ("segments", "city", "ville de la dernière commande"),
    (
        "customer_ids",
        "customer_id",
        "identifiant d’une commande dans la table customers",
    ),
    ("customer_ids", "customer_unique_id", "la personne qui a passé cette commande"),
    ("customer_ids", "segment", "son segment"),
    ("customer_ids", "name", "nom de ce segment"),
    ("moves", "customer_unique_id", "la personne"),
    (
        "moves",
        "change",
        "moved : a changé de segment ; new : nouvelle ; gone : absente",
    ),
    ("moves", "from_segment", "numéro du segment lors de l’export précédent"),
    ("moves", "from", "nom de ce segment"),
    ("moves", "to_segment", "numéro du segment aujourd’hui"),
    ("moves", "to", "nom de ce segment"),
)


def saved_segmentation(study: Study) -> SavedSegmentation:
    """The study's model with what its segments are called and where it comes from."""
    portraits = study.portraits.sort_values("segment")
    return SavedSegmentation(
        segmentation=study.segmentation,
        names=tuple(map(str, portraits["name"])),
        colours=tuple(portraits["colour"]),
        as_of=study.period.as_of,
        fingerprint=study.fingerprint,
    )


def assignments(study: Study) -> DataFrame:
    """One row per customer: segment, its name, far or not, and what is known of them.

    Returns
    -------
    DataFrame
        ``customer_unique_id``, ``segment``, ``name``, ``far``, then `DESCRIBED`.
    """
    customers = study.customers
    names = study.portraits.set_index("segment")["name"]
    table = customers[["customer_unique_id", *DESCRIBED]].copy()
    table.insert(1, "segment", study.segments)
    table.insert(2, "name", study.segments.map(names))
    table.insert(3, "far", study.segmentation.is_far(customers))
    return table


def customer_ids(study: Study, assigned: DataFrame) -> DataFrame:
    """The segment behind each ``customer_id``, which is new for each order.

    Returns
    -------
    DataFrame
        ``customer_id``, ``customer_unique_id``, ``segment``, ``name``.
    """
    ids = study.tables.customers.select("customer_id", "customer_unique_id").to_pandas()
    told = assigned[["customer_unique_id", "segment", "name"]]
    return ids.merge(told, on="customer_unique_id").sort_values(
        ["customer_unique_id", "customer_id"], ignore_index=True
    )


def contacts(assigned: DataFrame, segment: int) -> DataFrame:
    """Customers of one segment, by value at stake: what they paid.

    Parameters
    ----------
    assigned : DataFrame
        See `assignments`.
    segment : int

    Returns
    -------
    DataFrame
        The same columns, from the largest amount to the smallest.
    """
    chosen = assigned[assigned["segment"] == segment]
    return chosen.sort_values(
        ["monetary", "customer_unique_id"], ascending=[False, True], ignore_index=True
    )


def write_export(study: Study, folder: Path, assigned: DataFrame) -> None:
    """Write the customers, their identifiers and the model into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with replaced(folder / "segments.parquet") as file:
        assigned.to_parquet(file, index=False)
    write_csv(assigned, folder / "segments.csv")
    write_csv(customer_ids(study, assigned), folder / "customer_ids.csv")
    meanings = DataFrame(COLUMNS, columns=["file", "column", "meaning"])
    write_csv(meanings, folder / "columns.csv", for_people=True)
    with replaced(folder / FILE) as file:
        file.write_text(saved_segmentation(study).to_json(), encoding="utf8")


def followed(assigned: DataFrame, previous: Path) -> DataFrame:
    """Everybody's segment at the previous export and now: see `moves`.

    Raises
    ------
    InputError
        The previous export's customers cannot be read.
    """
    file = previous / "segments.parquet"
    try:
        before = pd.read_parquet(
            file, columns=["customer_unique_id", "segment", "name"]
        )
    except (OSError, ValueError) as error:
        raise InputError(
            f"{file}: the customers of the previous export cannot be read; restore it, "
            "or empty study.yml › segmentation › previous."
        ) from error
    return moves(before, assigned)


def write_csv(table: DataFrame, file: Path, *, for_people: bool = False) -> None:
    """Write a table; ``for_people``, so that spreadsheets read its accents too."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with replaced(file) as aside:
        table.to_csv(aside, index=False, encoding="utf-8-sig" if for_people else "utf8")


@contextmanager
def replaced(file: Path) -> Iterator[Path]:
    """Yield a path whose file takes the place of ``file`` once all went well."""
    aside = file.with_name(f".{file.name}.part")
    try:
        yield aside
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


def file_name(name: str) -> str:
    """A segment's name as a file's name: ``Déçus`` → ``decus``."""
    letters = [letter if letter.isalnum() else " " for letter in plain(name)]
    return "-".join("".join(letters).split()) or "segment"
