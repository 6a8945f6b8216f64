"""Charts, tables and sentences of the trials chapter, on made-up searches."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import altair as alt
import pytest
import vl_convert
from bs4 import BeautifulSoup
from great_tables import GT
from made_up_segments import portraits
from made_up_trials import CHOSEN, SECOND, MadeUpTrials, candidate, linkage, model
from pandas import DataFrame

from analysis import say, tables
from analysis.charts import decision, methods, trials
from analysis.charts.theme import Note, embedded_rows
from analysis.settings import Rule, SegmentationSettings, Space

FOUND = MadeUpTrials()
HERE = "rfm_satisfaction"
NAMES = ("Gros paniers", "Fidèles", "Déçus", "Petits récents", "Petits endormis")
PORTRAITS = portraits(*((name, 2000, 100.0, 4.0) for name in NAMES))
CUSTOMERS = DataFrame(
    {
        "frequency": [1] * 97 + [2, 3, 4],
        "recency": range(100),
        "monetary": [10.0 + day for day in range(100)],
    }
)

CHARTS: dict[str, Callable[[], alt.TopLevelMixin | Note]] = {
    "landscape": lambda: trials.landscape(FOUND.screened, CHOSEN),
    "curves": lambda: trials.curves(FOUND.screened, HERE),
    "choice": lambda: trials.choice(FOUND.curve, 0.8),
    "dendrogram": lambda: methods.dendrogram(FOUND.linkage, 5),
    "neighbours": lambda: methods.neighbours(FOUND.neighbours, FOUND.screened),
    "density": lambda: methods.density(FOUND.screened, 0.05),
    "mixtures": lambda: methods.information(FOUND.screened, "mixture"),
    "classes": lambda: methods.information(FOUND.screened, "latent_classes"),
    "funnel": lambda: decision.funnel(FOUND.screened, FOUND.eliminated),
    "resamples": lambda: decision.found_again(FOUND.jaccard, CHOSEN, PORTRAITS),
}
TABLES: dict[str, Callable[[], GT | Note]] = {
    "grids": lambda: tables.trials.grids(FOUND.screened, FOUND.scored),
    "quantiles": lambda: tables.trials.quantiles(CUSTOMERS),
    "spaces": lambda: tables.trials.spaces(FOUND.screened, 5, HERE),
    "scan": lambda: tables.trials.scan(FOUND.curve),
    "density": lambda: tables.trials.candidates(FOUND.screened, ["dbscan", "hdbscan"]),
    "mixtures": lambda: tables.trials.candidates(
        FOUND.screened, ["mixture"], best=True
    ),
    "rule": lambda: tables.decision.rule(Rule(), FOUND.eliminated),
    "final": lambda: tables.decision.final(FOUND.scored),
    "everything": lambda: tables.decision.final(FOUND.scored, everything=True),
    "sensitivity": lambda: tables.decision.sensitivity(FOUND.sensitivity),
}


def plain(text: str) -> str:
    """A French text with the spaces and the apostrophe of a keyboard."""
    for printed in ("\u202f", "\u00a0"):
        text = text.replace(printed, " ")
    return text.replace("’", "'")


def rows_of(table: GT) -> list[str]:
    page = BeautifulSoup(table.as_raw_html(), "lxml")
    return [plain(row.get_text(" ", strip=True)) for row in page.select("tbody tr")]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_marks_and_describes_itself(name: str):
    spec = CHARTS[name]().to_dict()
    if spec.get("width") == "container":
        spec["width"] = 640
    drawn = vl_convert.vegalite_to_svg(spec)
    assert 'aria-roledescription="' in drawn
    assert "NaN" not in drawn
    assert len(spec["description"]) > 40
    assert spec["title"]["text"]


@pytest.mark.parametrize("name", CHARTS)
def test_no_chart_carries_individual_rows_or_small_counts(name: str):
    rows = embedded_rows(CHARTS[name]())
    assert 0 < len(rows) <= 500
    assert all(row.get("customers", 20) >= 20 for row in rows)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_tells_something_and_no_missing_value(name: str):
    rows = rows_of(TABLES[name]())
    assert rows
    assert not [row for row in rows if "nan" in row or "None" in row]


def test_the_retained_candidate_is_ringed_among_all():
    told = embedded_rows(CHARTS["landscape"]())
    assert [plain(row["name"]) for row in told if row["chosen"]] == [
        "k-moyennes, RFM + satisfaction, k = 5"
    ]
    assert {row["verdict"] for row in told} == {trials.KEPT, trials.ELIMINATED}


def test_each_number_of_segments_carries_what_eliminated_it():
    why = {
        row["k"]: row["why"] for row in embedded_rows(CHARTS["choice"]()) if "k" in row
    }
    assert (why[3], why[4], why[5], why[6]) == (
        "trop peu",
        "second",
        "retenu",
        "trop petit",
    )


def test_one_curve_per_space_even_when_several_starts_were_tried():
    once = candidate(k=5, parameters={"init": "random", "n_init": 1}, inertia=9000.0)
    kept = trials.one_per_k(DataFrame([once, candidate(k=5), candidate(k=6)]))
    assert list(kept["k"]) == [5, 6]
    assert kept["inertia"].iloc[0] == 8000


def test_a_tree_of_merges_has_a_bracket_for_each():
    corners = methods.brackets(linkage(merges=4))
    assert corners["merge"].nunique() == 4
    assert corners["height"].max() == pytest.approx(8.0)


def test_the_cut_of_the_tree_stands_between_two_merges():
    [cut] = [
        row["height"]
        for row in embedded_rows(methods.dendrogram(linkage(merges=4), 2))
        if set(row) == {"height"}
    ]
    heights = sorted(linkage(merges=4)["height"])
    assert heights[-2] < cut < heights[-1]


def test_the_funnel_loses_at_each_rule_what_it_eliminates():
    told = embedded_rows(CHARTS["funnel"]())
    assert told[0]["left"] == len(FOUND.screened)
    for before, after in zip(told, told[1:], strict=False):
        assert before["left"] - after["candidates"] == after["left"]
    assert told[-1]["left"] == FOUND.screened["eligible"].sum()


@pytest.mark.parametrize(
    "draw",
    [
        lambda none: trials.landscape(none, CHOSEN),
        lambda none: trials.curves(none, HERE),
        lambda none: trials.choice(none, 0.8),
        lambda none: methods.density(none, 0.05),
        lambda none: methods.information(none, "mixture"),
        lambda none: tables.trials.scan(none),
        lambda none: tables.trials.spaces(none, 5, HERE),
        lambda none: tables.trials.starts(none, HERE),
        lambda none: tables.trials.candidates(none, ["ward"]),
    ],
)
def test_without_candidates_the_figure_says_why(draw: Callable):
    assert isinstance(draw(FOUND.screened.iloc[:0].assign(chosen=False)), Note)


def test_without_small_tables_the_figures_say_why():
    assert isinstance(methods.dendrogram(FOUND.linkage.iloc[:0], 5), Note)
    assert isinstance(methods.neighbours(FOUND.neighbours[:0], FOUND.screened), Note)
    nobody = FOUND.jaccard.iloc[:0]
    assert isinstance(decision.found_again(nobody, CHOSEN, PORTRAITS), Note)
    assert isinstance(tables.decision.sensitivity(FOUND.sensitivity.iloc[:0]), Note)


def test_grids_list_each_familys_values():
    dbscan = next(row for row in rows_of(TABLES["grids"]()) if row.startswith("DBSCAN"))
    assert "eps : 0,2, 0,5 et 1,2" in dbscan
    means = next(row for row in rows_of(TABLES["grids"]()) if "moyennes" in row)
    assert "k : 2 à 15" in means


def test_quantiles_of_purchases_collapse_when_nearly_all_bought_once():
    classes = [row.split()[-1] for row in rows_of(TABLES["quantiles"]())]
    assert classes == ["5", "1", "5"]
    told = plain(say.methods.quantiles(CUSTOMERS))
    assert told == (
        "Au lieu de 5 classes, la fréquence en donne 1, puisque 97,0 % des acheteurs "
        "n'ont acheté qu'une fois"
    )


def test_the_final_table_shows_the_admitted_and_one_of_each_family():
    shown = rows_of(TABLES["final"]())
    assert [row.split(",")[0] for row in shown] == [
        "K-moyennes",
        "K-moyennes",
        "Ward",
        "Grille RFM",
    ]
    assert len(rows_of(TABLES["everything"]())) == len(FOUND.scored)
    assert shown[0].endswith("retenu")
    assert shown[1].endswith("second")


def test_the_rule_tells_its_thresholds_and_whom_each_eliminated():
    first = rows_of(TABLES["rule"]())[0]
    assert "de 4 à 7 segments" in first
    assert first.endswith("9 3")


def test_the_model_is_told_with_all_that_made_it():
    used = model(("none", "log"), recency=200.0, monetary=150.0)
    spaces = {"made up": Space(features=("recency", "monetary"), scaling="robust")}
    settings = SegmentationSettings(spaces=spaces)
    told = rows_of(tables.decision.model(used, settings))
    assert "Variables récence et montant (logarithme)" in told
    assert any("échelle robuste" in row for row in told)
    assert any(row.endswith("le meilleur de 1") for row in told)


def test_the_search_is_told_with_its_two_rounds():
    told = plain(say.trials.searched(FOUND.screened, FOUND.scored))
    assert "61 candidats de 7 familles" in told
    assert "un même échantillon de 10 000 acheteurs" in told
    everyone = FOUND.screened.assign(customers=94_000)
    assert "échantillon" not in say.trials.searched(everyone, FOUND.scored)


def test_a_silhouette_that_the_rule_cannot_follow_is_named():
    told = plain(say.trials.landscape(FOUND.screened))
    assert told.endswith(
        "écarte : DBSCAN, RFM + satisfaction, eps = 1,2, min_samples = 10 (0,58)"
    )
    admitted = FOUND.screened[FOUND.screened["eligible"]]
    assert "est admissible" in say.trials.landscape(admitted)


def test_the_winner_is_told_with_those_it_beats():
    assert plain(say.trials.winner(FOUND.scored)) == (
        "Le choix : k-moyennes, RFM + satisfaction, k = 5, devant 2 autres admissibles"
    )


def test_a_winner_by_default_is_told_as_such():
    alone = DataFrame([candidate(objection="smallest", chosen=True, everybody=True)])
    told = plain(say.trials.winner(alone))
    assert told.startswith("Aucun candidat ne respecte toute la règle")
    assert "pas de second" in say.trials.runner_up(alone)


def test_what_is_lost_with_the_winner_is_told():
    told = plain(say.trials.runner_up(FOUND.scored))
    assert told.startswith("Le second est k-moyennes, RFM + satisfaction, k = 4")
    better = FOUND.scored.assign(
        silhouette=FOUND.scored["silhouette"].mask(FOUND.scored["runner_up"], 0.9)
    )
    assert "silhouette 0,90 contre 0,40" in plain(say.trials.runner_up(better))


@pytest.mark.parametrize(
    ("ranked", "word"),
    [(0.1, "faiblit"), (0.45, "se confirme"), (None, "ne varie pas")],
)
def test_the_effect_on_money_is_checked_on_ranks(ranked: float | None, word: str):
    scored = FOUND.scored.assign(rank_eta_monetary=ranked)
    assert word in say.trials.ranks(scored.astype({"rank_eta_monetary": float}))


def test_rules_that_would_choose_otherwise_are_named():
    told = plain(say.trials.sensitivity(FOUND.sensitivity))
    assert told.startswith("1 des 2 variantes de la règle fait le même choix")
    assert "« de 3 à 8 segments » (k-moyennes, RFM + satisfaction, 4 segments)" in told
    same = FOUND.sensitivity[FOUND.sensitivity["same"]]
    assert plain(say.trials.sensitivity(same)).startswith("Toutes les variantes")


def test_weak_segments_are_named():
    told = plain(say.trials.found_again(FOUND.jaccard, CHOSEN, {5: "Endormis"}))
    assert told == (
        "2 segments sur 5 sont retrouvés sans réserve par d'autres échantillons ; "
        "« Endormis » (0,45) se dissout"
    )
    other = plain(say.trials.found_again(FOUND.jaccard, SECOND, {}))
    assert other == (
        "D'autres échantillons retrouvent les 4 segments ; le moins bien retrouvé est "
        "« segment 1 » (0,90)"
    )
    few = FOUND.jaccard[FOUND.jaccard["jaccard"].between(0.5, 0.7)]
    assert plain(say.trials.found_again(few, CHOSEN, {})).endswith("est incertaine")
    assert "Aucun rééchantillonnage" in say.trials.found_again(few, "other", {})


def test_no_setting_of_dbscan_is_usable_and_why():
    told = plain(say.families.usable(FOUND.screened, "dbscan"))
    assert "aucun des 6 réglages ne respecte la règle" in told
    assert "motifs d'élimination : clients laissés dehors (4)" in told
    assert "2 réglages sur 3 respectent" in plain(
        say.families.usable(FOUND.screened, "ward")
    )
    assert "0 réglage" not in say.families.usable(FOUND.screened.iloc[:0], "ward")


def test_the_best_silhouette_of_dbscan_is_taken_apart():
    told = plain(say.families.trap(FOUND.screened, "dbscan"))
    assert "2 segments, dont un de 96 % des acheteurs" in told


@pytest.mark.parametrize(
    ("found", "word"), [(5, "comme"), (4, "coude"), (None, "aucun")]
)
def test_the_elbow_agrees_or_not(found: int | None, word: str):
    assert word in say.methods.elbow(found, 5)


def test_a_falling_bic_designates_nothing():
    assert "aucun nombre" in say.families.information(FOUND.screened, "mixture")
    classes = FOUND.screened[FOUND.screened["family"] == "latent_classes"]
    turned = classes.assign(bic=[1.0, 2.0])
    assert plain(say.families.information(turned, "latent_classes")).endswith("k = 4")


def test_a_reduction_is_told_with_its_agreement():
    told = plain(say.families.reduced(FOUND.reductions, "ward"))
    assert "10 000 acheteurs à 1 000 points" in told
    assert "0,86" in told
    assert "Trop peu" in say.families.reduced(FOUND.reductions.iloc[:0], "ward")


def test_a_method_that_shakes_is_told_from_a_rough_reduction():
    table = FOUND.reductions
    for agreement, itself, words in (
        (0.5, 0.97, "la réduction compte"),
        (0.3, 0.6, "la réduction y ajoute"),
        (0.55, 0.6, "plus que la réduction"),
    ):
        told = say.families.shaken(table.assign(agreement=agreement, shaken=itself))
        assert words in plain(told)
    assert "Trop peu" in say.families.shaken(table.iloc[:0])


def test_starts_are_compared_when_several_were_tried():
    ways = [
        candidate(
            k=5,
            parameters={"init": init, "n_init": 1},
            inertia=inertia,
            stability=agreed,
        )
        for init, inertia, agreed in (("k-means++", 100.0, 1.0), ("random", 110.0, 0.6))
    ]
    told = plain(say.methods.starts(DataFrame(ways), HERE, 5))
    assert "varie de 10,0 %" in told
    alike = DataFrame(ways).assign(inertia=100.0)
    assert "inertie est la même" in plain(say.methods.starts(alike, HERE, 5))
    assert "le moins avec init = random, n_init = 1" in told
    assert len(rows_of(tables.trials.starts(DataFrame(ways), HERE))) == 2
    assert "Une seule" in say.methods.starts(FOUND.screened, HERE, 5)


def test_the_space_with_the_best_silhouette_is_compared_with_the_retained_one():
    assert "a la meilleure silhouette" in say.methods.spaces(FOUND.screened, 5, HERE)
    told = plain(say.methods.spaces(FOUND.screened, 5, "rfm"))
    assert "« RFM + satisfaction » a la meilleure silhouette (0,40)" in told


def test_the_rule_is_told_with_its_settings():
    told = plain(say.choice.rule(SegmentationSettings(rule=Rule(segments=(3, 9)))))
    assert "former de 3 à 9 segments" in told
    assert "0,5 % d'entre eux" in told
    assert "s'écrire comme une requête SQL" in told
    one = SegmentationSettings(rule=Rule(rank_by=("silhouette",)))
    assert "celui que met en tête la silhouette" in plain(say.choice.rule(one))


@pytest.mark.real
def test_the_chapter_tells_the_search_on_olists_customers(real_site: Path):
    page = BeautifulSoup((real_site / "book/trials.html").read_text("utf8"), "lxml")
    text = plain(page.main.get_text(" "))
    assert "un même échantillon de 10 000 acheteurs" in text
    assert "notés sur les 94 971 acheteurs" in text
    assert "Le choix : k-moyennes, RFM + satisfaction, k = 5" in text
    assert re.search(r"DBSCAN : aucun des \d+ réglages ne respecte la règle", text)
    assert len(page.select("main img[alt]")) == 7
