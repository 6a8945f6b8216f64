"""Campaign tests: honest base rates, published sample sizes, true sentences."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import assume, given
from hypothesis import strategies as st
from made_up_segments import campaign_tests, contrasted, portraits
from scipy.stats import norm

from analysis import say, tables
from analysis.campaigns import (
    campaigns,
    control_group,
    detectable_effect,
    plan,
    returns,
    sample_size,
)
from analysis.cards import command, monday
from analysis.customers import customers
from analysis.period import Period, find_period
from analysis.segmentation import Segmentation, fit
from analysis.settings import CampaignSettings, Settings, Space
from analysis.sources import Tables
from analysis.sources.demo import demo_tables

ODDS = {"power": 0.8, "level": 0.05}


def plain(text: str) -> str:
    """Replace the no-break spaces and the curly apostrophe by those of a keyboard."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


# Sizes.


@pytest.mark.parametrize(
    ("base", "treated", "published"), [(0.10, 0.15, 686), (0.05, 0.10, 435)]
)
def test_sizes_are_those_of_the_published_tables(base, treated, published):
    assert np.ceil(sample_size(base, treated, **ODDS)) == published


def test_the_stated_power_is_reached_in_simulated_campaigns():
    draw = np.random.default_rng(3)
    size, campaigns_run = 686, 4000
    control = draw.binomial(size, 0.10, campaigns_run) / size
    treated = draw.binomial(size, 0.15, campaigns_run) / size
    mean = (control + treated) / 2
    z = (treated - control) / np.sqrt(2 * mean * (1 - mean) / size)
    assert np.mean(np.abs(z) > norm.isf(0.025)) == pytest.approx(0.8, abs=0.02)


rates = st.floats(0.002, 0.3)


@given(base=rates, effect=st.floats(0.1, 2.0))
def test_the_detectable_effect_is_the_one_that_the_size_was_made_for(base, effect):
    arm = sample_size(base, base * (1 + effect), **ODDS)
    assume(arm * base > 5)
    assert detectable_effect(arm, base, **ODDS) == pytest.approx(effect, rel=1e-3)


@given(base=rates, effect=st.floats(0.1, 2.0), times=st.floats(2.01, 50))
def test_a_large_segment_needs_a_smaller_control_group(base, effect, times):
    treated = base * (1 + effect)
    arm = sample_size(base, treated, **ODDS)
    assume(arm > 5 / base)
    size = int(np.ceil(times * arm)) + 2
    control = control_group(size, base, treated, **ODDS)
    assert control <= np.ceil(arm)
    ratio = (size - control) / control
    assert sample_size(base, treated, **ODDS, ratio=ratio) <= control + 1


def test_too_few_customers_detect_nothing():
    assert np.isnan(detectable_effect(3, 0.01, **ODDS))


# Plans.

SETTINGS = CampaignSettings()


def planned(size: int, followed: int, returned: int, minimum: int = 20) -> pd.Series:
    past = pd.DataFrame({"followed": [followed], "returned": [returned]}, index=[1])
    sizes = pd.Series({1: size})
    return plan(sizes, past, 150.0, SETTINGS, minimum).iloc[0]


def test_a_large_segment_sets_aside_what_the_test_needs():
    row = planned(50_000, 40_000, 400)
    assert row["status"] == "ready"
    assert row["rate"] == 0.01
    assert row["control"] < row["per_arm"] < 25_000
    extra = 0.005 * (50_000 - row["control"])
    assert row["at_stake"] == pytest.approx(150 * extra)


def test_a_small_segment_is_halved_and_says_what_it_can_show():
    row = planned(2_000, 2_000, 40)
    assert row["status"] == "small"
    assert row["control"] == 1_000
    assert row["per_arm"] > 1_000
    assert row["detectable"] > SETTINGS.effect


def test_few_returns_are_not_published():
    row = planned(2_000, 2_000, 7)
    assert row["status"] == "rare"
    assert np.isnan(row["returned"])
    assert row["rate"] == 0.01  # 20 of 2 000: a bound


@pytest.mark.parametrize("returned", [0, 2_000])
def test_where_nobody_or_everybody_comes_back_no_rise_is_computed(returned):
    row = planned(2_000, 2_000, returned)
    assert row["status"] == "none"
    assert np.isnan(row["per_arm"])
    assert np.isnan(row["at_stake"])


