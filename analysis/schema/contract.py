"""The contract of the nine tables, as data.

Types, keys, references and ranges are declared here once; the checks, the casts and the
data dictionary are all derived from it.  Column names are the published ones, misspelt
``product_name_lenght`` included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "zip", "integer", "number", "timestamp"]

SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "zip": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "timestamp": "TIMESTAMP",
}

# Brazil's bounding box: positions outside are errors of the source.
LATITUDES, LONGITUDES = (-33.8, 5.3), (-74.0, -28.8)


@dataclass(frozen=True)
class Column:
    """A column of the contract.

    Attributes
    ----------
    name : str
        Published name.
    kind : {"text", "zip", "integer", "number", "timestamp"}
        What its values are; ``zip`` is a text of five digits, leading zeros kept.
    label : str
        What it holds, in French, for the data dictionary.
    required : bool
        Whether every row must have a value.
    minimum, maximum : float or None
        Smallest and largest value that can be true, both included.
    """

    name: str
    kind: Kind
    label: str
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class Reference:
    """A column whose value is found in another table.

    Attributes
    ----------
    column : str
    table : str
        The other table.
    key : str
        The column there; the same name unless said otherwise.
    strict : bool
        Whether a value that is not found there makes the source unusable.
    """

    column: str
    table: str
    key: str = ""
    strict: bool = True

    @property
    def target(self) -> str:
        """Name of the column in the other table."""
        return self.key or self.column


@dataclass(frozen=True)
class Contract:
    """What one table must look like.

    Attributes
    ----------
    name : str
        Short name, used everywhere in the code.
    label : str
        What a row is, in French.
    stems : tuple of str
        Names under which files and database tables hold it, without extension.
    columns : tuple of Column
    key : tuple of str
        Columns that identify a row; empty when the table has no key.
    references : tuple of Reference
        The strict ones are checked when the other table is present.
    required : bool
        Whether the study is impossible without it.
    """

    name: str
    label: str
    stems: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    required: bool = False

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


CUSTOMERS = Contract(
    name="customers",
    label="Clients, une ligne par commande passée",
    stems=("olist_customers_dataset", "customers"),
    columns=(
        Column("customer_id", "text", "Identifiant du client pour une commande", True),
        Column("customer_unique_id", "text", "Identifiant de la personne", True),
        Column("customer_zip_code_prefix", "zip", "Préfixe du code postal"),
        Column("customer_city", "text", "Ville"),
        Column("customer_state", "text", "État du Brésil (deux lettres)"),
    ),
    key=("customer_id",),
    references=(
        Reference(
            "customer_zip_code_prefix",
            "geolocation",
            "geolocation_zip_code_prefix",
            strict=False,
        ),
    ),
    required=True,
)

ORDERS = Contract(
    name="orders",
    label="Commandes",
    stems=("olist_orders_dataset", "orders"),
    columns=(
        Column("order_id", "text", "Identifiant de la commande", True),
        Column("customer_id", "text", "Client de cette commande", True),
        Column("order_status", "text", "Statut final de la commande", True),
        Column("order_purchase_timestamp", "timestamp", "Date de l’achat", True),
        Column("order_approved_at", "timestamp", "Date d’accord du paiement"),
        Column(
            "order_delivered_carrier_date",
            "timestamp",
            "Date de remise au transporteur",
        ),
        Column(
            "order_delivered_customer_date",
            "timestamp",
            "Date de livraison au client",
        ),
        Column(
            "order_estimated_delivery_date",
            "timestamp",
            "Date de livraison promise à l’achat",
        ),
    ),
    key=("order_id",),
    references=(Reference("customer_id", "customers"),),
    required=True,
)

ITEMS = Contract(
    name="items",
    label="Articles commandés",
    stems=("olist_order_items_dataset", "order_items", "items"),
    columns=(
        Column("order_id", "text", "Commande", True),
        Column("order_item_id", "integer", "Rang de l’article", True, minimum=1),
        Column("product_id", "text", "Produit", True),
        Column("seller_id", "text", "Vendeur", True),
        Column("shipping_limit_date", "timestamp", "Date limite d’expédition"),
        Column("price", "number", "Prix de l’article (R$)", True, minimum=0),
        Column("freight_value", "number", "Frais de port (R$)", True, minimum=0),
    ),
    key=("order_id", "order_item_id"),
    references=(
        Reference("order_id", "orders"),
        Reference("product_id", "products"),
        Reference("seller_id", "sellers"),
    ),
    required=True,
)

PAYMENTS = Contract(
    name="payments",
    label="Paiements",
    stems=(
        "olist_order_payments_dataset",
        "order_payments",
        "order_pymts",
        "payments",
    ),
    columns=(
        Column("order_id", "text", "Commande", True),
        Column("payment_sequential", "integer", "Rang du paiement", True, minimum=1),
        Column("payment_type", "text", "Moyen de paiement", True),
        Column(
            "payment_installments", "integer", "Nombre de mensualités", True, minimum=0
        ),
        Column("payment_value", "number", "Montant payé (R$)", True, minimum=0),
    ),
    key=("order_id", "payment_sequential"),
    references=(Reference("order_id", "orders"),),
    required=True,
)

REVIEWS = Contract(
    name="reviews",
    label="Avis des clients",
    stems=("olist_order_reviews_dataset", "order_reviews", "reviews"),
    columns=(
        Column("review_id", "text", "Identifiant de l’avis", True),
        Column("order_id", "text", "Commande notée", True),
        Column("review_score", "integer", "Note, de 1 à 5 étoiles", True, 1, 5),
        Column("review_comment_title", "text", "Titre du commentaire"),
        Column("review_comment_message", "text", "Texte du commentaire"),
        Column("review_creation_date", "timestamp", "Date d’envoi du questionnaire"),
        Column("review_answer_timestamp", "timestamp", "Date de la réponse", True),
    ),
    key=("review_id", "order_id"),
    references=(Reference("order_id", "orders"),),
    required=True,
)

PRODUCTS = Contract(
    name="products",
    label="Produits",
    stems=("olist_products_dataset", "products"),
    columns=(
        Column("product_id", "text", "Identifiant du produit", True),
        Column("product_category_name", "text", "Catégorie (en portugais)"),
        Column("product_name_lenght", "integer", "Longueur du nom", minimum=0),
        Column(
            "product_description_lenght",
            "integer",
            "Longueur de la description",
            minimum=0,
        ),
        Column("product_photos_qty", "integer", "Nombre de photos", minimum=0),
        Column("product_weight_g", "number", "Poids (g)", minimum=0),
        Column("product_length_cm", "number", "Longueur (cm)", minimum=0),
        Column("product_height_cm", "number", "Hauteur (cm)", minimum=0),
        Column("product_width_cm", "number", "Largeur (cm)", minimum=0),
    ),
    key=("product_id",),
    references=(Reference("product_category_name", "translation", strict=False),),
)

SELLERS = Contract(
    name="sellers",
    label="Vendeurs",
    stems=("olist_sellers_dataset", "sellers"),
    columns=(
        Column("seller_id", "text", "Identifiant du vendeur", True),
        Column("seller_zip_code_prefix", "zip", "Préfixe du code postal"),
        Column("seller_city", "text", "Ville"),
        Column("seller_state", "text", "État du Brésil (deux lettres)"),
    ),
    key=("seller_id",),
    references=(
        Reference(
            "seller_zip_code_prefix",
            "geolocation",
            "geolocation_zip_code_prefix",
            strict=False,
        ),
    ),
)

GEOLOCATION = Contract(
    name="geolocation",
    label="Positions des codes postaux",
    stems=("olist_geolocation_dataset", "geolocation", "geoloc"),
    columns=(
        Column("geolocation_zip_code_prefix", "zip", "Préfixe du code postal", True),
        Column("geolocation_lat", "number", "Latitude (degrés)", True, -90, 90),
        Column("geolocation_lng", "number", "Longitude (degrés)", True, -180, 180),
        Column("geolocation_city", "text", "Ville"),
        Column("geolocation_state", "text", "État du Brésil (deux lettres)"),
    ),
)

TRANSLATION = Contract(
    name="translation",
    label="Traduction des catégories",
    stems=("product_category_name_translation", "translation"),
    columns=(
        Column("product_category_name", "text", "Catégorie (en portugais)", True),
        Column("product_category_name_english", "text", "Catégorie (en anglais)", True),
    ),
    key=("product_category_name",),
)

CONTRACTS: dict[str, Contract] = {
    contract.name: contract
    for contract in (
        CUSTOMERS,
        ORDERS,
        ITEMS,
        PAYMENTS,
        REVIEWS,
        PRODUCTS,
        SELLERS,
        GEOLOCATION,
        TRANSLATION,
    )
}


def table_named(name: str) -> str | None:
    """Short name of the table that a file stem or a database table holds, if any."""
    wanted = name.lower()
    for contract in CONTRACTS.values():
        if wanted in contract.stems:
            return contract.name
    return None
