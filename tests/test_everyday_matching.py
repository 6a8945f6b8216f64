"""After a refresh: segments that continue keep their names, and moves are told."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_models import COLOURS, saved
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from analysis.everyday.matching import (
    GONE,
    NEW,
    kept_identities,
    match,
    migrations,
    moves,
    unused_name,
)
from analysis.portraits import PALETTE
from analysis.segmentation import Segmentation


def spread(places: list[float]) -> Segmentation:
    """A model of one feature, the amount paid, with a centroid at each place."""
    return Segmentation(
        space="made up",
        features=("monetary",),
        transforms=("none",),
        exponents=(1.0,),
        fill=(0.0,),
        centre=(0.0,),
        scale=(1.0,),
        centroids=tuple((place,) for place in places),
        reach=10.0,
        seed=0,
        n_init=1,
        trained_on=100,
        inertia=0.0,
    )


CROWDS = [10.0, 200.0, 300.0, 1000.0]
CUSTOMERS = DataFrame({"monetary": [*CROWDS * 25, 0.0], "frequency": [*[1] * 100, 0]})


def portraits(*names: str) -> DataFrame:
    """What the rule base says of segments 0, 1, …"""
    colours = ["#80868c", *PALETTE[: len(names) - 1]]
    columns = {"segment": range(len(names)), "name": names, "colour": colours}
    return DataFrame({**columns, "action": [f"act on {name}" for name in names]})


@given(order=st.permutations(range(4)))
def test_the_same_segments_in_another_order_are_found(order: list[int]):
    previous = spread(CROWDS)
    new = spread([CROWDS[place] for place in order])
    matches = match(previous, new, CUSTOMERS)
    assert matches == {0: 0, **{rank + 1: old + 1 for rank, old in enumerate(order)}}


def test_a_segment_of_other_customers_continues_none():
    previous = spread([10, 250, 1000])
    # The middle is cut in two equal halves: one of them goes on, the other is new.
    matches = match(previous, spread([10, 200, 300, 1000]), CUSTOMERS)
    assert len(matches) == 4
    assert {matches[1], matches[4]} == {1, 3}
    assert len({2, 3} & set(matches)) == 1
    # Everybody in one segment: a quarter in common is not enough.
    assert match(spread(CROWDS), spread([10, 5000]), CUSTOMERS) == {0: 0}


def test_names_and_colours_of_segments_that_continue_stay():
    previous = saved(spread(CROWDS), ["Sans achat", "Petits", "Moyens", "Grands", "Or"])
    now = portraits("Sans achat", "Anciens", "Grands", "moyens", "Récents")
    kept = kept_identities(now, {0: 0, 1: 4, 2: 2}, previous)
    assert kept["name"].tolist() == [
        *("Sans achat", "Or", "Moyens"),
        *("moyens, nouveau groupe", "Récents"),
    ]
    assert kept["colour"].tolist()[:3] == [COLOURS[0], COLOURS[4], COLOURS[2]]
    assert not {*kept["colour"][3:]} & {*previous.colours}
    assert kept["colour"].is_unique
    assert kept["action"].tolist() == now["action"].tolist()


def test_a_name_that_was_ever_used_is_completed():
    names = ["Fidèles", "fideles, nouveau groupe"]
    assert unused_name("Fidèles", names) == "Fidèles, nouveau groupe 2"
    assert unused_name("Récents", names) == "Récents"


def test_more_segments_than_colours_still_get_one():
    used = dataclasses.replace(saved(spread(CROWDS)), colours=PALETTE[:5])
    now = portraits("Sans achat", *(f"Groupe né {rank}" for rank in range(12)))
    kept = kept_identities(now, {0: 0}, used)
    assert set(kept["colour"]) <= set(PALETTE)


def table(**segments: tuple[int, str]) -> DataFrame:
    rows = [(who, *segment) for who, segment in segments.items()]
    return DataFrame(rows, columns=["customer_unique_id", "segment", "name"])


BEFORE = table(ana=(1, "Or"), bia=(2, "Déçus"), caio=(2, "Déçus"), davi=(1, "Or"))
NOW = table(ana=(2, "Or"), bia=(2, "Or"), davi=(1, "Récents"), eva=(1, "Récents"))


def test_moves_tell_who_went_where():
    followed = moves(BEFORE, NOW).set_index("customer_unique_id")
    assert followed["change"].to_dict() == {
        "ana": "stayed",  # the number of the segment changed, not the segment
        "bia": "moved",
        "caio": "gone",
        "davi": "moved",
        "eva": "new",
    }
    assert followed.loc["davi", ["from", "to"]].tolist() == ["Or", "Récents"]
    assert pd.isna(followed.loc["eva", "from_segment"])
    assert pd.isna(followed.loc["caio", "to"])


def test_migrations_count_everybody_once():
    counts = migrations(moves(BEFORE, NOW))
    expected = DataFrame(
        [[1, 1, 0], [0, 1, 1], [1, 0, 0]],
        index=["Or", "Déçus", NEW],
        columns=["Récents", "Or", GONE],
    )
    assert_frame_equal(counts, expected, check_names=False)


def test_nobody_new_and_nobody_gone_leave_no_empty_row():
    counts = migrations(moves(BEFORE, BEFORE))
    assert counts.to_numpy().tolist() == [[2, 0], [0, 2]]
    assert NEW not in counts.index


@pytest.mark.parametrize("before", [BEFORE, BEFORE.iloc[:0]])
def test_everybody_of_either_side_is_told(before: DataFrame):
    followed = moves(before, NOW)
    both = {*before["customer_unique_id"], *NOW["customer_unique_id"]}
    assert set(followed["customer_unique_id"]) == both
    assert followed["customer_unique_id"].is_unique
