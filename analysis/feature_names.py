"""The numeric features of the customer table, in the order in which they are told."""

NUMERIC = (
    "recency",
    "frequency",
    "monetary",
    "satisfaction",
    "delivery_delay",
    "freight_share",
    "installments",
)
