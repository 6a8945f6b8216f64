"""Anomalies of the persons and of the places: customers, sellers, zip codes."""

from __future__ import annotations

from analysis.schema.anomalies.anomaly import Anomaly, Effect, without

STATES = (
    "'AC', 'AL', 'AM', 'AP', 'BA', 'CE', 'DF', 'ES', 'GO', 'MA', 'MG', 'MS', 'MT', "
    "'PA', 'PB', 'PE', 'PI', 'PR', 'RJ', 'RN', 'RO', 'RR', 'RS', 'SC', 'SE', 'SP', 'TO'"
)
UNPLACED = "Reste dans l’étude, sauf pour la mesure des distances."
UNMEASURED = "dont la distance n’est pas mesurée"
UNKNOWN_STATE = f"customer_state IS NULL OR customer_state NOT IN ({STATES})"
SEVERAL_STATES = (
    "customer_unique_id IN (SELECT customer_unique_id FROM customers "
    "GROUP BY ALL HAVING count(DISTINCT customer_state) > 1)"
)
WITHOUT_POSITION = "NOT IN (SELECT geolocation_zip_code_prefix FROM geolocation)"
CUSTOMER_WITHOUT_POSITION = f"customer_zip_code_prefix {WITHOUT_POSITION}"
SELLER_WITHOUT_POSITION = f"seller_zip_code_prefix {WITHOUT_POSITION}"
OF_CUSTOMERS = (
    "order_id IN (SELECT order_id FROM orders JOIN customers USING (customer_id) "
    "WHERE {})"
)

PERSON_ANOMALIES = (
    Anomaly(
        "customers",
        "Clients sans commande",
        "Absents de l’étude, puisqu’elle part des commandes.",
        without("customers", "customer_id", "orders"),
        Effect("l’étude ne décrit que ceux qui ont commandé"),
        needs=("orders",),
    ),
    Anomaly(
        "customers",
        "Lignes de personnes connues dans plusieurs États",
        "L’adresse de la dernière commande est retenue.",
        SEVERAL_STATES,
        Effect("comptés dans un seul de leurs États", "customers", SEVERAL_STATES),
    ),
    Anomaly(
        "customers",
        "État inconnu ou absent",
        "Gardé tel quel.",
        UNKNOWN_STATE,
        Effect(
            "absents de la carte des États",
            "customers",
            OF_CUSTOMERS.format(UNKNOWN_STATE),
        ),
    ),
    Anomaly(
        "customers",
        "Code postal qui n’a pas cinq chiffres",
        "Gardé tel quel.",
        "NOT regexp_full_match(customer_zip_code_prefix, '\\d{5}')",
        Effect("ce code ne sert qu’à la mesure des distances"),
    ),
    Anomaly(
        "customers",
        "Code postal du client sans position connue",
        UNPLACED,
        CUSTOMER_WITHOUT_POSITION,
        Effect(UNMEASURED, "orders", OF_CUSTOMERS.format(CUSTOMER_WITHOUT_POSITION)),
        needs=("geolocation",),
    ),
    Anomaly(
        "sellers",
        "Code postal du vendeur sans position connue",
        UNPLACED,
        SELLER_WITHOUT_POSITION,
        Effect(
            UNMEASURED,
            "orders",
            "order_id IN (SELECT order_id FROM items JOIN sellers USING (seller_id) "
            f"WHERE {SELLER_WITHOUT_POSITION})",
        ),
        needs=("geolocation", "items"),
    ),
)
