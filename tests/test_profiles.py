"""Profiles of the segments: small tables, no cell of too few customers, true words."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from types import SimpleNamespace

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from made_up_segments import contrasted, portraits
from pandas import DataFrame

from analysis import habits, profiles, say, tables, value
from analysis.charts import profiles as charts
from analysis.charts.theme import Note, embedded_rows
from analysis.customers import customers
from analysis.feature_names import NUMERIC
from analysis.period import find_period
from analysis.portraits import portraits as portraits_of
from analysis.publication import protected
from analysis.segmentation import fit
from analysis.settings import Settings, Space
from analysis.sources.demo import demo_tables

MINIMUM = 20
HAPPY = portraits(("Gros paniers", 500, 300.0, 4.6), ("Petits paniers", 900, 50.0, 4.1))


def plain(text: str) -> str:
    """Replace the no-break spaces and the curly apostrophe by those of a keyboard."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


@functools.cache
def demo() -> tuple[DataFrame, profiles.Profiles]:
    """Portraits and profiles of a demonstration marketplace."""
    shop = demo_tables(4000, seed=2, repeat_share=0.08)
    period = find_period(shop, Settings())
    people = customers(shop, period.as_of).to_pandas()
    model = fit(people, Space(), k=4, seed=1)
    segments = model.assign(people)
    found = profiles.profiles(shop, people, segments, period, MINIMUM)
    return portraits_of(people, segments, model), found


# Nothing is found by subtraction.

counts = arrays(
    "int64",
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    elements=st.integers(0, 60),
)


@given(counts=counts)
def test_hidden_cells_of_a_line_never_add_up_to_a_small_number(counts):
    table = DataFrame(counts)
    shown = protected(table, MINIMUM).to_numpy()
    assert not (shown & (counts > 0) & (counts < MINIMUM)).any()
    for values, told in [
        *zip(counts, shown, strict=True),
        *zip(counts.T, shown.T, strict=True),
    ]:
        hidden = values[~told].sum()
        nothing_else = not values[told].any()
        assert hidden == 0 or hidden >= MINIMUM or nothing_else


def test_a_lonely_small_cell_hides_the_next_one():
    table = DataFrame({"a": [5, 100], "b": [40, 90], "c": [300, 80]})
    shown = protected(table, MINIMUM, rows=False)
    assert shown["a"].tolist() == [False, False]
    assert shown[["b", "c"]].all(axis=None)


# Quantiles, moods, places.


def test_quantiles_leave_out_segments_with_too_few_values():
    people = DataFrame({"delivery_delay": [1.0] * 30 + [np.nan] * 30 + [2.0] * 5})
    belongs = pd.Series([1] * 40 + [2] * 25)
    table = profiles.spread(people, belongs, ("delivery_delay",), MINIMUM)
    assert table[["segment", "median", "customers"]].values.tolist() == [[1, 1.0, 30]]


def test_standardised_quantiles_count_standard_deviations_from_all_buyers():
    values = dict.fromkeys(NUMERIC, [0.0] * 50 + [2.0] * 50)
    people = DataFrame(values).assign(frequency=1.0)
    belongs = pd.Series([1] * 50 + [2] * 50)
    quantiles = profiles.spread(people, belongs, ("monetary", "frequency"), MINIMUM)
    table = profiles.standardised(quantiles, people)
    medians = table.set_index(["feature", "segment"])["median"].to_dict()
    assert medians == {
        ("monetary", 1): -1.0,
        ("monetary", 2): 1.0,
        ("frequency", 1): 0.0,
        ("frequency", 2): 0.0,
    }


def moods_table(*scores: float | None) -> DataFrame:
    mood = profiles.moods_of(
        DataFrame({"satisfaction": pd.Series(scores, dtype=float)})
    )
    return profiles.moods(mood, pd.Series(1, index=mood.index), MINIMUM)


def test_moods_share_out_those_who_gave_a_score():
    table = moods_table(*[1.0] * 40, *[3.0] * 30, *[5.0] * 30, *[None] * 10)
    assert dict(zip(table["mood"], table["share"], strict=True)) == {
        "mécontents": 0.4,
        "partagés": 0.3,
        "contents": 0.3,
    }


