"""Anomalies of the reviews."""

from __future__ import annotations

from analysis.schema.anomalies.anomaly import Anomaly, Effect

DATED = "dont la note est connue dès cette date"
ANSWER = "La date de réponse fait foi."

REVIEW_ANOMALIES = (
    Anomaly(
        "reviews",
        "Avis dont l’identifiant sert à plusieurs commandes",
        "Gardés, car chaque avis est rattaché à sa commande.",
        "review_id IN (SELECT review_id FROM reviews GROUP BY ALL HAVING count(*) > 1)",
        Effect("dont une note répète celle d’une autre commande", "customers"),
    ),
    Anomaly(
        "reviews",
        "Réponse avant l’envoi du questionnaire",
        ANSWER,
        "review_answer_timestamp < review_creation_date",
        Effect(DATED, "customers"),
    ),
    Anomaly(
        "reviews",
        "Réponse avant l’achat",
        ANSWER,
        "review_answer_timestamp < order_purchase_timestamp",
        Effect(DATED, "customers"),
        among="reviews JOIN orders USING (order_id)",
        needs=("orders",),
    ),
    Anomaly(
        "reviews",
        "Réponse après la date de l’étude",
        "Inconnue à cette date : la note reste vide.",
        "review_answer_timestamp > getvariable('as_of')",
        Effect("dont une note n’est pas encore connue", "customers"),
    ),
)
