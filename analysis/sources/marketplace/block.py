"""A block of persons with all their orders: the unit that is drawn and written at once.

A block depends on the seed, its number and the catalogue only: memory is bounded by the
size of a block, and blocks can be drawn in any order.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analysis.sources.marketplace import draws
from analysis.sources.marketplace.baskets import Baskets, draw_baskets, items_table
from analysis.sources.marketplace.catalogue import PREFIXES, Catalogue
from analysis.sources.marketplace.deliveries import draw_deliveries, orders_table
from analysis.sources.marketplace.payments import payments_table
from analysis.sources.marketplace.purchases import draw_purchases
from analysis.sources.marketplace.reviews import reviews_table
from analysis.sources.marketplace.shape import Shape

BLOCK = 50_000


def draw_block(
    shape: Shape, catalogue: Catalogue, seed: int, block: int, persons: int
) -> dict[str, pa.Table]:
    """Draw the tables of one block.

    Parameters
    ----------
    shape : Shape
    catalogue : Catalogue
    seed : int
    block : int
        Number of the block, from 0.
    persons : int
        At most ``BLOCK``.

    Returns
    -------
    dict of str to pyarrow.Table
        customers, orders, items, payments and reviews.
    """
    random = draws.stream(seed, 1, block)
    city, rank = draw_homes(random, shape, catalogue, persons)
    person, purchased = draw_purchases(random, shape, persons)
    # 32 bits leave room for every order of a block, so that no two blocks meet.
    order = (block << 32) + np.arange(len(person), dtype=np.int64)
    order_ids = draws.identifiers(seed, "order", order)
    customer_ids = draws.identifiers(seed, "customer", order)
    status = draws.choose(random, list(shape.statuses.values()), len(person))
    status_names = np.array(list(shape.statuses))[status]
    state = catalogue.places.state[city[person]]
    baskets = draw_baskets(random, shape, catalogue, state, purchased)
    deliveries = draw_deliveries(random, shape, state, purchased, status_names)
    listed = has_items(random, shape, status_names)
    return {
        "customers": customers_table(
            catalogue,
            seed,
            block * BLOCK + person,
            customer_ids,
            city[person],
            rank[person],
        ),
        "orders": orders_table(order_ids, customer_ids, purchased, deliveries),
        "items": items_table(
            random, shape, catalogue, order_ids, baskets, deliveries, listed
        ),
        "payments": payments_table(
            random, shape, order_ids, totals(baskets, len(person)), status_names
        ),
        "reviews": reviews_table(random, shape, seed, order, order_ids, deliveries),
    }


def draw_homes(
    random: np.random.Generator, shape: Shape, catalogue: Catalogue, persons: int
) -> tuple[np.ndarray, np.ndarray]:
    """City of each person, and which of its zip prefixes."""
    places = catalogue.places
    weights = places.weight * shape.state_weights[places.state]
    city = draws.choose(random, weights, persons)
    rank = random.integers(0, PREFIXES, persons)
    rank[random.random(persons) < shape.unknown_zip] = PREFIXES
    return city, rank


def customers_table(
    catalogue: Catalogue,
    seed: int,
    person: np.ndarray,
    customer_ids: pa.StringArray,
    city: np.ndarray,
    rank: np.ndarray,
) -> pa.Table:
    return pa.table(
        {
            "customer_id": customer_ids,
            "customer_unique_id": draws.identifiers(seed, "person", person),
            "customer_zip_code_prefix": catalogue.places.zip_codes(city, rank),
            "customer_city": catalogue.places.cities(city),
            "customer_state": catalogue.places.states(city),
        }
    )


def has_items(
    random: np.random.Generator, shape: Shape, status: np.ndarray
) -> np.ndarray:
    """Whether the items of an order were kept: never when it was unavailable."""
    lost = np.isin(status, ("unavailable", "created"))
    canceled = status == "canceled"
    return ~(
        lost | canceled & (random.random(len(status)) < shape.canceled_without_items)
    )


def totals(baskets: Baskets, orders: int) -> np.ndarray:
    """Price and freight of each order, in cents."""
    amount = (baskets.price + baskets.freight).astype(float)
    return np.bincount(baskets.order, amount, orders).astype(np.int64)
