"""What is in each order: products, prices and freight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analysis.sources.marketplace import draws
from analysis.sources.marketplace.catalogue import Catalogue
from analysis.sources.marketplace.deliveries import Deliveries
from analysis.sources.marketplace.draws import DAY
from analysis.sources.marketplace.shape import Shape, all_states, categories

TYPICAL_WEIGHT = 700
WEIGHT_POWER = 0.2
LIMIT_DAYS = 6
FAR_LIMIT = 600


@dataclass(frozen=True)
class Baskets:
    """The items of all orders, one entry per item, in the order of the orders.

    Attributes
    ----------
    order, rank, product : ndarray of int, shape (items,)
        Position of the order, rank of the item in it (from 1), product.
    price, freight : ndarray of int, shape (items,)
        Cents.
    """

    order: np.ndarray
    rank: np.ndarray
    product: np.ndarray
    price: np.ndarray
    freight: np.ndarray


def draw_baskets(
    random: np.random.Generator,
    shape: Shape,
    catalogue: Catalogue,
    state: np.ndarray,
    purchased: np.ndarray,
) -> Baskets:
    """Draw the items of orders placed from some states at some moments."""
    count = 1 + draws.choose(random, shape.items, len(state))
    order = np.repeat(np.arange(len(state)), count)
    rank = 1 + np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count)
    product = draw_products(random, shape, catalogue, len(order))
    # Most further items are one more of the order's first product.
    same = (rank > 1) & (random.random(len(order)) >= shape.other_product)
    product = np.where(same, product[np.arange(len(order)) - rank + 1], product)
    price = catalogue.price[product] * shape.price_factor
    price = np.where(shape.drifted(purchased)[order], price * shape.drift_price, price)
    freight = (
        all_states()["freight"].to_numpy()[state[order]]
        * (catalogue.weight[product] / TYPICAL_WEIGHT) ** WEIGHT_POWER
        * np.exp(shape.freight_spread * random.standard_normal(len(order)))
    )
    freight[random.random(len(order)) < shape.free_freight] = 0.0
    return Baskets(order, rank, product, draws.cents(price), draws.cents(freight))


def draw_products(
    random: np.random.Generator, shape: Shape, catalogue: Catalogue, size: int
) -> np.ndarray:
    """Draw a category by its sales, then one of its products by popularity."""
    category = draws.choose(random, categories()["items"].to_numpy(), size)
    popular = random.random(size) ** shape.popularity
    return catalogue.first[category] + (popular * catalogue.count[category]).astype(int)


def items_table(
    random: np.random.Generator,
    shape: Shape,
    catalogue: Catalogue,
    order_ids: pa.StringArray,
    baskets: Baskets,
    deliveries: Deliveries,
    listed: np.ndarray,
) -> pa.Table:
    """The items of the orders that are listed."""
    kept = np.flatnonzero(listed[baskets.order])
    order, product = baskets.order[kept], baskets.product[kept]
    limit = deliveries.approved[order] + LIMIT_DAYS * DAY
    far = random.random(len(kept)) < shape.far_limit
    return pa.table(
        {
            "order_id": order_ids.take(pa.array(order)),
            "order_item_id": baskets.rank[kept],
            "product_id": catalogue.product_ids.take(pa.array(product)),
            "seller_id": catalogue.seller_ids.take(pa.array(catalogue.seller[product])),
            "shipping_limit_date": draws.timestamps(limit + far * FAR_LIMIT * DAY),
            "price": draws.money(baskets.price[kept]),
            "freight_value": draws.money(baskets.freight[kept]),
        }
    )
