"""The quote of the maintenance contract: rhythm, calendar, prices to the cent.

Prices are set in euros; a unit price is rounded once, converted once and rounded once
more.  Lines are whole multiples of unit prices and totals are sums of lines, so that
each currency adds up by itself.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import numpy as np

from analysis.settings import ContractSettings, Work

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

CENT = Decimal("0.01")
MONTHS_PER_YEAR = 12
SET_UP, REFRESH, MONITORING, TRAINING = "set_up", "refresh", "monitoring", "training"
# How the interval between two refreshes was settled.
CHOSEN, MEASURED, BOUND, AT_ONCE, ASSUMED = (
    *("chosen", "measured", "bound"),
    *("at_once", "assumed"),
)
LONGEST_WEEKS = 52
OPTIONS_MONTHS = (1, 2, 3, 6)


@dataclass(frozen=True)
class Amount:
    """The same price in both currencies, each to the cent."""

    euros: Decimal
    reais: Decimal

    @classmethod
    def converted(cls, euros: Decimal, reais_per_euro: Decimal) -> Amount:
        """Round a price in euros, and convert what was rounded."""
        price = to_cent(euros)
        return cls(price, to_cent(price * reais_per_euro))

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.euros + other.euros, self.reais + other.reais)

    def times(self, number: int) -> Amount:
        return Amount(self.euros * number, self.reais * number)

    def percent(self, rate: Decimal) -> Amount:
        """So many percent of it, rounded to the cent in each currency."""
        share = rate / 100
        return Amount(to_cent(self.euros * share), to_cent(self.reais * share))


@dataclass(frozen=True)
class Line:
    """One line of the quote: so many units of some work.

    Attributes
    ----------
    task : str
        A field of `WorkDays`.
    work : dict
        Days of each profile for one unit.
    number : int
    unit : Amount
    """

    task: str
    work: Work
    number: int
    unit: Amount

    @property
    def total(self) -> Amount:
        return self.unit.times(self.number)


@dataclass(frozen=True)
class Quote:
    """Lines, and what they add up to.

    Attributes
    ----------
    lines : tuple of Line
    vat_rate : Decimal or None
        In percent; None when no tax applies.
    """

    lines: tuple[Line, ...]
    vat_rate: Decimal | None

    @property
    def net(self) -> Amount:
        """Sum of the lines, before tax."""
        return reduce(add, (line.total for line in self.lines))

    @property
    def vat(self) -> Amount:
        return self.net.percent(self.vat_rate or Decimal(0))

    @property
    def gross(self) -> Amount:
        """What is paid."""
        return self.net + self.vat

    @property
    def recurring(self) -> Amount:
        """Before tax, without what is paid once: the price of a following year."""
        again = (line.total for line in self.lines if line.task != SET_UP)
        return reduce(add, again)


@dataclass(frozen=True)
class Refresh:
    """One refresh of the calendar.

    Attributes
    ----------
    number : int
        From 1; 0 is the set-up.
    data : date
        Working day on which the data are handed over.
    due : date
        Working day on which it is delivered at the latest.
    """

    number: int
    data: dt.date
    due: dt.date


@dataclass(frozen=True)
class Option:
    """The same contract at another rhythm."""

    months: int
    refreshes: int
    quote: Quote


@dataclass(frozen=True)
class Contract:
    """A complete proposal.

    Attributes
    ----------
    terms : ContractSettings
    day, valid_until : date
        Of the proposal.
    start, end : date
        First and last day of the first year.
    exchange_day : date
    weeks : int
        Between two refreshes.
    basis : str
        ``chosen`` in the settings, ``measured`` by the simulation, ``bound`` (the
        longest age that it saw), ``at_once`` (the agreement is lost in the first week)
        or ``assumed`` (too little history to tell).
    set_up : Refresh
    refreshes : tuple of Refresh
        Those of the first year.
    quote : Quote
    options : tuple of Option
    extras : tuple of Line
        Unit prices of what may be ordered beside: a refresh, a training session.
    """

    terms: ContractSettings
    day: dt.date
    valid_until: dt.date
    start: dt.date
    end: dt.date
    exchange_day: dt.date
    weeks: int
    basis: str
    set_up: Refresh
    refreshes: tuple[Refresh, ...]
    quote: Quote
    options: tuple[Option, ...]
    extras: tuple[Line, ...]


def contract(
    terms: ContractSettings, maintenance: Maintenance, computed: dt.date
) -> Contract:
    """Write the proposal.

    Parameters
    ----------
    terms : ContractSettings
    maintenance : Maintenance
    computed : date
        Day on which the results were computed: that of the proposal, unless the terms
        name another one.
    """
    day = terms.date or computed
    start = terms.start or first_of_next_month(day)
    end = months_later(start, MONTHS_PER_YEAR) - dt.timedelta(days=1)
    weeks, basis = rhythm(terms, maintenance)
    refreshes = agenda(start, end, weeks, terms.service.delivery_days)
    return Contract(
        terms=terms,
        day=day,
        valid_until=day + dt.timedelta(days=terms.validity_days),
        start=start,
        end=end,
        exchange_day=terms.exchange.date or day,
        weeks=weeks,
        basis=basis,
        set_up=refreshes[0],
        refreshes=refreshes[1:],
        quote=quote(terms, len(refreshes) - 1),
        options=tuple(
            Option(months, number, quote(terms, number))
            for months in OPTIONS_MONTHS
            for number in [MONTHS_PER_YEAR // months]
        ),
        extras=(line(terms, REFRESH, 1), line(terms, TRAINING, 1)),
    )


def rhythm(terms: ContractSettings, maintenance: Maintenance) -> tuple[int, str]:
    """Weeks between two refreshes, at least one, and how they were settled."""
    if terms.refresh_weeks:
        return terms.refresh_weeks, CHOSEN
    if maintenance.reason or not maintenance.horizon_weeks:
        return terms.default_weeks, ASSUMED
    if maintenance.interval_weeks is None:
        return min(maintenance.horizon_weeks, LONGEST_WEEKS), BOUND
    if maintenance.interval_weeks == 0:
        return 1, AT_ONCE
    return min(maintenance.interval_weeks, LONGEST_WEEKS), MEASURED


def agenda(
    start: dt.date, end: dt.date, weeks: int, delivery_days: int
) -> tuple[Refresh, ...]:
    """The set-up, then every refresh from the start to the end; on working days."""
    days = range(0, (end - start).days + 1, 7 * weeks)
    dates = [working_day(start + dt.timedelta(days=day)) for day in days]
    return tuple(
        Refresh(number, day, working_day(day, delivery_days))
        for number, day in enumerate(dates)
    )


def quote(terms: ContractSettings, refreshes: int) -> Quote:
    """Price the first year with so many refreshes."""
    numbers = {SET_UP: 1, REFRESH: refreshes, MONITORING: MONTHS_PER_YEAR}
    lines = (line(terms, task, number) for task, number in numbers.items())
    return Quote(tuple(lines), terms.vat.rate)


def line(terms: ContractSettings, task: str, number: int) -> Line:
    work = getattr(terms.days, task)
    euros = sum((days * terms.rates[name] for name, days in work.items()), Decimal(0))
    unit = Amount.converted(euros, terms.exchange.reais_per_euro)
    return Line(task, work, number, unit)


def to_cent(amount: Decimal) -> Decimal:
    """Round half up, as invoices do."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def working_day(day: dt.date, later: int = 0) -> dt.date:
    """The first day from Monday to Friday, so many of them later."""
    return np.busday_offset(day, later, roll="forward").item()


def first_of_next_month(day: dt.date) -> dt.date:
    return months_later(day.replace(day=1), 1)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where there is no such day."""
    years, month = divmod(day.month - 1 + months, MONTHS_PER_YEAR)
    year, month = day.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(day.day, last))
