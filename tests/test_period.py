"""The study window: the longest run of busy months, or what is configured."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.period import find_period, study_window
from analysis.settings import Settings, Window
from analysis.sources import Tables
from analysis.sources.demo import demo_tables


def months(counts: dict[str, int]) -> pd.Series:
    return pd.Series(list(counts.values()), pd.to_datetime(list(counts)))


def test_truncated_edges_and_isolated_months_are_left_out():
    counts = months(
        {
            "2016-09-01": 4,
            "2016-10-01": 300,
            "2017-01-01": 800,
            "2017-02-01": 1700,
            "2017-03-01": 7000,
            "2017-04-01": 12,
        }
    )
    window = study_window(counts, Window())
    assert window == (dt.date(2017, 1, 1), dt.date(2017, 3, 31))


def test_a_configured_edge_wins():
    counts = months({"2017-01-01": 100, "2017-02-01": 100})
    start, end = study_window(counts, Window(start=dt.date(2017, 1, 15)))
    assert (start, end) == (dt.date(2017, 1, 15), dt.date(2017, 2, 28))


def test_a_window_without_orders_is_refused():
    counts = months({"2017-01-01": 100})
    window = Window(start=dt.date(2020, 1, 1), end=dt.date(2020, 12, 31))
    with pytest.raises(InputError, match=r"no order falls into the study window 2020"):
        study_window(counts, window)


def test_a_window_between_the_orders_of_a_month_is_refused():
    counts = months({"2017-01-02": 100, "2017-01-30": 100})
    window = Window(start=dt.date(2017, 1, 10), end=dt.date(2017, 1, 20))
    with pytest.raises(InputError, match="no order falls into the study window"):
        study_window(counts, window)


def test_nothing_later_than_the_date_of_the_study_is_in_the_period():
    day = dt.date(2017, 11, 26)
    period = find_period(demo_tables(300), Settings(as_of=day))
    assert period.last_order.date() <= period.end == day


def test_a_date_before_the_first_order_is_refused():
    with pytest.raises(InputError, match="before the first order"):
        find_period(demo_tables(300), Settings(as_of=dt.date(2001, 1, 1)))


@given(st.lists(st.integers(0, 1000), min_size=1).filter(any))
def test_every_month_of_the_window_is_busy(counts: list[int]):
    index = pd.date_range("2017-01-01", periods=len(counts), freq="MS")
    orders = pd.Series(counts, index)
    start, end = study_window(orders[orders > 0], Window(minimum_share=0.5))
    inside = orders[pd.Timestamp(start) : pd.Timestamp(end)]
    assert len(inside) >= 1
    assert (inside >= 0.5 * orders.max()).all()


@pytest.mark.real
def test_olist_is_studied_from_january_2017_to_august_2018(real_tables: Tables):
    period = find_period(real_tables, Settings())
    assert (period.start, period.end) == (dt.date(2017, 1, 1), dt.date(2018, 8, 31))
    assert period.first_order.date() == dt.date(2016, 9, 4)
    assert period.as_of.date() == dt.date(2018, 10, 17)
