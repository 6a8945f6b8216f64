"""The anomalies that the study knows, looks for and lives with: declared data.

Each one says in French what it is and what was decided; its SQL condition selects the
rows concerned.  A check that finds nothing stays in the register with a count of 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.schema.contract import LATITUDES, LONGITUDES

BUSY_MONTHS = """
    SELECT month FROM (
        SELECT date_trunc('month', order_purchase_timestamp) AS month,
            count(*) AS placed
        FROM orders GROUP BY ALL
    ) QUALIFY placed >= 0.05 * max(placed) OVER ()
"""
STATES = (
    "'AC', 'AL', 'AM', 'AP', 'BA', 'CE', 'DF', 'ES', 'GO', 'MA', 'MG', 'MS', 'MT', "
    "'PA', 'PB', 'PE', 'PI', 'PR', 'RJ', 'RN', 'RO', 'RR', 'RS', 'SC', 'SE', 'SP', 'TO'"
)
STATUSES = (
    "'created', 'approved', 'invoiced', 'processing', 'shipped', 'delivered', "
    "'canceled', 'unavailable'"
)
MONTH = "date_trunc('month', order_purchase_timestamp)"
KEPT_DATE = "Dates gardées telles quelles, sans effet sur les variables retenues."
OUT_OF_WINDOW = (
    "Leurs clients sont segmentés. Par défaut, les analyses dans le temps laissent "
    "ces mois de côté."
)
UNPLACED = "Reste dans l’étude, sauf pour la mesure des distances."
UNUSED = "Valeur non utilisée par l’étude."


@dataclass(frozen=True)
class Anomaly:
    """Something unexpected that does not prevent the study.

    Attributes
    ----------
    table : str
        The table whose rows are looked at.
    label, decision : str
        What it is and what is done about it, in French.
    condition : str
        SQL condition of a row concerned.
    among : str
        What stands after ``FROM``; the table itself unless said otherwise.
    needs : tuple of str
        Other tables that the condition reads.
    """

    table: str
    label: str
    decision: str
    condition: str
    among: str = ""
    needs: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """SQL that yields the rows concerned and the rows looked at."""
        among = self.among or self.table
        return f"SELECT count(*) FILTER ({self.condition}), count(*) FROM {among}"


def without(table: str, column: str, other: str) -> str:
    """SQL condition: the value of a column is not found in another table."""
    return f"{table}.{column} NOT IN (SELECT {column} FROM {other})"


ORDER_ANOMALIES = (
    Anomaly(
        "orders",
        "Commandes annulées ou indisponibles",
        "Ne comptent pas comme achats, et leurs clients restent dans l’étude.",
        "order_status IN ('canceled', 'unavailable')",
    ),
    Anomaly(
        "orders",
        "Commandes de statut inconnu",
        "Comptent comme achats.",
        f"order_status NOT IN ({STATUSES})",
    ),
    Anomaly(
        "orders",
        "Commandes sans article",
        "Gardées. Leur montant est celui des paiements.",
        without("orders", "order_id", "items"),
        needs=("items",),
    ),
    Anomaly(
        "orders",
        "Commandes sans paiement",
        "Gardées avec un montant nul.",
        without("orders", "order_id", "payments"),
        needs=("payments",),
    ),
    Anomaly(
        "orders",
        "Commandes sans avis",
        "La note reste vide. Sans aucune note, le modèle prête au client la moyenne.",
        without("orders", "order_id", "reviews"),
        needs=("reviews",),
    ),
    Anomaly(
        "orders",
        "Commandes notées plusieurs fois",
        "Seule la dernière réponse est retenue.",
        "order_id IN (SELECT order_id FROM reviews GROUP BY ALL HAVING count(*) > 1)",
        needs=("reviews",),
    ),
    Anomaly(
        "orders",
        "Commandes livrées sans date de livraison",
        "Le retard est manquant pour ces commandes.",
        "order_status = 'delivered' AND order_delivered_customer_date IS NULL",
    ),
    Anomaly(
        "orders",
        "Commandes non livrées qui ont une date de livraison",
        "Le retard est mesuré, car la date fait foi.",
        "order_status <> 'delivered' AND order_delivered_customer_date IS NOT NULL",
    ),
    Anomaly(
        "orders",
        "Commandes livrées dont le paiement n’a pas de date d’accord",
        KEPT_DATE,
        "order_status = 'delivered' AND order_approved_at IS NULL",
    ),
    Anomaly(
        "orders",
        "Livraison avant l’achat",
        "Gardée telle quelle, comme la date promise.",
        "order_delivered_customer_date < order_purchase_timestamp",
    ),
    Anomaly(
        "orders",
        "Accord du paiement avant l’achat",
        KEPT_DATE,
        "order_approved_at < order_purchase_timestamp",
    ),
    Anomaly(
        "orders",
        "Remise au transporteur avant l’achat",
        KEPT_DATE,
        "order_delivered_carrier_date < order_purchase_timestamp",
    ),
    Anomaly(
        "orders",
        "Remise au transporteur avant l’accord du paiement",
        KEPT_DATE,
        "order_delivered_carrier_date < order_approved_at",
    ),
    Anomaly(
        "orders",
        "Livraison avant la remise au transporteur",
        KEPT_DATE,
        "order_delivered_customer_date < order_delivered_carrier_date",
    ),
    Anomaly(
        "orders",
        "Commandes des premiers mois, presque vides",
        OUT_OF_WINDOW,
        f"{MONTH} < (SELECT min(month) FROM ({BUSY_MONTHS}))",
    ),
    Anomaly(
        "orders",
        "Commandes des derniers mois, presque vides",
        OUT_OF_WINDOW,
        f"{MONTH} > (SELECT max(month) FROM ({BUSY_MONTHS}))",
    ),
)

PERSON_ANOMALIES = (
    Anomaly(
        "customers",
        "Clients sans commande",
        "Absents de l’étude, puisqu’elle part des commandes.",
        without("customers", "customer_id", "orders"),
        needs=("orders",),
    ),
    Anomaly(
        "customers",
        "Lignes de personnes connues dans plusieurs États",
        "L’adresse de la dernière commande est retenue.",
        "customer_unique_id IN (SELECT customer_unique_id FROM customers "
        "GROUP BY ALL HAVING count(DISTINCT customer_state) > 1)",
    ),
    Anomaly(
        "customers",
        "État inconnu ou absent",
        "Gardé tel quel.",
        f"customer_state IS NULL OR customer_state NOT IN ({STATES})",
    ),
    Anomaly(
        "customers",
        "Code postal qui n’a pas cinq chiffres",
        UNUSED,
        "NOT regexp_full_match(customer_zip_code_prefix, '\\d{5}')",
    ),
    Anomaly(
        "customers",
        "Code postal du client sans position connue",
        UNPLACED,
        "customer_zip_code_prefix NOT IN "
        "(SELECT geolocation_zip_code_prefix FROM geolocation)",
        needs=("geolocation",),
    ),
    Anomaly(
        "sellers",
        "Code postal du vendeur sans position connue",
        UNPLACED,
        "seller_zip_code_prefix NOT IN "
        "(SELECT geolocation_zip_code_prefix FROM geolocation)",
        needs=("geolocation",),
    ),
)

MONEY_ANOMALIES = (
    Anomaly("items", "Articles à prix nul", "Gardés tels quels.", "price = 0"),
    Anomaly(
        "items",
        "Articles sans frais de port",
        "Gardés, car le port peut être offert.",
        "freight_value = 0",
    ),
    Anomaly(
        "items",
        "Date limite d’expédition après la dernière commande",
        UNUSED,
        "shipping_limit_date > (SELECT max(order_purchase_timestamp) FROM orders)",
        needs=("orders",),
    ),
    Anomaly(
        "payments",
        "Paiements nuls",
        "Gardés, sans effet sur les sommes.",
        "payment_value = 0",
    ),
    Anomaly(
        "payments",
        "Moyen de paiement non défini",
        "Gardé, sous ce nom.",
        "payment_type = 'not_defined'",
    ),
    Anomaly(
        "payments",
        "Paiements en zéro mensualité",
        "Gardés tels quels.",
        "payment_installments = 0",
    ),
    Anomaly(
        "payments",
        "Paiements et articles d’une commande différents de plus de 1 R$",
        "Le montant payé fait foi.",
        "abs(paid - owed) > 1",
        among="(SELECT order_id, sum(payment_value) AS paid "
        "FROM payments GROUP BY ALL) JOIN (SELECT order_id, "
        "sum(price + freight_value) AS owed FROM items GROUP BY ALL) USING (order_id)",
        needs=("items",),
    ),
)

REVIEW_ANOMALIES = (
    Anomaly(
        "reviews",
        "Avis dont l’identifiant sert à plusieurs commandes",
        "Gardés, car chaque avis est rattaché à sa commande.",
        "review_id IN (SELECT review_id FROM reviews GROUP BY ALL HAVING count(*) > 1)",
    ),
    Anomaly(
        "reviews",
        "Réponse avant l’envoi du questionnaire",
        "La date de réponse fait foi.",
        "review_answer_timestamp < review_creation_date",
    ),
    Anomaly(
        "reviews",
        "Réponse avant l’achat",
        "La date de réponse fait foi.",
        "review_answer_timestamp < order_purchase_timestamp",
        among="reviews JOIN orders USING (order_id)",
        needs=("orders",),
    ),
)

CATALOGUE_ANOMALIES = (
    Anomaly(
        "products",
        "Produits sans catégorie",
        "Gardés, sans compter comme une catégorie.",
        "product_category_name IS NULL",
    ),
    Anomaly(
        "products",
        "Produits dont la catégorie n’a pas de traduction",
        "Le nom portugais est gardé.",
        without("products", "product_category_name", "translation"),
        needs=("translation",),
    ),
    Anomaly(
        "products",
        "Produits de poids nul ou absent",
        UNUSED,
        "coalesce(product_weight_g, 0) = 0",
    ),
    Anomaly(
        "geolocation",
        "Positions hors du Brésil",
        "Écartées de la mesure des distances.",
        f"NOT (geolocation_lat BETWEEN {LATITUDES[0]} AND {LATITUDES[1]} "
        f"AND geolocation_lng BETWEEN {LONGITUDES[0]} AND {LONGITUDES[1]})",
    ),
    Anomaly(
        "geolocation",
        "Positions répétées à l’identique",
        "Gardées dans la position moyenne de leur code postal.",
        "copy > 1",
        among="(SELECT row_number() OVER (PARTITION BY geolocation) AS copy "
        "FROM geolocation)",
    ),
)

ANOMALIES: tuple[Anomaly, ...] = (
    *ORDER_ANOMALIES,
    *PERSON_ANOMALIES,
    *MONEY_ANOMALIES,
    *REVIEW_ANOMALIES,
    *CATALOGUE_ANOMALIES,
)
