"""Charts, tables and pictures of the segments and of their maintenance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import altair as alt
import pytest
import vl_convert
from made_up_segments import ageing, contrasted, portraits, simulation
from pandas import DataFrame

from analysis import tables
from analysis.charts import maintenance, segments
from analysis.charts.theme import Note, embedded_rows

MINIMUM = 20
FIRST_DAY = dt.date(2017, 1, 1)


PORTRAITS = contrasted()

CHARTS: dict[str, Callable[[], alt.LayerChart | Note]] = {
    "shares": lambda: segments.shares(PORTRAITS),
    "matrix": lambda: segments.matrix(PORTRAITS),
    "protocol": lambda: maintenance.protocol(ageing(), FIRST_DAY),
    "crossing": lambda: maintenance.agreement(ageing()),
    "no crossing": lambda: maintenance.agreement(simulation([1.0] * 30)),
    "origin only": lambda: maintenance.agreement(simulation([1.0])),
    "moved": lambda: maintenance.moved(ageing()),
    "customers": lambda: maintenance.customers(ageing()),
}


def svg(chart: alt.LayerChart) -> str:
    spec = chart.to_dict()
    assert spec["width"] == "container"
    return vl_convert.vegalite_to_svg(spec | {"width": 640})


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_marks_and_describes_itself(name):
    chart = CHARTS[name]()
    drawn = svg(chart)
    assert 'aria-roledescription="' in drawn
    assert "NaN" not in drawn
    assert len(chart.to_dict()["description"]) > 40
    assert chart.to_dict()["title"]["text"]


def test_segments_keep_their_colour_in_every_chart():
    for name in ("shares", "matrix"):
        drawn = svg(CHARTS[name]())
        for colour in PORTRAITS.loc[PORTRAITS["segment"] > 0, "colour"]:
            assert colour in drawn, f"{colour} in {name}"


def test_no_chart_carries_a_row_of_too_few_customers():
    for name, chart in CHARTS.items():
        for row in embedded_rows(chart()):
            assert row.get("customers", MINIMUM) >= MINIMUM, name


def test_no_chart_carries_individual_rows():
    for name, chart in CHARTS.items():
        assert len(embedded_rows(chart())) <= 150, name


def test_the_crossing_is_named_on_the_curve():
    assert "6,3" in svg(maintenance.agreement(ageing(6.3)))
    assert "seuil" in svg(maintenance.agreement(ageing(6.3)))


@pytest.mark.parametrize(
    "draw",
    [
        lambda found: maintenance.protocol(found, FIRST_DAY),
        maintenance.agreement,
        maintenance.moved,
        maintenance.customers,
        tables.maintenance.months,
    ],
)
def test_without_history_the_figure_says_why(draw):
    assert "12 clients seulement" in draw(simulation([]))._repr_markdown_()


@pytest.mark.parametrize(
    ("step_days", "first", "last"),
    [(7, "semaine 0", "semaine 9"), (3, "jour 0", "jour 27")],
)
def test_ages_of_the_protocol_are_told_apart_whatever_the_step(step_days, first, last):
    curve = simulation([0.9] * 10, step_days=step_days).curve
    ages = maintenance.milestones(curve, FIRST_DAY)["age"]
    assert ages.is_unique
    assert (ages.iloc[0], ages.iloc[-1]) == (first, last)


def test_names_in_the_matrix_alternate_so_that_neighbours_do_not_collide():
    spends = DataFrame({"spend": [10.0, 40.0, 20.0, 30.0]})
    above = segments.staggered(spends).sort_values("spend")["above"]
    assert above.tolist() == [True, False, True, False]


def test_long_names_are_cut_into_lines_and_the_group_apart_comes_last():
    table = portraits(
        ("Anciens clients satisfaits endormis", 50, 1.0, 4.0), without_purchase=30
    )
    labels = segments.labelled(table.iloc[::-1])["label"].tolist()
    assert labels == ["Anciens clients\nsatisfaits endormis", "Sans achat"]


def test_profiles_show_no_segment_of_too_few_customers():
    table = portraits(("Gros", 500, 300.0, 4.6), ("Rares", 12, 50.0, 1.1))
    markup = tables.segments.profiles(table).as_raw_html()
    assert "Gros" in markup
    assert "Rares" not in markup


def test_profiles_tint_the_highest_value_most():
    markup = tables.segments.profiles(PORTRAITS).as_raw_html()
    assert "#1a829980" in markup
    assert "#1a829900" in markup


def test_months_show_one_line_every_four_weeks():
    found = ageing(6.3, horizon=20)
    ages = tables.maintenance.monthly(found.curve)["age_weeks"]
    assert ages.tolist() == [0, 4, 8, 12, 16, 20]
    markup = tables.maintenance.months(found).as_raw_html()
    below = next(row for row in markup.split("<tr") if "mars 2018" in row)
    assert "bold" in below