def test_too_few_customers_then_say_nothing():
    assert planned(2_000, 12, 3)["status"] == "unknown"
    assert planned(2_000, 25, 3)["status"] == "unknown"  # less than 80 %: no bound


# The past.

AS_OF = dt.datetime(2018, 8, 31, 12)


@pytest.fixture(scope="module")
def shop() -> Tables:
    last = "2018-08-31"  # the end of the last whole month, and of the window
    return demo_tables(1500, seed=3, repeat_share=0.3, last_day=last)


@pytest.fixture(scope="module")
def model(shop) -> Segmentation:
    return fit(customers(shop, AS_OF).to_pandas(), Space(), k=3, seed=1)


def test_customers_are_counted_in_the_segment_that_they_had_then(shop, model):
    start = dt.datetime(2018, 5, 1)
    past = returns(shop, model, start, AS_OF)
    then = customers(shop, start).to_pandas().set_index("customer_unique_id")
    now = customers(shop, AS_OF).to_pandas().set_index("customer_unique_id")
    segments = model.assign(then)
    assert past["followed"].to_dict() == segments.value_counts().to_dict()
    again = now.loc[then.index, "frequency"] > then["frequency"]
    assert past["returned"].sum() == again.sum() > 0
    assert past["returned"].to_dict() == again.groupby(segments).sum().to_dict()
    extra = now.loc[then.index, "monetary"] - then["monetary"]
    assert past["paid"].sum() == pytest.approx(extra.sum())


def measured(shop, model, period: Period, **settings):
    people = customers(shop, period.as_of).to_pandas()
    chosen = CampaignSettings(**settings)
    return campaigns(shop, period, model, model.assign(people), chosen, minimum=20)


def test_the_months_after_the_window_do_not_count(shop, model):
    period = find_period(shop, Settings(window={"end": dt.date(2018, 3, 31)}))
    found = measured(shop, model, period, horizon_days=60)
    assert found.end == dt.date(2018, 3, 31)
    assert found.start == dt.date(2018, 1, 30)


def test_a_history_that_is_too_short_is_said_to_be(shop, model):
    period = find_period(shop, Settings())
    found = measured(shop, model, period, horizon_days=5000)
    assert found.start is None
    assert set(found.tests["status"]) == {"unknown"}
    assert "ne remonte pas à 5 000 jours" in plain(say.campaigns.protocol(found))


@pytest.mark.parametrize(
    ("end", "truncated"), [(dt.date(2018, 3, 31), True), (None, False)]
)
def test_orders_after_the_window_are_called_incomplete_if_there_are_any(
    shop, model, end, truncated
):
    period = find_period(shop, Settings(window={"end": end}))
    told = say.campaigns.protocol(measured(shop, model, period, horizon_days=60))
    assert ("incomplètes" in told) == truncated


# What is said.


def test_base_rates_and_verdict_name_the_segments():
    table = contrasted()
    found = campaign_tests(table, returned=[900, 300, 5, 40, 0])
    assert plain(say.campaigns.base(found, table)) == (
        "Sans campagne, de 0,40 % (« Petits paniers ») à 9,0 % (« Gros paniers ») des "
        "clients rachètent en 90 jours"
    )
    told = plain(say.campaigns.verdict(found, table))
    assert told.startswith("Le segment « Gros paniers » est assez grand")
    assert "« Fidèles », « Déçus » et « Petits paniers », non" in told


def test_without_history_every_sentence_says_so():
    table = contrasted()
    found = campaign_tests(table, followed=0, returned=0, start=None)
    assert "Dans aucun segment" in say.campaigns.base(found, table)
    assert "aucune taille" in say.campaigns.verdict(found, table)
    assert "Trop peu de clients sont revenus" in say.campaigns.spending(found)
    row = say.campaigns.plans(found, table).iloc[0]
    assert "Ne se calcule pas" in say.campaigns.stake(row, found)
    assert "trop peu de clients" in say.campaigns.expected(row, found, 20)


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (700, "une hausse de 50 % se verra"),
        (100, "il faut une hausse de"),
        (5, "rien de moins qu'une hausse de"),
        (0, "ne se calcule pas d'avance"),
    ],
)
def test_the_control_group_is_told_with_what_it_will_show(returned, said):
    table = portraits(("A", 3000, 100.0, 4.5))
    found = campaign_tests(table, returned=returned)
    row = say.campaigns.plans(found, table).iloc[0]
    told = plain(say.campaigns.test(row, found))
    assert told.startswith("Tirez au sort ")
    assert said in told


