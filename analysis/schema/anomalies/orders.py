"""Anomalies of the orders: their status, their parts, their dates."""

from __future__ import annotations

from analysis.schema.anomalies.anomaly import Anomaly, Effect, without

STATUSES = (
    "'created', 'approved', 'invoiced', 'processing', 'shipped', 'delivered', "
    "'canceled', 'unavailable'"
)
MONTH = "date_trunc('month', order_purchase_timestamp)"
KEPT_DATE = "Dates gardées telles quelles."
UNUSED_DATE = Effect("aucune variable n’utilise cette date")
MEASURED = "dont le retard est mesuré ainsi"
OUT_OF_WINDOW = (
    "Leurs clients sont segmentés. Par défaut, les analyses dans le temps laissent "
    "ces mois de côté."
)
OUTSIDE = "hors des analyses dans le temps"
NEVER = "(SELECT customer_unique_id FROM known GROUP BY ALL HAVING count({}) = 0)"
WITHOUT_SCORE = f"customer_unique_id IN {NEVER.format('score')}"


STATE_OF_ORDERS = (
    Anomaly(
        "orders",
        "Commandes annulées ou indisponibles",
        "Ne comptent pas comme achats, et leurs clients restent dans l’étude.",
        "order_status IN ('canceled', 'unavailable')",
        Effect("hors du chiffre d’affaires", "money"),
    ),
    Anomaly(
        "orders",
        "Commandes de statut inconnu",
        "Comptent comme achats.",
        f"order_status NOT IN ({STATUSES})",
        Effect("dans le chiffre d’affaires", "money"),
    ),
    Anomaly(
        "orders",
        "Commandes sans article",
        "Gardées. Leur montant est celui des paiements.",
        without("orders", "order_id", "items"),
        Effect(
            "dans le chiffre d’affaires sans article en face",
            "money",
            f"is_purchase AND {without('known', 'order_id', 'items')}",
        ),
        needs=("items",),
    ),
    Anomaly(
        "orders",
        "Commandes sans paiement",
        "Gardées avec un montant nul.",
        without("orders", "order_id", "payments"),
        Effect("dont une commande vaut zéro", "customers"),
        needs=("payments",),
    ),
    Anomaly(
        "orders",
        "Commandes sans avis",
        "La note reste vide. Sans aucune note, le modèle prête au client une valeur.",
        without("orders", "order_id", "reviews"),
        Effect("sans aucune note", "customers", WITHOUT_SCORE),
        needs=("reviews",),
    ),
    Anomaly(
        "orders",
        "Commandes notées plusieurs fois",
        "Seule la dernière réponse est retenue.",
        "order_id IN (SELECT order_id FROM reviews GROUP BY ALL HAVING count(*) > 1)",
        Effect("dont une note plus ancienne est écartée", "customers"),
        needs=("reviews",),
    ),
)

DATES_OF_ORDERS = (
    Anomaly(
        "orders",
        "Commandes livrées sans date de livraison",
        "Le retard est manquant pour ces commandes.",
        "order_status = 'delivered' AND order_delivered_customer_date IS NULL",
        Effect("dont un retard n’est pas connu", "customers"),
    ),
    Anomaly(
        "orders",
        "Commandes non livrées qui ont une date de livraison",
        "Le retard est mesuré, car la date fait foi.",
        "order_status <> 'delivered' AND order_delivered_customer_date IS NOT NULL",
        Effect(MEASURED, "customers"),
    ),
    Anomaly(
        "orders",
        "Livraison après la date de l’étude",
        "Inconnue à cette date : le retard est manquant.",
        "order_delivered_customer_date > getvariable('as_of')",
        Effect("dont un retard n’est pas encore connu", "customers"),
    ),
    Anomaly(
        "orders",
        "Commandes livrées dont le paiement n’a pas de date d’accord",
        KEPT_DATE,
        "order_status = 'delivered' AND order_approved_at IS NULL",
        UNUSED_DATE,
    ),
    Anomaly(
        "orders",
        "Livraison avant l’achat",
        "Gardée telle quelle, comme la date promise.",
        "order_delivered_customer_date < order_purchase_timestamp",
        Effect(MEASURED, "customers"),
    ),
    Anomaly(
        "orders",
        "Accord du paiement avant l’achat",
        KEPT_DATE,
        "order_approved_at < order_purchase_timestamp",
        UNUSED_DATE,
    ),
    Anomaly(
        "orders",
        "Remise au transporteur avant l’achat",
        KEPT_DATE,
        "order_delivered_carrier_date < order_purchase_timestamp",
        UNUSED_DATE,
    ),
    Anomaly(
        "orders",
        "Remise au transporteur avant l’accord du paiement",
        KEPT_DATE,
        "order_delivered_carrier_date < order_approved_at",
        UNUSED_DATE,
    ),
    Anomaly(
        "orders",
        "Livraison avant la remise au transporteur",
        "La date de livraison fait foi.",
        "order_delivered_customer_date < order_delivered_carrier_date",
        Effect(MEASURED, "customers"),
    ),
    Anomaly(
        "orders",
        "Date promise avant l’achat",
        "Gardée telle quelle.",
        "order_estimated_delivery_date < date_trunc('day', order_purchase_timestamp)",
        Effect(MEASURED, "customers"),
    ),
    Anomaly(
        "orders",
        "Commandes des premiers mois presque vides",
        OUT_OF_WINDOW,
        f"{MONTH} < getvariable('first_month')",
        Effect(
            OUTSIDE,
            "orders",
            "NOT inside AND purchased_at < getvariable('first_month')",
        ),
    ),
    Anomaly(
        "orders",
        "Commandes des derniers mois presque vides",
        OUT_OF_WINDOW,
        f"{MONTH} > getvariable('last_month')",
        Effect(
            OUTSIDE,
            "orders",
            "NOT inside "
            "AND date_trunc('month', purchased_at) > getvariable('last_month')",
        ),
    ),
)

ORDER_ANOMALIES = (*STATE_OF_ORDERS, *DATES_OF_ORDERS)
