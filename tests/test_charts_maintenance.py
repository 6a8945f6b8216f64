"""Charts and tables of the chapter on maintenance, whatever the simulation found."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
from collections.abc import Callable

import altair as alt
import pytest
import vl_convert
from great_tables import GT
from made_up_maintenance import ALONE, AT_ONCE, NEVER, NORMAL, TOO_LITTLE, simulated
from made_up_segments import contrasted, portraits

from analysis.charts import aging, drift, maintenance, readings, refresh
from analysis.charts.theme import Note, embedded_rows
from analysis.maintenance import Maintenance
from analysis.settings import AlarmSettings
from analysis.tables import maintenance as tables

MINIMUM = 20
FIRST_DAY = dt.date(2016, 9, 4)
PORTRAITS = contrasted()
ALARMS = AlarmSettings()
SHAPES = {"normal": NORMAL, "never": NEVER, "at once": AT_ONCE, "alone": ALONE}
CHARTS: dict[str, Callable[[Maintenance], alt.TopLevelMixin | Note]] = {
    "protocol": lambda found: maintenance.protocol(found, FIRST_DAY),
    "agreement": maintenance.agreement,
    "origins": readings.origins,
    "conventional": readings.conventional,
    "readings": readings.readings,
    "moved": maintenance.moved,
    "segments": lambda found: aging.segments(found, PORTRAITS),
    "migration": lambda found: aging.migration(found, PORTRAITS),
    "causes": aging.causes,
    "drift": lambda found: drift.features(found, ALARMS),
    "flows": drift.flows,
    "sensitivity": refresh.sensitivity,
    "policies": refresh.policies,
}
TABLES: dict[str, Callable[[Maintenance], GT | Note]] = {
    "ages": tables.ages,
    "alarms": tables.alarms,
    "policies": tables.policies,
    "changes": tables.changes,
    "centroids": lambda found: tables.centroids(found, PORTRAITS),
}


def svg(chart: alt.TopLevelMixin) -> str:
    spec = chart.to_dict()
    if spec.get("width") == "container":
        spec["width"] = 640
    return vl_convert.vegalite_to_svg(spec)


def written(table: GT) -> str:
    return table.as_raw_html().split("</style>")[1]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_marks_and_describes_itself(name: str, shape: str):
    chart = CHARTS[name](SHAPES[shape])
    drawn = svg(chart)
    assert re.search(r'class="mark-(rect|line|area|symbol|rule)', drawn)
    assert "NaN" not in drawn
    spec = chart.to_dict()
    assert spec["title"]["text"] in spec["description"]
    assert spec["title"]["subtitle"] in spec["description"]


@pytest.mark.parametrize("name", CHARTS)
def test_no_chart_carries_individuals_or_too_few_customers(name: str):
    rows = embedded_rows(CHARTS[name](NORMAL))
    assert 0 < len(rows) <= 700
    assert min(row.get("customers", MINIMUM) for row in rows) >= MINIMUM


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", TABLES)
def test_a_table_shows_no_missing_value(name: str, shape: str):
    shown = written(TABLES[name](SHAPES[shape]))
    assert not re.search(r"\b(nan|NaN|NaT|None)\b", shown)


@pytest.mark.parametrize("name", [*CHARTS, *TABLES])
def test_without_history_a_note_says_why(name: str):
    note = (CHARTS | TABLES)[name](TOO_LITTLE)
    assert isinstance(note, Note)
    assert note[0].isupper()
    assert note.endswith(".")


def test_the_first_and_the_last_origin_stand_on_the_time_line():
    found = simulated(origins=14)
    shown = maintenance.milestones(found.crossings, FIRST_DAY)["name"].tolist()
    assert len(shown) == maintenance.SHOWN_ORIGINS
    assert (shown[0], shown[-1]) == ("juin 2017", "juillet 2018")


def test_the_recommended_age_is_marked_where_there_is_one():
    assert "refaire : 5" in svg(CHARTS["agreement"](NORMAL)).replace("\u00a0", " ")
    assert "refaire" not in svg(CHARTS["agreement"](NEVER))


def test_an_origin_without_a_crossing_is_an_arrow():
    told = readings.told_crossings(NEVER)["told"].tolist()
    assert told == ["≥ 20", "≥ 20", "≥ 20", "≥ 10"]
    assert [str(week) for week in readings.told_crossings(NORMAL)["told"]] == [
        *("9", "8", "7", "6")
    ]


def test_segments_keep_their_colour_and_good_ones_come_first():
    chart = CHARTS["segments"](NORMAL)
    drawn = svg(chart)
    assert all(colour in drawn for colour in PORTRAITS["colour"][:4])
    names = [panel["title"] for panel in chart.to_dict()["concat"]]
    assert names == ["Gros paniers", "Déçus", "Fidèles", "Petits paniers"]


def test_a_segment_that_may_not_be_told_is_not_drawn():
    few = portraits(("Gros", 500, 300.0, 4.6), ("Rares", 12, 50.0, 1.1))
    few.loc[1, "revenue"] = math.nan
    for chart in (aging.segments(NORMAL, few), aging.migration(NORMAL, few)):
        assert "Rares" not in svg(chart)


def test_parts_of_the_loss_add_up_to_the_number_above_the_bars():
    rows = embedded_rows(CHARTS["causes"](NORMAL))
    last = max(row["age_weeks"] for row in rows)
    parts = sum(
        row["part"] for row in rows if row["age_weeks"] == last and "part" in row
    )
    [lost] = [row["lost"] for row in rows if row["age_weeks"] == last and "lost" in row]
    assert parts == pytest.approx(lost)


def test_names_of_lines_that_end_together_stay_apart():
    rows = NORMAL.drift.query("feature != 'segments'").assign(psi=0.1, name="x", most=0)
    ends = drift.apart(rows, "psi")["at"].tolist()
    assert ends[1] - ends[0] == pytest.approx(drift.GAP * 0.1)


def test_levels_of_the_alarms_are_drawn():
    rows = embedded_rows(CHARTS["drift"](NORMAL))
    assert {row["level"] for row in rows if "level" in row} == {0.25, 0.2, 0.5}


def test_levels_of_a_flow_meet_at_the_change():
    rows = [row for row in embedded_rows(CHARTS["flows"](NORMAL)) if "level" in row]
    assert [row["level"] for row in rows] == [150, 170]
    assert rows[0]["end"] == rows[1]["start"]


def test_a_setting_without_a_crossing_is_a_bound():
    rows = embedded_rows(CHARTS["sensitivity"](NORMAL))
    assert [row["told"] for row in rows] == ["5", "9", "2", "6", "≥ 20", "5", "7"]


def test_the_recommended_age_is_a_row_in_bold():
    shown = written(tables.ages(NORMAL))
    row = next(row for row in shown.split("<tr") if ">5<" in row)
    assert "bold" in row
    assert shown.count("bold") == row.count("bold")


def test_the_best_alarm_is_in_bold_with_its_level():
    row = written(tables.alarms(NORMAL)).split("<tr")[2]
    assert "bold" in row
    assert "0,85" in row


def test_moves_of_centres_have_sign_and_unit():
    shown = written(tables.centroids(NORMAL, PORTRAITS)).replace("\u00a0", " ")
    assert "+60 jours" in shown
    assert "+4 R$" in shown
    assert "bold" in next(cell for cell in shown.split("<td") if "+60" in cell)
    assert "bold" not in next(cell for cell in shown.split("<td") if "+4 R$" in cell)


@pytest.mark.parametrize(
    ("move", "feature", "expected"),
    [
        (-0.2, "satisfaction", "−0,2 étoile"),
        (0.014, "frequency", "+0,01"),
        (-3.0, "delivery_delay", "−3,0 jours"),
        (0.02, "freight_share", "+2,0 %"),
        (math.nan, "monetary", "–"),
    ],
)
def test_a_move_is_written_in_its_unit(move, feature, expected):
    told = tables.signed(move, feature)
    assert told.replace("\u00a0", " ").replace("\u202f", " ") == expected


def test_a_simulation_without_causes_says_so():
    young = dataclasses.replace(NORMAL, causes=NORMAL.causes.iloc[:0])
    assert "Trop peu de semaines" in aging.causes(young)