def test_excuses_are_not_withheld_from_a_control_group():
    table = portraits(("Déçus", 3000, 100.0, 1.5))
    found = campaign_tests(table)
    row = say.campaigns.plans(found, table).iloc[0]
    told = plain(say.campaigns.test(row, found))
    assert told.startswith("Les excuses partent à tous, l'offre se teste : tirez")
    assert "à qui l'on fait l'offre" in plain(say.campaigns.stake(row, found))


def test_small_counts_of_returns_are_told_as_bounds():
    table = portraits(("A", 3000, 100.0, 4.5))
    found = campaign_tests(table, returned=5)
    row = say.campaigns.plans(found, table).iloc[0]
    assert plain(say.campaigns.expected(row, found, 20)) == (
        "< 20 des 10 000 clients suivis ont racheté en 90 jours sans campagne, soit "
        "moins de 0,20 %."
    )
    assert say.campaigns.stake(row, found).startswith("Moins de ")
    markup = tables.campaigns.tests(found, table).as_raw_html()
    assert "&lt;\u00a00,20" in markup
    assert "retours rares" in markup


def test_those_who_never_bought_do_not_buy_again():
    table = portraits(("A", 3000, 100.0, 4.5), without_purchase=3000)
    found = campaign_tests(table)
    buyers, apart = (row for _, row in say.campaigns.plans(found, table).iterrows())
    for row, words in (
        (buyers, ("rachètent", "racheté")),
        (apart, ("achètent", "ach")),
    ):
        assert f"ceux qui {words[0]}" in say.campaigns.stake(row, found)
        assert f"ont {words[1]}" in say.campaigns.expected(row, found, 20)


# Monday.


def test_on_monday_one_writes_where_a_campaign_brings_most():
    table = contrasted()
    found = campaign_tests(table, returned=[100, 100, 100, 300, 0])
    assert say.summary.first(table, found)["name"] == "Petits paniers"
    assert "rapporte le plus" in say.summary.monday(table, found)


def test_without_measured_returns_one_writes_to_the_heaviest_segment():
    table = contrasted()
    found = campaign_tests(table, followed=0, returned=0, start=None)
    assert say.summary.first(table, found)["name"] == "Gros paniers"
    assert "qui pèse le plus" in say.summary.monday(table, found)


def test_the_block_of_monday_says_whom_what_and_how():
    table = contrasted()
    block = BeautifulSoup(monday(table, campaign_tests(table), 20), "lxml")
    assert "Petits paniers" in block.select_one(".monday-title").text
    assert block.select_one(".monday-message").text.strip() == (
        "Merci de votre commande."
    )
    assert "Tirez au sort" in block.select_one(".monday-test dd").text
    assert block.select_one(".monday-command").text == (
        "olist segments --segment 'Petits paniers' --out liste.csv"
    )


def test_a_name_cannot_change_the_command():
    name = pd.Series({"name": "l'ami'; rm -rf ~"})
    assert command(name) == (
        "olist segments --segment 'l'\\''ami'\\''; rm -rf ~' --out liste.csv"
    )


def test_unhappy_customers_are_to_be_repaired_first_when_there_are_some():
    assert "« Déçus »" in plain(say.summary.repair(contrasted()))
    happy = portraits(("A", 500, 100.0, 4.5))
    assert "rien n'est à réparer" in plain(say.summary.repair(happy))
    silent = happy.assign(satisfaction=float("nan"))
    for told in (say.summary.repair(silent), say.summary.segments(silent)):
        assert "ucune note ne dit" in told


@pytest.mark.real
def test_olist_s_active_customers_are_enough_for_a_test(real_tables: Tables):
    period = find_period(real_tables, Settings())
    people = customers(real_tables, period.as_of).to_pandas()
    chosen = fit(people, Space(), k=5, seed=42)
    found = measured(real_tables, chosen, period)
    assert (found.start, found.end) == (dt.date(2018, 6, 2), dt.date(2018, 8, 31))
    tests = found.tests.set_index("segment")
    assert tests.loc[5, "returned"] == 287
    assert tests.loc[5, "rate"] == pytest.approx(0.0062, abs=1e-4)
    assert tests.loc[5, "status"] == "ready"
    assert tests.loc[2, "status"] == "small"
    assert dataclasses.asdict(found)["spending"] == pytest.approx(159.65, abs=0.01)
