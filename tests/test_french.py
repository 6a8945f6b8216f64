"""Numbers, dates and sentences as a French reader expects them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import french
from analysis.french import Text

THIN, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (french.number(1234.5, 1), f"1{THIN}234,5"),
        (french.number(96096), f"96{THIN}096"),
        (french.number(-3.25, 2), "−3,25"),
        (french.number(-0.001, 1), "0,0"),
        (french.number(None), "–"),
        (french.number(float("nan"), 2), "–"),
        (french.percent(0.0312, 2), f"3,12{THIN}%"),
        (french.percent(1), f"100{THIN}%"),
        (french.money(15740425.69), f"15{THIN}740{THIN}425,69{FIXED}R$"),
        (french.money(1200, 0, "EUR"), f"1{THIN}200{FIXED}€"),
        (french.money(None), "–"),
        (french.date(dt.date(2017, 11, 24)), f"24{FIXED}novembre 2017"),
        (french.date("2018-03-01T10:00:00"), f"1er{FIXED}mars 2018"),
        (french.date(dt.date(2018, 3, 21)), f"21{FIXED}mars 2018"),
        (french.month(dt.date(2017, 8, 31)), "août 2017"),
        (french.duration(0.43), f"0,4{FIXED}s"),
        (french.duration(59.6), f"1{FIXED}min{FIXED}00{FIXED}s"),
        (french.duration(125), f"2{FIXED}min{FIXED}05{FIXED}s"),
        (french.duration(4200), f"1{FIXED}h{FIXED}10{FIXED}min"),
        (french.plural(1, "client"), f"1{FIXED}client"),
        (french.plural(1.5, "jour", decimals=1), f"1,5{FIXED}jour"),
        (french.plural(2, "jour"), f"2{FIXED}jours"),
        (french.plural(1.96, "étoile", decimals=1), f"2,0{FIXED}étoiles"),
        (french.plural(3, "cheval", "chevaux"), f"3{FIXED}chevaux"),
        (french.enumeration(["a", "b", "c"]), "a, b et c"),
        (french.enumeration([]), ""),
        (french.quoted("Fidèles"), f"«{FIXED}Fidèles{FIXED}»"),
        (french.sentence_case("état de SP"), "État de SP"),
    ],
)
def test_formats(written: Text, expected: str) -> None:
    assert written == expected
    assert isinstance(written, Text)


def test_a_sentence_typed_with_plain_spaces_gets_the_french_ones() -> None:
    typed = "L'accord « tient » : 80 % ; pour combien de temps ?"
    printed = f"L’accord «{FIXED}tient{FIXED}»{FIXED}: 80{THIN}%{THIN}; pour combien"
    assert french.sentence(typed) == f"{printed} de temps{THIN}?"


@given(st.text(alphabet="ab '«»:;!?%", max_size=40))
def test_typesetting_twice_changes_nothing(typed: str) -> None:
    once = french.sentence(typed)
    assert french.sentence(once) == once


def test_inline_code_shows_markdown_specials_as_they_are() -> None:
    assert Text("5 R$ *net* @moi")._repr_markdown_() == r"5 R\$ \*net\* \@moi"


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_a_number_can_be_read_back(value: float, decimals: int) -> None:
    written = french.number(value, decimals)
    plain = written.replace(THIN, "").replace(",", ".").replace("−", "-")
    assert float(plain) == round(value, decimals)
