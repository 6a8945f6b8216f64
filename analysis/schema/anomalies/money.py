"""Anomalies of the amounts: items and payments."""

from __future__ import annotations

from analysis.schema.anomalies.anomaly import Anomaly, Effect

MONEY_ANOMALIES = (
    Anomaly(
        "items",
        "Articles à prix nul",
        "Gardés tels quels.",
        "price = 0",
        Effect("le montant d’un client est celui de ses paiements"),
    ),
    Anomaly(
        "items",
        "Articles sans frais de port",
        "Gardés, car le port peut être offert.",
        "freight_value = 0",
        Effect("dont la part du port en est réduite", "customers"),
    ),
    Anomaly(
        "items",
        "Date limite d’expédition après la dernière commande",
        "Valeur non utilisée par l’étude.",
        "shipping_limit_date > (SELECT max(order_purchase_timestamp) FROM orders)",
        Effect("aucune variable n’utilise cette date"),
        needs=("orders",),
    ),
    Anomaly(
        "payments",
        "Paiements nuls",
        "Gardés, sans effet sur les sommes.",
        "payment_value = 0",
        Effect("ils n’ajoutent rien aux montants"),
    ),
    Anomaly(
        "payments",
        "Moyen de paiement non défini",
        "Gardé, sous ce nom.",
        "payment_type = 'not_defined'",
        Effect("le montant d’un client réunit tous les moyens de paiement"),
    ),
    Anomaly(
        "payments",
        "Paiements en zéro mensualité",
        "Gardés tels quels.",
        "payment_installments = 0",
        Effect("dont les mensualités en sont réduites", "customers"),
    ),
    Anomaly(
        "payments",
        "Paiements et articles d’une commande différents de plus de 1 R$",
        "Le montant payé fait foi.",
        "abs(paid - owed) > 1",
        Effect("comptés comme ils ont été payés", "money"),
        among="(SELECT order_id, sum(payment_value) AS paid "
        "FROM payments GROUP BY ALL) JOIN (SELECT order_id, "
        "sum(price + freight_value) AS owed FROM items GROUP BY ALL) USING (order_id)",
        needs=("items",),
    ),
)