def test_too_few_unhappy_are_counted_with_their_neighbours():
    table = moods_table(*[1.0] * 5, *[3.0] * 30, *[5.0] * 65)
    assert table["mood"].tolist() == ["partagés", "contents"]
    assert table["customers"].tolist() == [35, 65]
    table = moods_table(*[1.0] * 5, *[3.0] * 3, *[5.0] * 92)
    assert table[["mood", "share"]].values.tolist() == [["contents", 1.0]]


def living(*states: str) -> pd.Series:
    return pd.Series(states, name="state")


def test_a_state_twice_as_frequent_in_a_segment_has_ratio_two():
    belongs = pd.Series([1] * 100 + [2] * 100)
    home = living(*["RJ"] * 60, *["SP"] * 140)
    table = profiles.representation(home, belongs, minimum=0, shown=8)
    here = table[(table["segment"] == 1) & (table["state"] == "RJ")]
    assert here["ratio"].item() == pytest.approx(2)


def test_states_with_a_small_cell_join_the_others():
    home = (
        living(*["SP"] * 60, *["RJ"] * 30, *["RR"] * 10)
        .repeat(2)
        .reset_index(drop=True)
    )
    belongs = pd.Series([1] * 100 + [2] * 100)
    table = profiles.representation(home, belongs, MINIMUM, shown=8)
    assert "RR" not in set(table["state"])
    assert table["customers"].min() >= MINIMUM


# Value and mood.


def test_bands_of_value_hold_a_fifth_three_tenths_and_a_half():
    band = value.bands(pd.Series(np.arange(100.0)))
    assert band.value_counts().to_dict() == {"basse": 50, "moyenne": 30, "haute": 20}


def test_equal_amounts_share_a_band():
    assert value.bands(pd.Series([10.0] * 9)).nunique() == 1


def angry_shop() -> tuple[DataFrame, pd.Series, pd.Series]:
    """1 000 buyers; 30 of the 200 who paid most are unhappy, all in segment 1."""
    people = DataFrame({"monetary": np.arange(1000.0)[::-1]})
    mood = pd.Series(["mécontents"] * 30 + ["contents"] * 970)
    return people, mood, pd.Series([1] * 100 + [2] * 900)


def test_unhappy_buyers_of_high_value_are_counted_with_their_money():
    people, mood, segments = angry_shop()
    table = value.value_moods(people, mood, MINIMUM)
    top = table[table["band"] == "haute"].set_index("mood")
    assert top.loc["mécontents", "customers"] == 30
    assert top.loc["mécontents", "revenue"] == people["monetary"].iloc[:30].sum()
    inside = value.costly(people, mood, segments, MINIMUM).set_index("segment")
    assert inside["unhappy"].tolist() == [30, 0]
    assert inside.loc[1, "share"] == 0.3


def test_the_costly_unhappy_are_told_with_their_segment():
    people, mood, segments = angry_shop()
    shown = (
        value.value_moods(people, mood, MINIMUM),
        value.costly(people, mood, segments, MINIMUM),
    )
    assert plain(say.profiles.costly(*shown, HAPPY)) == (
        "30 acheteurs de haute valeur (800 R$ ou plus) sont mécontents : ils ont payé "
        "29 535 R$, dont 100 % dans le segment « Gros paniers »"
    )
    assert "« Gros paniers » (30, soit 30 %" in plain(
        say.profiles.elsewhere(shown[1], HAPPY)
    )


@pytest.mark.parametrize(
    ("unhappy", "told"), [(0, "Aucun acheteur de haute valeur"), (7, "Trop peu de")]
)
def test_few_or_no_costly_unhappy_are_told_as_such(unhappy, told):
    people, _, segments = angry_shop()
    mood = pd.Series(["mécontents"] * unhappy + ["contents"] * (1000 - unhappy))
    shown = (
        value.value_moods(people, mood, MINIMUM),
        value.costly(people, mood, segments, MINIMUM),
    )
    assert say.profiles.costly(*shown, HAPPY).startswith(told)
    assert say.profiles.elsewhere(shown[1], HAPPY).startswith("Aucun segment content")


# Habits.


