"""What the chapter on features says and draws is true for every shape of data."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Callable
from dataclasses import replace

import altair as alt
import pandas as pd
import pytest
import vl_convert
from great_tables import GT
from made_up_segments import contrasted
from pandas import DataFrame, Series

from analysis import charts, say, tables
from analysis.charts.theme import Note, embedded_rows
from analysis.customers import customers
from analysis.features import Features, describe
from analysis.features.spaces import SCORES, partition
from analysis.period import find_period
from analysis.segmentation.preparation import has_purchased, prepared
from analysis.settings import Publication, SegmentationSettings, Settings, Space
from analysis.sources.demo import demo_tables

RETAINED = "rfm_satisfaction"
RFM = ("recency", "frequency", "monetary")
FOUR = (*RFM, "satisfaction")
SPACES = {
    "rfm": Space(features=RFM),
    RETAINED: Space(features=FOUR),
    "rfm_satisfaction_log": Space(features=FOUR, transforms={"monetary": "log"}),
    "rfm_satisfaction_min_max": Space(features=FOUR, scaling="min-max"),
    "categories": Space(features=(*FOUR, "main_category")),
}
DAY = {"first_day": "2018-01-10", "last_day": "2018-01-10"}
CALM = {"late_share": 0.0, "late_penalty": 0.0, "undelivered_penalty": 0.0}
SHAPES = {
    "ordinary": {"customers": 1000},
    "a handful": {"customers": 120},
    "nobody comes back": {"customers": 600, "repeat_share": 0},
    "everyone is satisfied": {
        "customers": 600,
        "score_shares": (0, 0, 0, 0, 1),
        "statuses": {"delivered": 1.0},
        **CALM,
    },
    "nothing delivered": {"customers": 600, "statuses": {"shipped": 1.0}},
    "one day": {"customers": 600, "monthly_orders": {"2018-01": 1}, **DAY},
}
PORTRAITS = contrasted()
FEATURES = SPACES[RETAINED].features
FINDINGS: dict[str, Callable[[Features], str]] = {
    "masked": say.features.masked,
    "convention": say.features.convention,
    "shapes": lambda found: say.features.shapes(found.skewness, FEATURES),
    "tail": lambda found: say.features.tail(found.skewness),
    "undefined": lambda found: say.features.undefined(found.skewness),
    "correlations": lambda found: say.features.correlations(found.correlations),
    "components": say.features.components,
    "first component": lambda found: say.features.reading(found, 1),
    "second component": lambda found: say.features.reading(found, 2),
    "variants": lambda found: say.spaces.variants(SPACES, RETAINED),
    "weights": say.spaces.weights,
    "vanished": say.spaces.vanished,
    "effects": say.spaces.effects,
    "categories": say.spaces.categories,
    "recited": say.spaces.recited,
    "silent": say.silence.silent,
    "compared": say.silence.compared,
    "indicator": lambda found: say.silence.indicator(found, PORTRAITS),
    "landing": lambda found: say.silence.landing(found, PORTRAITS, "mean"),
}
LESSONS: dict[str, Callable[[Features], str]] = {
    "known": say.features.lesson_known,
    "shapes": lambda found: say.features.lesson_shapes(found.skewness, FEATURES),
    "effects": say.spaces.lesson_effects,
    "silence": lambda found: say.silence.lesson(found, "mean"),
    "structure": lambda found: say.features.lesson_structure(
        found.correlations, FEATURES
    ),
    "categories": say.spaces.lesson_categories,
    "start": lambda found: say.spaces.start(found, SPACES),
}
CHARTS: dict[str, Callable[[Features], alt.TopLevelMixin | Note]] = {
    "known": charts.features.known,
    "shapes": charts.shapes.panels,
    "correlations": charts.features.correlations,
    "loadings": charts.features.loadings,
    "weights": charts.spaces.weights,
    "recited": charts.spaces.recited,
    "landing": lambda found: charts.spaces.landing(found, PORTRAITS, "mean"),
}
TABLES: dict[str, Callable[[Features], GT]] = {
    "known": tables.features.known,
    "sets": lambda found: tables.features.sets(SPACES),
    "skewness": tables.features.skewness,
    "effects": tables.features.effects,
    "imputations": lambda found: tables.features.imputations(found, PORTRAITS, "mean"),
}


def tried(k: int, **changes: dict[str, float]) -> DataFrame:
    """First round of the trials: the same scores in every space, but for changes."""
    alike = dict.fromkeys(SCORES, 0.5)
    rows = [
        {"space": name, "family": "kmeans", "k": float(k)} | alike for name in SPACES
    ]
    table = DataFrame(rows).set_index("space")
    for name, scores in changes.items():
        table.loc[name, list(scores)] = list(scores.values())
    return table.reset_index()


@pytest.fixture(scope="module", params=SHAPES)
def found(request: pytest.FixtureRequest) -> Features:
    return features_of(request.param)


@functools.cache
def features_of(shape: str, k: int = 3) -> Features:
    """The answers of the chapter, with k-means segments of the retained space."""
    marketplace = demo_tables(seed=3, **SHAPES[shape])
    settings = Settings(segmentation=SegmentationSettings(spaces=SPACES))
    period = find_period(marketplace, settings)
    people = customers(marketplace, period.as_of).to_pandas()
    bought = has_purchased(people)
    segments = Series(0, people.index)
    points, _ = prepared(people, SPACES[RETAINED])
    segments[bought] = partition(points, k, seed=1) + 1
    return describe(marketplace, people, segments, tried(k), RETAINED, period, settings)


@pytest.fixture
def ordinary() -> Features:
    return features_of("ordinary")


def plain(text: str) -> str:
    """Replace the no-break spaces and the curly apostrophe by those of a keyboard."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def svg(chart: alt.TopLevelMixin) -> str:
    spec = chart.to_dict()
    if spec.get("width") == "container":
        spec["width"] = 640
    return vl_convert.vegalite_to_svg(spec)


