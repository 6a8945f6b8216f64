"""Charts and tables of the segments."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pytest
import vl_convert
from made_up_segments import contrasted, portraits
from pandas import DataFrame

from analysis import tables
from analysis.charts import segments
from analysis.charts.theme import embedded_rows

MINIMUM = 20


PORTRAITS = contrasted()

CHARTS: dict[str, Callable[[], alt.LayerChart]] = {
    "shares": lambda: segments.shares(PORTRAITS),
    "matrix": lambda: segments.matrix(PORTRAITS),
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
