"""Tables of the appendix: the customer table, the settings, the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from great_tables import GT
from pandas import DataFrame

from analysis import french
from analysis.labels import FEATURES
from analysis.period import Period
from analysis.settings import Settings
from analysis.tables.style import base, formatted, labelled, percents, readable

if TYPE_CHECKING:
    from analysis.segmentation import Segmentation

# Column of the customer table → what it is, and its unit.
COLUMNS = {
    "customer_unique_id": ("Identifiant de la personne", "texte"),
    "recency": ("Temps écoulé depuis le dernier achat", "jours"),
    "frequency": ("Nombre d’achats", "achats"),
    "monetary": ("Payé pour ces achats, port compris", "R$"),
    "satisfaction": ("Moyenne des notes, la dernière de chaque commande", "étoiles"),
    "reviews": ("Nombre de commandes notées", "commandes"),
    "delivery_delay": (
        "Retard moyen sur la date promise (négatif : avance)",
        "jours",
    ),
    "freight_share": ("Part du port dans le prix des articles et du port", "0 à 1"),
    "installments": ("Nombre de mensualités d’un achat, en moyenne", "mensualités"),
    "categories": ("Nombre de catégories achetées", "catégories"),
    "main_category": ("Catégorie la plus achetée", "texte"),
    "orders_placed": ("Nombre de commandes, achats ou non", "commandes"),
    "first_order": ("Date du premier achat", "date"),
    "last_order": ("Date du dernier achat", "date"),
    "state": ("État de la dernière commande", "code"),
    "city": ("Ville de la dernière commande", "texte"),
}
STEPS = {
    "tables": "Lire et contrôler les tables",
    "period": "Choisir les dates",
    "customers": "Décrire les clients",
    "exploration": "Explorer",
    "trials": "Essayer les segmentations",
    "segmentation": "Ajuster le modèle",
    "portraits": "Décrire les segments",
    "profiles": "Détailler les segments",
    "campaigns": "Mesurer qui revient sans campagne",
    "pictures": "Dessiner le coude et les silhouettes",
    "maps": "Dessiner les cartes des clients",
    "aging": "Rejouer l’histoire des modèles",
    "maintenance": "Tirer la fréquence de mise à jour",
    "economy": "Chiffrer chaque fréquence",
}
TRANSFORMS = {
    "none": "",
    "log": " (logarithme)",
    "yeo-johnson": " (transformée de Yeo-Johnson)",
}


def dictionary(customers: DataFrame) -> GT:
    """Name, meaning, unit and missing values of each column of the customer table."""
    rows = [
        (f"`{column}`", *COLUMNS.get(column, ("", "")), missing)
        for column, missing in customers.isna().mean().items()
    ]
    table = DataFrame(rows, columns=["column", "meaning", "unit", "missing"])
    labels = {"meaning": "Sens", "unit": "Unité", "missing": ("Vides", "% des clients")}
    return (
        base(table, "column", "Colonne")
        .fmt_markdown("column")
        .pipe(percents, "missing", 1)
        .pipe(readable, "meaning")
        .pipe(labelled, labels)
    )


def settings(chosen: Settings, period: Period, segmentation: Segmentation) -> GT:
    """The settings that decide the numbers of the report, and the model they gave."""
    tried, ageing = chosen.segmentation, chosen.maintenance
    features = [
        FEATURES[name] + TRANSFORMS[transform]
        for name, transform in zip(
            segmentation.features, segmentation.transforms, strict=True
        )
    ]
    least, most = tried.rule.segments
    window = f"{french.date(period.start)} au {french.date(period.end)}"
    facts = {
        "Date de l’étude": french.date(period.as_of),
        "Fenêtre d’étude": f"du {window}",
        "Graine des tirages": str(chosen.seed),
        "Variables du modèle": french.enumeration(features),
        "Nombres de segments admis": f"de {least} à {most}",
        "Tirages pour la stabilité": str(tried.seeds),
        "Stabilité exigée": french.number(tried.rule.minimum_stability, 2),
        "Plus petit segment admis": french.percent(tried.rule.minimum_share, 1),
        "Seuil de péremption (indice de Rand ajusté)": french.number(
            ageing.threshold, 2
        ),
        "Horizon de la simulation": french.plural(ageing.horizon_weeks, "semaine"),
        "Plus petit effectif publié": french.plural(
            chosen.publication.minimum_cell, "client"
        ),
    }
    table = DataFrame({"name": list(facts), "value": list(facts.values())})
    return base(table, "name", "Réglage").pipe(labelled, {"value": "Valeur"})


def timings(table: DataFrame) -> GT:
    """Time that each step took when it was computed.

    Parameters
    ----------
    table : DataFrame
        ``study.timings``: ``step``, ``seconds`` (missing when not computed yet).
    """
    shown = table.assign(step=table["step"].map(lambda name: STEPS.get(name, name)))
    return (
        base(shown[["step", "seconds"]], "step", "Étape")
        .pipe(formatted, "seconds", elapsed)
        .pipe(labelled, {"seconds": "Durée"})
    )


def elapsed(seconds: float | None) -> str:
    return french.ABSENT if french.is_missing(seconds) else french.duration(seconds)