# ---- Every shape of data ------------------------------------------------------------


@pytest.mark.parametrize("name", FINDINGS)
def test_findings_are_told_whatever_the_data(found: Features, name: str) -> None:
    told = FINDINGS[name](found)
    assert told[0].isupper() or told[0] in "«<" or told[0].isdigit()
    assert not told.endswith(".")
    assert not re.search(r"\b(nan|None|inf)\b|à le | de le ", told)


@pytest.mark.parametrize("name", LESSONS)
def test_lessons_are_sentences_whatever_the_data(found: Features, name: str) -> None:
    told = LESSONS[name](found)
    assert told[0].isupper() or told[0] == "«"
    assert told.endswith(".")
    assert not re.search(r"\b(nan|None|inf)\b", told)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_marks_or_says_why_not(found: Features, name: str) -> None:
    chart = CHARTS[name](found)
    if isinstance(chart, Note):
        assert len(chart) > 20
        return
    drawn = svg(chart)
    assert re.search(r'class="mark-(rect|text)', drawn)
    assert "NaN" not in drawn
    spec = chart.to_dict()
    assert spec["title"]["text"] in spec["description"]


@pytest.mark.parametrize("name", CHARTS)
def test_no_chart_carries_a_cell_of_too_few_customers(found: Features, name: str):
    chart = CHARTS[name](found)
    if isinstance(chart, Note):
        return
    rows = embedded_rows(chart)
    assert 0 < len(rows) <= 300
    assert min(row.get("customers") or found.minimum for row in rows) >= found.minimum
    assert not re.search(r"\b[0-9a-f]{32}\b", json.dumps(rows))


@pytest.mark.parametrize("name", TABLES)
def test_no_table_shows_a_missing_value(found: Features, name: str) -> None:
    written = TABLES[name](found).as_raw_html().split("</style>")[1]
    words = re.sub(r"<[^>]+>", " ", written)
    assert not re.search(r"\b(nan|None|inf)\b", words)


def test_small_counts_are_not_told(ordinary: Features) -> None:
    few = replace(ordinary, silent=7)
    assert plain(say.silence.silent(few)).startswith("< 20 des ")
    assert "%" not in say.silence.silent(few)
    rare = ordinary.known.assign(later=3)
    told = plain(say.features.convention(replace(ordinary, known=rare)))
    assert told.startswith("< 20 des ")
    assert "%" not in told


# ---- Known answers ------------------------------------------------------------------


def test_nobody_who_comes_back_makes_the_frequency_a_constant() -> None:
    found = features_of("nobody comes back")
    told = plain(say.features.undefined(found.skewness))
    assert "La fréquence ne varie pas" in told
    assert told.count("fréquence") == 1
    assert "la fréquence" not in plain(say.features.shapes(found.skewness, FEATURES))
    assert "constante" in tables.features.skewness(found).as_raw_html()