def test_black_friday_is_the_friday_after_thanksgiving_and_its_weekend():
    days = habits.black_fridays(dt.date(2017, 1, 1), dt.date(2018, 8, 31))
    assert [str(day.date()) for day in days] == [
        *("2017-11-24", "2017-11-25", "2017-11-26", "2017-11-27")
    ]
    assert len(habits.black_fridays(dt.date(2017, 1, 1), dt.date(2017, 11, 25))) == 0


def test_shares_of_habits_are_those_of_the_customers():
    table, found = demo()
    late = found.habits[found.habits["habit"] == habits.LATE].set_index("segment")
    expected = table.set_index("segment")["late_share"]
    known = late["share"].dropna()
    assert len(known)
    assert known.to_dict() == pytest.approx(expected[known.index].to_dict())


def test_months_of_a_segment_add_up_to_its_purchases_at_most():
    _, found = demo()
    assert found.months["customers"].min() >= MINIMUM
    assert found.months.groupby("segment")["share"].sum().max() <= 1 + 1e-9


def test_a_habit_is_compared_between_the_extreme_segments():
    table = DataFrame(
        {
            "segment": [1, 2],
            "habit": habits.SEVERAL,
            "customers": [100.0, 100],
            "share": [0.2, 0.1111],
        }
    )
    told = plain(say.profiles.habit(table, HAPPY, habits.SEVERAL))
    assert told == (
        "De 11,1 % (« Petits paniers ») à 20,0 % (« Gros paniers ») des clients "
        "paient en plusieurs fois"
    )
    hidden = table.assign(share=[0.2, np.nan])
    assert say.profiles.habit(hidden, HAPPY, habits.SEVERAL).startswith("Trop peu")


# Charts and tables.

