"""Pictures of the choice and maps of the customers: images, drawn without a screen."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pytest
from made_up_segments import portraits
from pandas import DataFrame
from PIL import Image

from analysis.charts import canvas, maps, pictures
from analysis.charts.maps import Maps
from analysis.charts.pictures import Pictures
from analysis.segmentation import Segmentation

NAMES = portraits(*((name, 100, 9.0, 4.0) for name in ("Gros", "Moyens", "Petits")))
SHAPE = tuple(round(canvas.RESOLUTION * side) for side in (5.4, 3.4))
SKETCHES = (
    *("elbow", "silhouette", "silhouette_beside"),
    *("distances", "distances_beside"),
)


def model(features: tuple[str, ...] = ("recency", "monetary")) -> Segmentation:
    """Three segments along the amount."""
    width = len(features)
    centroids = [(0.0,) * (width - 1) + (amount,) for amount in (3.0, 1.0, 0.1)]
    return Segmentation(
        space="made up",
        features=features,
        transforms=("none",) * width,
        exponents=(1.0,) * width,
        fill=(1.0,) * width,
        centre=(0.0,) * width,
        scale=(100.0,) * width,
        centroids=tuple(centroids),
        reach=9.0,
        seed=0,
        n_init=1,
        trained_on=300,
        inertia=1.0,
    )


@pytest.fixture(scope="module")
def customers() -> DataFrame:
    draw = np.random.default_rng(0)
    paid = np.concatenate([draw.normal(mean, 8, 100) for mean in (300, 100, 10)])
    once = {"frequency": 1.0, "recency": draw.uniform(0, 50, 300)}
    return DataFrame({**once, "monetary": paid.clip(1)})


@pytest.fixture(scope="module")
def drawn(customers: DataFrame) -> Pictures:
    return pictures.pictures(customers, model(), NAMES, k_max=6, seed=0)


@pytest.fixture(scope="module")
def mapped(customers: DataFrame) -> Maps:
    return maps.maps(customers, model(), NAMES, seed=0)


def opened(picture: bytes, mode: str) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert(mode)


@pytest.mark.parametrize("name", SKETCHES)
def test_a_picture_has_its_size_and_its_paper(drawn: Pictures, name: str):
    image = opened(getattr(drawn, name), "RGB")
    assert image.size == SHAPE
    assert "#{:02x}{:02x}{:02x}".format(*image.getpixel((2, 2))) == canvas.PAPER
    assert len(image.getcolors(maxcolors=10**6)) > 50


@pytest.mark.parametrize("name", ["silhouette", "distances"])
def test_pictures_have_the_segments_colours(drawn: Pictures, name: str):
    image = opened(getattr(drawn, name), "RGB")
    found = {colour for count, colour in image.getcolors(10**6) if count > 500}
    assert len(found) >= 4  # the paper and three segments


def test_yellowbrick_finds_the_elbow_of_three_heaps(drawn: Pictures):
    assert (drawn.elbow_k, drawn.beside, drawn.sampled) == (3, 4, 300)


def test_the_retained_number_is_compared_with_the_next_one_that_can_be_fitted(
    customers: DataFrame,
):
    amounts = np.repeat([300.0, 100.0, 10.0], 100)
    three_places = customers.assign(recency=1.0, monetary=amounts)
    found = pictures.pictures(three_places, model(), NAMES, k_max=6, seed=0)
    assert found.beside == 2


@pytest.mark.parametrize("name", ["pca", "tsne"])
def test_a_map_is_transparent_and_holds_every_colour(mapped: Maps, name: str):
    image = opened(getattr(mapped, name), "RGBA")
    assert image.size == SHAPE
    assert image.getpixel((2, 2))[3] == 0
    opaque = {colour[:3] for count, colour in image.getcolors(10**6) if colour[3] > 250}
    for colour in NAMES["colour"]:
        wanted = tuple(bytes.fromhex(colour[1:]))
        assert wanted in opaque  # the legend's dots are full


def test_a_map_says_how_much_its_axes_show(mapped: Maps):
    assert mapped.sampled == 300
    assert mapped.explained["share"].sum() == pytest.approx(1)
    assert list(mapped.explained["axis"]) == [1, 2]


def test_the_same_seed_draws_the_same_map(customers: DataFrame, mapped: Maps):
    assert maps.maps(customers, model(), NAMES, seed=0).tsne == mapped.tsne


def test_a_single_feature_and_few_customers_still_make_a_map(customers: DataFrame):
    few = customers.iloc[[0, 1, 100, 101, 200]]
    found = maps.maps(few, model(("monetary",)), NAMES, seed=0)
    assert found.sampled == 5
    assert opened(found.pca, "RGBA").size == SHAPE


def test_a_picture_is_shown_at_its_size(drawn: Pictures):
    _, details = pictures.shown(drawn.elbow)._repr_mimebundle_()
    assert json.loads(json.dumps(details))["image/png"]["width"] == pictures.SHOWN
    _, details = pictures.shown(drawn.elbow, pictures.ON_SLIDE)._repr_mimebundle_()
    assert details["image/png"]["width"] == pictures.ON_SLIDE


def test_the_sample_keeps_the_segments_shares_and_leaves_out_the_group_apart():
    belongs = pd.Series([1] * 900 + [2] * 90 + [3] * 3 + [0] * 500)
    sample = pictures.stratified(belongs, 100, seed=0)
    assert belongs.loc[sample].value_counts().to_dict() == {1: 91, 2: 9, 3: 2}
    sample = pictures.stratified(belongs, 100, seed=0, least=20)
    assert belongs.loc[sample].value_counts().to_dict() == {1: 91, 2: 20, 3: 3}


def test_labels_are_pushed_apart_upwards_only():
    assert pictures.apart([1, 2, 50], least=10) == [1, 11, 50]
