"""Portraits: names, colours and sentences that come from the segments' own numbers."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest

from analysis.customers import customers
from analysis.errors import InputError
from analysis.portraits import GREY, PALETTE, portraits, told
from analysis.segmentation import fit
from analysis.settings import Space
from analysis.sources import Tables
from analysis.sources.demo import demo_tables

AS_OF = dt.datetime(2018, 10, 17, 17, 30, 18)
LIGHT, DARK = "#fbfaf7", "#16181d"


def portrayed(table: pd.DataFrame, k: int = 4, **options) -> pd.DataFrame:
    segmentation = fit(table, Space(), k, seed=1, n_init=3)
    segments = segmentation.assign(table)
    return portraits(table, segments, segmentation, **options)


@pytest.fixture(scope="module")
def demo() -> pd.DataFrame:
    return customers(demo_tables(3000, seed=1), AS_OF).to_pandas()


def test_every_segment_has_its_row_and_shares_add_up(demo):
    table = portrayed(demo, k=5)
    assert table["segment"].tolist() == [0, 1, 2, 3, 4, 5]
    assert table["customers"].sum() == len(demo)
    assert table["share"].sum() == pytest.approx(1)
    assert table["revenue"].sum() == pytest.approx(demo["monetary"].sum())
    assert table["revenue_share"].sum() == pytest.approx(1)
    assert table["name"].is_unique
    assert table["colour"].tolist() == [GREY, *PALETTE[:5]]


def test_text_is_french_and_carries_the_segment_s_numbers(demo):
    table = portrayed(demo, k=4).set_index("segment")
    first = table.loc[1]
    assert first["portrait"].startswith(f"{first['customers']}\u00a0clients, soit ")
    for text in table["portrait"]:
        assert len(text.split(". ")) == 3
    written = " ".join(table[["portrait", "rule", "action"]].to_numpy().ravel())
    assert "nan" not in written
    assert " ;" not in written.replace("\u202f;", "")
    assert " %" not in written.replace("\u202f%", "")
    assert table.loc[0, "rule"] == "Aucun achat abouti."
    assert "n’ont aucun achat abouti" in table.loc[0, "portrait"]


def test_means_are_those_of_the_customers(demo):
    segmentation = fit(demo, Space(), 3, seed=1, n_init=3)
    segments = segmentation.assign(demo)
    row = portraits(demo, segments, segmentation).set_index("segment").loc[2]
    inside = demo[segments == 2]
    assert row["satisfaction"] == pytest.approx(inside["satisfaction"].mean())
    assert row["installments"] == pytest.approx(inside["installments"].mean())
    scored = inside["satisfaction"].dropna()
    assert row["unhappy_share"] == pytest.approx((scored <= 2.5).mean())


def test_a_segment_of_few_customers_is_not_described(demo):
    sizes = portrayed(demo, k=3).set_index("segment")["customers"]
    table = portrayed(demo, k=3, minimum_cell=int(sizes.max()))
    few = table[table["customers"] < sizes.max()]
    assert len(few) == 3
    assert few["portrait"].str.startswith("Moins de ").all()
    assert few["rule"].str.startswith("Trop peu de clients").all()
    means = ["recency", "monetary", "satisfaction", "late_share", "rule_precision"]
    totals = ["share", "revenue", "revenue_share", "orders"]
    assert few[[*means, *totals]].isna().all(axis=None)


def test_shares_of_few_customers_are_told_as_few(demo):
    segmentation = fit(demo, Space(), 4, seed=1, n_init=3)
    segments = segmentation.assign(demo)
    table = portraits(demo, segments, segmentation, minimum_cell=40)
    unhappy = (demo["satisfaction"] <= 2.5).groupby(segments).sum()
    few = table["segment"].map((unhappy > 0) & (unhappy < 40)) & table["told"]
    assert few.any()
    assert table.loc[few, "unhappy_share"].isna().all()
    assert table.loc[few, "portrait"].str.contains("moins de 40 sont mécontents").all()


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ([0, 500, 12, 90], [2, 3]),  # 90: the totals would give the 12 away
        ([0, 500, 12, 15], [2, 3]),  # together they are 27
        ([0, 500, 12], [2]),  # nothing else would be left
        ([0, 500, 90, 0], []),
        ([5, 500, 90], [0]),  # who never bought has no figure to give away
    ],
)
def test_a_small_segment_cannot_be_found_by_subtraction(sizes, hidden):
    shown = told(pd.Series(sizes), minimum=20)
    assert shown.index[~shown].tolist() == hidden


def test_a_segment_untold_for_another_says_why(demo):
    sizes = portrayed(demo, k=4).set_index("segment")["customers"].loc[1:].sort_values()
    table = portrayed(demo, k=4, minimum_cell=int(sizes.iloc[0]) + 1)
    second = table.set_index("segment").loc[sizes.index[1]]
    assert second["portrait"].startswith("Portrait non publié")
    assert second[["share", "revenue", "satisfaction"]].isna().all()


def test_without_any_segment_to_publish_the_study_stops(demo):
    with pytest.raises(InputError, match=r"publication › minimum_cell"):
        portrayed(demo, k=3, minimum_cell=len(demo) + 1)


@pytest.mark.parametrize(
    "change",
    [
        {"satisfaction": np.nan},
        {"satisfaction": 5.0},
        {"delivery_delay": np.nan},
        {"monetary": 10.0},
    ],
    ids=lambda change: "-".join(f"{key} {value}" for key, value in change.items()),
)
def test_odd_customers_still_get_true_portraits(demo, change):
    bought = demo[demo["frequency"] > 0].assign(**change)
    table = portrayed(bought, k=4)
    assert table["name"].is_unique
    assert not table["portrait"].str.contains("nan").any()
    assert table.loc[0, "customers"] == 0
    assert table.loc[0, "portrait"] == "Aucun client dans ce groupe."
    if change.get("satisfaction") == 5:
        assert table.loc[1:, "portrait"].str.contains("aucun n’est mécontent").all()
        assert not table["name"].str.contains("Déçus").any()


def test_a_marketplace_without_repeat_customers_has_no_loyal_segment():
    table = customers(demo_tables(1000, seed=2, repeat_share=0), AS_OF).to_pandas()
    names = portrayed(table, k=4)["name"]
    assert not names.str.contains("Fidèles").any()
    assert names.is_unique


# Colours.


def linear(colour: str) -> np.ndarray:
    """Linear RGB of a hexadecimal colour."""
    levels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(
        levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4
    )


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""
    weights = [0.2126, 0.7152, 0.0722]
    low, high = sorted(float(linear(colour) @ weights) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [*PALETTE, GREY])
def test_colours_are_seen_on_light_and_dark_paper(colour):
    assert contrast(colour, LIGHT) >= 3
    assert contrast(colour, DARK) >= 3


# Linear RGB as people without one kind of cones see it (Machado and others, 2009).
VISIONS = {
    "full": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Coordinates in which distances are about as large as they look (Ottosson)."""
    cones = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    axes = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.array(axes) @ np.cbrt(np.array(cones) @ rgb.clip(0))


@pytest.mark.parametrize("vision", VISIONS)
def test_colours_of_the_usual_segments_stay_apart_for_everybody(vision):
    seen = [oklab(VISIONS[vision] @ linear(each)) for each in (*PALETTE[:7], GREY)]
    distances = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
    assert min(distances) > 0.05
    first = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen[:5], 2)]
    assert min(first) > 0.09


def test_no_colour_serves_twice_among_fifteen_segments():
    assert len(set(PALETTE)) == len(PALETTE) == 15


@pytest.mark.real
def test_olist_s_segments_have_the_names_of_a_marketer(real_tables: Tables):
    table = customers(real_tables, AS_OF).to_pandas()
    named = portrayed(table, k=5).set_index("name")
    assert list(named.index) == [
        "Sans achat",
        "Gros paniers",
        "Fidèles",
        "Déçus",
        "Satisfaits endormis",
        "Satisfaits actifs",
    ]
    assert named.loc["Fidèles", "repeat_share"] > 0.99
    assert named.loc["Déçus", "unhappy_share"] > 0.7
    assert named.loc["Gros paniers", "revenue_share"] > 0.15
    assert (named["rule_precision"] > 0.8).all()
