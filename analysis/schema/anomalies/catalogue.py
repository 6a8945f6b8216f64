"""Anomalies of the catalogue and of the positions."""

from __future__ import annotations

from analysis.schema.anomalies.anomaly import Anomaly, Effect, without
from analysis.schema.contract import LATITUDES, LONGITUDES

OUTSIDE_BRAZIL = (
    f"NOT (geolocation_lat BETWEEN {LATITUDES[0]} AND {LATITUDES[1]} "
    f"AND geolocation_lng BETWEEN {LONGITUDES[0]} AND {LONGITUDES[1]})"
)
WITHOUT_CATEGORY = (
    "order_id IN (SELECT order_id FROM items JOIN products USING (product_id) "
    "WHERE product_category_name IS NULL)"
)

CATALOGUE_ANOMALIES = (
    Anomaly(
        "products",
        "Produits sans catégorie",
        "Gardés, sans compter comme une catégorie.",
        "product_category_name IS NULL",
        Effect("dont un achat n’a pas de catégorie", "customers", WITHOUT_CATEGORY),
        needs=("items",),
    ),
    Anomaly(
        "products",
        "Produits dont la catégorie n’a pas de traduction",
        "Nommés en français par le rapport.",
        without("products", "product_category_name", "translation"),
        Effect("la traduction anglaise ne sert pas"),
        needs=("translation",),
    ),
    Anomaly(
        "products",
        "Produits de poids nul ou absent",
        "Valeur non utilisée par l’étude.",
        "coalesce(product_weight_g, 0) = 0",
        Effect("aucune variable n’utilise le poids"),
    ),
    Anomaly(
        "geolocation",
        "Positions hors du Brésil",
        "Écartées de la mesure des distances.",
        OUTSIDE_BRAZIL,
        Effect("les distances ne servent pas à segmenter"),
    ),
    Anomaly(
        "geolocation",
        "Positions répétées à l’identique",
        "Gardées dans la position moyenne de leur code postal.",
        "copy > 1",
        Effect("les distances ne servent pas à segmenter"),
        among="(SELECT row_number() OVER (PARTITION BY geolocation) AS copy "
        "FROM geolocation)",
    ),
)