CHARTS: dict[str, Callable[..., alt.LayerChart | Note]] = {
    "spending": lambda table, found: charts.spread(found.spread, table, "monetary"),
    "recency": lambda table, found: charts.spread(found.spread, table, "recency"),
    "scores": lambda table, found: charts.spread(found.spread, table, "satisfaction"),
    "all": lambda table, found: charts.standardised(found.standardised, table),
    "moods": lambda table, found: charts.moods(found.moods, table),
    "states": lambda table, found: charts.representation(found.states, table, "state"),
    "months": lambda table, found: charts.months(found.months, table),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_marks_and_describes_itself(name):
    chart = CHARTS[name](*demo())
    spec = chart.to_dict()
    drawn = vl_convert.vegalite_to_svg(spec | {"width": 640})
    assert 'aria-roledescription="' in drawn
    assert "NaN" not in drawn
    assert len(spec["description"]) > 40
    for row in embedded_rows(chart):
        assert row.get("customers", MINIMUM) >= MINIMUM
    assert len(embedded_rows(chart)) <= 200


@pytest.mark.parametrize("name", CHARTS)
def test_without_any_told_segment_the_figure_says_why(name):
    table, found = demo()
    unknown = table.assign(revenue=np.nan)
    assert isinstance(CHARTS[name](unknown, found), Note)


def test_tables_hold_every_told_segment_and_no_missing_value():
    table, found = demo()
    shown = [
        tables.profiles.medians(found.spread, table),
        tables.profiles.costly(found.costly, table),
        tables.profiles.habits(found.habits, table),
    ]
    for finished in shown:
        markup = finished.as_raw_html()
        assert "nan" not in markup
        for name in say.segments.fitted(table)["name"]:
            assert name in markup
    assert "nan" not in tables.profiles.value_moods(found.value_moods).as_raw_html()


def test_bands_are_named_by_their_amounts():
    people, mood, _ = angry_shop()
    table = value.value_moods(people, mood, MINIMUM)
    markup = plain(tables.profiles.value_moods(table).as_raw_html())
    for name in ("(800 R$ ou plus)", "(de 500 à 800 R$)", "(jusqu'à 500 R$)"):
        assert name in markup


def test_medians_come_with_the_middle_half_of_the_customers():
    people = DataFrame({"recency": np.arange(100.0)})
    table = profiles.spread(people, pd.Series([1] * 100), ("recency",), MINIMUM)
    markup = plain(tables.profiles.medians(table, HAPPY).as_raw_html())
    assert "50 (25 à 74)" in markup


# Sentences.


@pytest.mark.parametrize(
    ("feature", "told"),
    [("recency", "Ni l'État, ni la catégorie"), ("main_category", "Ni l'État ni le")],
)
def test_what_the_model_did_not_look_at_is_told(feature, told):
    model = SimpleNamespace(features=(feature,))
    assert plain(say.profiles.outside(model)).startswith(told)


def customers_of(table) -> tuple:
    """Buyers who are all alike within their segment, one segment after the other."""
    buyers = table[table["segment"] > 0]
    rows = buyers.loc[buyers.index.repeat(buyers["customers"])].reset_index(drop=True)
    return rows.assign(state="SP"), rows["segment"]


def moods_in(table: DataFrame) -> DataFrame:
    people, segments = customers_of(table)
    return profiles.moods(profiles.moods_of(people), segments, MINIMUM)


def test_medians_are_compared_between_the_extreme_segments():
    table = profiles.spread(*customers_of(contrasted()), ("monetary", "recency"), 20)
    told = plain(say.profiles.spread(table, contrasted(), "monetary"))
    assert told == (
        "La dépense médiane va de 60 R$ (« Petits paniers ») à 300 R$ "
        "(« Gros paniers »)"
    )


def test_equal_medians_are_told_as_such():
    table = profiles.spread(*customers_of(contrasted()), ("delivery_delay",), 20)
    told = plain(say.profiles.spread(table, contrasted(), "delivery_delay"))
    assert told.endswith("la même dans tous les segments : 10 jours d'avance")


def test_the_unhappy_are_said_to_be_where_they_are():
    table = moods_in(contrasted())
    told = plain(say.profiles.moods(table, contrasted()))
    assert told == "100 % du segment « Déçus » est mécontent"
    gathered = plain(say.profiles.gathered(table, contrasted()))
    assert (
        gathered
        == "Le segment « Déçus » réunit tous les acheteurs mécontents, ou presque"
    )


def test_the_unhappy_are_compared_with_the_other_segments():
    table = DataFrame(
        {
            "segment": [1, 3, 4],
            "mood": "mécontents",
            "customers": [320, 1200, 40],
            "share": [0.16, 0.8, 0.01],
        }
    )
    told = plain(say.profiles.moods(table, contrasted()))
    assert told.endswith(
        "80 % du segment « Déçus » est mécontent, contre 16 % au plus ailleurs"
    )


@pytest.mark.parametrize(
    ("change", "features", "told"),
    [
        (
            {},
            ("recency",),
            "n'entre pas dans le modèle ; 30 % du segment « Déçus »",
        ),
        ({}, ("delivery_delay",), "entre dans le modèle ; 30 %"),
        ({"late_share": 0.1}, ("recency",), "ne distingue guère"),
        ({"late_share": float("nan")}, ("recency",), "trop peu de livraisons"),
    ],
)
def test_late_deliveries_are_compared_between_segments(change, features, told):
    table = contrasted().assign(**change)
    model = SimpleNamespace(features=features)
    assert told in plain(say.profiles.delivery(table, model))


def test_without_unhappy_customers_none_is_told():
    table = moods_in(HAPPY)
    assert say.profiles.moods(table, HAPPY).startswith("Aucun segment ne compte assez")


def test_segments_that_live_alike_are_told_as_such():
    people, segments = customers_of(contrasted())
    table = profiles.representation(people["state"], segments, MINIMUM, shown=8)
    told = say.profiles.representation(table, contrasted(), "state")
    assert "tous dans les mêmes États" in told
    rare = plain(say.profiles.avoided(table, contrasted(), "state"))
    assert rare == "Aucun État n'est nettement plus rare dans un segment"


def test_the_state_that_stands_out_is_named_in_full():
    customers, segments = customers_of(contrasted())
    customers.loc[segments == 3, "state"] = ["RJ"] * 900 + ["SP"] * 600
    customers.loc[segments == 4, "state"] = ["RJ"] * 200 + ["SP"] * 3800
    customers.loc[segments < 3, "state"] = (["RJ"] + ["SP"] * 4) * 460
    table = profiles.representation(customers["state"], segments, MINIMUM, shown=8)
    told = plain(say.profiles.representation(table, contrasted(), "state"))
    assert told.startswith("Rio de Janeiro pèse 3,")
    assert "« Déçus »" in told
