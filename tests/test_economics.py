"""What each interval costs: true sums, a flat bottom, honest bounds and sentences."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_segments import portraits
from pandas import DataFrame

from analysis import charts, say, tables
from analysis.charts.theme import Note
from analysis.economics import Economy, economy, flat_bottom
from analysis.maintenance import Maintenance, misplaced
from analysis.settings import ContractSettings, EconomicsSettings

SHOP = portraits(("A", 1000, 100.0, 4.0), ("B", 3000, 50.0, 2.0), without_purchase=90)
TOO_FEW = "à l’origine, 12 clients seulement avaient acheté"
# One refresh costs 100 €, that is 500 R$; nothing is watched.
WORK = {
    "rates": {"analyste": 200},
    "days": {
        "set_up": {},
        "refresh": {"analyste": "0.5"},
        "monitoring": {},
        "training": {},
    },
    "exchange": {"reais_per_euro": 5},
}


def wrong(weekly: float = 0.01, horizon: int = 26) -> DataFrame:
    """Every week, as many more buyers of segment 1 are misplaced."""
    weeks = range(horizon + 1)
    shares = [weekly * week for week in weeks]
    return DataFrame({"age_weeks": weeks, "segment": 1, "share": shares})


def answer(interval: int | None = 4, reason: str = "", horizon: int = 26):
    return Maintenance(
        threshold=0.8,
        confidence=0.9,
        k=2,
        origins=9,
        horizon_weeks=horizon,
        interval_weeks=interval,
        reason=reason,
    )


def costed(
    table: DataFrame, maintenance: Maintenance | None = None, **assumed: float
) -> Economy:
    assumed = {"response_difference": 0.01, "margin": 0.5} | assumed
    settings = EconomicsSettings(**assumed)
    contract = ContractSettings.model_validate(WORK)
    return economy(table, SHOP, maintenance or answer(), settings, contract)


def test_each_interval_costs_refreshes_monitoring_and_misplaced_customers():
    row = costed(wrong()).curve.set_index("weeks").loc[4]
    assert row["refresh_cost"] == pytest.approx(500 * 52 / 4)
    # 4000 buyers, 2 % misplaced on average from week 0 to 4, 12 campaigns a year, one
    # purchase of 100 R$ lost in a hundred messages, half of it kept.
    assert row["misplaced"] == pytest.approx(0.02)
    assert row["staleness_cost"] == pytest.approx(4000 * 0.02 * 12 * 0.01 * 0.5 * 100)
    assert row["total"] == pytest.approx(500 * 52 / 4 + 480)


def test_monitoring_costs_the_same_at_every_interval():
    contract = ContractSettings()
    found = economy(wrong(), SHOP, answer(), EconomicsSettings(), contract).curve
    month = Decimal("0.25") * contract.rates["data scientist"]
    yearly = 12 * month * contract.exchange.reais_per_euro
    assert found["monitoring_cost"].unique() == pytest.approx([float(yearly)])


def test_the_cheapest_interval_is_that_of_the_known_formula():
    # The cost a / n + b n / 2 is least at n = sqrt(2 a / b).
    yearly, slope = 500 * 52, 4000 * 0.01 * 12 * 0.01 * 0.5 * 100
    found = costed(wrong())
    assert found.best_weeks == round((2 * yearly / slope) ** 0.5) == 15
    assert not found.is_bound


def test_a_dearer_refresh_makes_waiting_worthwhile_and_a_dearer_error_does_not():
    table = costed(wrong(0.02)).sensitivity.set_index(["lever", "factor"])
    weeks = table["best_weeks"]
    assert weeks["refresh_days", 0.5] < weeks["refresh_days", 2.0]
    assert weeks["response", 0.5] > weeks["response", 2.0]
    assert weeks["monitoring_days", 0.5] == weeks["monitoring_days", 2.0]


@given(
    weekly=st.floats(0.0001, 0.03),
    tolerance=st.floats(0, 0.5),
    horizon=st.integers(1, 40),
)
def test_the_flat_bottom_holds_the_best_and_stays_within_the_tolerance(
    weekly, tolerance, horizon
):
    totals = costed(wrong(weekly, horizon)).curve.set_index("weeks")["total"]
    low, high = flat_bottom(totals, tolerance)
    assert low <= totals.idxmin() <= high
    assert totals.loc[low:high].max() <= totals.min() * (1 + tolerance)
    outside = [week for week in (low - 1, high + 1) if week in totals.index]
    assert all(totals[week] > totals.min() * (1 + tolerance) for week in outside)


def test_a_segment_of_few_customers_is_worth_the_average():
    few = SHOP.assign(revenue=SHOP["revenue"].where(SHOP["name"] != "A"))
    found = economy(
        wrong(), few, answer(), EconomicsSettings(), ContractSettings()
    ).assumptions
    values = found[found["assumption"] == "order_value"].set_index("detail")["value"]
    assert values["A"] == values["B"] == pytest.approx(50)


# Sentences.


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def test_the_optimum_and_the_recommended_interval_are_told_with_their_costs():
    found = costed(wrong())
    assert plain(say.economics.optimum(found)) == (
        "Sous ces hypothèses, le moindre coût est de 3 533 R$ par an, avec une mise à "
        "jour toutes les 15 semaines"
    )
    assert plain(say.economics.recommended(found)).startswith(
        "L'intervalle que recommande la simulation (4 semaines) coûte 3 447 R$ de plus "
        "par an que le moins cher (+ 98 %) : c'est le prix"
    )


def test_a_least_cost_at_the_end_is_a_bound():
    found = costed(wrong(0.001))
    assert (found.best_weeks, found.is_bound) == (26, True)
    assert "au moins 26 semaines" in plain(say.economics.optimum(found))
    assert "le moins cher observé" in plain(say.economics.recommended(found))


def test_the_recommended_interval_may_be_the_cheapest_or_in_the_flat_bottom():
    same, near = (costed(wrong(), answer(weeks)) for weeks in (15, 12))
    assert "est aussi le moins cher" in say.economics.recommended(same)
    assert "est dans le fond plat" in say.economics.recommended(near)


def test_errors_that_cost_much_call_for_a_shorter_interval():
    found = costed(wrong(0.03), answer(26))
    assert "coûtent plus cher" in plain(say.economics.recommended(found))


def test_a_simulation_that_never_crosses_is_placed_at_its_horizon():
    found = costed(wrong(), answer(None))
    assert (found.advised_weeks, found.advised_is_bound) == (26, True)


def test_too_little_history_gives_a_reason_and_no_number():
    found = costed(wrong()[:0], answer(None, TOO_FEW, horizon=0))
    assert found.curve.empty
    assert found.sensitivity.empty
    sayings = ("optimum", "flat", "recommended", "title", "sensitivity", "levers")
    for name in sayings:
        told = getattr(say.economics, name)(found)
        assert told.endswith(TOO_FEW)
    assert isinstance(charts.economics.curve(found), Note)
    assert isinstance(charts.economics.sensitivity(found), Note)


def test_free_work_is_done_every_week_and_harmless_errors_never():
    rates = ContractSettings.model_validate(WORK | {"rates": {"analyste": 0}})
    gratis = economy(wrong(), SHOP, answer(), EconomicsSettings(), rates)
    assert gratis.best_weeks == 1
    harmless = costed(wrong(), response_difference=0)
    assert (harmless.best_weeks, harmless.is_bound) == (26, True)


# Pictures and tables.


@pytest.mark.parametrize("weekly", [0.001, 0.01, 0.03])
def test_the_charts_name_their_lines_and_mark_both_intervals(weekly):
    found = costed(wrong(weekly))
    text = charts.economics.curve(found).to_json(ensure_ascii=False)
    for name in ("mises à jour", "surveillance", "clients mal rangés", "total"):
        assert name in text
    assert "recommandé" in text
    assert "le moins cher" in text
    rows = charts.economics.sensitivity(found).to_json(ensure_ascii=False)
    assert "÷ 2" in rows
    assert "marge" in rows


def test_every_assumption_is_shown_with_its_unit_and_source():
    text = plain(tables.economics.assumptions(costed(wrong())).as_raw_html())
    assert "Taux journalier : analyste" in text
    assert "study.yml › economics › margin" in text
    assert "mesuré dans les commandes" in text
    assert "1 %" in text


def test_the_misplaced_customers_are_those_of_the_simulation():
    segments = wrong().rename(columns={"share": "misplaced"})
    simulated = Maintenance(threshold=0.8, confidence=0.9, k=2, segments=segments)
    found = costed(misplaced(simulated))
    assert found.curve.equals(costed(wrong()).curve)
