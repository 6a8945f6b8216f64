"""The quote: exact to the cent in both currencies, true dates, clear refusals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.contract import (
    ASSUMED,
    AT_ONCE,
    BOUND,
    CHOSEN,
    MEASURED,
    Contract,
    contract,
    months_later,
    quote,
)
from analysis.errors import InputError
from analysis.maintenance import Maintenance
from analysis.settings import ContractSettings, read_settings

TODAY = dt.date(2026, 11, 23)
TOO_FEW = "à l’origine, 12 clients seulement avaient acheté"


def answer(interval: int | None = 6, reason: str = "", horizon: int = 26):
    return Maintenance(
        threshold=0.8,
        confidence=0.9,
        k=5,
        origins=14,
        horizon_weeks=horizon,
        interval_weeks=interval,
        interval_low=5,
        interval_high=8,
        is_lower_bound=interval is None,
        reason=reason,
    )


def written(maintenance: Maintenance | None = None, **terms: object) -> Contract:
    settings = ContractSettings.model_validate(terms)
    return contract(settings, maintenance or answer(), TODAY)


# Prices.

prices = st.decimals(0, 5000, places=2)
days = st.decimals(0, 30, places=3)
works = st.fixed_dictionaries({"a": days, "b": days})


@given(
    rates=st.fixed_dictionaries({"a": prices, "b": prices}),
    tasks=st.fixed_dictionaries(
        {"set_up": works, "refresh": works, "monitoring": works, "training": works}
    ),
    exchange=st.decimals("0.0001", 100, places=4),
    vat=st.none() | st.just(Decimal(0)) | st.decimals(1, 100, places=2),
    refreshes=st.integers(0, 52),
)
def test_totals_equal_their_parts_to_the_cent(rates, tasks, exchange, vat, refreshes):
    terms = ContractSettings.model_validate(
        {
            "rates": rates,
            "days": tasks,
            "exchange": {"reais_per_euro": exchange},
            "vat": {"rate": vat},
        }
    )
    found = quote(terms, refreshes)
    for currency in ("euros", "reais"):
        lines = [getattr(line.total, currency) for line in found.lines]
        units = [getattr(line.unit, currency) * line.number for line in found.lines]
        net, tax, gross = (
            getattr(amount, currency) for amount in (found.net, found.vat, found.gross)
        )
        assert lines == units
        assert net == sum(lines)
        assert gross == net + tax
        assert abs(tax - net * (vat or 0) / 100) <= Decimal("0.005")
        for amount in (*lines, net, tax, gross):
            assert amount == round(amount, 2)
    for line in found.lines:
        exact = line.unit.euros * exchange
        assert abs(line.unit.reais - exact) <= Decimal("0.005")


def test_halves_of_a_cent_are_rounded_up():
    work = {"set_up": {"a": "0.125"}, "refresh": {}, "monitoring": {}, "training": {}}
    terms = {"rates": {"a": "0.2"}, "days": work, "exchange": {"reais_per_euro": "2.5"}}
    unit = written(**terms).quote.lines[0].unit
    assert (unit.euros, unit.reais) == (Decimal("0.03"), Decimal("0.08"))


def test_the_first_year_adds_set_up_refreshes_and_twelve_months():
    found = written().quote
    assert [line.number for line in found.lines] == [1, 8, 12]
    assert found.net.euros == Decimal("3200.00") + 8 * 300 + 12 * 150
    assert found.recurring.euros == found.net.euros - 3200
    assert found.net.reais == found.net.euros * Decimal("6.25")


def test_the_tax_is_that_of_the_total():
    taxed = written(vat={"country": "France", "rate": 20}).quote
    assert taxed.vat.euros == taxed.net.euros / 5
    assert taxed.gross.euros == taxed.net.euros * 6 / 5
    assert written().quote.vat.euros == 0


def test_options_differ_by_their_number_of_refreshes_only():
    found = written()
    unit = found.extras[0].unit.euros
    numbers = [option.refreshes for option in found.options]
    assert numbers == [12, 6, 4, 2]
    nets = [option.quote.net.euros for option in found.options]
    assert [net - nets[-1] for net in nets] == [10 * unit, 4 * unit, 2 * unit, 0]


# The rhythm.


@pytest.mark.parametrize(
    ("maintenance", "terms", "expected"),
    [
        (answer(6), {}, (6, MEASURED)),
        (answer(0), {}, (1, AT_ONCE)),
        (answer(None), {}, (26, BOUND)),
        (answer(None, horizon=104), {}, (52, BOUND)),
        (answer(80), {}, (52, MEASURED)),
        (answer(None, TOO_FEW, 0), {}, (13, ASSUMED)),
        (answer(None, TOO_FEW, 0), {"default_weeks": 4}, (4, ASSUMED)),
        (answer(6), {"refresh_weeks": 9}, (9, CHOSEN)),
        (answer(None, TOO_FEW, 0), {"refresh_weeks": 9}, (9, CHOSEN)),
    ],
)
def test_the_rhythm_is_what_was_measured_unless_something_stands_against_it(
    maintenance, terms, expected
):
    found = written(maintenance, **terms)
    assert (found.weeks, found.basis) == expected


# The calendar.


@given(
    weeks=st.integers(1, 52),
    start=st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)),
    delivery=st.integers(1, 20),
)
def test_the_calendar_holds_every_refresh_of_the_year_on_working_days(
    weeks, start, delivery
):
    found = written(
        date=dt.date(2019, 12, 31),
        start=start,
        refresh_weeks=weeks,
        service={"delivery_days": delivery},
    )
    visits = [found.set_up, *found.refreshes]
    assert len(found.refreshes) == 52 // weeks
    assert [visit.number for visit in visits] == list(range(len(visits)))
    for visit in visits:
        planned = start + dt.timedelta(weeks=weeks * visit.number)
        assert planned <= visit.data <= planned + dt.timedelta(days=2)
        assert planned <= found.end
        assert visit.data.weekday() < 5
        assert visit.due.weekday() < 5
        assert visit.due > visit.data
    assert found.quote.lines[1].number == len(found.refreshes)


def test_a_proposal_is_of_the_day_of_the_results_and_starts_the_next_month():
    found = written()
    assert found.day == found.exchange_day == TODAY
    assert (found.start, found.end) == (dt.date(2026, 12, 1), dt.date(2027, 11, 30))
    assert found.valid_until == dt.date(2027, 1, 22)
    assert found.refreshes[0].data == dt.date(2027, 1, 12)
    assert found.refreshes[0].due == dt.date(2027, 1, 19)


def test_dates_may_be_agreed():
    found = written(
        date=dt.date(2026, 1, 5),
        start=dt.date(2026, 2, 15),
        exchange={"reais_per_euro": 6, "date": dt.date(2025, 12, 31)},
    )
    assert (found.day, found.start) == (dt.date(2026, 1, 5), dt.date(2026, 2, 15))
    assert found.exchange_day == dt.date(2025, 12, 31)


def test_months_end_where_they_do():
    assert months_later(dt.date(2024, 2, 29), 12) == dt.date(2025, 2, 28)
    assert months_later(dt.date(2026, 12, 31), 2) == dt.date(2027, 2, 28)


# Settings.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("vat: {rate: 200}", ["vat › rate", "200", "100"]),
        ("vat: {rate: 0.2}", ["percent", "0.2"]),
        ("vat: {rate: , reason: ''}", ["vat", "reason"]),
        ("rates: {data scientist: -1}", ["rates", "-1"]),
        ("rates: {}", ["rates", "at least 1"]),
        ("days: {refresh: {data scientist: -1}}", ["refresh", "-1"]),
        ("days: {refresh: {pirate: 1}}", ["refresh", "pirate", "data scientist"]),
        ("exchange: {reais_per_euro: 0}", ["reais_per_euro", "0"]),
        ("exchange: {reais_per_euro: .nan}", ["reais_per_euro", "finite"]),
        ("refresh_weeks: 0", ["refresh_weeks", "0"]),
        ("payment_days: -3", ["payment_days", "-3"]),
        ("start: 2026-01-01\n  date: 2026-02-01", ["start", "before date"]),
        ("price: 3", ["price", "not a setting"]),
    ],
)
def test_terms_that_make_no_sense_are_refused_in_one_sentence(
    tmp_path: Path, text: str, words: list[str]
):
    (tmp_path / "study.yml").write_text(f"contract:\n  {text}\n", encoding="utf8")
    with pytest.raises(InputError) as refusal:
        read_settings(tmp_path / "study.yml")
    message = str(refusal.value)
    assert message.startswith("study.yml: contract")
    assert "\n" not in message
    assert all(word in message for word in words), message


@pytest.mark.parametrize(
    "text", ["margin: 1.5", "response_difference: -1", "campaigns_per_year: .inf"]
)
def test_assumptions_that_make_no_sense_are_refused_too(tmp_path: Path, text: str):
    (tmp_path / "study.yml").write_text(f"economics: {{{text}}}\n", encoding="utf8")
    with pytest.raises(InputError, match=text.partition(":")[0]):
        read_settings(tmp_path / "study.yml")
