"""What exists before any order: places, sellers, products, and their tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analysis.sources.marketplace import draws
from analysis.sources.marketplace.shape import Shape, all_states, categories

CITY_WEIGHTS = (0.62, 0.18, 0.12, 0.08)
PREFIXES = 12
POSITIONS = 6
WEIGHT_SPREAD = 0.8


@dataclass(frozen=True)
class Places:
    """Cities, each with its zip prefixes; the last prefix has no known position.

    Attributes
    ----------
    state : ndarray of int, shape (cities,)
        Row of :func:`all_states`.
    weight : ndarray of float, shape (cities,)
        Share of the state's persons who live there.
    names : list of str
    prefixes : ndarray of int, shape (cities, PREFIXES + 1)
    """

    state: np.ndarray
    weight: np.ndarray
    names: list[str]
    prefixes: np.ndarray

    def zip_codes(self, city: np.ndarray, rank: np.ndarray) -> pa.Array:
        codes = [f"{prefix:05d}" for prefix in self.prefixes.ravel()]
        return draws.texts(codes, city * self.prefixes.shape[1] + rank)

    def cities(self, city: np.ndarray) -> pa.Array:
        return draws.texts(self.names, city)

    def states(self, city: np.ndarray) -> pa.Array:
        return draws.texts(all_states()["code"].tolist(), self.state[city])


@dataclass(frozen=True)
class Catalogue:
    """Places, and what is sold by whom.

    Attributes
    ----------
    places : Places
    sellers, products, geolocation, translation : pyarrow.Table
        The four tables that do not depend on the orders.
    first, count : ndarray of int, shape (categories,)
        The products of each category are ``first … first + count - 1``.
    price : ndarray of float, shape (products,)
        R$.
    weight : ndarray of float, shape (products,)
        Grams.
    seller : ndarray of int, shape (products,)
    product_ids, seller_ids : pyarrow.StringArray
    """

    places: Places
    sellers: pa.Table
    products: pa.Table
    geolocation: pa.Table
    translation: pa.Table
    first: np.ndarray
    count: np.ndarray
    price: np.ndarray
    weight: np.ndarray
    seller: np.ndarray
    product_ids: pa.StringArray
    seller_ids: pa.StringArray


def draw_catalogue(shape: Shape, customers: int, seed: int) -> Catalogue:
    """Draw places, sellers and products for a marketplace of a given size."""
    random = draws.stream(seed, 0)
    places = draw_places()
    sellers = draw_sellers(random, shape, places, customers, seed)
    size = max(1, round(customers * shape.products_per_person))
    known = {name: column.to_numpy() for name, column in categories().items()}
    share = known["products"] / known["products"].sum()
    count = np.maximum(1, np.rint(share * size)).astype(np.int64)
    category = np.repeat(np.arange(len(count)), count)
    noise = random.standard_normal((2, len(category)))
    price = known["price"][category] * np.exp(known["spread"][category] * noise[0])
    weight = known["weight"][category] * np.exp(WEIGHT_SPREAD * noise[1])
    price, weight = np.maximum(price, 1.0), np.maximum(np.rint(weight), 50)
    seller = (len(sellers) * random.random(len(category)) ** shape.popularity).astype(
        int
    )
    ids = draws.identifiers(seed, "product", np.arange(len(category)))
    return Catalogue(
        places=places,
        sellers=sellers,
        products=product_table(random, shape, ids, category, weight),
        geolocation=draw_positions(random, shape, places),
        translation=translation_table(),
        first=np.cumsum(count) - count,
        count=count,
        price=price,
        weight=weight,
        seller=seller,
        product_ids=ids,
        seller_ids=sellers["seller_id"].combine_chunks(),
    )


def draw_places() -> Places:
    """Give each city an equal part of its state's zip codes."""
    state, weight, names, prefixes = [], [], [], []
    for position, row in enumerate(all_states().itertuples()):
        weights = np.array(CITY_WEIGHTS[: len(row.cities)])
        edges = np.linspace(row.first_zip, row.last_zip, len(weights) + 1)
        for city, name in enumerate(row.cities):
            state.append(position)
            weight.append(weights[city] / weights.sum())
            names.append(name)
            inside = np.linspace(edges[city], edges[city + 1], PREFIXES + 2)
            prefixes.append(inside[:-1].astype(int))
    return Places(np.array(state), np.array(weight), names, np.array(prefixes))


def draw_sellers(
    random: np.random.Generator, shape: Shape, places: Places, customers: int, seed: int
) -> pa.Table:
    size = max(10, round(customers * shape.sellers_per_person))
    weights = places.weight * all_states()["sellers"].to_numpy()[places.state]
    city = draws.choose(random, weights, size)
    rank = random.integers(0, PREFIXES, size)
    return pa.table(
        {
            "seller_id": draws.identifiers(seed, "seller", np.arange(size)),
            "seller_zip_code_prefix": places.zip_codes(city, rank),
            "seller_city": places.cities(city),
            "seller_state": places.states(city),
        }
    )


def product_table(
    random: np.random.Generator,
    shape: Shape,
    ids: pa.StringArray,
    category: np.ndarray,
    weight: np.ndarray,
) -> pa.Table:
    size = len(category)
    unnamed = random.random(size) < shape.no_category
    unweighed = random.random(size) < shape.no_weight
    whole = {
        "product_name_lenght": random.integers(20, 65, size),
        "product_description_lenght": random.integers(50, 2000, size),
        "product_photos_qty": 1 + random.poisson(1.2, size),
    }
    sides = ("product_length_cm", "product_height_cm", "product_width_cm")
    measures = {side: np.rint(10 + random.gamma(2, 8, size)) for side in sides}
    names = categories()["name"].tolist()
    known = np.where(unnamed, len(names), category)
    return pa.table(
        {
            "product_id": ids,
            "product_category_name": draws.texts([*names, None], known),
            **{name: pa.array(data, mask=unnamed) for name, data in whole.items()},
            "product_weight_g": pa.array(weight, mask=unweighed),
            **{name: pa.array(data, mask=unweighed) for name, data in measures.items()},
        }
    )


def draw_positions(
    random: np.random.Generator, shape: Shape, places: Places
) -> pa.Table:
    """Several positions around each prefix, some of them repeated, a few far away."""
    cities = len(places.names)
    city = np.repeat(np.arange(cities), PREFIXES * POSITIONS)
    rank = np.tile(np.repeat(np.arange(PREFIXES), POSITIONS), cities)
    centre = all_states()[["latitude", "longitude"]].to_numpy()[places.state]
    centre = centre + random.uniform(-1.5, 1.5, centre.shape)
    position = centre[city] + random.normal(0, 0.05, (len(city), 2))
    repeated = random.random(len(city)) < shape.repeated_position
    # The first position of a prefix has none before it that could be repeated.
    repeated &= np.arange(len(city)) % POSITIONS > 0
    source = np.maximum.accumulate(np.where(repeated, 0, np.arange(len(city))))
    position = position[source]
    position[random.random(len(city)) < shape.outside_brazil] = (41.1, -8.6)
    return pa.table(
        {
            "geolocation_zip_code_prefix": places.zip_codes(city, rank),
            "geolocation_lat": position[:, 0],
            "geolocation_lng": position[:, 1],
            "geolocation_city": places.cities(city),
            "geolocation_state": places.states(city),
        }
    )


def translation_table() -> pa.Table:
    """English names of the categories; two have none, as published."""
    translated = categories().query("english != ''")
    return pa.table(
        {
            "product_category_name": pa.array(translated["name"].tolist()),
            "product_category_name_english": pa.array(translated["english"].tolist()),
        }
    )
