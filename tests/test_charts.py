"""Charts and tables of the exploration and the summary, on ordinary and odd data."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from types import ModuleType

import altair as alt
import pandas as pd
import pytest
import vl_convert
from great_tables import GT
from made_up_segments import contrasted

from analysis import charts, say, tables
from analysis.charts import baskets, calendar, exploration, places, schema, summary
from analysis.charts.theme import Note, embedded_rows, framed, missing
from analysis.customers import customers
from analysis.exploration import Exploration, explore
from analysis.exploration.relations import relations
from analysis.period import find_period
from analysis.schema import CONTRACTS
from analysis.settings import Settings
from analysis.sources.demo import demo_tables

MINIMUM = 20
SHAPES = {
    "ordinary": {"customers": 4000},
    "small": {"customers": 500},
    "nobody comes back": {"customers": 1500, "repeat_share": 0},
    "everyone is satisfied": {
        "customers": 1500,
        "score_shares": (0, 0, 0, 0, 1),
        "late_penalty": 0,
        "undelivered_penalty": 0,
    },
    "two states": {"customers": 1500, "states": ("SP", "RJ")},
}
CHARTS: dict[str, Callable[[Exploration], alt.TopLevelMixin | Note]] = {
    "months": lambda found: exploration.months(found.months),
    "days": lambda found: exploration.days(found.days),
    "returns": lambda found: exploration.returns(found.returns),
    "recency": lambda found: exploration.recency(found.recency, found.totals),
    "monetary": lambda found: exploration.monetary(found.monetary, found.totals),
    "concentration": lambda found: exploration.concentration(found.lorenz),
    "weekdays": lambda found: calendar.weekdays(found.weekdays),
    "season": lambda found: calendar.season(found.months),
    "cohorts": lambda found: calendar.cohorts(found.cohorts, found.minimum),
    "basket sizes": lambda found: baskets.basket_sizes(found.basket_sizes),
    "freight": lambda found: baskets.freight_by_basket(found.freight_by_basket),
    "category scores": lambda found: baskets.category_scores(found.categories),
    "scores": lambda found: exploration.scores(found.scores),
    "score by delay": lambda found: exploration.score_by_delay(
        found.score_by_delay, found.lateness
    ),
    "payment types": lambda found: baskets.payment_types(found.payment_types),
    "installments": lambda found: baskets.installments(found.installments),
    "categories": lambda found: baskets.categories(found.categories),
    "states": lambda found: places.states(found.states),
    "distance": lambda found: places.freight_by_distance(found.freight_by_distance),
}
TABLES: dict[str, Callable[[Exploration], GT]] = {
    "orders placed": lambda found: tables.exploration.orders_placed(
        found.orders_placed
    ),
    "joins": lambda found: tables.exploration.double_counting(found.double_counting),
    "quantiles": lambda found: tables.exploration.quantile_scores(
        found.quantile_scores
    ),
    "candidates": lambda found: tables.exploration.candidates(found, ("recency",)),
}


@pytest.fixture(scope="module", params=SHAPES)
def found(request: pytest.FixtureRequest) -> Exploration:
    data = demo_tables(seed=2, **SHAPES[request.param])
    period = find_period(data, Settings())
    people = customers(data, period.as_of).to_pandas()
    return explore(data, people, period, MINIMUM)


def svg(chart: alt.TopLevelMixin) -> str:
    spec = chart.to_dict()
    if spec.get("width") == "container":
        spec["width"] = 640
    return vl_convert.vegalite_to_svg(spec)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_marks_or_says_why_not(found: Exploration, name: str) -> None:
    chart = CHARTS[name](found)
    if isinstance(chart, Note):
        assert len(chart) > 20
        return
    drawn = svg(chart)
    assert re.search(r'class="mark-(rect|line|area|symbol|rule)', drawn)
    assert "NaN" not in drawn


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_what_to_see(found: Exploration, name: str) -> None:
    chart = CHARTS[name](found)
    if isinstance(chart, Note):
        return
    spec = chart.to_dict()
    assert spec["title"]["text"] in spec["description"]
    assert spec["title"]["subtitle"] in spec["description"]


def test_charts_carry_few_rows_and_nobody(found: Exploration) -> None:
    for name, draw in CHARTS.items():
        chart = draw(found)
        if isinstance(chart, Note):
            continue
        rows = embedded_rows(chart)
        assert 0 < len(rows) <= 700, name
        assert min(row.get("customers") or MINIMUM for row in rows) >= MINIMUM, name
        assert not re.search(r"\b[0-9a-f]{32}\b", json.dumps(rows)), name


@pytest.mark.parametrize("name", TABLES)
def test_tables_write_french_numbers(found: Exploration, name: str) -> None:
    written = TABLES[name](found).as_raw_html()
    cells = re.findall(r'<td[^>]*class="gt_row gt_right">([^<]*)<', written)
    assert "nan" not in written.split("</style>")[1]
    assert all(re.fullmatch(r"[−\d\u202f, %R$\u00a0a-zé–]+", cell) for cell in cells)


def test_lessons_are_sentences_whatever_the_data(found: Exploration) -> None:
    totals = found.totals
    lessons = [
        say.lessons.persons(totals),
        say.lessons.joins(found.double_counting),
        say.lessons.calendar(found.months),
        say.lessons.frequency(found.orders_placed, totals),
        say.lessons.quantiles(found.quantile_scores, totals),
        say.lessons.concentration(found.lorenz, found.gini),
        say.lessons.satisfaction(found.lateness),
        say.lessons.baskets(totals),
        say.lessons.places(found.states, totals),
        say.lessons.second_purchase(found.returns),
    ]
    for lesson in lessons:
        assert lesson.endswith(".")
        assert ". " not in lesson  # one sentence
        assert lesson[0].isupper() or lesson[0].isdigit()
        assert "nan" not in lesson


def test_colours_of_ink_and_paper_are_left_to_the_page() -> None:
    table = pd.DataFrame({"x": [1, 2], "y": [3, 4]})
    chart = alt.Chart(table).mark_line().encode(x="x:Q", y="y:Q")
    config = framed(chart, "Un message", "Un détail").to_dict()["config"]
    assert "background" not in config
    assert not [key for part in config.values() for key in part if "labelColor" in key]


def test_the_place_of_a_missing_figure_says_why() -> None:
    note = missing("Sans la table des produits : rien à montrer.")
    assert note._repr_markdown_().startswith("```{=html}\n<p class=")
    assert "produits\u00a0: rien" in note


def test_the_summary_shows_every_segment_in_its_colour() -> None:
    table = contrasted()
    drawn = svg(summary.segments(table))
    assert [colour for colour in table["colour"] if colour not in drawn] == []
    assert "sans note" in drawn
    written = tables.summary.segments(table).as_raw_html()
    assert [name for name in table["name"] if name not in written] == []


def test_the_table_of_the_summary_ends_with_the_group_without_purchase() -> None:
    shuffled = contrasted().sort_values("segment")
    written = tables.summary.segments(shuffled).as_raw_html()
    assert written.index("Gros paniers") < written.index("Petits paniers")
    assert written.index("Petits paniers") < written.index("Sans achat")


def test_the_quality_register_hides_small_counts() -> None:
    register = pd.DataFrame(
        {
            "table": ["orders", "orders", "items", "orders"],
            "anomaly": ["Sans article", "Sans paiement", "À prix nul", "Derniers mois"],
            "count": [700, 3, 0, 44],
            "total": [1000, 1000, 1000, 1000],
            "decision": "Gardées.",
            "effect": "dans le chiffre d’affaires",
            "measure": ["money", "customers", "", "orders"],
            "value": [500.0, 3.0, None, 44.0],
            "whole": [4000.0, 900.0, None, 1000.0],
            "customers": [650, 3, None, 12],
        }
    )
    written = tables.exploration.quality(register, MINIMUM).as_raw_html()
    written = written.split("</style>")[1]
    assert "70,00" in written
    assert "500\u00a0R$ (12,5\u202f%) dans le chiffre" in written
    assert "0,30" not in written
    assert "À prix nul" not in written
    # Many orders of few customers are not told either.
    assert "44" not in written
    assert written.count("20 clients concernés") == 2


def test_the_schema_draws_the_tables_that_exist() -> None:
    data = demo_tables(customers=500, seed=2)
    found = relations(dataclasses.replace(data, sellers=None, translation=None))
    names = [name for name in CONTRACTS if name not in ("sellers", "translation")]
    inventory = pd.DataFrame({"table": names, "rows": 1000})
    drawn = schema.tables(inventory, found)
    texts = [row.get("text", "") for row in embedded_rows(drawn)]
    assert "commandes · 1\u202f000" in texts
    assert "…zip_code_prefix" in texts
    assert not [text for text in texts if text.startswith(("vendeurs", "traductions"))]
    assert (
        "personnes 1-n clients (customer_unique_id)" in drawn.to_dict()["description"]
    )
    assert 'class="mark-rect' in svg(drawn)


def test_the_summary_leaves_out_a_segment_that_is_too_small() -> None:
    table = contrasted()
    table.loc[table["segment"] == 0, "told"] = False
    rows = embedded_rows(summary.segments(table))
    assert {row["segment"] for row in rows} == {1, 2, 3, 4}


@pytest.mark.parametrize("package", [charts, say, tables])
def test_an_unknown_chapter_has_no_module(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="has no attribute 'weather'"):
        package.weather  # noqa: B018