def asymmetries(**values: tuple[float, float]) -> DataFrame:
    """Asymmetry of features before and after a logarithm."""
    rows = [
        (feature, transform, value, "")
        for feature, pair in values.items()
        for transform, value in zip(("none", "log"), pair, strict=True)
    ]
    return DataFrame(rows, columns=["feature", "transform", "skewness", "problem"])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            {"monetary": (9.1, 0.5), "frequency": (11.4, 6.5)},
            "Une transformation redresse le montant ; aucune ne redresse la fréquence",
        ),
        ({"monetary": (9.1, 0.5)}, "Une transformation redresse le montant"),
        ({"monetary": (0.4, 0.2)}, "Aucune de ces variables n'est très asymétrique"),
    ],
)
def test_shapes_that_a_transform_straightens(values, told):
    table = asymmetries(**values)
    assert plain(say.features.shapes(table, list(values))) == told
    needless = "pas une nécessité" in say.features.lesson_shapes(table, list(values))
    assert needless == ("Aucune" in told)


@pytest.mark.parametrize(
    ("after", "told"),
    [(6.5, "(11,4) ; au mieux (logarithme) 6,5"), (11.39, "aucune transformation")],
)
def test_a_transform_that_hardly_helps_is_no_help(after, told):
    table = asymmetries(frequency=(11.4, after), monetary=(9.1, 0.5))
    assert told in plain(say.features.tail(table))


def linked(value: float) -> DataFrame:
    pairs = [
        ("monetary", "recency", value),
        ("frequency", "monetary", 0.1),
        ("frequency", "recency", 0.0),
    ]
    both = pairs + [(right, left, known) for left, right, known in pairs]
    return DataFrame(both, columns=["left", "right", "correlation"])


@pytest.mark.parametrize(
    ("value", "told", "lesson"),
    [
        (-0.7, "vont en sens inverse (−0,70) ; aucune autre paire", "compte double"),
        (0.7, "vont ensemble (0,70)", "compte double"),
        (0.2, "Aucune paire de variables n'est liée", "disent chacune autre chose"),
    ],
)
def test_correlations_are_told_in_their_direction(value, told, lesson):
    table = linked(value)
    assert told in plain(say.features.correlations(table))
    assert lesson in plain(say.features.lesson_structure(table, RFM))


def test_a_component_opposes_features_in_good_french(ordinary: Features):
    loadings = DataFrame(
        {
            "component": 1,
            "feature": ["monetary", "satisfaction", "delivery_delay", "freight_share"],
            "loading": [0.1, 0.8, -0.7, -0.6],
        }
    )
    explained = DataFrame({"component": [1], "share": [0.4], "cumulative": [0.4]})
    told = say.features.reading(
        replace(ordinary, loadings=loadings, explained=explained), 1
    )
    assert plain(told) == (
        "La composante 1 (40 % de la variance) oppose la satisfaction au retard et à "
        "la part du port"
    )


def effective(found: Features, **changes: dict[str, float]) -> Features:
    """The chapter's answers, if the trials had found these scores."""
    scores = tried(found.k, **changes).set_index("space")[SCORES]
    return replace(found, effects=found.effects[["space", "ari"]].join(scores, "space"))


def test_a_better_silhouette_is_told_with_what_it_costs(ordinary: Features):
    costly = effective(
        ordinary, rfm_satisfaction_min_max={"silhouette": 0.7, "eta_monetary": 0.1}
    )
    told = plain(say.spaces.effects(costly))
    assert "a la meilleure silhouette (0,70 contre 0,50)" in told
    assert "n'explique que 10 % des écarts sur la dépense au lieu de 50 %" in told
    best = effective(ordinary, **{RETAINED: {"silhouette": 0.9}})
    assert "a aussi la meilleure silhouette" in say.spaces.effects(best)


def test_spaces_that_lose_nothing_are_named(ordinary: Features):
    kept = {"rfm", RETAINED}
    assert "séparent ces trois choses autant" in say.spaces.lesson_effects(ordinary)
    one = {name: {"eta_monetary": 0.1} for name in SPACES if name not in kept}
    only = plain(say.spaces.lesson_effects(effective(ordinary, **one)))
    assert only.startswith("Seul « RFM » sépare ces trois choses autant")
    assert only.endswith("avec une silhouette de 0,50 contre 0,50.")
    worse = {name: {"eta_monetary": 0.1} for name in SPACES if name != RETAINED}
    lost = effective(ordinary, **worse)
    assert "perd au moins une" in say.spaces.lesson_effects(lost)
    assert say.spaces.verdict(lost, "rfm") == "perd la dépense"
    assert say.spaces.verdict(lost, RETAINED) == "retenu"


