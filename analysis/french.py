"""Numbers, dates and lists as a French reader expects them.

Formats come from the CLDR through Babel; what Babel does not know of French typography
is added here: « 1er », the true minus sign, the no-break spaces.  Every function
returns a :class:`Text`, which Quarto's inline code shows as it is.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

LOCALE = "fr"
NARROW = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
ABSENT = "\N{EN DASH}"
SPACES = {
    " ;": f"{NARROW};",
    " !": f"{NARROW}!",
    " ?": f"{NARROW}?",
    " %": f"{NARROW}%",
    " :": f"{NO_BREAK}:",
    "« ": f"«{NO_BREAK}",
    " »": f"{NO_BREAK}»",
    "'": "’",
}
MARKDOWN_SPECIALS = re.compile(r"([\\`*_{}\[\]<>#|~^$@])")


class Text(str):
    """French text that notebooks and Quarto show as it is, not as a Python literal."""

    def _repr_markdown_(self) -> str:
        return MARKDOWN_SPECIALS.sub(r"\\\1", self)


def sentence(text: str) -> Text:
    """Give a sentence typed with plain spaces the spaces of French typography."""
    for typed, printed in SPACES.items():
        text = text.replace(typed, printed)
    return Text(text)


def number(value: float | None, decimals: int = 0) -> Text:
    """Format a number: ``number(1234.5, 1)`` → « 1 234,5 ».

    Parameters
    ----------
    value : float or None
        A missing value (None, NaN) becomes a dash.
    decimals : int, default 0
        Digits after the comma, always all written.
    """
    if is_missing(value):
        return Text(ABSENT)
    return signed(format_decimal(rounded(value, decimals), pattern(decimals), LOCALE))


def percent(share: float | None, decimals: int = 0) -> Text:
    """Format a share of 1 as a percentage: ``percent(0.0312, 2)`` → « 3,12 % »."""
    if is_missing(share):
        return Text(ABSENT)
    return Text(f"{number(share * 100, decimals)}{NARROW}%")


def money(amount: float | None, decimals: int = 2, currency: str = "BRL") -> Text:
    """Format an amount: ``money(15740425.69)`` → « 15 740 425,69 R$ ».

    Parameters
    ----------
    amount : float or None
    decimals : int, default 2
    currency : str, default "BRL"
        ISO 4217 code, written with the symbol that French readers know.
    """
    if is_missing(amount):
        return Text(ABSENT)
    text = format_currency(
        rounded(amount, decimals),
        currency,
        pattern(decimals) + f"{NO_BREAK}¤",
        LOCALE,
        currency_digits=False,
    )
    return signed(text)


def date(day: dt.date | str) -> Text:
    """Format a day: « 24 novembre 2017 », « 1er mars 2018 »."""
    day = as_date(day)
    text = format_date(day, "long", LOCALE)
    if day.day == 1:
        text = text.replace("1 ", "1er ", 1)
    return Text(text.replace(" ", NO_BREAK, 1))


def month(day: dt.date | str) -> Text:
    """Format the month of a day: « novembre 2017 »."""
    return Text(format_date(as_date(day), "MMMM y", LOCALE))


def duration(seconds: float) -> Text:
    """Format a time that something took: « 0,4 s », « 2 min 05 s », « 1 h 10 min »."""
    if seconds < 10:
        return Text(f"{number(seconds, 1)}{NO_BREAK}s")
    whole = round(seconds)
    if whole < 60:
        return Text(f"{whole}{NO_BREAK}s")
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return Text(f"{minutes}{NO_BREAK}min{NO_BREAK}{rest:02d}{NO_BREAK}s")
    hours, rest = divmod(round(whole / 60), 60)
    return Text(f"{hours}{NO_BREAK}h{NO_BREAK}{rest:02d}{NO_BREAK}min")


def plural(
    count: float, singular: str, plural: str | None = None, decimals: int = 0
) -> Text:
    """Format a count with its noun: « 1 client », « 96 096 clients ».

    French uses the plural from two on: « 1,5 jour », « 0 client ».

    Parameters
    ----------
    count : float
    singular : str
    plural : str, optional
        By default the singular and an *s*.
    decimals : int, default 0
    """
    several = abs(rounded(count, decimals)) >= 2
    noun = (plural or f"{singular}s") if several else singular
    return Text(f"{number(count, decimals)}{NO_BREAK}{noun}")


def enumeration(items: Iterable[str]) -> Text:
    """Join words as in a sentence: « a, b et c »."""
    return Text(format_list([str(item) for item in items], locale=LOCALE))


def quoted(text: str) -> Text:
    """Put a name between French quotation marks."""
    return Text(f"«{NO_BREAK}{text}{NO_BREAK}»")


def sentence_case(text: str) -> Text:
    """Raise the first letter and leave the others: « SP reste SP »."""
    return Text(text[:1].upper() + text[1:])


def pattern(decimals: int) -> str:
    """CLDR pattern of a number with so many decimals."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def signed(text: str) -> Text:
    """Write the minus sign as a sign, not as a hyphen."""
    return Text(text.replace("-", MINUS))


def rounded(value: float, decimals: int) -> float:
    """Round, and never keep a negative zero, which would be written « −0 »."""
    return round(float(value), decimals) + 0.0


def is_missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def as_date(day: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(day[:10]) if isinstance(day, str) else day