def test_a_separation_that_does_not_exist_is_neither_lost_nor_gained(ordinary):
    unknown = {name: {"eta_frequency": float("nan")} for name in SPACES}
    constant = effective(ordinary, **unknown)
    assert "séparent ces trois choses" in say.spaces.lesson_effects(constant)
    assert say.spaces.verdict(constant, "rfm") == "sépare les mêmes choses"


def test_a_single_space_leaves_nothing_to_compare(ordinary: Features):
    alone = replace(
        ordinary, effects=ordinary.effects[ordinary.effects["space"] == RETAINED]
    )
    one = {RETAINED: SPACES[RETAINED]}
    assert "un seul espace" in say.spaces.effects(alone)
    assert "rien à comparer" in plain(say.spaces.lesson_effects(alone))
    assert "seul espace déclaré" in say.spaces.start(alone, one)
    assert "d’une seule façon" in say.spaces.variants(one, RETAINED)


def test_categories_that_blur_the_segments_are_told_so(ordinary: Features):
    blurred = {"silhouette": 0.1, "eta_satisfaction": 0.0}
    told = plain(say.spaces.lesson_categories(effective(ordinary, categories=blurred)))
    assert "passe de 0,50 à 0,10" in told
    assert "ne séparent plus la note" in told
    fine = effective(ordinary, categories={"silhouette": 0.6})
    assert "peut donc les retenir" in say.spaces.lesson_categories(fine)


def test_a_variant_names_its_transforms_and_its_scale() -> None:
    space = Space(features=FOUR, transforms={"monetary": "log"}, scaling="robust")
    assert say.spaces.variant(space) == "logarithme (montant), échelle robuste"
    every = Space(features=RFM, transforms=dict.fromkeys(RFM, "quantile"))
    assert say.spaces.variant(every) == "quantiles"
    assert say.spaces.variant(Space(features=RFM)) == "échelle standard"


def options(**rows: tuple[float, int, float]) -> DataFrame:
    """Imputations given as (moved share, lost segment, share gathered)."""
    table = [
        {"option": option, "customers": 1000, "ari": 1 - row[0]}
        | dict(zip(("moved", "lost", "apart"), row, strict=True))
        for option, row in rows.items()
    ]
    return DataFrame(table)


def test_an_indicator_that_dissolves_a_segment_names_it(ordinary: Features):
    gathered = replace(ordinary, imputations=options(indicator=(0.03, 1, 1.0)))
    told = plain(say.silence.indicator(gathered, PORTRAITS))
    assert "réunit 100 % des acheteurs sans note" in told
    assert "le segment « Gros paniers » se dissout" in told
    spread = replace(ordinary, imputations=options(indicator=(0.03, 0, 0.1)))
    assert "sans réunir" in say.silence.indicator(spread, PORTRAITS)


@pytest.mark.parametrize(
    ("moved", "told"), [(0.006, "le choix pèse peu"), (0.3, "le choix pèse, ")]
)
def test_how_much_the_number_lent_matters(ordinary: Features, moved, told):
    table = options(mean=(0.0, 0, 0.0), neutral=(moved, 0, 0.0))
    found = replace(ordinary, silent=100, imputations=table)
    assert told in say.silence.lesson(found, "mean")


def test_nothing_masked_is_said_so(ordinary: Features):
    calm = replace(ordinary, known=ordinary.known.assign(later=0))
    assert "n’attendait sa note" in say.features.masked(calm)
    assert "Rien n’était à masquer" in say.features.lesson_known(calm)
    empty = replace(ordinary, known=ordinary.known.assign(later=0, known=0))
    assert "aucune commande n’était encore passée" in say.features.masked(empty)


def test_the_settings_of_publication_reach_the_cells() -> None:
    marketplace = demo_tables(seed=3, customers=600)
    settings = Settings(publication=Publication(minimum_cell=60))
    period = find_period(marketplace, settings)
    people = customers(marketplace, period.as_of).to_pandas()
    segments = Series((people["frequency"] > 0).astype(int), people.index)
    answers = describe(
        marketplace, people, segments, tried(1), RETAINED, period, settings
    )
    assert answers.minimum == 60
    assert answers.shapes["customers"].min() >= 60
    assert isinstance(answers.earlier, dt.datetime)
    assert isinstance(answers.periods, pd.DataFrame)
